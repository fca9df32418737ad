"""Judgements: from tables, lists and cover sentences, with the grade as printed and as compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.read.judgements import area_of, grade_of, stated_judgements
from rag.types import Area, Grade, Report
from tests.read_helpers import FILLER, ROWS_2023, Row, Sheets, ilacs, read

RI = Grade.REQUIRES_IMPROVEMENT
ROWS_2019: tuple[Row, ...] = (
    (("The impact of leaders on social work", "practice with children and families"), ("Outstanding",)),
    (("The experiences and progress of", "children who need help and protection"), ("Good",)),
    (("The experiences and progress of", "children in care and care leavers"), ("Requires improvement", "to be good")),
    (("Overall effectiveness",), ("Good",)),
)


def found(report: Report) -> list[tuple[Area, Grade]]:
    return [(judgement.area, judgement.grade) for judgement in report.facts.judgements]


def with_table(path: Path, rows: Sequence[Row]) -> Report:
    return read(ilacs(path, rows=rows).paragraph(FILLER).save())


def test_labels_and_grades_that_wrap_are_read_row_by_row(tmp_path: Path) -> None:
    report = with_table(tmp_path / "r.pdf", ROWS_2023)
    assert found(report) == [
        (Area.LEADERS, Grade.GOOD),
        (Area.HELP_AND_PROTECTION, RI),
        (Area.CHILDREN_IN_CARE, Grade.OUTSTANDING),
        (Area.CARE_LEAVERS, Grade.INADEQUATE),
        (Area.OVERALL, Grade.GOOD),
    ]
    second = report.facts.judgements[1]
    assert second.printed_area == "The experiences and progress of children who need help and protection"
    assert (second.printed_grade, second.page) == ("Requires improvement to be good", 1)


def test_the_table_is_a_paragraph_that_each_judgement_names(tmp_path: Path) -> None:
    report = with_table(tmp_path / "r.pdf", ROWS_2023)
    (table,) = [p for p in report.paragraphs if p.label == "judgement table"]
    assert {judgement.paragraph_id for judgement in report.facts.judgements} == {table.id}
    assert table.text.splitlines()[3] == "The experiences and progress of care leavers Inadequate"
    start = table.text.index("Inadequate")
    (box,) = table.places.boxes(start, start + len("Inadequate"))
    assert 295 < box.left < 305


def test_until_2022_children_in_care_and_care_leavers_are_judged_together(tmp_path: Path) -> None:
    assert found(with_table(tmp_path / "r.pdf", ROWS_2019)) == [
        (Area.LEADERS, Grade.OUTSTANDING),
        (Area.HELP_AND_PROTECTION, Grade.GOOD),
        (Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS, RI),
        (Area.OVERALL, Grade.GOOD),
    ]


def test_a_report_without_an_overall_judgement_gets_none(tmp_path: Path) -> None:
    areas = [area for area, _ in found(with_table(tmp_path / "r.pdf", ROWS_2023[:-1]))]
    assert areas == [Area.LEADERS, Area.HELP_AND_PROTECTION, Area.CHILDREN_IN_CARE, Area.CARE_LEAVERS]


SIF_ROWS = (
    ("1.", ("Children who need help and", "protection"), "Requires improvement"),
    ("2.", ("Children looked after and achieving", "permanence"), "Requires improvement"),
    ("2.1", ("Adoption performance",), "Good"),
    ("2.2", ("Experiences and progress of", "care leavers"), "Inadequate"),
    ("3.", ("Leadership, management and", "governance"), "Good"),
)


def single(path: Path, *statements: str, board: str = "") -> Report:
    """A report of the single inspection framework: statements in bold above the list, the board's part behind."""
    sheets = Sheets(path).lines("Barnsley", size=28)
    sheets.lines("Inspection of services for children in need of help and protection", "Inspection date: 1 July 2014")
    for statement in statements:
        sheets.lines(statement, size=14, bold=True)
    for number, label, grade in SIF_ROWS:
        sheets.at(77, sheets.y, number)
        sheets.at(320, sheets.y, grade)
        sheets.lines(*label, left=105)
    sheets.page().paragraph(FILLER, "1.")
    return read((sheets.heading(board).paragraph(FILLER, "2.") if board else sheets).save())


