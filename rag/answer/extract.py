"""Answers in the reports' own words: the sentences that say most, whole and in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rag.answer.declining import fitting
from rag.answer.sentences import Sentence, constants, leans
from rag.answer.tone import Tone, tone_of
from rag.find.scope import Scope
from rag.plan.question import IN_FIGURES, Question, Shape
from rag.types import Hit, ReportFacts


def to_weigh(question: Question, scope: Scope, hits: Sequence[Hit]) -> list[Hit]:
    """The hits whose sentences are worth weighing.

    The best of each side of a comparison, the best of many reports, or else the best, the newest inspection's best
    among them: an older finding is not to stand alone where a newer one comes near it.
    """
    limits = constants()["sentences"]
    if question.shape is Shape.OVERVIEW:
        return list(hits)
    if question.shape in (Shape.COMPARE, Shape.TREND):
        return [hit for side in sides(hits) for hit in side[: limits["paragraphs_each_side"]]]
    if scope.everything:
        return [hit for side in sides(hits)[: limits["reports"]] for hit in side[: limits["paragraphs_each_report"]]]
    newest = max(hits, key=lambda hit: hit.report.inspected_to or date.min, default=None)
    return _once([*hits[: limits["paragraphs"]], *([newest] if newest else [])])


def further(question: Question, hits: Sequence[Hit], weighed: Sequence[Hit]) -> list[Hit]:
    """Where a figure is wanted: hits behind the best, whose sentences with a figure are weighed too."""
    if question.wanted not in IN_FIGURES:
        return []
    known = {hit.paragraph.id for hit in weighed}
    behind = hits[: constants()["sentences"]["paragraphs_for_figures"]]
    return [hit for hit in behind if hit.paragraph.id not in known]


def _once(hits: Sequence[Hit]) -> list[Hit]:
    return list({hit.paragraph.id: hit for hit in hits}.values())


def sides(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits by report, reports in the order of their best hit."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.report.id, []).append(hit)
    return list(found.values())


def chosen(question: Question, scope: Scope, weighed: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """The sentences to quote: a list a paragraph, the paragraphs of a report together, newest report first.

    The paragraph that the search put first is kept, and every other whose best sentence comes near the best of its
    side. Of a paragraph the best sentence is quoted, a second where it comes near the first, and the one before where
    the quoted one leans on it.
    """
    if question.wanted in IN_FIGURES and (figures := _with_figures(question, weighed)):
        return by_report(figures, question)
    limits = constants()["sentences"]
    by_paragraph: dict[str, list[Sentence]] = {}
    for sentence in weighed:
        by_paragraph.setdefault(sentence.hit.paragraph.id, []).append(sentence)
    apart = question.shape in (Shape.COMPARE, Shape.TREND) or scope.everything
    best: dict[str, float] = {}
    for group in by_paragraph.values():
        side = group[0].hit.report.id if apart else ""
        best[side] = max(best.get(side, 0.0), _worth(group))
    kept: list[list[Sentence]] = []
    seen: set[str] = set()
    for group in by_paragraph.values():
        side = group[0].hit.report.id if apart else ""
        if side not in seen or _worth(group) >= limits["near"] * best[side]:
            kept.append(_quoted(group))
        seen.add(side)
    return by_report(_on_subject(kept) if scope.everything else kept, question)


def _with_figures(question: Question, weighed: Sequence[Sentence]) -> list[list[Sentence]]:
    """For a question of fact: the sentences that give a figure and come near the best of them, a list a paragraph."""
    limits = constants()["sentences"]
    fits = fitting(question)
    giving = sorted((s for s in weighed if fits(s.text)), key=lambda sentence: -_fact_worth(sentence))
    best = giving[: limits["figures"]]
    kept = [s for s in best if _fact_worth(s) >= limits["figures_near"] * _fact_worth(best[0])]
    groups: dict[str, list[Sentence]] = {}
    for sentence in kept:
        groups.setdefault(sentence.hit.paragraph.id, []).append(sentence)
    return [sorted(group, key=lambda sentence: sentence.start) for group in groups.values()]


def _fact_worth(sentence: Sentence) -> float:
    """What a sentence with a figure is worth: mostly what it says, a little how good its paragraph is."""
    share = float(constants()["sentences"]["figures_paragraph"])
    return share * sentence.hit.score + (1 - share) * sentence.score


def _on_subject(groups: Sequence[list[Sentence]]) -> list[list[Sentence]]:
    """The groups that have nearly as many of the question's words as the best of them has."""
    most = max((sentence.covered for group in groups for sentence in group), default=0.0)
    least = constants()["sentences"]["covered"] * most
    return [group for group in groups if max(sentence.covered for sentence in group) >= least]


def _worth(group: Sequence[Sentence]) -> float:
    """A paragraph's worth: what the search and its best sentence say, half each."""
    return 0.5 * group[0].hit.score + 0.5 * max(sentence.score for sentence in group)


def _quoted(group: Sequence[Sentence]) -> list[Sentence]:
    limits = constants()["sentences"]
    long_enough = [sentence for sentence in group if len(sentence.text.split()) >= limits["shortest"]] or list(group)
    order = sorted(long_enough, key=lambda sentence: -sentence.score)
    picked = [s for s in order[: limits["most"]] if s.score >= limits["second"] * order[0].score]
    for sentence in list(picked):
        index = group.index(sentence)
        if index > 0 and leans(sentence.text) and group[index - 1] not in picked:
            picked.append(group[index - 1])
    return sorted(picked, key=lambda sentence: sentence.start)


_ORDER = {None: 0, Tone.STRENGTH: 1, Tone.WEAKNESS: 2}


def by_report(groups: Sequence[Sequence[Sentence]], question: Question) -> list[Sequence[Sentence]]:
    """Paragraphs of one report together, newest inspection first, undated last, those of each authority together in a
    comparison or an overview; within a report what is neither clearly a strength nor clearly a weakness, strengths,
    weaknesses, each in printed order."""
    place = place_of_report(question)

    def key(group: Sequence[Sentence]) -> tuple[tuple[int, float, str], int, int]:
        return place(group[0].hit.report), _ORDER[tone_of(group)], group[0].hit.paragraph.position

    return sorted(groups, key=key)


def place_of_report(question: Question) -> Callable[[ReportFacts], tuple[int, float, str]]:
    """By what reports are put in order: newest inspection first, undated last, those of each authority together in a
    comparison or an overview."""
    sides = question.authorities if question.shape in (Shape.COMPARE, Shape.OVERVIEW) else ()
    urns = [authority.urn for authority in sides]

    def place(report: ReportFacts) -> tuple[int, float, str]:
        side = urns.index(report.urn) if report.urn in urns else len(urns)
        return side, -report.inspected_to.toordinal() if report.inspected_to else 0.0, report.id

    return place
