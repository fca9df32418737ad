"""How reports, dates and answers are put in words, the same on every face."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.find.lacking import KIND_NAMES
from rag.types import Answer, Citation, Claim, Paragraph, ReportFacts, Status, Wording

KINDS = KIND_NAMES


def day(value: date) -> str:
    """3 October 2022."""
    return f"{value.day} {value:%B %Y}"


def inspected(report: ReportFacts) -> str:
    """The days on site in words, as short as they allow; "date not known" where the report gives none."""
    begin, end = report.inspected_from, report.inspected_to
    if end is None:
        return "date not known"
    if begin is None or begin == end:
        return day(end)
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day} to {day(end)}"
    if begin.year == end.year:
        return f"{begin.day} {begin:%B} to {day(end)}"
    return f"{day(begin)} to {day(end)}"


def month(report: ReportFacts) -> str:
    """October 2022, or "date not known"."""
    return f"{report.inspected_to:%B %Y}" if report.inspected_to else "date not known"


def headline(report: ReportFacts) -> str:
    """One line that names a report: authority, kind, dates, and that it is a digest where it is one."""
    digest = ", digest" if report.wording is Wording.DIGEST else ""
    return f"{report.authority}: {KINDS[report.kind]}, {inspected(report)}{digest}"


def looked_at(report: ReportFacts) -> str:
    """What a visit looked at, its main focus first; empty where the report tells no scope."""
    return ", ".join(theme.value for theme in report.scope.themes) if report.scope else ""


def how_many(number: int, noun: str) -> str:
    """A number with its noun, in the plural but for one: 1 visit, 2 authorities."""
    plural = "authorities" if noun == "authority" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def reference(paragraph: Paragraph) -> str:
    """Where a reader finds a paragraph by eye: label and page."""
    pages = paragraph.pages
    page = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"
    return f"{paragraph.label}, {page}"


def claim_text(claim: Claim) -> str:
    """A claim with its markers behind it."""
    return " ".join([claim.text, *(f"[{marker}]" for marker in claim.markers)])


def quoted(citation: Citation) -> str:
    """A citation's words: in quotation marks where they are Ofsted's, without where they are a digest's."""
    return citation.quote if citation.report.wording is Wording.DIGEST else f"“{citation.quote}”"


def answer_text(answer: Answer) -> str:
    """The answer as plain text: a declined one says why, one without claims is its opening and the reports that it
    lists; any other is a line a claim with its markers, the first of each report with its name and dates before it.
    An answer about grades begins with what it says outright."""
    if answer.status in (Status.DECLINED, Status.ERROR):
        return "\n".join([answer.opening, *answer.notes]).strip()
    if not answer.claims:
        return "\n".join([answer.opening, *listed(answer.reports), *answer.notes]).strip()
    reports = {citation.report.id: citation.report for citation in answer.citations}
    lines = [answer.opening] if (answer.grades or answer.table) and answer.opening else []
    last = ""
    for claim in answer.claims:
        lead = f"{headline(reports[claim.report_id])}: " if claim.report_id != last else ""
        lines.append(lead + claim_text(claim))
        last = claim.report_id
    return "\n".join(lines)


TONES = {"strength": "Strengths", "weakness": "Weaknesses", "to improve": "What needs to improve"}
"""Headings over findings that clearly tell of one of these."""


def headings(claims: Sequence[Claim]) -> list[str]:
    """For each claim of a report the heading that stands before it, "" for most: only where the report's claims have
    two of strengths, weaknesses and what needs to improve."""
    if len(set(TONES) & {claim.tone for claim in claims}) < _TWO:
        return [""] * len(claims)
    before = ["", *(claim.tone for claim in claims[:-1])]
    return [TONES.get(claim.tone, "") if claim.tone != last else "" for claim, last in zip(claims, before, strict=True)]


_TWO = 2


def sides(answer: Answer) -> dict[str, str]:
    """For an answer that tells a theme each way: the heading before the report, by its id, with which a side begins."""
    found: dict[str, str] = {}
    last = ""
    for claim in answer.claims if answer.table else ():
        if claim.tone != last and claim.tone in TONES:
            found.setdefault(claim.report_id, f"{TONES[claim.tone]}, newest first")
        last = claim.tone
    return found


NEAREST = 3
"""Passages that a declined answer offers."""
NEAREST_FOUND = "The nearest passages found, which do not answer the question"

LISTED = 20
"""Reports that an answer in plain text names; a face lists all of them."""


def listed(reports: Sequence[ReportFacts]) -> list[str]:
    """A line a report, for plain text: the first of them, and how many more there are."""
    lines = [headline(report) for report in reports[:LISTED]]
    return lines + ([f"and {len(reports) - LISTED} more"] if len(reports) > LISTED else [])
