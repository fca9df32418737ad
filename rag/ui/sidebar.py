"""What this is, what it has read, and the way to the list of reports."""

from __future__ import annotations

import streamlit as st

from rag.index.library import Library
from rag.types import Wording
from rag.ui import session
from rag.ui.plain import quiet, say


def show_sidebar(library: Library | None) -> None:
    """The whole sidebar."""
    with st.sidebar:
        st.markdown("### Ask the reports", anchors=False)
        st.markdown(
            "Answers from inspection reports of children's services, each sentence with its source. "
            "Open the source before you quote it."
        )
        st.button("New conversation", key="new", on_click=session.reset, width="stretch", disabled=not session.turns())
        if session.shows_reports():
            st.button("Back to the chat", key="to-chat", on_click=session.show_chat, width="stretch")
        else:
            st.button("Reports in the library", key="to-reports", on_click=session.show_reports, width="stretch")
        if library:
            _show_scope(library)
        st.divider()
        quiet("Independent of Ofsted, which has neither made nor endorsed this.")
        quiet("Answers can miss things. That the reports do not mention a problem does not mean that there is none.")


def _show_scope(library: Library) -> None:
    reports = library.reports()
    digests = sum(report.wording is Wording.DIGEST for report in reports)
    years = sorted(report.inspected_to.year for report in reports if report.inspected_to)
    authorities = len({report.authority for report in reports})
    st.divider()
    say(f"{count(len(reports), 'report')} from {count(authorities, 'authority', 'authorities')}")
    if years:
        span = f"{years[0]}" if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
        undated = len(reports) - len(years)
        quiet(f"Inspected {span}" + (f"; {undated} without a known date" if undated else ""))
    if digests:
        quiet(f"{digests} of them digests in this project's own words, not Ofsted's text")


def count(number: int, one: str, many: str = "") -> str:
    """1 report, 3 reports."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
