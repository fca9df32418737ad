"""Measure answers to questions over many reports.

    python -m eval.answers.breadth [QUESTIONS] --data FOLDER [--misses]

QUESTIONS (default: this project's own) names for each question the reports that clearly say so (`yes`) and those that
clearly say the contrary (`opposite`); others are mixed or silent and not scored. Recall is the share of the `yes`
reports among an answer's findings, precision yes / (yes + opposite) among them, shown the same of its citations.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.measure import QUESTIONS, Entry, load
from rag.chat import Request, build
from rag.config import Settings

OWN = QUESTIONS / "breadth.jsonl"


def shares(question: Entry, findings: set[str], shown: set[str]) -> tuple[float, float, float]:
    """Recall and precision of the findings and precision of what is shown; 0 where there is nothing to divide by."""
    yes = {entry["report"] for entry in question["yes"]}
    either = yes | {entry["report"] for entry in question["opposite"]}
    parts = (findings & yes, yes), (findings & yes, findings & either), (shown & yes, shown & either)
    recall, precision, cited = (len(part) / len(whole) if whole else 0.0 for part, whole in parts)
    return recall, precision, cited


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure answers to questions over many reports.")
    parser.add_argument("questions", type=Path, nargs="?", default=OWN)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args(arguments)
    chat = build(Settings(data=chosen.data) if chosen.data else Settings())
    rows: list[tuple[float, float, float]] = []
    for question in load(chosen.questions):
        answer = chat.invoke(Request(question["question"]))
        findings = {finding.report.stem for finding in answer.findings}
        rows.append(shares(question, findings, {citation.report.stem for citation in answer.citations}))
        recall, precision, shown = rows[-1]
        print(
            f"{question['id']}  recall {recall:.3f}  precision {precision:.3f}  shown {shown:.3f}  of {len(findings)}"
        )
        if chosen.misses:
            print("  missed:", *sorted({e["report"] for e in question["yes"]} - findings))
            print("  wrongly counted:", *sorted({e["report"] for e in question["opposite"]} & findings))
    chat.close()
    means = [statistics.fmean(column) for column in zip(*rows, strict=True)]
    print("mean  recall {:.3f}  precision {:.3f}  shown {:.3f}".format(*means))
    return 0


if __name__ == "__main__":
    sys.exit(main())
