"""An answer on the page: claims by report, each with its citations; notes, scope and what to ask next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from rag.answer.findings import findings_csv
from rag.answer.wording import (
    KINDS,
    NEAREST,
    NEAREST_FOUND,
    answer_text,
    day,
    headings,
    headline,
    inspected,
    quoted,
    reference,
    sides,
)
from rag.types import Answer, Citation, Claim, Counted, GradeRow, Hit, ReportFacts, Status, Wording
from rag.ui import session
from rag.ui.plain import escape, quiet, say
from rag.ui.session import Source, Turn
from rag.ui.table_view import show_table
from rag.ui.understood_view import show_understood

DIGEST_BADGE = "Digest in this project's own words, not Ofsted's text"
NO_ANSWER = "No answer from these reports"
STOPPED = "Stopped before the answer was complete."

_STEP = 50
"""Findings that are listed at first, and added at a click."""

Cite = Callable[[int, Claim, list[Citation]], None]


def show_turn(index: int, turn: Turn, reports: Sequence[ReportFacts], last: bool) -> None:
    """A question and its answer, with buttons for the citations; `reports` are all that the library holds."""
    with st.container(key=f"turn-{index}"):
        show_question(turn.question)
        with st.chat_message("assistant"):
            show_understood(index, turn.answer, reports, can_be_changed=last and turn.finished)
            _show_answer(index, turn.answer)
            if turn.error:
                st.warning(escape(turn.error))
            elif not turn.finished:
                quiet(STOPPED)
            if last and (turn.error or not turn.finished):
                st.button("Ask again", key=f"again-{index}", on_click=session.ask_again)
            elif last and turn.answer.suggestions:
                _suggest(index, turn.answer.suggestions)


def show_question(question: str) -> None:
    """What the user asked."""
    with st.chat_message("user"):
        say(question)


def show_coming(answer: Answer) -> None:
    """What has arrived of an answer: words only, since a click now would interrupt it."""
    if answer.opening:
        say(answer.opening)
    _show_claims(answer, _text_only)


def digest_badge() -> None:
    """Says that the words are not Ofsted's."""
    st.markdown(f":orange-badge[{escape(DIGEST_BADGE)}]")


FEW_ROWS, MANY_ROWS = 8, 15
"""Rows of grades that are shown before one has to scroll: fewer below a table of counts."""


def _show_answer(index: int, answer: Answer) -> None:
    if answer.status is Status.DECLINED:
        st.markdown(f"**{NO_ANSWER}**")
    if answer.opening:
        say(answer.opening)
    # Cells of a data frame are drawn as characters: Streamlit reads no Markdown in them.
    if answer.reports:
        rows = [_row(report) for report in answer.reports]
        st.dataframe(rows, hide_index=True, width="stretch", height="content" if len(rows) <= 15 else 600)
    if answer.table:
        show_table(index, answer.table)
    if len(answer.grades) > 1:
        rows = [_graded(row) for row in answer.grades]
        most = FEW_ROWS if answer.table else MANY_ROWS
        st.dataframe(rows, hide_index=True, width="stretch", height="content" if len(rows) <= most else 36 * most)
    _show_claims(answer, lambda number, claim, citations: _with_buttons(index, number, claim, citations))
    for note in answer.notes:
        if note != answer.opening:
            say(note)
    if answer.status is Status.DECLINED and answer.hits:
        _show_nearest(index, answer.hits[:NEAREST])
    if answer.scope:
        quiet(answer.scope)
    if {finding.report.id for finding in answer.findings} - {claim.report_id for claim in answer.claims}:
        _show_findings(index, answer.findings)
    if answer.claims:
        with st.expander("Copy with sources", type="compact"):
            st.code(as_text(answer), language=None, wrap_lines=True)


def _show_claims(answer: Answer, show: Cite) -> None:
    by_marker = {citation.marker: citation for citation in answer.citations}
    groups: dict[str, list[tuple[int, Claim]]] = {}
    for number, claim in enumerate(answer.claims):
        groups.setdefault(claim.report_id, []).append((number, claim))
    reports = _reports(answer)
    begins = sides(answer)
    for report_id, claims in groups.items():
        if report_id in begins:
            quiet(begins[report_id])
        if report := reports.get(report_id):
            say(headline(report), before="#### ")
            if report.wording is Wording.DIGEST:
                digest_badge()
        for (number, claim), heading in zip(claims, headings([claim for _, claim in claims]), strict=True):
            if heading:
                quiet(heading)
            show(number, claim, [by_marker[marker] for marker in claim.markers if marker in by_marker])


