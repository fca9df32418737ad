"""A theme over many reports, told: how often, how it points, then and now or group by group, and sentences each way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.compose import Placed, parts
from rag.answer.sentences import Sentence, constants, sentence_at
from rag.answer.theme_words import ONE_WAY, opening, table
from rag.answer.tone import Tone
from rag.answer.wording import how_many
from rag.find.occasion_reports import noun_of
from rag.find.population import Population
from rag.find.tally import ReportTold, Tally, tally
from rag.index.library import Library
from rag.label.standing import clearness
from rag.label.themes import Theme, theme_of_words, themes
from rag.types import Answer, Counted, Direction, Finding, Hit, Paragraph, ReportFacts, Table
from rag.types.findings import Standing
from rag.types.plans import Plan

COUNTED_BY_WORDING = (
    "Each report was counted by the wording of its sentences on the subject; all are listed: read them before you quote"
    " a number. The sentences quoted are the clearest of the newest reports."
)


@dataclass(frozen=True, slots=True)
class ThemeTold:
    """What is told of a theme: the opening from counts alone, the sentences each way, every report counted, and the
    counts by year or by group."""

    opening: str
    weak: tuple[tuple[Sentence, ...], ...] = ()
    strong: tuple[tuple[Sentence, ...], ...] = ()
    mentioned: tuple[tuple[Sentence, ...], ...] = ()
    findings: tuple[Counted, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = (COUNTED_BY_WORDING,)
    declined: str | None = None

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences to quote, weaknesses first, each side newest first."""
        return (*self.weak, *self.strong, *self.mentioned)

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs quoted, then those of the newest reports counted, as passages."""
        hits: dict[str, Hit] = {}
        for hit in (group[0].hit for group in self.sentences):
            hits.setdefault(hit.paragraph.id, hit)
        for counted in self.findings[: 2 * limit]:
            hits.setdefault(counted.paragraph.id, Hit(counted.paragraph, counted.report, 0.5))
        return tuple(hits.values())[:limit]

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The opening with the table, then the sentences as claims, those of a side with its tone."""
        yield Answer(opening=self.opening, table=self.table)
        sides = {_place(group): Tone.STRENGTH.value for group in self.strong}
        sides |= {_place(group): Tone.WEAKNESS.value for group in self.weak}
        for part in parts(self.sentences, placed, last):
            tone = sides.get((part.citations[0].paragraph.id, part.citations[0].start), "")
            yield replace(part, claims=tuple(replace(claim, tone=tone) for claim in part.claims))


def _place(group: Sequence[Sentence]) -> tuple[str, int]:
    return group[0].hit.paragraph.id, group[0].start


def themes_named(plan: Plan) -> list[Theme]:
    """The themes of a plan; one made of its words where no list has it."""
    known = {theme.name: theme for theme in themes()}
    return [known[name] if plan.listed else theme_of_words(name) for name in plan.themes]


def tell_theme(plan: Plan, among: Population, library: Library) -> ThemeTold:
    """What the plan's reports say on its theme, counted and told."""
    searched = (*among.reports, *among.beside)
    found = tally(themes_named(plan), searched, library, plan.listed, plan.either)
    if not found.told:
        return ThemeTold("", declined=none_speaks(found))
    counted = _counted(found, plan)
    if plan.direction and not counted:
        return ThemeTold("", declined=opening(found, plan, among))
    paragraphs = library.paragraphs_by_id(told.towards(plan.direction).paragraph_id for told in counted)
    findings = tuple(_finding(told, plan, paragraphs) for told in counted)
    weak, strong = (
        [] if plan.direction not in (None, way) else _newest_of(counted, way, plan.further, library)
        for way in (Direction.WEAK, Direction.STRONG)
    )
    mentioned = [] if weak or strong else _mentioned(counted, plan.further, library)
    notes = [COUNTED_BY_WORDING] if weak or strong else []
    if plan.beside:
        words = ", ".join(f"“{word}”" for word in plan.beside)
        notes.insert(0, f"Counted is all that is said on {found.theme.said_name}; not counted apart: {words}.")
    if not plan.listed:
        notes.insert(0, f"“{plan.themes[0]}” is on no list of themes here: it was found by its words alone.")
    return ThemeTold(
        opening(found, plan, among),
        tuple(weak),
        tuple(strong),
        tuple(mentioned),
        findings,
        table(found, plan, among),
        tuple(notes),
    )


def none_speaks(found: Tally) -> str:
    """What is said where no report speaks of the theme."""
    searched = how_many(len(found.searched), noun_of(found.searched))
    return (
        f"None of the {searched} searched mentions {found.theme.said_name}. That tells nothing of how well it is done."
    )


def _counted(found: Tally, plan: Plan) -> list[ReportTold]:
    """The reports that an answer lists: all that speak of it, or those that point the way asked about, first those that
    do on balance."""
    if plan.direction is None:
        return list(found.told)
    one_way = ONE_WAY[plan.direction]
    fitting = [told for told in found.told if told.standing in (one_way, Standing.BOTH)]
    on_balance = [told for told in fitting if plan.direction in told.balance]
    beside = [told for told in fitting if plan.direction not in told.balance]
    return [*on_balance, *(told for told in beside if _lists_all(plan))]


def _lists_all(plan: Plan) -> bool:
    """True where every report with one such sentence is listed: where grades narrow them to a few."""
    return bool(plan.conditions)


def _newest_of(
    told: Sequence[ReportTold], towards: Direction, further: int, library: Library
) -> list[tuple[Sentence, ...]]:
    """The clearest sentences among the newest reports, one an authority, newest first; `further` skips those of so many
    answers before."""
    limits = constants()["theme"]
    newest: dict[str, tuple[ReportFacts, Finding]] = {}
    ordered = sorted(told, key=lambda one: one.report.when, reverse=True)
    for one in ordered:
        finding = one.weakest if towards is Direction.WEAK else one.strongest
        if finding is not None:
            newest.setdefault(one.report.urn or one.report.authority, (one.report, finding))
    at_once = int(limits["looked_at"])
    window = list(newest.values())[further * at_once : (further + 1) * at_once]
    best = sorted(window, key=lambda row: clearness(row[1], towards), reverse=True)
    picked = {report.id for report, _ in best[: int(limits["shown"])]}
    shown = [row for row in window if row[0].id in picked]
    shown.sort(key=lambda row: row[0].when, reverse=True)
    return [(_sentence(report, finding, library),) for report, finding in shown]


def _mentioned(told: Sequence[ReportTold], further: int, library: Library) -> list[tuple[Sentence, ...]]:
    """The newest sentences that only speak of it, one an authority."""
    newest: dict[str, ReportTold] = {}
    for one in told:
        newest.setdefault(one.report.urn or one.report.authority, one)
    most = int(constants()["theme"]["shown"])
    shown = list(newest.values())[further * most : (further + 1) * most]
    return [(_sentence(one.report, one.first, library),) for one in shown]


def _sentence(report: ReportFacts, finding: Finding, library: Library) -> Sentence:
    paragraph = library.paragraphs_by_id([finding.paragraph_id])[finding.paragraph_id]
    return sentence_at(report, paragraph, finding.start, finding.end)


def _finding(told: ReportTold, plan: Plan, paragraphs: Mapping[str, Paragraph]) -> Counted:
    clearest = told.towards(plan.direction)
    paragraph = paragraphs[clearest.paragraph_id]
    return Counted(told.report, paragraph, clearest.start, clearest.end, told.standing.value)
