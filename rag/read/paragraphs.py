"""The blocks of a PDF's pages to paragraphs with ids and labels, and its judgements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.read.cover import about_lines, judgements_of, row_line, table_of_lines
from rag.read.facts import FrontFacts
from rag.read.judgements import (
    Row,
    area_of,
    bearer,
    grade_of,
    judgement_in_heading,
    judgement_rows,
    stated_judgements,
    states_judgement,
)
from rag.read.layout import Block, lay_out
from rag.read.letters import Letter, letters_data, pattern
from rag.read.naming import Place, begins, has, kind_of, name_of
from rag.read.pdf import Line, PdfText
from rag.read.scope import is_about
from rag.read.text import joined, plain, vocabulary
from rag.types import Area, Judgement, Kind, Paragraph, ParagraphKind

_LONGEST_HEADING = 40
"""A heading of more words is a paragraph in bold."""
_SENTENCE = 8
"""So is one of so many words that ends in a full stop."""
_NAMES = {"first page": "cover", "judgement table": "judgements"}
_UNGRADED = (Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT, Kind.JTAI, Kind.AREA_SEND)
"""Kinds that carry no grades: one that they tell is that of an inspection before."""
_PART = 100.0
"""Points by which a heading of a letter's own parts counts as larger."""
_LETTERS_TITLE = (0.0, False)
"""A letter's title ranks under any heading: it heads what stands before the first."""
_TITLE = 6
"""On the first page, headings so many points larger than the body are the report's title."""


