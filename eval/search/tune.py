"""Try weights of the search over questions with gold paragraphs or quotes: a table, nothing is changed.

    python -m eval.search.tune QUESTIONS [--data FOLDER] [--dense 0.3 0.5 0.7] [--written 0.2 0.5 0.8]

The library of FOLDER (default: as the app's) must hold the reports that the gold names. QUESTIONS as for
`eval.measure`, or with a `quote` in each entry of evidence instead of its first words.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import authorities_file
from eval.measure import Entry, load, rank_of, words
from rag.config import Settings
from rag.find.rank import ranked
from rag.find.scope import scope_of
from rag.find.search import Search, weights
from rag.index.embed import SentenceEmbeddings
from rag.index.library import Library
from rag.index.vector_index import VectorIndex
from rag.plan.understand import understand
from rag.read.authorities import Register


class Once:
    """An embedding model that embeds each question once, for all weights."""

    def __init__(self, model: SentenceEmbeddings) -> None:
        self._model = model
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question."""
        if text not in self._known:
            self._known[text] = self._model.embed_question(text)
        return self._known[text]


def passages_of(question: Entry, library: Library, search: Search, register: Register) -> list[Entry]:
    """The 20 passages found for a question."""
    understood = understand(question["question"], question.get("history") or (), register)
    scope = scope_of(understood, library.reports(), register)
    return [
        {
            "report": hit.report.stem,
            "page": hit.paragraph.pages[0],
            "paragraph": hit.paragraph.number,
            "text": hit.paragraph.text,
        }
        for hit in ranked(understood, scope, search, library, 20)
    ]


def rank(group: Sequence[Entry], passages: Sequence[Entry]) -> int | None:
    """The rank of the first passage that holds a gold quote, or is the gold paragraph where there are no quotes."""
    if "quote" not in group[0]:
        return rank_of(group, passages)
    for number, passage in enumerate(passages, 1):
        text = "".join(words(passage["text"]))
        if any(gold["report"] == passage["report"] and "".join(words(gold["quote"])) in text for gold in group):
            return number
    return None


def row(questions: Sequence[Entry], library: Library, search: Search, register: Register) -> dict[str, float]:
    """R@1, R@5 and MRR over the questions that have evidence."""
    ranks: list[list[int | None]] = []
    for question in questions:
        if question["evidence"]:
            passages = passages_of(question, library, search, register)
            ranks.append([rank(group, passages) for group in question["evidence"]])
    return {
        "R@1": statistics.fmean(statistics.fmean(r == 1 for r in found) for found in ranks),
        "R@5": statistics.fmean(statistics.fmean(r is not None and r <= 5 for r in found) for found in ranks),
        "MRR": statistics.fmean(statistics.fmean(1 / r if r else 0.0 for r in found) for found in ranks),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Try weights of the search.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--dense", type=float, nargs="+", default=[0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    parser.add_argument("--written", type=float, nargs="+", default=[0.0, 0.2, 0.5, 0.8])
    chosen = parser.parse_args(arguments)
    settings = Settings(data=chosen.data) if chosen.data else Settings()
    register = Register.load(authorities_file())
    embeddings = SentenceEmbeddings(settings)
    model = Once(embeddings)
    questions = load(chosen.questions)
    with Library.open(settings.library_path, readonly=True) as library:
        index = VectorIndex.open(settings, library, embeddings.fingerprint)
        print("dense  written    R@1    R@5    MRR")
        for dense in chosen.dense:
            for written in chosen.written:
                constants = dataclasses.replace(weights(), dense=dense, written=written)
                search = Search(library, index, model, constants)
                found = row(questions, library, search, register)
                print(f"{dense:5.2f}  {written:7.2f}  " + "  ".join(f"{value:.3f}" for value in found.values()))
        index.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
