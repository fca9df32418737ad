"""Answers to questions of grades about one authority or several, from the library's judgements alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.answer.frameworks import (
    before_them,
    carries_none,
    newer_without,
    notes_on_names,
    notes_on_rows,
    standing_for,
    why_none,
    words,
)
from rag.answer.grades_many import over_many
from rag.answer.grades_said import (
    Graded,
    Line,
    dated,
    higher,
    history,
    listed,
    measured,
    moves,
    name_of,
    no_grade,
    said,
    yes_or_no,
)
from rag.answer.wording import inspected
from rag.find.scope import Scope
from rag.plan.grade_ask import GradeAsk, Turn, Way, ask_of
from rag.plan.grade_words import BEST_FIRST
from rag.plan.grading import of_elsewhere, without_authority, without_own_grade
from rag.plan.period import Period
from rag.plan.question import Question, Shape
from rag.read.authorities import Register
from rag.types import Area, GradeRow, ReportFacts


def no_grades(question: Question, scope: Scope, register: Register) -> str | None:
    """Why there is no grade to be looked up, or None: nothing of a council's is asked for, or the library lacks it."""
    if of_elsewhere(question):
        return str(words()["lines"]["elsewhere"])
    if question.shape is not Shape.JUDGEMENT:
        return None
    ungraded = [words()["ungraded"][kind.value] for kind in question.kinds if kind.value in words()["ungraded"]]
    if ungraded and all(not report.judgements for report in scope.reports):
        return " ".join([*dict.fromkeys(ungraded), *scope.missing])
    if without_authority(question):
        return str(words()["lines"]["nobody"])
    if not scope.reports and scope.missing:
        return " ".join([*scope.missing, *before_them(question, register)])
    return None


def caveats(question: Question) -> list[str]:
    """What must be said where a grade is asked for that nothing has: the reports' words are no grade."""
    return [words()["notes"]["not_graded"]] if without_own_grade(question) else []


def graded(question: Question, scope: Scope, held: Sequence[ReportFacts], register: Register) -> Graded:
    """The answer to a question of grades; `held` are all reports of the library."""
    ask = ask_of(question)
    if scope.everything:
        found = over_many(ask, question, scope.reports)
    else:
        authorities = _by_authority(scope.reports)
        if len(authorities) > 2 and not ask.areas:
            ask = replace(ask, areas=(Area.OVERALL,))
        sides = [_side(ask, question.period, reports, held) for reports in authorities]
        found = _together(ask, sides)
    notes = [*notes_on_names(question, register), *found.notes, *([words()["notes"]["loosely"]] if ask.loosely else [])]
    return replace(found, notes=tuple(dict.fromkeys(notes)))


def _by_authority(reports: Sequence[ReportFacts]) -> list[list[ReportFacts]]:
    """The reports, those of each authority together, in the order given."""
    sides: dict[str, list[ReportFacts]] = {}
    for report in reports:
        sides.setdefault(report.urn or report.authority, []).append(report)
    return list(sides.values())


def _side(ask: GradeAsk, period: Period, reports: Sequence[ReportFacts], held: Sequence[ReportFacts]) -> Graded:
    """What is told of one authority, whose `reports` come newest first."""
    judged = [report for report in reports if report.judgements]
    if not judged:
        return Graded(declined=carries_none(reports[0]), suggestions=(_asked_anew(reports[0]),))
    areas = ask.areas or (Area.OVERALL,)
    way = Way.HISTORY if ask.way in (Way.WHAT, Way.OUTRIGHT) and _many_times(period) else ask.way
    if way in (Way.WHAT, Way.OUTRIGHT):
        found = _at_once(ask, judged[-1] if ask.first else judged[0], judged)
    else:
        found = _joined([_in_turn(ask, way, area, judged, period) for area in areas])
    notes = [*found.notes, *notes_on_rows(found.rows, areas)]
    if found.rows and (not period or period.latest):
        notes += newer_without(found.rows[0].report, held)
    return replace(found, notes=tuple(notes))


def _many_times(period: Period) -> bool:
    """True where more than one inspection is asked about."""
    return (len(period.years) > 1 and not period.either) or ((period.since or period.until) is not None)