def _reports(answer: Answer) -> Mapping[str, ReportFacts]:
    return {citation.report.id: citation.report for citation in answer.citations}


def _text_only(number: int, claim: Claim, citations: list[Citation]) -> None:
    markers = " ".join(f"[{citation.marker}]" for citation in citations)
    say(f"{claim.text} {markers}")


def _with_buttons(index: int, number: int, claim: Claim, citations: list[Citation]) -> None:
    with st.container(key=f"claim-{index}-{number}", horizontal=True):
        say(claim.text)
        with st.container(key=f"cites-{index}-{number}", horizontal=True, width="content"):
            for citation in citations:
                key = f"cite-{index}-{number}-{citation.marker}"
                chosen = Source(index, citation.marker, button=key)
                st.button(
                    escape(f"[{citation.marker}]"),
                    key=key,
                    help=escape(f"Open the source: {reference(citation.paragraph)}"),
                    type="primary" if session.source() == chosen else "secondary",
                    on_click=session.open_source,
                    args=(chosen,),
                )


def _show_nearest(index: int, hits: Sequence[Hit]) -> None:
    """For an answer that was declined: what came nearest, told as just that."""
    with st.expander(NEAREST_FOUND, type="compact"), st.container(key=f"findings-near-{index}"):
        for number, hit in enumerate(hits):
            key = f"finding-near-{index}-{number}"
            st.button(
                escape(f"{headline(hit.report)}, {reference(hit.paragraph)}"),
                key=key,
                type="tertiary",
                on_click=session.open_source,
                args=(Source(index, passage=number, button=key),),
            )


def _graded(row: GradeRow) -> dict[str, str]:
    return {
        "Authority": row.report.authority,
        "Grade": row.judgement.printed_grade,
        "Source": f"[{row.marker}]" if row.marker else "",
        "Inspected": inspected(row.report),
        "Judgement": row.judgement.printed_area,
        "Kind": KINDS[row.report.kind],
    }


def _row(report: ReportFacts) -> dict[str, str]:
    return {
        "Authority": report.authority,
        "Kind": KINDS[report.kind],
        "Inspected": inspected(report),
        "Published": day(report.published) if report.published else "not known",
        "File": report.file_name,
    }


def _show_findings(index: int, findings: tuple[Counted, ...]) -> None:
    """All inspections that are counted: a list that opens step by step, and a file."""
    shown = findings[: session.listed(index, _STEP)]
    with st.expander(escape(f"Inspections with a paragraph on this: {len(findings)}"), type="compact"):
        st.download_button(
            "All of them as a CSV file",
            findings_csv(findings).encode("utf-8-sig"),
            file_name="inspections.csv",
            mime="text/csv",
            key=f"csv-{index}",
            on_click="ignore",
        )
        with st.container(key=f"findings-{index}"):
            for number, finding in enumerate(shown):
                _finding_button(index, number, finding)
        if left := len(findings) - len(shown):
            more = min(left, _STEP)
            st.button(
                f"Show {more} more of {left}", key=f"list-more-{index}", on_click=session.list_more, args=(index,)
            )


def _finding_button(index: int, number: int, finding: Counted) -> None:
    key = f"finding-{index}-{number}"
    st.button(
        escape(f"{headline(finding.report)}, {reference(finding.paragraph)}"),
        key=key,
        type="tertiary",
        on_click=session.open_source,
        args=(Source(index, finding=number, button=key),),
    )


def _suggest(index: int, suggestions: tuple[str, ...]) -> None:
    quiet("You could ask")
    with st.container(key=f"suggestions-{index}", horizontal=True):
        for number, suggestion in enumerate(suggestions):
            key = f"suggestion-{index}-{number}"
            st.button(escape(suggestion), key=key, on_click=session.ask, args=(suggestion,))


def as_text(answer: Answer) -> str:
    """The answer with its sources as plain text, to be pasted elsewhere."""
    lines = [answer_text(answer), ""]
    for citation in sorted(answer.citations, key=lambda citation: citation.marker):
        where = f"[{citation.marker}] {headline(citation.report)}, {reference(citation.paragraph)}"
        lines += [where, f"    {quoted(citation)}"]
        lines += [f"    {DIGEST_BADGE}."] if citation.report.wording is Wording.DIGEST else []
    return "\n".join([*lines, "", *filter(None, [answer.scope])])
