"""Measures of several batches of answers, printed together and kept as eval/results/<date>-answers.json.

    python -m eval.answers.answers QUESTIONS ANSWERS [QUESTIONS ANSWERS ...] --data FOLDER
        [--score FILE] [--reports FOLDER] [--no-save]

Each file of questions is measured by what its gold is: quotes by ../shared/score.py, paragraphs by `eval.measure`, the
reports that say yes by `eval.answers.breadth`. Where a question names its authorities or evidence,
`eval.answers.understanding` too. ANSWERS are what `ofsted-chat batch` wrote over the library of FOLDER.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus import authorities_file
from eval import results
from eval.answers.breadth import shares
from eval.answers.understanding import misread
from eval.measure import Entry, load, measured
from rag.config import Settings
from rag.index.library import Library
from rag.read.authorities import Register

Figures = dict[str, Any]


def counted(questions: Sequence[Entry], answers: Mapping[str, Entry]) -> Figures:
    """Recall and precision of the findings, precision of what is shown: means over questions about many reports."""
    rows = []
    for question in questions:
        answer = answers[question["id"]]
        named = ({entry["report"] for entry in answer[part]} for part in ("findings", "citations"))
        rows.append(shares(question, *named))
    recall, precision, shown = (round(statistics.fmean(column), 3) for column in zip(*rows, strict=True))
    return {"questions": len(rows), "recall": recall, "precision": precision, "shown": shown}


def quoted(questions: Path, answers: Path, score: Path, reports: Path) -> Figures:
    """What score.py tells. CalledProcessError where it fails."""
    command = [sys.executable, str(score), str(questions), str(answers), "--reports", str(reports), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def understood(questions: Sequence[Entry], library: Library, register: Register) -> Figures:
    """How many questions' authority and period are understood as the gold says."""
    faults = [misread(question, library.reports(), register) for question in questions]
    return {"questions": len(faults), "understood": sum(not fault for fault in faults)}


def figures_of(files: tuple[Path, Path], library: Library, register: Register, score: Path, reports: Path) -> Figures:
    """The figures of one batch."""
    questions, answers = load(files[0]), {answer["id"]: answer for answer in load(files[1])}
    if "yes" in questions[0]:
        return counted(questions, answers)
    gold = [entry for question in questions for group in question["evidence"] for entry in group]
    found = quoted(*files, score, reports) if "quote" in gold[0] else measured(questions, answers)[0]
    return {**found, "understanding": understood(questions, library, register)}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure several batches of answers.")
    parser.add_argument("files", type=Path, nargs="+", metavar="QUESTIONS ANSWERS")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--score", type=Path, default=results.ROOT.parent / "shared" / "score.py")
    parser.add_argument("--reports", type=Path, default=results.ROOT.parent / "shared" / "reports")
    parser.add_argument("--no-save", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    if len(chosen.files) % 2:
        parser.error("every file of questions needs its file of answers behind it")
    pairs = list(zip(chosen.files[::2], chosen.files[1::2], strict=True))
    register = Register.load(authorities_file())
    with Library.open(Settings(data=chosen.data).library_path, readonly=True) as library:
        found = {str(pair[1].stem): figures_of(pair, library, register, chosen.score, chosen.reports) for pair in pairs}
        about = results.settings(chosen.files[::2], library)
    for name, figures in found.items():
        print(f"\n{name}\n" + "\n".join(f"{measure:27} {value}" for measure, value in figures.items()))
    if not chosen.no_save:
        print(f"\nkept: {results.save('answers', about, found)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
