"""What stands on the first page or round a letter's text and is no finding: one paragraph of kind table each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from rag.read.judgements import Row, area_of, grade_of
from rag.read.layout import Block
from rag.read.naming import begins
from rag.read.pdf import Line, Page
from rag.read.text import joined, plain
from rag.types import Judgement, Kind, Paragraph, ParagraphKind, Places

LETTERS = (Kind.JTAI, Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT)
_GREETING = re.compile(r"Dear\b")
_CLOSING = re.compile(r"Yours (?:sincerely|faithfully)\b")
_SIGNED = 30
"""A block of names and offices has at most so many words (measured: 24)."""

Name = Callable[[str], str]


def letter_head(blocks: list[Block]) -> int:
    """How many of a letter's first blocks are date, addressees and greeting; 0 where nobody is greeted on page 1."""
    for index, block in enumerate(blocks):
        if block.lines[0].page > 1:
            break
        if _GREETING.match(block.text):
            return index + 1
    return 0


def signatures(blocks: list[Block]) -> int:
    """Where the closing and the signatures begin, as an index into `blocks`; their number where there are none."""
    for index, block in enumerate(blocks):
        if _CLOSING.match(block.text) and all(_is_name(after) for after in blocks[index + 1 :]):
            return index
    return len(blocks)


def _is_name(block: Block) -> bool:
    return not (block.number or block.bullet) and len(block.text.split()) <= _SIGNED


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
