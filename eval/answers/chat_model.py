"""What becomes of a chat model's replies? `python -m eval.answers.chat_model --data FOLDER [--count 100] [--out FILE]`.

Asks the chat model that CHAT_MODEL and CHAT_BASE_URL name, by the application's own way, questions of
eval/questions/reader/test2.jsonl, each over its report. Printed: how many answers the model worded alone, how many the
reports' own words followed, and how many are the reports' own; sentences let through and refused; seconds of the whole
answer. FILE gets, for each sentence let through, the question and the words that it cites: published words, to be read
by eye and not to be kept in this repository.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from unittest.mock import patch

from eval.answers.quoted import AGAIN, answer_over
from eval.measure import Entry, load
from eval.reader.examples import graded
from rag.answer.generate import WORDED, Generator, Kept
from rag.chat import Chat, build
from rag.config import Settings
from rag.types import Answer, Status

ALONE, BOTH, OWN = "worded by the model", "the model's, then the reports' own words", "the reports' own words"


@dataclass(frozen=True, slots=True)
class Replied:
    """What became of a question: the answer, the claims let through and refused, and the note that says why."""

    entry: Entry
    answer: Answer
    kept: Kept
    seconds: float

    @property
    def kind(self) -> str:
        """Whose words the answer has."""
        if not self.kept.shown:
            return OWN
        return ALONE if WORDED in self.answer.notes else BOTH

    @property
    def why(self) -> str:
        """What the answer says of the model where it failed."""
        return next((note for note in self.answer.notes if note.startswith("The chat model")), "")


@contextmanager
def counting() -> Iterator[list[Kept]]:
    """The counts of each reply that is asked for meanwhile."""
    seen: list[Kept] = []
    parts = Generator.parts

    def noted(self: Generator, *given: object) -> Iterator[Answer]:
        seen.extend(one for one in given if isinstance(one, Kept))
        return parts(self, *given)  # type: ignore[arg-type]

    with patch.object(Generator, "parts", noted):
        yield seen


def replied(entry: Entry, chat: Chat) -> Replied | None:
    """What becomes of a question; None where the model is not asked (nothing was found, or the answer is a count)."""
    facts = chat.library.facts(entry["report"])
    if facts is None:
        raise SystemExit(f"{entry['report']} is not in this library: ingest the published reports and letters first")
    begin = monotonic()
    with counting() as seen:
        answer = answer_over(entry, facts, chat)
    return Replied(entry, answer, seen[0], monotonic() - begin) if seen else None


def lines(rows: Sequence[Replied]) -> Iterator[str]:
    """The figures."""
    shown, refused = sum(row.kept.shown for row in rows), sum(row.kept.refused for row in rows)
    yield f"asked {len(rows)}; sentences let through {shown}, refused {refused}"
    for kind, count in Counter(row.kind for row in rows).most_common():
        yield f"{count}: {kind}"
    for why, count in Counter(row.why for row in rows if row.why).most_common():
        yield f"{count}: {why}"
    declined = sum(row.answer.status is Status.DECLINED for row in rows)
    seconds = sorted(row.seconds for row in rows)
    if seconds:
        yield (
            f"declined {declined}; seconds p50 {statistics.median(seconds):.1f},"
            f" p95 {seconds[int(0.95 * len(seconds))]:.1f}"
        )


def let_through(row: Replied) -> Iterator[dict[str, object]]:
    """Each sentence of the model's with the words that it cites."""
    if not row.kept.shown:
        return
    cited = {citation.marker: citation for citation in row.answer.citations}
    for claim in row.answer.claims[: row.kept.shown]:
        quotes = [(cited[n].paragraph.id, cited[n].quote, cited[n].paragraph.text) for n in claim.markers if n in cited]
        yield {"id": row.entry["id"], "question": row.entry["question"], "claim": claim.text, "cites": quotes}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="What becomes of a chat model's replies?")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args(arguments)
    settings = Settings(data=chosen.data, chat_turns_a_minute=10_000)
    if not settings.chat_model:
        parser.error("set CHAT_MODEL, and CHAT_BASE_URL for a server of your own (README.md)")
    rows: list[Replied] = []
    with closing(build(settings)) as chat:
        chat.warm()
        entries = [entry for entry in load(AGAIN) if graded(entry, chat.library) is not None]
        for entry in entries:
            row = replied(entry, chat)
            if row is not None:
                rows.append(row)
                print(f"{len(rows)}: {row.entry['id']} {row.kind}, {row.seconds:.1f} s", file=sys.stderr, flush=True)
            if len(rows) == chosen.count:
                break
    print(*lines(rows), sep="\n")
    if chosen.out:
        told = [json.dumps(one, ensure_ascii=False) for row in rows for one in let_through(row)]
        chosen.out.write_text("\n".join(told) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
