"""A report's facts from its first page: kind, dates, lead inspector, wording, title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.read.pdf import Line, Page
from rag.read.text import MONTH_NAMES, plain
from rag.types import Kind, Wording

MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
_MONTH = "|".join(MONTHS)
_SPAN = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:({_MONTH})\s*)?(\d{{4}})?\s*(?:to|and|until|-)\s*"
    rf"(?:\w+day\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s*({_MONTH})\s*,?\s*(\d{{4}})",
    re.IGNORECASE,
)
_DAY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\s+,?(\d{{4}})", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEARLESS = re.compile(
    rf"(\d{{1,2}})\s*({_MONTH})?\s*(?:to|and|-)\s*(\d{{1,2}})\s*({_MONTH})\b(?!\s*,?\s*\d{{4}})", re.IGNORECASE
)
_DIGEST = re.compile(r"Digest in this project's own words; the published report is at\s+(\S+)")
_OPENING = 1800
"""Characters in which a letter says what it is about: address, greeting, subject and first paragraph."""
_LETTER = r"\bdear\b.*?\b(focused visit|monitoring visit|joint targeted area inspection)"
_VISITS = {
    "focused visit": Kind.FOCUSED_VISIT,
    "monitoring visit": Kind.MONITORING_VISIT,
    "joint targeted area inspection": Kind.JTAI,
}
_LEADS = re.compile(
    r"Care Quality Commission ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+?),?"
    r"(?: (?:Ofsted|HMI|H(?:is|er) Majesty[’']s Inspector),?)+ \(?(?i:lead inspector)"
)
"""Area SEND reports name their team on the last page, Ofsted's lead inspector as such."""
_STANDARD_DAYS = 9
"""A standard ILACS inspection is on site for two weeks (11 or 12 days), a short one for one (5): Ofsted's framework."""


@dataclass(frozen=True, slots=True)
class FrontFacts:
    """What the first pages say of the report itself."""

    kind: Kind
    title: str
    inspected_from: date | None
    inspected_to: date | None
    published: date | None
    lead_inspector: str | None
    wording: Wording
    url: str | None


def front_facts(pages: list[Page]) -> FrontFacts:
    """The facts as printed on the first page, the inspector also further on."""
    lines = [line for line in pages[0].lines if not line.text.strip().isdigit()] if pages else []
    first = plain("\n".join(line.text.strip() for line in lines))
    flat = _NUMERIC.sub(_spelt, re.sub(r"\s+", " ", first))
    whole = re.sub(r"\s+", " ", plain(" ".join(line.text for page in pages[:3] for line in page.lines)))
    begin, end = _inspection_dates(flat, whole)
    title = _title(pages[0].lines if pages else [])
    kind = _kind(plain(title), whole, begin, end)
    digest = _DIGEST.search(flat)
    return FrontFacts(
        kind=kind,
        title=title,
        inspected_from=begin,
        inspected_to=end,
        published=_published(flat, kind, end),
        lead_inspector=_inspector(pages),
        wording=Wording.DIGEST if digest else Wording.PUBLISHED,
        url=digest[1] if digest else None,
    )


def _spelt(match: re.Match[str]) -> str:
    """12/09/2016 as 12 September 2016; left as it is where there is no such month."""
    names = list(MONTHS)
    month = int(match[2])
    return f"{match[1]} {names[month - 1]} {match[3]}" if 1 <= month <= 12 else match[0]


def _kind(title: str, front: str, begin: date | None, end: date | None) -> Kind:
    named = title.lower()
    text = front.lower()[:6000]
    for pattern, kind in (
        (r"joint targeted area inspection", Kind.JTAI),
        (r"area send inspection", Kind.AREA_SEND),
        (r"focused visit", Kind.FOCUSED_VISIT),
        (r"monitoring visit", Kind.MONITORING_VISIT),
    ):
        if re.search(pattern, named):
            return kind
    if re.search(r"inspection of services for children in need of help", text[:1500]):
        return Kind.SIF
    if letter := re.search(_LETTER, text[:_OPENING]):
        return _VISITS[letter[1]]
    services = (
        r"inspection of (?:local authority )?children's (?:social care )?services|children's (?:social care )?services$"
    )
    if re.search(services, named) or re.search(services, text[:600]):
        days = (end - begin).days + 1 if begin and end else 0
        return Kind.ILACS_STANDARD if days >= _STANDARD_DAYS else Kind.ILACS_SHORT
    return Kind.OTHER


