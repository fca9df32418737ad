"""Dense and lexical search over a scope, fused, with their weights from ranking.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.index.library import Library
from rag.label.labels import boilerplate_sections
from rag.plan.question import Question
from rag.types import Hit, ParagraphKind


class QuestionEmbeddings(Protocol):
    """What search needs of an embedding model."""

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question."""


class Neighbours(Protocol):
    """What search needs of a vector index."""

    def query(
        self, vector: NDArray[np.float32], k: int, report_ids: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The `k` nearest chunks: (chunk id, cosine similarity), best first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The constants of ranking.toml."""

    dense: float
    written: float
    candidates: int
    per_report: int
    trend_reports: int
    older: float
    per_year: float
    recommendation: float
    boilerplate: float
    front_matter: tuple[str, ...]


@cache
def weights() -> Weights:
    """The packaged constants."""
    data = tomllib.loads(files("rag.find").joinpath("ranking.toml").read_text(encoding="utf-8"))
    return Weights(**{**data, "front_matter": tuple(data["front_matter"])})


class Search:
    """Finds paragraphs for a question in some reports."""

    def __init__(
        self,
        library: Library,
        neighbours: Neighbours,
        embeddings: QuestionEmbeddings,
        constants: Weights | None = None,
    ) -> None:
        self._library = library
        self._constants = constants or weights()
        self._neighbours = neighbours
        self._embeddings = embeddings

    def __call__(self, question: Question, report_ids: Collection[str] | None, limit: int) -> list[Hit]:
        """The best `limit` paragraphs of these reports (None: of all), best first.

        The score is a convex combination of the cosine similarity and of bm25 over its maximum (Bruch et al. 2023,
        arXiv 2210.11934): 0 to about 1.
        """
        if report_ids is not None and not report_ids:
            return []
        constants = self._constants
        count = max(constants.candidates, limit)
        dense = dict(self._neighbours.query(self._embeddings.embed_question(embedded(question)), count, report_ids))
        said = self._words(question.terms, report_ids, count)
        written = self._words(question.written, report_ids, count)
        lexical = _combined(said, written, constants.written)
        floor = min(dense.values(), default=0.0)
        fused = {
            chunk: constants.dense * dense.get(chunk, floor) + (1 - constants.dense) * lexical.get(chunk, 0.0)
            for chunk in dense.keys() | lexical.keys()
        }
        return self._hits(fused, dense, lexical, limit)

    def _words(self, words: Sequence[str], report_ids: Collection[str] | None, limit: int) -> dict[str, float]:
        match = " OR ".join('"' + word.replace('"', " ") + '"' for word in words)
        return dict(self._library.search_words(match, report_ids, limit)) if match else {}

    def _hits(
        self, fused: dict[str, float], dense: dict[str, float], lexical: dict[str, float], limit: int
    ) -> list[Hit]:
        """One hit a paragraph, by its best chunk, with the paragraph's kind taken into account."""
        best = sorted(fused, key=lambda chunk: -fused[chunk])[: 3 * limit]
        chunks = self._library.chunks(best)
        paragraphs = self._library.paragraphs_by_id(id for chunk in chunks.values() for id in chunk.paragraph_ids)
        hits: dict[str, Hit] = {}
        for chunk_id in best:
            chunk = chunks.get(chunk_id)
            for paragraph_id in chunk.paragraph_ids if chunk else ():
                paragraph = paragraphs.get(paragraph_id)
                report = self._library.facts(paragraph.report_id) if paragraph else None
                if paragraph is None or report is None or paragraph_id in hits:
                    continue
                score = fused[chunk_id] * _kind_weight(paragraph.kind, paragraph.section, self._constants)
                hits[paragraph_id] = Hit(paragraph, report, score, dense.get(chunk_id), lexical.get(chunk_id))
        return sorted(hits.values(), key=lambda hit: -hit.score)[:limit]


def embedded(question: Question) -> str:
    """What is embedded of a question: its subject and what reports write for it."""
    return " ".join([question.subject, *question.written])


def _combined(said: dict[str, float], written: dict[str, float], share: float) -> dict[str, float]:
    """Both word scores in one, over the maximum."""
    total = {chunk: said.get(chunk, 0.0) + share * written.get(chunk, 0.0) for chunk in said.keys() | written.keys()}
    top = max(total.values(), default=0.0)
    return {chunk: score / top for chunk, score in total.items()} if top > 0 else {}


def _kind_weight(kind: ParagraphKind, section: Iterable[str], constants: Weights) -> float:
    path = " / ".join(section).lower()
    if any(name in path for name in boilerplate_sections()):
        return constants.boilerplate
    return constants.recommendation if kind is ParagraphKind.RECOMMENDATION else 1.0
