"""Grades put in words: the sentences of an answer about grades, each with the grades that bear it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.answer.frameworks import behind
from rag.answer.wording import inspected, month
from rag.plan.grade_words import BEST_FIRST
from rag.types import Area, Grade, GradeRow, ReportFacts, Table


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the outright answer, without its full stop, and the grades that bear it."""

    text: str
    rows: tuple[GradeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer about grades: `lines` say it outright, `rows` are cited, in this order.

    `counted` are all that a count counts, newest first, for a question over many authorities. `declined` says why
    there is no grade to give; `table` has the counts where groups are told apart.
    """

    lines: tuple[Line, ...] = ()
    rows: tuple[GradeRow, ...] = ()
    counted: tuple[GradeRow, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    declined: str | None = None
    table: Table | None = None


def listed(names: Sequence[str], joint: str = "and") -> str:
    """One, two and three."""
    return f"{', '.join(names[:-1])} {joint} {names[-1]}" if len(names) > 1 else "".join(names)


def dated(report: ReportFacts) -> str:
    """When it was inspected, behind a comma."""
    return f"inspected {inspected(report)}" if report.inspected_to else "date of inspection not known"


def name_of(report: ReportFacts) -> str:
    """The authority as it is said within a sentence: "Bristol", not "Bristol, City of"."""
    return re.sub(r", (?:City|County) of$", "", report.authority)


def moves(moved: tuple[Grade | None, Grade | None] | None, new: GradeRow, old: GradeRow) -> bool:
    """True where two grades in turn are the step that is asked about; an end that is not named may be any other."""
    first, last = moved or (None, None)
    fits = first in (None, old.judgement.grade) and last in (None, new.judgement.grade)
    return fits and new.judgement.grade is not old.judgement.grade


def yes_or_no(holds: bool) -> str:
    """The beginning of an outright answer."""
    return "Yes: " if holds else "No: "


def measured(grade: Grade, asked: Collection[Grade]) -> str:
    """The beginning of an outright answer about one grade: better than what was asked is said to be."""
    above = bool(asked) and BEST_FIRST.index(grade) < min(map(BEST_FIRST.index, asked))
    return "No, better: " if above else yes_or_no(grade in asked)


def said(rows: Sequence[GradeRow]) -> str:
    """What an authority was graded: rows of one report in one clause, each report with its date."""
    by_report: dict[str, list[GradeRow]] = {}
    for row in rows:
        by_report.setdefault(row.report.id, []).append(row)
    clauses = [f"{listed([_graded(row) for row in group])}, {dated(group[0].report)}" for group in by_report.values()]
    return f"{name_of(rows[0].report)} was graded {'; and '.join(clauses)}"


def _graded(row: GradeRow) -> str:
    return f"{row.judgement.grade.value} {behind(row.judgement.area)}"


def history(area: Area, rows: Sequence[GradeRow]) -> str:
    """The grades of an area in turn."""
    turns = [f"{row.judgement.grade.value} ({month(row.report)})" for row in rows]
    return f"{name_of(rows[0].report)} was graded {behind(area)}, newest first: {', '.join(turns)}"


def no_grade(area: Area, report: ReportFacts) -> str:
    """That a report has no grade for an area."""
    return f"The report on {name_of(report)}, {dated(report)}, gives no grade {behind(area)}."


def higher(area: Area, rows: Sequence[GradeRow]) -> Line:
    """Which of several authorities has the higher grade."""
    best = min((row.judgement.grade for row in rows), key=BEST_FIRST.index)
    first = [row for row in rows if row.judgement.grade is best]
    rest = [row for row in rows if row.judgement.grade is not best]
    leading = listed([name_of(row.report) for row in first])
    if not rest:
        every = "both" if len(rows) == 2 else "all"
        return Line(f"{leading} were {every} graded {best.value} {behind(area)}", tuple(rows))
    lower = {grade: [name_of(row.report) for row in rest if row.judgement.grade is grade] for grade in BEST_FIRST}
    against = listed([f"{grade.value} for {listed(names)}" for grade, names in lower.items() if names])
    verb = "was" if len(first) == 1 else "were"
    return Line(f"{leading} {verb} graded higher {behind(area)}: {best.value}, against {against}", tuple(rows))
