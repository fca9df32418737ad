"""Lines to blocks: paragraphs told apart by numbers, bullets and gaps, and joined over page breaks.

A block is a heading or a run of text that belongs together by eye: a numbered paragraph, a bullet, a plain paragraph.
The thresholds are shares of the body's own size and leading, measured over published reports of every year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rag.read.furniture import Footnote, Metrics, bodies_of, measure
from rag.read.pdf import Line, Page
from rag.read.text import plain

BULLETS = frozenset("◼■▪◾●•‣◦∙○□➢✓\u2212\uf0b7\uf06e\uf02d\uf0a7\uf0d8\uf0fc")
DASHES = frozenset("-–—o§")
_NUMBER = re.compile(r"^(\d{1,3})([.)]?)$")
_GAP = 1.35
"""A distance between lines above this share of the leading ends a paragraph (paragraph gaps measure 1.4 to 2)."""
_HANGS = 5
"""Points by which a bullet's text stands behind its sign, if its lines hang: what follows so far in is its own."""
_SAME_SIZE = 0.5
"""Points by which the size of one heading's lines may differ (scanned sizes: 14.7 and 14.9)."""
_CLOSING = re.compile(r"Yours? (?:sincerely|faithfully)\b")


@dataclass(slots=True)
class Block:
    """A heading, or text that belongs together.

    `left` is the left edge of its number, bullet sign or first word, `indent` that of its second and later lines.
    """

    lines: list[Line]
    heading: bool = False
    number: str | None = None
    bullet: bool = False
    indent: float = 0.0
    left: float = 0.0

    @property
    def text(self) -> str:
        """The lines with single spaces: for recognising, not for quoting."""
        return " ".join(line.text for line in self.lines)

    @property
    def style(self) -> tuple[float, bool]:
        """Size and weight of the first line: what ranks headings."""
        return (self.lines[0].size, self.lines[0].bold)


@dataclass(slots=True)
class Layout:
    """What `lay_out` found: the blocks in reading order, the footnotes set aside, and the body's measures.

    `bare_numbers` are paragraph numbers that are printed on a line of their own with no text.
    """

    blocks: list[Block]
    footnotes: list[Footnote]
    metrics: Metrics
    bare_numbers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Numbers:
    """Where paragraph numbers stand and which came last: tells "25. This" in a sentence from a number."""

    column: float | None = None
    last: int = 0

    def accept(self, number: int, left: float, gap: float, size: float, dotted: bool, hangs: bool) -> bool:
        follows = number == self.last + 1
        moved = dotted and follows and hangs
        in_column = self.column is None or abs(left - self.column) <= 8 or number == 1 or moved
        tabbed = gap > (0.45 if dotted else 0.9) * size
        starts_again = number == 1
        skips = self.last < number <= self.last + 3
        exactly = self.column is not None and abs(left - self.column) <= 2
        if not in_column or not (
            follows or (dotted and ((starts_again and tabbed) or (skips and (tabbed or exactly))))
        ):
            return False
        if not dotted and not tabbed:
            return False
        self.column, self.last = left, number
        return True


def lay_out(pages: list[Page], headings: re.Pattern[str] | None = None) -> Layout:
    """The blocks of a report's pages; lines that `headings` matches are headings however they are printed."""
    metrics = replace(measure(pages), headings=headings)
    bodies, footnotes = bodies_of(pages, metrics)
    layout = Layout([], footnotes, metrics)
    layout.blocks.extend(_blocks(bodies, metrics, layout.bare_numbers))
    return layout


def _is_heading(line: Line, metrics: Metrics) -> bool:
    if not any(c.isalpha() for c in line.text):
        return False
    if metrics.headings and metrics.headings.match(plain(line.text).strip()):
        return True
    larger = line.size >= metrics.size_on(line.page) + 1.4
    return larger or (line.bold and line.size >= metrics.size - 0.6)


def _blocks(bodies: list[list[Line]], metrics: Metrics, bare: list[int]) -> Iterator[Block]:
    current: Block | None = None
    numbers = _Numbers()
    for body in bodies:
        waiting: Line | None = None  # a number on a line of its own: the next line's
        for index, line in enumerate(body):
            if not line.words or line.text in BULLETS:  # an empty bullet at a list's end
                continue
            below = body[index + 1] if index + 1 < len(body) else None
            if _is_lone_number(line, below, metrics, numbers):
                waiting = line
                bare.append(numbers.last)
                continue
            block = _start(line, below, metrics, numbers)
            if waiting and not (block.number or block.bullet or block.heading):
                block.number, block.left = str(bare.pop()), waiting.left
            waiting = None
            joins = current is not None and (
                _joins_heading(current, block, metrics)
                if block.heading or current.heading
                else _is_inner_bullet(current, block, line)
                or (not (block.number or block.bullet) and _goes_on(current, line, metrics, new_page=index == 0))
            )
            if current is not None and joins:
                if len(current.lines) == 1 and not current.heading and (current.number or current.bullet):
                    current.indent = line.left
                current.lines.append(line)
                continue
            if current is not None:
                yield current
            current = block
    if current is not None:
        yield current


