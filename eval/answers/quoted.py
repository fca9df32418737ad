"""Is the sentence quoted that answers? `python -m eval.answers.quoted --data FOLDER [QUESTIONS...] [--misses]`.

QUESTIONS (default: eval/questions/reader/test.jsonl, whose authorities nothing has learned from) name a report and its
sentences, each with a grade: 3 answers fully, 2 in part or in general, 1 is on the subject, `beside` are others near
by; `p14.1` is the second sentence of paragraph p14, with a digest of its letters. No words of a report stand in them.
Each is asked with the authority set as a user would set it by a chip, and over that one report, so that what is
measured is which sentences are quoted and not which report is meant.

Of questions with an answer: the share whose first sentence shown answers (3, or 3 or 2), the share with any such
sentence, the share of sentences shown that answer or are on the subject, the share declined. Of two-part questions: the
share with a sentence for each part that has an answer, and the share of those that also say of a part without one that
it is not answered. Of questions without an answer: the share declined, or told as the nearest passages only. Seconds
are the whole answer's.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.measure import QUESTIONS, Entry, load
from eval.reader.examples import graded
from rag.chat import Chat, build
from rag.config import Settings
from rag.find.scope import Scope
from rag.plan.question import Correction
from rag.read.text import sentences
from rag.turn import Request
from rag.types import Answer, Paragraph, ReportFacts, Status

TEST = QUESTIONS / "reader" / "test.jsonl"
AGAIN = QUESTIONS / "reader" / "test2.jsonl"
"""More questions on the same authorities, written later, and first asked of what test.jsonl had led to."""
NEAREST = "nearest passages"
UNANSWERED = re.compile(r"\bnot answered\b|" + NEAREST, re.IGNORECASE)
"""What an answer says of a part of the question that nothing answers."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What was shown for a question: the grade of each sentence in its order, 0 where it has none."""

    entry: Entry
    declined: bool
    nearest: bool
    unanswered: bool
    grades: tuple[int, ...]
    names: tuple[str, ...]
    hits: tuple[int, ...]
    seconds: float

    @property
    def answerable(self) -> bool:
        """True where a sentence of the report answers."""
        return any(grade >= 2 for grade, _ in self.entry["grades"].values())


def asked(entry: Entry, chat: Chat) -> Quoted:
    """The answer to a question over its report."""
    facts = chat.library.facts(entry["report"])
    if facts is None:
        raise SystemExit(f"{entry['report']} is not in this library: ingest the published reports and letters first")
    answer = answer_over(entry, facts, chat)
    shown = [name for claim in answer.claims for name in _names(claim.markers, answer, claim.text)]
    grades = tuple(entry["grades"].get(name, (0, ""))[0] for name in shown)
    best: dict[str, int] = {}
    for name, (grade, _) in entry["grades"].items():
        key = name.rpartition(".")[0]
        best[key] = max(best.get(key, 0), grade)
    hits = tuple(best.get(hit.paragraph.id.rpartition("/")[2], 0) for hit in answer.hits)
    nearest = any(NEAREST in note for note in answer.notes)
    declined = answer.status is Status.DECLINED
    unanswered = any(UNANSWERED.search(note) for note in answer.notes)
    kept = () if declined else grades
    return Quoted(entry, declined, nearest, unanswered, kept, tuple(shown), hits, answer.seconds)


def answer_over(entry: Entry, facts: ReportFacts, chat: Chat) -> Answer:
    """The whole answer to a question, with the authority set and only this report searched."""
    history = tuple(entry.get("history", ()))
    corrections = {len(history): Correction(authorities=(facts.urn,))} if facts.urn else {}
    steps = chat.steps
    turn = steps.locate(steps.understand(steps.begin(Request(entry["question"], history, corrections))))
    if not turn.declined:
        turn = replace(turn, scope=Scope(((facts.id,),), (facts,)))
    turn = steps.extract(steps.retrieve(turn))
    parts = list(steps.answer(turn))
    return sum(parts[1:], parts[0])


