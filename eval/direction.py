"""Train what tells a weakness from a strength: rag/label/direction.json, from labelled sentences.

    python -m eval.direction REPORTS [--write]

eval/directions.jsonl names sentences of published reports (paragraph id, number of the sentence from 0, a digest of its
letters), read and labelled one by one: N weakness, P strength, M both, O neither. REPORTS is the folder of PDFs.
Learned is a
logistic regression over words, pairs and triples of words (scikit-learn, L2), with the sentences of sections graded
outstanding, good or inadequate as weak examples beside the labelled ones. Printed is the quality in cross-validation
over authorities: no report of an authority is in both halves. Only N and P are learned from and counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from corpus import authorities_file
from eval.reading_bars import letters_of
from rag.label.direction import features, is_to_improve
from rag.read.authorities import Register
from rag.read.report import read_file
from rag.read.text import sentences
from rag.types import Paragraph, ParagraphKind, Report, UnreadableFile

LABELS = Path(__file__).with_name("directions.jsonl")
MODEL = Path(__file__).resolve().parents[1] / "rag" / "label" / "direction.json"
WEAK = 0.03
"""Weight of a weak example beside a labelled one (tried: 0.002, 0.01, 0.03; area under the curve 0.943 to 0.950)."""
CLEAR = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
"""Log-odds for which it is told how often they are right: what is shown under a heading must be."""
KEPT = 4000
"""Features that are kept, by weight and frequency."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Features of sentences, 1 for a weakness and 0 for a strength, the authority of each, and how much it counts."""

    found: list[set[str]]
    weakness: NDArray[np.int64]
    authorities: list[str]
    weights: NDArray[np.float64]


def digest(sentence: str) -> str:
    """Six hex digits by which a label knows its sentence again."""
    return hashlib.sha256(letters_of(sentence).encode()).hexdigest()[:6]


def labelled(reports: Sequence[Report]) -> tuple[Examples, int]:
    """The labelled sentences, and how many labels fit no sentence any more."""
    paragraphs = {paragraph.id: paragraph for report in reports for paragraph in report.paragraphs}
    found, labels, authorities, lost = [], [], [], 0
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        name, number, check, label = json.loads(line)
        paragraph = paragraphs.get(name)
        spans = sentences(paragraph.text) if paragraph else []
        text = paragraph.text[slice(*spans[number])] if paragraph and number < len(spans) else ""
        if paragraph is None or digest(text) != check:
            lost += 1
        elif label in "NP":
            found.append(features(text, is_to_improve(paragraph)))
            labels.append(int(label == "N"))
            authorities.append(name.split("/")[0])
    return Examples(found, np.array(labels), authorities, np.ones(len(labels))), lost


def weakly_labelled(reports: Sequence[Report]) -> Examples:
    """Half of the sentences of the sections that carry a grade: a weakness under inadequate, a strength under good."""
    chance = random.Random(1)
    found, labels, authorities = [], [], []
    for report in reports:
        for paragraph in report.paragraphs:
            label = _grade(paragraph)
            if label is None:
                continue
            for start, end in sentences(paragraph.text):
                if chance.random() < 0.5:
                    found.append(features(paragraph.text[start:end], False))
                    labels.append(label)
                    authorities.append(report.facts.urn or "")
    return Examples(found, np.array(labels), authorities, np.full(len(labels), WEAK))


def _grade(paragraph: Paragraph) -> int | None:
    section = " / ".join(paragraph.section).lower()
    if paragraph.kind is ParagraphKind.TABLE or is_to_improve(paragraph):
        return None
    if re.search(r"inadequate\W*$", section):
        return 1
    return 0 if re.search(r"(?:outstanding|: good)\W*$", section) else None


