"""Hold our counting against counts that others published: `python -m eval.answers.external --data FOLDER`.

Four counts by others are compared with what the library gives over the same time: focused visits by their main focus
(SESLIP, all visits to 21 November 2024), outcomes at 31 March 2024 (Ofsted), councils with a concern over caseloads
(Community Care, 28 June 2016, inspections published since January) and inadequate ones (Community Care, December 2017,
1 April 2016 to 8 December 2017). The library holds a part of the reports: shares are set beside shares, and every
report that is counted is named, so that a difference can be looked up.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rag.config import Settings
from rag.find.period_reports import newest_of_each
from rag.find.population import own_grade
from rag.find.tally import Standing, tally
from rag.index.library import Library
from rag.label.themes import named_themes
from rag.types import VISITS, Area, Focus, Grade, ReportFacts

SESLIP = {
    Focus.FRONT_DOOR: 85,
    Focus.HELP: 89,
    Focus.EXPLOITATION: 12,
    Focus.CHILDREN_IN_CARE: 29,
    Focus.PERMANENCE: 22,
    Focus.CARE_LEAVERS: 44,
    Focus.OLDER_CHILDREN: 2,
    Focus.COVID: 42,
}
"""Visits by their focus, of 325."""
GOOD = (Grade.OUTSTANDING, Grade.GOOD)


def graded(reports: Iterable[ReportFacts]) -> list[ReportFacts]:
    """Those with an overall grade."""
    return [report for report in reports if own_grade(report, Area.OVERALL)]


def grade_of(report: ReportFacts, area: Area) -> Grade | None:
    """The grade of an area, None where it has none of its own."""
    judgement = own_grade(report, area)
    return judgement.grade if judgement else None


def named(reports: Iterable[ReportFacts]) -> str:
    """The authorities, in order."""
    return ", ".join(sorted(report.authority for report in reports)) or "none"


def visits(held: Sequence[ReportFacts]) -> list[str]:
    """By main focus, to 21 November 2024."""
    to = [r for r in held if r.kind in VISITS and r.scope and r.when <= date(2024, 11, 21)]
    ours = Counter(report.scope.themes[0] for report in to if report.scope and report.scope.themes)
    lines = [f"focused visits to 21 November 2024: held {len(to)}, theirs 325"]
    for focus, count in SESLIP.items():
        lines.append(
            f"  {focus.value}: {ours[focus]} ({ours[focus] / len(to):.0%}), theirs {count} ({count / 325:.0%})"
        )
    others = {focus.value: count for focus, count in ours.items() if focus not in SESLIP}
    return [*lines, f"  foci that theirs does not have: {others or 'none'}"]


def outcomes(held: Sequence[ReportFacts]) -> list[str]:
    """The newest inspection of each authority whose report was out by 31 March 2024."""
    out = [r for r in graded(held) if (r.published or r.when) <= date(2024, 3, 31)]
    newest = newest_of_each(out)
    good = [report for report in newest if grade_of(report, Area.OVERALL) in GOOD]
    return [
        f"outcomes at 31 March 2024: {len(good)} of {len(newest)} good or outstanding ({len(good) / len(newest):.0%}),"
        " theirs 60 % of 153",
    ]


def caseloads(held: Sequence[ReportFacts], library: Library) -> list[str]:
    """Reports published from January to 28 June 2016 that tell of a weakness in caseloads."""
    out = [r for r in graded(held) if r.published and date(2016, 1, 1) <= r.published <= date(2016, 6, 28)]
    told = tally(named_themes("caseloads"), out, library).told
    weak = [one for one in told if one.standing in (Standing.WEAKNESS, Standing.BOTH)]
    return [
        f"caseloads, published January to 28 June 2016: {len(weak)} of {len(out)} held, theirs 14 councils",
        f"  counted: {named(one.report for one in weak)}",
        f"  not counted: {named(one for one in out if one.id not in {w.report.id for w in weak})}",
    ]


def inadequate(held: Sequence[ReportFacts]) -> list[str]:
    """Inspections published from 1 April 2016 to 8 December 2017."""
    out = [r for r in graded(held) if r.published and date(2016, 4, 1) <= r.published <= date(2017, 12, 8)]
    low = [report for report in out if grade_of(report, Area.OVERALL) is Grade.INADEQUATE]
    leaders = [report for report in low if grade_of(report, Area.LEADERS) is Grade.INADEQUATE]
    help_too = [report for report in low if grade_of(report, Area.HELP_AND_PROTECTION) is Grade.INADEQUATE]
    good = [report for report in out if grade_of(report, Area.OVERALL) in GOOD]
    led = [report for report in good if grade_of(report, Area.LEADERS) in GOOD]
    return [
        f"published 1 April 2016 to 8 December 2017: {len(low)} of {len(out)} held inadequate, theirs 12 of 63",
        f"  inadequate: {named(low)}",
        f"  of them inadequate for leadership {len(leaders)}, for help and protection {len(help_too)}; theirs all",
        f"  good or better for leadership {len(led)} of the {len(good)} that are so overall; theirs all",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare counts with those that others published.")
    parser.add_argument("--data", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    with Library.open(Settings(data=chosen.data).library_path, readonly=True) as library:
        held = library.reports()
        lines = [*visits(held), *outcomes(held), *caseloads(held, library), *inadequate(held)]
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
