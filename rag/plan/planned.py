"""Which questions are answered by a plan, after the turns before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.plan.asides import asks_for_more, asks_for_the_words, small_talk
from rag.plan.building import mentions
from rag.plan.grading import of_elsewhere
from rag.plan.period import Period
from rag.plan.plans import plans_of
from rag.plan.question import Correction, Question, Shape
from rag.read.authorities import Register
from rag.types import Area, Direction
from rag.types.plans import At, By, Graded, Plan, Telling, When, Who

_SUPERLATIVE = re.compile(
    r"\b(?:who|which (?:council|authority|la|borough|county|place|area)|where)\b.{0,40}"
    r"\b(?:highest|lowest|most|biggest|largest|smallest|worst|best|fewest|longest|shortest|least)\b",
    re.IGNORECASE,
)


def planned(
    question: Question, turns: Sequence[str], register: Register, correction: Correction | None = None
) -> tuple[Plan, ...]:
    """The plans of a question, the last of the user's `turns`; none where it is not one over many reports.

    `question` is what it was understood as by itself; `correction` what the user has set in its stead.
    """
    if question.shape is Shape.TALK or question.outside or of_elsewhere(question):
        return ()
    plans: tuple[Plan, ...] = ()
    for text in turns:
        if small_talk(text) or asks_for_the_words(text):
            continue
        if asks_for_more(text):
            plans = tuple(replace(plan, further=plan.further + 1) for plan in plans)
            continue
        plans = plans_of(text, register, plans)
    of_neighbours = any(side.who.neighbours_of for plan in plans for side in plan.sides)
    if question.authorities and not of_neighbours:
        return ()
    plans = tuple(
        plan if plan.kinds or (plan.sides and plan.sides[0].kinds) else replace(plan, kinds=question.kinds)
        for plan in plans
    )
    plans = tuple(_corrected(plan, correction) for plan in plans) if correction else plans
    return () if len(plans) == 1 and _told_better_without(plans[0], question) else plans


def _told_better_without(plan: Plan, question: Question) -> bool:
    """True for one plain condition on grades, and for a superlative on a theme, which other ways answer."""
    if question.shape is Shape.SCOPE:
        return plan.telling is not Telling.THEME or not mentions(question.text)
    if question.shape is Shape.LIBRARY:
        return plan.telling is not Telling.REPORTS or not (plan.most_first or plan.when.named)
    plain = question.shape is Shape.JUDGEMENT and not (
        plan.by or plan.who.but_regions or plan.who.types or plan.when.newest or plan.kinds or plan.unread or plan.areas
    )
    years = not plan.when.named or bool(question.period and not question.period.months)
    if plan.telling is Telling.GRADES and len(plan.conditions) == 1:
        return plain and years and plan.conditions[0].at is At.COUNTED
    return plan.telling is Telling.THEME and bool(_SUPERLATIVE.search(question.text))


def _corrected(plan: Plan, correction: Correction) -> Plan:
    """The plan with what the user has set."""
    if correction.authorities is not None:
        plan = replace(plan, who=Who(correction.regions, (), correction.authorities))
    if correction.period is not None:
        plan = replace(plan, when=_when(correction.period))
    if correction.kinds is not None:
        plan = replace(plan, kinds=correction.kinds)
    if correction.theme is not None:
        plan = replace(plan, telling=Telling.THEME, themes=(correction.theme,), listed=True, areas=(), beside=())
    if correction.direction is not None:
        way = correction.direction if isinstance(correction.direction, Direction) else None
        plan = replace(plan, direction=way)
    if correction.grades is not None:
        of_grades = (Graded(Area.OVERALL, correction.grades),) if correction.grades else ()
        plan = replace(plan, conditions=of_grades)
    if correction.by is not None:
        plan = replace(plan, by=correction.by if isinstance(correction.by, By) else None, sides=())
    return plan


def _when(period: Period) -> When:
    """A period set by the user, as days."""
    first = period.since or (min(period.years) if period.years else None)
    last = period.until or (max(period.years) if period.years and not period.since else None)
    return When(
        date(first, 1, 1) if first else None,
        date(last, 12, 31) if last else None,
        every=not (first or last or period.latest),
        said=period.said if first or last else "",
    )
