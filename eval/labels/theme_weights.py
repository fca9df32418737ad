"""Learn which themes a sentence is about though it has none of their words: rag/label/learned.json.

    python -m eval.labels.theme_weights --data FOLDER [--more] [--write]

The teacher (`python -m eval.labels.teacher`, first) says of every sentence of the library how likely it is about each
theme; sentences that were read one by one (eval/labels/labels.jsonl) count as they were read. Learned is one ridge
regression for each theme, towards the log-odds, over the features of rag/label/learned.py; those with the most weight
are kept. Printed is how labels are right on the sentences read of authorities that neither teacher nor weights have
learned from: by the themes' own words alone, and with what is learned, from each of some sums on.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import Ridge

from eval.labels.direction import TEACHER, Labelled, labelled_sentences, sentence_of
from rag.config import Settings
from rag.index.library import Library
from rag.label.learned import theme_features
from rag.label.themes import themes_in
from rag.read.text import plain

MODEL = Path(__file__).parents[2] / "rag" / "label" / "learned.json"
SELDOM = 12
"""Sentences under which a feature is left out."""
PENALTY = 8.0
KEPT = 400
"""Features kept for each theme (tried: 100, 200, 400, 800; with 400 what is found is within 0.01 of all of them)."""
LEAST = -0.6
"""Sum from which a sentence is about a theme (tried: -1.2 to 0.5; README.md has the table)."""
TRIED = (-1.2, -0.8, -0.6, -0.4, 0.0, 0.5)
SURE = 0.95
"""The chance that a sentence read is given of a theme that it was read to be about."""


def chances_of(
    kept: dict[str, NDArray[np.generic]], read: Sequence[Labelled], names: Sequence[str]
) -> NDArray[np.float32]:
    """The chance of each sentence, by rows, of each theme: the teacher's, and what was read."""
    count = len(kept["paragraphs"])
    chances = np.zeros((count, len(names)), np.float32)
    np.put_along_axis(chances, kept["top"].astype(int), kept["top_chances"].astype(np.float32) / 255, 1)
    place = {
        key: row for row, key in enumerate(zip(map(str, kept["paragraphs"]), map(int, kept["numbers"]), strict=True))
    }
    for one in read:
        row = place.get((one.paragraph_id, one.number))
        if row is not None and one.themes is not None:
            chances[row] *= 0.3
            for name in one.themes & set(names):
                chances[row, names.index(name)] = SURE
    return chances


def matrix_of(
    library: Library, kept: dict[str, NDArray[np.generic]]
) -> tuple[sparse.csr_matrix, list[str], list[Labelled], list[frozenset[str]]]:
    """The features of every sentence, their names, the sentences, and the themes that each names in its own words."""
    paragraphs = library.paragraphs_by_id(dict.fromkeys(map(str, kept["paragraphs"])))
    rows = [
        sentence_of(paragraphs[str(id)], int(number))
        for id, number in zip(kept["paragraphs"], kept["numbers"], strict=True)
    ]
    named = [frozenset(theme.name for theme in themes_in(plain(row.text))) for row in rows]
    given = []
    for place, row in enumerate(rows):
        before = {theme.name for theme in themes_in(plain(row.before))}
        given.append(theme_features(row.text, row.to_improve, named[place], before, row.section.split(" / ")))
    counts = Counter(name for found in given for name in found)
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform([{name: 1 for name in found if counts[name] >= SELDOM} for found in given])
    return sparse.csr_matrix(matrix), list(map(str, vectorizer.get_feature_names_out())), rows, named


def weights_of(
    matrix: sparse.csr_matrix, chances: NDArray[np.float32]
) -> tuple[sparse.csr_matrix, NDArray[np.float64]]:
    """For each theme, by rows, the weights that are kept, and the intercepts."""
    odds = np.log((chances + 0.01) / (1.01 - chances))
    often = np.sqrt(np.asarray((matrix > 0).sum(0)).ravel())
    rows, intercepts = [], []
    for theme in range(chances.shape[1]):
        model = Ridge(alpha=PENALTY, solver="sparse_cg", tol=2e-3, max_iter=60).fit(matrix, odds[:, theme])
        kept = np.argsort(-np.abs(model.coef_) * often)[:KEPT]
        row = np.zeros(matrix.shape[1])
        row[kept] = np.round(model.coef_[kept], 2)
        rows.append(sparse.csr_matrix(row))
        intercepts.append(round(float(model.intercept_), 3))
    return sparse.vstack(rows).tocsr(), np.array(intercepts)


