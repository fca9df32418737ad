"""Grades over many authorities: a count over the newest graded inspection of each, or over the time that is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from rag.answer.frameworks import behind, notes_on_rows, standing_for, why_none, words
from rag.answer.grades_said import Graded, Line, listed
from rag.answer.sentences import constants
from rag.plan.grade_ask import GradeAsk, Way
from rag.plan.grade_words import BEST_FIRST
from rag.plan.question import Question
from rag.types import Area, Grade, GradeRow, ReportFacts


def over_many(ask: GradeAsk, question: Question, reports: Sequence[ReportFacts]) -> Graded:
    """The count for each area asked about (overall where none is)."""
    judged = sorted((report for report in reports if report.judgements), key=_when, reverse=True)
    found = [_counted(ask, area, question, judged) for area in ask.areas or (Area.OVERALL,)]
    told = [one for one in found if not one.declined]
    if not told:
        return found[0]
    return Graded(
        tuple(line for one in told for line in one.lines),
        tuple(row for one in told for row in one.rows),
        tuple(row for one in told for row in one.counted),
        tuple(note for one in found for note in (*one.notes, *((one.declined,) if one.declined else ()))),
    )


def _counted(ask: GradeAsk, area: Area, question: Question, judged: Sequence[ReportFacts]) -> Graded:
    groups = _of_each(area, question, ask, judged)
    which = _inspections(ask, question, groups)
    if not groups:
        none = f"No authority{_where(question)} has a grade {behind(area)}{which}."
        return Graded(declined=" ".join([none, *_left_out(area, question, groups, judged)]))
    everyone = f"the {len(groups)} {_authorities(len(groups))}{_where(question)} graded {behind(area)}"
    grades = ask.grades or _end_of_scale(ask, groups)
    if not grades:
        return _spread(area, everyone, which, [group[0] for group in groups])
    fitting = [_first_with(group, grades) for group in groups]
    if ask.without:
        fitting = [None if row else group[0] for row, group in zip(fitting, groups, strict=True)]
    rows = sorted((row for row in fitting if row), key=lambda row: _when(row.report), reverse=True)
    grade = listed([grade.value for grade in BEST_FIRST if grade in grades], "or")
    notes = [
        *notes_on_rows(rows or [group[0] for group in groups], (area,)),
        *_left_out(area, question, groups, judged),
    ]
    if not rows:
        verb = _verb(ask, 1, _in_time(question))
        return Graded(declined=" ".join([f"None of {everyone} {verb} graded {grade}{which}.", *notes]))
    end = f"The {'highest' if ask.best else 'lowest'} grade is {grade}: " if not ask.grades else ""
    verb = _verb(ask, len(rows), _in_time(question))
    text = f"{end}{len(rows)} of {everyone} {verb} graded {grade}{which}"
    notes += [*_joint(area, rows), *([words()["notes"]["ranks"]] if end else [])]
    return _shown(text, rows[: _most()], rows, notes)


def _joint(area: Area, rows: Sequence[GradeRow]) -> list[str]:
    """How many of the grades are the area's own, where some are for children in care and care leavers together."""
    own = [row for row in rows if row.judgement.area is area]
    if len(own) == len(rows):
        return []
    together = len(rows) - len(own)
    return [f"{len(own)} of these {len(rows)} are grades of its own {behind(area)}, {together} the joint one."]


def _first_with(group: Sequence[GradeRow], grades: frozenset[Grade]) -> GradeRow | None:
    return next((row for row in group if row.judgement.grade in grades), None)


def _verb(ask: GradeAsk, count: int, in_time: bool) -> str:
    ever = ask.way is Way.EVER and not in_time
    said = (" never" if ever else " not") if ask.without else " ever" if ever else ""
    return ("was" if count == 1 else "were") + said


