"""From one inspection to the next: how many went up, down or kept their grade, by how much, from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.bearing import GradesFound, borne
from rag.answer.frameworks import behind, notes_on_rows
from rag.answer.grades_said import Graded as Said
from rag.answer.grades_said import Line
from rag.answer.over_many import grades_said, part_said, share, where_of
from rag.answer.sentences import constants
from rag.answer.wording import how_many
from rag.find.population import Population, in_time, own_grade
from rag.index.library import Library
from rag.plan.grade_words import BEST_FIRST
from rag.plan.groups import ILACS
from rag.types import GradeRow, Kind, ReportFacts, Table
from rag.types.plans import By, Going, Plan, Step

_DONE = {Going.UP: "went up", Going.DOWN: "went down", Going.SAME: "kept the same grade"}
_TIMES = {1: "", 2: " by two grades or more", 3: " by three grades"}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two graded inspections of an authority in turn, and by how many grades it went up."""

    new: GradeRow
    old: GradeRow

    @property
    def gained(self) -> int:
        return BEST_FIRST.index(self.old.judgement.grade) - BEST_FIRST.index(self.new.judgement.grade)

    @property
    def going(self) -> Going:
        return Going.UP if self.gained > 0 else Going.DOWN if self.gained < 0 else Going.SAME


def tell_moves(plan: Plan, among: Population, library: Library) -> GradesFound:
    """What the plan asks of inspections in turn, counted."""
    step = plan.step or Step()
    said = _onward(plan, step, among) if step.onward else _counted(plan, step, among)
    return GradesFound(said, borne((*said.rows, *said.counted), library))


def _pairs(step: Step, plan: Plan, among: Population) -> list[_Pair]:
    """Of each authority the two inspections that are set beside each other, the newest first."""
    found = [_pair(step, reports) for reports in among.history.values()]
    pairs = [pair for pair in found if pair and in_time(pair.new.report, plan.when)]
    return sorted(pairs, key=lambda pair: pair.new.report.when, reverse=True)


def _pair(step: Step, reports: Sequence[ReportFacts]) -> _Pair | None:
    rows = _graded(step, reports)
    if step.frameworks:
        later = [row for row in rows if row.report.kind in ILACS][-1:]
        earlier = [row for row in rows if row.report.kind is Kind.SIF][:1]
        return _Pair(later[0], earlier[0]) if later and earlier else None
    return _Pair(rows[0], rows[1]) if len(rows) > 1 else None


def _graded(step: Step, reports: Sequence[ReportFacts]) -> list[GradeRow]:
    return [GradeRow(r, judgement) for r in reports if (judgement := own_grade(r, step.area))]


def _fits(step: Step, pair: _Pair) -> bool:
    before, after = pair.old.judgement.grade, pair.new.judgement.grade
    if (step.before and before not in step.before) or (step.after and after not in step.after):
        return False
    if step.going:
        return pair.going in step.going and (pair.going is Going.SAME or abs(pair.gained) >= step.least)
    if step.before and step.after:
        return True
    return pair.going is not Going.SAME and abs(pair.gained) >= step.least


def _counted(plan: Plan, step: Step, among: Population) -> Said:
    pairs = _pairs(step, plan, among)
    everyone = f"the {how_many(len(pairs), 'authority')}{where_of(plan)} graded {behind(step.area)} {_twice(step)}"
    if not pairs:
        return Said(
            declined=f"The library holds no authority{where_of(plan)} graded {behind(step.area)} {_twice(step)}."
        )
    fitting = [pair for pair in pairs if _fits(step, pair)]
    totals = {going: sum(pair.going is going for pair in pairs) for going in Going}
    count = ", ".join(f"{totals[going]} {_DONE[going]}" for going in Going)
    all_told = f"Of {everyone}, {_span(step)}: {count}"
    asked = bool(step.going or step.before or step.after or step.least > 1)
    if not asked:
        return _said(all_told, pairs, fitting, plan, step, among)
    of = [pair for pair in pairs if not step.before or pair.old.judgement.grade in step.before]
    whole = everyone
    if step.before and len(of) < len(pairs):
        whole = f"the {how_many(len(of), 'authority')} that had been {grades_said(step.before)}"
    if not fitting:
        return Said(declined=f"None of {whole} {_done(step, 1)}, {_span(step)}. {all_told}.")
    text = f"{len(fitting)} of {whole} {_done(step, len(fitting))}{share(len(fitting), len(of))}, {_span(step)}"
    return _said(f"{text}. {all_told}", pairs, fitting, plan, step, among)


