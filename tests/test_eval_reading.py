"""The rule that finds furniture on pages, which must find it, and nothing else, for a bar of 0 to mean anything."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.reading.bars import boxes_bar, gold_bars, numbers_bar
from eval.reading.furniture import counted, furniture_in, furniture_of
from rag.types import Box, Paragraph, ParagraphKind, Places, Report, WordPlace
from tests.read_helpers import FILLER, FOOT, LEFT, PROTECTION, TITLE, ilacs, numbered, read


def prose(turn: int) -> str:
    """The filler's words in another order for every turn: pages do not repeat each other's lines."""
    words = FILLER.split()
    return " ".join(words[turn % len(words) :] + words[: turn % len(words)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Five pages with a footer and a page number; a footnote on page 3; a paragraph that quotes the footer's words."""
    sheets = ilacs(tmp_path / "80426_barnsley_2023-07-24.pdf").heading(PROTECTION)
    sheets.paragraph(f"The letter called {TITLE} was sent. {FILLER}", "1.")
    for number in range(2, 6):
        sheets.page()
        for paragraph in range(3):
            sheets.paragraph(prose(4 * number + paragraph))
        sheets.paragraph(prose(4 * number + 3), f"{number}.")
        if number == 3:
            sheets.at(LEFT, FOOT - 8, "1 A statutory body of local agencies.", size=9)
    return sheets.save()


def test_footers_page_numbers_and_footnotes_are_found(path: Path) -> None:
    pages = furniture_of(path)
    found = {number: sorted({line.what for line in lines if line.what}) for number, lines in pages.items()}
    assert found[1] == []
    assert found[2] == found[4] == ["running line"] or found[2] == ["page number", "running line"]
    assert "footnote" in found[3]
    assert counted(pages)["footnote"] == 1
    assert counted(pages)["running line"] >= 8


def test_a_reader_that_does_its_work_has_no_furniture_in_its_paragraphs(path: Path) -> None:
    paragraphs = tuple(p for p in read(path).paragraphs if p.kind is not ParagraphKind.FOOTNOTE)
    assert furniture_in(paragraphs, furniture_of(path)) == []


@pytest.mark.parametrize("what", ["running line", "footnote"])
def test_a_paragraph_that_holds_furniture_is_found_by_its_place(path: Path, what: str) -> None:
    pages = furniture_of(path)
    page, line = next((n, line) for n, lines in pages.items() for line in lines if line.what == what)
    word = WordPlace(0, 5, Box(page, line.left, line.bottom, line.left + 20, line.top))
    paragraph = replace(read(path).paragraphs[-1], places=Places.pack([word]))
    assert furniture_in((paragraph,), pages) == [f"{paragraph.id}: {what} on page {page}"]


def test_text_that_stands_alike_where_pages_begin_is_no_running_line(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf", dates="Inspection dates: 12 to 16 June 2023")
    sheets.footer = ()
    for number in range(8):
        sheets.page().lines("Summary of what was found" if number % 3 == 0 else prose(number + 3)[:70])
        sheets.paragraph(prose(2 * number))
    assert counted(furniture_of(sheets.save()))["running line"] == 0


def test_boxes_that_are_a_word_off_are_found(path: Path) -> None:
    report = read(path)
    stem = path.stem
    assert boxes_bar({stem: report}, {stem: path}, 20).share == 1.0

    def shifted(paragraph: Paragraph) -> Paragraph:
        moved = (replace(w, box=replace(w.box, left=w.box.left + 30, right=w.box.right + 30)) for w in paragraph.places)
        return replace(paragraph, places=Places.pack(moved))

    wrong = Report(report.facts, tuple(map(shifted, report.paragraphs)))
    assert boxes_bar({stem: wrong}, {stem: path}, 20).share < 0.2


def test_gold_is_counted_whole_placed_and_rows_of_the_table_by_their_words(path: Path, tmp_path: Path) -> None:
    report = read(path)
    stem = path.stem

    def gold(quote: str, page: int, paragraph: str | None) -> str:
        entry = {"report": stem, "quote": quote, "page": page, "paragraph": paragraph}
        return f'{{"evidence": [[{json.dumps(entry)}]]}}'

    lines = [
        gold(prose(11)[:60], 2, "2"),
        gold(prose(11)[:60], 2, "9"),
        gold("The experiences and progress of care Inadequate leavers", 1, None),
        gold("Nobody wrote these words.", 1, None),
    ]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    whole, as_given, placed = gold_bars({stem: report}, [tmp_path / "gold.jsonl"])
    assert (whole.good, as_given.good, placed.good, placed.total) == (3, 2, 2, 4)
    assert numbered(report, "2").pages == (2,)


def test_a_gap_in_the_numbers_counts_against_the_report(tmp_path: Path) -> None:
    good = read(ilacs(tmp_path / "a.pdf").heading(PROTECTION).paragraph(FILLER, "1.").paragraph(FILLER, "2.").save())
    bad = read(ilacs(tmp_path / "b.pdf").heading(PROTECTION).paragraph(FILLER, "1.").paragraph(FILLER, "3.").save())
    bar = numbers_bar({"good": good, "bad": bad})
    assert (bar.good, bar.total) == (1, 2)
    assert bar.failures == ["bad: paragraph numbers missing before 3: 2"]
