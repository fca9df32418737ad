"""The words of a page as PDFium has them: letters put together, with box, size, weight and footnote's mark."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium

from rag.read.frame import Corners, Frame
from rag.types import Box

_SPACES = frozenset(map(ord, " \t\r\n\u00a0\u2002\u2003\u2009\u200b\u202f\ufeff")) | {0}
_LINE_ENDS = frozenset(map(ord, "\r\n"))
_HYPHENS_AT_LINE_END = frozenset({0x0002, 0xFFFE})
"""What PDFium gives for a hyphen that ends a line; it swallows the line end behind it."""
_TOUCHING = 0.08
"""Letters closer than this share of their size belong to one word (spaces are 0.25 and wider)."""
_NUMBER = re.compile(r"\d{1,3}\.")
_SUPERSCRIPT = 0.8
"""A digit printed under this share of its word's size is a footnote's mark (measured: marks 0.5-0.67, text 1.0)."""


@dataclass(slots=True)
class Word:
    """A printed word: its characters, its box, its size in points and whether it is bold.

    `mark` is the footnote's mark that was printed raised behind it, taken off the text; `broken` says that a hyphen
    at the line's end, which stands in `text`, cuts it off from the next word.
    """

    text: str
    box: Box
    size: float
    bold: bool
    mark: str = ""
    broken: bool = False


def words_of(raw: pdfium.FPDF_TEXTPAGE, count: int, page: int, frame: Frame) -> list[Word]:
    """The words of page number `page` in the order of its content, where the reader of `frame` sees them."""
    words = list(_words(raw, count, page, frame))
    return _rejoined(words) if frame.turn else words


def _words(raw: pdfium.FPDF_TEXTPAGE, count: int, page: int, frame: Frame) -> Iterator[Word]:
    """Words in the order of the page's content."""
    unicode_at = pdfium.FPDFText_GetUnicode
    codes: list[int] = []
    start = 0
    for index in range(count + 1):
        code = unicode_at(raw, index) if index < count else 0
        if code not in _SPACES:
            if codes and _ends_number(codes, code):
                yield _word(raw, start, codes, page, frame)
                codes = []
            if not codes:
                start = index
            codes.append(code)
            if code not in _HYPHENS_AT_LINE_END:
                continue
        if codes:
            yield _word(raw, start, codes, page, frame)
            codes = []


def _rejoined(words: list[Word]) -> list[Word]:
    """The words of a turned page: PDFium puts a space into some, where their letters touch."""
    whole: list[Word] = []
    for word in words:
        last = whole[-1] if whole else None
        touches = (
            last is not None
            and not last.broken
            and not _NUMBER.fullmatch(last.text)
            and abs(word.box.left - last.box.right) < _TOUCHING * last.size
            and min(last.box.top, word.box.top) - max(last.box.bottom, word.box.bottom) > 0.5 * last.size
        )
        if last is not None and touches:
            box = replace(last.box, right=word.box.right)
            whole[-1] = replace(last, text=last.text + word.text, box=box, mark=word.mark, broken=word.broken)
        else:
            whole.append(word)
    return whole


def _ends_number(codes: list[int], following: int) -> bool:
    """True at the join of "10.Child": digits and a full stop with a capital letter printed straight behind them."""
    return (
        2 <= len(codes) <= 4
        and codes[-1] == 0x2E
        and all(0x30 <= code <= 0x39 for code in codes[:-1])
        and (chr(following).isupper() or following in (0x2018, 0x201C))
    )


def _word(raw: pdfium.FPDF_TEXTPAGE, start: int, codes: list[int], page: int, frame: Frame) -> Word:
    broken = codes[-1] in _HYPHENS_AT_LINE_END
    text = "".join("-" if code in _HYPHENS_AT_LINE_END else chr(code) for code in codes)
    end = start + len(codes)
    size = pdfium.FPDFText_GetFontSize(raw, start)
    mark = ""
    if len(text) > 1 and text[-1].isdigit() and not text[0].isdigit():
        mark = _raised_digits(raw, start, text, frame)
        text = text[: len(text) - len(mark)]
        end -= len(mark)
    first, last = _box(raw, start, frame), _box(raw, end - 1, frame)
    if broken and last[2] <= last[0]:
        last = first if end - start < 2 else _box(raw, end - 2, frame)
    box = Box(page, min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3]))
    return Word(text, box, round(_size_on_page(size, first), 1), _is_bold(raw, start), mark, broken)


def _is_bold(raw: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    """By the font's weight; by its name where it has none (the standard fonts, which are not in the file)."""
    weight = pdfium.FPDFText_GetFontWeight(raw, index)
    if weight > 0:
        return bool(weight >= 600)
    name, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(raw, index, name, len(name), ctypes.byref(flags))
    return b"bold" in name.value.lower()


def _raised_digits(raw: pdfium.FPDF_TEXTPAGE, start: int, text: str, frame: Frame) -> str:
    """The digits at the word's end that are printed smaller than its first character: a footnote's mark."""
    first = _box(raw, start, frame)
    height = first[3] - first[1]
    digits = ""
    for offset in range(len(text) - 1, 0, -1):
        box = _box(raw, start + offset, frame)
        if not text[offset].isdigit() or box[3] - box[1] > _SUPERSCRIPT * height:
            break
        digits = text[offset] + digits
    return digits


def _box(raw: pdfium.FPDF_TEXTPAGE, index: int, frame: Frame) -> Corners:
    """Where a character stands to the reader, as high as its font."""
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(rectangle)):
        return (0.0, 0.0, 0.0, 0.0)
    return frame.seen((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))


def _size_on_page(size: float, box: Corners) -> float:
    """The size as it appears: fonts of size 1 scaled by a matrix are told by the height of their box."""
    height = box[3] - box[1]
    return size if size > 2 else height / 1.15
