"""Which reports a period means, and what came before and after a report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from rag.plan.period import Period
from rag.types import INSPECTIONS, Kind, ReportFacts

_TO_PUBLICATION = timedelta(days=110)
"""Reports come out one to three months after the inspection (DOMAIN.md); 31 to 108 days in the public set."""


def chosen(reports: Sequence[ReportFacts], period: Period, together: bool) -> list[ReportFacts]:
    """The reports of one authority that `period` means, newest first; all of them where it says nothing.

    A year means the inspections of that year, and where there are none, those published in it. With `together`, as for
    "has it got better since 2018", a start includes the year itself and what came after. Empty where none fits.
    """
    newest = sorted(reports, key=_when_of, reverse=True)
    named = [_of_year(newest, year, period) for year in period.years]
    if len(named) > 1 and all(named) and not period.either:
        return sorted_newest(report for found in named for report in found)
    if (period.since is not None or period.until is not None) and (together or len(period.years) != 1):
        return within(newest, period)
    if period.until is not None and period.since is None:
        return within(newest, period)
    if period.years:
        found: list[ReportFacts] = []
        if period.either:
            return sorted_newest(report for year in period.years for report in _of_year(newest, year, period))
        for year in period.years:
            found += [report for report in _of_year(newest, year, period) if report not in found]
        return sorted(found, key=_when_of, reverse=True)
    if period.newest is not None:
        return newest[: period.newest]
    if period.latest:
        return up_to_date(newest)
    return newest


def up_to_date(newest: Sequence[ReportFacts]) -> list[ReportFacts]:
    """The newest inspection with the letters that came after it; the newest report where there is no inspection."""
    place = next((place for place, report in enumerate(newest) if report.kind in INSPECTIONS), 0)
    return list(newest[: place + 1])


def within(reports: Sequence[ReportFacts], period: Period) -> list[ReportFacts]:
    """The reports inspected within the bounds of `period`, its years counted in."""
    first = min([year for year in (period.since, *period.years) if year is not None], default=0)
    last = period.until if period.until is not None else 9999
    return [r for r in reports if r.inspected_to and (first if period.since else 0) <= r.inspected_to.year <= last]


def with_neighbours(all_reports: Sequence[ReportFacts], named: Sequence[ReportFacts]) -> list[ReportFacts]:
    """For a question about change that names one time: what was found then with what came after it, newest first; with
    the report before it where nothing came after."""
    if not named or len({report.when.year for report in named}) > 1 or len(all_reports) <= len(named):
        return list(named)
    last, first = max(report.when for report in named), min(report.when for report in named)
    after = [report for report in all_reports if report.when > last]
    before = sorted((report for report in all_reports if report.when < first), key=_when_of)[-1:]
    return sorted_newest([*named, *(after or before)])


def ends_of(reports: Sequence[ReportFacts], inspections: Collection[Kind], most: int) -> list[ReportFacts]:
    """Of many reports, newest first, those that tell most of a change: the newest, the oldest, and the inspections that
    come nearest to these; all where there are no more than `most`."""
    if len(reports) <= most:
        return list(reports)
    full = [report for report in reports if report.kind in inspections]
    return sorted_newest([reports[0], reports[-1], *full[:1], *full[-1:]])


def following(reports: Sequence[ReportFacts], earlier: Iterable[ReportFacts]) -> list[ReportFacts]:
    """The first report after the newest of `earlier`, or nothing."""
    last = max((report.when for report in earlier), default=date.min)
    return sorted((report for report in reports if report.when > last), key=_when_of)[:1]


def came_out_within(report: ReportFacts, period: Period) -> bool:
    """True where the report was inspected or published within the bounds; where its publication is not known it is
    reckoned two months after the inspection."""
    if report.inspected_to is None:
        return False
    published = report.published or report.inspected_to + timedelta(days=60)
    begins = period.since is None or max(report.inspected_to.year, published.year) >= period.since
    return begins and (period.until is None or report.inspected_to.year <= period.until)


def newest_of_each(reports: Sequence[ReportFacts]) -> list[ReportFacts]:
    """The newest inspection of each authority, newest first; another report, or an undated one, where there is none."""
    newest: dict[str, ReportFacts] = {}
    ordered = sorted_newest(reports)
    for report in sorted(ordered, key=lambda report: report.kind not in INSPECTIONS):
        newest.setdefault(report.urn or report.authority, report)
    return sorted_newest(newest.values())


def sorted_newest(reports: Iterable[ReportFacts]) -> list[ReportFacts]:
    """Each report once, newest inspection first."""
    return sorted({report.id: report for report in reports}.values(), key=_when_of, reverse=True)


def preceding(reports: Sequence[ReportFacts], later: Iterable[ReportFacts]) -> list[ReportFacts]:
    """The last report before the oldest of `later`, or nothing."""
    first = min((report.when for report in later), default=date.max)
    return sorted((report for report in reports if report.when < first), key=_when_of)[-1:]


def years_later(reports: Sequence[ReportFacts], earlier: Iterable[ReportFacts], years: int) -> list[ReportFacts]:
    """The report whose inspection was nearest to so many years after the newest of `earlier`, a year off at most."""
    last = max((report.when for report in earlier), default=date.min)
    target = last.year + years
    near = [r for r in reports if r.when > last and abs(r.when.year - target) <= 1]
    return sorted(near, key=lambda report: abs(report.when.year - target))[:1]


def _when_of(report: ReportFacts) -> date:
    return report.when


def _of_year(reports: Sequence[ReportFacts], year: int, period: Period) -> list[ReportFacts]:
    dated = [report for report in reports if report.inspected_to is not None]
    months = [month for named, month in period.months if named == year]
    inspected = [report for report in dated if year in _years_of(report)]
    if months:
        exact = [report for report in inspected if report.inspected_to and report.inspected_to.month in months]
        exact += [report for report in dated if report not in exact and _came_out(report, year, months)]
        if exact:
            return exact[:1] if len(months) == 1 else exact
    came_out = [report for report in dated if _came_out(report, year, list(range(1, 13)))]
    if inspected and not any(report.kind in INSPECTIONS for report in inspected):  # people name either year
        return sorted_newest([*inspected, *(report for report in came_out if report.kind in INSPECTIONS)])
    return inspected or came_out


def _years_of(report: ReportFacts) -> set[int]:
    """The years that an inspection's days lie in, mostly one."""
    return {day.year for day in (report.inspected_from, report.inspected_to) if day}


def _came_out(report: ReportFacts, year: int, months: Sequence[int]) -> bool:
    """True where the report was published, or may have been, in one of these months of the year."""
    if report.published:
        return report.published.year == year and report.published.month in months
    if report.inspected_to is None:
        return False
    first, last = report.inspected_to + timedelta(days=20), report.inspected_to + _TO_PUBLICATION
    return any((first.year, first.month) <= (year, month) <= (last.year, last.month) for month in months)
