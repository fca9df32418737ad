"""How long do answers on a theme over the whole library take? `python -m eval.theme_latency --data FOLDER`.

Every theme is asked for by its name, of no authority: seconds of the whole answer, of those that are told as a theme.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rag.chat import Request, build
from rag.config import Settings
from rag.label.themes import themes


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the time of answers on a theme over all reports.")
    parser.add_argument("--data", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    chat = build(Settings(data=chosen.data))
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
