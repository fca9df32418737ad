"""Ranking over reports: sides of a comparison in turn, many reports rather than one, newer before older."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rag.find.features import Asked
from rag.find.overview import overviews
from rag.find.period_reports import ends_of
from rag.find.rerank import Reranker
from rag.find.scope import Scope
from rag.find.search import Search, weights
from rag.find.words import weighted
from rag.index.library import Library
from rag.label.themes import named_themes
from rag.plan.direction_ask import direction_asked
from rag.plan.question import Question, Shape
from rag.plan.terms import written_for
from rag.plan.vocabulary import vocabulary
from rag.types import INSPECTIONS, Area, Hit, ParagraphKind


def ranked(
    question: Question, scope: Scope, search: Search, library: Library, limit: int, rerank: Reranker
) -> list[Hit]:
    """The best `limit` paragraphs of the scope for the question, ordered for what it asks."""
    if not scope.reports:
        return []
    if question.shape is Shape.OVERVIEW:
        return overviews(question, scope, library, weights().trend_reports)[:limit]
    if scope.everything:
        ids = None if len(scope.reports) == len(library.reports()) else scope.report_ids
        found = findings_only(search(question, ids, 3 * limit), question)
        return _spread(_by_year(found), weights().per_report)[:limit]
    asked_of = sides_of(question, scope)
    share = 1 / max(1, len(asked_of))
    sides = [rerank(candidates(question, ids, search), asked_in(question, ids, library, share)) for ids in asked_of]
    hits = _in_turn([side[:limit] for side in sides])
    return _once(hits)[:limit]


def candidates(question: Question, report_ids: Sequence[str], search: Search) -> list[Hit]:
    """The paragraphs of these reports that are to be ranked, of both readings of a question that has two."""
    found = findings_only(search(question, report_ids, CANDIDATES), question)
    if question.other:
        found += findings_only(search(question.other, report_ids, CANDIDATES), question.other)
    return _once(found)


def findings_only(hits: Sequence[Hit], question: Question) -> list[Hit]:
    """The hits without what only introduces a report and, where the question asks for no grade, without tables of
    grades, whose rows name areas, not findings: "children in care: good" tells nothing of neglect."""
    begins = weights().front_matter
    told = [
        hit
        for hit in hits
        if hit.paragraph.kind is not ParagraphKind.ABOUT and not hit.paragraph.text.lower().startswith(begins)
    ]
    if not asks_for_grades(question):
        told = [hit for hit in told if not is_table_of_grades(hit)]
    return told or list(hits)


def asks_for_grades(question: Question) -> bool:
    """True for a question that a table of grades may answer."""
    by_words = bool(vocabulary().grades.search(question.text)) or Area.OVERALL in question.areas
    return by_words or question.shape in (Shape.JUDGEMENT, Shape.OVERVIEW)


def is_table_of_grades(hit: Hit) -> bool:
    """True for the paragraph that a report's judgements stand in, where that is a table."""
    table = hit.paragraph.kind is ParagraphKind.TABLE
    return table and hit.paragraph.id in {judgement.paragraph_id for judgement in hit.report.judgements}


CANDIDATES = 80
"""Paragraphs of a search that are ranked (R@80 over all questions is 1.00, and ranking them takes some 40 ms)."""


def sides_of(question: Question, scope: Scope) -> list[list[str]]:
    """The reports to be searched, each side of a comparison or of a change by itself."""
    if question.shape in (Shape.COMPARE, Shape.TREND):
        known = {report.id: report for report in scope.reports}
        ends = (ends_of([known[id] for id in group], INSPECTIONS, weights().trend_reports) for group in scope.groups)
        return [[report.id] for group in ends for report in group]
    return [list(scope.report_ids)]


def asked_in(question: Question, report_ids: Sequence[str], library: Library, share: float = 1.0) -> Asked:
    """What the ranking needs of a question over these reports."""
    chunks = max(1, library.chunk_count())
    reports = filter(None, map(library.facts, report_ids))
    return Asked(
        question,
        weighted(question.terms, written_for, library.document_frequency, chunks),
        named_themes(question.subject),
        direction_asked(question.text),
        tuple(report.inspected_to for report in reports if report.inspected_to and report.kind in INSPECTIONS),
        share,
        asked_in(question.other, report_ids, library, share) if question.other else None,
    )


def _in_turn(sides: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The best of each side, then the second of each, and so on."""
    return [hit for row in zip_longest(*sides) for hit in row if hit is not None]


def _spread(hits: Sequence[Hit], most: int) -> list[Hit]:
    """At most `most` paragraphs of a report before the rest; order otherwise kept."""
    seen: Counter[str] = Counter()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        seen[hit.report.id] += 1
        (first if seen[hit.report.id] <= most else rest).append(hit)
    return first + rest


def _by_year(hits: Iterable[Hit]) -> list[Hit]:
    """Order by score, lowered for each year that an inspection is older than the newest among the hits."""
    hits = list(hits)
    newest = max((hit.report.inspected_to.year for hit in hits if hit.report.inspected_to), default=0)
    factor = weights().per_year

    def worth(hit: Hit) -> float:
        return hit.score * factor ** (newest - hit.report.inspected_to.year) if hit.report.inspected_to else hit.score

    return sorted(hits, key=lambda hit: -worth(hit))


def _once(hits: Iterable[Hit]) -> list[Hit]:
    seen: set[str] = set()
    kept: list[Hit] = []
    for hit in hits:
        if hit.paragraph.id not in seen:
            seen.add(hit.paragraph.id)
            kept.append(hit)
    return kept
