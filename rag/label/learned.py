"""Themes of a sentence that has none of their words: weights that eval/theme_weights.py learns (learned.json).

For each theme a sum of weights over words, pairs and triples of words, over the themes that the sentence and the one
before it name in their own words, and over the last words of the heading: near 0 the sentence says something about it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.label.direction import features
from rag.read.text import plain

HEADING_WORDS = 8
"""Words of a heading that count: the last ones, which stand nearest to the sentence."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The names of the themes, an intercept for each, the weights that a feature adds to some of them, and the sum from
    which a sentence is about a theme."""

    themes: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    least: float


@cache
def learned() -> Learned:
    """The packaged weights."""
    data = json.loads(files("rag.label").joinpath("learned.json").read_text(encoding="utf-8"))
    weights = {name: tuple((int(pair[0]), float(pair[1])) for pair in pairs) for name, pairs in data["weights"].items()}
    return Learned(tuple(data["themes"]), tuple(data["intercepts"]), weights, float(data["least"]))


def theme_features(
    sentence: str, to_improve: bool, named: Collection[str], before: Collection[str], section: Sequence[str]
) -> set[str]:
    """What the weights look at: the sentence's own words, the themes that it and the one before name, the heading."""
    found = features(sentence, to_improve)
    found |= {f"r:{name}" for name in named}
    found |= {f"b:{name}" for name in before}
    heading = re.findall(r"\w+", plain(" ".join(section)).lower())
    return found | {f"s:{word}" for word in heading[-HEADING_WORDS:]}


def learned_themes(found: Collection[str]) -> tuple[str, ...]:
    """The names of the themes that a sentence with these features says something about."""
    model = learned()
    sums = list(model.intercepts)
    for name in found:
        for place, weight in model.weights.get(name, ()):
            sums[place] += weight
    return tuple(model.themes[place] for place, total in enumerate(sums) if total >= model.least)