def measured(
    read: Sequence[tuple[Labelled, frozenset[str]]],
    sums: NDArray[np.float64] | None,
    names: Sequence[str],
    least: float,
) -> str:
    """Precision, precision beside themes that are only touched, and recall of the labels of sentences read."""
    right = wrong = apart = missed = 0
    for place, (row, named) in enumerate(read):
        learned = {names[theme] for theme in np.where(sums[place] >= least)[0]} if sums is not None else set()
        found = {name.replace(" ", "-") for name in named} | learned
        wanted = row.themes or frozenset()
        right += len(found & wanted)
        wrong += len(found - wanted)
        apart += len(found - wanted - row.touched)
        missed += len(wanted - found)
    return (
        f"precision {right / max(1, right + wrong):.3f}, beside touched {right / max(1, right + apart):.3f},"
        f" recall {right / max(1, right + missed):.3f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Learn the themes of sentences that have none of their words.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--more", action="store_true", help="learn from labels_more.jsonl too")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    begin = time.monotonic()
    with np.load(TEACHER) as file:
        kept = {name: file[name] for name in file.files}
    names = [str(name) for name in kept["themes"]]
    with Library.open(Settings(data=chosen.data).library_path, readonly=True) as library:
        read, _ = labelled_sentences(library, chosen.more)
        matrix, features, rows, named = matrix_of(library, kept)
    print(f"{matrix.shape[0]} sentences, {matrix.shape[1]} features, {time.monotonic() - begin:.0f} s", flush=True)
    left_out = set(map(str, kept["left_out"]))
    mine = np.array([row.authority not in left_out for row in rows])
    known = [row for row in read if row.authority not in left_out]
    weights, intercepts = weights_of(matrix[mine], chances_of(kept, known, names)[mine])
    place = {(row.paragraph_id, row.number): number for number, row in enumerate(rows)}
    held = [
        row
        for row in read
        if row.authority in left_out and row.themes is not None and (row.paragraph_id, row.number) in place
    ]
    for what, some in (("drawn at random", [row for row in held if row.drawn]), ("all", held)):
        numbers = [place[row.paragraph_id, row.number] for row in some]
        pairs = [(row, named[number]) for row, number in zip(some, numbers, strict=True)]
        sums = np.asarray((matrix[numbers] @ weights.T).todense()) + intercepts
        print(f"authorities left out, {what}, {len(some)} sentences\n  words alone: {measured(pairs, None, names, 0)}")
        for least in TRIED:
            print(f"  learned from {least}: {measured(pairs, sums, names, least)}")
    if chosen.write:
        weights, intercepts = weights_of(matrix, chances_of(kept, read, names))
        write(weights, intercepts, features, names)
        print(f"written: {MODEL.name}, {weights.nnz} weights, {time.monotonic() - begin:.0f} s")
    return 0


def write(
    weights: sparse.csr_matrix, intercepts: NDArray[np.float64], features: Sequence[str], names: Sequence[str]
) -> None:
    """The file of the weights, a line a feature."""
    by_feature = weights.T.tocsr()
    lines = []
    for number in np.where(np.diff(by_feature.indptr))[0]:
        row = by_feature[int(number)]
        pairs = [
            [int(theme), round(float(weight), 2)] for theme, weight in zip(row.indices, row.data, strict=True) if weight
        ]
        lines.append(f"{json.dumps(features[int(number)])}: {json.dumps(pairs, separators=(',', ':'))}")
    said = [name.replace("-", " ") for name in names]
    head = f'"themes": {json.dumps(said)},\n"intercepts": {json.dumps(intercepts.tolist())},\n"least": {LEAST}'
    MODEL.write_text(f'{{{head},\n"weights": {{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
