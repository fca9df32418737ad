"""The published reports and letters, where they lie beside the checkout: facts, numbers, judgements, gold quotes.

File names are `<urn>_<authority>[_jtai|_send]_<publication date>.pdf`: the truth that the reader does not use.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from rag.read.text import plain
from rag.types import Area, Kind, ParagraphKind, Report
from tests.read_helpers import read

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "reports").is_dir() or not (SHARED / "letters").is_dir(),
    reason=f"the published reports and letters are not at {SHARED}",
)

ILACS = {
    "2532287_bournemouth-christchurch-poole_2025-01-29": Kind.ILACS_STANDARD,
    "80500_havering_2024-02-16": Kind.ILACS_STANDARD,
    "80512_redbridge_2019-06-11": Kind.ILACS_SHORT,
    "80524_milton-keynes_2024-12-17": Kind.ILACS_STANDARD,
    "80543_rotherham_2022-08-12": Kind.ILACS_SHORT,
    "80563_stockton-on-tees_2023-05-09": Kind.ILACS_STANDARD,
    "80580_wiltshire_2023-12-12": Kind.ILACS_SHORT,
    "80533_nottingham_2022-09-05": Kind.ILACS_STANDARD,
}
SINGLE = ("80567_surrey_2018-05-16", "80583_wolverhampton_2017-03-31", "80511_newham_2014-08-08")
JTAI = (
    "80418_norfolk_jtai_2025-02-27",
    "80446_central-bedfordshire_jtai_2016-05-10",
    "80480_lancashire_jtai_2024-05-16",
)
SEND = ("80501_hillingdon_send_2024-07-12", "80513_richmond-upon-thames_send_2023-12-04")
REPORTS = {**ILACS, **dict.fromkeys(SINGLE, Kind.SIF)}
ALL = {**REPORTS, **dict.fromkeys(JTAI, Kind.JTAI), **dict.fromkeys(SEND, Kind.AREA_SEND)}
GRADES = {
    "overall_effectiveness_grade": (Area.OVERALL,),
    "impact_of_leaders_grade": (Area.LEADERS,),
    "help_and_protection_grade": (Area.HELP_AND_PROTECTION,),
    "in_care_grade": (Area.CHILDREN_IN_CARE, Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS),
    "care_leavers_grade": (Area.CARE_LEAVERS,),
}


def path_of(stem: str) -> Path:
    return next(SHARED.glob(f"*/{stem}.pdf"))


@cache
def report_of(stem: str) -> Report:
    return read(path_of(stem))


def letters(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9%]", plain(text).lower()))


def same_inspection() -> list[tuple[str, dict[str, str]]]:
    """Of these reports, those that `judgements.csv` has, by authority and publication date."""
    if not SHARED.is_dir():
        return []
    with (SHARED / "judgements.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["urn"], row["publication_date"]): row for row in csv.DictReader(file)}
    keys = {stem: (stem.partition("_")[0], stem.rpartition("_")[2]) for stem in REPORTS}
    return [(stem, rows[key]) for stem, key in keys.items() if key in rows]


def gold() -> list[tuple[str, dict[str, str]]]:
    """The gold quotes of running text in these reports, with the question's id."""
    if not SHARED.is_dir():
        return []
    questions = map(json.loads, (SHARED / "questions" / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    pairs = [(question["id"], each) for question in questions for group in question["evidence"] for each in group]
    return [(name, each) for name, each in pairs if each["report"] in REPORTS and each["paragraph"]]


@pytest.mark.parametrize("stem", ALL)
def test_authority_kind_and_dates_are_those_of_the_file(stem: str) -> None:
    facts = report_of(stem).facts
    assert (facts.urn, facts.kind) == (stem.partition("_")[0], ALL[stem])
    published = date.fromisoformat(stem.rpartition("_")[2])
    assert facts.inspected_from is not None
    assert facts.inspected_to is not None
    assert facts.inspected_from <= facts.inspected_to
    assert timedelta(7) < published - facts.inspected_to < timedelta(200)


@pytest.mark.parametrize("stem", REPORTS)
def test_the_numbers_run_from_1_without_a_gap(stem: str) -> None:
    report = report_of(stem)
    assert report.facts.warnings == ()
    numbers = [int(p.number) for p in report.paragraphs if p.number and p.kind is not ParagraphKind.BULLET]
    assert len(numbers) > 20
    assert numbers[0] == 1
    assert all(after in (before + 1, 1) for before, after in pairwise(numbers))


@pytest.mark.parametrize("stem", ALL)
def test_ids_and_labels_are_each_given_once(stem: str) -> None:
    paragraphs = report_of(stem).paragraphs
    assert len({p.id for p in paragraphs}) == len({p.label for p in paragraphs}) == len(paragraphs)


@pytest.mark.parametrize("stem", ALL)
def test_a_paragraph_begins_and_ends_in_a_printed_character(stem: str) -> None:
    assert not [p.label for p in report_of(stem).paragraphs if p.text != p.text.strip()]


@pytest.mark.parametrize("stem", ALL)
def test_no_line_that_repeats_at_the_pages_edges_stands_in_a_paragraph(stem: str) -> None:
    edges: list[list[str]] = []
    with pypdfium2.PdfDocument(path_of(stem)) as document:
        for page in document:
            lines = [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]
            edges.append(lines[:3] + lines[-3:])
    alike = [{re.sub(r"\d+", "#", line) for line in lines} for lines in edges]
    running = {
        line
        for lines in edges
        for line in lines
        if len(line) > 15 and sum(re.sub(r"\d+", "#", line) in page for page in alike) > len(edges) / 2
    }
    for paragraph in report_of(stem).paragraphs:
        if paragraph.kind is not ParagraphKind.TABLE:
            assert not [line for line in running if line in paragraph.text]


@pytest.mark.parametrize(("stem", "row"), same_inspection(), ids=lambda value: value if isinstance(value, str) else "")
def test_judgements_agree_with_the_published_table(stem: str, row: dict[str, str]) -> None:
    grades = {judgement.area: judgement.grade for judgement in report_of(stem).facts.judgements}
    for column, areas in GRADES.items():
        if row[column] and not row[column].startswith("inspection_pre"):
            (grade,) = [grades[area] for area in areas if area in grades] or [None]
            if (stem, column) == ("80533_nottingham_2022-09-05", "care_leavers_grade"):
                assert grade is None, "judged together with children in care: the table is wrong"
            else:
                assert grade == row[column]


@pytest.mark.parametrize(("name", "evidence"), gold(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_gold_quote_stands_in_the_paragraph_with_its_page_and_number(name: str, evidence: dict[str, str]) -> None:
    holding = [p for p in report_of(evidence["report"]).paragraphs if letters(evidence["quote"]) in letters(p.text)]
    assert [p for p in holding if p.number == evidence["paragraph"] and int(evidence["page"]) in p.pages]


def test_numbers_that_move_to_another_column_are_followed() -> None:
    paragraphs = report_of("80533_nottingham_2022-09-05").paragraphs
    (last,) = [p for p in paragraphs if p.number == "57"]
    assert "Supervision is too variable" in last.text


def test_areas_for_improvement_that_stand_in_table_cells_are_told_apart() -> None:
    texts = [p.text for p in report_of("80501_hillingdon_send_2024-07-12").paragraphs]
    assert len([text for text in texts if re.match(r"Leaders (should|need to|across)", text)]) >= 3
    assert not [text for text in texts if "issued. Leaders" in text]
