"""The reports of one authority that the occasions of a question mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.find.period_reports import sorted_newest, up_to_date, years_later
from rag.plan.occasions import Occasion, Relation
from rag.types import APART, INSPECTIONS, VISITS, Kind, ReportFacts

_TO_PUBLICATION = timedelta(days=110)
_NONE = 9


def noun_of(reports: Sequence[ReportFacts]) -> str:
    """What so many reports are of, in the singular."""
    kinds = {report.kind for report in reports}
    nouns = ((INSPECTIONS, "inspection"), (VISITS, "visit"), ((Kind.JTAI,), "joint inspection"))
    return next((noun for of, noun in nouns if kinds <= set(of)), "report")


@dataclass(frozen=True, slots=True)
class Meant:
    """The reports that an occasion means, newest first; `other` says that none of the kind named was to be had."""

    occasion: Occasion
    reports: tuple[ReportFacts, ...]
    other: bool = False


def meant(
    occasions: Sequence[Occasion], reports: Sequence[ReportFacts], earlier: Sequence[ReportFacts]
) -> tuple[Meant, ...]:
    """What each occasion means of `reports`, in the order of the occasions.

    Those told by their time are found first, then those that stand to another: to the last one found before them in
    the question, else the first behind them, else to `earlier`, the reports of the question before.
    """
    found: dict[int, Meant] = {}
    for place, occasion in enumerate(occasions):
        if occasion.year is not None or occasion.relation in (None, Relation.LATEST, Relation.FIRST):
            found[place] = _by_time(occasion, reports)
    for place, occasion in enumerate(occasions):
        if place not in found:
            before = [found[other].reports for other in sorted(found) if other < place and found[other].reports]
            behind = [found[other].reports for other in sorted(found) if other > place and found[other].reports]
            anchor = before[-1] if before else behind[0] if behind else tuple(earlier)
            found[place] = _by_relation(occasion, reports, anchor)
    return tuple(found[place] for place in range(len(occasions)))


def _by_time(occasion: Occasion, reports: Sequence[ReportFacts]) -> Meant:
    named, rest = _parted(occasion, reports)
    if occasion.relation is Relation.LATEST or occasion.relation is Relation.FIRST:
        pool = sorted_newest(named or ([] if occasion.exact else rest))
        if occasion.relation is Relation.LATEST and not occasion.kinds:
            return Meant(occasion, tuple(up_to_date(pool)))
        kept = pool[:1] if occasion.relation is Relation.LATEST else pool[-1:]
        return Meant(occasion, tuple(kept), other=bool(kept) and not named)
    best, kept = _fitting(occasion, named)
    other_best, other_kept = _fitting(occasion, rest) if not occasion.exact else (_NONE, [])
    in_its_months = bool(occasion.months) and other_best <= 1
    if not kept or (in_its_months and best > 1):
        return Meant(occasion, tuple(other_kept), other=bool(other_kept) and not in_its_months)
    return Meant(occasion, tuple(kept))


def _by_relation(occasion: Occasion, reports: Sequence[ReportFacts], anchor: Sequence[ReportFacts]) -> Meant:
    named, rest = _parted(occasion, reports)
    for pool, other in ((named, False), ([] if occasion.exact else rest, True)):
        if kept := _next_to(occasion, pool, anchor):
            return Meant(occasion, (kept,), other)
    return Meant(occasion, ())


def _next_to(occasion: Occasion, pool: Sequence[ReportFacts], anchor: Sequence[ReportFacts]) -> ReportFacts | None:
    newest = sorted_newest(pool)
    after = occasion.relation is Relation.AFTER
    if not anchor:  # the next one, or the one before, of nothing named: the newest, or the last but one
        return next(iter(newest if after else newest[1:]), None)
    if occasion.years_off is not None and after:
        return next(iter(years_later(pool, anchor, occasion.years_off)), None)
    if after:
        last = max(report.when for report in anchor)
        side = [report for report in reversed(newest) if report.when > last]
    else:
        first = min(report.when for report in anchor)
        side = [report for report in newest if report.when < first]
    in_season = [report for report in side if report.when.month in occasion.months]
    return next(iter(in_season or side), None)


def _parted(occasion: Occasion, reports: Sequence[ReportFacts]) -> tuple[list[ReportFacts], list[ReportFacts]]:
    """The reports of the kinds named, and the others that may stand in for them."""
    usual = [report for report in reports if report.kind not in APART] or list(reports)
    if not occasion.kinds:
        return usual, []
    named = [report for report in reports if report.kind in occasion.kinds]
    return named, [report for report in usual if report not in named]


def _fitting(occasion: Occasion, reports: Sequence[ReportFacts]) -> tuple[int, list[ReportFacts]]:
    """How well the best of the reports fit the time, 0 best, and those; all where no time is named."""
    if occasion.year is None:
        return (0 if reports else _NONE), sorted_newest(reports)
    fits = {report: _fit(report, occasion.year, occasion.months) for report in reports}
    best = min(fits.values(), default=_NONE)
    kept = [report for report in reports if fits[report] == best < _NONE]
    # People name the year of publication too: an inspection that came out then is meant beside a letter.
    if kept and not occasion.kinds and not any(report.kind in INSPECTIONS for report in kept):
        came_out = 1 if occasion.months else 4
        kept += [report for report in reports if report.kind in INSPECTIONS and fits[report] == came_out]
    return best, sorted_newest(kept)


def _fit(report: ReportFacts, year: int, months: Sequence[int]) -> int:
    """0: inspected in these months of the year, or in the year where none are named; 1: published in them; 2: inspected
    within a month of them; 3: inspected in the year; 4: published in it."""
    inspected = _months_of(report)
    published = _publication(report)
    wanted = {(year, month) for month in months}
    if months:
        if wanted & inspected:
            return 0
        if wanted & published:
            return 1
        if any(abs((y - a) * 12 + m - b) <= 1 for y, m in wanted for a, b in inspected):
            return 2
    if any(y == year for y, _ in inspected):
        return 3 if months else 0
    return 4 if any(y == year for y, _ in published) else _NONE


def _months_of(report: ReportFacts) -> set[tuple[int, int]]:
    days = [day for day in (report.inspected_from, report.inspected_to) if day]
    return {(day.year, day.month) for day in days}


def _publication(report: ReportFacts) -> set[tuple[int, int]]:
    """The month in which a report came out; where that is not known the months in which it may have."""
    if report.published:
        return {(report.published.year, report.published.month)}
    if report.inspected_to is None:
        return set()
    first, last = report.inspected_to + timedelta(days=20), report.inspected_to + _TO_PUBLICATION
    months: set[tuple[int, int]] = set()
    day = date(first.year, first.month, 1)
    while day <= last:
        months.add((day.year, day.month))
        day = (day + timedelta(days=32)).replace(day=1)
    return months