def _twice(step: Step) -> str:
    return "under the single inspection framework and under ILACS" if step.frameworks else "more than once"


def _span(step: Step) -> str:
    return (
        "from the last SIF to the first ILACS inspection held"
        if step.frameworks
        else "from the inspection before to the newest held"
    )


def _done(step: Step, count: int) -> str:
    """What those did that are asked about."""
    if step.going == {Going.SAME} and step.after:
        return f"stayed {grades_said(step.after)}"
    if step.after and step.before:
        return f"went from {grades_said(step.before)} to {grades_said(step.after)}"
    ways = " or ".join(_DONE[going] for going in Going if going in step.going) or "got another grade"
    done = ways + _TIMES.get(step.least, "")
    return done + (f" to {grades_said(step.after)}" if step.after else "")


def _onward(plan: Plan, step: Step, among: Population) -> Said:
    """What came after every inspection with the grades asked about."""
    chains = [_graded(step, reports) for reports in among.history.values()]
    every = [row for rows in chains for row in rows if row.judgement.grade in step.before]
    pairs = [_Pair(new, old) for rows in chains for new, old in pairwise(rows) if old.judgement.grade in step.before]
    pairs.sort(key=lambda pair: pair.new.report.when, reverse=True)
    what = f"{how_many(len(every), 'inspection')}{where_of(plan)} graded {grades_said(step.before)} {behind(step.area)}"
    if not pairs:
        return Said(declined=f"The library holds {what}, none of them with a later graded inspection of the authority.")
    after = [(grade, sum(pair.new.judgement.grade is grade for pair in pairs)) for grade in BEST_FIRST]
    counts = ", ".join(f"{count} {grade.value}" for grade, count in after)
    later = f"a later one of the same authority is held for {len(pairs)}; the next grade was: {counts}"
    text = f"The library holds {what}; {later}"
    left = f" {len(every) - len(pairs)} have no later inspection yet" if len(every) > len(pairs) else ""
    table = Table(("next grade", "inspections"), tuple((grade.value, str(count)) for grade, count in after))
    cited = tuple(row for pair in pairs[: _most()] for row in (pair.old, pair.new))
    notes = [*notes_on_rows([row for pair in pairs for row in (pair.old, pair.new)], (step.area,))]
    return Said(
        (Line(text + (f";{left}" if left else ""), cited),),
        cited,
        tuple(p.new for p in pairs),
        tuple(notes),
        table=table,
    )


def _said(
    text: str, pairs: Sequence[_Pair], fitting: Sequence[_Pair], plan: Plan, step: Step, among: Population
) -> Said:
    cited = tuple(row for pair in fitting[: _most()] for row in (pair.old, pair.new))
    notes = notes_on_rows([row for pair in pairs for row in (pair.old, pair.new)], (step.area,))
    if len(fitting) > _most():
        notes.append(f"The newest {_most()} are cited; all {len(fitting)} are listed.")
    return Said(
        (Line(text, cited),), cited, tuple(pair.new for pair in fitting), tuple(notes), table=_table(pairs, plan, among)
    )


def _table(pairs: Sequence[_Pair], plan: Plan, among: Population) -> Table | None:
    """The steps by region, year or side, where they are asked for so."""
    if plan.by is None:
        return None
    by_report = {pair.new.report.id: pair for pair in pairs}
    reports = tuple(pair.new.report for pair in pairs)
    parts = Population(reports, among.history, among.register).split(plan)
    rows = []
    for name, some in parts:
        going = [by_report[report.id].going for report in some]
        rows.append((part_said(name, plan), str(len(some)), *(str(going.count(way)) for way in Going)))
    first = plan.by.value if plan.by is not By.SIDES else "group"
    return Table((first, "authorities", "went up", "went down", "kept the same grade"), tuple(rows))


def _most() -> int:
    return int(constants()["grades"]["shown"]) // 2
