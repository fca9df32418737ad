"""A report's facts from its first page: kind, dates, lead inspector, wording, title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rag.read.dates import Days, days_at, days_in
from rag.read.letters import Letter
from rag.read.pdf import Line, Page
from rag.read.text import MONTH_NAMES, plain
from rag.types import Kind, Wording

_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DIGEST = re.compile(r"Digest in this project's own words; the published report is at\s+(\S+)")
_LEADS = re.compile(
    r"Care Quality Commission ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+?),?"
    r"(?: (?:Ofsted|HMI|H(?:is|er) Majesty[’']s Inspector),?)+ \(?(?i:lead inspector)"
)
"""Area SEND reports name their team on the last page, Ofsted's lead inspector as such."""
_LONGEST = timedelta(days=45)
"""An inspection takes no longer (the longest of 657 public ones: 28 days)."""
_STANDARD_DAYS = 9
"""A standard ILACS inspection is on site for two weeks (11 or 12 days), a short one for one (5): Ofsted's framework."""


@dataclass(frozen=True, slots=True)
class FrontFacts:
    """What the first pages say of the report itself. `doubts` are facts that cannot be as printed, a line each."""

    kind: Kind
    title: str
    inspected_from: date | None
    inspected_to: date | None
    published: date | None
    lead_inspector: str | None
    wording: Wording
    url: str | None
    inspectors: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def letter_facts(letter: Letter) -> FrontFacts:
    """The facts that a letter tells in its head, its first paragraphs and its signature.

    One that is dated before its visit is not taken to have come out then, unless it is the visit's days that are in
    doubt.
    """
    days, sent = letter.days, letter.sent
    doubts = [*letter.warnings, *_doubts(days)]
    if days and sent and sent < days.last and days.last - days.first <= _LONGEST:
        doubts.append(f"the letter is dated {_spelt_day(sent)}, before the visit it tells of")
        sent = None
    return FrontFacts(
        kind=letter.kind,
        title=letter.title,
        inspected_from=days.first if days else None,
        inspected_to=days.last if days else None,
        published=sent,
        lead_inspector=letter.signed if letter.kind is not Kind.JTAI else None,
        wording=Wording.PUBLISHED,
        url=None,
        inspectors=letter.inspectors,
        doubts=tuple(doubts),
    )


def _doubts(days: Days | None) -> list[str]:
    """Days that cannot be right, and a year that is not printed."""
    if days is None:
        return []
    said = f"{_spelt_day(days.first)} to {_spelt_day(days.last)}"
    if not timedelta(0) <= days.last - days.first <= _LONGEST:
        return [f"the printed dates, {said}, cannot both be right: kept as printed"]
    return [f"the year of the dates, {said}, is not printed: inferred"] if days.inferred else []


def _spelt_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def front_facts(pages: list[Page]) -> FrontFacts:
    """The facts as printed on the first page, the inspector also further on."""
    lines = [line for line in pages[0].lines if not line.text.strip().isdigit()] if pages else []
    first = plain("\n".join(line.text.strip() for line in lines))
    flat = _NUMERIC.sub(_spelt, re.sub(r"\s+", " ", first))
    whole = re.sub(r"\s+", " ", plain(" ".join(line.text for page in pages[:3] for line in page.lines)))
    days = _inspection_days(flat, whole)
    begin, end = (days.first, days.last) if days else (None, None)
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
        doubts=tuple(_doubts(days)),
    )


def _spelt(match: re.Match[str]) -> str:
    """12/09/2016 as 12 September 2016; left as it is where there is no such month."""
    month = int(match[2])
    return f"{match[1]} {MONTH_NAMES[month - 1]} {match[3]}" if 1 <= month <= 12 else match[0]


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
    services = (
        r"inspection of (?:local authority )?children's (?:social care )?services|children's (?:social care )?services$"
    )
    if re.search(services, named) or re.search(services, text[:600]):
        days = (end - begin).days + 1 if begin and end else 0
        return Kind.ILACS_STANDARD if days >= _STANDARD_DAYS else Kind.ILACS_SHORT
    return Kind.OTHER


def _inspection_days(first: str, front: str) -> Days | None:
    """The days behind what introduces them, on the first page or in the text; not those of an earlier inspection."""
    for text, lead in (
        (first, r"inspection dates?:?"),
        (front, r"(?:took place|carried out|undertaken|visited|on site)(?: \w+){0,12}? (?:between|from|on)"),
        (front, r"\bbetween"),
        (front, r"\bfrom"),
    ):
        for match in re.finditer(lead, text, re.IGNORECASE):
            if "previous" in text[max(0, match.start() - 12) : match.start()].lower():
                continue
            found = days_at(text[match.end() :].lstrip(" :"))
            if found and (text is first or found.first != found.last):
                return found
    return None


def _published(first: str, kind: Kind, inspected_to: date | None) -> date | None:
    match = re.search(r"(?:report )?published:?\s*(.{0,40})", first, re.IGNORECASE)
    found = days_in(match[1]) if match else None
    if not found and kind in (Kind.JTAI, Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT):
        found = days_in(first)  # a letter that greets nobody has its own date above its first lines
    return found.last if found and (inspected_to is None or found.last >= inspected_to) else None


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
