"""Generations of the vector index: opened only when every check passes, built beside the current one and swapped in."""

from __future__ import annotations

import random
from collections.abc import Callable

from rag.index.collection import ChromaChunks, ChromaFailed, Store
from rag.index.generations import Generation, Generations
from rag.index.library import StoredVectors
from rag.index.tuning import Tuning

SCHEMA = 1
"""The version of what an item in Chroma carries; another one is rebuilt."""

Progress = Callable[[int, int], None]

_SAME = 1e-4
"""Cosine distance below which two vectors count as the same: float32 sums of 384 products differ by about 1e-6."""


class Builder:
    """Opens, checks and builds generations in a store."""

    def __init__(self, store: Store, generations: Generations, constants: Tuning) -> None:
        self._store = store
        self._generations = generations
        self._constants = constants

    def opened(self, expected: Generation, stored: StoredVectors) -> ChromaChunks:
        """A generation that has passed every check against the library's vectors; ChromaFailed where it fails one."""
        self._store.prove(expected.name)
        chunks = self._store.open(expected.name)
        try:
            if chunks.metadata() != _metadata(expected):
                raise ChromaFailed("it is of another library, model or version")
            if (count := chunks.count()) != len(stored.chunk_ids):
                raise ChromaFailed(f"it holds {count} vectors, the library {len(stored.chunk_ids)}")
            self._probe(chunks, stored)
            self._store.seal(expected.name)
        except BaseException:
            chunks.close()
            raise
        return chunks

    def replace(
        self, new: Generation, stored: StoredVectors, old: Generation | None, progress: Progress | None
    ) -> None:
        """Make `new` from the library's vectors, check it as a reader would, point at it, and remove all others.

        With `old`, a corrected copy of it is tried first. ChromaFailed leaves everything as it was.
        """
        try:
            if stored.chunk_ids and not (old and self._corrected_copy(old, new, stored, progress)):
                self._built(new, stored, progress)
                self.opened(new, stored).close()
        except ChromaFailed:
            self._generations.discard(new.name)
            raise
        self._generations.point(new)
        self._store.remove_all_but(new.name)
        self._generations.prune()

    def _probe(self, chunks: ChromaChunks, stored: StoredVectors) -> None:
        """Every vector of a sample must find itself, or be crowded out by its equals."""
        size = min(self._constants.probe_sample, len(stored.chunk_ids))
        rows = random.sample(range(len(stored.chunk_ids)), size)
        found = chunks.query(stored.matrix[rows], self._constants.probe_neighbours, None)
        lost = 0
        for row, neighbours in zip(rows, found, strict=True):
            own = any(chunk_id == stored.chunk_ids[row] for chunk_id, _ in neighbours)
            crowded = bool(neighbours) and neighbours[-1][1] >= 1 - _SAME
            lost += not (own or crowded)
        if lost:
            raise ChromaFailed(f"{lost} of {size} stored vectors do not find themselves")

    def _built(self, new: Generation, stored: StoredVectors, progress: Progress | None) -> None:
        chunks = self._store.create(new.name, _metadata(new))
        try:
            _fill(chunks, stored, list(range(len(stored.chunk_ids))), progress)
        finally:
            chunks.close()
        self._store.seal(new.name)

    def _corrected_copy(
        self, old: Generation, new: Generation, stored: StoredVectors, progress: Progress | None
    ) -> bool:
        """Whether a copy of `old` could be brought into step; False where building anew is better or the copy fails."""
        if (old.library_id, old.fingerprint) != (new.library_id, new.fingerprint) or not old.count:
            return False
        try:
            self._store.prove(old.name)
            if not self._store.copy(old.name, new.name):
                return False
            chunks = self._store.open(new.name)
            try:
                self._correct(chunks, stored, progress)
                chunks.describe(_metadata(new))
            finally:
                chunks.close()
            self._store.seal(new.name)
            self.opened(new, stored).close()
        except ChromaFailed:
            self._generations.discard(new.name)
            return False
        return True

    def _correct(self, chunks: ChromaChunks, stored: StoredVectors, progress: Progress | None) -> None:
        have = chunks.digests()
        wanted = list(zip(stored.chunk_ids, stored.digests, strict=True))
        changed = [row for row, (chunk_id, digest) in enumerate(wanted) if have.get(chunk_id) != digest]
        gone = sorted(have.keys() - set(stored.chunk_ids))
        if len(changed) + len(gone) > self._constants.rebuild_share * len(wanted):
            raise ChromaFailed("too much has changed")
        chunks.delete(gone)
        _fill(chunks, stored, changed, progress)


def _fill(chunks: ChromaChunks, stored: StoredVectors, rows: list[int], progress: Progress | None) -> None:
    for done in chunks.upsert(stored, rows):
        if progress:
            progress(done, len(rows))


def _metadata(generation: Generation) -> dict[str, str | int]:
    return {
        "schema": SCHEMA,
        "library": generation.library_id,
        "generation": generation.generation,
        "fingerprint": generation.fingerprint,
        "count": generation.count,
    }
