"""What once got lost or was invented: covers' statements, judgement headings, footnotes, large pages, bare numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from rag.index.chunk import chunks_of
from rag.types import Area, Kind, ParagraphKind
from tests.read_helpers import FILLER, LEADING, LEFT, PROTECTION, ROWS_2023, Sheets, ilacs, numbered, read, texts

SIF = ("Inspection of services for children in need of help and", "protection, children looked after and care leavers")


def cover(path: Path, *statements: tuple[str, bool]) -> Sheets:
    """The cover of a single inspection: titles, dates, then statements (text, bold), then the judgement list."""
    sheets = Sheets(path).lines("Barnsley", size=26).lines(*SIF, size=14, bold=True).lines("and", size=14)
    sheets.lines("Inspection date: 10 June 2014 – 2 July 2014", size=14, bold=True)
    for text, bold in statements:
        sheets.lines(text, size=14 if bold else 12, bold=bold)
    for label, grade in (
        ("1. Children who need help and protection", "Good"),
        ("2.1 Adoption performance", "Not judged"),
    ):
        sheets.at(420, sheets.y, grade)
        sheets.lines(label)
    return sheets.page()


def test_what_a_cover_states_is_kept_and_its_titles_are_not(tmp_path: Path) -> None:
    stated = ("The overall judgement is that children’s services are good", True)
    sheets = cover(tmp_path / "r.pdf", stated, ("The authority leads services that meet what good asks for.", False))
    report = read(sheets.heading("Findings").paragraph(FILLER, "1.").save())
    assert report.facts.kind is Kind.SIF
    heading = next(p for p in report.paragraphs if p.kind is ParagraphKind.HEADING)
    assert (heading.text, heading.label) == (stated[0], "judgement heading, overall effectiveness")
    assert texts(report) == ["The authority leads services that meet what good asks for.", FILLER]


def test_an_area_that_was_not_judged_stands_in_the_table_and_is_no_judgement(tmp_path: Path) -> None:
    report = read(cover(tmp_path / "r.pdf").heading("Findings").paragraph(FILLER, "1.").save())
    (table,) = [p for p in report.paragraphs if p.label == "judgement table"]
    assert table.text.split("\n")[-1] == "2.1 Adoption performance Not judged"
    assert [judgement.area for judgement in report.facts.judgements] == [Area.HELP_AND_PROTECTION]


def test_a_heading_that_states_a_grade_is_a_paragraph_with_its_page_that_is_not_searched(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").paragraph(FILLER).page()
    report = read(sheets.heading(PROTECTION).paragraph(FILLER, "1.").save())
    (heading,) = [p for p in report.paragraphs if p.kind is ParagraphKind.HEADING]
    assert (heading.text, heading.pages, heading.number) == (PROTECTION, (2,), None)
    assert heading.places.boxes()
    assert numbered(report, "1").section == (PROTECTION,)
    searched = {id for chunk in chunks_of(report, lambda text: len(text.split()), 200) for id in chunk.paragraph_ids}
    assert searched == {p.id for p in report.paragraphs} - {heading.id}


def test_a_heading_without_a_grade_is_no_paragraph(tmp_path: Path) -> None:
    report = read(ilacs(tmp_path / "r.pdf").heading("Help and protection").paragraph(FILLER, "1.").save())
    assert ParagraphKind.HEADING not in {p.kind for p in report.paragraphs}


def test_a_footnote_is_set_aside_and_tied_to_the_paragraph_with_its_mark(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").heading("Help and protection").page()
    sheets.lines("1.", gap=0).y += LEADING
    sheets.lines("The partnership works with the Safeguarding Children Board", left=99, gap=0)
    sheets.at(420, sheets.y + LEADING + 4, "1", size=7)
    sheets.paragraph(FILLER, "2.")
    sheets.at(LEFT, 95, "1 A statutory body of local", size=9)
    sheets.at(LEFT, 85, "agencies.", size=9)
    report = read(sheets.save())
    (note,) = [p for p in report.paragraphs if p.kind is ParagraphKind.FOOTNOTE]
    assert (note.label, note.text, note.pages) == (
        "footnote 1 to paragraph 1",
        "1 A statutory body of local agencies.",
        (2,),
    )
    assert not [text for text in texts(report) if "statutory" in text]


def test_a_page_printed_larger_throughout_is_text_and_no_headings(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf")
    for _ in range(4):
        sheets.paragraph(FILLER)
    sheets.page().heading("Summary for children and young people")
    lines = ("Most children who are looked after by", "the authority are well cared for. We", "were glad to see it.")
    for _ in range(3):
        sheets.at(LEFT, sheets.y, "•", size=14)
        sheets.lines(*lines, left=LEFT + 18, size=14)
    report = read(sheets.save())
    assert [p.text for p in report.paragraphs if p.kind is ParagraphKind.BULLET] == [" ".join(lines)] * 3
    assert {p.section for p in report.paragraphs if 2 in p.pages} == {("Summary for children and young people",)}


def test_a_number_on_a_line_of_its_own_belongs_to_the_text_below(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").heading("Help and protection").paragraph(FILLER, "1.")
    sheets.lines("2.", gap=0).lines("Plans are clear and", "kept to.", left=LEFT + 28)
    report = read(sheets.paragraph(FILLER, "3.").save())
    assert numbered(report, "2").text == "Plans are clear and kept to."
    assert report.facts.warnings == ()


def test_a_number_printed_without_text_is_told_and_becomes_no_paragraph(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").heading("Help and protection").paragraph(FILLER, "1.").lines("2.")
    report = read(sheets.page().paragraph(FILLER, "3.").save())
    assert report.facts.warnings == ("paragraph numbers missing before 3: 2 (printed, but with no text)",)
    assert not [text for text in texts(report) if len(text) < 5]


def test_a_bold_sentence_is_a_paragraph_and_no_heading(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").page().heading("Help and protection")
    sheets.lines("The authority uses a small number of models for its work.", bold=True)
    report = read(sheets.heading("Leaders").paragraph(FILLER, "1.").save())
    assert texts(report)[0] == "The authority uses a small number of models for its work."
    assert numbered(report, "1").section == ("Leaders",)


@pytest.mark.parametrize(
    ("picture", "line"), [(True, "image-only pages, not read: 2"), (False, "pages without text: 2")]
)
def test_a_page_without_text_is_named_and_a_page_that_is_a_picture_as_such(
    tmp_path: Path, picture: bool, line: str
) -> None:
    sheets = ilacs(tmp_path / "r.pdf", rows=ROWS_2023).paragraph(FILLER)
    sheets.footer = ()
    sheets.page()
    if picture:
        sheets.canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "gray")), 50, 50, 400, 400)
    sheets.page().heading("Help and protection").paragraph(FILLER, "1.")
    assert read(sheets.save()).facts.warnings == (line,)
