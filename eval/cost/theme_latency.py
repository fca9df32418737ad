"""How long do answers on a theme over the whole library take? `python -m eval.cost.theme_latency --data FOLDER`.

Every theme is asked for by its name, of no authority: seconds of the whole answer, of those that are told as a theme.
With `--copies FOLDER --times 15` first a library is made there of so many times the reports: judgements, paragraphs,
places and labels of each under ids of their own, without chunks, which no such answer reads.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from rag.chat import Request, build
from rag.config import Settings
from rag.label.themes import themes

KEYS = {"reports": 100_000, "paragraphs": 10_000_000}
"""By how much the keys of a copy's reports and paragraphs are raised; no library at hand has as many."""
RAISED = {
    "reports": {"key": "reports"},
    "judgements": {"report": "reports"},
    "paragraphs": {"key": "paragraphs", "report": "reports"},
    "places": {"paragraph": "paragraphs"},
    "findings": {"report": "reports", "paragraph": "paragraphs"},
    "standings": {
        "report": "reports",
        **{f"{side}_paragraph": "paragraphs" for side in ("weak", "strong", "first")},
    },
}
NAMED = ("id", "urn", "file_name", "sha256", "paragraph_id", "authority")
"""Columns that a copy has its number before."""


def copied(library: Path, folder: Path, times: int) -> None:
    """A library in `folder` with so many times the reports of `library`."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / library.name
    shutil.copy(library, target)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for copy in range(1, times):
            for table, raised in RAISED.items():
                names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                values = [_value(name, raised, copy) for name in names]
                first = next(iter(raised))
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}"
                    f" WHERE {first} < {KEYS[raised[first]]}"
                )
            connection.commit()
        connection.execute("ANALYZE")
        connection.commit()


def _value(name: str, raised: Mapping[str, str], copy: int) -> str:
    """What a copy has in a column."""
    if name in raised:
        return f"{name} + {copy * KEYS[raised[name]]}"
    return f"'{copy}-' || {name}" if name in NAMED else name


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the time of answers on a theme over all reports.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--copies", type=Path)
    parser.add_argument("--times", type=int, default=15)
    chosen = parser.parse_args(arguments)
    if chosen.copies:
        copied(Settings(data=chosen.data).library_path, chosen.copies, chosen.times)
    chat = build(Settings(data=chosen.copies or chosen.data))
    chat.warm()
    seconds: list[float] = []
    for theme in themes():
        begin = time.perf_counter()
        answer = chat.invoke(Request(f"What did Ofsted say about {theme.name}?"))
        if answer.table:
            seconds.append(time.perf_counter() - begin)
    chat.close()
    seconds.sort()
    p95 = seconds[int(0.95 * len(seconds))]
    print(f"themes told {len(seconds)} of {len(themes())}; p50 {statistics.median(seconds):.3f} s, p95 {p95:.3f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
