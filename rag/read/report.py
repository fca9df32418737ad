"""Blocks to a `Report`: sections, paragraphs with ids and labels, judgements, facts and the reader's own doubts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.facts import FrontFacts, front_facts
from rag.read.judgements import Row, area_of, grade_of, judgement_rows, stated_judgements
from rag.read.layout import Block, lay_out
from rag.read.naming import Place, begins, kind_of, name_of, report_id
from rag.read.pdf import PdfText, read_pdf
from rag.read.text import joined, plain, vocabulary
from rag.types import (
    Area,
    Judgement,
    Kind,
    Paragraph,
    ParagraphKind,
    Places,
    Report,
    ReportFacts,
    UnreadableFile,
)

_SCANNED = 50
"""Under this many characters a page the pages are pictures (TRUST: image-only PDFs)."""


def read_file(path: Path, register: Register, catalogue: Catalogue | None = None) -> Report:
    """The report in the PDF at `path`. Raises UnreadableFile with a one-line reason.

    What the report does not print of its own publication (day, address) comes from the catalogue, where it is listed.
    """
    pdf = read_pdf(path)
    characters = sum(page.characters for page in pdf.pages)
    if characters < _SCANNED * len(pdf.pages):
        raise UnreadableFile(f"is scanned: {characters} characters on {len(pdf.pages)} pages; not indexed")
    facts = front_facts(pdf.pages)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    front = " ".join(line.text for page in pdf.pages[:2] for line in page.lines)
    authority = register.identify(facts.title, front)
    name = authority.name if authority else "authority not known"
    urn = authority.urn if authority else None
    listed = catalogue.of(urn, facts.inspected_to) if catalogue else None
    identity = report_id(urn, facts, sha256)
    reader = _Reader(identity, pdf, facts)
    paragraphs = tuple(reader.paragraphs())
    if not paragraphs:
        raise UnreadableFile("holds no paragraphs of text: not a report")
    known = ReportFacts(
        id=identity,
        urn=urn,
        authority=name,
        kind=facts.kind,
        title=facts.title,
        inspected_from=facts.inspected_from,
        inspected_to=facts.inspected_to,
        published=facts.published or (listed.published if listed else None),
        lead_inspector=facts.lead_inspector,
        file_name=path.name,
        sha256=sha256,
        page_count=len(pdf.pages),
        wording=facts.wording,
        url=facts.url or (listed.url if listed else None),
        judgements=tuple(reader.judgements),
        warnings=tuple(_doubts(pdf, paragraphs, urn, facts)),
    )
    return Report(known, paragraphs)


class _Reader:
    """Turns one PDF's blocks into paragraphs and judgements."""

    def __init__(self, report_id: str, pdf: PdfText, facts: FrontFacts) -> None:
        self.report_id = report_id
        self.facts = facts
        self.pages = pdf.pages
        self.layout = lay_out(pdf.pages)
        self.known = vocabulary(line for page in pdf.pages for line in page.lines)
        self.judgements: list[Judgement] = []
        self._ids: Counter[str] = Counter()

    def paragraphs(self) -> Iterable[Paragraph]:
        """The paragraphs in reading order, the judgement table first."""
        rows = judgement_rows(self.pages[0])
        front = [*self._cover(), *([self._table(rows)] if rows else [])]
        yield from (replace(paragraph, position=index) for index, paragraph in enumerate(front))
        position = len(front)
        place = Place()
        ended = False
        for block in self._findings(rows):
            text = plain(block.text).strip().lower()
            if begins(text, "boilerplate"):
                ended = ended or block.lines[0].page > 2
                continue
            if ended and block.lines[0].size < self.layout.metrics.size:
                continue
            if block.heading and len(block.text.split()) <= 40:
                place.enter(block.style, joined(block.lines, self.known)[0].strip())
                continue
            if place.takes_row(block, joined(block.lines, self.known)[0].strip()):
                continue
            yield self._paragraph(block, place, position)
            position += 1
        self._stated(rows)

    def _cover(self) -> Iterable[Paragraph]:
        """The lines of the first page that say when and by whom the inspection was made, as one paragraph."""
        lines = [
            line
            for line in self.pages[0].lines
            if begins(plain(line.text).strip().lower(), "about_inspection") and not line.words[0].mark
        ]
        if not lines:
            return
        text, places = joined(lines, self.known)
        name = self._unique("cover")
        yield Paragraph(
            name, self.report_id, 0, ParagraphKind.TABLE, None, "first page", ("First page",), text, (1,), places
        )

    def _findings(self, rows: list[Row]) -> Iterable[Block]:
        """The blocks that are neither cover nor judgement table."""
        table = {(round(w.box.left), round(w.box.bottom)) for row in rows for line in row.lines for w in line.words}
        lowest = min((line.bottom for row in rows for line in row.lines), default=None)
        for block in self.layout.blocks:
            first = block.lines[0]
            if first.page == 1:
                text = plain(block.text).strip().lower()
                in_table = any((round(w.box.left), round(w.box.bottom)) in table for w in first.words)
                above = lowest is not None and first.bottom > lowest and len(text.split()) < 40
                if (
                    in_table
                    or above
                    or begins(text, "cover")
                    or (block.heading and first.size > self.layout.metrics.size + 6)
                ):
                    continue
                if block.heading and self.facts.kind is Kind.SIF:
                    continue
            yield block

    def _paragraph(self, block: Block, place: Place, position: int) -> Paragraph:
        text, places = joined(block.lines, self.known)
        kind = kind_of(block, place.section)
        number, label, name = name_of(block, kind, place)
        if block.number:
            place.number = (block.number, name)
        elif not block.bullet:
            place.number = None
        return Paragraph(
            id=self._unique(name),
            report_id=self.report_id,
            position=position,
            kind=kind,
            number=number,
            label=label,
            section=place.section,
            text=text,
            pages=places.pages(),
            places=places,
        )

    def _unique(self, name: str) -> str:
        self._ids[name] += 1
        again = self._ids[name]
        return f"{self.report_id}/{name}" + (f"~{again}" if again > 1 else "")

    def _table(self, rows: list[Row]) -> Paragraph:
        """The judgement table as one paragraph, a row after the other, and its judgements."""
        paragraph_id = self._unique("judgements")
        texts: list[str] = []
        packed: list[bytes] = []
        offset = 0
        for row in rows:
            text, places = joined(row.lines, self.known)
            area, grade = area_of(row.printed_area), grade_of(row.printed_grade)
            if area is None or grade is None:
                continue
            packed.append(_shifted(places, offset).packed)
            texts.append(text)
            offset += len(text) + 1
            self.judgements.append(
                Judgement(area, grade, row.printed_area, row.printed_grade, rows[0].label[0].page, paragraph_id)
            )
        return Paragraph(
            id=paragraph_id,
            report_id=self.report_id,
            position=0,
            kind=ParagraphKind.TABLE,
            number=None,
            label="judgement table",
            section=("Judgements",),
            text="\n".join(texts),
            pages=(1,),
            places=Places(b"".join(packed)),
        )

    def _stated(self, rows: list[Row]) -> None:
        cover = " ".join(line.text for line in self.pages[0].lines)
        known = {judgement.area for judgement in self.judgements}
        for area, printed in stated_judgements(cover):
            grade = grade_of(printed)
            if grade and area not in known:
                self.judgements.append(Judgement(area, grade, area.value, printed, 1, None))
        if self.facts.kind is Kind.SIF:  # its cover states the overall judgement above the list
            self.judgements.sort(key=lambda judgement: judgement.area != Area.OVERALL)


def _shifted(places: Places, offset: int) -> Places:
    return Places.pack(replace(word, start=word.start + offset, end=word.end + offset) for word in places)


def _doubts(pdf: PdfText, paragraphs: tuple[Paragraph, ...], urn: str | None, facts: FrontFacts) -> Iterable[str]:
    """What a person should look at: gaps in the numbers, pages without text, facts that are not found."""
    last = 0
    for paragraph in paragraphs:
        if paragraph.number and paragraph.kind is not ParagraphKind.BULLET:
            number = int(paragraph.number)
            if number > last + 1 and number != 1:
                missing = f"{last + 1}" if number == last + 2 else f"{last + 1} to {number - 1}"
                yield f"paragraph numbers missing before {number}: {missing}"
            last = number
    empty = [str(page.number) for page in pdf.pages if page.characters < 5]
    if empty:
        yield f"pages without text: {', '.join(empty)}"
    if urn is None:
        yield "the authority is not in the register"
    if facts.inspected_to is None:
        yield "no inspection dates found"
