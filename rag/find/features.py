"""What a paragraph that was found is ranked by: features of it and of the question, a row a hit.

The weights are in ranker.toml; eval/search/ranking.py learns them from questions with gold evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rag.find.figures import has_number
from rag.find.words import Term, coverage
from rag.label.direction import is_to_improve, weakness
from rag.label.themes import Theme
from rag.plan.question import Question, Wanted
from rag.read.text import plain, sentences
from rag.types import Direction, Hit, ParagraphKind

NAMES = (
    "score",  # the fused score of the search
    "dense",  # cosine similarity of its chunk, that of the least similar hit where it was found by words alone
    "gap",  # dense, below the most similar hit
    "lexical",  # bm25 over its maximum
    "covered",  # share of the question's words that it has, by weight
    "best",  # the same of its best sentence
    "section",  # the same of its headings
    "recommendation",  # 1 for a recommendation
    "table",  # 1 for a table
    "length",  # ln(1 + words)
    "number",  # 1 where a number is wanted and it has one
    "subject",  # share of the question's subjects that one of its sentences names
    "age",  # how many newer inspections of the scope there are
    "direction",  # how far its best sentence points the way that the question asks about, -0.5 to 0.5
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ranking needs of a question: its weighted words, its subjects, the way it asks about, and the days on
    which the inspections of the scope, letters left out, ended. `share` is what of the reading that an answer may take
    these paragraphs may have: of two sides of a comparison half each. `other` is the question in its other reading."""

    question: Question
    terms: tuple[Term, ...]
    subjects: tuple[Theme, ...]
    direction: Direction | None
    inspected: tuple[date, ...]
    share: float = 1.0
    other: Asked | None = None


def features(hits: Sequence[Hit], asked: Asked) -> NDArray[np.float64]:
    """The features of hits, shape (hits, len(NAMES))."""
    similar = [hit.dense for hit in hits if hit.dense is not None]
    floor, top = min(similar, default=0.0), max(similar, default=0.0)
    rows = [_row(hit, asked, hit.dense if hit.dense is not None else floor, top) for hit in hits]
    return np.array(rows, dtype=np.float64).reshape(len(hits), len(NAMES))


def _row(hit: Hit, asked: Asked, dense: float, top: float) -> list[float]:
    paragraph = hit.paragraph
    parts = _parts(paragraph.text)
    covered = [coverage(asked.terms, part) for part in parts]
    best = parts[int(np.argmax(covered))]
    wants_number = asked.question.wanted is Wanted.NUMBER
    return [
        hit.score,
        dense,
        dense - top,
        hit.lexical or 0.0,
        coverage(asked.terms, paragraph.text),
        max(covered),
        coverage(asked.terms, " ".join(paragraph.section)),
        float(paragraph.kind is ParagraphKind.RECOMMENDATION),
        float(paragraph.kind is ParagraphKind.TABLE),
        float(np.log1p(len(paragraph.text.split()))),
        float(wants_number and any(has_number(part) for part in parts)),
        _named(asked.subjects, parts),
        float(_newer(hit, asked.inspected)),
        _points(best, is_to_improve(paragraph), asked.direction),
    ]


def _newer(hit: Hit, inspected: Sequence[date]) -> int:
    """How many newer inspections there are; letters in between do not make a finding older."""
    ended = hit.report.inspected_to
    return len({day for day in inspected if day > ended}) if ended else 0


def _parts(text: str) -> list[str]:
    """The sentences of a paragraph, the rows of a table; never empty."""
    parts = text.split("\n") if "\n" in text else [text[start:end] for start, end in sentences(text)]
    return parts or [text]


def _named(subjects: Sequence[Theme], parts: Sequence[str]) -> float:
    if not subjects:
        return 0.0
    texts = [plain(part) for part in parts]
    return max(sum(subject.stands_in(text) for subject in subjects) for text in texts) / len(subjects)


def _points(sentence: str, to_improve: bool, direction: Direction | None) -> float:
    if direction is None:
        return 0.0
    probability = 1 / (1 + np.exp(-np.clip(weakness(sentence, to_improve), -30, 30)))
    return float(probability - 0.5) * (1 if direction is Direction.WEAK else -1)
