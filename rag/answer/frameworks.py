"""What the frameworks of inspection judge, and what a reader must be told of it: frameworks.toml has the words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rag.answer.wording import KINDS, inspected
from rag.plan.question import Question
from rag.read.authorities import Authority, Register
from rag.types import Area, GradeRow, Judgement, Kind, ReportFacts

_TOGETHER = Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS
_APART = (Area.CHILDREN_IN_CARE, Area.CARE_LEAVERS)
_ILACS = (Kind.ILACS_SHORT, Kind.ILACS_STANDARD)


@cache
def words() -> dict[str, Any]:
    """The packaged words, by table."""
    return tomllib.loads(files("rag.answer").joinpath("frameworks.toml").read_text(encoding="utf-8"))


def behind(area: Area) -> str:
    """What stands behind "was graded good": "overall", "for care leavers"."""
    return str(words()["behind"][area.value])


def standing_for(area: Area, report: ReportFacts) -> tuple[Judgement, ...]:
    """The judgements of a report that answer for an area: its own, or that which covers it, or those it was parted
    into."""
    by_area = {judgement.area: judgement for judgement in report.judgements}
    if area in by_area:
        return (by_area[area],)
    if area in _APART and _TOGETHER in by_area:
        return (by_area[_TOGETHER],)
    if area is _TOGETHER:
        return tuple(by_area[part] for part in _APART if part in by_area)
    return ()


def notes_on_rows(rows: Sequence[GradeRow], asked: Iterable[Area]) -> list[str]:
    """What must be said of these grades where the areas `asked` were asked for."""
    asked = tuple(asked)
    notes = words()["notes"]
    told: list[str] = []
    areas = {row.judgement.area for row in rows}
    if _TOGETHER in areas and any(area in _APART for area in asked):
        told.append(notes["together"])
    if _TOGETHER in asked and areas & set(_APART):
        told.append(notes["apart"])
    single = [row for row in rows if row.report.kind is Kind.SIF]
    ilacs = [row for row in rows if row.report.kind in _ILACS]
    if any(row.judgement.area in (Area.ADOPTION, Area.CARE_LEAVERS) for row in single):
        told.append(notes["part"])
    if Area.LEADERS in asked and single:
        told.append(notes["leadership"])
    if single and ilacs:
        told.append(notes["across"])
    return told


def why_none(area: Area, report: ReportFacts) -> str:
    """Why a report has no grade for an area, where the framework is why; "" otherwise."""
    when = report.inspected_to
    if area is Area.OVERALL:
        return str(words()["notes"]["no_overall"]) if when and when >= words()["overall"]["until"] else ""
    note = words()["ended"].get(area.value)
    return str(words()["notes"][note]) if note and report.kind in _ILACS else ""


def notes_on_names(question: Question, register: Register) -> list[str]:
    """What became of the authorities that a question names by a name of the past."""
    told = [_ended(authority, register) for authority in question.authorities if authority.successors]
    for merged in words()["merged"]:
        named = re.search(rf"\b{merged['said']}\b(?!,? (?:and|&))", question.text, re.IGNORECASE)
        if named and any(authority.name == merged["now"] for authority in question.authorities):
            whole = re.search(rf"\b{re.escape(merged['now'])}\b", question.text, re.IGNORECASE)
            told += [] if whole else [f"{merged['said']} has been part of {merged['now']} since {merged['since']}."]
    return told


def before_them(question: Question, register: Register) -> list[str]:
    """Who was responsible before the authorities named came to be, where a year before that may be meant."""
    found = [
        (authority, earlier)
        for authority in question.authorities
        for urn in authority.predecessors
        if (earlier := register.by_urn(urn))
    ]
    return [
        f"Until {words()['abolished'].get(earlier.name, 'then')} {earlier.name} was responsible for what is now"
        f" {authority.name}."
        for authority, earlier in found
        if question.period.years or question.period.until
    ]


def _ended(authority: Authority, register: Register) -> str:
    after = [other.name for urn in authority.successors if (other := register.by_urn(urn))]
    since = words()["abolished"].get(authority.name)
    when = f" in {since}" if since else ""
    return f"{authority.name} came to an end as an authority{when}; {' and '.join(after)} took its place."


def carries_none(report: ReportFacts) -> str:
    """What is said of a report without grades."""
    known = words()["ungraded"].get(report.kind.value)
    what = f"{KINDS[report.kind]}, {inspected(report)}"
    return (
        f"{known} ({report.authority}, {what}.)"
        if known
        else (f"The library has read no grades in the report on {report.authority} ({what}).")
    )


def newer_without(shown: ReportFacts, held: Sequence[ReportFacts]) -> list[str]:
    """The newer reports on the authority that carry no grades."""
    letters = (Kind.JTAI, Kind.AREA_SEND, Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT)
    newer = [
        f"{KINDS[report.kind]}, {inspected(report)}"
        for report in held
        if report.urn == shown.urn and report.kind in letters and not report.judgements
        if report.inspected_to and shown.inspected_to and report.inspected_to > shown.inspected_to
    ]
    return [f"Newer reports held on {shown.authority} carry no grades: {'; '.join(newer)}."] if newer else []
