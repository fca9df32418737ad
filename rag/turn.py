"""A question on its way through the steps: what was asked, and what each step found."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from rag.answer.bearing import GradesFound
from rag.answer.by_reading import Found
from rag.answer.sentences import Sentence
from rag.answer.told import Several, Told
from rag.find.scope import Scope
from rag.plan.question import Correction, Question
from rag.types import Counted, Hit
from rag.types.plans import Plan

NOWHERE = Scope((), ())
NOTHING_QUOTED = Found()


@dataclass(frozen=True, slots=True)
class Request:
    """A question with the user's earlier turns, oldest first.

    `corrections`: what the user has set in place of what was understood, by the place of the turn (the question's own
    is the number of earlier turns).
    """

    question: str
    history: tuple[str, ...] = ()
    corrections: Mapping[int, Correction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question on its way: what each step found. `declined` is the line that ends it early, `found` what of the hits
    answers, `sentences` what is quoted of it or of what was told; `silent` a line for each side of a comparison that
    has no word on the subject; `plans` are those of a question over many reports, `told` what the library's own tables
    answer, `lead` the grades that a comparison begins with."""

    request: Request
    started: float
    question: Question | None = None
    scope: Scope = field(default=NOWHERE)
    hits: tuple[Hit, ...] = ()
    sentences: tuple[tuple[Sentence, ...], ...] = field(default=())
    found: Found = field(default=NOTHING_QUOTED)
    silent: tuple[str, ...] = ()
    plans: tuple[Plan, ...] = ()
    told: Told | None = None
    lead: GradesFound | None = None
    declined: str | None = None


def without(turn: Turn, shown_before: Collection[str]) -> Turn:
    """The turn as if these paragraphs had not been found."""
    return replace(turn, hits=tuple(hit for hit in turn.hits if hit.paragraph.id not in shown_before))


def known(turn: Turn) -> Question:
    """The question as understood. ValueError where the step that understands it has not run."""
    if turn.question is None:
        raise ValueError("the step `understand` has not run")
    return turn.question


def quoted_hits(turn: Turn) -> list[Hit]:
    """The hits of the reports that the answer quotes."""
    quoted = {sentence.hit.report.id for group in turn.sentences for sentence in group}
    return [hit for hit in turn.hits if hit.report.id in quoted]


def findings_of_turn(turn: Turn) -> tuple[Counted, ...]:
    """For a question about many inspections: each report with a paragraph that fits, best paragraph first."""
    if turn.declined:
        return ()
    if turn.told:
        return turn.told.findings
    if not turn.scope.everything:
        return ()
    best: dict[str, Counted] = {}
    for hit in turn.hits:
        best.setdefault(hit.report.id, Counted(hit.report, hit.paragraph))
    return tuple(best.values())


def left_out(turn: Turn) -> bool:
    """True where a part of the question has no answer, or was not understood."""
    return any(plan.unread for plan in turn.plans) or (isinstance(turn.told, Several) and turn.told.in_part)


def since(turn: Turn) -> float:
    """Seconds since the question came."""
    return round(time.perf_counter() - turn.started, 3)
