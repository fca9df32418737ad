"""One Chroma collection, and a place with room for generations of them, as the rest of the house meets them.

What is awkward in Chroma is wrapped here once: errors that are Rust panics, rows an upsert, `where={}`
(the list is in docs/adr/0001).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.index.library import StoredVectors
from rag.index.tuning import Tuning

Vectors = NDArray[np.float32]


class ChromaFailed(Exception):
    """Chroma, or the state it is in, cannot be used; the message says why in one line."""


class ChromaChunks:
    """One Chroma collection of chunks. Every method raises ChromaFailed and nothing else."""

    def __init__(self, client: Any, collection: Any, owned: bool, constants: Tuning) -> None:
        self._client = client
        self._collection = collection
        self._owned = owned
        self._constants = constants

    def close(self) -> None:
        """Let go of the folder; a server's client stays open for the next generation."""
        if self._owned:
            close(self._client)

    def metadata(self) -> dict[str, Any]:
        """What was written when the generation was finished."""
        with failing_as_one():
            return dict(self._collection.metadata or {})

    def describe(self, metadata: dict[str, str | int]) -> None:
        """Replace the metadata."""
        with failing_as_one():
            self._collection.modify(metadata=metadata)

    def count(self) -> int:
        """How many vectors there are."""
        with failing_as_one():
            return int(self._collection.count())

    def digests(self) -> dict[str, str]:
        """The digest of every chunk by its id."""
        found: dict[str, str] = {}
        with failing_as_one():
            for offset in range(0, self._collection.count(), self._rows()):
                page = self._collection.get(include=["metadatas"], limit=self._rows(), offset=offset)
                found.update(
                    (key, str(data["digest"])) for key, data in zip(page["ids"], page["metadatas"], strict=True)
                )
        return found

    def exercise(self, size: int) -> None:
        """Count, read and search once, over so many of its own vectors: what a reader will do."""
        with failing_as_one():
            if self._collection.count():
                own = self._collection.get(include=["embeddings"], limit=size)["embeddings"]
                self._collection.query(query_embeddings=own, n_results=1, include=["distances"])

    def upsert(self, stored: StoredVectors, rows: list[int]) -> Iterator[int]:
        """Put these rows in, new or changed; yields how many are done after each batch."""
        size = self._rows()
        for start in range(0, len(rows), size):
            batch = rows[start : start + size]
            with failing_as_one():
                self._collection.upsert(
                    ids=[stored.chunk_ids[row] for row in batch],
                    embeddings=stored.matrix[batch],
                    metadatas=[{"report_id": stored.report_ids[row], "digest": stored.digests[row]} for row in batch],
                )
            yield start + len(batch)

    def delete(self, chunk_ids: list[str]) -> None:
        """Take these out."""
        for start in range(0, len(chunk_ids), self._rows()):
            with failing_as_one():
                self._collection.delete(ids=chunk_ids[start : start + self._rows()])

    def query(self, vectors: Vectors, k: int, scope: Collection[str] | None) -> list[list[tuple[str, float]]]:
        """For each vector the `k` most alike: (chunk id, cosine similarity), best first."""
        if k < 1 or (scope is not None and not scope):
            return [[] for _ in vectors]
        where = {"report_id": {"$in": sorted(scope)}} if scope is not None else None
        with failing_as_one():
            found = self._collection.query(query_embeddings=vectors, n_results=k, where=where, include=["distances"])
            return [
                [(key, 1.0 - float(distance)) for key, distance in zip(ids, distances, strict=True)]
                for ids, distances in zip(found["ids"], found["distances"], strict=True)
            ]

    def _rows(self) -> int:
        return min(self._constants.upsert_rows, int(self._client.get_max_batch_size()))


class Store(Protocol):
    """A place with room for generations of the index: a folder, or a Chroma server."""

    pointer: str

    def create(self, name: str, metadata: dict[str, str | int]) -> ChromaChunks:
        """An empty generation."""

    def prove(self, name: str) -> None:
        """Return where opening a generation in this process is safe; ChromaFailed where it is not."""

    def seal(self, name: str) -> None:
        """Note that a generation, as its files are now, was built or opened and searched without a fault."""

    def open(self, name: str) -> ChromaChunks:
        """An existing one; ChromaFailed where it is not there."""

    def copy(self, name: str, into: str) -> bool:
        """Copy a generation; False where the place cannot."""

    def remove_all_but(self, name: str) -> None:
        """Remove every other generation of this library."""


@contextmanager
def failing_as_one() -> Iterator[None]:
    """Whatever Chroma raises, Rust panics (which are no Exceptions) included, as ChromaFailed with one line."""
    try:
        yield
    except (ChromaFailed, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        line = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise ChromaFailed(line[:300]) from error


def close(client: Any) -> None:
    """Close a client; one that cannot be closed is let go of."""
    with suppress(ChromaFailed), failing_as_one():
        client.close()
