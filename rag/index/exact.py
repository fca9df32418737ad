"""Exact search over the library's own vectors: what answers narrow scopes, and everything while Chroma cannot."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.index.library import Library, StoredVectors

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The vectors of one generation of the library; `spans` are each report's rows, `rows` the row of each chunk."""

    generation: int
    stored: StoredVectors
    spans: dict[str, slice]
    rows: dict[str, int]


class ExactSearch:
    """Cosine similarity with every vector in scope; keeps the library's vectors in memory, a generation at a time."""

    def __init__(self, library: Library, fingerprint: str) -> None:
        self._library = library
        self._fingerprint = fingerprint
        self._snapshot: _Snapshot | None = None
        self._loading = threading.Lock()

    def stored(self) -> StoredVectors:
        """The vectors as they are in the library now."""
        return self._current().stored

    def rows(self, report_ids: Collection[str]) -> int:
        """How many vectors the reports have."""
        spans = self._current().spans
        return sum(span.stop - span.start for name in set(report_ids) if (span := spans.get(name)))

    def query(self, vector: Vectors, k: int, report_ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` chunks most like `vector` (length 1): (chunk id, cosine similarity), best first."""
        snapshot = self._current()
        matrix, chunk_ids = snapshot.stored.matrix, snapshot.stored.chunk_ids
        if not chunk_ids or k < 1:
            return []
        if report_ids is None:
            rows, scores = np.arange(len(chunk_ids)), matrix @ vector
        else:
            wanted = set(report_ids)
            spans = [span for name, span in snapshot.spans.items() if name in wanted]
            if not spans:
                return []
            rows = np.concatenate([np.arange(span.start, span.stop) for span in spans])
            scores = np.concatenate([matrix[span] @ vector for span in spans])
        best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        return _ordered(snapshot, rows[best], vector)

    def scored(self, vector: Vectors, chunk_ids: Collection[str]) -> list[tuple[str, float]]:
        """These chunks as `query` gives them, to the last digit; those that the library no longer has are left out."""
        snapshot = self._current()
        rows = [row for chunk_id in chunk_ids if (row := snapshot.rows.get(chunk_id)) is not None]
        return _ordered(snapshot, np.array(rows, dtype=np.intp), vector)

    def _current(self) -> _Snapshot:
        # The number is read before the vectors: if the library changes in between, they are only read once more.
        generation = self._library.generation()
        snapshot = self._snapshot
        if snapshot is None or snapshot.generation != generation:
            with self._loading:
                snapshot = self._snapshot
                if snapshot is None or snapshot.generation != generation:
                    stored = self._library.vectors(self._fingerprint)
                    snapshot = self._snapshot = _Snapshot(
                        generation,
                        stored,
                        _spans(stored.report_ids),
                        {chunk_id: row for row, chunk_id in enumerate(stored.chunk_ids)},
                    )
        return snapshot


def _ordered(snapshot: _Snapshot, rows: NDArray[np.intp], vector: Vectors) -> list[tuple[str, float]]:
    """The chunks of these rows with their similarity, best first, equals in the library's order.

    A row's sum is formed by itself, so that it does not depend on which others are asked for with it.
    """
    scores = np.einsum("ij,j->i", snapshot.stored.matrix[rows], vector)
    order = np.lexsort((rows, -scores))
    return [(snapshot.stored.chunk_ids[rows[index]], float(scores[index])) for index in order]


def _spans(report_ids: list[str]) -> dict[str, slice]:
    spans: dict[str, slice] = {}
    for row, name in enumerate(report_ids):
        spans[name] = slice(spans[name].start if name in spans else row, row + 1)
    return spans
