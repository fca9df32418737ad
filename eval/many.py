"""Are answers over many reports right? `python -m eval.many --data FOLDER [QUESTIONS] [--misses]`.

QUESTIONS (default: this project's own, eval/questions/many.jsonl) have for each question `numbers`, computed from the
library's tables by scripts apart from the application or by reading, each with a tolerance, and names of authorities
that the answer must or must not list. A number is right where the answer's opening or its table has one within the
tolerance; a name where it stands in the answer's words, or among the reports that it lists.

Counted is a question whose numbers and names are all right. That no sentence is false needs reading.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from corpus import authorities_file
from eval.measure import Entry, load
from rag.answer.wording import answer_text
from rag.chat import Request, build
from rag.config import Settings
from rag.read.authorities import Register
from rag.types import Answer

OWN = Path(__file__).with_name("questions") / "many.jsonl"


def numbers_of(answer: Answer) -> set[float]:
    """The numbers of our own words: the opening, the notes, and the table."""
    cells = [cell for row in answer.table.rows for cell in row] if answer.table else []
    own = " ".join([answer.opening, *answer.notes, *cells])
    return {float(number.replace(",", "")) for number in re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", own)}


def faults(question: Entry, answer: Answer, names: Sequence[str]) -> list[str]:
    """What is wrong or missing."""
    given = numbers_of(answer)
    found = [
        f"lacks {wanted['value']} ({wanted['what']})"
        for wanted in question["numbers"]
        if not any(abs(number - float(wanted["value"])) <= float(wanted["tolerance"]) for number in given)
    ]
    listed = {counted.report.authority for counted in answer.findings} | {r.authority for r in answer.reports}
    listed |= {row.report.authority for row in answer.grades}
    said = answer_text(answer)
    found += [f"does not list {n}" for n in question["must"] if n in names and n not in listed and n not in said]
    return found + [f"lists {name}" for name in question["must_not"] if name in names and name in listed]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure answers over many reports.")
    parser.add_argument("questions", type=Path, nargs="?", default=OWN)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args(arguments)
    chat = build(Settings(data=chosen.data) if chosen.data else Settings())
    names = [authority.name for authority in Register.load(authorities_file()).authorities]
    right: dict[str, list[bool]] = defaultdict(list)
    for question in load(chosen.questions):
        answer = chat.invoke(Request(question["question"], tuple(question["history"])))
        wrong = faults(question, answer, names)
        right[question["kind"]].append(not wrong)
        if wrong and chosen.misses:
            print(f"{question['id']} {question['question']}\n  {answer.opening[:200]}\n  {'; '.join(wrong)[:300]}")
    chat.close()
    for kind, results in sorted(right.items()):
        print(f"{kind:24} {sum(results)} of {len(results)}")
    every = [result for results in right.values() for result in results]
    print(f"{'all':24} {sum(every)} of {len(every)} ({sum(every) / max(1, len(every)):.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
