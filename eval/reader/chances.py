"""From what the reader says to the chance that a sentence answers, and what to quote and decline by it.

    python -m eval.reader.chances --data FOLDER [--test]

Questions of eval/questions/reader about the authorities that the reader has not learned from (those that
`eval.reader.train` sets apart; with --test those of test.jsonl, which nothing is fitted on) are asked over their
report. Printed are: where the right paragraph comes for some weights of the reader (rag/find/reader.toml); the logistic
regression of the chance (rag/answer/answering.toml, [reading]); what becomes of questions with and without an answer
for some chances under which a question is declined; how risk falls as fewer are answered (the area under that curve:
Geifman and El-Yaniv 2017, arXiv 1705.08500); and what is quoted for some limits.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from eval.answers.quoted import TEST
from eval.measure import QUESTIONS, Entry, load
from eval.reader.examples import graded
from eval.reader.train import apart_among
from rag.answer.declining import fitting
from rag.answer.sentences import constants
from rag.chat import Chat, build
from rag.config import Settings
from rag.find.rank import asked_in, candidates
from rag.find.reader import PackagedReader, settings
from rag.find.rerank import LinearReranker, ReadingReranker
from rag.find.search import Search
from rag.plan.pieces import parts_read
from rag.plan.question import IN_FIGURES, Correction
from rag.read.text import sentences
from rag.turn import Request, known

WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0)
DECLINED = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
BANDS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 1.01)
QUOTED = tuple((most, least, near) for most in (2, 3, 4) for least in (0.3, 0.4, 0.5) for near in (0.5, 0.7))


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that was read: its log-odds, its paragraph's place and log score before the reading, whether a figure
    is wanted and is there, and its grade."""

    odds: float
    paragraph: int
    score: float
    figure: float
    no_figure: float
    grade: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was read for it; `best` is the best grade of each paragraph found, in order."""

    entry: Entry
    lines: tuple[Line, ...]
    best: tuple[int, ...]

    @property
    def answerable(self) -> bool:
        """True where a sentence of the report answers."""
        return any(grade >= 2 for grade, _ in self.entry["grades"].values())


def asked(entry: Entry, chat: Chat, search: Search, reader: ReadingReranker) -> Asked:
    """What is read for a question over its report."""
    report, history = entry["report"], tuple(entry.get("history", ()))
    urn = report.partition("/")[0]
    request = Request(entry["question"], history, {len(history): Correction(authorities=(urn,))})
    question = known(chat.steps.understand(chat.steps.begin(request)))
    hits = reader.first(candidates(question, [report], search), asked_in(question, [report], chat.library))
    hits = reader.read(parts_read(question), hits[: int(settings()["paragraphs"])])
    fits = fitting(question) if question.wanted in IN_FIGURES else None
    lines: list[Line] = []
    best: list[int] = []
    for place, hit in enumerate(hits):
        key = hit.paragraph.id.rpartition("/")[2]
        grades = {name: grade for name, (grade, _) in entry["grades"].items()}
        best.append(max((grade for name, grade in grades.items() if name.rpartition(".")[0] == key), default=0))
        if not hit.answers:
            continue
        for number, (start, end) in enumerate(sentences(hit.paragraph.text)):
            given = fits(hit.paragraph.text[start:end]) if fits else None
            values = hit.answers[number], place, math.log(max(hit.score, 1e-9))
            lines.append(Line(*values, given is True, given is False, grades.get(f"{key}.{number}", 0)))
    return Asked(entry, tuple(lines), tuple(best))


def ordered_by(row: Asked, weight: float) -> tuple[list[int], dict[int, float]]:
    """The paragraphs in the order of a weight of the reader, and the log score of each below the first."""
    score = {line.paragraph: line.score for line in row.lines}
    odds = {place: max(line.odds for line in row.lines if line.paragraph == place) for place in score}
    total = {place: score[place] + weight * odds[place] for place in score}
    top = max(total.values(), default=0.0)
    order = sorted(total, key=lambda place: -total[place])
    return [*order, *(n for n in range(len(row.best)) if n not in total)], {n: v - top for n, v in total.items()}


def features_of(row: Asked) -> NDArray[np.float64]:
    """Of each line: odds, log score of its paragraph, and the two of figures."""
    _, below = ordered_by(row, float(settings()["weight"]))
    return np.array([[one.odds, max(below[one.paragraph], -20.7), one.figure, one.no_figure] for one in row.lines])


def chances(row: Asked, weights: NDArray[np.float64], base: float) -> NDArray[np.float64]:
    """The chance of each line."""
    found: NDArray[np.float64] = 1 / (1 + np.exp(-(features_of(row) @ weights + base)))
    return found


def ranking_lines(rows: Sequence[Asked]) -> Iterator[str]:
    """Where the first right paragraph comes."""
    can = [row for row in rows if row.answerable]
    for weight in WEIGHTS:
        places = []
        for row in can:
            order, _ = ordered_by(row, weight)
            places.append(next((n for n, place in enumerate(order) if row.best[place] >= 2), 99))
        first, five = (float(np.mean([place < cut for place in places])) for cut in (1, 5))
        turned = float(np.mean([1 / (place + 1) if place < 99 else 0.0 for place in places]))
        yield f"weight {weight}: R@1 {first:.3f}, R@5 {five:.3f}, MRR {turned:.3f}"


def declining_lines(rows: Sequence[Asked], found: Sequence[NDArray[np.float64]]) -> Iterator[str]:
    """What becomes of questions for some chances under which they are declined, and the risk as fewer are answered."""
    tops = np.array([float(one.max(initial=0.0)) for one in found])
    can = np.array([row.answerable for row in rows])
    right = np.array(
        [row.answerable and row.lines[int(one.argmax())].grade >= 2 for row, one in zip(rows, found, strict=True)]
    )
    for least in DECLINED:
        yield (
            f"declined under {least}: rightly {float((tops[~can] < least).mean()):.3f},"
            f" answerable {float((tops[can] < least).mean()):.3f}"
        )
    for low, high in pairwise(BANDS):
        own = (tops >= low) & (tops < high)
        share = float(right[own].mean()) if own.any() else 0.0
        yield f"first sentence of chance {low} to {high}: {int(own.sum())}, of which {share:.2f} answer"
    order = np.argsort(-tops)
    risk = np.cumsum(~right[order]) / np.arange(1, len(rows) + 1)
    at = ", ".join(f"{share:.0%} {risk[int(share * len(rows)) - 1]:.3f}" for share in (0.25, 0.5, 0.75, 1.0))
    yield f"risk of the first sentence by share answered: {at}; area {float(risk.mean()):.3f}"


def quoting_lines(rows: Sequence[Asked], found: Sequence[NDArray[np.float64]]) -> Iterator[str]:
    """What is quoted of answerable questions for some limits."""
    pairs = [(row, one) for row, one in zip(rows, found, strict=True) if row.answerable and row.lines]
    for most, least, near in QUOTED:
        full = part = some = 0
        shown: list[int] = []
        for row, one in pairs:
            order = np.argsort(-one)[:most]
            kept = [n for n in order if n == order[0] or one[n] >= max(least, near * one[order[0]])]
            grades = [row.lines[n].grade for n in kept]
            full, part, some = full + (grades[0] == 3), part + (grades[0] >= 2), some + (max(grades) >= 2)
            shown += grades
        count = len(pairs)
        yield (
            f"at most {most}, from {least} and {near} of the first: first {full / count:.3f} ({part / count:.3f}), any"
            f" {some / count:.3f}; of {len(shown) / count:.1f} shown {np.mean(np.array(shown) >= 2):.3f} answer,"
            f" {np.mean(np.array(shown) == 0):.3f} beside the point"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Learn the chance that a sentence answers, and limits by it.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--test", action="store_true")
    chosen = parser.parse_args(arguments)
    chat = build(Settings(data=chosen.data))
    entries = [entry for path in sorted((QUESTIONS / "reader").glob("train*.jsonl")) for entry in load(path)]
    apart = apart_among([entry["report"].partition("/")[0] for entry in entries])
    kept = load(TEST) if chosen.test else [e for e in entries if e["report"].partition("/")[0] in apart]
    kept = [entry for entry in kept if graded(entry, chat.library) is not None]
    search = Search(chat.library, chat.vectors, chat.embeddings)
    reader = ReadingReranker(LinearReranker(), PackagedReader(2))
    rows = [asked(entry, chat, search, reader) for entry in kept]
    chat.close()
    print(f"{len(rows)} questions, {sum(row.answerable for row in rows)} with an answer")
    print(*ranking_lines(rows), sep="\n")
    given = constants()["reading"]
    weights, base = np.array([given[n] for n in ("slope", "paragraph", "figure", "no_figure")]), float(given["base"])
    if not chosen.test:
        matrix = np.concatenate([features_of(row) for row in rows if row.lines])
        truth = np.array([line.grade >= 2 for row in rows for line in row.lines])
        model = LogisticRegression(C=10.0, max_iter=1000).fit(matrix, truth)
        weights, base = model.coef_[0], float(model.intercept_[0])
        names = ("slope", "paragraph", "figure", "no_figure")
        print(", ".join(f"{name} {value:.2f}" for name, value in zip(names, weights, strict=True)), f"base {base:.2f}")
    found = [chances(row, weights, base) if row.lines else np.zeros(0) for row in rows]
    print(*declining_lines(rows, found), *quoting_lines(rows, found), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
