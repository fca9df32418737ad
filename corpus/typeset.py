"""Typeset the digests in `corpus/digests` as PDFs in the layout of the published inspection reports.

    python -m corpus.typeset [FOLDER]

writes `<stem>-digest.pdf` for each `<stem>.toml` into FOLDER, `corpus/reports` by default. The same source gives the
same bytes every time: no clock, no random identifier, no compression.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from corpus import digests_folder, reports_folder

# Points, measured on the published reports of 2022.
_LEFT, _RIGHT = 71.0, 71.0
_TOP, _BOTTOM = 94.0, 84.0
_TEXT_WIDTH = A4[0] - _LEFT - _RIGHT
_NUMBER_INDENT = 22.0
_BULLET_INDENT = 18.0
_NOTE_SIZE = 8.5

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11.5, leading=14.5, spaceAfter=14.5, alignment=TA_LEFT)
_TITLE = ParagraphStyle("title", parent=_BODY, fontSize=22, leading=28, spaceAfter=6)
_NOTE = ParagraphStyle("note", parent=_BODY, fontSize=_NOTE_SIZE, leading=11, spaceAfter=12)
_FACT = ParagraphStyle("fact", parent=_BODY, spaceAfter=11)
_CELL = ParagraphStyle("cell", parent=_BODY, spaceAfter=0)
_HEADING = ParagraphStyle(
    "heading",
    parent=_BODY,
    fontName="Helvetica-Bold",
    fontSize=13.5,
    leading=17,
    spaceBefore=4,
    spaceAfter=11,
    keepWithNext=True,
)
_NUMBERED = ParagraphStyle("numbered", parent=_BODY, leftIndent=_NUMBER_INDENT, bulletIndent=0, bulletFontSize=11.5)
_BULLETED = ParagraphStyle(
    "bulleted", parent=_BODY, leftIndent=_BULLET_INDENT, bulletIndent=0, bulletFontSize=11.5, spaceAfter=6
)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=9, leading=11.5, spaceAfter=9)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed section: the heading as printed and its paragraphs as (printed number, text)."""

    heading: str
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest as its TOML source has it: `kind` is a value of `rag.types.Kind`, None is what is not known."""

    urn: str
    authority: str
    kind: str
    title: str
    link: str
    inspected_from: date | None = None
    inspected_to: date | None = None
    published: date | None = None
    lead_inspector: str | None = None
    judgements: tuple[tuple[str, str], ...] = ()
    summary: tuple[str, ...] = ()
    improve: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=())

    @property
    def dates(self) -> str:
        """The inspection dates as the reports print them: "3 to 14 October 2022", or "not given"."""
        first, last = self.inspected_from, self.inspected_to
        if first is None or last is None:
            return "not given"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} to {long_date(last)}"
        start = f"{first.day} {first:%B}" if first.year == last.year else long_date(first)
        return f"{start} to {long_date(last)}"

    @property
    def note(self) -> str:
        """The line on page 1 that says whose words these are; readers know a digest by it."""
        return f"Digest in this project's own words; the published report is at {self.link}"

    def texts(self) -> tuple[str, ...]:
        """Everything that is worded by this project, in reading order: summary, bullets, numbered paragraphs."""
        numbered = tuple(text for section in self.sections for _, text in section.paragraphs)
        return self.summary + self.improve + numbered


def long_date(day: date) -> str:
    """A date as the reports print it: "25 November 2022"."""
    return f"{day.day} {day:%B %Y}"


def read_digest(source: Path) -> Digest:
    """Read a TOML source; `KeyError` where it lacks something."""
    with source.open("rb") as stream:
        raw: dict[str, Any] = tomllib.load(stream)
    sections = tuple(
        Section(section["heading"], tuple((p["number"], p["text"]) for p in section["paragraphs"]))
        for section in raw["sections"]
    )
    return Digest(
        urn=raw["urn"],
        authority=raw["authority"],
        kind=raw["kind"],
        title=raw["title"],
        link=raw["link"],
        inspected_from=raw.get("inspected_from"),
        inspected_to=raw.get("inspected_to"),
        published=raw.get("published"),
        lead_inspector=raw.get("lead_inspector"),
        judgements=tuple((row["area"], row["grade"]) for row in raw.get("judgements", [])),
        summary=tuple(raw["summary"]),
        improve=tuple(raw["improve"]),
        sections=sections,
    )


def typeset(digest: Digest, target: Path) -> None:
    """Write the digest as a PDF at `target`."""
    document = BaseDocTemplate(
        str(target),
        pagesize=A4,
        title=f"{digest.title} (digest)",
        author="ofsted-chat",
        subject=digest.note,
        invariant=1,
        pageCompression=0,
    )
    frame = Frame(_LEFT, _BOTTOM, _TEXT_WIDTH, A4[1] - _TOP - _BOTTOM, 0, 0, 0, 0)

    def footer(canvas: Canvas, _: BaseDocTemplate) -> None:
        _draw_footer(canvas, digest)

    document.addPageTemplates(
        [
            PageTemplate("first", [frame], autoNextPageTemplate="later"),
            PageTemplate("later", [frame], onPage=footer),
        ]
    )
    document.build(_first_page(digest) + _findings(digest) + _last_page(digest))


def _draw_footer(canvas: Canvas, digest: Digest) -> None:
    """A rule, the title and the dates in small bold type, and the page number at the right."""
    canvas.saveState()
    canvas.setLineWidth(0.7)
    canvas.line(_LEFT, 56, A4[0] - _RIGHT, 56)
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(_LEFT, 43, digest.title)
    canvas.drawString(_LEFT, 33, digest.dates if digest.inspected_from else f"Inspection dates: {digest.dates}")
    canvas.setFont("Helvetica", 18)
    canvas.drawRightString(A4[0] - _RIGHT, 34, str(canvas.getPageNumber()))
    canvas.restoreState()


def _first_page(digest: Digest) -> list[Flowable]:
    """Title, digest line, dates, lead inspector and judgement table."""
    if stringWidth(digest.note, _NOTE.fontName, _NOTE_SIZE) > _TEXT_WIDTH:
        raise ValueError(f"The digest line does not fit on one line: {digest.note}")
    parts: list[Flowable] = [
        _paragraph(digest.title, _TITLE),
        _paragraph(digest.note, _NOTE),
        Paragraph(f"<b>Inspection dates:</b> {escape(digest.dates)}", _FACT),
        Paragraph(f"<b>Lead inspector:</b> {escape(digest.lead_inspector or 'not given')}", _FACT),
    ]
    if digest.judgements:
        parts += [Spacer(0, 3), _judgement_table(digest.judgements), Spacer(0, 20)]
    return parts


def _judgement_table(judgements: Sequence[tuple[str, str]]) -> Table:
    """Two columns; an area wraps over lines while its grade stands in a column of its own."""
    head = [Paragraph("<b>Judgement</b>", _CELL), Paragraph("<b>Grade</b>", _CELL)]
    rows = [[_paragraph(area, _CELL), _paragraph(grade, _CELL)] for area, grade in judgements]
    table = Table([head, *rows], colWidths=[_TEXT_WIDTH / 2, _TEXT_WIDTH / 2])
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.7, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return table


def _findings(digest: Digest) -> list[Flowable]:
    """Summary, bullets, and the sections with their numbered paragraphs."""
    parts: list[Flowable] = [_paragraph(text, _BODY) for text in digest.summary]
    if digest.improve:
        parts.append(_paragraph("What needs to improve?", _HEADING))
        parts += [_paragraph(text, _BULLETED, "•") for text in digest.improve]
        parts.append(Spacer(0, 8))
    for section in digest.sections:
        parts.append(_paragraph(section.heading, _HEADING))
        parts += [_paragraph(text, _NUMBERED, f"{number}.") for number, text in section.paragraphs]
    return parts


def _last_page(digest: Digest) -> list[Flowable]:
    """A page about this document, in the place of the published reports' page about Ofsted.

    It begins as an imprint of Ofsted's does, so that a reader of reports knows that the findings have ended.
    """
    if digest.published:
        origin = f"The report it digests was published by Ofsted on {long_date(digest.published)}."
    else:
        origin = "It was written from press accounts; the letter itself and its date are not identified."
    licence = (
        "You may reuse this information. Ofsted’s reports are under the Open Government Licence, logos excepted: "
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/."
    )
    what = (
        "This is a digest for the users of ofsted-chat, a project that is independent of Ofsted. It keeps the facts of "
        f"an inspection in the project’s own words and takes no sentence from the published report. {origin}"
    )
    where = f"The published report is at {digest.link}; quote from that one."
    return [PageBreak(), *(_paragraph(text, _SMALL) for text in (licence, what, where))]


def _paragraph(text: str, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    """A paragraph of plain text: nothing in it is markup."""
    return Paragraph(escape(text), style, bulletText=bullet)


def typeset_all(target: Path) -> list[Path]:
    """Typeset every digest into the folder `target`; the files written, in order of their names."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sorted(digests_folder().glob("*.toml")):
        written.append(target / f"{source.stem}-digest.pdf")
        typeset(read_digest(source), written[-1])
    return written


def main() -> None:
    """The command line: `python -m corpus.typeset [FOLDER]`."""
    parser = argparse.ArgumentParser(description="Typeset the bundled digests as PDFs.")
    parser.add_argument("folder", nargs="?", type=Path, default=reports_folder(), help="where to write the PDFs")
    for path in typeset_all(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
