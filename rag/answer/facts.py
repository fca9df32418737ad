"""Answers about grades: from the judgement tables that the library holds, never from a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.sentences import Sentence
from rag.read.judgements import area_of, grade_of
from rag.retrieve.question import Question
from rag.types import Area, Hit, ParagraphKind

_GRADE = re.compile(r"(outstanding|good|requires improvement(?: to be good)?|inadequate)\W*$", re.IGNORECASE)


def judgement_sentences(question: Question, hits: Sequence[Hit]) -> list[Sentence]:
    """The rows of the judgement tables that the question is about: those of its areas, all where it names none.

    Empty where it names an area that no table has: the reports' own sentences may still tell.
    """
    found: list[Sentence] = []
    for hit in hits:
        if hit.paragraph.kind is not ParagraphKind.TABLE or not hit.report.judgements:
            continue
        rows = _rows(hit)
        wanted = [row for row in rows if not question.areas or _area(row) in question.areas]
        found += [_sentence(hit, row) for row in wanted]
    return found


def overview_sentences(weighed: Sequence[Sentence]) -> list[Sentence]:
    """For a question without a subject: of each report the overall grade and how its summary paragraphs begin."""
    found: list[Sentence] = []
    seen: set[str] = set()
    for sentence in weighed:
        paragraph = sentence.hit.paragraph
        if paragraph.kind is ParagraphKind.TABLE and sentence.hit.report.judgements:
            if _area((sentence.start, sentence.end, sentence.text)) is Area.OVERALL:
                found.append(sentence)
        elif paragraph.id not in seen:
            found.append(sentence)
        seen.add(paragraph.id)
    return found


def _rows(hit: Hit) -> list[tuple[int, int, str]]:
    text = hit.paragraph.text
    rows: list[tuple[int, int, str]] = []
    start = 0
    for line in text.split("\n"):
        rows.append((start, start + len(line), line))
        start += len(line) + 1
    return [row for row in rows if grade_of(_grade(row[2])) is not None]


def _grade(row: str) -> str:
    match = _GRADE.search(row)
    return match[1] if match else ""


def _area(row: tuple[int, int, str]) -> Area | None:
    return area_of(_GRADE.sub("", row[2]))


def _sentence(hit: Hit, row: tuple[int, int, str]) -> Sentence:
    start, end, text = row
    return Sentence(hit, start, end, text, 1.0, 1.0, 1.0)
