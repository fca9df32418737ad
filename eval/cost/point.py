"""What one library costs: time to open, memory, finding, seconds a search. `eval.cost.cost` starts it for each size.

    python -m eval.cost.point FOLDER QUESTIONS... [--breadth QUESTIONS]

Prints one JSON object. In a process of its own, so that the memory told is that of this library alone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from tqdm import tqdm

from corpus import authorities_file
from eval.cost.latency import WARM_UP, peak_bytes, request_of, spread, timed
from eval.measure import QUESTIONS, Entry, load
from eval.search.scoring import scored, with_texts
from rag.answer.record import passage_record
from rag.config import Settings
from rag.find.rerank import LinearReranker
from rag.find.search import Search, embedded, weights
from rag.index.embed import SentenceEmbeddings
from rag.index.exact import ExactSearch
from rag.index.library import Library
from rag.index.tuning import tuning
from rag.index.vector_index import VectorIndex
from rag.index.vectors import EmbeddedStore
from rag.pipeline import PASSAGES, Steps
from rag.read.authorities import Register
from rag.turn import Request, Turn

FOUND = ("R@5", "R@10")
SAMPLE = 60
"""Questions that the slower measures take: evenly over all of them."""
STEPS: dict[str, tuple[type, str]] = {
    "understand": (Steps, "understand"),
    "locate": (Steps, "locate"),
    "embed the question": (SentenceEmbeddings, "embed_question"),
    "search by vector": (VectorIndex, "query"),
    "search by words": (Library, "search_words"),
    "count words": (Library, "document_frequency"),
    "read chunks": (Library, "chunks"),
    "read paragraphs": (Library, "paragraphs_by_id"),
    "read facts": (Library, "facts"),
    "rank": (LinearReranker, "__call__"),
}
"""The steps that are timed, each a method that the search calls; none of them calls another."""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A library with what a search needs, and the seconds that opening took, without the embedding model's."""

    library: Library
    index: VectorIndex
    embeddings: SentenceEmbeddings
    steps: Steps
    seconds: float


def open_library(settings: Settings) -> Opened:
    """Open a library as the application does."""
    embeddings = SentenceEmbeddings(settings)
    embeddings.warm()
    register = Register.load(authorities_file())
    began = time.perf_counter()
    library = Library.open(settings.library_path)
    index = VectorIndex.open(settings, library, embeddings.fingerprint)
    seconds = time.perf_counter() - began
    search = Search(library, index, embeddings)
    steps = Steps(library, search, embeddings, register, settings.question_limit, LinearReranker())
    return Opened(library, index, embeddings, steps, seconds)


def retrieved(steps: Steps, request: Request) -> Turn:
    """A question with what is found for it."""
    return steps.retrieve(steps.locate(steps.understand(steps.begin(request))))


