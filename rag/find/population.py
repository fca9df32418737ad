"""The reports that a plan is about: who, when and which kinds, the newest inspection of each authority where no time is
named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from rag.find.period_reports import newest_of_each, sorted_newest
from rag.read.authorities import Authority, Register
from rag.types import INSPECTIONS, VISITS, Area, Grade, Judgement, Kind, ReportFacts
from rag.types.plans import At, By, Graded, Over, Plan, Side, Telling, When, Who

_TO_PUBLICATION = timedelta(days=60)
"""From the end of an inspection to its report, where the report does not say when it came out."""
_GRADED = (Telling.GRADES, Telling.MOVES, Telling.CONTRAST)


@dataclass(frozen=True, slots=True)
class Population:
    """The reports that count, newest first; `history` are all inspections of the same authorities, by authority and
    newest first; `beside` are visits and joint inspections of the same time, where only whole inspections count and
    they would say something too."""

    reports: tuple[ReportFacts, ...]
    history: dict[str, tuple[ReportFacts, ...]]
    register: Register
    beside: tuple[ReportFacts, ...] = ()

    @property
    def authorities(self) -> int:
        """How many authorities they are of."""
        return len({key_of(report) for report in self.reports})

    def split(self, plan: Plan) -> list[tuple[str, tuple[ReportFacts, ...]]]:
        """The reports by what the plan tells them apart by, each part with its name, in the order of the names: years
        as they came, sides as they are named. Without such: nothing."""
        if plan.by is By.SIDES:
            return [(side.name, self._of_side(side, plan.sides)) for side in plan.sides]
        if plan.by is None:
            return []
        parts: dict[str, list[ReportFacts]] = {}
        for report in self.reports:
            if name := self._part(report, plan.by):
                parts.setdefault(name, []).append(report)
        return [(name, tuple(parts[name])) for name in sorted(parts)]

    def _of_side(self, side: Side, sides: Sequence[Side]) -> tuple[ReportFacts, ...]:
        if not (side.who or side.kinds or side.when.named):  # the rest of them
            others = {report.id for other in sides if other is not side for report in self._of_side(other, ())}
            return tuple(report for report in self.reports if report.id not in others)
        return tuple(
            report
            for report in self.reports
            if is_of(report, side.who, self.register) and in_time(report, side.when)
            if not side.kinds or report.kind in side.kinds
        )

    def _part(self, report: ReportFacts, by: By) -> str:
        authority = self.register.by_urn(report.urn)
        if by is By.YEAR:
            return str(report.inspected_to.year) if report.inspected_to else ""
        if by is By.FRAMEWORK:
            return report.kind.value
        return "" if authority is None else authority.region if by is By.REGION else authority.type


def key_of(report: ReportFacts) -> str:
    """What tells one authority's reports from another's."""
    return report.urn or report.authority


def is_of(report: ReportFacts, who: Who, register: Register) -> bool:
    """True for a report on one of these authorities."""
    authority: Authority | None = register.by_urn(report.urn)
    if not who:
        return True
    if authority is None:
        return False
    in_region = not who.regions or any(register.lies_in(authority, region) for region in who.regions)
    in_region = in_region and not any(register.lies_in(authority, region) for region in who.but_regions)
    of_type = (not who.types or authority.type in who.types) and authority.type not in who.but_types
    return in_region and of_type and (not who.urns or authority.urn in who.urns)


def in_time(report: ReportFacts, when: When) -> bool:
    """True for a report whose inspection ended within the days named."""
    day = report.inspected_to
    if when.first is None and when.last is None:
        return True
    if day is None:
        return False
    came_out = report.published or day + _TO_PUBLICATION
    begins = when.first is None or (max(day, came_out) if when.published else day) >= when.first
    return begins and (when.last is None or day <= when.last)


def population(plan: Plan, held: Iterable[ReportFacts], register: Register) -> Population:
    """The reports of `held` that the plan is about."""
    of_them = [report for report in held if is_of(report, plan.who, register)]
    if plan.by is By.SIDES and all(side.who for side in plan.sides):
        of_them = [report for report in of_them if any(is_of(report, side.who, register) for side in plan.sides)]
    current = plan.telling is Telling.THEME and not (plan.when.named or plan.when.every or plan.conditions)
    kinds: Sequence[Kind] = plan.kinds or ((*INSPECTIONS, *VISITS) if current else INSPECTIONS)
    usual = sorted_newest(report for report in of_them if report.kind in kinds)
    if plan.telling in _GRADED or plan.conditions:
        usual = [report for report in usual if report.judgements]
    history: dict[str, list[ReportFacts]] = {}
    for report in sorted_newest(report for report in of_them if report.judgements):
        history.setdefault(key_of(report), []).append(report)
    counted = _of_time(plan, usual)
    among = Population(tuple(counted), {key: tuple(reports) for key, reports in history.items()}, register)
    if plan.telling is not Telling.THEME:
        return among
    fitting = [r for r in counted if all(holds(condition, r, among) for condition in plan.conditions)]
    return replace(among, reports=tuple(fitting), beside=tuple(_beside(plan, of_them)))


def _beside(plan: Plan, of_them: Iterable[ReportFacts]) -> list[ReportFacts]:
    """The reports of other kinds that speak of a theme too: none where the newest of each or of certain kinds count."""
    every = plan.when.every or (plan.when.named and plan.when.newest is None)
    if plan.kinds or plan.conditions or plan.by or not every:
        return []
    return sorted_newest(r for r in of_them if r.kind not in INSPECTIONS and in_time(r, plan.when))


def _of_time(plan: Plan, usual: list[ReportFacts]) -> list[ReportFacts]:
    if plan.when.newest is not None:
        return usual[: plan.when.newest]
    if plan.when.named:
        return [report for report in usual if in_time(report, plan.when)]
    return usual if plan.when.every else newest_of_each(usual)


def own_grade(report: ReportFacts, area: Area) -> Judgement | None:
    """The judgement of just this area; None where the report has none of its own."""
    return next((judgement for judgement in report.judgements if judgement.area is area), None)


def holds(condition: Graded, report: ReportFacts, among: Population) -> bool | None:
    """Whether an inspection fits a condition; None where it has no grade for the area."""
    if condition.over is not Over.ONE:
        fitting = [judgement.grade in condition.grades for judgement in report.judgements]
        return None if not fitting else all(fitting) if condition.over is Over.EVERY else any(fitting)
    if condition.at is At.COUNTED:
        judgement = own_grade(report, condition.area)
        return None if judgement is None else judgement.grade in condition.grades
    grades = grades_held(condition.area, report, among)
    if not grades:
        return None
    every = condition.at is At.ALWAYS
    return all(g in condition.grades for g in grades) if every else any(g in condition.grades for g in grades)


def grades_held(area: Area, report: ReportFacts, among: Population) -> list[Grade]:
    """The grades of an area at all inspections held of a report's authority, newest first."""
    every = among.history.get(key_of(report), ())
    return [judgement.grade for other in every if (judgement := own_grade(other, area))]
