"""When: the years and months that a question names, and which inspections they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.read.text import MONTH_NAMES
from rag.types import ReportFacts

_MONTH_YEAR = re.compile(rf"\b({'|'.join(MONTH_NAMES)})\s+(?:of\s+)?((?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)(?!\d)")
_SINCE = re.compile(r"\b(?:since|after)\s+(?:\w+\s+)?((?:19|20)\d\d)", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|current(?:ly)?|these days|nowadays|right now|last (?:inspection|report|visit))\b",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"\b(?:next (?:one|inspection|report|visit|time)|following (?:inspection|report|visit)|came back|returned)\b",
    re.IGNORECASE,
)
_TO_PUBLICATION = timedelta(days=110)
"""Reports come out one to three months after the inspection (DOMAIN.md); 31 to 108 days in the public set."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a question says of time; empty where it says nothing."""

    years: tuple[int, ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    since: int | None = None
    latest: bool = False
    following: bool = False

    @property
    def said(self) -> str:
        """The period in a few words."""
        if self.since is not None:
            return f"since {self.since}"
        if self.years:
            return " and ".join(map(str, self.years))
        return "the latest report" if self.latest else "the next report"

    def __bool__(self) -> bool:
        return bool(self.years or self.since or self.latest or self.following)


def period_of(text: str) -> Period:
    """The period named in `text`."""
    months = tuple((int(year), MONTH_NAMES.index(name.lower()) + 1) for name, year in _MONTH_YEAR.findall(text))
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))
    since = _SINCE.search(text)
    return Period(
        years, months, int(since[1]) if since else None, bool(_LATEST.search(text)), bool(_FOLLOWING.search(text))
    )


def chosen(reports: Sequence[ReportFacts], period: Period, together: bool) -> list[ReportFacts]:
    """The reports of one authority that `period` means, newest first; all of them where it says nothing.

    A year means the inspections of that year, and where there are none, those published in it. With `together`, as for
    "has it got better since 2018", a start includes the year itself and what came after. Empty where none fits.
    """
    newest = sorted(reports, key=_when, reverse=True)
    if period.since is not None and together:
        begin = min([period.since, *period.years])
        return [report for report in newest if report.inspected_to and report.inspected_to.year >= begin]
    if period.years:
        found: list[ReportFacts] = []
        for year in period.years:
            found += [report for report in _of_year(newest, year, period) if report not in found]
        return sorted(found, key=_when, reverse=True)
    if period.latest:
        return newest[:1]
    return newest


def with_neighbours(all_reports: Sequence[ReportFacts], named: Sequence[ReportFacts]) -> list[ReportFacts]:
    """For a question about change that names one inspection: that one with what came after it, newest first; with the
    one before it where nothing came after."""
    if len(named) != 1 or len(all_reports) < 2:
        return list(named)
    newest = sorted(all_reports, key=_when, reverse=True)
    place = newest.index(named[0])
    return newest[: place + 1] if place > 0 else newest[:2]


def following(reports: Sequence[ReportFacts], earlier: Iterable[ReportFacts]) -> list[ReportFacts]:
    """The first report after the newest of `earlier`, or nothing."""
    last = max((_when(report) for report in earlier), default=date.min)
    return sorted((report for report in reports if _when(report) > last), key=_when)[:1]


def _when(report: ReportFacts) -> date:
    return report.inspected_to or report.published or date.min


def _of_year(reports: Sequence[ReportFacts], year: int, period: Period) -> list[ReportFacts]:
    dated = [report for report in reports if report.inspected_to is not None]
    months = [month for named, month in period.months if named == year]
    inspected = [report for report in dated if report.inspected_to and report.inspected_to.year == year]
    if months:
        exact = [report for report in inspected if report.inspected_to and report.inspected_to.month in months]
        exact += [report for report in dated if report not in exact and _came_out(report, year, months)]
        if exact:
            return exact[:1] if len(months) == 1 else exact
    return inspected or [report for report in dated if _came_out(report, year, list(range(1, 13)))]


def _came_out(report: ReportFacts, year: int, months: Sequence[int]) -> bool:
    """True where the report was published, or may have been, in one of these months of the year."""
    if report.published:
        return report.published.year == year and report.published.month in months
    if report.inspected_to is None:
        return False
    first, last = report.inspected_to + timedelta(days=20), report.inspected_to + _TO_PUBLICATION
    return any((first.year, first.month) <= (year, month) <= (last.year, last.month) for month in months)
