"""The words of a question that carry meaning, and what reports write for them."""

from __future__ import annotations

import re

from rag.plan.vocabulary import vocabulary
from rag.read.text import MONTH_NAMES

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]|\d+(?:-\d+)?%?")


def terms_of(subject: str) -> tuple[str, ...]:
    """The words of `subject` that carry meaning, in order, each once."""
    words = vocabulary()
    plain = subject.replace("’", "'")
    found: list[str] = []
    rest = 0
    for match in words.phrases.finditer(plain):
        found += [*_single(plain[rest : match.start()]), match[0].lower()]
        rest = match.end()
    found += _single(plain[rest:])
    return tuple(dict.fromkeys(found))


def _single(text: str) -> list[str]:
    """The words of `text` that carry meaning, without the possessive."""
    framing = vocabulary().framing
    words = (re.sub(r"'s?$", "", word) for word in _WORD.findall(text))
    return [word for word in words if word.lower().replace("'", "") not in framing and word.lower() not in MONTH_NAMES]


def written_for(subject: str) -> tuple[str, ...]:
    """What reports write for what the subject says in other words, in the order of the vocabulary.

    A part of a longer phrase stands for nothing by itself: "private fostering" is no "fostering".
    """
    plain = subject.replace("’", "'")
    plain = f"{plain} {plain.replace('-', ' ')}" if "-" in plain else plain
    found = [
        (match.start(), match.end(), place)
        for place, entry in enumerate(vocabulary().synonyms)
        for match in entry.said.finditer(plain)
    ]
    whole = {place for start, end, place in found if not any(_holds(other, (start, end)) for other in found)}
    return tuple(dict.fromkeys(phrase for place in sorted(whole) for phrase in vocabulary().synonyms[place].written))


def _holds(longer: tuple[int, int, int], span: tuple[int, int]) -> bool:
    start, end, _ = longer
    return start <= span[0] and span[1] <= end and end - start > span[1] - span[0]
