"""Rerankers: what the search found, in a better order, behind one interface."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rag.find.features import NAMES, Asked, features
from rag.find.reader import Reader, settings
from rag.plan.pieces import Part, parts_read
from rag.types import Hit, OfstedChatError


@runtime_checkable
class Reranker(Protocol):
    """Orders the hits of one search anew."""

    def __call__(self, hits: Sequence[Hit], asked: Asked) -> list[Hit]:
        """The hits, best first, each with its new score: 1 for the best, less for those behind."""


@dataclass(frozen=True, slots=True)
class LinearWeights:
    """A linear model over standardised features: per feature its mean, its spread and its weight."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    weight: NDArray[np.float64]


@cache
def packaged_weights() -> LinearWeights:
    """The weights of ranker.toml. OfstedChatError where they are not for these features."""
    table = tomllib.loads(files("rag.find").joinpath("ranker.toml").read_text(encoding="utf-8"))["features"]
    if tuple(table) != NAMES:
        raise OfstedChatError("ranker.toml is not for these features: run `python -m eval.search.ranking`")
    columns = (np.array([table[name][key] for name in NAMES]) for key in ("mean", "spread", "weight"))
    return LinearWeights(*columns)


class LinearReranker:
    """By a weighted sum of features, learned from questions with gold evidence; of two readings the better."""

    def __init__(self, weights: LinearWeights | None = None) -> None:
        self._weights = weights or packaged_weights()

    def __call__(self, hits: Sequence[Hit], asked: Asked) -> list[Hit]:
        """As `Reranker`."""
        if not hits:
            return []
        model = self._weights
        found = ordered(hits, ((features(hits, asked) - model.mean) / model.spread) @ model.weight)
        return _better_of(found, self(hits, asked.other)) if asked.other else found


class ReadingReranker:
    """By what the reader makes of the best of `first`: the sum of both, the best sentence's log-odds being weighted.

    What was not read keeps its order behind what was.
    """

    def __init__(self, first: Reranker, reader: Reader) -> None:
        self.first = first
        self._reader = reader

    def __call__(self, hits: Sequence[Hit], asked: Asked) -> list[Hit]:
        """As `Reranker`."""
        found = self.first(hits, asked)
        if not found:
            return found
        given = settings()
        most = int(given["paragraphs"])
        read = self.read(parts_read(asked.question), found[:most], asked.share)
        known = [hit for hit in read if hit.answers]
        if not known:
            return found
        scores = np.array([np.log(hit.score) + given["weight"] * max(hit.answers) for hit in known])
        again = ordered(known, scores)
        behind = [*(hit for hit in read if not hit.answers), *found[most:]]
        return again + [replace(hit, score=min(hit.score, again[-1].score)) for hit in behind]

    def read(self, parts: Sequence[Part], hits: Sequence[Hit], share: float = 1.0) -> list[Hit]:
        """The hits read for each part of a question; those that were read for all have the best of their odds."""
        if len(parts) == 1:
            return self._reader(parts[0].understood, hits, share)
        by_part = [self._reader(part.understood, hits, share / len(parts)) for part in parts]
        rows = zip(hits, zip(*([hit.answers for hit in read] for read in by_part), strict=True), strict=True)
        return [replace(hit, answers=tuple(map(max, *odds)), by_part=odds) if all(odds) else hit for hit, odds in rows]


class CrossEncoderReranker:
    """By a cross-encoder of sentence-transformers that reads question and paragraph together.

    `best` hits of `first` are read by it, the others keep their order behind them.
    """

    def __init__(self, name: str, first: Reranker, best: int = 20) -> None:
        self._name = name
        self.first = first
        self._best = best
        self._model: object | None = None

    def __call__(self, hits: Sequence[Hit], asked: Asked) -> list[Hit]:
        """As `Reranker`."""
        found = self.first(hits, asked)
        head, tail = found[: self._best], found[self._best :]
        if not head:
            return found
        pairs = [(asked.question.text, hit.paragraph.text) for hit in head]
        scores = np.asarray(self._loaded().predict(pairs), dtype=np.float64).reshape(len(head))  # type: ignore[attr-defined]
        again = ordered(head, scores)
        return again + [replace(hit, score=min(hit.score, again[-1].score)) for hit in tail]

    def _loaded(self) -> object:
        if self._model is None:
            from sentence_transformers import CrossEncoder

            try:
                self._model = CrossEncoder(self._name)
            except Exception as error:
                line = (str(error).splitlines() or [type(error).__name__])[0][:200]
                raise OfstedChatError(f"the rerank model {self._name} cannot be loaded ({line})") from error
        return self._model


def _better_of(found: Sequence[Hit], again: Sequence[Hit]) -> list[Hit]:
    """The same hits in two orders, each with the better of its scores."""
    other = {hit.paragraph.id: hit.score for hit in again}
    return sorted(
        (replace(hit, score=max(hit.score, other[hit.paragraph.id])) for hit in found), key=lambda h: -h.score
    )


def ordered(hits: Sequence[Hit], scores: NDArray[np.float64]) -> list[Hit]:
    """The hits by their scores, highest first; the new score is exp(score - highest)."""
    order = np.argsort(-scores, kind="stable")
    top = float(scores[order[0]])
    return [replace(hits[row], score=float(np.exp(scores[row] - top))) for row in order]
