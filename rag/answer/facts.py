"""Overviews: a report in short, its overall grade first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.sentences import Sentence
from rag.read.judgements import area_of
from rag.types import Area, ParagraphKind

_GRADE = re.compile(r"(outstanding|good|requires improvement(?: to be good)?|inadequate)\W*$", re.IGNORECASE)


def overview_sentences(weighed: Sequence[Sentence], areas: Sequence[Area] = (Area.OVERALL,)) -> list[Sentence]:
    """For a question without a subject: of each report the grade of these areas and how its other paragraphs begin."""
    found: list[Sentence] = []
    seen: set[str] = set()
    for sentence in weighed:
        paragraph = sentence.hit.paragraph
        if paragraph.kind is ParagraphKind.TABLE and sentence.hit.report.judgements:
            if _area((sentence.start, sentence.end, sentence.text)) in areas:
                found.append(sentence)
        elif paragraph.id not in seen:
            found.append(sentence)
        seen.add(paragraph.id)
    return found


def _grade(row: str) -> str:
    match = _GRADE.search(row)
    return match[1] if match else ""


def _area(row: tuple[int, int, str]) -> Area | None:
    return area_of(_GRADE.sub("", row[2]))
