"""How many sentences that answers on themes quoted were right, as a reader judged them: `python -m eval.labels.shown`.

eval/labels/shown.jsonl has a line a sentence: which of two readings, the paragraph's id and where in it the sentence
begins, the theme, the side that it was shown under, and what a reader who had not seen the code said: of its direction
right, wrong or neither, and whether it is about the theme: yes, partly or no. The answers were those of 2026-11-28;
between the readings, sentences that are surely about their theme were put first. In the first, eight sentences that run
over a page's end had been given without their end; three of them are kept as the reader judged them whole.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

SHOWN = Path(__file__).with_name("shown.jsonl")


def main() -> int:
    """The command line."""
    rows = [json.loads(line) for line in SHOWN.read_text(encoding="utf-8").splitlines()]
    for name, some in (
        ("first", [r for r in rows if r[0] == 1]),
        ("second", [r for r in rows if r[0] == 2]),
        ("both", rows),
    ):
        direction, about = Counter(row[5] for row in some), Counter(row[6] for row in some)
        right = direction["right"] / max(1, len(some))
        print(f"{name}: {len(some)} sentences, direction {dict(direction)} ({right:.3f} right), about {dict(about)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
