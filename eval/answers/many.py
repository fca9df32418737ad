"""Are answers over many reports right? `python -m eval.answers.many --data FOLDER [QUESTIONS] [--misses]`.

QUESTIONS (default: this project's own, eval/questions/many.jsonl) have for each question `numbers`, computed from the
library's tables by scripts apart from the application or by reading, each with a tolerance, and names of authorities
that the answer must or must not list; some have `grades` (authority, year, area, grade) that it must give. A number is
right where the answer's opening, a note or its table has one within the tolerance; a name where it stands in the
answer's words, or among the reports that it lists.

Counted is a question whose numbers, names and grades are all right; one that has none of these can't be counted and is
left out. Told beside it is how often the questions would be right by chance: each held against the answers to all
others of its file. That no sentence is false needs reading.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from corpus import authorities_file
from eval.measure import QUESTIONS, Entry, load
from rag.answer.wording import answer_text
from rag.chat import Request, build
from rag.config import Settings
from rag.read.authorities import Register
from rag.types import Answer

OWN = QUESTIONS / "many.jsonl"


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
    rows = {
        (row.report.authority, row.report.inspected_to.year, row.judgement.area.value, row.judgement.grade.value)
        for row in answer.grades
        if row.report.inspected_to
    }
    found += [
        f"does not give {', '.join(map(str, row))}" for row in question.get("grades", ()) if tuple(row) not in rows
    ]
    found += [f"does not list {n}" for n in question["must"] if n in names and n not in listed and n not in said]
    return found + [f"lists {name}" for name in question["must_not"] if name in names and name in listed]


def can_be_counted(question: Entry, names: Sequence[str]) -> bool:
    """True for a question that an answer can fail: it has a number, a grade, or a name that is one."""
    named = [name for name in (*question["must"], *question["must_not"]) if name in names]
    return bool(question["numbers"] or question.get("grades") or named)


def by_chance(questions: Sequence[Entry], answers: Sequence[Answer], names: Sequence[str]) -> float:
    """The share of questions that are right when each is held against the answer to another."""
    pairs = [(q, a) for place, q in enumerate(questions) for other, a in enumerate(answers) if other != place]
    return sum(not faults(question, answer, names) for question, answer in pairs) / max(1, len(pairs))


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
    every = load(chosen.questions)
    questions = [question for question in every if can_be_counted(question, names)]
    answers = [chat.invoke(Request(question["question"], tuple(question["history"]))) for question in questions]
    for question, answer in zip(questions, answers, strict=True):
        wrong = faults(question, answer, names)
        right[question["kind"]].append(not wrong)
        if wrong and chosen.misses:
            print(f"{question['id']} {question['question']}\n  {answer.opening[:200]}\n  {'; '.join(wrong)[:300]}")
    chat.close()
    for kind, results in sorted(right.items()):
        print(f"{kind:24} {sum(results)} of {len(results)}")
    results = [result for some in right.values() for result in some]
    print(f"{'all':24} {sum(results)} of {len(results)} ({sum(results) / max(1, len(results)):.1%})")
    print(f"left out, without a number, a name or a grade: {len(every) - len(questions)}")
    print(f"right by chance: {by_chance(questions, answers, names):.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
