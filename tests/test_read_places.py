"""Places: what stands on the page under the boxes of some words is these words. Text as it is compared and cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import reports_folder
from rag.read.pdf_words import Word
from rag.read.text import joined, plain, printable, sentences
from rag.types import Box, Paragraph, Places, WordPlace
from tests.read_helpers import Sheets, line, numbered, read

BUNDLED = sorted(reports_folder().glob("*.pdf"))


@cache
def paragraphs_of(path: Path) -> tuple[Paragraph, ...]:
    return read(path).paragraphs


@contextmanager
def text_under(path: Path) -> Iterator[object]:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage() for page in document]

        def under(box: Box) -> str:
            """The characters under the box made slimmer: boxes are as high as the font and overlap."""
            slim = (box.top - box.bottom) * 0.3
            return pages[box.page - 1].get_text_bounded(
                box.left - 0.2, box.bottom + slim, box.right + 0.2, box.top - slim
            )

        yield under


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", plain(text)))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_text_read_back_under_the_boxes_is_the_quote(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(BUNDLED))
    paragraph = data.draw(st.sampled_from(paragraphs_of(path)))
    words = list(re.finditer(r"\S+", paragraph.text))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = words[first].start(), words[last].end()
    with text_under(path) as under:
        printed = "".join(under(box) for box in paragraph.places.boxes(start, end))  # type: ignore[operator]
    assert letters(printed) == letters(paragraph.text[start:end])


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_word_of_every_paragraph_has_its_place(path: Path) -> None:
    for paragraph in paragraphs_of(path):
        placed = " ".join(paragraph.text[word.start : word.end] for word in paragraph.places)
        assert placed.split() == paragraph.text.split()
        assert paragraph.places.pages() == paragraph.pages


def test_boxes_of_words_on_one_line_are_one_box_and_those_of_two_lines_are_two(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "r.pdf")
    sheets.at(71, sheets.y, "1.")
    sheets.lines("Visits are regular and", "plans are good.", left=99).paragraph("Reviews are held in time.", "2.")
    paragraph = numbered(read(sheets.save()), "1")
    one, two = paragraph.places.boxes()
    assert one.bottom > two.top - 4
    assert paragraph.places.boxes(0, 6)[0].right < one.right
    assert paragraph.places.boxes(7, 7) == ()


places = st.builds(
    WordPlace,
    st.integers(0, 9),
    st.integers(10, 60),
    st.builds(Box, st.integers(1, 60000), *[st.floats(0, 6500).map(lambda value: round(value, 1))] * 4),
)


@given(st.lists(places, max_size=5))
def test_packed_places_come_back_as_they_were(words: list[WordPlace]) -> None:
    packed = Places.pack(words)
    assert list(packed) == words
    assert len(packed) == len(words)


def broken(*pairs: tuple[str, bool]) -> list[Word]:
    made = line(" ".join(text for text, _ in pairs)).words
    for word, (_, ends) in zip(made, pairs, strict=True):
        word.broken = ends
    return made


@pytest.mark.parametrize(
    ("first", "second", "known", "text"),
    [
        ("multi-", "agency", {"multi-agency", "multi"}, "multi-agency"),
        ("support-", "ive", {"supportive"}, "supportive"),
        ("support-", "ive,", {"supportive"}, "supportive,"),
        ("in-", "depth", set(), "in-depth"),
        ("re-", "form", {"reform", "re-form"}, "re-form"),
        ("short-", "and", set(), "short- and"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_or_goes_by_how_the_report_writes_the_word(
    first: str, second: str, known: set[str], text: str
) -> None:
    made = line("x")
    made.words = broken((first, True), (second, False))
    assert joined([made], known)[0] == text


def test_words_without_a_printed_form_are_left_out_and_places_stay_true() -> None:
    text, found = joined([line("Plans \uf0b7 are \u200bgood")], frozenset())
    assert text == "Plans are good"
    assert [text[word.start : word.end] for word in found] == ["Plans", "are", "good"]


def test_search_text_is_plain_and_quoted_text_is_as_printed() -> None:
    assert plain("o\ufb03ce ‘staff’ – 5\u00a0days\u0002") == "office 'staff' - 5 days"
    assert printable("o\ufb03ce ‘staff’\u202e") == "o\ufb03ce ‘staff’"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Plans are good. Visits are not.", ["Plans are good.", "Visits are not."]),
        ("See e.g. Leeds. It is so.", ["See e.g. Leeds.", "It is so."]),
        ("It ‘works well.’ But late.", ["It ‘works well.’", "But late."]),
        ("At 3.5 visits. no end", ["At 3.5 visits. no end"]),
        ("", []),
    ],
)
def test_sentences_are_cut_at_their_ends_and_nowhere_else(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


@given(st.text(alphabet="ab .!?’”)AB1", max_size=80))
def test_sentences_keep_every_printed_character_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
