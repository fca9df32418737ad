"""Pages without their furniture: running headers and footers, page numbers, contents entries and footnotes go.

The thresholds are shares of the page's height and the body's size, measured over published reports of every year.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from rag.read.pdf import Line, Page
from rag.read.pdf_words import Word

_MARGIN = 0.095
"""Share of the page's height at its top and foot in which running headers and footers stand."""
_MARK = re.compile(r"(?:\d{1,3}(?!\d)|[*†])")
_FEW = 3
"""On so few pages a footer need not repeat: the first page often has none."""
_LINES_OF_TEXT = 6
"""Lines of one size that are text and no title (behind the first page, titles have up to 5)."""
_SMALL = 0.9
"""Footnotes are printed under this share of the body's size."""


@dataclass(slots=True)
class Footnote:
    """A footnote: the number or sign that it begins with, and its lines with it."""

    mark: str
    lines: list[Line]


@dataclass(slots=True)
class Metrics:
    """The body's size and leading in points, and the right edge that full lines reach.

    `large` has the pages that are printed larger throughout (a summary for children), with their size; `headings`
    matches lines that are headings however they are printed.
    """

    size: float
    leading: float
    right: float
    large: dict[int, float] = field(default_factory=dict)
    headings: re.Pattern[str] | None = None

    def size_on(self, page: int) -> float:
        """The size of running text on this page."""
        return self.large.get(page, self.size)


def bodies_of(pages: list[Page], metrics: Metrics) -> tuple[list[list[Line]], list[Footnote]]:
    """The lines of each page's body, and the footnotes set aside."""
    running = _running_lines(pages)
    footnotes: list[Footnote] = []
    bodies: list[list[Line]] = []
    for page in pages:
        few = len(pages) <= _FEW
        body = [
            line
            for line in page.lines
            if not (
                _is_running(line, page, running)
                or _is_page_number(line, page)
                or (few and _is_small_at_foot(line, page, metrics))
            )
        ]
        body = _without_contents([_without_marks(line) for line in body])
        body, notes = _without_footnotes(body, metrics)
        footnotes.extend(notes)
        bodies.append(body)
    return bodies, footnotes


def measure(pages: list[Page]) -> Metrics:
    """The commonest size by characters, the commonest distance between its lines, and the right edge of full lines."""
    sizes: Counter[float] = Counter()
    distances: Counter[float] = Counter()
    rights: list[float] = []
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 12.0
    for page in pages:
        for above, below in zip(page.lines, page.lines[1:], strict=False):
            distance = above.bottom - below.bottom
            if above.size == below.size == size and 0.8 * size < distance < 2.5 * size:
                distances[round(distance * 2) / 2] += 1
                rights.append(above.right)
    rights.sort()
    large = {page.number: usual for page in pages[1:] if (usual := _usual_size(page)) > size}
    return Metrics(
        size,
        distances.most_common(1)[0][0] if distances else 1.2 * size,
        rights[int(len(rights) * 0.9)] if rights else 520.0,
        large,
    )


def _usual_size(page: Page) -> float:
    """The size of most of a page's lines, 0 where it has too few to tell a text from a title."""
    sizes = Counter(line.size for line in page.lines)
    size, count = sizes.most_common(1)[0] if sizes else (0.0, 0)
    return size if count >= _LINES_OF_TEXT else 0.0


def _in_margin(line: Line, page: Page) -> bool:
    return line.top < page.height * _MARGIN or line.bottom > page.height * (1 - _MARGIN)


def _patterns(line: Line, page: Page) -> set[str]:
    """The line with digits as #, and the same without the page's number at its end (page 1 often prints none)."""
    text = line.text.strip()
    return {re.sub(r"\d+", "#", form) for form in (text, re.sub(rf"\s+{page.number}$", "", text))}


def _running_lines(pages: list[Page]) -> frozenset[str]:
    """Patterns (digits as #) of lines that repeat in the margins of pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update(set().union(*(_patterns(line, page) for line in page.lines if _in_margin(line, page))))
    least = 3 if len(pages) > 4 else 2
    return frozenset(pattern for pattern, count in seen.items() if count >= least)


def _is_running(line: Line, page: Page, running: frozenset[str]) -> bool:
    if not _in_margin(line, page):
        return False
    text = line.text.strip()
    return not running.isdisjoint(_patterns(line, page)) or text in (str(page.number), f"Page {page.number}")


def _is_small_at_foot(line: Line, page: Page, metrics: Metrics) -> bool:
    """A small line in the margin at the foot that is no footnote, or ends in the page's own number."""
    text = line.text.strip()
    is_note = bool(_MARK.match(text)) and not text.endswith(f" {page.number}")
    return line.top < page.height * _MARGIN and line.size < _SMALL * metrics.size and not is_note


def _is_page_number(line: Line, page: Page) -> bool:
    """The page's number on a line of its own, above or under all other lines: some stand inside the margin's share."""
    if line.text.strip() != str(page.number):
        return False
    others = [other for other in page.lines if other is not line]
    return all(line.top <= other.bottom + 2 for other in others) or all(
        line.bottom >= other.top - 2 for other in others
    )


def _without_marks(line: Line) -> Line:
    """Footnote marks that stand as words of their own, small and raised, are taken out of the line."""
    size = line.size
    kept: list[Word] = []
    for word in line.words:
        raised = (
            kept and word.text.isdigit() and word.size < 0.8 * size and word.box.top > kept[-1].box.top - 0.3 * size
        )
        if raised:
            kept[-1] = replace(kept[-1], mark=word.text)
        else:
            kept.append(word)
    return Line(line.page, kept)


def _without_contents(body: list[Line]) -> list[Line]:
    """A contents page loses its entries: the lines from the word Contents on, where most of them end in a number."""
    for index, line in enumerate(body[:6]):
        if line.text.strip().lower() in ("contents", "table of contents"):
            entries = body[index + 1 :]
            numbered = sum(bool(re.search(r"(\.|\s)\d{1,3}$", entry.text.strip())) for entry in entries)
            return body[:index] if numbered >= 0.5 * len(entries) else body
    return body


def _without_footnotes(body: list[Line], metrics: Metrics) -> tuple[list[Line], list[Footnote]]:
    """Trailing small lines from one that starts with a mark on are footnotes."""
    start = len(body)
    while start > 0 and body[start - 1].size < _SMALL * metrics.size:
        start -= 1
    while start < len(body) and not _MARK.match(body[start].text):
        start += 1
    notes: list[Footnote] = []
    for line in body[start:]:
        mark = _MARK.match(line.text)
        follows = mark is not None and (not notes or _follows(notes[-1].mark, mark[0]))
        if mark and follows:
            notes.append(Footnote(mark[0], [line]))
        else:
            notes[-1].lines.append(line)
    return body[:start], notes


def _follows(last: str, mark: str) -> bool:
    """True where `mark` begins the next note: the next number, or a sign."""
    return int(mark) == int(last) + 1 if mark.isdigit() and last.isdigit() else not mark.isdigit()
