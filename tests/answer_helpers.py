"""Questions, scopes, hits and sentences by hand, for the tests of retrieval and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.answer.sentences import Sentence
from rag.plan.question import Question
from rag.read.text import sentences
from rag.types import Box, Hit, Kind, Paragraph, Places, ReportFacts, Wording, WordPlace
from tests.index_helpers import report

NORTHAMPTONSHIRE, NORTH, WEST, LEEDS = "121939", "2637539", "2637548", "80481"


def facts(
    name: str,
    urn: str = LEEDS,
    inspected: date | None = date(2022, 10, 14),
    kind: Kind = Kind.ILACS_STANDARD,
    published: date | None = None,
    wording: Wording = Wording.PUBLISHED,
    authority: str = "Leeds",
) -> ReportFacts:
    """What is known of a report, of Leeds where nothing else is said."""
    made = report(name, ["Text."], authority, inspected, wording, published).facts
    return replace(made, urn=urn, kind=kind)


def paragraph(about: ReportFacts, text: str, number: int = 1, turns_at: int | None = None) -> Paragraph:
    """A numbered paragraph; each word has its place on page 2, those from the character `turns_at` on on page 3."""
    places, end = [], 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        left = 50.0 + start % 400
        page = 3 if turns_at is not None and start >= turns_at else 2
        places.append(
            WordPlace(start, end, Box(page, left, 700.0 - start // 400 * 20, left + 20, 712.0 - start // 400 * 20))
        )
    first = report(about.id, [text]).paragraphs[0]
    pages = (2,) if turns_at is None else (2, 3)
    return replace(
        first,
        id=f"{about.id}/p{number}",
        position=number,
        number=str(number),
        label=f"paragraph {number}",
        places=Places.pack(places),
        pages=pages,
    )


def hit(about: ReportFacts, text: str, number: int = 1, score: float = 0.8, turns_at: int | None = None) -> Hit:
    """A paragraph that was found."""
    return Hit(paragraph(about, text, number, turns_at), about, score, dense=score)


def weighed(found: Hit, *scores: float) -> list[Sentence]:
    """The sentences of a hit with these scores (the last one for all that are left)."""
    text = found.paragraph.text
    given = [*scores, *[scores[-1]] * len(sentences(text))]
    return [
        Sentence(found, start, end, text[start:end], score, score, score)
        for (start, end), score in zip(sentences(text), given, strict=False)
    ]


def question(text: str = "caseloads", terms: Sequence[str] = ("caseloads",), **more: object) -> Question:
    """A question about a subject, whatever its shape."""
    return replace(Question(text, text, tuple(terms), ()), **more)  # type: ignore[arg-type]
