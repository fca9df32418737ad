"""The source behind a citation: which report, the paragraph in its context, and the page with the words lit up."""

from __future__ import annotations

import streamlit as st

from rag.answer.wording import day, headline, looked_at, reference
from rag.config import Settings
from rag.index.files import copy_path
from rag.index.library import Library
from rag.types import Answer, Citation, Counted, OfstedChatError, Paragraph, ReportFacts, Wording
from rag.ui import session
from rag.ui.answer_view import digest_badge
from rag.ui.page_image import is_text_file, page_png
from rag.ui.plain import escape, escape_lines, published_address, quiet, say
from rag.ui.session import Source

_NEIGHBOUR = 180
"""The most characters shown of the paragraphs before and after; the whole of them stands on the page below."""


def chosen(source: Source, answer: Answer, library: Library) -> Citation | None:
    """The citation that was clicked; a counted finding becomes a citation of the words that say so, a passage that was
    only found one of its whole paragraph."""
    if source.passage is not None:
        hits = answer.hits[source.passage : source.passage + 1]
        return next((_whole(Counted(hit.report, hit.paragraph), library) for hit in hits), None)
    if source.finding is not None:
        findings = answer.findings[source.finding : source.finding + 1]
        return next((_whole(finding, library) for finding in findings), None)
    return next((citation for citation in answer.citations if citation.marker == source.marker), None)


def _whole(finding: Counted, library: Library) -> Citation:
    paragraph, report = finding.paragraph, finding.report
    end = len(paragraph.text) if finding.end is None else finding.end
    boxes = library.places(paragraph.id).boxes(finding.start, end)
    page = boxes[0].page if boxes else paragraph.pages[0]
    return Citation(0, paragraph, report, finding.quote, finding.start, end, page, boxes)


def standing(paragraph: Paragraph) -> str:
    """The headings above a paragraph and its label, with a heading that the label repeats said once."""
    above = paragraph.section
    if above and paragraph.label.startswith(f"{above[-1]}, "):
        above = above[:-1]
    return " › ".join([*above, reference(paragraph)])


def show_source(settings: Settings, library: Library, citation: Citation) -> None:
    """The whole panel."""
    report, paragraph = citation.report, citation.paragraph
    with st.container(key="source", border=True):
        with st.container(key="source-head", horizontal=True, vertical_alignment="center"):
            quiet(f"Source [{citation.marker}]" if citation.marker else "Source")
            st.button("Close", key="close-source", on_click=session.close_source)
        say(headline(report), before="#### ")
        if report.wording is Wording.DIGEST:
            digest_badge()
        say(standing(paragraph), before="**", after="**")
        _show_context(citation, library.paragraphs(report.id))
        _show_pages(settings, citation)
        _show_file(report)


def _show_context(citation: Citation, paragraphs: tuple[Paragraph, ...]) -> None:
    position = next((i for i, other in enumerate(paragraphs) if other.id == citation.paragraph.id), None)
    before = paragraphs[position - 1] if position else None
    after = paragraphs[position + 1] if position is not None and position + 1 < len(paragraphs) else None
    if before:
        _dimmed(before, _end_of(before.text))
    number = f"{escape(citation.paragraph.number)}\\. " if citation.paragraph.number else ""
    st.markdown(number + marked(citation), anchors=False)
    if citation.paragraph.outcome:
        quiet(f"Printed behind these words: {citation.paragraph.outcome}")
    if after:
        _dimmed(after, _begin_of(after.text))


def _begin_of(text: str) -> str:
    return text if len(text) <= _NEIGHBOUR else text[:_NEIGHBOUR].rsplit(" ", 1)[0] + " …"


def _end_of(text: str) -> str:
    return text if len(text) <= _NEIGHBOUR else "… " + text[-_NEIGHBOUR:].split(" ", 1)[-1]


def _dimmed(paragraph: Paragraph, text: str) -> None:
    number = f"{paragraph.number}. " if paragraph.number else ""
    quiet(number + text)


def marked(citation: Citation) -> str:
    """Markdown of the cited paragraph with the quoted words marked; unmarked where the quote is not at its place."""
    text, start, end = citation.paragraph.text, citation.start, citation.end
    if not 0 <= start < end <= len(text) or text[start:end] != citation.quote:
        return escape_lines(text)
    words = escape_lines(text[start:end], before=":orange-background[", after="]")
    head = escape_lines(text[:start]) + ("\\\n" if text[:start].endswith("\n") else "")
    tail = ("\\\n" if text[end:].startswith("\n") else "") + escape_lines(text[end:])
    return head + words + tail


def _show_pages(settings: Settings, citation: Citation) -> None:
    report, boxes = citation.report, citation.boxes
    file = copy_path(settings, report)
    if is_text_file(file):
        st.info("This report is a text file: it has no pages to show.")
        return
    if not boxes:
        st.info("The words are not located on the page, so nothing is lit up.")
    with st.container(key="page"):
        for page in sorted({box.page for box in boxes} or {citation.page}):
            name = f"Page {page} of {report.page_count}, {headline(report)}"
            quiet(name)
            lit = "The cited words are highlighted." if boxes else "Nothing is highlighted."
            try:
                picture = page_png(file, page, boxes)
            except OfstedChatError as error:
                st.info(escape(str(error)))
            else:
                st.image(picture, alt=f"{name}. {lit}", width="stretch", output_format="PNG")


def _show_file(report: ReportFacts) -> None:
    digest = report.wording is Wording.DIGEST
    facts = [report.title]
    facts += [f"Published {day(report.published)}"] if report.published else []
    facts += [f"Lead inspector: {report.lead_inspector}"] if report.lead_inspector else []
    facts += [f"Inspectors: {', '.join(report.inspectors)}"] if len(report.inspectors) > 1 else []
    facts += [f"Looked at: {looked_at(report)}"] if looked_at(report) else []
    facts += [f"File: {report.file_name}, sha256 {report.sha256[:12]}…"]
    facts += ["Wording: this project's own digest" if digest else "Wording: the file's own text, as ingested"]
    for fact in [*facts, *report.warnings]:
        quiet(fact)
    if address := published_address(report.url):
        st.link_button("The published report" if not digest else "Where the report is published", address)
    elif report.url:
        quiet(f"Address given: {report.url}")
