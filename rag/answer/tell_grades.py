"""Grades over many reports: how many fit one condition after the other, how they spread, and groups side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.bearing import GradesFound, borne
from rag.answer.frameworks import behind, notes_on_rows, why_none
from rag.answer.grades_said import Graded as Said
from rag.answer.grades_said import Line
from rag.answer.over_many import (
    fits,
    none_graded,
    share,
    spread_said,
    unit,
    where_of,
    which,
)
from rag.answer.sentences import constants
from rag.answer.tell_groups import grouped
from rag.find.population import Population, holds, own_grade
from rag.index.library import Library
from rag.plan.grade_words import BEST_FIRST
from rag.types import Area, GradeRow, ReportFacts
from rag.types.plans import At, Graded, Plan

_JOINT = Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS
_PARTS = (Area.CHILDREN_IN_CARE, Area.CARE_LEAVERS)


def tell_grades(plan: Plan, among: Population, library: Library) -> GradesFound:
    """What the plan asks of grades, counted over its reports."""
    if plan.by:
        said = grouped(plan, among)
    elif plan.compared:
        said = _compared(plan, among)
    elif plan.conditions:
        said = _narrowed(plan, among)
    else:
        said = _joined([_spread(area, plan, among, among.reports) for area in plan.areas or (Area.OVERALL,)])
    return GradesFound(said, borne((*said.rows, *said.counted), library))


def rows_of(area: Area, reports: Sequence[ReportFacts]) -> list[GradeRow]:
    """The reports' own grades of an area, in their order; those without are left out."""
    return [GradeRow(report, judgement) for report in reports if (judgement := own_grade(report, area))]


def shown(rows: Sequence[GradeRow]) -> tuple[GradeRow, ...]:
    """The rows that are cited: the first of them, so many as an answer shows."""
    return tuple(rows[: int(constants()["grades"]["shown"])])


def _narrowed(plan: Plan, among: Population) -> Said:
    """How many fit the first condition, how many of these the next, and how the areas asked about are spread among
    those that are left."""
    left: Sequence[ReportFacts] = among.reports
    lines: list[Line] = []
    notes: list[str] = []
    clauses: list[str] = []
    rows: list[GradeRow] = []
    for place, condition in enumerate(plan.conditions):
        judged = [report for report in left if holds(condition, report, among) is not None]
        fitting = [report for report in judged if holds(condition, report, among)]
        if not place and not judged:
            return Said(declined=" ".join([none_graded(condition.area, plan), *_why(condition.area, left)]))
        clauses.append(_clause(condition, plan, among, place, len(left), len(judged), len(fitting)))
        notes += _joint_note(condition, plan, left)
        rows = rows_of(condition.area, fitting)
        left = fitting
    if not left:
        return Said(declined=f"{'; '.join(clauses)}.", notes=tuple(notes), counted=())
    lines.append(Line("; ".join(clauses), shown(rows)))
    spread = [_spread(area, plan, among, left) for area in plan.areas if _asked_beside(area, plan)]
    lines += [line for said in spread for line in said.lines]
    cited = tuple(dict.fromkeys([*shown(rows), *(row for said in spread for row in said.rows)]))
    notes += [note for said in spread for note in said.notes]
    notes += notes_on_rows(rows, [condition.area for condition in plan.conditions])
    return Said(tuple(lines), cited, tuple(rows), tuple(dict.fromkeys([*notes, *_rest(cited, rows)])))


def _asked_beside(area: Area, plan: Plan) -> bool:
    return all(condition.area is not area for condition in plan.conditions)


def _clause(condition: Graded, plan: Plan, among: Population, place: int, left: int, judged: int, fitting: int) -> str:
    count = str(fitting) if fitting else ("None" if not place else "none")
    if place:
        of = (
            f"these {left}"
            if judged == left
            else f"the {judged} of these with a grade of its own {behind(condition.area)}"
        )
        return f"{count} of {of} {fits(condition, fitting)}"
    area = behind(condition.area)
    of = f"the {unit(plan, judged)}{where_of(plan)} graded {area}"
    behind_it = (share(fitting, judged), _counted(condition, plan, among))
    order = behind_it if condition.at is At.COUNTED else behind_it[::-1]
    return f"{count} of {of} {fits(condition, fitting)}{''.join(order)}"


