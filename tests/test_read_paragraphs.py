"""From printed lines to paragraphs: numbers, page breaks, footers, footnotes, hyphens and bullets."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.read.layout import BULLETS, Block, lay_out
from rag.types import ParagraphKind
from tests.read_helpers import FILLER, IMPROVE, LEADING, PROTECTION, Sheets, ilacs, line, numbered, page_of, read, texts


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    return ilacs(tmp_path / "report.pdf")


def blocks(*lines: tuple[str, float]) -> list[Block]:
    """The blocks of one page of (text, left edge), a line under the other."""
    made = [line(text, left, 700 - index * LEADING) for index, (text, left) in enumerate(lines)]
    return lay_out([page_of(*made)]).blocks


def test_a_paragraph_has_its_printed_number_and_its_section(sheets: Sheets) -> None:
    sheets.heading(PROTECTION).paragraph(f"Visits are regular. {FILLER}", "1.").paragraph("Plans are good.", "2.")
    report = read(sheets.save())
    first = numbered(report, "1")
    assert first.text == f"Visits are regular. {FILLER}"
    assert (first.kind, first.label, first.section) == (ParagraphKind.NUMBERED, "paragraph 1", (PROTECTION,))
    assert numbered(report, "2").text == "Plans are good."
    assert report.facts.warnings == ()


def test_a_number_glued_to_its_first_word_is_a_number_all_the_same(sheets: Sheets) -> None:
    for number in range(1, 10):
        sheets.paragraph(f"Paragraph of few words {number}.", f"{number}.")
    sheets.lines("10.Child protection conferences are timely.").paragraph("Reviews are too.", "11.")
    report = read(sheets.save())
    assert numbered(report, "10").text == "Child protection conferences are timely."
    assert numbered(report, "11").text == "Reviews are too."


def test_a_number_that_begins_a_line_within_a_sentence_is_no_paragraph(sheets: Sheets) -> None:
    for number in range(1, 24):
        sheets.paragraph(f"Paragraph of few words {number}.", f"{number}.")
    sheets.page()
    sheets.at(71, sheets.y, "24.")
    sheets.lines(
        "Personal advisers keep in touch with young people until they become", "25. This is a strength.", left=99
    )
    sheets.paragraph("The offer is well known.", "25.")
    report = read(sheets.save())
    assert numbered(report, "24").text == (
        "Personal advisers keep in touch with young people until they become 25. This is a strength."
    )
    assert numbered(report, "25").text == "The offer is well known."


def test_numbers_go_on_where_a_report_sets_them_further_in(sheets: Sheets) -> None:
    sheets.paragraph(FILLER, "1.").paragraph(FILLER, "2.")
    sheets.paragraph(FILLER, "3.", left=97).paragraph(FILLER, "4.", left=97).paragraph(FILLER, "5.")
    report = read(sheets.save())
    assert [p.number for p in report.paragraphs if p.number] == ["1", "2", "3", "4", "5"]


def test_numbers_without_a_full_stop_stand_in_a_column_of_their_own(sheets: Sheets) -> None:
    sheets.paragraph("Visits are regular.", "1").paragraph("Plans are good.", "2").paragraph(
        "In 2022, 9 of 10 were.", "3"
    )
    assert [p.number for p in read(sheets.save()).paragraphs if p.number] == ["1", "2", "3"]


def test_missing_numbers_are_told(sheets: Sheets) -> None:
    for number in (1, 2, 4, 7):
        sheets.paragraph(FILLER, f"{number}.")
    assert read(sheets.save()).facts.warnings == (
        "paragraph numbers missing before 4: 3",
        "paragraph numbers missing before 7: 5 to 6",
        "text outside any section: 4 paragraphs, the first on page 1",
    )


def test_a_paragraph_over_a_page_break_is_one_with_places_on_both_pages(sheets: Sheets) -> None:
    sheets.page().heading(PROTECTION).paragraph(FILLER, "1.")
    sheets.y = 150
    sheets.paragraph(f"{FILLER} " * 3, "2.")
    for _ in range(2):
        sheets.page().paragraph(FILLER, str(sheets.canvas.getPageNumber()) + ".")
    report = read(sheets.save())
    second = numbered(report, "2")
    assert second.text == " ".join([FILLER] * 3)
    assert second.pages == (2, 3)
    assert {box.page for box in second.places.boxes()} == {2, 3}
    start = second.text.rindex("least once a month")
    assert {box.page for box in second.places.boxes(start)} == {3}


def test_footer_page_number_and_footnote_stand_between_the_halves_and_in_no_paragraph(sheets: Sheets) -> None:
    sheets.page()
    sheets.y = 165
    sheets.at(71, sheets.y, "1.")
    sheets.lines("The partnership works with the Safeguarding", "Children Board", left=99, gap=0)
    sheets.at(99 + 83, sheets.y + LEADING + 4, "1", size=7)
    sheets.lines("and listens to children, parents and carers at each", left=99, gap=0)
    sheets.at(71, 88, "1 The board is a statutory body of local agencies.", size=9)
    sheets.page().lines("meeting of its executive group.", left=99).paragraph(FILLER, "2.")
    sheets.page().paragraph(FILLER, "3.").page().paragraph(FILLER, "4.")
    report = read(sheets.save())
    assert numbered(report, "1").text == (
        "The partnership works with the Safeguarding Children Board and listens to children, parents and carers at "
        "each meeting of its executive group."
    )
    assert numbered(report, "1").pages == (2, 3)
    everything = " ".join(texts(report))
    assert "statutory body" not in everything
    assert "Inspection of Barnsley" not in everything
    assert "12 to 16 June" not in everything


def test_a_footer_on_page_1_that_lacks_the_page_number_is_a_footer_too(sheets: Sheets) -> None:
    sheets.at(71, 43, sheets.footer[0], size=8, bold=True)
    sheets.at(71, 33, sheets.footer[1], size=8, bold=True)
    sheets.y = 110
    sheets.paragraph(f"{FILLER} {FILLER}")
    for number in range(1, 5):
        sheets.page().paragraph(FILLER, f"{number}.")
    assert texts(read(sheets.save()))[0] == f"{FILLER} {FILLER}"


def test_a_page_number_that_stands_further_up_than_footers_do_is_in_no_paragraph(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "letter.pdf")
    for number in range(1, 5):
        sheets.paragraph(f"{FILLER} ", "", "•").at(519, 87, str(number), size=9)
        sheets.page()
    assert set(texts(read(sheets.save()))) == {FILLER}


def test_a_raised_mark_is_taken_off_its_word(sheets: Sheets) -> None:
    sheets.at(71, sheets.y, "The Board")
    sheets.at(71 + 54, sheets.y + 4, "1", size=7)
    sheets.lines("meets each quarter.", left=135)
    assert texts(read(sheets.save())) == ["The Board meets each quarter."]


def test_a_hyphen_at_a_line_end_stays_where_it_belongs_to_the_word(sheets: Sheets) -> None:
    sheets.paragraph("Other multi-agency work is supportive and strong.", "1.")
    sheets.at(71, sheets.y, "2.")
    sheets.lines(
        "There is effective multi-", "agency work that is support-", "ive of children aged 16- and 17-", left=99, gap=0
    )
    sheets.lines("year-olds in short-", "and long-term care.", left=99)
    assert numbered(read(sheets.save()), "2").text == (
        "There is effective multi-agency work that is supportive of children aged 16- and 17-year-olds in short- "
        "and long-term care."
    )


def test_bullets_under_a_heading_are_counted_and_those_of_a_paragraph_carry_its_number(sheets: Sheets) -> None:
    sheets.heading(IMPROVE).paragraph("The quality of plans.", sign="•").paragraph(f"Supervision. {FILLER}", sign="•")
    sheets.heading(PROTECTION).paragraph("Leaders have:", "1.")
    sheets.paragraph("a clear plan", sign="•", left=99).paragraph("enough staff.", sign="•", left=99)
    found = [p for p in read(sheets.save()).paragraphs if p.kind is ParagraphKind.BULLET]
    assert [(p.number, p.label, p.id.rpartition("/")[2]) for p in found] == [
        (None, "What needs to improve?, bullet 1", "improve-1"),
        (None, "What needs to improve?, bullet 2", "improve-2"),
        ("1", "paragraph 1, bullet 1", "p1-b1"),
        ("1", "paragraph 1, bullet 2", "p1-b2"),
    ]
    assert [p.text for p in found] == [
        "The quality of plans.",
        f"Supervision. {FILLER}",
        "a clear plan",
        "enough staff.",
    ]


@pytest.mark.parametrize("sign", sorted(BULLETS | {"-", "–", "o"}), ids=lambda sign: f"U+{ord(sign):04X}")
def test_each_sign_that_reports_use_begins_a_bullet(sign: str) -> None:
    found = blocks((f"{sign} the quality of plans and", 71), ("of their reviews", 83), (f"{sign} supervision", 71))
    assert [(block.bullet, block.text) for block in found] == [
        (True, "the quality of plans and of their reviews"),
        (True, "supervision"),
    ]


def test_a_bullet_set_further_in_belongs_to_the_bullet_above_it() -> None:
    found = blocks(
        ("• children live", 71), ("- with foster carers", 95), ("- in homes", 95), ("• they go to school", 71)
    )
    assert [block.text for block in found] == ["children live - with foster carers - in homes", "they go to school"]


def test_an_empty_bullet_is_nothing() -> None:
    assert [block.text for block in blocks(("◼ plans", 71), ("◼", 71), ("◼ visits", 71))] == ["plans", "visits"]


def test_text_left_of_a_bullets_sign_is_a_paragraph_of_its_own() -> None:
    found = blocks(
        ("• annual reviews are timely", 95), ("Leaders should share information", 71), ("and act on it.", 71)
    )
    assert [block.text for block in found] == [
        "annual reviews are timely",
        "Leaders should share information and act on it.",
    ]


def test_unnumbered_paragraphs_are_told_apart_by_the_gap(sheets: Sheets) -> None:
    sheets.paragraph(FILLER).paragraph(f"However, much is left. {FILLER}")
    assert texts(read(sheets.save())) == [FILLER, f"However, much is left. {FILLER}"]


def test_a_paragraph_without_a_number_ends_with_its_page_where_a_sentence_does(tmp_path: Path) -> None:
    def halves(last: str) -> list[str]:
        sheets = ilacs(tmp_path / "report.pdf", rows=()).heading(IMPROVE)
        sheets.lines("Children in Barnsley receive a good service from workers who know them well", last)
        sheets.page().lines("Partners work well together and share information in time.")
        return [text for text in texts(read(sheets.save())) if text.startswith(("Children", "Partners"))]

    assert len(halves("and who see them often.")) == 2
    assert len(halves("and who see them often, at home and at school, on their own and with others.")) == 2
    assert len(halves("and who see them often, at home and at school, on their own and with their")) == 1


def test_the_greeting_that_ends_a_letter_is_not_part_of_its_last_finding(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "letter.pdf")
    sheets.lines("Joint targeted area inspection of Barnsley", bold=True).paragraph(f"{FILLER} {FILLER}", gap=0)
    sheets.lines("Yours sincerely")
    assert texts(read(sheets.save()))[-2:] == [f"{FILLER} {FILLER}", "Yours sincerely"]


def test_a_contents_page_gives_no_paragraphs(sheets: Sheets) -> None:
    sheets.page().heading("Contents")
    for page, entry in enumerate(("Executive summary", "Recommendations", "Leadership and governance"), start=3):
        sheets.lines(f"{entry} {page}", gap=2)
    sheets.page().paragraph(FILLER, "1.")
    assert texts(read(sheets.save())) == [FILLER]


def test_the_imprint_ends_a_report(sheets: Sheets) -> None:
    sheets.paragraph(FILLER, "1.").page().page()
    sheets.lines("You may reuse this information (not including logos) free of charge.", size=9)
    sheets.lines("Write to the team for more.", size=9).lines("© Crown copyright 2023", size=9)
    assert texts(read(sheets.save())) == [FILLER]
