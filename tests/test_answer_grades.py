"""Grades: from the library's judgements to an outright answer, each cited to the row or the sentence that bears it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.answer.bearing import GradesFound, borne
from rag.answer.frameworks import standing_for, why_none
from rag.answer.grades_said import Graded, Line
from rag.answer.record import answer_record
from rag.answer.wording import answer_text
from rag.index.library import Library
from rag.read.authorities import Register
from rag.types import Answer, Area, GradeRow, Judgement, ParagraphKind, Report, ReportFacts, Status
from tests.grade_helpers import (
    BOTH,
    CARE,
    HELP,
    LEADERS,
    LEAVERS,
    LIBRARY,
    OVERALL,
    RI,
    SHORT,
    SIF,
    G,
    I,
    O,
    ask,
    ilacs,
    inspection,
    sif,
    since_2023,
)
from tests.index_helpers import HashEmbedder, add, report

ROWS = (
    "The impact of leaders Good",
    "Help and protection Outstanding",
    "Care leavers Good",
    "Overall effectiveness Good",
)
TABLE = "\n".join(ROWS)
STATED = "Children’s services in Northshire are inadequate"


def made(name: str, texts: Sequence[str], kind: ParagraphKind, judgements: Sequence[Judgement]) -> Report:
    whole = report(name, texts, inspected=date(2023, 5, 5))
    paragraphs = tuple(replace(paragraph, kind=kind) for paragraph in whole.paragraphs)
    return replace(whole, facts=replace(whole.facts, judgements=tuple(judgements)), paragraphs=paragraphs)


def judged(area: Area, grade: str, paragraph: str | None) -> Judgement:
    return Judgement(area, type(G)(grade), area.value, grade, 2, paragraph)


NEW = made(
    "new",
    [TABLE],
    ParagraphKind.TABLE,
    [judged(LEADERS, "good", "new/p1"), judged(HELP, "outstanding", "new/p1"), judged(OVERALL, "good", "new/p1")],
)
OLD = made("old", [STATED, "Morale is low."], ParagraphKind.HEADING, [judged(OVERALL, "inadequate", None)])
FALSE = made("false", [TABLE], ParagraphKind.TABLE, [judged(OVERALL, "inadequate", "false/p1")])


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        add(opened, HashEmbedder(), NEW, OLD, FALSE)
        yield opened


def rows_of(whole: Report) -> tuple[GradeRow, ...]:
    return tuple(GradeRow(whole.facts, judgement) for judgement in whole.facts.judgements)


def answered(graded: Graded, library: Library) -> Answer:
    return sum(found_in(graded, library).parts(library.with_places), Answer())


def found_in(graded: Graded, library: Library) -> GradesFound:
    return GradesFound(graded, borne((*graded.rows, *graded.counted), library))


def test_a_grade_stands_on_the_row_that_says_its_area_and_its_grade(library: Library) -> None:
    found = borne(rows_of(NEW), library)
    assert [found[row].text for row in rows_of(NEW)] == [ROWS[0], ROWS[1], ROWS[3]]


def test_a_grade_that_no_table_has_stands_on_the_sentence_that_states_it(library: Library) -> None:
    (row,) = rows_of(OLD)
    assert borne([row], library)[row].text == STATED


def test_a_grade_whose_row_says_another_is_not_shown_and_that_is_said(library: Library) -> None:
    graded = Graded((Line("It was inadequate", rows_of(FALSE)),), rows_of(FALSE), rows_of(FALSE))
    found = found_in(graded, library)
    assert found.borne == {}
    assert list(found.parts(library.with_places)) == []
    assert found.findings == ()
    assert found.notes == ("Not shown, because the place in the report was not found: Northshire (May 2023).",)


def test_the_outright_sentence_carries_the_markers_of_the_claims_that_bear_it(library: Library) -> None:
    leaders, _, overall = rows_of(NEW)
    (older,) = rows_of(OLD)
    lines = (Line("It went up overall", (overall, older)), Line("It was good for leadership", (leaders,)))
    answer = answered(Graded(lines, (leaders, overall, older)), library)
    assert [(claim.text, claim.markers) for claim in answer.claims] == [
        ("The impact of leaders: Good", (1,)),
        ("Overall effectiveness: Good", (2,)),
        (f"“{STATED}”", (3,)),
    ]
    assert answer.opening == "It went up overall [2] [3]. It was good for leadership [1]."
    assert [(row.judgement.area, row.marker) for row in answer.grades] == [(LEADERS, 1), (OVERALL, 2), (OVERALL, 3)]


def test_a_sentence_with_a_grade_that_is_not_found_is_left_out(library: Library) -> None:
    (lost,) = rows_of(FALSE)
    leaders, *_ = rows_of(NEW)
    answer = answered(Graded((Line("Both", (leaders, lost)), Line("One", (leaders,))), (leaders, lost)), library)
    assert answer.opening == "One [1]."
    assert [row.judgement.area for row in answer.grades] == [LEADERS]


def test_many_markers_in_a_row_are_written_as_a_span(library: Library) -> None:
    wholes = [
        made(f"r{n}", ["Overall effectiveness Good"], ParagraphKind.TABLE, [judged(OVERALL, "good", f"r{n}/p1")])
        for n in range(5)
    ]
    add(library, HashEmbedder(), *wholes)
    rows = tuple(row for whole in wholes for row in rows_of(whole))
    assert answered(Graded((Line("Five", rows),), rows), library).opening == "Five [1]–[5]."
    assert answered(Graded((Line("Three", rows[:3]),), rows), library).opening == "Three [1] [2] [3]."


def test_what_is_counted_but_not_cited_has_no_marker_and_is_a_finding(library: Library) -> None:
    leaders, _, overall = rows_of(NEW)
    graded = Graded((Line("Two", (leaders,)),), (leaders,), (leaders, overall))
    found = found_in(graded, library)
    answer = answered(graded, library)
    assert [row.marker for row in answer.grades] == [1, None]
    assert [finding.paragraph.id for finding in found.findings] == ["new/p1", "new/p1"]
    assert [hit.paragraph.id for hit in found.hits(20)] == ["new/p1"]
    assert len(found.sentences) == 1


def test_the_text_of_an_answer_about_grades_begins_with_what_it_says_outright(library: Library) -> None:
    leaders, *_ = rows_of(NEW)
    answer = answered(Graded((Line("It was good for leadership", (leaders,)),), (leaders,)), library)
    assert answer_text(answer) == (
        "It was good for leadership [1].\nNorthshire: standard inspection, 5 May 2023: The impact of leaders: Good [1]"
    )
    assert answer_record(answer)["grades"] == [
        {
            "report": "new",
            "authority": "Northshire",
            "inspected_to": "2023-05-05",
            "area": "leadership",
            "grade": "good",
            "marker": 1,
        }
    ]
    assert answer_text(replace(answer, status=Status.ANSWERED, grades=())).startswith("Northshire")


@pytest.mark.parametrize(
    ("area", "grades", "standing"),
    [
        (LEAVERS, ilacs(G, RI), [BOTH]),
        (CARE, ilacs(G, RI), [BOTH]),
        (CARE, since_2023(G, G, RI), [CARE]),
        (BOTH, since_2023(G, G, RI), [CARE, LEAVERS]),
        (LEAVERS, sif(G), [LEAVERS]),
        (Area.ADOPTION, ilacs(G, G), []),
        (Area.LSCB, sif(G), []),
        (Area.LSCB, sif(G, board=I), [Area.LSCB]),
        (OVERALL, since_2023(None, G, G), []),
    ],
)
def test_what_stands_for_an_area_in_each_framework(
    area: Area, grades: dict[Area, object], standing: list[Area]
) -> None:
    about = inspection("Leeds", "80481", date(2022, 3, 4), SHORT, grades)  # type: ignore[arg-type]
    assert [judgement.area for judgement in standing_for(area, about)] == standing


@pytest.mark.parametrize(
    ("area", "kind", "when", "because"),
    [
        (Area.ADOPTION, SHORT, date(2022, 3, 4), "adoption has no judgement"),
        (Area.ADOPTION, SIF, date(2018, 7, 5), ""),
        (Area.LSCB, SHORT, date(2022, 3, 4), "only beside inspections under the single framework"),
        (OVERALL, SHORT, date(2026, 3, 31), ""),
        (OVERALL, SHORT, date(2026, 4, 1), "carry no overall judgement"),
        (LEADERS, SHORT, date(2026, 4, 1), ""),
    ],
)
def test_why_a_report_has_no_grade_is_said_where_the_framework_is_why(
    area: Area, kind: object, when: date, because: str
) -> None:
    about = inspection("Leeds", "80481", when, kind, {HELP: G})  # type: ignore[arg-type]
    why = why_none(area, about)
    assert because in why
    assert bool(why) is bool(because)


def counted(register: Register, text: str, library: Sequence[ReportFacts] = LIBRARY) -> tuple[str, list[str]]:
    told = ask(register, text, library=library)
    return told.said, [f"{row.report.authority} {row.report.inspected_to:%Y}" for row in told.found.counted]


@pytest.mark.parametrize(
    ("text", "said", "who"),
    [
        ("which councils are inadequate overall?", "2 of the 10 authorities", ["Torbay 2018", "Barnet 2017"]),
        ("how many councils are inadequate for care leavers?", "1 of the 11 authorities", ["Torbay 2018"]),
        ("which London boroughs are outstanding?", "1 of the 2 authorities in London", ["Camden 2024"]),
        (
            "which councils in the South West are inadequate?",
            "1 of the 2 authorities in the South West",
            ["Torbay 2018"],
        ),
        ("which councils were inadequate in 2014?", "1 of the 1 authority", ["Bolton 2014"]),
        ("how many councils are inadequate right now", "2 of the 10 authorities", ["Torbay 2018", "Barnet 2017"]),
        ("which London boroughs are not inadequate?", "1 of the 2 authorities in London", ["Camden 2024"]),
        ("which London boroughs have never been inadequate?", "1 of the 2 authorities in London", ["Camden 2024"]),
        ("which councils were inadequate between 2014 and 2018?", "3 of the 4 authorities", None),
        ("which councils were ever inadequate?", "4 of the 11 authorities graded overall were ever graded", None),
        ("which councils are good or outstanding?", "5 of the 10 authorities", None),
        ("which councils are better than good?", "2 of the 10 authorities", ["Camden 2024", "Leeds 2022"]),
        ("who's the best?", "The highest grade is outstanding: 2 of the 10", ["Camden 2024", "Leeds 2022"]),
        ("who is worst for leadership?", "The lowest grade is inadequate: 2 of the 11", None),
        (
            "how are London boroughs graded for leadership?",
            "Of the 2 authorities in London",
            ["Camden 2024", "Barnet 2017"],
        ),
    ],
)
def test_many_authorities_are_counted_of_all_that_are_graded(
    register: Register, text: str, said: str, who: list[str] | None
) -> None:
    told, found = counted(register, text)
    assert said in told
    assert who is None or found == who


def test_over_many_the_newest_dozen_are_cited_and_all_are_counted(register: Register) -> None:
    many = [
        inspection(authority.name, authority.urn, date(2020, 1, 1 + place), SHORT, {OVERALL: O})
        for place, authority in enumerate(register.authorities[:20])
    ]
    told = ask(register, "which councils are outstanding?", library=many)
    assert "20 of the 20 authorities" in told.said
    assert "The newest 12 are cited; all 20 are listed." in told.said
    assert (len(told.found.rows), len(told.found.counted)) == (12, 20)
    newest = [row.report.inspected_to for row in told.found.counted]
    assert newest == sorted(newest, reverse=True)  # type: ignore[type-var]
