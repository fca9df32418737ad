"""The list of the reports in the library, and of the files that were refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from rag.answer.wording import KINDS, day, inspected, looked_at
from rag.index.library import Library
from rag.read.outcome import outcome_of
from rag.types import Area, ReportFacts, Wording
from rag.ui.answer_view import digest_badge
from rag.ui.plain import quiet
from rag.ui.sidebar import count


def show_reports(library: Library) -> None:
    """The whole list."""
    counts, reports, refusals = library.counts(), library.reports(), library.refusals()
    st.markdown("## Reports in the library", anchors=False)
    hidden = f"; {count(counts.hidden, 'digest')} put aside for the published report" if counts.hidden else ""
    quiet(f"{count(counts.reports, 'report')}, {count(counts.paragraphs, 'paragraph')}{hidden}")
    if any(report.wording is Wording.DIGEST for report in reports):
        digest_badge()
    # Cells of a data frame are drawn as characters: Streamlit reads no Markdown in them.
    rows = [_row(report, _judged(library, report)) for report in reports]
    st.dataframe(rows, hide_index=True, width="stretch", height=_height(len(reports)))
    _show_warnings(reports)
    if refusals:
        st.markdown(f"#### Files refused: {len(refusals)}", anchors=False)
        rows = [{"File": refusal.file_name, "Reason": refusal.reason} for refusal in refusals]
        st.dataframe(rows, hide_index=True, width="stretch", height=_height(len(rows)))


def _show_warnings(reports: Sequence[ReportFacts]) -> None:
    """The readers' doubts, a line each: what a person should look at before relying on a report."""
    lines = [
        {"File": report.file_name, "Authority": report.authority, "Warning": warning}
        for report in reports
        for warning in report.warnings
    ]
    if lines:
        st.markdown(f"#### Reading warnings: {len(lines)}", anchors=False)
        st.dataframe(lines, hide_index=True, width="stretch", height=_height(len(lines)))


def _judged(library: Library, report: ReportFacts) -> str:
    """The overall grade; of a report without grades what it says in their place; empty where it says neither."""
    overall = next((j.grade.value for j in report.judgements if j.area is Area.OVERALL), "")
    if overall or report.judgements:
        return overall
    outcome = outcome_of(library.paragraphs(report.id))
    return outcome[0].text if outcome else ""


def _row(report: ReportFacts, judged: str) -> dict[str, str]:
    return {
        "Authority": report.authority,
        "Kind": KINDS[report.kind],
        "Inspected": inspected(report),
        "Published": day(report.published) if report.published else "not known",
        "Overall grade or outcome": judged,
        "Looked at": looked_at(report),
        "Wording": "digest" if report.wording is Wording.DIGEST else "as published",
        "Warnings": str(len(report.warnings) or ""),
        "File": report.file_name,
    }


def _height(rows: int) -> int | Literal["content"]:
    """As high as the rows up to fifteen; more are scrolled, in a box of this many pixels."""
    return "content" if rows <= 15 else 600
