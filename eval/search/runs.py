"""The runs of the ablation over one library: each adds one thing to the one before, over the same paragraphs.

What is understood, searched and ranked is the application's own code; what a run does without is taken away here:

- without context lines, words are searched in the chunks' texts only; vectors are those of `eval.search.contextless`;
- as typed, every word of the question counts and is embedded, and nothing of what was said before;
- dense or lexical alone, the other has no share in the score;
- without ranking, the search's order stays and every kind of paragraph counts alike.

All vectors are searched exactly, so that no run differs by what an approximate index misses.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from eval.measure import Entry
from eval.search.contextless import Vectors
from rag.answer.record import passage_record
from rag.config import Settings
from rag.find.features import Asked
from rag.find.rerank import LinearReranker, Reranker
from rag.find.search import Search, Weights, weights
from rag.index.embed import SentenceEmbeddings
from rag.index.exact import ExactSearch
from rag.index.library import Library, StoredVectors
from rag.pipeline import PASSAGES, Steps
from rag.plan.question import Question
from rag.read.authorities import Register
from rag.turn import Request
from rag.types import Hit

FUSED = "fused, as typed"
SEARCHED = "… + context lines in the vectors"
UNSEEN = "… + learned ranking, its weights fitted on other questions"
PACKAGED = "… + learned ranking as packaged"
LINES = "beside: fused, as typed, with context lines"
AGAINST = {FUSED: "dense alone, as typed", PACKAGED: SEARCHED, LINES: FUSED}
"""What a run is compared with where that is not the one before it."""

Passages = list[Entry]
Run = Callable[[Entry], Passages]
"""From a question to its passages, best first."""


class TextOnly(Library):
    """The library, its words searched without the context lines."""

    def search_words(
        self, match: str, report_ids: Collection[str] | None = None, limit: int = 100
    ) -> list[tuple[str, float]]:
        """As `Library.search_words`, in the column `text` only."""
        return super().search_words(f"{{text}} : ({match})", report_ids, limit)


class Given:
    """A library's vectors with other values, for `ExactSearch`."""

    def __init__(self, stored: StoredVectors) -> None:
        self._stored = stored

    def generation(self) -> int:
        """These never change."""
        return 0

    def vectors(self, fingerprint: str) -> StoredVectors:
        """The vectors given."""
        return self._stored


class Once:
    """An embedding model that embeds each question once, for all runs."""

    def __init__(self, model: SentenceEmbeddings) -> None:
        self._model = model
        self._known: dict[str, Any] = {}

    def embed_question(self, text: str) -> Any:
        """The vector of a question."""
        if text not in self._known:
            self._known[text] = self._model.embed_question(text)
        return self._known[text]


def as_found(hits: Sequence[Hit], asked: Asked) -> list[Hit]:
    """The reranker that leaves the order as it is."""
    return list(hits)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the runs share. `text_only` and `plain` have no context lines, `library` and `exact` have them."""

    library: Library
    text_only: Library
    exact: ExactSearch
    plain: ExactSearch
    model: Once
    register: Register
    limit: int


def opened(settings: Settings, embeddings: SentenceEmbeddings, register: Register, contextless: Vectors) -> Parts:
    """The parts, over the library of `settings`; `contextless` are its chunks' vectors without context lines."""
    library = Library.open(settings.library_path, readonly=True)
    given: Any = Given(dataclasses.replace(library.vectors(embeddings.fingerprint), matrix=contextless))
    return Parts(
        library,
        TextOnly.open(settings.library_path, readonly=True),
        ExactSearch(library, embeddings.fingerprint),
        ExactSearch(given, embeddings.fingerprint),
        Once(embeddings),
        register,
        settings.question_limit,
    )


def as_typed(text: str) -> Question:
    """A question of which nothing is understood: all its words, as they are."""
    return Question(text=text, subject=text, terms=tuple(re.findall(r"\w+", text)), written=())


def constants(dense: float, kinds: bool) -> Weights:
    """The packaged constants with this share of the similarity; without `kinds` all kinds of paragraph count alike."""
    own = dataclasses.replace(weights(), dense=dense)
    return own if kinds else dataclasses.replace(own, recommendation=1.0, boilerplate=1.0)


def typed_run(parts: Parts, dense: float, context: bool = False) -> Run:
    """The whole library searched for the question as typed; `context` says whether context lines count."""
    library, exact = (parts.library, parts.exact) if context else (parts.text_only, parts.plain)
    search = Search(library, exact, parts.model, constants(dense, kinds=False))
    return lambda question: _records(search(as_typed(question["question"]), None, PASSAGES))


def understood_run(
    parts: Parts, *, words: bool, vectors: bool, rerank: Callable[[Entry], Reranker] | None = None
) -> Run:
    """The application's steps up to retrieving; `words` and `vectors` say where context lines count.

    `rerank` gives a question's reranker; without, nothing is ranked anew and kinds of paragraph count alike.
    """
    library = parts.library if words else parts.text_only
    exact = parts.exact if vectors else parts.plain
    search = Search(library, exact, parts.model, constants(weights().dense, kinds=rerank is not None))

    def run(question: Entry) -> Passages:
        chosen = rerank(question) if rerank else as_found
        steps = Steps(library, search, parts.model, parts.register, parts.limit, chosen)  # type: ignore[arg-type]
        turn = steps.begin(Request(question["question"], tuple(question.get("history") or ())))
        return _records(steps.retrieve(steps.locate(steps.understand(turn))).hits)

    return run


def our_runs(parts: Parts, unseen: Callable[[Entry], Reranker]) -> dict[str, Run]:
    """Our runs by name, in order; `unseen` gives a reranker whose weights were fitted without the question."""
    packaged = LinearReranker()
    return {
        "dense alone, as typed": typed_run(parts, 1.0),
        "lexical alone, as typed": typed_run(parts, 0.0),
        FUSED: typed_run(parts, weights().dense),
        "fused + understanding": understood_run(parts, words=False, vectors=False),
        "… + context lines in the words": understood_run(parts, words=True, vectors=False),
        SEARCHED: understood_run(parts, words=True, vectors=True),
        UNSEEN: understood_run(parts, words=True, vectors=True, rerank=unseen),
        PACKAGED: understood_run(parts, words=True, vectors=True, rerank=lambda _: packaged),
        LINES: typed_run(parts, weights().dense, context=True),
    }


def _records(hits: Sequence[Hit]) -> Passages:
    return [dict(passage_record(hit)) for hit in hits[:PASSAGES]]
