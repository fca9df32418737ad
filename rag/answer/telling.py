"""The ways of telling: one table from what a plan asks for to the file that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rag.answer.frameworks import words
from rag.answer.tell_contrast import tell_contrast
from rag.answer.tell_grades import tell_grades
from rag.answer.tell_moves import tell_moves
from rag.answer.tell_reports import tell_reports
from rag.answer.tell_theme import tell_theme
from rag.answer.told import Told, together
from rag.find.population import Population
from rag.index.library import Library
from rag.types.plans import By, Plan, Telling

TELLINGS: Mapping[Telling, Callable[[Plan, Population, Library], Told]] = {
    Telling.GRADES: tell_grades,
    Telling.MOVES: tell_moves,
    Telling.THEME: tell_theme,
    Telling.CONTRAST: tell_contrast,
    Telling.REPORTS: tell_reports,
}
"""A new kind of answer over many reports is one file and one line here."""


def told_by(plans: Sequence[Plan], among: Sequence[Population], library: Library) -> Told:
    """What the plans ask for, each over its own reports."""
    return together(
        [TELLINGS[plan.telling](plan, reports, library) for plan, reports in zip(plans, among, strict=True)]
    )


def plan_notes(plans: Sequence[Plan]) -> list[str]:
    """What of the question is left out, and how types of authority are told apart."""
    left_out = list(dict.fromkeys(word for plan in plans for word in plan.unread))
    named = ", ".join(f"“{word}”" for word in left_out)
    notes = [f"Left out of this answer: {named}."] if left_out else []
    return [*notes, str(words()["notes"]["types"])] if any(map(_by_type, plans)) else notes


def _by_type(plan: Plan) -> bool:
    """True where county councils or unitary authorities are counted as such."""
    types = {*plan.who.types, *(type for side in plan.sides for type in side.who.types)}
    return plan.by is By.TYPE or not types.isdisjoint(("County", "Unitary Authority"))
