"""How long a search takes without an answer: understanding, locating, retrieving, the question's embedding included.

    python -m eval.cost.latency QUESTIONS... --data FOLDER [--rounds N] [--no-save]

Every question of the files is asked once a round (with what was said before it) after a warm-up of as many as take part
in it. Seconds by `time.perf_counter`; those of the process's own work by `time.process_time`, which other processes on
the same cores slow less. p50 and p95 are over all questions and rounds (nearest rank). The memory is the most that the
process ever held. Kept is eval/results/<date>-latency.json.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from eval import results
from eval.measure import Entry, load
from rag.chat import Request, build
from rag.config import Settings

WARM_UP = 30
"""Questions asked before the clock counts: the first loads the model, all of them the pages of the library's file."""
BARS = {"p50": 0.120, "p95": 0.300}
"""Seconds, on two cores that have nothing else to do."""

Figures = dict[str, float]


def percentile(seconds: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the least value that at least this share of the values do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that a piece of work takes: by the clock, and of this process's own."""
    began, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - own


def spread(pairs: Sequence[tuple[float, float]]) -> Figures:
    """p50 and p95 by the clock and of the process's own work, in seconds."""
    clock, own = zip(*pairs, strict=True)
    return {
        "p50": round(percentile(clock, 0.50), 4),
        "p95": round(percentile(clock, 0.95), 4),
        "own p50": round(percentile(own, 0.50), 4),
        "own p95": round(percentile(own, 0.95), 4),
    }


def peak_bytes() -> int:
    """The most memory that this process ever held (Linux counts it in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def request_of(question: Entry) -> Request:
    """The question as it is asked."""
    return Request(question["question"], tuple(question.get("history") or ()))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure how long a search takes.")
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=2, help="how often every question is asked (%(default)s)")
    parser.add_argument("--no-save", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    requests = [request_of(question) for file in chosen.questions for question in load(file)]
    began = time.perf_counter()
    chat = build(Settings(data=chosen.data))
    to_open = round(time.perf_counter() - began, 2)
    for request in requests[:WARM_UP]:
        chat.search(request)
    before = os.getloadavg()[0]
    pairs = [timed(lambda asked=request: chat.search(asked)) for _ in range(chosen.rounds) for request in requests]
    figures = {
        "questions": len(requests),
        "rounds": chosen.rounds,
        **spread(pairs),
        "seconds to open": to_open,
        "peak MiB": peak_bytes() >> 20,
        "load": [round(before, 2), round(os.getloadavg()[0], 2)],
        "index": chat.vectors.state,
    }
    about = results.settings(chosen.questions, chat.library)
    chat.close()
    print("\n".join(f"{name:16} {value}" for name, value in figures.items()))
    met = ", ".join(f"{name} {'meets' if figures[name] <= bar else 'passes'} {bar} s" for name, bar in BARS.items())
    print(f"{'bars':16} {met}")
    if not chosen.no_save:
        print(f"kept: {results.save('latency', about, figures)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
