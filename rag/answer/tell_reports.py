"""Inspections and visits themselves, counted and listed: how many, where, and who has had most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answer.compose import Placed
from rag.answer.grades_said import listed
from rag.answer.over_many import part_said, where_of
from rag.answer.sentences import Sentence
from rag.answer.wording import how_many, month
from rag.find.occasion_reports import noun_of
from rag.find.period_reports import newest_of_each
from rag.find.population import Population, key_of, population
from rag.index.library import Library
from rag.types import Answer, Counted, Hit, ReportFacts, Table
from rag.types.plans import By, Plan, When

_NAMED = 12
"""Authorities that are named in the opening; the list has all."""


@dataclass(frozen=True, slots=True)
class ReportsTold:
    """The opening, the reports that it counts, newest first, and the counts by group."""

    opening: str
    reports: tuple[ReportFacts, ...] = ()
    table: Table | None = None
    declined: str | None = None
    notes: tuple[str, ...] = ("Counted is what the library holds; Ofsted may have published more.",)
    sentences: tuple[tuple[Sentence, ...], ...] = ()
    findings: tuple[Counted, ...] = ()

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """None: nothing is quoted."""
        return ()

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The opening with the table and the list."""
        yield Answer(opening=self.opening, table=self.table, reports=self.reports)


def tell_reports(plan: Plan, among: Population, library: Library) -> ReportsTold:
    """How many reports of the plan's kinds, times and places are held, and on whom."""
    reports = among.reports
    if plan.denied:
        return _without(plan, among, library)
    noun = noun_of(reports) if reports else "report"
    when = f" that ended {plan.when.said}" if plan.when.first or plan.when.last else ""
    if not reports:
        return ReportsTold("", declined=f"The library holds no such report{where_of(plan)}{when}.")
    authorities = how_many(among.authorities, "authority")
    held = f"The library holds {how_many(len(reports), noun)}{where_of(plan)}{when}, of {authorities}"
    counts = Counter(report.authority for report in reports)
    if plan.most_first and (split := among.split(plan)):
        ranked = sorted(split, key=lambda part: -len(part[1]))
        named = [f"{part_said(name, plan)} ({len(some)})" for name, some in ranked]
        rows = tuple((part_said(name, plan), str(len(some))) for name, some in ranked)
        text = f"{held}. Most first: {listed(named)}."
        return ReportsTold(text, reports, Table((plan.by.value if plan.by else "group", f"{noun}s"), rows))
    if plan.most_first:
        top = max(counts.values())
        most = sorted(name for name, count in counts.items() if count == top)
        text = f"{held}. The most of one authority {'is' if len(most) == 1 else 'are'} {top}: {listed(most)}."
        rows = tuple((name, str(count)) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        return ReportsTold(text, reports, Table(("authority", f"{noun}s"), rows))
    names = sorted(counts)
    text = f"{held}: {listed(names)}." if len(names) <= _NAMED else f"{held}."
    split = among.split(plan)
    years = Population(reports, {}, among.register)
    rows = tuple((part_said(name, plan), str(len(some))) for name, some in split or years.split(_by_year(plan)))
    return ReportsTold(text, reports, Table((plan.by.value if plan.by else By.YEAR.value, f"{noun}s"), rows))


def _without(plan: Plan, among: Population, library: Library) -> ReportsTold:
    """The authorities held that had no such inspection within the time, with the newest that each had before it."""
    had = {key_of(report) for report in among.reports}
    every = population(replace(plan, when=When(every=True), denied=False), library.reports(), among.register)
    newest = newest_of_each([report for report in every.reports if key_of(report) not in had])
    noun = noun_of(every.reports) if every.reports else "report"
    what = f"{how_many(every.authorities, 'authority')}{where_of(plan)} with an {noun} in the library"
    if not newest:
        return ReportsTold("", declined=f"All {what} had one that ended {plan.when.said}.")
    names = [f"{report.authority} ({month(report)})" for report in newest]
    text = f"{len(newest)} of the {what} had none that ended {plan.when.said}; the newest of each: {listed(names)}."
    return ReportsTold(text, tuple(newest))


def _by_year(plan: Plan) -> Plan:
    return Plan(plan.telling, by=By.YEAR)
