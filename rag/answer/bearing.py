"""Where a grade stands: a row of its report's table, or the sentence that states it. No row, no grade in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.compose import Placed, parts
from rag.answer.grades_said import Graded, Line
from rag.answer.sentences import Sentence, sentence_at
from rag.answer.wording import month
from rag.index.library import Library
from rag.read.judgements import GRADE, area_of, bearer, grade_of, judgement_in, stated_judgements
from rag.read.text import sentences
from rag.types import Answer, Counted, GradeRow, Hit, Judgement, Paragraph, ParagraphKind

_ROW = re.compile(rf"^(.*?)\W*\b({GRADE})\W*$", re.IGNORECASE)
Borne = dict[GradeRow, Sentence]
"""Grades with the sentence or the row of a table that each stands on."""


def borne(rows: Iterable[GradeRow], library: Library) -> Borne:
    """The rows whose place in the reports is found, each with it."""
    rows = tuple(dict.fromkeys(rows))
    ids = [id for row in rows if (id := row.judgement.paragraph_id)]
    paragraphs = library.paragraphs_by_id(dict.fromkeys(ids))
    found: Borne = {}
    for row in rows:
        paragraph = paragraphs.get(row.judgement.paragraph_id or "") or _stating(row, library)
        span = _span(paragraph, row.judgement) if paragraph else None
        if paragraph and span:
            start, end = span
            found[row] = sentence_at(row.report, paragraph, start, end)
    return found


def _stating(row: GradeRow, library: Library) -> Paragraph | None:
    """The paragraph that states a judgement, for a library whose reader did not yet note which one it is."""
    judgement = row.judgement
    paragraphs = library.paragraphs(row.report.id)
    headings = [paragraph for paragraph in paragraphs if paragraph.kind is ParagraphKind.HEADING]
    id = bearer([*headings, *paragraphs], judgement.area, judgement.grade, judgement.page)
    return next((paragraph for paragraph in paragraphs if paragraph.id == id), None)


def _span(paragraph: Paragraph, judgement: Judgement) -> tuple[int, int] | None:
    """Start and end of the row or the sentence that says just this area and this grade."""
    text = paragraph.text
    spans = _lines(text) if paragraph.kind is ParagraphKind.TABLE or "\n" in text else sentences(text)
    known = (judgement.area, judgement.grade)
    return next((span for span in spans if known in _says(text[span[0] : span[1]], paragraph.kind)), None)


def _says(text: str, kind: ParagraphKind) -> list[tuple[object, object]]:
    row = _ROW.match(text) if kind is ParagraphKind.TABLE else None
    if row:
        return [(area_of(row[1]), grade_of(row[2]))]
    whole = judgement_in(text)
    return [(area, grade_of(grade)) for area, grade in [*([whole] if whole else []), *stated_judgements(text)]]


def _lines(text: str) -> list[tuple[int, int]]:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return [(start, end) for start in starts if (end := (text + "\n").index("\n", start)) > start]


@dataclass(frozen=True, slots=True)
class GradesFound:
    """An answer about grades, and where in the reports each of its grades stands."""

    graded: Graded
    borne: Borne

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know, if only that a grade of the library is not shown, since its place was not found."""
        lost = [row for row in dict.fromkeys((*self.graded.rows, *self.graded.counted)) if row not in self.borne]
        names = dict.fromkeys(f"{row.report.authority} ({month(row.report)})" for row in lost)
        not_shown = f"Not shown, because the place in the report was not found: {', '.join(names)}."
        return (*self.graded.notes, not_shown) if names else self.graded.notes

    @property
    def declined(self) -> str | None:
        """Why there is no grade to give."""
        return self.graded.declined

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The places of the rows that are cited, in the order of the answer, those of one paragraph together."""
        groups: dict[str, list[Sentence]] = {}
        for row in self.graded.rows:
            if row in self.borne:
                groups.setdefault(self.borne[row].hit.paragraph.id, []).append(self.borne[row])
        return tuple(tuple(sorted(group, key=lambda sentence: sentence.start)) for group in groups.values())

    @property
    def findings(self) -> tuple[Counted, ...]:
        """Every inspection that is counted, with the row or the sentence that bears its grade."""
        places = [(row.report, self.borne[row]) for row in self.graded.counted if row in self.borne]
        return tuple(Counted(report, place.hit.paragraph, place.start, place.end) for report, place in places)

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs that bear the grades, as passages."""
        rows = [row for row in (*self.graded.rows, *self.graded.counted) if row in self.borne]
        return tuple({self.borne[row].hit.paragraph.id: self.borne[row].hit for row in rows}.values())[:limit]

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The answer in parts: first the outright sentences, whose markers are those of the claims behind them."""
        made = list(parts(self.sentences, placed, last))
        rows = dict.fromkeys((*self.graded.rows, *self.graded.counted))
        marked = {row: marker for row in rows if (marker := self._marker(row, made))}
        if made:
            said = [told for line in self.graded.lines if (told := self._told(line, marked))]
            grades = tuple(replace(row, marker=marked.get(row)) for row in rows if row in self.borne)
            yield Answer(opening=" ".join(said), grades=grades, table=self.graded.table)
            yield from made

    def _marker(self, row: GradeRow, made: Sequence[Answer]) -> int | None:
        place = self.borne.get(row)
        citations = [citation for part in made for citation in part.citations] if place else []
        on_it = (c for c in citations if place and c.paragraph.id == place.hit.paragraph.id)
        return next((c.marker for c in on_it if place and c.start <= place.start < c.end), None)

    def _told(self, line: Line, marked: dict[GradeRow, int]) -> str:
        """A sentence with its markers; none where a grade that it tells of is not found in its report."""
        markers = sorted({marked[row] for row in line.rows if row in marked})
        if not markers or any(row not in self.borne for row in line.rows):
            return ""
        in_turn = len(markers) > 3 and markers == list(range(markers[0], markers[-1] + 1))
        shown = f"[{markers[0]}]–[{markers[-1]}]" if in_turn else " ".join(f"[{marker}]" for marker in markers)
        return f"{line.text} {shown}."
