"""Misspelt words of the field in a question: "casloads" is read as caseloads, and the answer says so.

Only a word that no report has is taken for a misspelt one, and only for a word by which a theme is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.label.themes import phrases
from rag.plan.vocabulary import vocabulary

SHORTEST = 5
"""Letters of the shortest word that is put right: shorter ones have too many neighbours."""
OFF = {5: 1, 6: 1, 7: 1, 8: 2}
"""Letters that may be wrong, missing, too many or swapped, by the length of the word; 2 from the longest on."""


PLAIN = (
    *("better", "worse", "inspection", "council", "authority", "region", "leadership", "judgement", "overall"),
    *("weakness", "strength", "outstanding", "inadequate", "requires improvement", "authorities", "counties"),
    *("unitary", "borough", "grades", "before", "highest", "lowest", "inspected", "previous", "latest"),
)
"""Words of everyday that questions over many reports are made of."""
_NO_PLURAL = ("s", "ed", "ing", "ly", "y")


@cache
def _words() -> tuple[str, ...]:
    """The words by which questions name a theme, each with and without its plural."""
    said = [*phrases(), *PLAIN]
    found = {word for phrase in said for word in re.findall(r"[a-z]+", phrase.lower()) if len(word) >= SHORTEST}
    return tuple(sorted({*found, *(f"{word}s" for word in found if not word.endswith(_NO_PLURAL))}))


def put_right(text: str, is_known: Callable[[str], bool]) -> tuple[str, tuple[str, ...]]:
    """`text` with misspelt words of the field put right, and what was: “casloads” as caseloads.

    `is_known` tells whether a word stands in the reports.
    """
    told: list[str] = []

    def better(match: re.Match[str]) -> str:
        typed = match[0]
        lowered = typed.lower()
        if lowered in _words() or lowered in vocabulary().framing or any(map(str.isupper, typed)):
            return typed
        most = OFF.get(len(lowered), max(OFF.values()))
        near = process.extract(lowered, _words(), scorer=OSA.distance, score_cutoff=most, limit=2)
        unsure = not near or (len(near) > 1 and near[0][1] == near[1][1])
        if unsure or near[0][0][:1] != lowered[:1] or is_known(lowered):
            return typed
        told.append(f"“{typed}” as {near[0][0]}")
        return near[0][0]

    text = re.sub(rf"[^\W\d_]{{{SHORTEST},}}", better, text)
    text, phrases_told = _phrases_right(text, is_known)
    return text, tuple(dict.fromkeys((*told, *phrases_told)))


@cache
def _phrases() -> dict[int, tuple[tuple[str, ...], ...]]:
    """The phrases of several words by which themes are known, by their number of words."""
    found: dict[int, list[tuple[str, ...]]] = {}
    for phrase in phrases():
        words = tuple(re.findall(r"[a-z]+", phrase.lower().replace("'", "")))
        if len(words) > 1:
            found.setdefault(len(words), []).append(words)
    return {count: tuple(some) for count, some in found.items()}


def _phrases_right(text: str, is_known: Callable[[str], bool]) -> tuple[str, list[str]]:
    """A short word that is one letter off within a known phrase: "return hom interviews"."""
    told: list[str] = []
    words = list(re.finditer(r"[^\W\d_]+", text))
    for count, known in _phrases().items():
        for first in range(len(words) - count + 1):
            window = words[first : first + count]
            typed = [word[0].lower() for word in window]
            for phrase in known:
                off = [place for place in range(count) if not typed[place].startswith(phrase[place])]
                if len(off) != 1 or not _one_letter_off(typed[off[0]], phrase[off[0]]) or is_known(typed[off[0]]):
                    continue
                match = window[off[0]]
                told.append(f"“{match[0]}” as {phrase[off[0]]}")
                return f"{text[: match.start()]}{phrase[off[0]]}{text[match.end() :]}", told
    return text, told


def _one_letter_off(typed: str, word: str) -> bool:
    framing = typed in vocabulary().framing or typed in _words()
    return len(word) > _TOO_SHORT and not framing and OSA.distance(typed, word) == 1


_TOO_SHORT = 3
"""Letters of a word that another stands a letter beside by chance."""
