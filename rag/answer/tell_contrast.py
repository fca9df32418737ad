"""What one group has more than the others: themes by the share of reports that tell of them, each way, with counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.bearing import GradesFound, borne
from rag.answer.compose import Placed, parts
from rag.answer.frameworks import behind
from rag.answer.grades_said import Graded as Said
from rag.answer.grades_said import listed
from rag.answer.over_many import fits, grades_said, unit, where_of, which
from rag.answer.sentences import Sentence, constants, sentence_at
from rag.answer.tone import Tone
from rag.answer.wording import how_many
from rag.find.population import Population, holds, own_grade
from rag.find.tally import tally
from rag.index.library import Library
from rag.label.themes import Theme, themes
from rag.types import Answer, Area, Counted, Direction, Grade, GradeRow, Hit, ReportFacts, Table
from rag.types.plans import Plan

NO_CAUSE = "Counted is what the reports say together. It shows no cause: one thing may stand beside another."
_GOOD = {Grade.OUTSTANDING, Grade.GOOD}
_AREAS = (
    Area.LEADERS,
    Area.HELP_AND_PROTECTION,
    Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS,
    Area.CHILDREN_IN_CARE,
    Area.CARE_LEAVERS,
)


@dataclass(frozen=True, slots=True)
class _Share:
    """A theme with the number of reports of each group that tell of it one way."""

    theme: Theme
    here: int
    there: int
    of_here: int
    of_there: int

    @property
    def more(self) -> float:
        """By how much the share here is larger."""
        return self.here / self.of_here - (self.there / self.of_there if self.of_there else 0.0)

    @property
    def said(self) -> str:
        return f"{self.theme.said_name} ({self.here} of {self.of_here} against {self.there} of {self.of_there})"


@dataclass(frozen=True, slots=True)
class ContrastTold:
    """The opening, the table of themes, a sentence for each of the first themes, and the reports of the group."""

    grades: GradesFound
    opening: str
    groups: tuple[tuple[Sentence, ...], ...]
    table: Table | None
    tone: str
    notes: tuple[str, ...] = (NO_CAUSE,)
    declined: str | None = None

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences to quote, one a theme."""
        return self.groups

    @property
    def findings(self) -> tuple[Counted, ...]:
        """The inspections of the group, each with its grade."""
        return self.grades.findings

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs quoted, then those that bear the grades."""
        hits = [group[0].hit for group in self.groups]
        return tuple({hit.paragraph.id: hit for hit in (*hits, *self.grades.hits(limit))}.values())[:limit]

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The opening with the table, then the sentences as claims."""
        rows = tuple(row for row in self.grades.graded.counted if row in self.grades.borne)
        yield Answer(opening=self.opening, table=self.table, grades=rows)
        for part in parts(self.groups, placed, last):
            yield replace(part, claims=tuple(replace(claim, tone=self.tone) for claim in part.claims))


def tell_contrast(plan: Plan, among: Population, library: Library) -> ContrastTold:
    """The themes that the reports with the plan's grades tell of more often than the others do."""
    condition = plan.conditions[0]
    judged = [report for report in among.reports if holds(condition, report, among) is not None]
    here = [report for report in judged if holds(condition, report, among)]
    against = plan.conditions[1] if len(plan.conditions) > 1 else None
    others = [report for report in judged if report not in here]
    there = [report for report in others if holds(against, report, among)] if against else others
    direction = Direction.STRONG if condition.grades <= _GOOD else Direction.WEAK
    rows = tuple(GradeRow(r, judgement) for r in here if (judgement := own_grade(r, condition.area)))
    said = Said(rows=(), counted=rows)
    grades = GradesFound(said, borne(rows, library))
    if not here:
        none = f"None of the {unit(plan, len(judged))}{where_of(plan)} {fits(condition, 1)}{which(plan, among)}."
        return ContrastTold(grades, "", (), None, "", declined=none)
    shares = _shares(here, there, direction, library)
    opening = _opening(plan, among, (here, there, judged), direction, shares)
    groups = _sentences(shares, here, direction, library)
    tone = Tone.STRENGTH if direction is Direction.STRONG else Tone.WEAKNESS
    table = _table(shares, grades_said(condition.grades), grades_said(against.grades) if against else "others")
    return ContrastTold(grades, opening, groups, table, tone.value)


