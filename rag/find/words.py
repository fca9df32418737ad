"""Words compared by their stems, and how much of a question's words a text covers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.read.text import plain

_WORD = re.compile(r"[a-z0-9£%]+")
_ENDINGS = (
    "ations",
    "ation",
    "ements",
    "ement",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ers",
    "ors",
    "er",
    "or",
    "ed",
    "es",
    "s",
    "ly",
    "e",
    "y",
)


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A crude stem: one ending off where four letters stay. "auditing", "audits" and "audit" share one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=16_384)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of `text`, in order, apostrophes dropped."""
    return tuple(stem(word) for word in _WORD.findall(plain(text).lower().replace("'s", "").replace("'", "")))


def as_prefix(phrase: str) -> str:
    """An FTS5 query for a phrase in any form of its last word: "health visitor" finds "health visiting"."""
    words = _WORD.findall(plain(phrase).lower().replace("'s", "").replace("'", ""))
    return f'"{" ".join([*words[:-1], stem(words[-1])])}"*' if words else '""'


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a question: its stems, what reports write instead, and its weight (inverse frequency)."""

    text: str
    stems: tuple[str, ...]
    instead: tuple[str, ...]
    weight: float


def weighted(
    terms: Sequence[str], instead: Callable[[str], Sequence[str]], frequency: Callable[[str], int], chunks: int
) -> tuple[Term, ...]:
    """Terms with weights ln((N + 1) / (df + 1)) over `chunks` chunks (inverse document frequency, Robertson 2004)."""
    return tuple(
        Term(
            term,
            stems(term),
            tuple(instead(term)),
            math.log((chunks + 1) / (frequency(term) + 1)),
        )
        for term in terms
    )


def contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """True where the stems of `phrase` stand in `words` in a row."""
    size = len(phrase)
    return size > 0 and any(words[start : start + size] == phrase for start in range(len(words) - size + 1))


_INSTEAD = 0.8
"""What a term counts that a text has in the words that reports use for it ("return home interview" for "run away")."""
_BY_STEM = 0.7
"""What a term counts that a text has in another form only ("supervising" for "supervision")."""


def coverage(terms: Sequence[Term], text: str) -> float:
    """Share of the terms' weight that `text` has, itself or as reports write it; 0 where there are no terms."""
    words = stems(text)
    printed = plain(text).lower()
    total = sum(term.weight for term in terms)
    if total <= 0:
        return 0.0
    return sum(term.weight * _has(term, words, printed) for term in terms) / total


def _has(term: Term, words: tuple[str, ...], printed: str) -> float:
    if _stands(term.text, printed):
        return 1.0
    if any(_stands(phrase, printed) for phrase in term.instead):
        return _INSTEAD
    if contains(words, term.stems):
        return _BY_STEM
    return _INSTEAD * _BY_STEM if any(contains(words, stems(phrase)) for phrase in term.instead) else 0.0


def _stands(phrase: str, printed: str) -> bool:
    """True where the phrase stands in lower-case text as it is, or with an s behind."""
    return bool(re.search(rf"(?<!\w){re.escape(plain(phrase).lower())}(?:'?s)?(?!\w)", printed))
