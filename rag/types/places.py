"""Where words stand on pages: boxes in PDF points from the bottom left of the page as it is seen; pages from 1."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: page from 1, edges in PDF points."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class WordPlace:
    """Where the characters `text[start:end]` of a paragraph stand: one printed word, or the part of it on one line."""

    start: int
    end: int
    box: Box


_PLACE = struct.Struct("<IHHHHHH")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a paragraph's words, packed: 16 bytes a word, boxes to a tenth of a point."""

    packed: bytes = b""

    @classmethod
    def pack(cls, words: Iterable[WordPlace]) -> Places:
        """Pack word places; coordinates are clamped to 0..6553.5 points and rounded to tenths."""

        def tenths(value: float) -> int:
            return max(0, min(65535, round(value * 10)))

        return cls(
            b"".join(
                _PLACE.pack(
                    w.start,
                    w.end - w.start,
                    w.box.page,
                    tenths(w.box.left),
                    tenths(w.box.bottom),
                    tenths(w.box.right),
                    tenths(w.box.top),
                )
                for w in words
            )
        )

    def __iter__(self) -> Iterator[WordPlace]:
        for start, length, page, left, bottom, right, top in _PLACE.iter_unpack(self.packed):
            yield WordPlace(start, start + length, Box(page, left / 10, bottom / 10, right / 10, top / 10))

    def __len__(self) -> int:
        return len(self.packed) // _PLACE.size

    def until(self, end: int) -> Places:
        """The places of the words before `end`."""
        return Places.pack(replace(word, end=min(word.end, end)) for word in self if word.start < end)

    def boxes(self, start: int = 0, end: int | None = None) -> tuple[Box, ...]:
        """The boxes of `text[start:end]`, one a printed line, in reading order; empty where nothing is stored."""
        lines: list[Box] = []
        for word in self:
            if word.end <= start or (end is not None and word.start >= end):
                continue
            box = word.box
            last = lines[-1] if lines else None
            overlap = min(last.top, box.top) - max(last.bottom, box.bottom) if last and last.page == box.page else 0.0
            if last and overlap > 0.5 * (box.top - box.bottom) and box.left >= last.left:
                lines[-1] = Box(
                    box.page,
                    min(last.left, box.left),
                    min(last.bottom, box.bottom),
                    max(last.right, box.right),
                    max(last.top, box.top),
                )
            else:
                lines.append(box)
        return tuple(lines)

    def pages(self) -> tuple[int, ...]:
        """The pages that the paragraph stands on, ascending."""
        return tuple(sorted({word.box.page for word in self}))
