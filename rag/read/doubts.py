"""The reader's own doubts about a report: what a person should look at, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.read.facts import FrontFacts
from rag.read.pdf import Page
from rag.types import Kind, Paragraph, ParagraphKind

_EMPTY = 5
"""Under this many characters a page has no text."""
_HAS_SUMMARY = (Kind.SIF, Kind.ILACS_STANDARD, Kind.ILACS_SHORT)
"""Kinds whose first page has a summary without a heading: nothing to wonder at."""


OF_DATES = ("the printed dates", "the letter is dated", "the year of the dates")
"""How doubts about a report's dates begin (rag/read/facts.py): a reader of an answer is told of them."""


def doubts(
    pages: Sequence[Page],
    bare_numbers: Sequence[int],
    paragraphs: Sequence[Paragraph],
    urn: str | None,
    facts: FrontFacts,
) -> list[str]:
    """Gaps in the numbers, text outside any section, pages without text, facts that are not found."""
    lines = [
        *facts.doubts,
        *_gaps(paragraphs, frozenset(bare_numbers)),
        *_outside(paragraphs, facts.kind),
        *_without_text(pages),
    ]
    if urn is None:
        lines.append("the authority is not in the register")
    if facts.inspected_to is None:
        lines.append("no inspection dates found")
    return lines


def _gaps(paragraphs: Iterable[Paragraph], bare: frozenset[int]) -> Iterator[str]:
    last = 0
    for paragraph in paragraphs:
        if not paragraph.number or paragraph.kind is ParagraphKind.BULLET:
            continue
        number = int(paragraph.number)
        if number > last + 1 and number != 1:
            missing = range(last + 1, number)
            names = f"{missing[0]} to {missing[-1]}" if len(missing) > 1 else f"{missing[0]}"
            why = " (printed, but with no text)" if bare.issuperset(missing) else ""
            yield f"paragraph numbers missing before {number}: {names}{why}"
        last = number


def _outside(paragraphs: Iterable[Paragraph], kind: Kind) -> Iterator[str]:
    outside = [
        paragraph
        for paragraph in paragraphs
        if not paragraph.section
        and paragraph.kind is not ParagraphKind.HEADING
        and not (paragraph.kind is ParagraphKind.SUMMARY and kind in _HAS_SUMMARY)
    ]
    if outside:
        page, count = outside[0].pages[0], len(outside)
        yield f"text outside any section: {count} paragraph{'s' if count > 1 else ''}, the first on page {page}"


def _without_text(pages: Iterable[Page]) -> Iterator[str]:
    empty = [page for page in pages if page.characters < _EMPTY]
    blank = [str(page.number) for page in empty if not page.pictures]
    pictures = [str(page.number) for page in empty if page.pictures]
    if blank:
        yield f"pages without text: {', '.join(blank)}"
    if pictures:
        yield f"image-only pages, not read: {', '.join(pictures)}"