def _is_lone_number(line: Line, below: Line | None, metrics: Metrics, numbers: _Numbers) -> bool:
    """True where the line is the next paragraph number and nothing else, in the column in which numbers stand.

    Its text is the line below, further in; where there is none, the number has no text.
    """
    found = _NUMBER.match(line.text)
    if not found or not found[2] or line.size > metrics.size + 1 or line.words[0].bold:
        return False
    column, number = numbers.column, int(found[1])
    fits = number == numbers.last + 1 and (column is None or abs(line.left - column) <= 2)
    if not fits or (below is not None and below.left < line.right):
        return False
    numbers.column, numbers.last = line.left, number
    return True


def _start(line: Line, below: Line | None, metrics: Metrics, numbers: _Numbers) -> Block:
    """The block that this line, with the line `below` it, would begin."""
    first = line.words[0]
    rest = line.words[1:]
    if (first.text and first.text[0] in BULLETS) or (first.text in DASHES and rest):
        kept = rest if len(first.text) == 1 else [replace(first, text=first.text[1:]), *rest]
        if kept:
            return Block([Line(line.page, kept)], bullet=True, indent=kept[0].box.left, left=line.left)
    found = _NUMBER.match(first.text)
    if found and rest and not first.bold | (line.size >= metrics.size_on(line.page) + 1.4):
        gap, indent = rest[0].box.left - first.box.right, rest[0].box.left
        hangs = below is not None and below.left > first.box.left + 8 and abs(below.left - indent) <= 4
        if numbers.accept(int(found[1]), first.box.left, gap, first.size, bool(found[2]), hangs):
            return Block([Line(line.page, rest)], number=found[1], indent=indent, left=line.left)
    return Block([line], heading=_is_heading(line, metrics), indent=line.left, left=line.left)


def _joins_heading(current: Block, block: Block, metrics: Metrics) -> bool:
    """A heading goes on in the next line, close under it, in the same style or within its sentence."""
    if not (current.heading and block.heading) or abs(current.style[0] - block.style[0]) > _SAME_SIZE:
        return False
    if current.style[1] != block.style[1] and not block.text[:1].islower():
        return False
    above, below = current.lines[-1], block.lines[0]
    return above.page == below.page and 0 < above.bottom - below.bottom <= 1.45 * above.size


def _is_inner_bullet(current: Block, block: Block, line: Line) -> bool:
    """A bullet set further in under a bullet belongs to it, its sign being part of the text."""
    return (
        current.bullet and block.bullet and line.left > current.lines[0].left - 3 and block.indent > current.indent + 5
    )


def _goes_on(current: Block, line: Line, metrics: Metrics, new_page: bool) -> bool:
    """True where `line`, which starts nothing of its own, belongs to the block before it."""
    above = current.lines[-1]
    ended = bool(re.search(r"[.!?:;][’”\"')]?$", above.text.strip()))
    if _CLOSING.match(line.text) or (ended and not current.number and _had_room(current, line, metrics)):
        return False
    inner = current.bullet and line.left > current.indent
    hanging = (
        inner or abs(line.left - current.indent) <= 4 or (len(current.lines) == 1 and line.left >= current.indent - 30)
    )
    if above.page == line.page and not new_page:
        distance = above.bottom - line.bottom
        if distance < -2 or (current.bullet and line.left < current.left - 8):
            return False
        if distance <= _GAP * metrics.leading * max(1.0, line.size / metrics.size):
            return True
        return bool(current.number) and abs(line.left - current.indent) <= 4 and distance <= 2.6 * metrics.leading
    if not hanging or abs(line.size - above.size) > 0.6:
        return False
    if not ended or line.text[:1].islower():
        return True
    if current.bullet:
        return current.indent > current.left + _HANGS and abs(line.left - current.indent) <= 4
    return bool(current.number)


def _had_room(current: Block, line: Line, metrics: Metrics) -> bool:
    """True where the last line ends so early that the first word of `line` would have stood on it too.

    On one page the lines must also stand a little further apart than the leading: lists of short lines do not.
    """
    above = current.lines[-1]
    first = line.words[0]
    right = max(above_line.right for above_line in current.lines) if len(current.lines) > 1 else metrics.right
    room = right - above.right - (first.box.right - first.box.left) > 0.6 * line.size
    apart = above.page != line.page or above.bottom - line.bottom > 1.1 * metrics.leading
    return room and apart and not line.text[:1].islower()