class ParagraphReader:
    """Turns one PDF's blocks into paragraphs and judgements; of a `letter` its text alone."""

    def __init__(self, report_id: str, pdf: PdfText, facts: FrontFacts, letter: Letter | None = None) -> None:
        self.report_id = report_id
        self.facts = facts
        self.letter = letter
        self.pages = letter.pages if letter else pdf.pages
        self.layout = lay_out(self.pages, pattern("headings") if letter else None)
        self.known = vocabulary(line for page in self.pages for line in page.lines)
        self.judgements: list[Judgement] = []
        self._ids: Counter[str] = Counter()
        self._title: list[Line] = []
        self._marks: dict[tuple[int, str], str] = {}
        self._about = False

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs: first page and judgement table where there are such, the text in reading order, footnotes."""
        blocks = self.layout.blocks
        if self.letter:
            parts = [*self._body(blocks), *self._footnotes()]
        else:
            rows = judgement_rows(self.pages[0])
            parts = [*self._front(rows), *self._body(self._findings(rows, blocks)), *self._footnotes()]
        if self.facts.kind not in _UNGRADED:
            self._stated(parts)
        yield from (replace(paragraph, position=index) for index, paragraph in enumerate(parts))

    def _front(self, rows: list[Row]) -> Iterator[Paragraph]:
        about = [word for line in about_lines(self.pages[0]) for word in line.words]
        yield from self._set_aside([Line(1, about)] if about else [], "first page", "First page")
        if rows:
            lines = [row_line(row) for row in rows]
            (table,) = self._set_aside(lines, "judgement table", "Judgements")
            self.judgements += judgements_of(rows, 1, table.id)
            yield table

    def _set_aside(self, lines: list[Line], label: str, section: str) -> Iterator[Paragraph]:
        if lines:
            id = self._unique(_NAMES[label])
            yield table_of_lines(lines, self.known, self.report_id, id, label, section)

    def _body(self, blocks: Iterable[Block]) -> Iterator[Paragraph]:
        place = Place()
        if self.letter and self.letter.title:
            place.enter(_LETTERS_TITLE, self.letter.title)
        ended = False
        for block in self._mended(blocks):
            text = plain(block.text).strip().lower()
            first = block.lines[0]
            if begins(text, "boilerplate"):
                ended = ended or first.page > 2
            elif (ended and first.size < self.layout.metrics.size) or not any(map(str.isalnum, text)):
                continue
            elif self.facts.kind is Kind.SIF and first.page == 1 and block.heading and not has(text, "summaries"):
                yield from self._cover_statement(block, place)
            elif self._enters(block, place):
                yield from self._judgement_heading(place)
            else:
                yield self._paragraph(block, place)

    def _mended(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks; a statement in bold on a cover that was set in two is put together."""
        last: Block | None = None
        for block in blocks:
            if last and self._goes_on(last, block):
                last = replace(last, lines=[*last.lines, *block.lines])
                continue
            if last:
                yield last
            last = block
        if last:
            yield last

    def _goes_on(self, first: Block, second: Block) -> bool:
        on_cover = self.facts.kind is Kind.SIF and {first.lines[0].page, second.lines[0].page} == {1}
        short = len(first.text.split()) <= _LONGEST_HEADING and (first.heading or second.heading)
        begun = on_cover and short and area_of(first.text) is not None and not states_judgement(first.text)
        ends = states_judgement(f"{first.text} {second.text}") and not states_judgement(second.text)
        return begun and ends

    def _cover_statement(self, block: Block, place: Place) -> Iterator[Paragraph]:
        """What a cover states in bold: the overall judgement, or a sentence on why."""
        self._title = list(block.lines)
        if states_judgement(block.text):
            yield from self._judgement_heading(place)
        elif len(block.text.split()) >= _SENTENCE:
            yield self._paragraph(block, place)

    def _enters(self, block: Block, place: Place) -> bool:
        """True where the block is a heading, or the row of a judgement's table, and `place` has moved there."""
        text = joined(block.lines, self.known)[0].strip()
        words = len(text.split())
        is_sentence = words >= _SENTENCE and text.endswith(".") and block.lines[0].page > 1
        is_sentence = is_sentence and not states_judgement(text)
        if block.heading and words <= _LONGEST_HEADING and not is_sentence:
            place.enter(self._rank(block, text), text)
        elif not place.takes_row(block, text):
            return False
        self._title = [*self._title, *block.lines] if grade_of(text) else list(block.lines)
        return True

    def _rank(self, block: Block, text: str) -> tuple[float, bool]:
        """What ranks a heading: its style; a letter's own parts stand above its other headings."""
        size, bold = block.style
        is_part = self.letter is not None and pattern("parts").match(plain(text).strip())
        return (size + _PART if is_part else size, bold)

    def _judgement_heading(self, place: Place) -> Iterator[Paragraph]:
        """A heading that states a grade, as a paragraph: it is what the report judges, and stands on a page."""
        text, places = joined(self._title, self.known)
        area = area_of(text)
        if area is None or not states_judgement(text):
            return
        name = f"judgement heading, {area.value}"
        place.counts[name] += 1
        label = name + (f" {place.counts[name]}" if place.counts[name] > 1 else "")
        id = self._unique(f"heading-{area.value.replace(' ', '-')}")
        kind, section = ParagraphKind.HEADING, place.section
        yield Paragraph(id, self.report_id, 0, kind, None, label, section, text, places.pages(), places)

    def _findings(self, rows: list[Row], blocks: list[Block]) -> Iterator[Block]:
        """The blocks that are neither the first page's facts and titles nor the judgement table."""
        table = {(round(w.box.left), round(w.box.bottom)) for row in rows for line in row.lines for w in line.words}
        about = min((line.bottom for line in about_lines(self.pages[0])), default=0.0)
        for block in blocks:
            first = block.lines[0]
            if first.page == 1:
                in_table = any((round(w.box.left), round(w.box.bottom)) in table for w in first.words)
                is_large = first.size > self.layout.metrics.size + _TITLE
                is_title = (block.heading and is_large) or (self.facts.kind is Kind.SIF and first.bottom > about)
                if in_table or is_title or begins(plain(block.text).strip().lower(), "cover"):
                    continue
            yield block

    def _paragraph(self, block: Block, place: Place) -> Paragraph:
        text, places = joined(block.lines, self.known)
        outcome = pattern("outcome").search(text) if block.bullet else None
        if outcome:
            text, places = text[: outcome.start()], places.until(outcome.start())
        kind = kind_of(block, place.section)
        if self.letter and self._is_about(block, text, place):
            kind = ParagraphKind.ABOUT
        number, label, name = name_of(block, kind, place)
        if block.number:
            place.number = (block.number, name)
        elif not block.bullet:
            place.number = None
        for line in block.lines:
            self._marks.update({(line.page, word.mark): label for word in line.words if word.mark})
        return Paragraph(
            id=self._unique(name),
            report_id=self.report_id,
            position=0,
            kind=kind,
            number=number,
            label=label,
            section=place.section,
            text=text,
            pages=places.pages(),
            places=places,
            outcome=outcome[1] if outcome else "",
        )

    def _is_about(self, block: Block, text: str, place: Place) -> bool:
        """True for what a letter tells of its visit: before its findings, or in its last paragraph."""
        if block.bullet:
            return self._about and len(place.stack) == 1 and place.stack[0][0] == _LETTERS_TITLE
        section = plain(place.section[-1]).lower() if place.section else ""
        opens = not place.stack or place.stack[-1][0] == _LETTERS_TITLE or section in letters_data()["about_sections"]
        self._about = (opens and is_about(text)) or section in letters_data()["about_sections"]
        return self._about or bool(pattern("ends").match(plain(text)))

    def _footnotes(self) -> Iterator[Paragraph]:
        """The footnotes, each tied by its label to the paragraph that has its mark on the same page."""
        seen: Counter[str] = Counter()
        for note in self.layout.footnotes:
            text, places = joined(note.lines, self.known)
            page = note.lines[0].page
            tied = self._marks.get((page, note.mark))
            label = f"footnote {note.mark}" + (f" to {tied}" if tied else f" on page {page}")
            seen[label] += 1
            label += f" ({seen[label]})" if seen[label] > 1 else ""
            id = self._unique(f"footnote-{note.mark}" if note.mark.isdigit() else "footnote")
            kind, section = ParagraphKind.FOOTNOTE, ("Footnotes",)
            yield Paragraph(id, self.report_id, 0, kind, None, label, section, text, places.pages(), places)

    def _unique(self, name: str) -> str:
        self._ids[name] += 1
        again = self._ids[name]
        return f"{self.report_id}/{name}" + (f"~{again}" if again > 1 else "")

    def _stated(self, paragraphs: list[Paragraph]) -> None:
        """The judgements that no row gives: those that the cover states in words, and those of a single inspection's
        headings, which give the overall grade on the cover and the board's there or over its own part."""
        cover = " ".join(line.text for line in self.pages[0].lines)
        headings = [p for p in paragraphs if p.kind is ParagraphKind.HEADING]
        stated = [(area, printed, 1) for area, printed in stated_judgements(cover)]
        if self.facts.kind in (Kind.SIF, Kind.OTHER):
            stated += [found for heading in headings if (found := judgement_in_heading(heading.text, heading.pages[0]))]
        for area, printed, page in stated:
            grade = grade_of(printed)
            if grade and area not in {judgement.area for judgement in self.judgements}:
                id = bearer([*headings, *paragraphs], area, grade, page)
                self.judgements.append(Judgement(area, grade, area.value, printed, page, id))
        if self.facts.kind is Kind.SIF:  # its cover states the overall judgement above the list
            self.judgements.sort(key=lambda judgement: judgement.area != Area.OVERALL)
