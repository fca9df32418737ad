"""Questions of grades over many authorities, and a plain count over the library that their answers must agree with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.chat import Chat, Request
from rag.read.authorities import Register
from rag.types import Area, Grade, ReportFacts, Status

TOGETHER = Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS
COVERED = (Area.CHILDREN_IN_CARE, Area.CARE_LEAVERS)
ENDED = (Area.ADOPTION, Area.LSCB)
NEWEST = (
    "which councils{where} are {grade} for {area}?",
    "how many authorities{where} are rated {grade} for {area}?",
    "list the local authorities{where} that were judged {grade} for {area}",
)
YEARS = (
    "which councils were {grade} for {area} in {year}?",
    "how many authorities were judged {grade} for {area} in {year}?",
)


@dataclass(frozen=True, slots=True)
class Many:
    """A question, the reports (stems) that it must count, and of how many authorities."""

    text: str
    counted: frozenset[str]
    of: int


def grade_in(report: ReportFacts, area: Area) -> Grade | None:
    """The grade that answers for an area: its own, or that for children in care and care leavers together."""
    grades = {judgement.area: judgement.grade for judgement in report.judgements}
    return grades.get(area) or (grades.get(TOGETHER) if area in COVERED else None)


def many_questions(reports: Sequence[ReportFacts], register: Register, said: Mapping[Area, str]) -> Iterator[Many]:
    """All areas and grades, in England and in each region, of the newest inspections; and year by year."""
    judged = [report for report in reports if report.judgements and report.inspected_to]
    turn = 0
    for region in ("", *register.regions):
        here = [r for r in judged if not region or ((a := register.by_urn(r.urn)) and a.region == region)]
        for area in Area:
            if area is TOGETHER:
                continue
            newest = _newest(here, area)
            for grade in Grade:
                turn += 1
                where = f" in {'' if region.startswith(('London', 'Yorkshire')) else 'the '}{region}" if region else ""
                text = NEWEST[turn % len(NEWEST)].format(where=where, grade=grade.value, area=said[area])
                yield Many(text, frozenset(r.stem for r in newest if grade_in(r, area) is grade), len(newest))
    for year in sorted({report.inspected_to.year for report in judged if report.inspected_to}):
        held = [report for report in judged if report.inspected_to and report.inspected_to.year == year]
        for area in (Area.OVERALL, Area.LEADERS):
            for grade in Grade:
                turn += 1
                text = YEARS[turn % len(YEARS)].format(grade=grade.value, area=said[area], year=year)
                fit = [report for report in held if grade_in(report, area)]
                yield Many(
                    text, frozenset(r.stem for r in fit if grade_in(r, area) is grade), len({r.urn for r in fit})
                )


def _newest(reports: Sequence[ReportFacts], area: Area) -> list[ReportFacts]:
    """The newest inspection of each authority; of those that grade the area where it has no judgement of its own any
    more."""
    found: dict[str | None, ReportFacts] = {}
    for report in sorted(reports, key=lambda r: r.inspected_to, reverse=True):  # type: ignore[arg-type,return-value]
        if area not in ENDED or grade_in(report, area):
            found.setdefault(report.urn, report)
    return [report for report in found.values() if grade_in(report, area)]


def none_or_all(chat: Chat, question: Many) -> str | None:
    """What is wrong with the answer, or None: it counts just those reports, gives both numbers and cites the newest."""
    answer = chat.invoke(Request(question.text))
    found = [finding.report.stem for finding in answer.findings]
    if set(found) != question.counted or len(found) != len(question.counted):
        lacks, has = sorted(question.counted - set(found))[:5], sorted(set(found) - question.counted)[:5]
        return f"{answer.opening} counts {len(found)}: lacks {lacks}, has {has}"
    if not question.counted:
        number = f"None of the {question.of} " if question.of else "No authority"
        return None if answer.status is Status.DECLINED and answer.opening.startswith(number) else answer.opening
    if not re.search(rf"\b{len(found)} of the {question.of} authorit", answer.opening):
        return f"{answer.opening!r} for {len(found)} of {question.of}"
    cited = {citation.report.stem for citation in answer.citations}
    shown = set(found[: len(cited)])
    return None if cited == shown and len(cited) == min(12, len(found)) else f"cites {len(cited)}"
