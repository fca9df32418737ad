"""Are authority and period understood? `python -m eval.answers.understanding QUESTIONS... --data FOLDER [--misses]`.

No report is searched. Where a question of the file says so, `authorities` (URNs) are those that it is about and
`reports` (file stems) those that a reader would look into. Where it does not, the reports of its evidence must be
in the scope. The library of FOLDER must hold the reports. Letters of visits in the scope beside these are no fault:
a question that does not say which means both, and most sets were written over inspections alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus import authorities_file
from eval.measure import Entry, load
from rag.config import Settings
from rag.find.scope import scope_of
from rag.index.library import Library
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Kind, ReportFacts

LETTERS = (Kind.JTAI, Kind.AREA_SEND)
VISITS = (Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT)


def misread(question: Entry, library: Sequence[ReportFacts], register: Register) -> str:
    """What was misunderstood of a question, "" where nothing was."""
    understood = understand(question["question"], question.get("history") or (), register)
    scope = scope_of(understood, library, register)
    found = set() if scope.everything else {report.stem for report in scope.reports}
    if "authorities" not in question:
        meant = {entry["report"] for group in question["evidence"] for entry in group}
        return "" if meant <= {report.stem for report in scope.reports} else f"period: found {sorted(found)}"
    urns = {authority.urn for authority in understood.authorities}
    if urns != set(question["authorities"]):
        return f"authority: found {sorted(urns)}, meant {question['authorities']}"
    letters = {report.stem for report in library if report.kind in LETTERS}
    held = {report.stem for report in library}
    meant = (set(question["reports"]) & held) - letters
    beside = {report.stem for report in library if report.kind in VISITS} - meant
    return "" if found - beside == meant else f"period: found {sorted(found)}, meant {sorted(meant)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the understanding of authority and period.")
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args(arguments)
    register = Register.load(authorities_file())
    with Library.open(Settings(data=chosen.data).library_path, readonly=True) as opened:
        library = opened.reports()
    for file in chosen.questions:
        questions = load(file)
        faults = {question["id"]: misread(question, library, register) for question in questions}
        wrong = {name: fault for name, fault in faults.items() if fault}
        right = len(questions) - len(wrong)
        print(f"{file.stem}: {right} of {len(questions)} understood ({right / len(questions):.1%})")
        if chosen.misses:
            print("".join(f"  {name} {fault}\n" for name, fault in wrong.items()), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
