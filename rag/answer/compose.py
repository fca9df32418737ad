"""From chosen sentences to claims with citations: one citation a run of neighbouring sentences on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.answer.sentences import Sentence
from rag.answer.tone import tone_of
from rag.answer.verify import verified
from rag.answer.wording import KINDS, headline, how_many, inspected
from rag.find.scope import Scope
from rag.plan.question import Question, Shape
from rag.read.doubts import OF_DATES
from rag.read.judgements import GRADE
from rag.types import Answer, Citation, Claim, Hit, Paragraph, ParagraphKind, ReportFacts, Wording

_ROW = re.compile(rf"^(.*?)\s+({GRADE})\W*$", re.IGNORECASE)
Placed = Callable[[Paragraph], Paragraph]
"""Gives a paragraph with its places."""


def parts(groups: Sequence[Sequence[Sentence]], placed: Placed, last: int = 0) -> Iterator[Answer]:
    """A part of an answer for each paragraph: its claims and citations, verified; their markers follow `last`."""
    marker = last
    for group in groups:
        if not group:
            continue
        paragraph = placed(group[0].hit.paragraph)
        tone = tone_of(group) or ""
        claims: list[Claim] = []
        citations: list[Citation] = []
        for run in _runs(group, paragraph.text):
            pieces = cited(marker, run[0].hit.report, paragraph, run[0].start, run[-1].end)
            marker += len(pieces)
            citations += pieces
            claims += [Claim(_shown(s), _bearing(s, pieces), paragraph.report_id, tone) for s in run]
        kept, used = verified(claims, citations)
        if kept:
            yield Answer(claims=kept, citations=used)


def cited(last: int, report: ReportFacts, paragraph: Paragraph, start: int, end: int) -> list[Citation]:
    """The citations of `text[start:end]`, one a page, with the markers that follow `last`."""
    return [
        _citation(last + count, report, paragraph, first, behind)
        for count, (first, behind) in enumerate(_by_page(start, end, paragraph), 1)
    ]


def _runs(group: Sequence[Sentence], text: str) -> list[list[Sentence]]:
    """Sentences with nothing but white space between them are quoted as one."""
    runs: list[list[Sentence]] = []
    for sentence in group:
        behind = bool(runs) and sentence.start >= runs[-1][-1].end
        if behind and not text[runs[-1][-1].end : sentence.start].strip():
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return runs


def _by_page(start: int, end: int, paragraph: Paragraph) -> list[tuple[int, int]]:
    """`start` to `end` cut where the paragraph runs on to the next page: a citation's quote stands on one page."""
    pieces: list[tuple[int, int]] = []
    page = 0
    for word in paragraph.places:
        if word.end <= start or word.start >= end:
            continue
        if pieces and word.box.page == page:
            pieces[-1] = (pieces[-1][0], min(word.end, end))
        else:
            pieces.append((max(word.start, start), min(word.end, end)))
        page = word.box.page
    return pieces or [(start, end)]


def _bearing(sentence: Sentence, pieces: Sequence[Citation]) -> tuple[int, ...]:
    """The markers of the pieces that hold some of the sentence."""
    return tuple(piece.marker for piece in pieces if piece.start < sentence.end and piece.end > sentence.start)


def _citation(marker: int, report: ReportFacts, paragraph: Paragraph, start: int, end: int) -> Citation:
    boxes = paragraph.places.boxes(start, end)
    page = boxes[0].page if boxes else paragraph.pages[0]
    return Citation(marker, paragraph, report, paragraph.text[start:end], start, end, page, boxes)


def _shown(sentence: Sentence) -> str:
    """Ofsted's words in quotation marks, a digest's without; a row of the judgement table as area and grade."""
    row = _ROW.match(sentence.text) if sentence.hit.paragraph.kind is ParagraphKind.TABLE else None
    if row and sentence.hit.report.judgements:
        return f"{row[1]}: {row[2]}"
    if sentence.hit.report.wording is Wording.DIGEST:
        return sentence.text
    return f"“{sentence.text}”"


def doubts_of(hits: Sequence[Hit]) -> list[str]:
    """What is doubtful of the dates of the reports that are quoted, a line each."""
    reports = dict.fromkeys(hit.report for hit in hits)
    return [f"{headline(r)}: {doubt}." for r in reports for doubt in r.warnings if doubt.startswith(OF_DATES)]


def scope_line(scope: Scope) -> str:
    """What was searched, in a line."""
    count = len(scope.reports)
    if not count:
        return "Nothing was searched."
    if scope.everything:
        authorities = len({report.authority for report in scope.reports})
        years = [report.inspected_to.year for report in scope.reports if report.inspected_to]
        span = f", inspected {min(years)} to {max(years)}" if len(set(years)) > 1 else ""
        span = span or (f", inspected in {years[0]}" if years else "")
        undated = count - len(years)
        span += f" ({undated} without a known date)" if undated else ""
        return f"Searched: {how_many(count, 'report')} on {how_many(authorities, 'authority')}{span}."
    named = "; ".join(f"{report.authority}, {KINDS[report.kind]}, {inspected(report)}" for report in scope.reports[:4])
    more = f"; and {count - 4} more" if count > 4 else ""
    return f"Searched: {how_many(count, 'report')} ({named}{more})."


def notes_on(question: Question, scope: Scope, hits: Sequence[Hit]) -> tuple[str, ...]:
    """What a reader must know of the answer: what is missing, what was taken from before, what cannot be compared."""
    notes = [*scope.missing, *scope.notes]
    if question.inherited:
        notes.append(f"Understood as going on about: {'; '.join(question.inherited)}.")
    if question.corrected:
        notes.append(f"Understood {', '.join(question.corrected)}.")
    frameworks = {hit.report.kind for hit in hits[:6]}
    if question.shape in (Shape.COMPARE, Shape.TREND) and len(frameworks) > 1:
        notes.append("The reports come from different inspection frameworks: judgement areas and wording differ.")
    notes += doubts_of(hits)
    undated = {report.authority for report in scope.reports if report.inspected_to is None}
    shown = {hit.report.authority for hit in hits[:8]}
    if undated & shown:
        notes.append(f"The date of the visit is not known: {', '.join(sorted(undated & shown))}.")
    return tuple(notes)
