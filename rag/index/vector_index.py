"""The vector index that a question meets: Chroma where it is in order, exact search over the library otherwise."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.config import Settings
from rag.index.builder import Builder, Progress
from rag.index.collection import ChromaChunks, ChromaFailed, Store
from rag.index.exact import ExactSearch
from rag.index.generations import Generation, Generations
from rag.index.library import Library
from rag.index.lock import only_writer
from rag.index.tuning import Tuning, tuning
from rag.index.vectors import EmbeddedStore, ServerStore
from rag.types import ModelMismatch, OfstedChatError

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _View:
    """What a search uses: Chroma if it is in order, and the line that says so.

    It holds for one generation of the library and one pointer, and without Chroma until the clock shows `until`.
    """

    generation: int
    pointer: str
    chunks: ChromaChunks | None
    line: str
    until: float

    def holds(self, generation: int, pointer: str) -> bool:
        same = (self.generation, self.pointer) == (generation, pointer)
        return same and (self.chunks is not None or time.monotonic() < self.until)


class VectorIndex:
    """Search by vector over the library's chunks; safe to share between threads and with a writing process.

    On opening, and whenever the library or the index has changed, Chroma is checked: it must be of the library's
    generation and fingerprint, hold as many vectors, and a sample of them must each find itself. Where it does not,
    or fails later, `state` says why in a line and exact search answers, until `sync` or `rebuild` has mended it.
    """

    def __init__(self, settings: Settings, library: Library, fingerprint: str, constants: Tuning | None = None) -> None:
        self._library = library
        self._fingerprint = fingerprint
        self._constants = constants or tuning()
        self._exact = ExactSearch(library, fingerprint)
        store = _store(settings, library, self._constants)
        self._generations = Generations(settings.vectors_path, store.pointer)
        self._builder = Builder(store, self._generations, self._constants)
        self._lock_path = settings.data / "vectors.lock"
        self._chroma = threading.RLock()
        self._view: _View | None = None

    @classmethod
    def open(
        cls, settings: Settings, library: Library, fingerprint: str, constants: Tuning | None = None
    ) -> VectorIndex:
        """Open and check the index. Never fails because of Chroma: see `state`."""
        index = cls(settings, library, fingerprint, constants)
        index._current()
        return index

    @property
    def ready(self) -> bool:
        """Whether Chroma is in order and answers, or there is nothing to search; otherwise exact search answers."""
        view = self._current()
        return view.chunks is not None or view.line == _EMPTY

    @property
    def state(self) -> str:
        """One line: what answers, and why it is not Chroma where it is not."""
        return self._current().line

    @property
    def mismatch(self) -> str | None:
        """The line of a ModelMismatch where the library was made with another model or other chunks."""
        others = self._library.fingerprints() - {self._fingerprint, ""}
        if not others:
            return None
        return (
            f"the library was made with another embedding model or chunker ({', '.join(sorted(others))}, now"
            f" {self._fingerprint}): run `ofsted-chat ingest --again`, or set EMBEDDING_MODEL as it was"
        )

    def query(self, vector: Vectors, k: int, report_ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` chunks of these reports, or of all, most like `vector` (shape (dimension,), length 1).

        Gives (chunk id, cosine similarity), best first; the similarity is the library's own, whoever found the chunk,
        so that an answer does not change when exact search steps in. ModelMismatch where the library's vectors are
        another model's.
        """
        view = self._current()
        if line := self.mismatch:
            raise ModelMismatch(line)
        narrow = report_ids is not None and self._exact.rows(report_ids) <= self._constants.exact_scope_chunks
        if view.chunks is not None and not narrow:
            with self._chroma:
                current = self._view
                if current is not None and current.chunks is not None:
                    try:
                        found = current.chunks.query(vector[np.newaxis], k, report_ids)[0]
                        return self._exact.scored(vector, [chunk_id for chunk_id, _ in found])
                    except ChromaFailed as error:
                        current.chunks.close()
                        self._view = self._without(current.generation, current.pointer, str(error))
        return self._exact.query(vector, k, report_ids)

    def sync(self, progress: Progress | None = None) -> None:
        """Bring the index into step with the library, by a corrected copy where little has changed; nothing if it is.

        Embeds nothing. LibraryBusy where another process is doing so; OfstedChatError where Chroma cannot be mended.
        """
        with self._only_writer():
            if not self.ready:
                self._replace(self._generations.current(), progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build the index anew from the library's vectors beside the old one, check it, and swap it in. As `sync`."""
        with self._only_writer():
            self._replace(None, progress)

    def close(self) -> None:
        """Let go of Chroma."""
        with self._chroma:
            if self._view and self._view.chunks:
                self._view.chunks.close()
            self._view = None

    def _only_writer(self) -> AbstractContextManager[None]:
        return only_writer(self._lock_path, "the vector index", self._constants.lock_seconds)

    def _current(self) -> _View:
        """The view, made anew if the library or the pointer has changed since."""
        generation, pointer = self._library.generation(), self._generations.stamp()
        view = self._view
        if view is None or not view.holds(generation, pointer):
            with self._chroma:
                view = self._view
                if view is None or not view.holds(generation, pointer):
                    if view and view.chunks:
                        view.chunks.close()
                    view = self._view = self._look(generation, pointer)
        return view

    def _look(self, generation: int, pointer: str) -> _View:
        if line := self.mismatch:
            return _View(generation, pointer, None, line, time.monotonic() + self._constants.retry_seconds)
        stored = self._exact.stored()
        if not stored.chunk_ids:
            return _View(generation, pointer, None, _EMPTY, time.monotonic() + self._constants.retry_seconds)
        current = self._generations.current()
        if current is None:
            return self._without(generation, pointer, "there is none yet")
        if (current.library_id, current.generation) != (self._library.id, generation):
            return self._without(generation, pointer, "it is not of the library as it is now")
        try:
            chunks = self._builder.opened(current, stored)
        except ChromaFailed as error:
            return self._without(generation, pointer, str(error))
        return _View(generation, pointer, chunks, f"ready: {current.count} vectors, {current.name}", 0.0)

    def _without(self, generation: int, pointer: str, reason: str) -> _View:
        line = f"exact search answers, because the vector index cannot: {reason}; `ofsted-chat ingest` rebuilds it"
        return _View(generation, pointer, None, line, time.monotonic() + self._constants.retry_seconds)

    def _replace(self, old: Generation | None, progress: Progress | None) -> None:
        if line := self.mismatch:
            raise ModelMismatch(line)
        generation, stored = self._library.generation(), self._exact.stored()
        name, count = self._generations.next_name(), len(stored.chunk_ids)
        new = Generation(name, self._library.id, generation, self._fingerprint, count)
        try:
            self._builder.replace(new, stored, old, progress)
        except ChromaFailed as error:
            raise OfstedChatError(f"the vector index cannot be rebuilt, exact search goes on: {error}") from error
        self._current()


_EMPTY = "empty: nothing has been ingested yet"


def _store(settings: Settings, library: Library, constants: Tuning) -> Store:
    if settings.chroma_url:
        token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
        return ServerStore(settings.chroma_url, token, library.id, constants)
    return EmbeddedStore(settings.vectors_path, constants)
