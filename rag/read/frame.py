"""A page as a reader sees it: turned by its /Rotate, cut by its crop box, measured from the bottom left of that."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2

from rag.types import Box

Corners = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is seen of a page: the left and bottom edge, width and height before it is turned, and the turn in degrees,
    clockwise: 0, 90, 180 or 270."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> Frame:
        """The frame of a page of PDFium's, whose own coordinates know neither turn nor crop box."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right - left, top - bottom, page.get_rotation())

    def seen(self, corners: Corners) -> Corners:
        """Where a rectangle of the page's own coordinates stands to the reader."""
        left, bottom = corners[0] - self.left, corners[1] - self.bottom
        right, top = corners[2] - self.left, corners[3] - self.bottom
        if self.turn == 90:
            return bottom, self.width - right, top, self.width - left
        if self.turn == 180:
            return self.width - right, self.height - top, self.width - left, self.height - bottom
        if self.turn == 270:
            return self.height - top, left, self.height - bottom, right
        return left, bottom, right, top


def on_picture(box: Box, size: tuple[float, float], picture: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of `box` in pixels from the top left of a `picture` (width, height) of the whole page,
    which is `size` points wide and high as it is seen."""
    across, down = picture[0] / size[0], picture[1] / size[1]
    return (
        int(box.left * across),
        int((size[1] - box.top) * down),
        int(box.right * across),
        int((size[1] - box.bottom) * down),
    )