def _of_each(area: Area, question: Question, ask: GradeAsk, judged: Sequence[ReportFacts]) -> list[list[GradeRow]]:
    """Of each authority the grades that count: the newest inspection's, or all where a time or "ever" is asked for.

    An area that has no judgement of its own any more is looked up where it last had one.
    """
    by_authority: dict[str, list[ReportFacts]] = {}
    for report in judged:
        by_authority.setdefault(report.urn or report.authority, []).append(report)
    ended = area.value in words()["ended"]
    every = _in_time(question) or ask.way in (Way.EVER, Way.CHANGE) or ended
    groups = [reports if every else reports[:1] for reports in by_authority.values()]
    rows = [[GradeRow(r, judgement) for r in group for judgement in standing_for(area, r)[:1]] for group in groups]
    kept = [group for group in rows if group]
    newest = ended and not _in_time(question) and ask.way not in (Way.EVER, Way.CHANGE)
    return [group[:1] for group in kept] if newest else kept


def _spread(area: Area, everyone: str, which: str, rows: Sequence[GradeRow]) -> Graded:
    """How many have each grade, where none is asked for."""
    count = Counter(row.judgement.grade for row in rows)
    each = [f"{count[grade]} {grade.value}" for grade in BEST_FIRST if count[grade]]
    text = f"Of {everyone}: {', '.join(each)}{which}"
    return _shown(text, rows[: _most()], rows, notes_on_rows(rows, (area,)))


def _shown(text: str, cited: Sequence[GradeRow], counted: Sequence[GradeRow], notes: Sequence[str]) -> Graded:
    shown = len({row.report.urn for row in cited})
    rest = [f"The newest {shown} are cited; all {len(counted)} are listed."] if shown < len(counted) else []
    return Graded((Line(text, tuple(cited)),), tuple(cited), tuple(counted), (*notes, *rest))


def _most() -> int:
    return int(constants()["grades"]["shown"])


def _end_of_scale(ask: GradeAsk, groups: Sequence[Sequence[GradeRow]]) -> frozenset[Grade]:
    """The best or the worst grade that any has, where that is asked for."""
    known = [row.judgement.grade for group in groups for row in group[:1]]
    if not known or not (ask.best or ask.worst):
        return frozenset()
    return frozenset({(min if ask.best else max)(known, key=BEST_FIRST.index)})


def _in_time(question: Question) -> bool:
    period = question.period
    return bool(period.years) or (period.since or period.until) is not None


def _where(question: Question) -> str:
    plain = ("London", "Yorkshire")
    regions = [region if region.startswith(plain) else f"the {region}" for region in question.regions]
    return f" in {listed(regions)}" if regions else ""


def _inspections(ask: GradeAsk, question: Question, groups: Sequence[Sequence[GradeRow]]) -> str:
    """Which inspections were counted, in brackets."""
    if _in_time(question):
        return f" (inspections of the time named: {question.period.said})"
    years = sorted({row.report.inspected_to.year for group in groups for row in group if row.report.inspected_to})
    span = f", {years[0]} to {years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    each = "all graded inspections held" if ask.way is Way.EVER else "the newest graded inspection held of each"
    return f" ({each}{span})"


def _left_out(
    area: Area, question: Question, groups: Sequence[Sequence[GradeRow]], judged: Sequence[ReportFacts]
) -> list[str]:
    """How many authorities have no grade for the area in the inspections that count, and why."""
    counted = {row.report.urn for group in groups for row in group}
    newest: dict[str, ReportFacts] = {}
    for report in judged:
        newest.setdefault(report.urn or report.authority, report)
    without = [report for report in newest.values() if report.urn not in counted]
    which = "of the time named" if _in_time(question) else "that count here"
    have = f"{len(without)} {_authorities(len(without))} held {'has' if len(without) == 1 else 'have'}"
    told = [f"{have} no grade {behind(area)} in the inspections {which}."] if without else []
    why = dict.fromkeys(why_none(area, report) for report in (*without, *newest.values()))
    return [*told, *(reason for reason in why if reason)]


def _authorities(count: int) -> str:
    return "authority" if count == 1 else "authorities"


def _when(report: ReportFacts) -> date:
    return report.inspected_to or date.min
