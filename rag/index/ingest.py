"""Taking files in: read, cut into chunks, embed what is new, one transaction a report, then the vector index.

Killed at any moment, the next run goes on where it was: vectors are kept by digest in small batches, a report is in the
library wholly or not at all, and the vector index is made from the library.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from rag.config import Settings
from rag.index.chunk import chunks_of
from rag.index.database import IdTaken
from rag.index.embed import Embedder
from rag.index.files import Source, copy_path, found, keep_copy, sha256_of, sweep
from rag.index.library import Library
from rag.index.lock import only_writer
from rag.index.tuning import tuning
from rag.index.vector_index import VectorIndex
from rag.types import Chunk, ModelMismatch, OfstedChatError, Report, ReportFacts, UnreadableFile

Read = Callable[[Path], Report]
Progress = Callable[[int, int, str, str], None]
"""Called with: files done, files in all, the file's name, and its state: "embedding", "added", "unchanged", "refused",
"labelling" (then the first two count reports) or "indexing" (then they count vectors)."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of the files, by name. `notes` are lines about files that were taken in but need a word."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Read:
    """A file after reading: a report, or why there is none, or the earlier file that it is the same as."""

    source: Source
    sha256: str = ""
    report: Report | None = None
    reason: str = ""
    same_as: str = ""


@dataclass(slots=True)
class _Tally:
    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def ingest(
    paths: Iterable[Path],
    settings: Settings,
    library: Library,
    embeddings: Embedder,
    vectors: VectorIndex,
    read: Read,
    progress: Progress | None = None,
    *,
    reader_version: str = "",
    again: bool = False,
) -> IngestResult:
    """Take in files and folders; skip what is unchanged, refuse what cannot be read and go on.

    `again` reads everything anew, the library's own copies included, as a change of model or of the reader needs it;
    embedded is only what has other words, or was not embedded with this model before.
    LibraryBusy where another process is writing, ModelMismatch where the library is another model's and not `again`.
    """
    begin = time.monotonic()
    with only_writer(settings.data / "ingest.lock", "the library", tuning().lock_seconds):
        if (line := vectors.mismatch) and not again:
            raise ModelMismatch(line)
        run = _Run(settings, library, embeddings, read, progress, reader_version, again)
        run.files(list(found(paths)))
        if again:
            run.leftovers()
        library.label_anew(lambda done, total: run.tell(done, total, "labels", "labelling"))
        library.prune_vectors()
        sweep(settings, library.all_facts())
        try:
            vectors.sync(lambda done, total: run.tell(done, total, "vector index", "indexing"))
        except OfstedChatError as error:
            run.tally.notes.append(("vector index", str(error)))
    tally, seconds = run.tally, time.monotonic() - begin
    refused = tuple(tally.refused.items())
    return IngestResult(tuple(tally.added), tuple(tally.unchanged), refused, tuple(tally.notes), seconds)


def forget(report_id: str, settings: Settings, library: Library, vectors: VectorIndex) -> bool:
    """Take a report out of the library, the vector index and the folder of copies; whether it was there."""
    with only_writer(settings.data / "ingest.lock", "the library", tuning().lock_seconds):
        gone = library.remove(report_id)
        sweep(settings, library.all_facts())
        vectors.sync()
    return gone


