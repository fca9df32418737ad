"""A theme over many reports: in which of them it is told as a weakness, as a strength, as both, or only mentioned.

Read from the findings of the library: nothing scans text when a question comes, but for a theme that no list knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.find.breadth import rarest
from rag.find.period_reports import sorted_newest
from rag.index.library import Library
from rag.label.standing import stand_of
from rag.label.themes import Theme
from rag.types import INSPECTIONS, Direction, Finding, ReportFacts
from rag.types.findings import Stand, Standing


@dataclass(frozen=True, slots=True)
class ReportTold:
    """A report and how it stands to the theme."""

    report: ReportFacts
    stand: Stand

    @property
    def standing(self) -> Standing:
        """How it tells of the theme."""
        return self.stand.standing

    @property
    def balance(self) -> frozenset[Direction]:
        """The ways that it points on the whole."""
        return self.stand.balance

    @property
    def weakest(self) -> Finding | None:
        """The sentence that tells most clearly of a weakness."""
        return self.stand.weakest

    @property
    def strongest(self) -> Finding | None:
        """The sentence that tells most clearly of a strength."""
        return self.stand.strongest

    @property
    def first(self) -> Finding:
        """The first sentence on it."""
        return self.stand.first

    @property
    def clearest(self) -> Finding:
        """The sentence that shows best how it stands."""
        return self.weakest or self.strongest or self.first

    def towards(self, direction: Direction | None) -> Finding:
        """The clearest sentence that points this way."""
        side = self.strongest if direction is Direction.STRONG else self.weakest
        return side or self.clearest


@dataclass(frozen=True)
class Tally:
    """A theme over the reports searched, newest first: `told` has those that speak of it."""

    theme: Theme
    searched: tuple[ReportFacts, ...]
    told: tuple[ReportTold, ...]

    def of(self, reports: Iterable[ReportFacts]) -> tuple[ReportTold, ...]:
        """What is told by these reports."""
        return tuple(told for report in reports if (told := self._by_report.get(report.id)))

    @cached_property
    def _by_report(self) -> dict[str, ReportTold]:
        return {told.report.id: told for told in self.told}

    def standings(self, of: Iterable[ReportFacts]) -> Counter[Standing]:
        """How many of these reports stand how; those that do not speak of the theme are in none."""
        return Counter(told.standing for told in self.of(of))

    @property
    def inspections(self) -> tuple[ReportFacts, ...]:
        """The reports searched that are of whole inspections; all of them where none is."""
        return tuple(report for report in self.searched if report.kind in INSPECTIONS) or self.searched

    @property
    def newest(self) -> tuple[ReportFacts, ...]:
        """The newest inspection of each authority."""
        by_authority: dict[str, ReportFacts] = {}
        for report in self.inspections:
            by_authority.setdefault(report.urn or report.authority, report)
        return tuple(by_authority.values())


def tally(
    named: Sequence[Theme],
    reports: Sequence[ReportFacts],
    library: Library,
    listed: bool = True,
    either: bool = False,
) -> Tally:
    """The theme over these reports, of several that one that the fewest paragraphs speak of, or `either` of them; one
    that is not `listed` is looked for by its words."""
    searched = sorted_newest(reports)
    if listed and len(named) == 1:
        stands = {stand.report_id: stand for stand in library.stands(named[0].name)}
        told = [ReportTold(report, stands[report.id]) for report in searched if report.id in stands]
        return Tally(named[0], tuple(searched), tuple(told))
    theme, findings = rarest(named, {report.id: report for report in searched}, library, listed, either)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.report_id, []).append(finding)
    made = ((report, stand_of(theme.name, found.get(report.id, ()))) for report in searched)
    return Tally(theme, tuple(searched), tuple(ReportTold(report, stand) for report, stand in made if stand))