def _at_once(ask: GradeAsk, report: ReportFacts, judged: Sequence[ReportFacts]) -> Graded:
    """The grades of one inspection: those of the areas asked about, all of them where none is."""
    everything = not ask.areas and not (ask.outright and ask.grades)
    areas = tuple(judgement.area for judgement in report.judgements) if everything else ask.areas or (Area.OVERALL,)
    rows: list[GradeRow] = []
    notes: list[str] = []
    for area in areas:
        found = [GradeRow(report, judgement) for judgement in standing_for(area, report)]
        if not found:
            notes.append(no_grade(area, report) + _because(area, report))
            older = next((other for other in judged[judged.index(report) :] if standing_for(area, other)), None)
            found = [GradeRow(older, judgement) for judgement in standing_for(area, older)] if older else []
        rows += [row for row in found if row not in rows]
    if everything and Area.OVERALL not in areas and (why := why_none(Area.OVERALL, report)):
        notes.append(why)
    if not rows:
        return Graded(declined=" ".join(notes), suggestions=(_asked_anew(report),))
    rows.sort(key=lambda row: row.judgement.area is not Area.OVERALL)
    lines = _yes_and_no(ask, rows) if ask.outright and ask.grades else [Line(said(rows), tuple(rows))]
    return Graded(tuple(lines), tuple(rows), notes=tuple(notes))


def _yes_and_no(ask: GradeAsk, rows: Sequence[GradeRow]) -> list[Line]:
    leads = ["" if ask.negated else measured(row.judgement.grade, ask.grades) for row in rows]
    return [Line(lead + said([row]), (row,)) for lead, row in zip(leads, rows, strict=True)]


def _in_turn(ask: GradeAsk, way: Way, area: Area, judged: Sequence[ReportFacts], period: Period) -> Graded:
    """The grades of one area over an authority's inspections, newest first."""
    rows = [GradeRow(report, judgement) for report in judged for judgement in standing_for(area, report)[:1]]
    if not rows:
        return Graded(declined=no_grade(area, judged[0]) + _because(area, judged[0]))
    if way is Way.EVER:
        line, shown = _ever(ask, area, rows)
    elif way is Way.WHEN:
        line, shown = _when(ask, area, rows)
    elif way is Way.CHANGE and len(rows) > 1:
        line, shown = _change(ask, area, rows, period)
    else:
        line, shown = Line(said(rows) if len(rows) == 1 else history(area, rows), tuple(rows)), rows
    alone = ("Only one graded inspection of it is held.",) if way is Way.CHANGE and len(rows) == 1 else ()
    return Graded((line,), tuple(shown), notes=alone)


def _ever(ask: GradeAsk, area: Area, rows: list[GradeRow]) -> tuple[Line, list[GradeRow]]:
    if len(rows) == 1:
        return _yes_and_no(ask, rows)[0] if ask.outright else Line(said(rows), tuple(rows)), rows
    fitting = [row for row in rows if row.judgement.grade in ask.grades]
    holds = len(fitting) == len(rows) if ask.always else bool(fitting)
    lead = "" if ask.negated or not ask.outright else yes_or_no(holds)
    other = [row for row in rows if row not in fitting]
    shown = (other if not holds else rows) if ask.always else (fitting or rows)
    return Line(lead + _times(ask, area, rows, fitting), tuple(shown)), shown


def _times(ask: GradeAsk, area: Area, rows: Sequence[GradeRow], fitting: Sequence[GradeRow]) -> str:
    of = f"{len(rows)} graded inspections held ({_span(rows)})"
    none = f"any of the {of}" if len(rows) > 1 else f"the only graded inspection held ({_span(rows)})"
    grade, name = listed([g.value for g in BEST_FIRST if g in ask.grades], "or"), name_of(rows[0].report)
    behind = words()["behind"][area.value]
    if not fitting:
        return f"{name} was not graded {grade} {behind} at {none}"
    last = f", last when {dated(fitting[0].report)}" if len(fitting) > 1 else f", {dated(fitting[0].report)}"
    return f"{name} was graded {grade} {behind} at {len(fitting)} of the {of}{last}"


