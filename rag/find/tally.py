"""A theme over many reports: in which of them it is told as a weakness, as a strength, as both, or only mentioned.

Read from the findings of the library: nothing scans text when a question comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.find.breadth import clear_odds, clearness
from rag.find.period_reports import sorted_newest
from rag.find.scope import Scope
from rag.index.library import Library
from rag.label.themes import Theme, named_themes
from rag.plan.direction_ask import direction_asked
from rag.plan.question import Question, Shape
from rag.plan.shape import asks_which
from rag.plan.terms import terms_of
from rag.types import INSPECTIONS, Direction, Finding, ReportFacts


class Standing(StrEnum):
    """How a report tells of a theme: by its sentences that clearly point one way."""

    WEAKNESS = "a weakness"
    STRENGTH = "a strength"
    BOTH = "both"
    MENTIONED = "only mentioned"


@dataclass(frozen=True, slots=True)
class Told:
    """What one report says on a theme: how it stands, and its clearest sentence each way, None where there is none."""

    report: ReportFacts
    standing: Standing
    weakest: Finding | None
    strongest: Finding | None
    first: Finding

    @property
    def clearest(self) -> Finding:
        """The sentence that shows best how it stands."""
        return self.weakest or self.strongest or self.first


@dataclass(frozen=True, slots=True)
class Tally:
    """A theme over the reports searched, newest first: `told` has those that speak of it."""

    theme: Theme
    searched: tuple[ReportFacts, ...]
    told: tuple[Told, ...]

    def standings(self, of: Iterable[ReportFacts]) -> Counter[Standing]:
        """How many of these reports stand how; those that do not speak of the theme are in none."""
        wanted = {report.id for report in of}
        return Counter(told.standing for told in self.told if told.report.id in wanted)

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


def asks_for_a_theme(question: Question) -> Theme | None:
    """The theme of a question that asks, of no authority by name, what is said on it and nothing beside: "what did
    Ofsted say about caseloads?"; None for any other."""
    over_all = question.shape is Shape.TOPIC or (question.shape is Shape.BREADTH and not asks_which(question.text))
    plainly = over_all and not question.authorities and question.wanted is None
    if not plainly or question.further or question.verbatim or direction_asked(question.subject):
        return None
    named = named_themes(question.subject)
    if len(named) != 1:
        return None
    return None if terms_of(named[0].said.sub(" ", question.subject)) else named[0]


def tally(theme: Theme, scope: Scope, library: Library) -> Tally:
    """The theme over the reports of `scope`."""
    searched = sorted_newest(scope.reports)
    facts = {report.id: report for report in searched}
    found: dict[str, list[Finding]] = {}
    for finding in library.findings(theme.name, facts):
        if finding.names_it:
            found.setdefault(finding.report_id, []).append(finding)
    told = [_told(report, found[report.id]) for report in searched if report.id in found]
    return Tally(theme, tuple(searched), tuple(told))


def _told(report: ReportFacts, findings: Sequence[Finding]) -> Told:
    least = clear_odds()
    weak = [f for f in findings if f.to_improve or (f.direction is Direction.WEAK and f.weakness >= least)]
    strong = [f for f in findings if f.direction is Direction.STRONG and f.weakness <= -least and not f.to_improve]
    weakest = max(weak, key=lambda finding: clearness(finding, Direction.WEAK), default=None)
    strongest = max(strong, key=lambda finding: clearness(finding, Direction.STRONG), default=None)
    standings: Mapping[tuple[bool, bool], Standing] = {
        (True, True): Standing.BOTH,
        (True, False): Standing.WEAKNESS,
        (False, True): Standing.STRENGTH,
        (False, False): Standing.MENTIONED,
    }
    return Told(report, standings[bool(weak), bool(strong)], weakest, strongest, findings[0])