def test_a_single_inspections_list_and_cover_sentence_are_read(tmp_path: Path) -> None:
    report = single(tmp_path / "r.pdf", "Children’s services in Barnsley require improvement to be good")
    assert dict(found(report)) == {
        Area.OVERALL: RI,
        Area.HELP_AND_PROTECTION: RI,
        Area.CHILDREN_IN_CARE: RI,
        Area.ADOPTION: Grade.GOOD,
        Area.CARE_LEAVERS: Grade.INADEQUATE,
        Area.LEADERS: Grade.GOOD,
    }
    assert found(report)[0] == (Area.OVERALL, RI)


@pytest.mark.parametrize(
    "statement",
    [
        "Children’s services in Barnsley require improvement to be good",
        "The overall judgement is that children’s services require improvement",
        "The overall judgement is requires improvement.",
    ],
)
def test_what_the_cover_states_in_words_names_the_paragraph_that_says_it(tmp_path: Path, statement: str) -> None:
    report = single(tmp_path / "r.pdf", statement)
    overall = report.facts.judgements[0]
    assert (overall.area, overall.grade, overall.page) == (Area.OVERALL, RI, 1)
    (bearer,) = [p for p in report.paragraphs if p.id == overall.paragraph_id]
    assert bearer.text == statement


def test_the_boards_grade_stands_over_its_own_part_where_the_cover_does_not_say_it(tmp_path: Path) -> None:
    heading = "The Local Safeguarding Children Board is good"
    report = single(tmp_path / "r.pdf", "The overall judgement is inadequate", board=heading)
    board = report.facts.judgements[-1]
    assert (board.area, board.grade, board.page) == (Area.LSCB, Grade.GOOD, 2)
    (bearer,) = [p for p in report.paragraphs if p.id == board.paragraph_id]
    assert bearer.text == heading


def test_a_statement_set_in_two_is_one(tmp_path: Path) -> None:
    board = "The effectiveness of the Local Safeguarding Children Board (LSCB) is requires"
    report = single(tmp_path / "r.pdf", "The overall judgement is good", board, "", "improvement.")
    (judged,) = [judgement for judgement in report.facts.judgements if judgement.area is Area.LSCB]
    (bearer,) = [p for p in report.paragraphs if p.id == judged.paragraph_id]
    assert (judged.grade, bearer.text) == (RI, f"{board} improvement.")


@pytest.mark.parametrize(
    ("sentence", "area", "grade"),
    [
        ("The overall judgement is that children’s services are inadequate.", Area.OVERALL, Grade.INADEQUATE),
        ("The overall judgement is requires improvement", Area.OVERALL, RI),
        ("Children’s services in Bath & North East Somerset are good", Area.OVERALL, Grade.GOOD),
        (
            "The effectiveness of the Local Safeguarding Children Board (LSCB) is outstanding",
            Area.LSCB,
            Grade.OUTSTANDING,
        ),
        ("The LSCB requires improvement", Area.LSCB, RI),
    ],
)
def test_a_cover_sentence_states_a_judgement(sentence: str, area: Area, grade: Grade) -> None:
    ((stated, printed),) = stated_judgements(sentence)
    assert (stated, grade_of(printed)) == (area, grade)


@pytest.mark.parametrize("text", ["The board meets in Leeds.", "Good practice is shared.", ""])
def test_a_sentence_without_a_judgement_states_none(text: str) -> None:
    assert stated_judgements(text) == []


@pytest.mark.parametrize(
    ("printed", "grade"),
    [
        ("Requires improvement to be good", RI),
        ("requires  improvement", RI),
        ("Require improvement", RI),
        ("Good.", Grade.GOOD),
        ("OUTSTANDING", Grade.OUTSTANDING),
        ("Good practice", None),
        ("improvement", None),
        ("", None),
    ],
)
def test_printed_grades_are_normalised_and_nothing_else_is_a_grade(printed: str, grade: Grade | None) -> None:
    assert grade_of(printed) is grade


def test_a_label_that_names_no_area_is_no_area() -> None:
    assert area_of("Age group") is None
    assert area_of("The experiences and progress of children in care and care leavers") is (
        Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS
    )
