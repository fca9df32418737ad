"""Themes of a sentence that has none of their words: weights that eval/labels/theme_weights.py learns (learned.json).

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

import numpy as np
from numpy.typing import NDArray

from rag.label.direction import features
from rag.read.text import plain

HEADING_WORDS = 8
"""Words of a heading that count: the last ones, which stand nearest to the sentence."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The names of the themes, an intercept for each, shape (themes,), the row of each feature, the weights that it
    adds, shape (features, themes), and the sum from which a sentence is about a theme."""

    themes: tuple[str, ...]
    intercepts: NDArray[np.float32]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    least: float


@cache
def learned() -> Learned:
    """The packaged weights."""
    data = json.loads(files("rag.label").joinpath("learned.json").read_text(encoding="utf-8"))
    rows = {name: row for row, name in enumerate(data["weights"])}
    weights = np.zeros((len(rows), len(data["themes"])), np.float32)
    for row, pairs in enumerate(data["weights"].values()):
        for theme, weight in pairs:
            weights[row, theme] = weight
    intercepts = np.array(data["intercepts"], np.float32)
    return Learned(tuple(data["themes"]), intercepts, rows, weights, float(data["least"]))


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
    rows = [row for name in found if (row := model.rows.get(name)) is not None]
    sums = model.intercepts + model.weights[rows].sum(axis=0)
    return tuple(model.themes[place] for place in np.flatnonzero(sums >= model.least))
