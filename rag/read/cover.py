"""What stands on the first page of a report and is no finding: one paragraph of kind table each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from rag.read.judgements import Row, area_of, grade_of
from rag.read.naming import begins
from rag.read.pdf import Line, Page
from rag.read.text import joined, plain
from rag.types import Judgement, Paragraph, ParagraphKind, Places


def table_of_lines(
    lines: list[Line], known: Collection[str], report_id: str, id: str, label: str, section: str
) -> Paragraph:
    """Lines that belong together by eye, a text line each, as one paragraph."""
    texts: list[str] = []
    packed: list[bytes] = []
    offset = 0
    for line in lines:
        text, places = joined([line], known)
        if text:
            texts.append(text)
            packed.append(shifted(places, offset).packed)
            offset += len(text) + 1
    places = Places(b"".join(packed))
    return Paragraph(
        id=id,
        report_id=report_id,
        position=0,
        kind=ParagraphKind.TABLE,
        number=None,
        label=label,
        section=(section,),
        text="\n".join(texts),
        pages=places.pages(),
        places=places,
    )


def about_lines(page: Page) -> list[Line]:
    """The lines of the first page that say when and by whom the inspection was made."""
    return [
        line
        for line in page.lines
        if begins(plain(line.text).strip().lower(), "about_inspection") and not line.words[0].mark
    ]


def judgements_of(rows: list[Row], page: int, paragraph_id: str) -> Iterator[Judgement]:
    """The graded rows of a judgement table; rows that say "not judged" are left out."""
    for row in rows:
        area, grade = area_of(row.printed_area), grade_of(row.printed_grade)
        if area is not None and grade is not None:
            yield Judgement(area, grade, row.printed_area, row.printed_grade, page, paragraph_id)


def row_line(row: Row) -> Line:
    """A row of the judgement table as one line: label, then grade, whichever was printed in the middle of the other."""
    return Line(row.label[0].page, [word for line in row.lines for word in line.words])


def shifted(places: Places, offset: int) -> Places:
    """Places of a text that begins `offset` characters into another."""
    return Places.pack(replace(word, start=word.start + offset, end=word.end + offset) for word in places)
