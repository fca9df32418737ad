"""Train what tells a weakness from a strength and either from a description: rag/label/direction.json.

    python -m eval.labels.direction --data FOLDER [--write]

eval/labels/directions.jsonl (hard sentences, chosen for being so) and eval/labels/labels.jsonl (a random sample, and
more for rare themes) name sentences of published reports (paragraph id, number of the sentence from 0, a digest of its
letters), read and labelled one by one: N weakness, P strength, M both, O neither. FOLDER has a library of these
reports. Learned are two ridge regressions over words, pairs and triples of words: towards the log-odds of a weakness,
and of neither. They learn from the sentences read and from what a teacher says of many more (`python -m
eval.labels.teacher`, first). Printed is the quality on the authorities that neither teacher nor weights have learned
from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import Ridge
from sklearn.metrics import f1_score, roc_auc_score

from eval.reading.bars import letters_of
from rag.config import Settings
from rag.index.library import Library
from rag.label.direction import features, is_to_improve
from rag.label.labels import tells
from rag.read.text import sentences
from rag.types import Paragraph

HERE = Path(__file__).parent
HARD, READ = HERE / "directions.jsonl", HERE / "labels.jsonl"
MORE = HERE / "labels_more.jsonl"
"""Sentences read after the weights that are shipped were learned."""
MODEL = HERE.parents[1] / "rag" / "label" / "direction.json"
TEACHER = Path("build/labels/teacher.npz")
TARGET = {"N": 4.0, "P": -4.0, "M": 0.0}
"""The log-odds of a weakness that a sentence read is given; the teacher's are cut at 5."""
NEITHER, OTHER = 3.0, -4.0
PENALTY = 20.0
"""Of the ridge (tried: 10, 20; area under the curve 0.9797 and 0.9804)."""
KEPT = 30000
"""Features that are kept, by weight and frequency."""
CLEAR = (1.0, 2.0, 2.5, 3.0)
"""Log-odds for which it is told how often they are right: what is shown under a heading must be."""

Weights = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with what stands around it; `direction` is "" where nobody has read it, `hard` says where it is from,
    `drawn` that it was drawn at random; `themes` are None where nobody has read these."""

    paragraph_id: str
    number: int
    text: str
    before: str
    section: str
    to_improve: bool
    direction: str = ""
    hard: bool = False
    drawn: bool = False
    themes: frozenset[str] | None = None
    touched: frozenset[str] = frozenset()

    @property
    def authority(self) -> str:
        """The URN at the beginning of the report's id."""
        return self.paragraph_id.split("/")[0]


def digest(sentence: str) -> str:
    """Six hex digits by which a label knows its sentence again."""
    return hashlib.sha256(letters_of(sentence).encode()).hexdigest()[:6]


def labelled_sentences(library: Library, more: bool = False) -> tuple[list[Labelled], int]:
    """The sentences read, with `more` all of them, and how many labels fit no sentence of the library."""
    files = (HARD, READ, MORE) if more else (HARD, READ)
    rows = [(json.loads(line), path is HARD) for path in files for line in path.read_text().splitlines()]
    paragraphs = library.paragraphs_by_id(dict.fromkeys(row[0] for row, _ in rows))
    found: list[Labelled] = []
    for row, hard in rows:
        paragraph = paragraphs.get(row[0])
        spans = sentences(paragraph.text) if paragraph else []
        if paragraph is None or row[1] >= len(spans) or digest(paragraph.text[slice(*spans[row[1]])]) != row[2]:
            continue
        themes = (None, frozenset()) if hard else (frozenset(row[4]), frozenset(row[5]))
        made = sentence_of(paragraph, row[1], row[3], hard, not hard and bool(row[6]))
        found.append(replace(made, themes=themes[0], touched=themes[1]))
    return found, len(rows) - len(found)


def unread_sentences(library: Library, read: Collection[tuple[str, int]], most: int) -> list[Labelled]:
    """The sentences but for those in `read`, or so many of them, drawn at random."""
    found: list[Labelled] = []
    for report in library.reports():
        for paragraph in filter(tells, library.paragraphs(report.id)):
            places = range(len(sentences(paragraph.text)))
            found += [sentence_of(paragraph, place) for place in places if (paragraph.id, place) not in read]
    return found if most >= len(found) else random.Random(7).sample(found, most)


def sentence_of(
    paragraph: Paragraph, number: int, direction: str = "", hard: bool = False, drawn: bool = False
) -> Labelled:
    """A sentence of a paragraph, by its number from 0, with what stands around it."""
    spans = sentences(paragraph.text)
    before = paragraph.text[slice(*spans[number - 1])] if number else ""
    text, section = paragraph.text[slice(*spans[number])], " / ".join(paragraph.section)
    improve = is_to_improve(paragraph)
    return Labelled(paragraph.id, number, text, before, section, improve, direction, hard, drawn)


def taught_by(library: Library) -> tuple[list[Labelled], NDArray[np.float64], set[str]]:
    """The sentences that the teacher was asked about, its chances for each, and the authorities left out."""
    kept = np.load(TEACHER)
    paragraphs = library.paragraphs_by_id(dict.fromkeys(map(str, kept["paragraphs"])))
    places = zip(map(str, kept["paragraphs"]), map(int, kept["numbers"]), strict=True)
    rows = [sentence_of(paragraphs[id], number) for id, number in places]
    return rows, kept["chances"].astype(float), set(map(str, kept["left_out"]))


