"""Letters of focused and monitoring visits, typeset here: known by their body, labelled so that an eye finds them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.read.outcome import outcome_of
from rag.types import Kind, ParagraphKind, Report
from tests.read_helpers import FILLER, LEFT, RIGHT, Sheets, broken, read

HEADLINE = "Leaders know what has to change and have begun to change it. Help comes late for some families."


def visit(path: Path, opening: str, subject: str = "", date_of: str = "18 January 2023") -> Sheets:
    """A letter down to its first paragraph: sender, date, addressee, greeting, and a subject that may be missing."""
    sheets = Sheets(path, footer=("Inspectorate for children’s services",))
    sheets.lines("Inspectorate for children", "1 Example Street", "Exampleton EX1 1EX", size=9, left=380)
    sheets.lines(date_of).lines("Ada Example", "Director of Children’s Services", "Barnsley Council")
    sheets.lines("Dear Ms Example")
    if subject:
        sheets.lines(subject, bold=True)
    return sheets.paragraph(opening)


def whole(path: Path, kind: str, days: str = "on 13 and 14 December 2022", subject: str = "") -> Report:
    sheets = visit(path, f"This letter sums up what inspectors found at a {kind} to Barnsley {days}.", subject)
    sheets.heading("Headline findings").paragraph(HEADLINE)
    sheets.heading("What needs to improve in this area of social work practice?")
    sheets.paragraph("How soon help begins.", sign="•").paragraph("How plans are checked.", sign="•")
    sheets.heading("Main findings")
    for _ in range(9):
        sheets.paragraph(FILLER)
    sheets.heading("Area for priority action").paragraph("Leaders should see that no child waits.")
    sheets.lines("Yours sincerely").lines("Bertha Example", "Inspector")
    return read(sheets.save())


@pytest.mark.parametrize(
    ("name", "kind"), [("focused visit", Kind.FOCUSED_VISIT), ("monitoring visit", Kind.MONITORING_VISIT)]
)
@pytest.mark.parametrize("titled", [True, False])
def test_a_visits_kind_is_known_from_its_title_or_from_its_body_alone(
    tmp_path: Path, name: str, kind: Kind, titled: bool
) -> None:
    subject = f"{name.capitalize()} to Barnsley children’s services" if titled else ""
    facts = whole(tmp_path / "visit.pdf", name, subject=subject).facts
    assert (facts.kind, facts.urn, facts.judgements) == (kind, "80426", ())
    assert facts.published == date(2023, 1, 18)


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("on 13 and 14 December 2022", date(2022, 12, 13), date(2022, 12, 14)),
        ("between 30 November and 1 December 2022", date(2022, 11, 30), date(2022, 12, 1)),
        ("on 13 December 2022", date(2022, 12, 13), date(2022, 12, 13)),
        ("that took place from 13 to 14 December", date(2022, 12, 13), date(2022, 12, 14)),
    ],
)
def test_the_days_of_a_visit_are_read_from_the_first_lines(tmp_path: Path, days: str, first: date, last: date) -> None:
    date_of = "18 January 2023" if "2022" in days else "18 December 2022"
    sheets = visit(tmp_path / "visit.pdf", f"This letter is about a focused visit to Barnsley {days}.", date_of=date_of)
    facts = read(sheets.heading("Main findings").paragraph(FILLER).save()).facts
    assert (facts.inspected_from, facts.inspected_to) == (first, last)


def test_unnumbered_paragraphs_are_labelled_by_their_section_and_count(tmp_path: Path) -> None:
    report = whole(tmp_path / "visit.pdf", "focused visit", subject="Focused visit to Barnsley children’s services")
    labels = [p.label for p in report.paragraphs]
    assert [f"Main findings, paragraph {n}" in labels for n in range(1, 11)] == [True] * 9 + [False]
    assert "What needs to improve in this area of social work practice?, bullet 2" in labels
    assert "Area for priority action, paragraph 1" in labels
    assert len(set(labels)) == len(labels)
    assert report.facts.warnings == ()


def test_headline_findings_take_the_place_of_grades(tmp_path: Path) -> None:
    report = whole(tmp_path / "visit.pdf", "monitoring visit")
    assert [(p.text, p.kind) for p in outcome_of(report.paragraphs)] == [(HEADLINE, ParagraphKind.SUMMARY)]


def test_an_outcome_statement_takes_the_place_of_grades(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "r.pdf").lines("Area SEND inspection of Barnsley", "Local Area Partnership", size=24)
    sheets.lines("Inspection dates: 19 to 23 June 2023").heading("Inspection outcome").paragraph("Much is mixed.")
    report = read(sheets.heading("Areas for improvement").paragraph(FILLER).save())
    assert [p.text for p in outcome_of(report.paragraphs)] == ["Much is mixed."]


def test_date_addressee_greeting_and_signatures_are_in_no_paragraph(tmp_path: Path) -> None:
    report = whole(tmp_path / "visit.pdf", "focused visit")
    words = " ".join([report.facts.title, *(p.text for p in report.paragraphs)])
    for gone in ("Exampleton", "18 January", "Ada Example", "Director", "Dear", "Yours sincerely", "Bertha"):
        assert gone not in words
    assert report.paragraphs[0].text.startswith("This letter sums up")
    assert report.paragraphs[-1].text == "Leaders should see that no child waits."
    assert report.facts.lead_inspector == "Bertha Example"


def test_words_after_the_closing_that_are_no_names_stay_findings(tmp_path: Path) -> None:
    sheets = visit(tmp_path / "visit.pdf", "This letter is about a focused visit to Barnsley on 13 December 2022.")
    sheets.heading("Main findings").paragraph(FILLER).lines("Yours sincerely").lines("Bertha Example")
    sheets.page().heading("Annex").paragraph(FILLER + " " + FILLER)
    report = read(sheets.save())
    assert "Annex, paragraph 1" in [p.label for p in report.paragraphs]
    assert "signatures" not in [p.label for p in report.paragraphs]


def test_an_inspection_report_that_names_earlier_visits_is_no_letter(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "r.pdf").lines(
        *broken("Inspection of Barnsley children’s services", RIGHT - LEFT, 24), size=24
    )
    sheets.lines("Inspection dates: 12 to 16 June 2023")
    sheets.paragraph(f"A focused visit and a monitoring visit to Barnsley were made on 3 May 2022. {FILLER}")
    facts = read(sheets.save()).facts
    assert (facts.kind, facts.inspected_to) == (Kind.ILACS_SHORT, date(2023, 6, 16))
