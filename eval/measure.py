"""Measures of a batch of answers over this project's own questions, whose gold names paragraphs and quotes nothing.

    python -m eval.measure QUESTIONS ANSWERS [--json] [--misses]

QUESTIONS: a JSON object a line: id, type, question, history, expect ("answer" or "decline"), figures, and evidence:
groups of alternatives, each with report (file stem), page, paragraph (printed number or null) and start (its first
words).
ANSWERS: what `ofsted-chat batch` writes.

R@k and MRR are as ir_measures names them, over needed groups of evidence, means over questions (Manning et al. 2008,
chapter 8). `cited` is the share of groups that the answer cites; `figures` the share of questions with a figure whose
answer has it; `cite-prec` the share of citations that point at a paragraph of the gold, over all citations of questions
with evidence (a lower bound: gold lists are not exhaustive); `declined-ok` the share of questions to decline that are
declined, `declined-bad` of the others.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

CUTS = (1, 3, 5, 10, 20)
QUESTIONS = Path(__file__).with_name("questions")
"""This project's own questions."""
Entry = dict[str, Any]


def words(text: str) -> list[str]:
    """Lower-case words and numbers of `text`."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))


def meets(gold: Entry, passage: Entry) -> bool:
    """True where a passage is the paragraph that a gold entry names.

    By its printed number and page; where it has none by its first words; an entry with a `label` that names the
    judgement table by a passage of that page that holds the row's first words.
    """
    if gold["report"] != passage["report"]:
        return False
    if gold["paragraph"] is not None and passage["paragraph"] is not None:
        pages = range(int(gold.get("start_page", gold["page"])), int(gold["page"]) + 1)
        return str(gold["paragraph"]) == str(passage["paragraph"]) and int(passage["page"]) in pages
    start, found = words(gold["start"]), words(passage["text"])
    if str(gold.get("label", "")).startswith("judgement table"):
        return int(passage["page"]) == int(gold["page"]) and _contains(found, start)
    return bool(start) and found[: len(start)] == start


def _contains(text: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return size > 0 and any(list(text[at : at + size]) == list(phrase) for at in range(len(text) - size + 1))


def rank_of(group: Sequence[Entry], passages: Iterable[Entry]) -> int | None:
    """The rank, from 1, of the first passage that meets an entry of the group."""
    return next((n for n, p in enumerate(passages, 1) if any(meets(gold, p) for gold in group)), None)


def measured(questions: Sequence[Entry], answers: dict[str, Entry]) -> tuple[dict[str, Any], list[str]]:
    """The means of all measures, and a line for each question whose evidence was not all cited or wrongly declined."""
    values: dict[str, list[float]] = defaultdict(list)
    by_type: dict[str, list[float]] = defaultdict(list)
    misses: list[str] = []
    for question in questions:
        answer = answers.get(question["id"], {"status": "error", "text": "", "citations": [], "passages": []})
        declined = answer["status"] == "declined"
        values["errors"].append(answer["status"] == "error")
        values["seconds"].append(float(answer.get("seconds") or 0.0))
        if question["expect"] == "decline":
            values["declined-ok"].append(declined)
            by_type[question["type"]].append(declined)
            if not declined:
                misses.append(f"{question['id']} not declined: {question['question']}")
            continue
        ranks = [rank_of(group, answer["passages"]) for group in question["evidence"]]
        cited = [rank_of(group, answer["citations"]) is not None for group in question["evidence"]]
        values["declined-bad"].append(declined)
        for cut in CUTS:
            values[f"R@{cut}"].append(statistics.fmean(rank is not None and rank <= cut for rank in ranks))
        values["MRR"].append(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks))
        values["cited"].append(statistics.fmean(cited))
        gold = [entry for group in question["evidence"] for entry in group]
        values["cite-prec"] += [any(meets(entry, citation) for entry in gold) for citation in answer["citations"]]
        by_type[question["type"]].append(statistics.fmean(rank is not None and rank <= 5 for rank in ranks))
        if question.get("figures"):
            values["figures"].append(all(figure.lower() in answer["text"].lower() for figure in question["figures"]))
        if not all(cited) or declined:
            misses.append(
                f"{question['id']} {question['type']} ranks {ranks} {answer['status']}: {question['question']}"
            )
    seconds = sorted(values.pop("seconds"))
    table: dict[str, Any] = {"questions": len(questions)}
    table |= {name: round(statistics.fmean(found), 3) for name, found in values.items()}
    table["seconds p50"], table["seconds p95"] = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    table["by type (R@5, or declined)"] = {kind: round(statistics.fmean(v), 3) for kind, v in sorted(by_type.items())}
    return table, misses


def load(path: Path) -> list[Entry]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure answers over the project's own questions.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args(arguments)
    table, misses = measured(load(chosen.questions), {answer["id"]: answer for answer in load(chosen.answers)})
    print(json.dumps(table) if chosen.json else "\n".join(f"{name:27} {value}" for name, value in table.items()))
    if chosen.misses:
        print("\n".join(misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