def _inspection_dates(first: str, front: str) -> tuple[date | None, date | None]:
    for text, lead in (
        (first, r"inspection dates?:?"),
        (front, r"(?:took place|carried out|undertaken|visited|on site)(?: \w+){0,12}? (?:between|from|on)"),
        (front, r"(?:focused|monitoring) visit(?: \S+){0,16}? (?:on|from|between)"),
        (front, r"\bbetween"),
        (front, r"\bfrom"),
    ):
        for match in re.finditer(lead, text, re.IGNORECASE):
            before = text[max(0, match.start() - 12) : match.start()].lower()
            span = _SPAN.match(text[match.end() :].lstrip(" :")) if "previous" not in before else None
            if span:
                return _span(span)
            day = _DAY.match(text[match.end() :].lstrip(" :")) if "previous" not in before else None
            if day and (text is first or "visit" in lead):
                only = date(int(day[3]), MONTHS[day[2].lower()], int(day[1]))
                return only, only
    sent = _DAY.search(re.split(r"\bDear\b", first)[0])
    span = _YEARLESS.search(front) if sent else None
    if sent and span:
        day1, month1, day2, month2 = span.groups()
        return _span_of(day1, month1, None, day2, month2, sent[3])
    return None, None


def _span(match: re.Match[str]) -> tuple[date | None, date | None]:
    day1, month1, year1, day2, month2, year2 = match.groups()
    return _span_of(day1, month1, year1, day2, month2, year2)


def _span_of(
    day1: str, month1: str | None, year1: str | None, day2: str, month2: str, year2: str
) -> tuple[date | None, date | None]:
    try:
        end = date(int(year2), MONTHS[month2.lower()], int(day2))
        month = MONTHS[month1.lower()] if month1 else end.month
        year = int(year1) if year1 else end.year - (month > end.month)
        return date(year, month, int(day1)), end
    except ValueError:
        return None, None


def _published(first: str, kind: Kind, inspected_to: date | None) -> date | None:
    match = re.search(r"(?:report )?published:?\s*(.{0,40})", first, re.IGNORECASE)
    found = _DAY.search(match[1]) if match else None
    if not found and kind in (Kind.JTAI, Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT):
        found = _DAY.search(re.split(r"\bDear\b", first)[0])  # a letter's own date stands above its greeting
    if not found:
        return None
    try:
        published = date(int(found[3]), MONTHS[found[2].lower()], int(found[1]))
    except ValueError:
        return None
    return published if inspected_to is None or published >= inspected_to else None


def _inspector(pages: list[Page]) -> str | None:
    for page in pages:
        for line in page.lines:
            match = re.match(r"^(?:Lead|Reporting) inspector:?\s+(.+)$", line.text.strip(), re.IGNORECASE)
            if match:
                name = re.split(r",|\bHMI\b|\bH(?:er|is) Majesty|\(", match[1])[0].strip()
                return name if name and not name.lower().startswith("not ") else None
    found = _LEADS.search(" ".join(line.text for page in pages[-3:] for line in page.lines))
    return found[1] if found else None


def _title(lines: list[Line]) -> str:
    """The largest lines of the first page, joined; for letters the first bold lines."""
    if not lines:
        return ""
    wordy = [line for line in lines if sum(c.isalpha() for c in line.text) >= 4]
    largest = max((line.size for line in wordy), default=0.0)
    body = sorted(line.size for line in wordy)[len(wordy) // 2] if wordy else 12.0
    if largest >= body + 4:
        return " ".join(line.text for line in wordy if line.size == largest)
    bold = [index for index, line in enumerate(wordy) if line.bold]
    if not bold:
        return next((line.text for line in wordy if re.search(r"(?:visit|inspection) (?:to|of)\b", line.text)), "")
    run = [index for index in bold if index - bold[0] == bold.index(index)]
    return " ".join(wordy[index].text for index in run)
