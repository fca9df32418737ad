"""What the library lacks of what a question asks for, said with what it holds instead."""

from __future__ import annotations

from collections.abc import Sequence

from rag.find.occasion_reports import Meant
from rag.find.period_reports import sorted_newest
from rag.plan.occasions import Occasion
from rag.plan.question import Question
from rag.types import VISITS, Kind, ReportFacts

KIND_NAMES = {
    Kind.SIF: "inspection under the single framework",
    Kind.ILACS_STANDARD: "standard inspection",
    Kind.ILACS_SHORT: "short inspection",
    Kind.FOCUSED_VISIT: "focused visit",
    Kind.MONITORING_VISIT: "monitoring visit",
    Kind.JTAI: "joint targeted area inspection",
    Kind.AREA_SEND: "area SEND inspection",
    Kind.OTHER: "inspection",
}

_HELD = 6
"""Reports that are named where one asked for is not held."""


def lacking_reports(names: str | None, question: Question, held: str = "") -> str:
    """What the library lacks, by kind and place or time."""
    one = len(question.kinds) == 1
    said = _report_of(question.kinds[0]) if one else _kinds_said(Occasion(question.kinds)) if question.kinds else ""
    what = said or "report"
    where = f" on {names}" if names else " of the time you name" if question.period else ""
    return f"The library holds no {what}{where}{held}."


def lacking_occasion(names: str, occasion: Occasion, own: Sequence[ReportFacts]) -> str:
    """That an occasion is not in the library, and what there is of its kind."""
    kinds = set(occasion.kinds)
    what = _report_of(occasion.kinds[0]) if len(kinds) == 1 else _kinds_said(occasion)
    when = f" of {occasion.year}" if occasion.year else " at the time you name" if occasion.told else ""
    held = [report for report in own if report.kind in kinds] or list(own)
    return f"The library holds no {what} on {names}{when} ({_held_kinds(held)})."


def stands_in(meant: Meant) -> str:
    """What stands in for a visit or an inspection that the library does not hold."""
    report = meant.reports[0]
    when = f" of {meant.occasion.year}" if meant.occasion.year else ""
    held = (
        f"{KIND_NAMES[report.kind]} of {report.inspected_to:%B %Y}" if report.inspected_to else KIND_NAMES[report.kind]
    )
    return f"The library holds no {_kinds_said(meant.occasion)}{when} on {report.authority}: this is its {held}."


def held_years(reports: Sequence[ReportFacts]) -> str:
    """The years of inspection that the library has, newest first."""
    years = sorted({report.inspected_to.year for report in reports if report.inspected_to}, reverse=True)
    span = [f"{years[0]} back to {years[-1]}"] if len(years) > 4 else [str(year) for year in years]
    undated = ["one of unknown date"] if any(report.inspected_to is None for report in reports) else []
    return f"held: {listed([*span, *undated])}"


def listed(names: Sequence[str]) -> str:
    """One, two and three."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _report_of(kind: Kind) -> str:
    """A report of this kind, without an article: "letter of a focused visit"."""
    name = KIND_NAMES[kind]
    article = "an" if name[0] in "ai" else "a"
    return f"{'letter' if kind in (*VISITS, Kind.JTAI) else 'report'} of {article} {name}"


def _kinds_said(occasion: Occasion) -> str:
    return "letter of a visit" if _of_a_visit(occasion) else "report of an inspection" if occasion.kinds else "report"


def _of_a_visit(occasion: Occasion) -> bool:
    return bool(set(occasion.kinds) & set(VISITS))


def _held_kinds(reports: Sequence[ReportFacts]) -> str:
    """Kinds and months of what the library has, newest first."""
    newest = sorted_newest(reports)
    told = [f"{KIND_NAMES[report.kind]}, {report.inspected_to:%B %Y}" for report in newest if report.inspected_to]
    return f"held: {'; '.join(told[:_HELD])}{'; and older ones' if len(told) > _HELD else ''}"
