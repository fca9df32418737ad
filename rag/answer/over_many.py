"""The words of answers over many reports: who and which inspections were counted, shares, and lists in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.answer.frameworks import behind
from rag.answer.grades_said import listed
from rag.answer.wording import day, how_many
from rag.find.population import Population
from rag.plan.grade_words import BEST_FIRST
from rag.plan.groups import type_said
from rag.types import INSPECTIONS, Area, Grade
from rag.types.plans import At, By, Graded, Over, Plan, Telling, Who

_PLAIN = ("London", "Yorkshire", "Greater", "Merseyside")
_TWO = 2
_MANY = 20
"""Of fewer than so many a share in per cent says more than the count can bear."""


def of_each(plan: Plan) -> bool:
    """True where one inspection of each authority counts."""
    return not (plan.when.named or plan.when.every)


def _left_out(who: Who) -> str:
    """Whom the question leaves out: " outside London"."""
    regions = [region if region.startswith(_PLAIN) else f"the {region}" for region in who.but_regions]
    types = [type_said(type) for type in who.but_types]
    return (f" outside {listed(regions)}" if regions else "") + (f" other than {listed(types)}" if types else "")


def unit(plan: Plan, count: int) -> str:
    """So many authorities, where one inspection of each counts; inspections elsewhere."""
    if not of_each(plan):
        return how_many(count, "inspection")
    if len(plan.who.types) == 1 and count != 1:
        return f"{count} {type_said(plan.who.types[0])}"
    return how_many(count, "authority")


def where(who: Who) -> str:
    """Where, behind a noun: " in London and the North West"."""
    regions = [region if region.startswith(_PLAIN) else f"the {region}" for region in who.regions]
    types = [type_said(type) for type in who.types] if len(who.types) > 1 else []
    said = f" among {listed(types)}" if types else ""
    return said + (f" in {listed(regions)}" if regions else "") + _left_out(who)


def where_of(plan: Plan) -> str:
    """Where, with the type of authority where inspections are counted and not authorities."""
    types = plan.who.types
    said = f" of {type_said(types[0])}" if len(types) == 1 and not of_each(plan) else ""
    return said + where(plan.who)


def which(plan: Plan, among: Population) -> str:
    """Which inspections were counted, in brackets."""
    days = sorted(report.inspected_to for report in among.reports if report.inspected_to)
    years = f", {days[0].year} to {days[-1].year}" if days and days[0].year != days[-1].year else ""
    years = years or (f", {days[0].year}" if days else "")
    if plan.when.newest is not None:
        span = f": they ended from {day(days[0])} to {day(days[-1])}" if days else ""
        return f" ({plan.when.said} held{span})"
    if plan.when.named:
        return f" (inspections that ended{' or came out' if plan.when.published else ''} {plan.when.said})"
    if plan.when.every:
        return f" (all graded inspections held{years})"
    graded = "graded inspection"
    if plan.telling is Telling.THEME and not plan.conditions:
        whole = all(report.kind in INSPECTIONS for report in among.reports)
        graded = "inspection" if whole else "inspection, or visit where there is none,"
    return f" (the newest {graded} held of each{years})"


def which_inspections(plan: Plan, among: Population) -> str:
    """Which inspections were searched for a theme, in brackets; nothing where that is all of them."""
    return which(plan, among) if of_each(plan) or plan.when.named else " searched"


def share(part: int, whole: int) -> str:
    """A share in per cent behind the count, where there are enough for it."""
    return f" ({100 * part / whole:.0f}%)" if whole >= _MANY else ""


def grades_said(grades: Collection[Grade], joint: str = "or") -> str:
    """The grades, the best first; three of the four as what they are not."""
    named = [grade.value for grade in BEST_FIRST if grade in grades]
    missing = [grade.value for grade in BEST_FIRST if grade not in grades]
    return f"not {missing[0]}" if len(missing) == 1 else listed(named, joint)


_OVER = {Over.EVERY: "in every area that was graded", Over.ANY: "in one or more areas"}


def fits(condition: Graded, count: int) -> str:
    """What so many do that fit a condition: "were graded good or outstanding overall"."""
    verb = "was" if count < _TWO else "were"
    grades = grades_said(condition.grades)
    area = _OVER.get(condition.over) or behind(condition.area)
    if condition.at is At.EVER:
        return f"{verb} ever graded {grades}{'' if area == behind(Area.OVERALL) else f' {area}'}"
    if condition.at is At.ALWAYS and grades.startswith("not "):
        return f"{verb} never graded {grades.removeprefix('not ')} {area} at any inspection held"
    if condition.at is At.ALWAYS:
        return f"{verb} graded {grades} {area} at every inspection held"
    return (
        f"{verb} not graded {grades.removeprefix('not ')} {area}"
        if grades.startswith("not ")
        else (f"{verb} graded {grades} {area}")
    )


def spread_said(grades: Sequence[Grade]) -> str:
    """How many have each grade: "4 outstanding, 12 good"; none is left out between the best and the worst."""
    return ", ".join(f"{sum(grade is each for grade in grades)} {each.value}" for each in BEST_FIRST)


def part_said(name: str, plan: Plan) -> str:
    """A part that is told apart, as it begins a clause: "the North West", "2019"."""
    if plan.by is By.REGION or (plan.by is By.SIDES and any(name in side.who.regions for side in plan.sides)):
        return name if name.startswith(_PLAIN) else f"the {name}"
    return type_said(name)


def none_graded(area: Area, plan: Plan) -> str:
    """What is said where nothing has a grade for the area."""
    return f"None of the inspections held{where_of(plan)} of the time named has a grade of its own {behind(area)}."
