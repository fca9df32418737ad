"""A theme over many reports: in which of them it is told as a weakness, as a strength, as both, or only mentioned.

Read from the findings of the library: nothing scans text when a question comes, but for a theme that no list knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.find.breadth import clear_odds, clearness, points, rarest
from rag.find.period_reports import sorted_newest
from rag.index.library import Library
from rag.label.themes import Theme
from rag.types import INSPECTIONS, Direction, Finding, ReportFacts


class Standing(StrEnum):
    """How a report tells of a theme: by its sentences that clearly point one way."""

    WEAKNESS = "a weakness"
    STRENGTH = "a strength"
    BOTH = "both"
    MENTIONED = "only mentioned"


@dataclass(frozen=True, slots=True)
class ReportTold:
    """What one report says on a theme: how it stands, which ways it points on the whole (both where it is even), and
    its clearest sentence each way, None where there is none."""

    report: ReportFacts
    standing: Standing
    balance: frozenset[Direction]
    weakest: Finding | None
    strongest: Finding | None
    first: Finding

    @property
    def clearest(self) -> Finding:
        """The sentence that shows best how it stands."""
        return self.weakest or self.strongest or self.first

    def towards(self, direction: Direction | None) -> Finding:
        """The clearest sentence that points this way."""
        side = self.strongest if direction is Direction.STRONG else self.weakest
        return side or self.clearest


@dataclass(frozen=True, slots=True)
class Tally:
    """A theme over the reports searched, newest first: `told` has those that speak of it."""

    theme: Theme
    searched: tuple[ReportFacts, ...]
    told: tuple[ReportTold, ...]

    def of(self, reports: Iterable[ReportFacts]) -> tuple[ReportTold, ...]:
        """What is told by these reports."""
        wanted = {report.id for report in reports}
        return tuple(told for told in self.told if told.report.id in wanted)

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
    theme, findings = rarest(named, {report.id: report for report in searched}, library, listed, either)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.report_id, []).append(finding)
    naming = {id: [finding for finding in some if finding.tells] for id, some in found.items()}
    told = [_told(report, naming[report.id], found[report.id]) for report in searched if naming.get(report.id)]
    return Tally(theme, tuple(searched), tuple(told))


def _clearest(findings: Sequence[Finding], way: Direction) -> Finding | None:
    """The clearest of those that have the theme's own words, as far as there are such."""
    named = [finding for finding in findings if finding.names_it] or findings
    return max(named, key=lambda finding: clearness(finding, way), default=None)


def _told(report: ReportFacts, findings: Sequence[Finding], every: Sequence[Finding]) -> ReportTold:
    least = clear_odds()
    weak = [f for f in findings if f.to_improve or (f.direction is Direction.WEAK and f.weakness >= least)]
    strong = [f for f in findings if f.direction is Direction.STRONG and f.weakness <= -least and not f.to_improve]
    weakest = _clearest(weak, Direction.WEAK)
    strongest = _clearest(strong, Direction.STRONG)
    standings: Mapping[tuple[bool, bool], Standing] = {
        (True, True): Standing.BOTH,
        (True, False): Standing.WEAKNESS,
        (False, True): Standing.STRENGTH,
        (False, False): Standing.MENTIONED,
    }
    balance = frozenset(way for way in (Direction.WEAK, Direction.STRONG) if points(every, way))
    return ReportTold(report, standings[bool(weak), bool(strong)], balance, weakest, strongest, findings[0])
