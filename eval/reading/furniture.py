"""What no paragraph may hold: running lines, page numbers and footnotes, found by a rule apart from the reader's.

The rule reads the PDF itself, by PDFium's own rectangles of text (the reader goes by characters), and knows nothing of
the reader's thresholds. It compares places, not words: a title that a paragraph quotes is no running line.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from rag.types import Paragraph

EDGE = 6
"""Lines from the top and from the foot of a page among which running lines are looked for (a footer has up to 3)."""
SAME_HEIGHT = 6.0
"""Points by which the same running line may move between pages."""
ALIKE_PAGES = 3
"""Pages on which a line stands at one height for it to be a running one."""
RESERVED = 0.6
"""Share of the lines at that height, over all pages, that are such repeated ones: where running text starts and ends
the same words may stand on three pages by chance ("Summary"), but then most pages have others there."""
SMALLER = 0.93
"""A footnote's font is under this share of the report's median (text 12, notes 9 to 11 points)."""


@dataclass(slots=True)
class Printed:
    """A line as printed: its words, its rectangle and the height of its font in points, and what furniture it is."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    font: float
    what: str = ""


def furniture_in(paragraphs: tuple[Paragraph, ...], pages: dict[int, list[Printed]]) -> list[str]:
    """A line for each paragraph that holds words printed where the page has furniture: its id, the kind, the page."""
    furniture = {page: [line for line in lines if line.what] for page, lines in pages.items()}
    found: list[str] = []
    for paragraph in paragraphs:
        hits: set[str] = set()
        for word in paragraph.places:
            x, y = (word.box.left + word.box.right) / 2, (word.box.bottom + word.box.top) / 2
            hits.update(
                f"{line.what} on page {word.box.page}"
                for line in furniture.get(word.box.page, [])
                if line.left <= x <= line.right and line.bottom <= y <= line.top
            )
        if hits:
            found.append(f"{paragraph.id}: {', '.join(sorted(hits))}")
    return found


def furniture_of(path: Path) -> dict[int, list[Printed]]:
    """The lines of every page, by page number, each told what furniture it is if it is any."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = {number: _lines(page.get_textpage()) for number, page in enumerate(document, 1)}
    finally:
        document.close()
    _mark_running(pages)
    for number, lines in pages.items():
        _mark_page_number(number, lines)
    usual = median([line.font for lines in pages.values() for line in lines] or [0.0])
    for lines in pages.values():
        _mark_footnotes(lines, usual)
    return pages


def _lines(textpage: pypdfium2.PdfTextPage) -> list[Printed]:
    """PDFium's rectangles of text, those at one height put together from left to right, from the top down."""
    lines: list[list[Printed]] = []
    for rectangle in sorted(_rectangles(textpage), key=lambda r: (-r.top, r.left)):
        near = next((line for line in lines[-4:] if _level(line[0], rectangle)), None)
        if near is None:
            lines.append([rectangle])
        else:
            near.append(rectangle)
    whole = [
        Printed(
            " ".join(part.text for part in sorted(line, key=lambda part: part.left)),
            min(part.left for part in line),
            min(part.bottom for part in line),
            max(part.right for part in line),
            max(part.top for part in line),
            max(line, key=lambda part: part.right - part.left).font,
        )
        for line in lines
    ]
    return sorted(whole, key=lambda line: -line.top)


def _rectangles(textpage: pypdfium2.PdfTextPage) -> Iterator[Printed]:
    box = pdfium.FS_RECTF()
    for index in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(index)
        text = textpage.get_text_bounded(left, bottom, right, top).strip()
        character = textpage.get_index((left + right) / 2, (bottom + top) / 2, 8, 4)
        if text and character is not None:
            pdfium.FPDFText_GetLooseCharBox(textpage.raw, character, ctypes.byref(box))
            yield Printed(text, left, bottom, right, top, box.top - box.bottom)


def _level(first: Printed, second: Printed) -> bool:
    """True where two rectangles overlap by half the height of the lower one, as a raised mark and its line do."""
    overlap = min(first.top, second.top) - max(first.bottom, second.bottom)
    return overlap >= 0.5 * min(first.top - first.bottom, second.top - second.bottom)


def _mark_running(pages: dict[int, list[Printed]]) -> None:
    """Lines at the edges of pages that stand at one height, with the same words but for digits, on several pages."""
    seen: dict[str, list[tuple[int, Printed]]] = defaultdict(list)
    for number, lines in pages.items():
        edges = {id(line): line for line in [*lines[:EDGE], *lines[-EDGE:]]}.values()
        for line in edges:
            for text in _forms(line.text, number):
                seen[text].append((number, line))
    repeated: dict[int, Printed] = {}
    for text, places in seen.items():
        for _, line in places:
            alike = {page for page, other in places if abs(other.bottom - line.bottom) <= SAME_HEIGHT}
            if len(alike) >= ALIKE_PAGES and re.search(r"[a-z]{3}", text):
                repeated[id(line)] = line
    heights = [(line.bottom, id(line) in repeated) for lines in pages.values() for line in lines]
    for line in repeated.values():
        there = [again for bottom, again in heights if abs(bottom - line.bottom) <= SAME_HEIGHT / 2]
        if sum(there) >= RESERVED * len(there):
            line.what = "running line"


def _forms(text: str, number: int) -> Iterator[str]:
    """Letters and digits, digits as #; and the same without the page's own number at either end."""
    plain = re.sub(r"[^a-z0-9 ]", "", text.lower())
    for form in {plain, re.sub(rf"\s+{number}$|^{number}\s+", "", plain)}:
        yield re.sub(r"\d+", "#", form.replace(" ", ""))


def _mark_page_number(number: int, lines: list[Printed]) -> None:
    """A page's own number alone on its first or last line that is not a running one."""
    for edge in (lines, lines[::-1]):
        for line in edge:
            if re.fullmatch(rf"(?:page )?{number}(?: of \d+)?", line.text.strip().lower()):
                line.what = "page number"
            if not line.what:
                break


def _mark_footnotes(lines: list[Printed], usual: float) -> None:
    """The small lines that end a page's text, from the first one on that begins with a number or sign."""
    body = [line for line in lines if not line.what]
    ends = len(body)
    while ends and body[ends - 1].font < SMALLER * usual:
        ends -= 1
    notes = body[ends:]
    first = next((i for i, line in enumerate(notes) if re.match(r"(?:\d{1,3}|[*†])\s*[A-Za-z‘“(]", line.text)), None)
    for line in notes[first:] if first is not None else []:
        line.what = "footnote"


def counted(pages: dict[int, list[Printed]]) -> Counter[str]:
    """How many lines of each kind of furniture there are: a rule that finds none proves nothing."""
    return Counter(line.what for lines in pages.values() for line in lines if line.what)