def _when(ask: GradeAsk, area: Area, rows: list[GradeRow]) -> tuple[Line, list[GradeRow]]:
    fitting = [row for row in rows if row.judgement.grade in ask.grades]
    if not fitting:
        return Line(_times(ask, area, rows, fitting), tuple(rows)), rows
    row = fitting[-1 if ask.first else 0]
    which = "first" if ask.first else "last"
    only = f", the only time at the {len(rows)} graded inspections held" if len(fitting) == 1 < len(rows) else ""
    return Line(said([row]).replace("was graded", f"was {which} graded", 1) + only, (row,)), [row]


def _change(ask: GradeAsk, area: Area, rows: list[GradeRow], period: Period) -> tuple[Line, list[GradeRow]]:
    """From which grade to which: the two newest, the ends of a span that is named, or the step that is asked about."""
    new, old = rows[0], rows[-1] if _many_times(period) else rows[1]
    stepped = [pair for pair in pairwise(rows) if _steps(ask, *pair)]
    if ask.moved and stepped:
        new, old = stepped[0]
    gained = BEST_FIRST.index(old.judgement.grade) - BEST_FIRST.index(new.judgement.grade)
    holds = {Turn.UP: gained > 0, Turn.DOWN: gained < 0, Turn.KEPT: gained == 0, Turn.EITHER: gained != 0, None: True}
    right = bool(stepped) if ask.moved else holds[ask.turn]
    name, behind = name_of(new.report), words()["behind"][area.value]
    when = f"from {inspected(old.report)} to {inspected(new.report)}"
    told = f"{name} stayed {new.judgement.grade.value} {behind}, {when}"
    if gained:
        told = f"{name} went from {old.judgement.grade.value} to {new.judgement.grade.value} {behind}, {when}"
    return Line((yes_or_no(right) if ask.outright else "") + told, (old, new)), [new, old]


def _steps(ask: GradeAsk, new: GradeRow, old: GradeRow) -> bool:
    return moves(ask.moved, new, old)


def _span(rows: Sequence[GradeRow]) -> str:
    years = sorted({row.report.inspected_to.year for row in rows if row.report.inspected_to})
    return "date not known" if not years else str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _because(area: Area, report: ReportFacts) -> str:
    why = why_none(area, report)
    return f" {why}" if why else ""


def _asked_anew(report: ReportFacts) -> str:
    return f"How was {report.authority} graded at its latest inspection?"


def _joined(found: Sequence[Graded]) -> Graded:
    """Several answers as one; declined only where all are."""
    told = [one for one in found if not one.declined]
    if not told:
        return Graded(
            declined=" ".join(dict.fromkeys(one.declined or "" for one in found)),
            suggestions=tuple(dict.fromkeys(s for one in found for s in one.suggestions)),
        )
    rows = tuple(dict.fromkeys(row for one in told for row in one.rows))
    notes = [*(note for one in told for note in one.notes), *(one.declined for one in found if one.declined)]
    return Graded(tuple(line for one in told for line in one.lines), rows, notes=tuple(notes))


def _together(ask: GradeAsk, sides: Sequence[Graded]) -> Graded:
    """Several authorities: a line each, and before them which is graded higher where that is asked."""
    found = _joined(sides)
    areas = ask.areas or (Area.OVERALL,)
    if found.declined or len(sides) < 2:
        return found
    across = notes_on_rows(found.rows, areas)
    found = replace(found, notes=(*found.notes, *across))
    one_each = [next((row for row in side.rows if row.judgement.area in _stands(areas)), None) for side in sides]
    rows = [row for row in one_each if row]
    if ask.compared and len(areas) == 1 and len(rows) == len(sides):
        found = replace(found, lines=(higher(areas[0], rows), *found.lines))
    return found


def _stands(areas: tuple[Area, ...]) -> tuple[Area, ...]:
    apart = any(area in (Area.CARE_LEAVERS, Area.CHILDREN_IN_CARE) for area in areas)
    return (*areas, Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS) if apart else areas
