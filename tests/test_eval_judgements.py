"""The measure of grades: its own count, its own reading of an answer, and the traps that it asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.answers.judgements import SAID, TRAPS, fault, grades_in
from eval.answers.judgements_many import grade_in, many_questions
from eval.measure import load
from rag.read.authorities import Register
from rag.types import Answer, Area, Citation, GradeRow, Status
from tests.answer_helpers import paragraph
from tests.grade_helpers import LEADERS, LEAVERS, LIBRARY, OVERALL, G, O, inspection

LEEDS = LIBRARY[0]
JUDGED = replace(next(j for j in LEEDS.judgements if j.area is LEADERS), paragraph_id=f"{LEEDS.id}/p1")
ROW = paragraph(LEEDS, "The impact of leaders Outstanding")
RIGHT = Answer(
    opening="Yes: Leeds was graded outstanding for leadership [1].",
    citations=(Citation(1, ROW, LEEDS, ROW.text, 0, len(ROW.text), 2, ()),),
    grades=(GradeRow(LEEDS, JUDGED, 1),),
)


def test_the_grades_of_a_text_are_read_in_either_wording() -> None:
    assert grades_in("Requires improvement to be good, and Good") == {"requires improvement", "good"}
    assert grades_in("services require improvement") == {"requires improvement"}
    assert grades_in("goodness knows") == set()


def test_a_right_answer_has_no_fault_and_each_wrong_one_has() -> None:
    assert fault(RIGHT, LEEDS, JUDGED, True) is None
    other = GradeRow(LEEDS, LEEDS.judgements[1], 1)
    wrong = [
        replace(RIGHT, status=Status.DECLINED),
        replace(RIGHT, grades=()),
        replace(RIGHT, grades=(*RIGHT.grades, other)),
        replace(RIGHT, opening="Yes: Leeds was graded good for leadership [1]."),
        replace(RIGHT, opening="No: Leeds was graded outstanding for leadership [1]."),
        replace(RIGHT, opening="Yes: Leeds was graded outstanding for leadership."),
        replace(RIGHT, citations=()),
    ]
    assert all(fault(answer, LEEDS, JUDGED, True) for answer in wrong)


def test_the_plain_count_takes_each_authoritys_newest_inspection(register: Register) -> None:
    asked = {question.text: question for question in many_questions(LIBRARY, register, SAID)}
    counts = {len(question.counted) for question in asked.values() if "outstanding for overall?" in question.text}
    assert len(asked) > 280
    assert counts
    assert all(len(question.counted) <= question.of for question in asked.values())
    assert grade_in(LIBRARY[0], LEAVERS) is G
    assert grade_in(inspection("Leeds", "80481", LEEDS.inspected_to, LEEDS.kind, {OVERALL: O}), Area.LSCB) is None  # type: ignore[arg-type]


def test_the_traps_have_ids_and_say_what_they_expect() -> None:
    traps = load(TRAPS)
    assert len({trap["id"] for trap in traps}) == len(traps) >= 30
    for trap in traps:
        assert trap["expect"] in ("answer", "decline")
        assert set(trap) <= {"id", "question", "history", "expect", "says", "not", "grades"}
        assert trap.get("says") or trap.get("not") or "grades" in trap


@pytest.mark.parametrize("area", list(Area))
def test_every_area_can_be_asked_for(area: Area) -> None:
    assert SAID[area]
