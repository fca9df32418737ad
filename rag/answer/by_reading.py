"""Which sentences to quote where the reader has read: those that most likely answer, the likeliest first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.declining import (
    NOTHING,
    UNANSWERED,
    counts_what_is_asked,
    fitting,
    insists,
    lacking,
    named_in,
    not_mentioned,
)
from rag.answer.extract import place_of_report
from rag.answer.sentences import Sentence, constants, stands_for_another
from rag.label.themes import named_themes
from rag.plan.pieces import parts_read
from rag.plan.question import IN_FIGURES, Question, Shape, Wanted
from rag.read.text import plain, sentences
from rag.types import Hit

Groups = tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What is quoted, a group a paragraph; or why nothing is (`declined`). `near`: it may well not answer;
    `unmentioned`: subjects of the question that no report searched has a word on; `unanswered`: its parts that no
    sentence answers, as they were asked."""

    groups: Groups = ()
    declined: str | None = None
    near: bool = False
    unmentioned: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def in_part(self) -> bool:
        """True where what is quoted may answer only a part, or nothing."""
        return self.near or bool(self.unmentioned or self.unanswered)


def found_by_reading(
    question: Question, hits: Sequence[Hit], silent: Sequence[str] = (), unmentioned: tuple[str, ...] = ()
) -> Found | None:
    """What of the hits answers the question, each of its parts by itself; None where none of them was read. `silent`
    are the question's words where no report searched has any of them, `unmentioned` its subjects that none has."""
    parts = parts_read(question)
    several = len(parts) > 1 and any(hit.by_part for hit in hits)
    weighed = [answering(question, hits, number if several else None) for number in range(len(parts) if several else 1)]
    if not weighed[0]:
        return None
    whole, weighed = weighed[0], weighed if several else [_fitting(question, weighed[0])]
    weighed = [_on_what_is_mentioned(question, some) for some in weighed] if unmentioned else weighed
    least = _least(question, hits, silent)
    answered = [max((one.score for one in some), default=0.0) >= least for some in weighed]
    if not any(answered):
        return Found(declined=not_mentioned(silent) if silent else lacking(question) or _nothing(hits))
    apart = question.shape in (Shape.COMPARE, Shape.TREND)
    most = "each_side" if apart else "each_part" if several else "most"
    told = [some for some, is_told in zip(weighed, answered, strict=True) if is_told]
    sides = [side for some in told for side in _sides(some, apart)]
    kept = [one for side in sides for one in _near(side, int(_limit(most)))]
    lacks = tuple(part.asked for part, is_told in zip(parts, answered, strict=True) if not is_told) if several else ()
    best = min(max(one.score for one in side) for side in sides)
    groups, near = _in_order(kept, whole, question), best < _limit("sure")
    return Found(groups, near=near, unmentioned=unmentioned, unanswered=() if unmentioned else lacks)


def _on_what_is_mentioned(question: Question, weighed: Sequence[Sentence]) -> list[Sentence]:
    """Of a question that has a subject on which no report has a word: the sentences that name another of its subjects,
    all where none does."""
    named = named_themes(question.subject)
    return [one for one in weighed if any(theme.stands_in(plain(one.text)) for theme in named)] or list(weighed)


def _least(question: Question, hits: Sequence[Hit], silent: Sequence[str]) -> float:
    """The chance under which no sentence answers. A subject that no report mentions, and a question of which nothing is
    near what the reports are about, need a likelier one."""
    limits = constants()["declining"]
    similar = max((hit.dense or 0.0 for hit in hits), default=0.0)
    apart = all(hit.report.scope for hit in hits)  # letters are short, and each on a theme: silence is no accident
    if silent and (apart or similar < float(limits["silent_dense"])):
        return _limit("unmentioned")
    if similar < float(limits["dense"]):
        return _limit("sure")
    return _limit("answered_in_figures" if insists(question) else "answered")