class _Run:
    """One ingest under the writer's lock."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        embeddings: Embedder,
        read: Read,
        progress: Progress | None,
        reader_version: str,
        again: bool,
    ) -> None:
        self._settings = settings
        self._library = library
        self._embeddings = embeddings
        self._read = read
        self._progress = progress
        self._again = again
        self._fingerprint = embeddings.fingerprint
        self._stamp = f"{reader_version}/{self._fingerprint}"
        self._seen: dict[str, str] = {}
        self.tally = _Tally()

    def tell(self, done: int, total: int, name: str, state: str) -> None:
        """Tell the caller how far it is."""
        if self._progress:
            self._progress(done, total, name, state)

    def files(self, sources: list[Source]) -> None:
        """Take in these files, and with `again` the library's own copies."""
        if self._again:
            own = [
                Source(copy_path(self._settings, facts), facts.file_name, own=True)
                for facts in self._library.all_facts()
            ]
            sources = sources + [source for source in own if source.path.exists()]
        for done, item in enumerate(self._read_ahead(sources), 1):
            state = self._take(item, partial(self.tell, done - 1, len(sources), item.source.name))
            self.tell(done, len(sources), item.source.name, state)

    def leftovers(self) -> None:
        """Cut and embed anew, from the library's own paragraphs, the reports whose files are no longer there."""
        for report_id in self._library.stale(self._fingerprint):
            if report := self._library.whole(report_id):
                self._keep(report, "")

    def _read_ahead(self, sources: Sequence[Source]) -> Iterator[_Read]:
        """The files in their order, read by a thread some files ahead of the one that is embedded."""
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read")
        try:
            rest = iter(sources)
            ahead: deque[Future[_Read]] = deque(
                pool.submit(self._prepared, s) for s in islice(rest, 1 + tuning().read_ahead)
            )
            while ahead:
                yield ahead.popleft().result()
                ahead.extend(pool.submit(self._prepared, source) for source in islice(rest, 1))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _prepared(self, source: Source) -> _Read:
        sha256 = ""
        try:
            sha256 = sha256_of(source.path)
            if sha256 in self._seen:
                return _Read(source, sha256, same_as=self._seen[sha256])
            self._seen[sha256] = source.name
            taken = self._library.taken(sha256)
            if taken and taken.stamp == self._stamp and not self._again:
                return _Read(source, sha256, same_as=taken.file_name)
            report = self._read(source.path)
        except UnreadableFile as error:
            return _Read(source, sha256, reason=str(error))
        except OSError as error:
            return _Read(source, sha256, reason=f"cannot be read: {error.strerror}")
        return _Read(source, sha256, replace(report, facts=replace(report.facts, sha256=sha256, file_name=source.name)))

    def _take(self, item: _Read, now: Callable[[str], None]) -> str:
        """Settle one file; the state that it ends in."""
        name = item.source.name
        if item.same_as and item.same_as in self.tally.refused:
            return self._refused(item, self.tally.refused[item.same_as])
        if item.same_as and item.source.own:
            return "unchanged"
        if item.same_as:
            self.tally.unchanged.append(name)
            if item.same_as != name:
                self.tally.notes.append((name, f"has the same bytes as {item.same_as}"))
            return "unchanged"
        if item.report is None:
            return self._refused(item, item.reason)
        if newer := self._newer(item.report.facts):
            self._library.record_file(item.sha256, name, newer.id, self._stamp)
            self.tally.notes.append((name, f"is an older issue of the inspection in {newer.file_name}"))
            self.tally.unchanged.append(name)
            return "unchanged"
        older = self._library.facts(item.report.facts.id)
        if older and older.file_name != name:
            self.tally.notes.append((name, f"replaces {older.file_name}: the same inspection"))
        now("embedding")
        try:
            keep_copy(self._settings, item.source.path, item.report.facts)
            self._keep(item.report, self._stamp)
        except (UnreadableFile, IdTaken) as error:
            return self._refused(item, str(error))
        self.tally.added.append(name)
        return "added"

    def _refused(self, item: _Read, reason: str) -> str:
        line = " ".join(reason.split()) or "cannot be read"
        self._library.refuse(item.source.name, item.sha256, line)
        self.tally.refused[item.source.name] = line
        return "refused"

    def _newer(self, facts: ReportFacts) -> ReportFacts | None:
        """The same inspection from another file, where that was published later."""
        have = self._library.facts(facts.id)
        if have is None or have.sha256 == facts.sha256 or not (have.published and facts.published):
            return None
        return have if have.published > facts.published else None

    def _keep(self, report: Report, stamp: str) -> None:
        """Cut, embed what is not known, and add."""
        chunks = chunks_of(report, self._embeddings.count_tokens, self._embeddings.window)
        if not chunks:
            raise UnreadableFile("has no paragraph with any text")
        self._embed(chunks)
        self._library.add(report, chunks, fingerprint=self._fingerprint, stamp=stamp)

    def _embed(self, chunks: Sequence[Chunk]) -> None:
        known = self._library.known_vectors(self._fingerprint, [chunk.digest for chunk in chunks])
        unknown = {chunk.digest: chunk.embedded for chunk in chunks if chunk.digest not in known}
        digests, size = list(unknown), tuning().commit_texts
        for start in range(0, len(digests), size):
            batch = digests[start : start + size]
            found_vectors = self._embeddings.embed_array([unknown[digest] for digest in batch])
            self._library.store_vectors(self._fingerprint, dict(zip(batch, found_vectors, strict=True)))
