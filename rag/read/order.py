"""Lines in the order in which a page is read: from the top down, whatever order its content has them in.

For pages of one column. A letter's head is often drawn last on its first page, its page numbers first.
"""

from __future__ import annotations

from dataclasses import replace

from rag.read.pdf import Line, Page

_SAME_HEIGHT = 0.5
"""Lines that overlap by this share of the lower one's height stand side by side, and are read from left to right."""


def as_seen(page: Page) -> Page:
    """The page with its lines from the top down, those side by side from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda line: -line.bottom):
        if rows and beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return replace(page, lines=[line for row in rows for line in sorted(row, key=lambda line: line.left)])


def beside(first: Line, second: Line) -> bool:
    """True where two lines stand at one height."""
    overlap = min(first.top, second.top) - max(first.bottom, second.bottom)
    return overlap > _SAME_HEIGHT * min(first.top - first.bottom, second.top - second.bottom)
