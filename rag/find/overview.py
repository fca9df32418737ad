"""A report in short, or what it says of an area that it judges: for questions without a subject of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.find.scope import Scope
from rag.index.library import Library
from rag.plan.question import Question
from rag.plan.shape import WHOLE_AREAS
from rag.plan.terms import written_for
from rag.read.judgements import area_of
from rag.read.naming import asks_to_improve
from rag.read.text import plain, sentences
from rag.types import APART, VISITS, Area, Hit, Paragraph, ParagraphKind, ReportFacts

_PRIORITY = re.compile(r"priority|immediate action", re.IGNORECASE)
_SUMMARY = 3
"""Paragraphs of a report that stand for the whole of it, or for what it says of an area."""
_FINDINGS = (ParagraphKind.SUMMARY, ParagraphKind.NUMBERED, ParagraphKind.TEXT)


def overviews(question: Question, scope: Scope, library: Library, most: int) -> list[Hit]:
    """What is picked of the paragraphs of at most so many reports of each authority, newest report first."""
    reports = [library.facts(id) for group in scope.groups for id in group[:most]]
    return [
        Hit(paragraph, report, 1.0)
        for report in filter(None, reports)
        for paragraph in _picked(question, report, library.paragraphs(report.id))
    ]


def _picked(question: Question, report: ReportFacts, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    if question.to_improve:
        return _to_improve(question, report, paragraphs)
    if WHOLE_AREAS.intersection(question.areas):
        return _on_area(question, report, paragraphs)
    return _in_short(report, paragraphs)


def _in_short(report: ReportFacts, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The judgement table and the summary."""
    tables = {judgement.paragraph_id for judgement in report.judgements if judgement.area is not Area.LSCB}
    summary = [p for p in paragraphs if p.kind is ParagraphKind.SUMMARY] or [
        p for p in paragraphs if p.id not in tables and p.kind is not ParagraphKind.TABLE
    ]
    return [p for p in paragraphs if p.id in tables] + summary[:_SUMMARY]


def _on_area(question: Question, report: ReportFacts, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Where the area's grade stands, and the paragraphs of the summary and of the area's own section that begin with
    what the question names; the report in short where there are none."""
    tables = {judgement.paragraph_id for judgement in report.judgements if judgement.area in question.areas}
    words = [*question.terms, *(word for term in question.terms for word in written_for(term))]
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)

    def tells(paragraph: Paragraph) -> bool:
        own = paragraph.kind is ParagraphKind.SUMMARY or _section_of(paragraph) in question.areas
        return (
            own
            and paragraph.kind in _FINDINGS
            and paragraph.id not in tables
            and bool(names.search(_beginning(paragraph)))
        )

    told = [paragraph for paragraph in paragraphs if tells(paragraph)]
    graded = [paragraph for paragraph in paragraphs if paragraph.id in tables]
    return graded + told[:_SUMMARY] if told else _in_short(report, paragraphs)


def _section_of(paragraph: Paragraph) -> Area | None:
    """The area of judgement that its section is about."""
    title = paragraph.section[-1] if paragraph.section else ""
    return area_of(re.split(r":|\bis\b|\bare\b", title)[0].strip())


def _beginning(paragraph: Paragraph) -> str:
    """Its first sentence."""
    spans = sentences(paragraph.text)
    return plain(paragraph.text[slice(*spans[0])]) if spans else ""


def _to_improve(question: Question, report: ReportFacts, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What the report says must get better, or must at once; a report in short where it has no such part, of a letter
    nothing: one without it has found that all is well."""
    if question.priority:
        return priority_actions(paragraphs)
    return asked_for(paragraphs) or ([] if report.kind in (*VISITS, *APART) else _in_short(report, paragraphs))


def asked_for(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What a report says must get better."""
    listed = [p for p in paragraphs if p.kind is ParagraphKind.RECOMMENDATION]
    under = [p for p in paragraphs if asks_to_improve(p.section) and not _leads_to_a_list(p)]
    # Where points stand there, the numbered paragraphs after them belong to the sections that follow.
    return listed or [p for p in under if p.kind is ParagraphKind.BULLET] or under


def priority_actions(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What it says must be done first."""
    return [p for p in asked_for(paragraphs) if _PRIORITY.search(" ".join(p.section))]


def _leads_to_a_list(paragraph: Paragraph) -> bool:
    aside = paragraph.kind in (ParagraphKind.ABOUT, ParagraphKind.FOOTNOTE, ParagraphKind.HEADING)
    return aside or paragraph.text.rstrip().endswith(":")


def no_list_line(question: Question, reports: Sequence[ReportFacts]) -> str:
    """What is said where none of these reports has such a part."""
    part = "areas for priority action" if question.priority else "what needs to improve"
    whose = f"The {'letter' if reports[0].scope else 'report'}" if len(reports) == 1 else "The reports searched"
    return f"{whose} of {reports[0].authority} {'has' if len(reports) == 1 else 'have'} no part on {part}."
