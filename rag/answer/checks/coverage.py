"""Is the claim about what its quote is about? The share of its telling words that the quote has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.answer.checks.words import Word, alike, limit, meanings, telling, words_of


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: its stems and the meanings of its words."""

    stems: frozenset[str]
    groups: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Said:
        """The stems and meanings of all words of `text`."""
        words = words_of(text)
        groups = meanings(words)
        return cls(frozenset(word.stem for word in words), frozenset().union(*groups.values()))

    def has(self, word: Word, groups: set[int]) -> bool:
        """True where the text has the word, in some form, or one of its meaning."""
        return bool(groups & self.groups) or any(alike(word.stem, known) for known in self.stems)


def uncovered(claim: str, quote: str, around: str) -> str | None:
    """Why the claim is not about its quote, or None. `around` is the paragraph with its report's name and sections."""
    words = words_of(claim)
    groups = meanings(words)
    near, far = Said.of(quote), Said.of(around)
    worth = {
        index: 1.0
        if near.has(words[index], groups.get(index, set()))
        else limit("elsewhere") * any(alike(words[index].stem, known) for known in far.stems)
        for index in telling(words)
    }
    if not worth:
        return "says nothing"
    if sum(worth.values()) < limit("covered") * len(worth):
        return "is not about what the quote says"
    for clause in _clauses(words, list(worth)):
        if len(clause) >= limit("clause_words") and sum(worth[i] for i in clause) < limit("clause_covered") * len(
            clause
        ):
            return "goes beyond the quote"
    return None


def _clauses(words: Sequence[Word], positions: Sequence[int]) -> Iterator[list[int]]:
    for _, group in groupby(positions, key=lambda index: words[index].clause):
        yield list(group)
