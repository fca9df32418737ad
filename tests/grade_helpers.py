"""Inspections with grades by hand: a small library over all frameworks, and a question answered from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.grades import caveats, graded, no_grades
from rag.answer.grades_said import Graded
from rag.find.scope import scope_of
from rag.plan.question import Question, Shape
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Area, Grade, Judgement, Kind, ReportFacts
from tests.answer_helpers import LEEDS, NORTH, NORTHAMPTONSHIRE, WEST, facts

O, G, RI, I = Grade.OUTSTANDING, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE  # noqa: E741
OVERALL, LEADERS, HELP, CARE = Area.OVERALL, Area.LEADERS, Area.HELP_AND_PROTECTION, Area.CHILDREN_IN_CARE
BOTH, LEAVERS, ADOPTION, BOARD = Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS, Area.CARE_LEAVERS, Area.ADOPTION, Area.LSCB
SIF, STANDARD, SHORT = Kind.SIF, Kind.ILACS_STANDARD, Kind.ILACS_SHORT
BOLTON, MEDWAY, TORBAY, HULL, CAMDEN, BARNET = "80432", "80522", "80572", "80477", "80491", "80487"
BCP, CUMBERLAND = "2532287", "2733690"


def inspection(
    authority: str, urn: str, when: date, kind: Kind, grades: Mapping[Area, Grade], published: date | None = None
) -> ReportFacts:
    """A report with a row for each grade in one judgement table."""
    name = f"{urn}/{when}"
    rows = tuple(Judgement(a, g, a.value, g.value, 1, f"{name}/judgements") for a, g in grades.items())
    return replace(facts(name, urn, when, kind, published, authority=authority), judgements=rows)


def sif(overall: Grade, **other: Grade) -> dict[Area, Grade]:
    """The grades of the single framework, all like the overall one but for those given."""
    areas = {
        "overall": OVERALL,
        "help": HELP,
        "care": CARE,
        "adoption": ADOPTION,
        "leavers": LEAVERS,
        "leaders": LEADERS,
    }
    return {area: other.get(name, overall) for name, area in areas.items()} | (
        {BOARD: other["board"]} if "board" in other else {}
    )


def ilacs(overall: Grade, both: Grade, leaders: Grade | None = None) -> dict[Area, Grade]:
    """The grades of 2018 to 2022."""
    return {LEADERS: leaders or overall, HELP: overall, BOTH: both, OVERALL: overall}


def since_2023(overall: Grade | None, care: Grade, leavers: Grade) -> dict[Area, Grade]:
    """The grades since 2023; without an overall one as since April 2026."""
    end = {OVERALL: overall} if overall else {}
    return {LEADERS: overall or care, HELP: overall or care, CARE: care, LEAVERS: leavers, **end}


LIBRARY = (
    inspection("Leeds", LEEDS, date(2022, 3, 4), STANDARD, ilacs(O, G)),
    inspection("Leeds", LEEDS, date(2018, 11, 2), SHORT, ilacs(G, G)),
    inspection("Leeds", LEEDS, date(2015, 2, 11), SIF, sif(RI, adoption=O, leavers=I, board=G)),
    replace(facts("leeds/visit", LEEDS, date(2024, 5, 2), Kind.FOCUSED_VISIT), judgements=()),
    replace(facts("leeds/jtai", LEEDS, date(2023, 5, 2), Kind.JTAI), judgements=()),
    inspection("Bolton", BOLTON, date(2023, 9, 15), SHORT, since_2023(G, G, RI)),
    inspection("Bolton", BOLTON, date(2014, 2, 5), SIF, sif(I)),
    inspection("Medway", MEDWAY, date(2026, 5, 8), STANDARD, since_2023(None, G, O)),
    inspection("Medway", MEDWAY, date(2019, 7, 26), STANDARD, ilacs(I, I)),
    inspection("Torbay", TORBAY, date(2018, 7, 5), SIF, sif(I, care=RI)),
    inspection("Hull", HULL, date(2022, 11, 18), STANDARD, ilacs(RI, RI)),
    replace(facts("hull/monitoring", HULL, date(2021, 5, 2), Kind.MONITORING_VISIT, authority="Hull"), judgements=()),
    inspection("Camden", CAMDEN, date(2024, 1, 19), SHORT, since_2023(O, O, O)),
    inspection("Barnet", BARNET, date(2017, 5, 18), SIF, sif(I, leavers=RI)),
    inspection("North Northamptonshire", NORTH, date(2022, 10, 14), STANDARD, ilacs(RI, RI)),
    inspection("West Northamptonshire", WEST, date(2022, 10, 14), STANDARD, ilacs(RI, G)),
    inspection("Bournemouth, Christchurch and Poole", BCP, date(2024, 12, 13), STANDARD, since_2023(G, G, RI)),
    inspection("Cumberland", CUMBERLAND, date(2024, 10, 18), STANDARD, since_2023(G, G, G)),
    replace(
        facts(
            "northamptonshire/send", NORTHAMPTONSHIRE, date(2020, 1, 1), Kind.AREA_SEND, authority="Northamptonshire"
        ),
        judgements=(),
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer about grades says: its text with notes, the grades it gives, and whether it declines."""

    said: str
    grades: tuple[str, ...]
    declined: bool
    question: Question
    found: Graded


def ask(register: Register, *turns: str, library: Sequence[ReportFacts] = LIBRARY) -> Told:
    """The last of the turns, understood after the others and answered from the facts of `library`."""
    question = understand(turns[-1], turns[:-1], register)
    scope = scope_of(question, library, register)
    why = no_grades(question, scope, register)
    if why or not scope.reports:
        return Told(why or " ".join(scope.missing), (), True, question, Graded(declined=why))
    if question.shape is not Shape.JUDGEMENT:
        return Told(" ".join(caveats(question)), (), False, question, Graded())
    found = graded(question, scope, library, register)
    said = [line.text for line in found.lines] if not found.declined else [found.declined]
    rows = dict.fromkeys((*found.rows, *found.counted))
    grades = tuple(
        f"{r.report.authority} {r.report.inspected_to:%Y} {r.judgement.area}: {r.judgement.grade}" for r in rows
    )
    return Told(" ".join([*said, *found.notes]), grades, bool(found.declined), question, found)
