"""A theme over many reports, told: how often, how it points, then and now, and the newest sentences each way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.compose import Placed, parts
from rag.answer.sentences import Sentence, constants
from rag.answer.tone import Tone
from rag.answer.wording import how_many
from rag.find.breadth import clearness
from rag.find.occasion_reports import noun_of
from rag.find.tally import Standing, Tally, Told
from rag.index.library import Library
from rag.types import INSPECTIONS, Answer, Counted, Direction, Finding, Hit, Paragraph, ReportFacts, Table

COUNTED_BY_WORDING = (
    "Each report was counted by the wording of its sentences on the subject; all are listed: read them before you quote"
    " a number. The sentences quoted are the clearest of the newest reports."
)
_EACH_WAY = {
    Standing.WEAKNESS: "as a weakness",
    Standing.STRENGTH: "as a strength",
    Standing.BOTH: "as both",
    Standing.MENTIONED: "without a clear verdict",
}
_COLUMNS = ("year of inspection", "inspections", "speak of it", "weakness", "strength", "both", "no clear verdict")


@dataclass(frozen=True, slots=True)
class ThemeTold:
    """What is told of a theme: the opening from counts alone, the sentences each way, every report counted, and the
    counts by year."""

    opening: str
    weak: tuple[tuple[Sentence, ...], ...]
    strong: tuple[tuple[Sentence, ...], ...]
    findings: tuple[Counted, ...]
    table: Table

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences to quote, weaknesses first, each side newest first."""
        return (*self.weak, *self.strong)

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs quoted, then those of the newest reports counted, as passages."""
        hits: dict[str, Hit] = {}
        for hit in (group[0].hit for group in self.sentences):
            hits.setdefault(hit.paragraph.id, hit)
        for counted in self.findings:
            hits.setdefault(counted.paragraph.id, Hit(counted.paragraph, counted.report, 0.5))
        return tuple(hits.values())[:limit]

    def parts(self, placed: Placed) -> Iterator[Answer]:
        """The sentences as claims, those of a side with its tone."""
        weak = {group[0].hit.paragraph.id for group in self.weak}
        for part in parts(self.sentences, placed):
            tone = Tone.WEAKNESS if part.citations[0].paragraph.id in weak else Tone.STRENGTH
            yield replace(part, claims=tuple(replace(claim, tone=tone.value) for claim in part.claims))

    def head(self) -> Answer:
        """The opening and the table, as a part of an answer."""
        return Answer(opening=self.opening, table=self.table)


def told_theme(found: Tally, library: Library) -> ThemeTold:
    """What `found` comes to, in words."""
    paragraphs = library.paragraphs_by_id(told.clearest.paragraph_id for told in found.told)
    findings = tuple(_counted(told, paragraphs[told.clearest.paragraph_id]) for told in found.told)
    weak = _newest_of([(told.report, told.weakest) for told in found.told], Direction.WEAK, library)
    strong = _newest_of([(told.report, told.strongest) for told in found.told], Direction.STRONG, library)
    return ThemeTold(_opening(found), tuple(weak), tuple(strong), findings, _table(found))


def none_speaks(found: Tally) -> str:
    """What is said where no report speaks of the theme."""
    searched = how_many(len(found.searched), noun_of(found.searched))
    return f"None of the {searched} searched mentions {found.theme.name}. That tells nothing of how well it is done."


def _opening(found: Tally) -> str:
    """How many inspections speak of it and how; the newest of each authority; what visits say beside."""
    inspections, noun = found.inspections, noun_of(found.inspections)
    standings = found.standings(inspections)
    speak = sum(standings.values())
    lines = [
        f"{speak} of the {how_many(len(inspections), noun)} searched {'speaks' if speak == 1 else 'speak'} of"
        f" {found.theme.name}: {_split(standings)}."
    ]
    newest = found.newest
    if len(newest) < len(inspections):
        now = found.standings(newest)
        lines.append(
            f"At the newest {noun} of each of the {how_many(len(newest), 'authority')}: {_split(now)};"
            f" {len(newest) - sum(now.values())} without a word on it."
        )
    beside = [report for report in found.searched if report.kind not in INSPECTIONS]
    if len(inspections) < len(found.searched):
        also = sum(found.standings(beside).values())
        others = how_many(len(beside), noun_of(beside))
        lines.append(f"{also} of the {others} searched {'does' if also == 1 else 'do'} too.")
    return " ".join(lines)


def _split(standings: dict[Standing, int]) -> str:
    parts = [f"{standings[standing]} {said}" for standing, said in _EACH_WAY.items() if standings.get(standing)]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else (parts or ["none"])[0]


def _table(found: Tally) -> Table:
    """The inspections by the year that they ended in, oldest first; those without a date are left out."""
    years = sorted({report.inspected_to.year for report in found.inspections if report.inspected_to})
    rows = []
    for year in years:
        those = [r for r in found.inspections if r.inspected_to and r.inspected_to.year == year]
        counts = found.standings(those)
        each = [counts.get(standing, 0) for standing in Standing]
        rows.append((str(year), str(len(those)), str(sum(each)), *map(str, each)))
    return Table(_COLUMNS, tuple(rows))


def _newest_of(
    rows: Sequence[tuple[ReportFacts, Finding | None]], towards: Direction, library: Library
) -> list[tuple[Sentence, ...]]:
    """The clearest sentences among the newest reports, one an authority, newest first."""
    limits = constants()["theme"]
    newest: dict[str, tuple[ReportFacts, Finding]] = {}
    for report, finding in rows:
        if finding is not None and len(newest) < int(limits["looked_at"]):
            newest.setdefault(report.urn or report.authority, (report, finding))
    best = sorted(newest.values(), key=lambda row: clearness(row[1], towards), reverse=True)
    picked = {report.id for report, _ in best[: int(limits["shown"])]}
    return [(_sentence(report, finding, library),) for report, finding in newest.values() if report.id in picked]


def _sentence(report: ReportFacts, finding: Finding, library: Library) -> Sentence:
    paragraph = library.paragraphs_by_id([finding.paragraph_id])[finding.paragraph_id]
    text = paragraph.text[finding.start : finding.end]
    return Sentence(Hit(paragraph, report, 1.0), finding.start, finding.end, text, 1.0, 1.0, 1.0)


def _counted(told: Told, paragraph: Paragraph) -> Counted:
    return Counted(told.report, paragraph, told.clearest.start, told.clearest.end, told.standing.value)
