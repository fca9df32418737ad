"""The words of answers on a theme over many reports: counts each way, now against before, by group, and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer.grades_said import listed
from rag.answer.over_many import fits, of_each, part_said, share, unit, where_of, which_inspections
from rag.answer.wording import how_many
from rag.find.occasion_reports import noun_of
from rag.find.population import Population
from rag.find.tally import Tally
from rag.types import Direction, ReportFacts, Table
from rag.types.findings import Standing
from rag.types.plans import By, Plan

_EACH_WAY = {
    Standing.WEAKNESS: "as a weakness",
    Standing.STRENGTH: "as a strength",
    Standing.BOTH: "as both",
    Standing.MENTIONED: "without a clear verdict",
}
_COLUMNS = ("inspections", "speak of it", "weakness", "strength", "both", "no clear verdict")
_SIDE = {Direction.WEAK: "weaknesses", Direction.STRONG: "strengths"}
_OTHER = {Direction.WEAK: Direction.STRONG, Direction.STRONG: Direction.WEAK}
_FEW = 5
_TWO = 2
ONE_WAY = {Direction.WEAK: Standing.WEAKNESS, Direction.STRONG: Standing.STRENGTH}
"""How a report stands that tells of one side only."""


def opening(found: Tally, plan: Plan, among: Population) -> str:
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
        return f"{speak} of {of} {'speaks' if speak == 1 else 'speak'} of {name}: {_split_said(standings)}."
    side, other = _SIDE[plan.direction], _SIDE[_OTHER[plan.direction]]
    told = found.of(inspections)
    clear = [t for t in told if t.standing in (ONE_WAY[plan.direction], Standing.BOTH)]
    balance = [t for t in clear if plan.direction in t.balance]
    text = f"{len(clear) or 'None'} of {of} {'tells' if len(clear) < _TWO else 'tell'} of {side} in {name}"
    text += share(len(clear), len(inspections))
    mixed = len(clear) - len(balance)
    if clear and mixed:
        text += f", {len(balance)} of them on the whole and {mixed} only beside more {other}"
    rest = (
        (standings[ONE_WAY[_OTHER[plan.direction]]], f"tells of {other} only", f"tell of {other} only"),
        (standings[Standing.MENTIONED], "gives no clear verdict", "give no clear verdict"),
        (len(inspections) - speak, "does not mention it", "do not mention it"),
    )
    told_rest = [f"{count} {one if count == 1 else many}" for count, one, many in rest if count]
    return f"{text}. {listed(told_rest)}." if told_rest else f"{text}."


def _unit(plan: Plan, inspections: Sequence[ReportFacts]) -> str:
    if of_each(plan):
        return unit(plan, len(inspections))
    return how_many(len(inspections), noun_of(inspections))


def _conditions(plan: Plan) -> str:
    """Behind the noun: " graded inadequate overall"."""
    said = [fits(condition, 2).removeprefix("were ") for condition in plan.conditions]
    return f" {listed(said)}" if said else ""


def _now(found: Tally) -> list[str]:
    """What the newest inspection of each authority says, where older ones are counted too."""
    newest = found.newest
    if len(newest) == len(found.inspections):
        return []
    now = found.standings(newest)
    each = f"At the newest {noun_of(found.inspections)} of each of the {how_many(len(newest), 'authority')}"
    weak, strong = (now[one] + now[Standing.BOTH] for one in (Standing.WEAKNESS, Standing.STRENGTH))
    return [
        f"{each}: {_split_said(now)}; {len(newest) - sum(now.values())} without a word on it. So {weak} now tell of"
        f" weaknesses in it and {strong} of strengths, {now[Standing.BOTH]} of both."
    ]


def _beside(found: Tally, plan: Plan, among: Population) -> str:
    """What visits and joint inspections say beside, and how many reports of every kind."""
    told = found.of(among.beside)
    if plan.direction:
        told = tuple(t for t in told if t.standing in (ONE_WAY[plan.direction], Standing.BOTH))
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


def _split_said(standings: Mapping[Standing, int]) -> str:
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
    return counts.get(ONE_WAY[plan.direction], 0) + counts.get(Standing.BOTH, 0)


def _part(searched: int, counts: Mapping[Standing, int]) -> str:
    speak = sum(counts.values())
    weak, strong, both = (counts.get(one, 0) for one in (Standing.WEAKNESS, Standing.STRENGTH, Standing.BOTH))
    speaks = "speaks" if speak == 1 else "speak"
    told = f"{speak} of {searched} {speaks} of it, {weak + both} of weaknesses and {strong + both} of strengths"
    return told + (f" ({both} of both)" if both else "")


def table(found: Tally, plan: Plan, among: Population) -> Table:
    """By group, or the inspections by the year that they ended in, oldest first; those without a date are left out."""
    split = among.split(plan) or Population(found.inspections, {}, among.register).split(replace(plan, by=By.YEAR))
    rows = []
    for name, reports in split:
        counts = found.standings(reports)
        each = [counts.get(standing, 0) for standing in Standing]
        rows.append((part_said(name, plan), str(len(reports)), str(sum(each)), *map(str, each)))
    first = plan.by.value if plan.by else By.YEAR.value
    return Table((first, *_COLUMNS), tuple(rows))