def sampled(items: Sequence[Any], most: int = SAMPLE) -> list[Any]:
    """At most so many of the items, evenly over all."""
    return [items[at * len(items) // most] for at in range(most)] if len(items) > most else list(items)


def _shown(name: str, items: Sequence[Any]) -> Iterable[Any]:
    bar: Iterable[Any] = tqdm(items, desc=name, unit="question", mininterval=2)
    return bar


def resident_bytes() -> int:
    """The memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def found_with_authority(opened: Opened, questions: Sequence[Entry]) -> Figures:
    """R@5 and R@10, and seconds, over the questions as they are; nearly all name an authority."""
    values, pairs = [], []
    for question in _shown("with authority", questions):
        turns: list[Turn] = []
        pairs.append(
            timed(lambda asked=question, turns=turns: turns.append(retrieved(opened.steps, request_of(asked))))
        )
        values.append(scored(question, [dict(passage_record(hit)) for hit in turns[0].hits[:PASSAGES]]))
    found = {name: round(statistics.fmean(value[name] for value in values), 3) for name in FOUND}
    return {**found, "questions": len(questions), **spread(pairs)}


def without_authority(opened: Opened, questions: Sequence[Entry]) -> Figures:
    """Seconds for the subjects of the questions alone, places and dates left out, over the whole library."""
    turns = (opened.steps.understand(opened.steps.begin(request_of(question))) for question in sampled(questions))
    subjects = [turn.question.subject for turn in turns if turn.question and turn.question.subject.strip()]
    pairs = [timed(lambda asked=text: retrieved(opened.steps, Request(asked))) for text in _shown("without", subjects)]
    return {"questions": len(subjects), **spread(pairs)}


def counted(opened: Opened, questions: Sequence[Entry]) -> Figures:
    """Seconds for questions that count over many reports."""
    shown = _shown("counted", questions)
    pairs = [timed(lambda asked=question: retrieved(opened.steps, request_of(asked))) for question in shown]
    return {"questions": len(questions), **spread(pairs)}


def step_times(opened: Opened, questions: Sequence[Entry]) -> dict[str, float]:
    """Milliseconds of this process's own work a question, of each step."""
    asked = sampled(questions)
    spent = dict.fromkeys(STEPS, 0.0)

    def watched(step: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return method(*arguments, **named)
            finally:
                spent[step] += time.process_time() - began

        return run

    with ExitStack() as stack:
        for step, (owner, name) in STEPS.items():
            stack.enter_context(patch.object(owner, name, watched(step, getattr(owner, name))))
        pairs = [timed(lambda asked=q: retrieved(opened.steps, request_of(asked))) for q in _shown("steps", asked)]
    spent = {"all": sum(own for _, own in pairs), **spent}
    return {step: round(1000 * seconds / len(asked), 1) for step, seconds in spent.items()}


def vector_searches(opened: Opened, settings: Settings, questions: Sequence[Entry]) -> Figures:
    """Exact search against Chroma, in the reports of each question (`where`) and over all: time, what Chroma finds."""
    generation = json.loads((settings.vectors_path / EmbeddedStore.pointer).read_text(encoding="utf-8"))["name"]
    exact = ExactSearch(opened.library, opened.embeddings.fingerprint)
    asked = []
    for question in sampled(questions):
        turn = opened.steps.locate(opened.steps.understand(opened.steps.begin(request_of(question))))
        if turn.question and turn.scope.reports and not turn.scope.everything:
            asked.append((opened.embeddings.embed_question(embedded(turn.question)), list(turn.scope.report_ids)))
    opened.index.close()
    chroma = EmbeddedStore(settings.vectors_path, tuning()).open(generation)
    k = weights().candidates
    exact.query(asked[0][0], k)
    chroma.query(asked[0][0][np.newaxis], k, None)
    figures: Figures = {"questions": len(asked), "neighbours": k}
    for name, scoped in (("in named reports", True), ("over all", False)):
        ours: list[set[str]] = []
        theirs: list[set[str]] = []
        pairs = [_search(lambda v, s: exact.query(v, k, s), v, s if scoped else None, ours) for v, s in asked]
        others = [
            _search(lambda v, s: chroma.query(v[np.newaxis], k, s)[0], v, s if scoped else None, theirs)
            for v, s in asked
        ]
        share = statistics.fmean(len(a & b) / len(a) for a, b in zip(ours, theirs, strict=True))
        figures[name] = {"exact": spread(pairs), "chroma": spread(others), "chroma finds": round(share, 4)}
    chroma.close()
    return figures


def _search(
    query: Callable[[Any, list[str] | None], list[tuple[str, float]]],
    vector: Any,
    scope: list[str] | None,
    found: list[set[str]],
) -> tuple[float, float]:
    return timed(lambda: found.append({chunk for chunk, _ in query(vector, scope)}))


def point(folder: Path, files: Sequence[Path], breadth: Path) -> Figures:
    """All figures of the library in a folder."""
    settings = Settings(data=folder)
    opened = open_library(settings)
    counts = opened.library.counts()
    figures: Figures = {
        "reports": counts.reports,
        "chunks": counts.chunks,
        "library bytes": counts.file_bytes,
        "seconds to open": round(opened.seconds, 2),
        "resident MiB": resident_bytes() >> 20,
        "index": opened.index.state,
    }
    questions = with_texts((question for file in files for question in load(file)), opened.library)
    for question in sampled(questions, WARM_UP):
        retrieved(opened.steps, request_of(question))
    figures["load before"] = round(os.getloadavg()[0], 2)
    figures["with authority"] = found_with_authority(opened, questions)
    figures["without authority"] = without_authority(opened, questions)
    figures["counted"] = counted(opened, load(breadth))
    figures["ms a question, with authority"] = step_times(opened, questions)
    figures["load after"] = round(os.getloadavg()[0], 2)
    figures["peak MiB"] = peak_bytes() >> 20
    if opened.index.ready:
        figures["vector search"] = vector_searches(opened, settings, questions)
    opened.index.close()
    opened.library.close()
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure what one library costs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--breadth", type=Path, default=QUESTIONS / "breadth.jsonl")
    chosen = parser.parse_args(arguments)
    print(json.dumps(point(chosen.folder, chosen.questions, chosen.breadth)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
