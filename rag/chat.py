"""The pipeline, from a question to a verified answer: a visible list of steps as one LangChain Runnable.

`build(settings)` is the only place where the parts are put together.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from corpus import authorities_file, catalogue_file
from rag.answer.generate import generator
from rag.config import Settings
from rag.find.reader import PackagedReader, is_packaged
from rag.find.rerank import CrossEncoderReranker, LinearReranker, ReadingReranker, Reranker
from rag.find.retriever import ReportRetriever
from rag.find.search import Search
from rag.index.embed import SentenceEmbeddings
from rag.index.ingest import IngestResult, ingest
from rag.index.library import Library
from rag.index.vector_index import VectorIndex
from rag.pipeline import Steps
from rag.read import VERSION, Reader
from rag.read.authorities import Register
from rag.turn import Request, Turn
from rag.types import Answer, Hit, LibraryBusy

__all__ = ["Chat", "Request", "build", "ingest_paths", "status"]


class Chat:
    """What the faces talk to: answers, searches, and the library behind them. Safe to share between threads."""

    def __init__(
        self,
        steps: Steps,
        library: Library,
        vectors: VectorIndex,
        embeddings: SentenceEmbeddings,
        retriever: ReportRetriever,
        reader: PackagedReader | None = None,
    ) -> None:
        self.library = library
        self.vectors = vectors
        self.retriever = retriever
        self.steps = steps
        self._reader = reader
        self.embeddings = embeddings
        self._find: Runnable[Request, Turn] = (
            RunnableLambda(steps.begin)
            | RunnableLambda(steps.understand)
            | RunnableLambda(steps.locate)
            | RunnableLambda(steps.retrieve)
        )

        def told(turns: Iterator[Turn]) -> Iterator[Answer]:
            for turn in turns:
                yield from steps.answer(turn)

        self.runnable: Runnable[Request, Answer] = self._find | RunnableLambda(steps.extract) | RunnableGenerator(told)

    def invoke(self, request: Request) -> Answer:
        """The whole answer. OfstedChatError where the question cannot be taken."""
        return self.runnable.invoke(request)

    def stream(self, request: Request) -> Iterator[Answer]:
        """The answer in parts as they are found; their sum is what `invoke` gives."""
        return self.runnable.stream(request)

    def batch(self, requests: Sequence[Request]) -> list[Answer]:
        """Several answers, in the order of the requests."""
        return self.runnable.batch(list(requests), config={"max_concurrency": 2})

    def search(self, request: Request) -> tuple[Hit, ...]:
        """The 20 best paragraphs for a question, without an answer."""
        return self._find.invoke(request).hits

    def warm(self) -> None:
        """Load both models and the facts of the reports, so that the first question need not wait for them.

        What is loaded then stays: the collector of garbage is told not to look at it again, which took up to 0.3 s of
        an answer.
        """
        self.embeddings.warm()
        if self._reader:
            self._reader.warm()
        self.library.reports()
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Let go of the library and the index."""
        self.vectors.close()
        self.library.close()


def build(settings: Settings) -> Chat:
    """A chat over the library of `settings`."""
    settings.data.mkdir(parents=True, exist_ok=True)
    library = Library.open(settings.library_path)
    with suppress(LibraryBusy):  # who is writing labels what is written; until then there are the labels of before
        library.label_anew()
    embeddings = SentenceEmbeddings(settings)
    vectors = VectorIndex.open(settings, library, embeddings.fingerprint)
    register = Register.load(authorities_file())
    search = Search(library, vectors, embeddings)
    reader = PackagedReader(settings.threads) if is_packaged() and not settings.rerank_model else None
    rerank = _reranker(settings, reader)
    written = generator(settings, register)
    steps = Steps(library, search, embeddings, register, settings.question_limit, rerank, written)
    retriever = ReportRetriever(search=search, library=library, rerank=rerank, register_of_authorities=register)
    return Chat(steps, library, vectors, embeddings, retriever, reader)


def _reranker(settings: Settings, reader: PackagedReader | None) -> Reranker:
    """A model that the user names, or else the reader; where neither is there the learned weights alone."""
    linear = LinearReranker()
    if settings.rerank_model:
        return CrossEncoderReranker(settings.rerank_model, linear)
    return ReadingReranker(linear, reader) if reader else linear


def ingest_paths(
    settings: Settings,
    paths: Sequence[Path],
    *,
    again: bool = False,
    ocr: bool = False,
    progress: Callable[[int, int, str, str], None] | None = None,
) -> IngestResult:
    """Take files and folders into the library of `settings`; with `ocr` the text of scanned ones is recognised."""
    settings.data.mkdir(parents=True, exist_ok=True)
    library = Library.open(settings.library_path)
    embeddings = SentenceEmbeddings(settings)
    vectors = VectorIndex.open(settings, library, embeddings.fingerprint)
    reader = Reader(settings, authorities_file(), catalogue_file(), recognise=ocr)
    try:
        return ingest(
            paths, settings, library, embeddings, vectors, reader, progress, reader_version=VERSION, again=again
        )
    finally:
        reader.close()
        vectors.close()
        library.close()


def status(settings: Settings) -> dict[str, object]:
    """What the library holds and in what state it is, ready for JSON."""
    library = Library.open(settings.library_path)
    embeddings = SentenceEmbeddings(settings)
    vectors = VectorIndex.open(settings, library, embeddings.fingerprint)
    try:
        counts = library.counts()
        reports = library.reports()
        return {
            "data": str(settings.data),
            "reports": counts.reports,
            "digests hidden by their published report": counts.hidden,
            "paragraphs": counts.paragraphs,
            "chunks": counts.chunks,
            "vectors": counts.vectors,
            "library bytes": counts.file_bytes,
            "findings": counts.findings,
            "vector bytes": counts.vector_bytes,
            "index bytes": sum(file.stat().st_size for file in settings.vectors_path.rglob("*") if file.is_file()),
            "model": embeddings.name,
            "fingerprint": embeddings.fingerprint,
            "index": vectors.state,
            "reader": "packaged" if is_packaged() else "missing: sentences are chosen by similarity and words",
            "refused": [{"file": r.file_name, "reason": r.reason} for r in library.refusals()],
            "warnings": [
                {"report": r.id, "file": r.file_name, "warnings": list(r.warnings)} for r in reports if r.warnings
            ],
        }
    finally:
        vectors.close()
        library.close()
