"""What a report without grades says in their place: its outcome statement or headline findings."""

from __future__ import annotations

from collections.abc import Iterable

from rag.read.naming import has
from rag.read.text import plain
from rag.types import Paragraph, ParagraphKind

_ASIDE = (ParagraphKind.HEADING, ParagraphKind.FOOTNOTE)


def outcome_of(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs under "Inspection outcome" or "Headline findings" (`outcomes` in reading.toml), in order.

    Empty for reports with grades, and for letters of before 2021, which have no such part.
    """
    return tuple(
        paragraph
        for paragraph in paragraphs
        if paragraph.section and paragraph.kind not in _ASIDE and has(plain(paragraph.section[-1]).lower(), "outcomes")
    )
