"""A theme over many reports, told: how often, how it points, then and now or group by group, and sentences each way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.compose import Placed, parts
from rag.answer.grades_said import listed
from rag.answer.over_many import fits, of_each, part_said, share, unit, where_of, which_inspections
from rag.answer.sentences import Sentence, constants
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
from rag.types.plans import By, Plan

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
_COLUMNS = ("inspections", "speak of it", "weakness", "strength", "both", "no clear verdict")
_SIDE = {Direction.WEAK: "weaknesses", Direction.STRONG: "strengths"}
_ONE_WAY = {Direction.WEAK: Standing.WEAKNESS, Direction.STRONG: Standing.STRENGTH}
_OTHER = {Direction.WEAK: Direction.STRONG, Direction.STRONG: Direction.WEAK}
_FEW = 5


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
        return ThemeTold("", declined=_opening(found, plan, among))
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
        _opening(found, plan, among),
        tuple(weak),
        tuple(strong),
        tuple(mentioned),
        findings,
        _table(found, plan, among),
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
    one_way = _ONE_WAY[plan.direction]
    fitting = [told for told in found.told if told.standing in (one_way, Standing.BOTH)]
    on_balance = [told for told in fitting if plan.direction in told.balance]
    beside = [told for told in fitting if plan.direction not in told.balance]
    return [*on_balance, *(told for told in beside if _lists_all(plan))]


def _lists_all(plan: Plan) -> bool:
    """True where every report with one such sentence is listed: where grades narrow them to a few."""
    return bool(plan.conditions)


def _opening(found: Tally, plan: Plan, among: Population) -> str:
    """How many of how many speak of it and how; group by group or now against before; what is said beside."""
    inspections = among.reports or found.searched
    lines = [_whole(found, plan, among, inspections)]
    split = among.split(plan)
    if split:
        lines.append(_by_part(found, plan, split))
    elif plan.direction is None and plan.when.every and not plan.kinds:
        lines += _now(found)
    if among.beside:
        lines.append(_beside(found, plan, among))
    return " ".join(lines)


def _whole(found: Tally, plan: Plan, among: Population, inspections: Sequence[ReportFacts]) -> str:
    name = found.theme.said_name
    standings = found.standings(inspections)
    speak = sum(standings.values())
    of = f"the {_unit(plan, inspections)}{where_of(plan)}{_conditions(plan)}{which_inspections(plan, among)}"
    if plan.direction is None:
        return f"{speak} of {of} {'speaks' if speak == 1 else 'speak'} of {name}: {_split(standings)}."
    side, other = _SIDE[plan.direction], _SIDE[_OTHER[plan.direction]]
    told = found.of(inspections)
    clear = [t for t in told if t.standing in (_ONE_WAY[plan.direction], Standing.BOTH)]
    balance = [t for t in clear if plan.direction in t.balance]
    text = f"{len(clear) or 'None'} of {of} {'tells' if len(clear) < _TWO else 'tell'} of {side} in {name}"
    text += share(len(clear), len(inspections))
    mixed = len(clear) - len(balance)
    if clear and mixed:
        text += f", {len(balance)} of them on the whole and {mixed} only beside more {other}"
    rest = (
        (standings[_ONE_WAY[_OTHER[plan.direction]]], f"tells of {other} only", f"tell of {other} only"),
        (standings[Standing.MENTIONED], "gives no clear verdict", "give no clear verdict"),
        (len(inspections) - speak, "does not mention it", "do not mention it"),
    )
    told_rest = [f"{count} {one if count == 1 else many}" for count, one, many in rest if count]
    return f"{text}. {listed(told_rest)}." if told_rest else f"{text}."


_TWO = 2


def _unit(plan: Plan, inspections: Sequence[ReportFacts]) -> str:
    if of_each(plan):
        return unit(plan, len(inspections))
    return how_many(len(inspections), noun_of(inspections))


def _conditions(plan: Plan) -> str:
    """Behind the noun: " that were graded inadequate overall"."""
    return f" that {listed([fits(condition, 2) for condition in plan.conditions])}" if plan.conditions else ""


def _now(found: Tally) -> list[str]:
    """What the newest inspection of each authority says, where older ones are counted too."""
    newest = found.newest
    if len(newest) == len(found.inspections):
        return []
    now = found.standings(newest)
    each = f"At the newest {noun_of(found.inspections)} of each of the {how_many(len(newest), 'authority')}"
    weak, strong = (now[one] + now[Standing.BOTH] for one in (Standing.WEAKNESS, Standing.STRENGTH))
    return [
        f"{each}: {_split(now)}; {len(newest) - sum(now.values())} without a word on it. So {weak} now tell of"
        f" weaknesses in it and {strong} of strengths, {now[Standing.BOTH]} of both."
    ]


def _beside(found: Tally, plan: Plan, among: Population) -> str:
    """What visits and joint inspections say beside, and how many reports of every kind."""
    told = found.of(among.beside)
    if plan.direction:
        told = tuple(t for t in told if t.standing in (_ONE_WAY[plan.direction], Standing.BOTH))
    noun = noun_of(among.beside)
    others = (
        f"{len(among.beside)} letters of visits and on whole areas"
        if noun == "report"
        else how_many(len(among.beside), noun)
    )
    every = [*found.of(among.reports), *found.of(among.beside)] if plan.direction is None else []
    line = f"{len(told)} of the {others} searched {'does' if len(told) == 1 else 'do'} too"
    if every:
        authorities = len({told.report.urn or told.report.authority for told in every})
        line += f": {len(every)} of {len(found.searched)} reports in all, on {how_many(authorities, 'authority')}"
    return f"{line}."


def _split(standings: Mapping[Standing, int]) -> str:
    said = [f"{standings[standing]} {said}" for standing, said in _EACH_WAY.items() if standings.get(standing)]
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else (said or ["none"])[0]


def _by_part(found: Tally, plan: Plan, split: Sequence[tuple[str, tuple[ReportFacts, ...]]]) -> str:
    """Group by group where there are few; of many the highest and the lowest share, of years also the newest."""
    rows = [(part_said(name, plan), reports, found.standings(reports)) for name, reports in split]
    if len(rows) <= _FEW:
        return "; ".join(f"{name}: {_part(len(reports), counts)}" for name, reports, counts in rows) + "."
    shares = [
        (_asked(counts, plan) / len(reports), name, _asked(counts, plan), len(reports))
        for name, reports, counts in rows
        if len(reports) >= _FEW
    ]
    if not shares:
        return "The table has the counts."
    best, worst = max(shares), min(shares)
    what = _SIDE[plan.direction] if plan.direction else "a word on it"
    highest, lowest = (f"{name} ({count} of {whole})" for _, name, count, whole in (best, worst))
    line = f"The share with {what} is highest in {highest} and lowest in {lowest}"
    if plan.by is By.YEAR:
        name, reports, counts = rows[-1]
        line += f"; in the newest year, {name}, it is {_asked(counts, plan)} of {len(reports)}"
    return f"{line}; the table has all."


def _asked(counts: Mapping[Standing, int], plan: Plan) -> int:
    """How many are asked about: those that speak of it, or that point one way."""
    if plan.direction is None:
        return sum(counts.values())
    return counts.get(_ONE_WAY[plan.direction], 0) + counts.get(Standing.BOTH, 0)


def _part(searched: int, counts: Mapping[Standing, int]) -> str:
    speak = sum(counts.values())
    weak, strong, both = (counts.get(one, 0) for one in (Standing.WEAKNESS, Standing.STRENGTH, Standing.BOTH))
    speaks = "speaks" if speak == 1 else "speak"
    told = f"{speak} of {searched} {speaks} of it, {weak + both} of weaknesses and {strong + both} of strengths"
    return told + (f" ({both} of both)" if both else "")


def _table(found: Tally, plan: Plan, among: Population) -> Table:
    """By group, or the inspections by the year that they ended in, oldest first; those without a date are left out."""
    split = among.split(plan) or Population(found.inspections, {}, among.register).split(replace(plan, by=By.YEAR))
    rows = []
    for name, reports in split:
        counts = found.standings(reports)
        each = [counts.get(standing, 0) for standing in Standing]
        rows.append((part_said(name, plan), str(len(reports)), str(sum(each)), *map(str, each)))
    first = plan.by.value if plan.by else By.YEAR.value
    return Table((first, *_COLUMNS), tuple(rows))


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
    text = paragraph.text[finding.start : finding.end]
    return Sentence(Hit(paragraph, report, 1.0), finding.start, finding.end, text, 1.0, 1.0, 1.0)


def _finding(told: ReportTold, plan: Plan, paragraphs: Mapping[str, Paragraph]) -> Counted:
    clearest = told.towards(plan.direction)
    paragraph = paragraphs[clearest.paragraph_id]
    return Counted(told.report, paragraph, clearest.start, clearest.end, told.standing.value)
