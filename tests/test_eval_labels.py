"""The measures of labels and of answers over many reports, on cases counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.answers import many
from eval.labels import labels
from eval.labels.direction import best_limit, digest
from eval.labels.labels import Read
from rag.label.themes import themes
from rag.types import Answer, Counted, Direction, Table
from tests.answer_helpers import facts, paragraph


def read(direction: str, told: set[str], found: set[str], odds: float, touched: frozenset[str] = frozenset()) -> Read:
    points = Direction.WEAK if odds > 0 else Direction.STRONG if odds < 0 else Direction.NEITHER
    return Read("A sentence.", direction, frozenset(told), touched, True, frozenset(found), odds, points)


def test_themes_are_measured_by_label() -> None:
    rows = [
        read("N", {"caseloads", "supervision"}, {"caseloads", "training"}, 3.0),
        read("P", {"adoption"}, {"adoption", "courts"}, -3.0, touched=frozenset({"courts"})),
    ]
    found = labels.themes_measured(rows)
    assert found["precision"] == pytest.approx(2 / 4)
    assert found["precision beside touched"] == pytest.approx(2 / 3)
    assert found["recall"] == pytest.approx(2 / 3)


def test_direction_counts_what_is_shown_and_what_is_neither() -> None:
    rows = [read("N", set(), set(), 3.0), read("P", set(), set(), 2.6), read("O", set(), set(), 0.0)]
    rows += [read("O", set(), set(), -4.0), read("P", set(), set(), -1.0)]
    found = labels.direction_measured(rows)
    assert found["right of N and P"] == pytest.approx(2 / 3)
    assert found["right of those shown"] == pytest.approx(1 / 3)
    assert (found["precision of neither"], found["recall of neither"]) == (1.0, 0.5)
    assert found["F1 of neither"] == pytest.approx(2 / 3)


def test_every_label_names_known_themes_and_each_sentence_once() -> None:
    rows = [json.loads(line) for line in labels.LABELS.read_text(encoding="utf-8").splitlines()]
    names = {theme.name.replace(" ", "-") for theme in themes()}
    assert len({(row[0], row[1]) for row in rows}) == len(rows) >= 7900
    assert sum(row[6] for row in rows) == 1500
    assert {row[3] for row in rows} == set("NPMO")
    assert {theme for row in rows for theme in (*row[4], *row[5])} <= names
    assert not any(set(row[4]) & set(row[5]) for row in rows)


def test_a_digest_knows_a_sentence_by_its_letters_alone() -> None:
    assert digest("Caseloads are high.") == digest("caseloads  are high") != digest("Caseloads are low.")


def test_the_limit_of_neither_is_the_one_that_agrees_best() -> None:
    import numpy as np

    assert -1.0 <= best_limit(np.array([True, True, False]), np.array([1.0, 0.9, -1.0])) <= 0.9


def question(**parts: object) -> dict[str, object]:
    return {"numbers": [], "must": [], "must_not": [], **parts}


def test_an_answer_over_many_is_right_by_its_numbers_and_names() -> None:
    report = facts("80481/2022")
    answer = Answer(
        opening="13 of the 113 authorities were graded inadequate.",
        findings=(Counted(report, paragraph(report, "Text.")),),
        table=Table(("year", "count"), (("2019", "7"),)),
    )
    value = {"value": 13, "what": "inadequate", "tolerance": 0}
    assert many.faults(question(numbers=[value], must=["Leeds", "about a tenth"]), answer, ["Leeds"]) == []
    assert many.faults(question(numbers=[{**value, "value": 15, "tolerance": 2}]), answer, []) == []
    assert many.faults(question(numbers=[{**value, "value": 15}]), answer, []) == ["lacks 15 (inadequate)"]
    assert many.faults(question(numbers=[{**value, "value": 7}]), answer, []) == []
    assert many.faults(question(must=["Kent"], must_not=["Leeds"]), answer, ["Kent", "Leeds"]) == [
        "does not list Kent",
        "lists Leeds",
    ]


def test_the_questions_over_many_are_whole() -> None:
    rows = [json.loads(line) for line in Path(many.OWN).read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == 80
    for row in rows:
        assert {"kind", "question", "history", "numbers", "must", "must_not", "how"} <= set(row)
        assert all({"what", "value", "tolerance"} <= set(number) for number in row["numbers"])
