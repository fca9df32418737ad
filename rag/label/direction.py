"""Which way a sentence points: to a weakness, to a strength, or to neither.

Two sums of weights over words, pairs and triples of words: the log-odds of a weakness, and those of neither.
eval/labels/direction.py learns them from sentences read one by one and from a teacher that was trained on these, and
prints how often they are right (eval/README.md has the figures). The weights are in direction.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Model:
    """Intercepts and weights towards a weakness and towards neither; from `least` on a sentence is neither."""

    weakness: float
    neither: float
    least: float
    weights: dict[str, tuple[float, float]]


@cache
def _model() -> _Model:
    data = json.loads(files("rag.label").joinpath("direction.json").read_text(encoding="utf-8"))
    weak, neither = data["intercepts"]
    return _Model(float(weak), float(neither), float(data["neither"]), data["weights"])


def odds(sentence: str, to_improve: bool = False) -> tuple[float, float]:
    """The log-odds that a sentence tells of a weakness rather than of a strength, and that it tells of neither."""
    return odds_of(features(sentence, to_improve))


def odds_of(found: Iterable[str]) -> tuple[float, float]:
    """The same for a sentence with these features; others than those of `features` count for nothing."""
    model = _model()
    weak, neither = model.weakness, model.neither
    for name in found:
        if pair := model.weights.get(name):
            weak += pair[0]
            neither += pair[1]
    return weak, neither


def weakness(sentence: str, to_improve: bool = False) -> float:
    """The log-odds that a sentence tells of a weakness: above 0 it does, below 0 it tells of a strength."""
    return odds(sentence, to_improve)[0]


def pointed(weak: float, neither: float, to_improve: bool = False) -> Direction:
    """The direction by these log-odds; what stands under what is to improve is a weakness whatever its words."""
    if to_improve:
        return Direction.WEAK
    if neither > _model().least:
        return Direction.NEITHER
    return Direction.WEAK if weak > 0 else Direction.STRONG


def direction_of(sentence: str, to_improve: bool = False) -> Direction:
    """Which way a sentence points."""
    return pointed(*odds(sentence, to_improve), to_improve)
