"""A report's pages as one HTML file, with the boxes of every paragraph drawn and labelled on the page images.

Pictures are in the file, there is no script, and a policy in it forbids every request. Text of the report is escaped.
"""

from __future__ import annotations

import base64
import io
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pypdfium2

from rag.answer.wording import headline
from rag.commands.plain import clean
from rag.read.frame import on_picture
from rag.read.pdf import is_pdf
from rag.types import OfstedChatError, Paragraph, ParagraphKind, Report

SCALE = 1.5
"""Pixels for a PDF point."""
MOST_PAGES = 200
"""Pages that are drawn; of a longer file the first (published reports have up to 70 pages)."""
_COLOURS = {
    ParagraphKind.NUMBERED: "#1d70b8",
    ParagraphKind.SUMMARY: "#00703c",
    ParagraphKind.RECOMMENDATION: "#d4351c",
    ParagraphKind.BULLET: "#6f3cb4",
    ParagraphKind.TABLE: "#8a5a00",
    ParagraphKind.TEXT: "#00626b",
    ParagraphKind.HEADING: "#a0006d",
    ParagraphKind.FOOTNOTE: "#595959",
    ParagraphKind.ABOUT: "#4c2c92",
}
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 1500px; margin: 0 auto; padding: 1rem; color: #0b0c0c; }}
section {{ display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem; margin: 2rem 0; }}
h2 {{ grid-column: 1 / -1; margin: 0; }}
svg {{ width: 100%; height: auto; border: 1px solid #b1b4b6; }}
svg text {{ font: 8px system-ui, sans-serif; }}
li {{ margin-bottom: .6rem; overflow-wrap: anywhere; }}
b {{ display: block; }}
@media (max-width: 800px) {{ section {{ grid-template-columns: minmax(0, 1fr); }} }}
</style></head><body>
"""


def page_view(path: Path, report: Report) -> str:
    """The HTML. OfstedChatError where a page cannot be drawn; of a text file only the paragraphs are shown."""
    by_page: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in report.paragraphs:
        for page in paragraph.pages:
            by_page[page].append(paragraph)
    title = escape(clean(f"{headline(report.facts)} ({report.facts.file_name})"))
    parts = [_HEAD.format(title=title), f"<h1>{title}</h1>\n<p>{_legend()}</p>\n"]
    parts += [f"<p>Warning: {escape(clean(warning))}</p>\n" for warning in report.facts.warnings]
    parts += _sections(path, report, by_page)
    return "".join([*parts, "</body></html>\n"])


def _legend() -> str:
    return ", ".join(f'<span style="color: {colour}">{kind.value}</span>' for kind, colour in _COLOURS.items())


def _sections(path: Path, report: Report, by_page: dict[int, list[Paragraph]]) -> Iterator[str]:
    with path.open("rb") as file:
        drawn = is_pdf(file.read(1024))
    if not drawn:
        yield f"<section><h2>A text file: it has no pages</h2>{_list(report.paragraphs)}</section>\n"
        return
    try:
        document = pypdfium2.PdfDocument(path)
        try:
            for number in range(1, min(len(document), MOST_PAGES) + 1):
                picture = _picture(document, number, by_page[number])
                yield f"<section><h2>Page {number}</h2>{picture}{_list(by_page[number])}</section>\n"
            if len(document) > MOST_PAGES:
                yield f"<p>Drawn are the first {MOST_PAGES} of {len(document)} pages.</p>\n"
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise OfstedChatError(f"a page of {path.name} cannot be drawn") from error


def _picture(document: pypdfium2.PdfDocument, number: int, paragraphs: list[Paragraph]) -> str:
    """The page as an SVG of its own pixels: the image, and over it the boxes, each with the paragraph's label."""
    page = document[number - 1]
    try:
        bitmap = page.render(scale=SCALE, may_draw_forms=False)
        file = io.BytesIO()
        bitmap.to_pil().convert("L").save(file, "PNG")
        shapes = []
        for paragraph in paragraphs:
            boxes = [box for box in paragraph.places.boxes() if box.page == number]
            corners = [on_picture(box, page.get_size(), (bitmap.width, bitmap.height)) for box in boxes]
            shapes += [_shape(paragraph, corner, index == 0) for index, corner in enumerate(corners)]
        size = f'width="{bitmap.width}" height="{bitmap.height}"'
        data = base64.b64encode(file.getvalue()).decode()
        return (
            f'<svg viewBox="0 0 {bitmap.width} {bitmap.height}" role="img" aria-label="Page {number}">'
            f'<image {size} href="data:image/png;base64,{data}"/>{"".join(shapes)}</svg>'
        )
    finally:
        page.close()


def _shape(paragraph: Paragraph, corners: tuple[int, int, int, int], first: bool) -> str:
    left, top, right, bottom = corners
    colour, label = _COLOURS[paragraph.kind], escape(clean(paragraph.label))
    box = (
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="{colour}" fill-opacity="0.08"'
        f' stroke="{colour}"><title>{label}</title></rect>'
    )
    return box + (f'<text x="{left}" y="{top - 1}" fill="{colour}">{label}</text>' if first else "")


def _list(paragraphs: list[Paragraph] | tuple[Paragraph, ...]) -> str:
    items = (
        f'<li><b style="color: {_COLOURS[p.kind]}">{escape(clean(p.label))} ({p.kind.value})</b>'
        f"{escape(clean(' › '.join(p.section)))}: {escape(clean(p.text))}</li>"
        for p in paragraphs
    )
    return f"<ul>{''.join(items)}</ul>"