def fitted(
    examples: Sequence[Examples], rows: Sequence[NDArray[np.int64]]
) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression over these rows of the examples."""
    chosen = [[e.found[row] for row in picked] for e, picked in zip(examples, rows, strict=True)]
    counts = [Counter(name for sentence in part for name in sentence) for part in chosen]
    kept = {name for name, count in counts[0].items() if count >= 2} | {
        name for name, count in counts[1].items() if count >= 20
    }
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{n: 1 for n in s if n in kept} for part in chosen for s in part])
    labels = np.concatenate([e.weakness[picked] for e, picked in zip(examples, rows, strict=True)])
    weights = np.concatenate([e.weights[picked] for e, picked in zip(examples, rows, strict=True)])
    model = LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced")
    return vectorizer, model.fit(sparse.csr_matrix(matrix), labels, sample_weight=weights)


def learned(examples: Sequence[Examples], rows: Sequence[NDArray[np.int64]]) -> tuple[float, dict[str, float]]:
    """The intercept and the weights of the features that are kept."""
    vectorizer, model = fitted(examples, rows)
    counts = Counter(name for sentence in examples[0].found for name in sentence)
    names = vectorizer.get_feature_names_out()
    found = {str(name): float(weight) for name, weight in zip(names, model.coef_[0], strict=True)}
    order = sorted(found, key=lambda name: -abs(found[name]) * (1 + counts[name]) ** 0.5)[:KEPT]
    return float(model.intercept_[0]), {name: round(found[name], 3) for name in sorted(order)}


def cross_validated(gold: Examples, weak: Examples) -> dict[str, float]:
    """Area under the curve, accuracy, and precision and recall of weaknesses, each authority left out once in eight."""
    scores = np.zeros(len(gold.found))
    groups = np.array(gold.authorities)
    for train, test in GroupKFold(8).split(scores, gold.weakness, groups):
        held = set(groups[test])
        others = np.array([row for row, urn in enumerate(weak.authorities) if urn not in held])
        intercept, weights = learned((gold, weak), (train, others))
        scores[test] = [intercept + sum(weights.get(name, 0.0) for name in gold.found[row]) for row in test]
    said, true = scores > 0, gold.weakness == 1
    clear = {f"right of those clear by {least:.1f}": _right(scores, true, least) for least in CLEAR}
    shares = {f"share clear by {least:.1f}": float((np.abs(scores) >= least).mean()) for least in CLEAR}
    return {
        "sentences": len(scores),
        "weaknesses": int(true.sum()),
        "area under the curve": float(roc_auc_score(gold.weakness, scores)),
        "accuracy": float((said == true).mean()),
        "precision of weaknesses": float((said & true).sum() / said.sum()),
        "recall of weaknesses": float((said & true).sum() / true.sum()),
        **clear,
        **shares,
    }


def _right(scores: NDArray[np.float64], true: NDArray[np.bool_], least: float) -> float:
    """The share of sentences of at least this log-odds, either way, that point the way said."""
    clear = np.abs(scores) >= least
    return float(((scores > 0) == true)[clear].mean())


def _read(path: Path) -> Report | None:
    """The report in a file; None for one that is none (the folder holds some, and `eval reading` names them)."""
    try:
        return read_file(path, Register.load(authorities_file()))
    except UnreadableFile:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train and measure the direction of sentences.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    with ProcessPoolExecutor() as pool:
        reports = [report for report in pool.map(_read, sorted(chosen.folder.glob("*.pdf"))) if report]
    gold, lost = labelled(reports)
    weak = weakly_labelled(reports)
    print(f"labels that fit no sentence: {lost}; weak examples: {len(weak.found)}")
    for name, value in cross_validated(gold, weak).items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    if chosen.write:
        everything = (np.arange(len(gold.found)), np.arange(len(weak.found)))
        intercept, weights = learned((gold, weak), everything)
        lines = ",\n".join(f"{json.dumps(name)}: {weight}" for name, weight in weights.items())
        MODEL.write_text(f'{{"intercept": {intercept:.4f}, "weights": {{\n{lines}\n}}}}\n', encoding="utf-8")
        print(f"written: {MODEL.name}, {len(weights)} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
