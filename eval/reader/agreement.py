"""How far two readings of the same questions agree: `python -m eval.reader.agreement`.

eval/questions/reader/second_reading.jsonl has the sentences that a second reader, who had not seen the first grades,
found to answer some of the questions of test.jsonl and test2.jsonl: fully (3) or in part (2).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from eval.answers.quoted import AGAIN, TEST
from eval.measure import load

SECOND = TEST.with_name("second_reading.jsonl")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line, which takes no arguments."""
    entries = [entry for path in (TEST, AGAIN) for entry in load(path)]
    first = {entry["id"]: {name: grade for name, (grade, _) in entry["grades"].items()} for entry in entries}
    same = both = share = common = ours = theirs = 0
    readings = load(SECOND)
    for entry in readings:
        one, two = ({n for n, grade in r.items() if grade >= 2} for r in (first[entry["id"]], entry["grades"]))
        same += bool(one) == bool(two)
        if not one or not two:
            continue
        both += 1
        best = [{n for n, g in r.items() if g == max(r.values())} for r in (first[entry["id"]], entry["grades"])]
        share += bool(best[0] & best[1])
        common, ours, theirs = common + len(one & two), ours + len(one), theirs + len(two)
    print(f"{len(readings)} questions, agreed on {same} whether the report answers")
    print(f"{both} that both find answered: {share} with a best sentence in common")
    print(
        f"of the first's answering sentences the second names {common / ours:.3f}, the other way {common / theirs:.3f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
