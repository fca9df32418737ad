"""A page of a PDF as a picture, with boxes lit up exactly where they are."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pypdfium2
from PIL import Image, ImageChops

from rag.read.frame import on_picture
from rag.read.pdf import is_pdf
from rag.types import Box, OfstedChatError

HIGHLIGHT = (255, 221, 87)
"""Multiplied with the page, as a marker pen does: white turns into this colour, black ink stays black."""

SCALE = 2.0
"""Pixels for a PDF point."""

LONGEST_SIDE = 2600
"""Pixels. A page that would be larger, which no A4 page is, is drawn smaller."""

_PDFIUM = Lock()
"""PDFium is not thread-safe (pypdfium2 #303), and every session draws in a thread of its own."""


def is_text_file(path: Path) -> bool:
    """True where the file is there and is no PDF: a report in Markdown or plain text, which has no pages."""
    try:
        with path.open("rb") as file:
            return not is_pdf(file.read(1024))
    except OSError:
        return False


@lru_cache(maxsize=64)
def page_png(path: Path, page: int, boxes: tuple[Box, ...]) -> bytes:
    """Page `page` (from 1) of the PDF at `path` as PNG, with those of the boxes lit up that are on it.

    OfstedChatError where the file or the page cannot be drawn.
    """
    try:
        with _PDFIUM:
            image = _draw(path, page, [box for box in boxes if box.page == page])
    except FileNotFoundError as error:
        raise OfstedChatError("the report's file is no longer in the library's folder: ingest it again") from error
    except (pypdfium2.PdfiumError, IndexError, OSError, ValueError) as error:
        raise OfstedChatError(f"page {page} of the report's file cannot be drawn") from error
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _draw(path: Path, number: int, boxes: Iterable[Box]) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number - 1]
        scale = min(SCALE, LONGEST_SIDE / max(*page.get_size(), 1.0))
        image: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        corners = [on_picture(box, page.get_size(), image.size) for box in boxes]
        for corner in corners:
            _light_up(image, corner)
        return image
    finally:
        document.close()


def _light_up(image: Image.Image, corners: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = corners
    # The pixels in which the edges fall belong to the box.
    area = (max(0, left), max(0, top), min(image.width, right + 1), min(image.height, bottom + 1))
    if area[0] < area[2] and area[1] < area[3]:
        printed = image.crop(area)
        image.paste(ImageChops.multiply(printed, Image.new("RGB", printed.size, HIGHLIGHT)), area[:2])