def _nothing(hits: Sequence[Hit]) -> str:
    far = max((hit.dense or 0.0 for hit in hits), default=0.0) < float(constants()["declining"]["dense"])
    return NOTHING if far else UNANSWERED


def _fitting(question: Question, weighed: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that may answer: where a question insists on a figure or a name, those that have one."""
    if not insists(question):
        return list(weighed)
    has_wanted = named_in if question.wanted is Wanted.NAME else fitting(question)
    is_counted, likely = counts_what_is_asked(question), _limit("counts_another")
    return [one for one in weighed if has_wanted(one.text) and (is_counted(one.text) or one.score >= likely)]


def answering(question: Question, hits: Sequence[Hit], part: int | None = None) -> list[Sentence]:
    """The sentences of the hits that were read, in their order, each with the chance that it answers, or answers a
    part, as its score.

    The chance is a logistic function of the reader's log-odds, of what the search makes of the paragraph, and of
    whether the sentence has the figure that is wanted (weights: `python -m eval.reader.chances`).
    """
    fits = fitting(question) if question.wanted in IN_FIGURES and part is None else None
    found: list[Sentence] = []
    for hit in hits:
        given = hit.answers if part is None else hit.by_part[part] if hit.by_part else ()
        if not given:
            continue
        text = hit.paragraph.text
        own = _limit("paragraph") * math.log(max(hit.score, 1e-9)) + _limit("base")
        for odds, (start, end) in zip(given, sentences(text), strict=True):
            figure = _limit("figure" if fits(text[start:end]) else "no_figure") if fits else 0.0
            chance = 1 / (1 + math.exp(-(_limit("slope") * odds + own + figure)))
            found.append(Sentence(hit, start, end, text[start:end], hit.dense or 0.0, 0.0, chance))
    return found


def _limit(name: str) -> float:
    return float(constants()["reading"][name])


def _sides(weighed: Sequence[Sentence], apart: bool) -> list[list[Sentence]]:
    """The sentences of each side of a comparison or of a change, or all together; short ones say too little alone."""
    sides: dict[str, list[Sentence]] = {}
    long_enough = [one for one in weighed if len(one.text.split()) >= _limit("shortest")]
    for one in long_enough or weighed:
        sides.setdefault(one.hit.report.id if apart else "", []).append(one)
    return list(sides.values())


def _near(side: Sequence[Sentence], most: int) -> list[Sentence]:
    """The likeliest sentences that come near the first of them; where even that may well not answer, the likeliest of
    the nearest paragraphs, so that a reader can look for it there."""
    order = sorted(side, key=lambda one: -one.score)
    if order[0].score < _limit("sure"):
        best: dict[str, Sentence] = {}
        for one in order:
            best.setdefault(one.hit.paragraph.id, one)
        nearest = list(best.values())[: int(_limit("nearest"))]
        return [one for one in nearest if one.score >= _limit("near") * nearest[0].score]
    order = order[:most]
    least = max(_limit("least"), _limit("near") * order[0].score)
    return [one for one in order if one is order[0] or one.score >= least]


def _in_order(kept: Sequence[Sentence], weighed: Sequence[Sentence], question: Question) -> Groups:
    """By paragraph, the likeliest sentence first, each behind the one that it can't be understood without; the newest
    report first, and of a report the paragraphs in the order in which they were kept."""
    groups: dict[str, dict[int, Sentence]] = {}
    for one in kept:
        own = groups.setdefault(one.hit.paragraph.id, {})
        if one.start in own:
            continue
        if stands_for_another(one.text) and (before := _before(one, weighed)):
            own.setdefault(before.start, before)
        own[one.start] = one
    place = place_of_report(question)
    return tuple(sorted((tuple(own.values()) for own in groups.values()), key=lambda group: place(group[0].hit.report)))


def _before(one: Sentence, weighed: Sequence[Sentence]) -> Sentence | None:
    """The sentence before one in its paragraph."""
    own = [s for s in weighed if s.hit.paragraph.id == one.hit.paragraph.id and s.start < one.start]
    return own[-1] if own else None
