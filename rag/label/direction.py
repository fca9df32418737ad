"""Which way a sentence points: whether it tells of a weakness or of a strength.

A logistic regression over words, pairs and triples of words; eval/direction.py trains it on labelled sentences and
prints how often it is right (eval/README.md has the figures). Its weights are in direction.json.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from rag.read.naming import asks_to_improve
from rag.read.text import plain
from rag.types import Direction, Paragraph, ParagraphKind

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+%?")


def is_to_improve(paragraph: Paragraph) -> bool:
    """True where a paragraph asks for an improvement, whatever its words: as "What needs to improve" does."""
    if paragraph.kind is ParagraphKind.RECOMMENDATION:
        return True
    return paragraph.number is None and asks_to_improve(paragraph.section)


def features(sentence: str, to_improve: bool) -> set[str]:
    """The words, pairs and triples of a sentence, figures as #; and whether it stands under what is to improve."""
    words = ["<s>", *(re.sub(r"\d+", "#", word) for word in _WORD.findall(plain(sentence).lower()))]
    found = set(words[1:])
    found.update(f"{a} {b}" for a, b in pairwise(words))
    found.update(f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    if to_improve:
        found.add("@improve")
    return found


@cache
def _model() -> tuple[float, dict[str, float]]:
    data = json.loads(files("rag.label").joinpath("direction.json").read_text(encoding="utf-8"))
    return float(data["intercept"]), data["weights"]


def weakness(sentence: str, to_improve: bool = False) -> float:
    """The log-odds that a sentence tells of a weakness: above 0 it does, below 0 it tells of a strength."""
    intercept, weights = _model()
    return intercept + sum(weights.get(name, 0.0) for name in features(sentence, to_improve))


def direction_of(sentence: str, to_improve: bool = False) -> Direction:
    """Which way a sentence points."""
    return Direction.WEAK if weakness(sentence, to_improve) > 0 else Direction.STRONG