def _counted(condition: Graded, plan: Plan, among: Population) -> str:
    if condition.at is At.COUNTED:
        return which(plan, among)
    days = sorted(day.year for some in among.history.values() for report in some if (day := report.inspected_to))
    return f" (all graded inspections held, {days[0]} to {days[-1]})" if days else ""


def _joint_note(condition: Graded, plan: Plan, reports: Sequence[ReportFacts]) -> list[str]:
    """How many have only a grade for children in care and care leavers together, and how many of these would fit."""
    if condition.area not in _PARTS or condition.at is not At.COUNTED:
        return []
    joint = rows_of(_JOINT, [report for report in reports if own_grade(report, condition.area) is None])
    if not joint:
        return []
    fitting = sum(row.judgement.grade in condition.grades for row in joint)
    has = "has" if len(joint) == 1 else "have"
    return [
        f"{unit(plan, len(joint))} {has} one grade for children in care and care leavers together, which is not counted"
        f" here; {fitting} of these {len(joint)} would fit."
    ]


def _spread(area: Area, plan: Plan, among: Population, reports: Sequence[ReportFacts]) -> Said:
    """How many have each grade."""
    rows = rows_of(area, reports)
    if not rows:
        return Said(declined=" ".join([none_graded(area, plan), *_why(area, reports)]))
    of_some = len(reports) < len(among.reports)
    whole = f"these {len(reports)}" if of_some else f"the {unit(plan, len(rows))}{where_of(plan)} graded {behind(area)}"
    lead = f"Of {whole}"
    if of_some:
        lead += (
            f", {len(rows)} with a grade of its own {behind(area)}" if len(rows) < len(reports) else f" {behind(area)}"
        )
    text = f"{lead}: {spread_said([row.judgement.grade for row in rows])}{'' if of_some else which(plan, among)}"
    better = sum(row.judgement.grade in BEST_FIRST[:2] for row in rows)
    text += f"; {better} of {len(rows)}{share(better, len(rows))} good or outstanding"
    notes = [*notes_on_rows(rows, (area,)), *_rest(shown(rows), rows)]
    return Said((Line(text, shown(rows)),), shown(rows), tuple(rows), tuple(notes))


def _compared(plan: Plan, among: Population) -> Said:
    """How often one of two areas has the higher grade at the same inspection."""
    first, second = plan.areas
    both = [r for r in among.reports if own_grade(r, first) and own_grade(r, second)]
    if not both:
        return Said(declined=none_graded(second, plan))
    ranks = [(BEST_FIRST.index(a.judgement.grade), BEST_FIRST.index(b.judgement.grade)) for a, b in _pairs(plan, both)]
    lower, higher = sum(a < b for a, b in ranks), sum(a > b for a, b in ranks)
    apart = [row for a, row in _pairs(plan, both) if a.judgement.grade is not row.judgement.grade]
    text = (
        f"Of the {unit(plan, len(both))}{where_of(plan)} graded {behind(first)} and {behind(second)} separately"
        f"{which(plan, among)}, {lower} {'was' if lower == 1 else 'were'} graded lower {behind(second)} than"
        f" {behind(first)}, {higher} higher"
        f" and {len(both) - lower - higher} the same"
    )
    cited = tuple(dict.fromkeys(shown(apart)))
    return Said((Line(text, cited),), cited, tuple(apart), tuple(_rest(cited, apart)))


def _pairs(plan: Plan, reports: Sequence[ReportFacts]) -> list[tuple[GradeRow, GradeRow]]:
    first, second = plan.areas
    return list(zip(rows_of(first, reports), rows_of(second, reports), strict=True))


def _why(area: Area, reports: Sequence[ReportFacts]) -> list[str]:
    return [reason for reason in dict.fromkeys(why_none(area, report) for report in reports) if reason]


def _rest(cited: Sequence[GradeRow], counted: Sequence[GradeRow]) -> list[str]:
    shown_reports = len({row.report.id for row in cited})
    if shown_reports >= len({row.report.id for row in counted}):
        return []
    return [f"The newest {shown_reports} are cited; all {len(counted)} are listed."]


def _joined(found: Sequence[Said]) -> Said:
    told = [said for said in found if not said.declined]
    if not told:
        return found[0]
    return Said(
        tuple(line for said in told for line in said.lines),
        tuple(dict.fromkeys(row for said in told for row in said.rows)),
        tuple(dict.fromkeys(row for said in told for row in said.counted)),
        tuple(dict.fromkeys(note for said in told for note in said.notes)),
    )
