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

SHORTEST = 6
"""Letters of the shortest word that is put right: shorter ones have too many neighbours."""
OFF = {6: 1, 7: 1, 8: 2}
"""Letters that may be wrong, missing, too many or swapped, by the length of the word; 2 from the longest on."""


_NO_PLURAL = ("s", "ed", "ing", "ly", "y")


@cache
def _words() -> tuple[str, ...]:
    """The words by which questions name a theme, each with and without its plural."""
    found = {word for phrase in phrases() for word in re.findall(r"[a-z]+", phrase.lower()) if len(word) >= SHORTEST}
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

    return re.sub(rf"[^\W\d_]{{{SHORTEST},}}", better, text), tuple(dict.fromkeys(told))