def learned(
    read: Sequence[Labelled], unread: Sequence[Labelled], chances: NDArray[np.float64]
) -> tuple[tuple[float, float], Weights]:
    """The two intercepts, and for each feature that is kept its weights: towards a weakness, and towards neither."""
    given = [features(row.text, row.to_improve) for row in (*unread, *read)]
    counts = Counter(name for found in given for name in found)
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = sparse.csr_matrix(
        vectorizer.fit_transform([{name: 1 for name in found if counts[name] >= 5} for found in given])
    )
    theirs, own = matrix[: len(unread)], matrix[len(unread) :]
    strong, weak, both, neither = chances.T
    odds = np.clip(np.log((weak + both / 2 + 0.002) / (strong + both / 2 + 0.002)), -5, 5)
    odds_of_neither = np.clip(np.log((neither + 0.003) / (1 - neither + 0.003)), -5, 4)
    said = np.array([row.direction != "O" for row in read])
    targets = np.array([TARGET.get(row.direction, 0.0) for row in read])
    of_neither = np.where(said, OTHER, NEITHER)
    # What was read counts twice.
    direction = _ridge([theirs, own[said], own[said]], [odds, targets[said], targets[said]])
    description = _ridge([theirs, own, own], [odds_of_neither, of_neither, of_neither])
    names = list(map(str, vectorizer.get_feature_names_out()))
    pairs = dict(zip(names, zip(direction.coef_, description.coef_, strict=True), strict=True))
    order = sorted(names, key=lambda name: -max(map(abs, pairs[name])) * counts[name] ** 0.5)[:KEPT]
    weights = {name: (round(float(pairs[name][0]), 2), round(float(pairs[name][1]), 2)) for name in sorted(order)}
    return (round(float(direction.intercept_), 3), round(float(description.intercept_), 3)), weights


def _ridge(matrices: Sequence[sparse.csr_matrix], targets: Sequence[NDArray[np.float64]]) -> Ridge:
    model = Ridge(alpha=PENALTY, solver="sparse_cg", tol=1e-3)
    return model.fit(sparse.vstack(matrices).tocsr(), np.concatenate(targets))


def odds_by(
    intercepts: tuple[float, float], weights: Weights, rows: Sequence[Labelled]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The log-odds of a weakness and of neither by these weights."""
    scores = np.zeros((len(rows), 2))
    for place, row in enumerate(rows):
        pairs = [weights[name] for name in features(row.text, row.to_improve) if name in weights]
        scores[place] = np.array(intercepts) + np.sum(pairs, axis=0) if pairs else intercepts
    return scores[:, 0], scores[:, 1]


def measured(rows: Sequence[Labelled], weak: NDArray[np.float64], neither: NDArray[np.float64], least: float) -> str:
    """How well they are told apart; what is at least `least` likely to be neither is taken for that."""
    read = np.array([row.direction for row in rows])
    clear = np.isin(read, ["N", "P"])
    lines = [
        f"  sentences {len(rows)}, weaknesses {np.sum(read == 'N')}, neither {np.sum(read == 'O')}",
        f"  area under the curve, weakness or strength: {roc_auc_score(read[clear] == 'N', weak[clear]):.4f}",
        f"  right of these: {np.mean((weak[clear] > 0) == (read[clear] == 'N')):.3f}",
        f"  F1 of neither: {f1_score(read == 'O', neither > least):.3f}",
    ]
    for odds in CLEAR:
        shown = (np.abs(weak) >= odds) & (neither <= least)
        right = np.where(weak > 0, read == "N", read == "P")[shown]
        lines.append(f"  right of those clear by {odds}: {right.mean():.3f} (share {shown.mean():.2f})")
    return "\n".join(lines)


def best_limit(true: NDArray[np.bool_], neither: NDArray[np.float64]) -> float:
    """The log-odds of neither from which a sentence is one, by F1 against the teacher."""
    return round(float(max(np.arange(-3.0, 2.01, 0.1), key=lambda least: f1_score(true, neither > least))), 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train and measure the direction of sentences.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    with Library.open(Settings(data=chosen.data).library_path, readonly=True) as library:
        read, lost = labelled_sentences(library)
        unread, chances, apart = taught_by(library)
    print(f"labels that fit no sentence: {lost}; sentences that the teacher was asked about: {len(unread)}")
    known, held = ([row for row in read if (row.authority in apart) is left] for left in (False, True))
    mine = np.array([row.authority not in apart for row in unread])
    asked_of = [row for row, own in zip(unread, mine, strict=True) if own]
    intercepts, weights = learned(known, asked_of, chances[mine])
    least = best_limit(chances[mine, 3] >= 0.5, odds_by(intercepts, weights, asked_of)[1])
    for name, rows in (
        ("hard", [row for row in held if row.hard]),
        ("drawn at random", [row for row in held if row.drawn]),
        ("all", held),
    ):
        print(f"authorities left out, {name}:\n{measured(rows, *odds_by(intercepts, weights, rows), least)}")
    if chosen.write:
        intercepts, weights = learned(read, unread, chances)
        lines = ",\n".join(f"{json.dumps(name)}: [{weak}, {neither}]" for name, (weak, neither) in weights.items())
        head = f'"intercepts": {json.dumps(intercepts)}, "neither": {least}'
        MODEL.write_text(f'{{{head}, "weights": {{\n{lines}\n}}}}\n', encoding="utf-8")
        print(f"written: {MODEL.name}, {len(weights)} features, neither from {least}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