def _shares(
    here: Sequence[ReportFacts], there: Sequence[ReportFacts], direction: Direction, library: Library
) -> list[_Share]:
    """The themes, those that are told more often here than there first."""
    ids = {report.id for report in here}
    telling: dict[str, tuple[set[str], set[str]]] = {}
    for theme, report, weak, strong in library.themes_told({r.id for r in (*here, *there)}):
        clear = weak if direction is Direction.WEAK else strong
        if clear:
            telling.setdefault(theme, (set(), set()))[report not in ids].add(report)
    known = {theme.name: theme for theme in themes()}
    found = [
        _Share(known[name], len(own), len(others), len(here), len(there))
        for name, (own, others) in telling.items()
        if name in known
    ]
    return sorted(found, key=lambda share: -share.more)


_Groups = tuple[Sequence[ReportFacts], Sequence[ReportFacts], Sequence[ReportFacts]]
"""The reports of the group, those that they are set against, and all that are graded."""


def _opening(plan: Plan, among: Population, groups: _Groups, direction: Direction, shares: Sequence[_Share]) -> str:
    here, there, judged = groups
    condition, limit = plan.conditions[0], int(constants()["contrast"]["named"])
    what = "strengths" if direction is Direction.STRONG else "weaknesses"
    everyone = f"the {unit(plan, len(judged))}{where_of(plan)}"
    lines = [f"{len(here)} of {everyone} {fits(condition, len(here))}{which(plan, among)}."]
    rest = how_many(len(there), "other")
    if len(plan.conditions) > 1:
        lines.append(f"{len(there)} {fits(plan.conditions[1], len(there))}.")
        rest = f"these {len(there)}"
    lines.append(_areas(here, condition.area, condition.grades))
    first = listed([share.said for share in shares[:limit]])
    lines.append(f"Their reports tell more often of {what} than those of the {rest} in: {first}.")
    common = listed([share.said for share in sorted(shares, key=lambda share: -share.here)[: limit - 1]])
    lines.append(f"Most often of all they tell of {what} in {common}.")
    return " ".join(filter(None, lines))


def _areas(here: Sequence[ReportFacts], asked: Area, grades: frozenset[Grade]) -> str:
    """How many of them have the same grade in each other area that they are judged on."""
    told = []
    for area in _AREAS:
        own = [judgement.grade for report in here if (judgement := own_grade(report, area))]
        if area is not asked and own:
            told.append(f"{sum(grade in grades for grade in own)} of {len(own)} {behind(area)}")
    return f"They were graded {grades_said(grades)} too: {listed(told)}." if told else ""


def _sentences(
    shares: Sequence[_Share], here: Sequence[ReportFacts], direction: Direction, library: Library
) -> tuple[tuple[Sentence, ...], ...]:
    """Of each of the first themes the newest clear sentence, each from another authority as far as there are."""
    groups: list[tuple[Sentence, ...]] = []
    used: set[str] = set()
    for share in shares[: int(constants()["contrast"]["named"])]:
        told = [
            one
            for one in tally([share.theme], here, library).told
            if (one.weakest if direction is Direction.WEAK else one.strongest)
        ]
        told = [one for one in told if one.report.id not in used] or told
        if not told:
            continue
        best = min(told[:6], key=lambda one: -abs(one.towards(direction).weakness))
        finding = best.towards(direction)
        used.add(best.report.id)
        paragraph = library.paragraphs_by_id([finding.paragraph_id])[finding.paragraph_id]
        groups.append((sentence_at(best.report, paragraph, finding.start, finding.end),))
    return tuple({group[0].hit.paragraph.id: group for group in groups}.values())


def _table(shares: Sequence[_Share], grades: str, others: str) -> Table:
    rows = [
        (s.theme.said_name, str(s.here), str(s.of_here), str(s.there), str(s.of_there), f"{100 * s.more:+.0f}")
        for s in shares
    ]
    return Table(("theme", grades, f"of all {grades}", others, f"of all {others}", "more (points)"), tuple(rows))