def _names(markers: Iterable[int], answer: Answer, text: str) -> list[str]:
    """The sentences that a claim quotes, by paragraph and number."""
    found: list[str] = []
    for citation in answer.citations:
        if citation.marker in markers:
            key = citation.paragraph.id.rpartition("/")[2]
            found += [f"{key}.{n}" for n in _numbers(citation.paragraph, text.strip("“”"))]
    return list(dict.fromkeys(found))


def _numbers(paragraph: Paragraph, quote: str) -> list[int]:
    spans = sentences(paragraph.text)
    at = paragraph.text.find(quote)
    return [n for n, (start, end) in enumerate(spans) if at >= 0 and start < at + len(quote) and end > at]


def figures(rows: Sequence[Quoted]) -> dict[str, float]:
    """The measures over some questions."""
    can = [row for row in rows if row.answerable]
    cannot = [row for row in rows if not row.answerable]
    shown = [grade for row in can for grade in row.grades]
    two = [row for row in can if row.entry["style"] == "two"]
    seconds = sorted(row.seconds for row in rows)
    return {
        "questions": len(rows),
        "first answers": _share(row.grades[:1] == (3,) for row in can),
        "first answers or in part": _share(bool(row.grades) and row.grades[0] >= 2 for row in can),
        "any answers": _share(any(grade >= 2 for grade in row.grades) for row in can),
        "shown that answer": _share(grade >= 2 for grade in shown),
        "shown beside the point": _share(grade == 0 for grade in shown),
        "R@1": _share(row.hits[:1] > (1,) for row in can),
        "R@5": _share(max(row.hits[:5], default=0) > 1 for row in can),
        "answerable declined": _share(row.declined for row in can),
        "both parts": _share(both_parts(row) for row in two),
        "parts handled": _share(handled(row) for row in two),
        "declined rightly": _share(row.declined for row in cannot),
        "declined or nearest": _share(row.declined or row.nearest for row in cannot),
        "p50": seconds[len(seconds) // 2] if seconds else 0.0,
        "p95": seconds[int(0.95 * len(seconds))] if seconds else 0.0,
    }


def both_parts(row: Quoted) -> bool:
    """True where each part of a two-part question that has an answer has a sentence that gives it."""
    parts = row.entry.get("parts", {})
    told = {parts[name] for name in row.names if name in parts and row.entry["grades"].get(name, (0, ""))[0] >= 2}
    return set(parts.values()) <= told


def handled(row: Quoted) -> bool:
    """True where each part is answered, or has no answer and is said to be unanswered."""
    one_without = len(set(row.entry.get("parts", {}).values())) == 1
    return both_parts(row) and (row.unanswered or not one_without)


def _share(values: Iterable[bool]) -> float:
    values = list(values)
    return statistics.fmean(values) if values else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Is the sentence quoted that answers?")
    parser.add_argument("questions", type=Path, nargs="*", default=[TEST])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    chat = build(Settings(data=chosen.data))
    chat.warm()
    entries = [entry for path in chosen.questions for entry in load(path)]
    kept = [entry for entry in entries if graded(entry, chat.library) is not None]
    rows = [asked(entry, chat) for entry in kept]
    chat.close()
    if chosen.misses:
        for row in rows:
            fault = row.declined if row.answerable else not (row.declined or row.nearest)
            if fault or (row.answerable and not any(grade >= 2 for grade in row.grades)):
                print(row.entry["id"], row.entry["style"], "|", row.entry["question"], "|", *row.names)
    styles = dict.fromkeys(row.entry["style"] for row in rows)
    by_style = {style: figures([row for row in rows if row.entry["style"] == style]) for style in styles}
    found = {"all": figures(rows), **by_style}
    if chosen.json:
        print(json.dumps(found))
        return 0
    print(f"{len(rows)} questions, {len(entries) - len(kept)} name sentences that this library has not")
    for name, values in found.items():
        print(f"{name}: " + ", ".join(f"{what} {value:.3f}" for what, value in values.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
