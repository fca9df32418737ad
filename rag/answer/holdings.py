"""Answers about the library itself: which reports it holds, when there were inspections, who led them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.answer.wording import KINDS, day, headline, how_many, inspected
from rag.plan.asides import asks_who_led
from rag.plan.groups import type_said
from rag.plan.question import Question
from rag.types import Kind, ReportFacts, Understood
from rag.types.plans import Plan


def understood_of(question: Question, plans: Sequence[Plan] = ()) -> Understood:
    """What faces show of a question as understood; of one over many reports its plan."""
    if plans:
        return _planned(plans[0], question)
    period = question.period
    return Understood(
        shape=question.shape.value,
        subject=question.terms,
        authorities=tuple((authority.urn, authority.name) for authority in question.authorities),
        regions=question.regions,
        period=period.said if period else "",
        years=period.years,
        since=period.since,
        until=period.until,
        latest=period.latest,
        kinds=_kinds_of(question),
    )


def _planned(plan: Plan, question: Question) -> Understood:
    first, last = plan.when.first, plan.when.last
    said = plan.when.said or ("" if plan.when.every else "the newest inspection of each")
    return Understood(
        shape=plan.telling.value,
        subject=plan.themes or tuple(area.value for area in plan.areas) or question.terms,
        regions=(*plan.who.regions, *map(type_said, plan.who.types)),
        period=said,
        since=first.year if first else None,
        until=last.year if last else None,
        latest=not (plan.when.named or plan.when.every),
        kinds=plan.kinds,
    )


def _kinds_of(question: Question) -> tuple[Kind, ...]:
    """The kinds of report that are asked for, those of all occasions together; none where one of these may be any."""
    if not question.occasions or any(not occasion.kinds for occasion in question.occasions):
        return question.kinds
    return tuple(dict.fromkeys(kind for occasion in question.occasions for kind in occasion.kinds))


def holdings_line(question: Question, reports: Sequence[ReportFacts]) -> str:
    """What the library holds of what was asked, `reports` newest first, in a line or two."""
    newest = reports[0]
    authorities = {report.authority for report in reports}
    if len(authorities) == 1 and asks_who_led(question.text):
        return f"{headline(newest)}: {_inspectors(newest)}."
    if len(authorities) == 1:
        held = f"The library holds {how_many(len(reports), 'report')} on {newest.authority}."
        return f"{held} The newest: {_dated(newest)}. What it does not hold is not counted."
    kinds = Counter(report.kind for report in reports)
    names = {**KINDS, Kind.OTHER: "other inspection"}
    told = ", ".join(f"{count} {_plural(names[kind], count)}" for kind, count in kinds.most_common())
    years = sorted(report.inspected_to.year for report in reports if report.inspected_to)
    span = f", inspected {years[0]} to {years[-1]}" if years else ""
    return f"The library holds {how_many(len(reports), 'report')} on {len(authorities)} authorities{span}: {told}."


def _inspectors(report: ReportFacts) -> str:
    """Who made the inspection or the visit, as far as its report prints it."""
    what = "visit" if report.kind in (Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT) else "inspection"
    others = [name for name in report.inspectors if name != report.lead_inspector]
    if report.lead_inspector and others:
        listed = f"{', '.join(others[:-1])} and {others[-1]}" if len(others) > 1 else others[0]
        return f"the {what} was led by {report.lead_inspector}, with {listed}"
    if report.inspectors:
        return f"the {what} was made by {' and '.join(report.inspectors)}"
    known = f"was led by {report.lead_inspector}" if report.lead_inspector else "does not print its lead inspector"
    return f"the {what} {known}"


def _dated(report: ReportFacts) -> str:
    published = f", published {day(report.published)}" if report.published else ""
    return f"{KINDS[report.kind]}, {inspected(report)}{published}"


def _plural(kind: str, count: int) -> str:
    return kind if count == 1 else re.sub(r"\b(inspection|visit)\b", r"\1s", kind)
