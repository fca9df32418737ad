"""Learn the weights of rag/find/ranker.toml from questions with gold evidence, and say how well they rank.

    python -m eval.search.ranking QUESTIONS... --data FOLDER [--write]

QUESTIONS as for `eval.measure`, or with a `quote` in each entry of evidence. FOLDER is a library that holds the reports
they name. The model is linear over standardised features, fitted by the listwise softmax loss (Cao et al. 2007: the
share of the softmax that relevant paragraphs have), with an L2 penalty. Printed are R@1, R@5, R@10 and MRR of the order
that the search gave, and of the learned one in cross-validation over questions (six parts).
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import authorities_file
from eval.measure import Entry, load, meets, words
from rag.config import Settings
from rag.find.features import NAMES, features
from rag.find.rank import CANDIDATES, asked_in, findings_only, sides_of
from rag.find.scope import scope_of
from rag.find.search import Search
from rag.index.embed import SentenceEmbeddings
from rag.index.library import Library
from rag.index.vector_index import VectorIndex
from rag.plan.question import Shape
from rag.plan.understand import understand
from rag.read.authorities import Register

MODEL = Path(__file__).resolve().parents[2] / "rag" / "find" / "ranker.toml"
PENALTY = 0.01
STEPS = 400
PARTS = 6


@dataclass(slots=True)
class Side:
    """The candidates of one search: features, and for each the numbers of the pieces of evidence that it meets."""

    question: str
    pieces: int
    features: NDArray[np.float64]
    found: list[list[int]]
    scores: NDArray[np.float64]

    @property
    def relevant(self) -> NDArray[np.float64]:
        return np.array([1.0 if found else 0.0 for found in self.found])


def sides(files: Sequence[Path], settings: Settings) -> dict[str, list[Side]]:
    """The searches of all questions that have evidence, by file."""
    register = Register.load(authorities_file())
    embeddings = SentenceEmbeddings(settings)
    made: dict[str, list[Side]] = {}
    with Library.open(settings.library_path, readonly=True) as library:
        index = VectorIndex.open(settings, library, embeddings.fingerprint)
        search = Search(library, index, embeddings)
        for file in files:
            made[file.stem] = [
                side for entry in load(file) if entry["evidence"] for side in _of(entry, library, search, register)
            ]
        index.close()
    return made


def _of(entry: Entry, library: Library, search: Search, register: Register) -> list[Side]:
    question = understand(entry["question"], entry.get("history") or (), register)
    scope = scope_of(question, library.reports(), register)
    if question.shape in (Shape.OVERVIEW, Shape.BREADTH) or scope.everything:
        return []
    made = []
    for ids in sides_of(question, scope):
        hits = findings_only(search(question, ids, CANDIDATES), question)
        if not hits:
            continue
        passages = [
            {
                "report": h.report.stem,
                "page": h.paragraph.pages[0],
                "paragraph": h.paragraph.number,
                "text": h.paragraph.text,
            }
            for h in hits
        ]
        found = [[n for n, group in enumerate(entry["evidence"]) if any(_met(g, p) for g in group)] for p in passages]
        rows = features(hits, asked_in(question, ids, library))
        made.append(Side(entry["id"], len(entry["evidence"]), rows, found, np.array([hit.score for hit in hits])))
    return made


def _met(gold: Entry, passage: Entry) -> bool:
    if "quote" not in gold:
        return meets(gold, passage)
    return gold["report"] == passage["report"] and "".join(words(gold["quote"])) in "".join(words(passage["text"]))


def fitted(data: Sequence[Side], mean: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights, by Adam."""
    lists = [((side.features - mean) / spread, side.relevant) for side in data if side.relevant.any()]
    weight = np.zeros(len(NAMES))
    first, second = np.zeros_like(weight), np.zeros_like(weight)
    for step in range(1, STEPS + 1):
        slope = PENALTY * weight
        for rows, relevant in lists:
            scores = rows @ weight
            share = np.exp(scores - scores.max())
            share /= share.sum()
            right = share * relevant
            slope += rows.T @ (share - right / right.sum()) / len(lists)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weight -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weight


def measured(data: Sequence[Side], scores: Sequence[NDArray[np.float64]]) -> dict[str, float]:
    """R@k and MRR over questions, the sides of a question in turn."""
    by_question: dict[str, list[tuple[Side, NDArray[np.float64]]]] = defaultdict(list)
    for side, found in zip(data, scores, strict=True):
        by_question[side.question].append((side, found))
    values: dict[str, list[float]] = defaultdict(list)
    for pairs in by_question.values():
        orders = [[side.found[row] for row in np.argsort(-found, kind="stable")] for side, found in pairs]
        merged = [met for row in zip_longest(*orders) for met in row if met is not None]
        pieces = range(pairs[0][0].pieces)
        ranks = [next((rank for rank, met in enumerate(merged, 1) if piece in met), None) for piece in pieces]
        for cut in (1, 5, 10):
            values[f"R@{cut}"].append(statistics.fmean(rank is not None and rank <= cut for rank in ranks))
        values["MRR"].append(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks))
    return {name: statistics.fmean(found) for name, found in values.items()}


def cross_validated(
    data: Sequence[Side], mean: NDArray[np.float64], spread: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Scores of every side by weights that were fitted without its question."""
    names = sorted({side.question for side in data})
    part = {name: number % PARTS for number, name in enumerate(names)}
    models = [fitted([side for side in data if part[side.question] != n], mean, spread) for n in range(PARTS)]
    return [((side.features - mean) / spread) @ models[part[side.question]] for side in data]


def written(mean: NDArray[np.float64], spread: NDArray[np.float64], weight: NDArray[np.float64]) -> str:
    """The text of ranker.toml."""
    head = "# Weights of the ranking, learned by `python -m eval.search.ranking`; what each feature is: features.py.\n"
    rows = zip(NAMES, mean, spread, weight, strict=True)
    return (
        head
        + "[features]\n"
        + "".join(f"{name} = {{ mean = {m:.4f}, spread = {s:.4f}, weight = {w:.3f} }}\n" for name, m, s, w in rows)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Learn the weights of the ranking.")
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    by_file = sides(chosen.questions, Settings(data=chosen.data))
    data = [side for part in by_file.values() for side in part]
    rows = np.vstack([side.features for side in data])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scores = cross_validated(data, mean, spread)
    at = 0
    for name, part in by_file.items():
        for label, found in (("search", [s.scores for s in part]), ("learned", scores[at : at + len(part)])):
            line = "  ".join(f"{measure} {value:.3f}" for measure, value in measured(part, found).items())
            print(f"{name:10} {label:8} {line}")
        at += len(part)
    if chosen.write:
        MODEL.write_text(written(mean, spread, fitted(data, mean, spread)), encoding="utf-8")
        print(f"written: {MODEL.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
