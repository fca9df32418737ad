"""The text of a letter as printed, by a way of its own: characters put in lines by their places, furniture left out.

It shares nothing with the reader but PDFium. What is greeted and what is signed are found by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from eval.reading.furniture import Printed

_RAISED = 0.8
"""A digit lower than this share of its line's usual character is a footnote's mark."""
_FOOT = 0.1
"""Share of the first page's height under which small print is a part of the letterhead."""


@dataclass(slots=True)
class _Mark:
    """A printed character with its box."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class _Row:
    """A printed line: its characters from left to right."""

    page: int
    marks: list[_Mark]

    @property
    def height(self) -> float:
        return median(mark.top - mark.bottom for mark in self.marks)

    @property
    def text(self) -> str:
        kept = [m for m in self.marks if not (m.text.isdigit() and m.top - m.bottom < _RAISED * self.height)]
        return "".join(mark.text for mark in kept)


def text_of(path: Path, furniture: dict[int, list[Printed]]) -> list[str]:
    """The lines between greeting and closing, without running lines and page numbers, footnotes last."""
    document = pypdfium2.PdfDocument(path)
    try:
        rows = [row for number, page in enumerate(document, 1) for row in _rows(page.get_textpage(), number)]
        foot = _FOOT * document[0].get_height()
    finally:
        document.close()
    flat = ["".join(row.text.split()).lower() for row in rows]
    greeted = next((i for i, text in enumerate(flat) if rows[i].page == 1 and text.startswith("dear")), -1)
    signed = [i for i, text in enumerate(flat) if re.match("yours?(?:sincerely|faithfully)", text)]
    body = rows[greeted + 1 : signed[-1] if signed else len(rows)]
    usual = median(row.height for row in body)
    small = [row for row in body if row.page == 1 and row.marks[0].top < foot and row.height < 0.9 * usual]
    told = [(row, _what(row, furniture.get(row.page, []))) for row in rows[greeted + 1 :]]
    text = [(row, what) for row, what in told[: len(body)] if what in ("", "footnote")]
    kept = [(row, what) for row, what in text if what or row not in small]
    kept += [(row, what) for row, what in told[len(body) :] if what == "footnote"]
    last = sorted(kept, key=lambda each: each[1] == "footnote")
    return [row.text.lstrip("0123456789") if what == "footnote" else row.text for row, what in last]


def _rows(textpage: pypdfium2.PdfTextPage, page: int) -> Iterator[_Row]:
    """Characters whose middles lie within half a character's height of each other, from the top down."""
    rows: list[_Row] = []
    for mark in sorted(_marks(textpage), key=lambda mark: -mark.middle):
        if rows and abs(rows[-1].marks[0].middle - mark.middle) < 0.45 * (mark.top - mark.bottom):
            rows[-1].marks.append(mark)
        else:
            rows.append(_Row(page, [mark]))
    for row in rows:
        row.marks.sort(key=lambda mark: mark.left)
    return iter(rows)


def _marks(textpage: pypdfium2.PdfTextPage) -> Iterator[_Mark]:
    box = pdfium.FS_RECTF()
    for index in range(textpage.count_chars()):
        text = chr(pdfium.FPDFText_GetUnicode(textpage.raw, index))
        if text.isalnum() or text == "%":
            pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, box)
            yield _Mark(text, box.left, box.bottom, box.right, box.top)


def _what(row: _Row, furniture: list[Printed]) -> str:
    """What furniture stands at a line's place."""
    first = row.marks[0]
    x = (first.left + first.right) / 2
    here = (line for line in furniture if line.what and line.bottom <= first.middle <= line.top)
    return next((line.what for line in here if line.left - 2 <= x <= line.right + 2), "")
