"""What our runs are compared with: both quickstarts of `eval.search.naive`, and rankings fitted on other questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from eval.measure import Entry
from eval.search.naive import Piece, Search, dense_search, lexical_search, read_pieces
from eval.search.ranking import PARTS, fitted, sides
from eval.search.runs import Run
from rag.config import Settings
from rag.find.rerank import LinearReranker, LinearWeights, Reranker


def quickstarts(reports: Path, cache: Path, threads: int) -> dict[str, Run]:
    """Both quickstarts over the PDFs of a folder, by name."""
    pieces, _ = read_pieces(reports)
    return {
        "quickstart, words (BM25)": _run(pieces, lexical_search(pieces)),
        "quickstart, vectors (MiniLM)": _run(pieces, dense_search(pieces, cache, threads)),
    }


def _run(pieces: Sequence[Piece], search: Search) -> Run:
    """Blind chunks: passages that name no paragraph (see `eval.search.scoring`)."""

    def run(question: Entry) -> list[Entry]:
        found = (pieces[row] for row in search(question["question"]))
        return [{"report": piece.report, "page": piece.page, "text": piece.text} for piece in found]

    return run


def unseen_rerankers(files: Sequence[Path], settings: Settings) -> Callable[[Entry], Reranker]:
    """For each question a ranking whose weights were fitted without the sixth of the questions that it is in."""
    data = [side for part in sides(files, settings).values() for side in part]
    rows = np.vstack([side.features for side in data])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    part = {name: number % PARTS for number, name in enumerate(sorted({side.question for side in data}))}
    rankings = [
        LinearReranker(LinearWeights(mean, spread, fitted([s for s in data if part[s.question] != n], mean, spread)))
        for n in range(PARTS)
    ]
    # A question that no weights are fitted on is not ranked by them either: which are given to it does not matter.
    return lambda question: rankings[part.get(question["id"], 0)]
