"""Grades of groups side by side: regions, types of authority, years, frameworks, or the groups that are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.frameworks import behind, words
from rag.answer.grades_said import Graded as Said
from rag.answer.grades_said import Line, listed
from rag.answer.over_many import (
    grades_said,
    none_graded,
    of_each,
    part_said,
    share,
    spread_said,
    unit,
    where_of,
    which,
)
from rag.answer.sentences import constants
from rag.find.population import Population, own_grade
from rag.plan.grade_words import BEST_FIRST
from rag.types import Area, Grade, GradeRow, ReportFacts, Table
from rag.types.plans import By, Plan

_GOOD = frozenset({Grade.OUTSTANDING, Grade.GOOD})
_FEW = 5
"""Groups that are told each by itself; of more of them the ends."""
_SMALL = 5
"""Inspections under which a share is no ground for a rank."""


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    rows: tuple[GradeRow, ...]
    fitting: int

    @property
    def share(self) -> float:
        return self.fitting / len(self.rows) if self.rows else 0.0

    @property
    def said(self) -> str:
        return f"{self.name} ({self.fitting} of {len(self.rows)}{self._percent})"

    @property
    def _percent(self) -> str:
        return f", {100 * self.share:.0f}%" if len(self.rows) >= _SMALL else ""


def grouped(plan: Plan, among: Population) -> Said:
    """The groups with the grades of each, those with the highest share of the grades asked about first."""
    area = _area(plan)
    wanted = plan.conditions[-1].grades if plan.conditions else _GOOD
    parts = [_group(part_said(name, plan), reports, area, wanted) for name, reports in among.split(plan)]
    groups = [group for group in parts if group.rows]
    if not groups:
        return Said(declined=none_graded(area, plan))
    every = [row for group in groups for row in group.rows]
    asked = grades_said(wanted)
    lead = f"Grades {behind(area)} of {unit(plan, len(every))}{where_of(plan)}{which(plan, among)}"
    text = _each(groups, asked) if len(groups) <= _FEW else _ends(groups, asked, plan)
    cited = _cited(groups, wanted)
    counted = [row for row in every if row.judgement.grade in wanted] if plan.conditions else every
    notes = [*_empty(parts), *_notes(plan, area, groups, among)]
    return Said(
        (Line(f"{lead}: {text}", cited),), cited, tuple(counted), tuple(notes), table=_table(plan, groups, asked)
    )


def _area(plan: Plan) -> Area:
    named = [*plan.areas, *(condition.area for condition in plan.conditions)]
    return named[0] if named else Area.OVERALL


def _group(name: str, reports: Sequence[ReportFacts], area: Area, wanted: frozenset[Grade]) -> _Group:
    rows = tuple(GradeRow(r, judgement) for r in reports if (judgement := own_grade(r, area)))
    return _Group(name, rows, sum(row.judgement.grade in wanted for row in rows))


def _each(groups: Sequence[_Group], asked: str) -> str:
    told = [
        f"{group.name}, {group.fitting} of {len(group.rows)}{share(group.fitting, len(group.rows))} {asked}"
        f" ({spread_said([row.judgement.grade for row in group.rows])})"
        for group in groups
    ]
    return "; ".join(told)


def _ends(groups: Sequence[_Group], asked: str, plan: Plan) -> str:
    """Where the share is highest, second and lowest; over years also the newest, and the first with any."""
    large = [group for group in groups if len(group.rows) >= _SMALL] or list(groups)
    ranked = sorted(large, key=lambda group: (-group.share, group.name))
    told = f"the share {asked} is highest in {ranked[0].said}"
    told += f", then {listed([group.said for group in ranked[1:3]])}; lowest in {ranked[-1].said}"
    if plan.by is By.YEAR:
        return f"{told}; in the newest year, {groups[-1].said}"
    most = max(groups, key=lambda group: group.fitting)
    return f"{told}; in number, most are in {most.name}, {most.fitting}"


def _cited(groups: Sequence[_Group], wanted: frozenset[Grade]) -> tuple[GradeRow, ...]:
    """The newest of each group, those with the grades asked about first, until there are enough."""
    limit = max(len(groups), int(constants()["grades"]["shown"]) // 2)
    queues = [sorted(group.rows, key=lambda row: row.judgement.grade not in wanted) for group in groups]
    taken = [queue[turn] for turn in range(max(map(len, queues))) for queue in queues if turn < len(queue)]
    return tuple(taken[:limit])


def _table(plan: Plan, groups: Sequence[_Group], asked: str) -> Table:
    noun = "authorities" if of_each(plan) else "inspections"
    single = any(asked == grade.value for grade in BEST_FIRST)
    columns = (plan.by.value if plan.by else "group", noun, *(grade.value for grade in BEST_FIRST))
    columns += ("%",) if single else (asked, "%")
    rows = [
        (
            group.name,
            str(len(group.rows)),
            *(str(sum(row.judgement.grade is grade for row in group.rows)) for grade in BEST_FIRST),
            *(() if single else (str(group.fitting),)),
            f"{100 * group.share:.0f}",
        )
        for group in groups
    ]
    return Table(columns, tuple(rows))


def _empty(groups: Sequence[_Group]) -> list[str]:
    none = [group.name for group in groups if not group.rows]
    return [f"The library holds no such grade for {listed(none)}."] if none else []


def _notes(plan: Plan, area: Area, groups: Sequence[_Group], among: Population) -> list[str]:
    """What keeps these shares from being compared without care."""
    told = []
    counted = sum(len(group.rows) for group in groups)
    if counted < len(among.reports) and area is not Area.OVERALL:
        what = unit(plan, len(among.reports))
        told.append(f"{counted} of the {what} have a grade of their own {behind(area)}; only these are compared.")
    if plan.by in (By.YEAR, By.FRAMEWORK) or (plan.sides and plan.sides[0].kinds):
        told.append(str(words()["notes"]["across"]))
        told.append("Who is inspected, and how, differs from year to year and kind to kind: this shows no cause.")
    elif any(len(group.rows) < 2 * _SMALL for group in groups):
        told.append("Some of these numbers are small: one authority more or less moves a share by ten points or more.")
    if plan.by is By.SIDES and any(side.who.neighbours_of for side in plan.sides):
        told += _missing(plan, among)
    return told


def _missing(plan: Plan, among: Population) -> list[str]:
    """The neighbours of whom the library holds no graded inspection."""
    held = {report.urn for report in among.reports}
    names = [
        authority.name
        for side in plan.sides
        for urn in side.who.urns
        if urn not in held and (authority := among.register.by_urn(urn))
    ]
    return [f"No graded inspection is held of {listed(names)}."] if names else []
