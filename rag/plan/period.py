"""When: the years and months that a question names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.read.text import MONTH_NAMES

_MONTH_YEAR = re.compile(rf"\b({'|'.join(MONTH_NAMES)})\s+(?:of\s+)?((?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)(?!\d)")
_WORKING_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)\s?[-/–]\s?(\d\d)(?![\d-])")
_SINCE = re.compile(
    r"\b(?:since|after|from)\s+(?:(?!between\b)[a-z]+\s+)?((?:19|20)\d\d)(?:\s+(?:onwards?|on)\b)?", re.IGNORECASE
)
_OR_LATER = re.compile(r"\b((?:19|20)\d\d)\s+(?:or later|onwards?|and (?:later|after|onwards?))\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:before|until|till|up to)\s+((?:19|20)\d\d)(?! (?:inspection|report|visit))", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:between|from)\s+(?:[a-z]+\s+)?((?:19|20)\d\d)\s+(?:and|to|until|till)\s+((?:19|20)\d\d)"
    r"|(?<![\d-])((?:19|20)\d\d)\s?[-–]\s?((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b(?:in|over|during|for|within)?\s*the (?:last|past) (?:(\d{1,2}|[a-z]+) )?years?\b", re.IGNORECASE)
_COUNTS = {
    word: number
    for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|current(?:ly)?|these days|nowadays|right now"
    r"|last (?:time|inspection|report|visit))\b",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    r"\b(?:last|latest|newest|most recent|past) (two|three|four|five|[2-5])\s+(?:\w+ )?"
    r"(?:inspections|reports|visits|times)\b",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"\b(?:next (?:one|inspection|report|visit|time|grade|rating|judge?ment)"
    r"|following (?:inspection|report|visit)|came back|returned"
    r"|the (?:one|inspection|report) after(?: that)?)\b",
    re.IGNORECASE,
)
_PRECEDING = re.compile(
    r"\b(?:(?:one|inspection|report|visit|time) before(?! (?:19|20)\d\d)(?: that)?"
    r"|(?:previous|preceding|earlier|prior) (?:\w+ )?(?:one|inspection|report|visit|time|grade|rating|judge?ment)\b)\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(\d{1,2}|[a-z]+) years? (?:later|on|after(?:wards)?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """What a question says of time; empty where it says nothing.

    `since` and `until` are years that count themselves; `following`, `preceding` and `later` (so many years) are told
    from the inspection that was asked about before; with `either` the years are one working year ("2016-17");
    `newest` are so many of the newest inspections.
    """

    years: tuple[int, ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    since: int | None = None
    until: int | None = None
    latest: bool = False
    following: bool = False
    preceding: bool = False
    later: int | None = None
    either: bool = False
    newest: int | None = None

    @property
    def said(self) -> str:
        """The period in a few words."""
        if self.since is not None and self.until is not None:
            return f"{self.since} to {self.until}"
        if self.since is not None:
            return f"since {self.since}"
        if self.until is not None:
            return f"up to {self.until}"
        if self.years:
            return " and ".join(map(str, self.years))
        if self.newest is not None:
            return f"the newest {self.newest} reports"
        if self.later is not None:
            return f"{self.later} years later"
        if self.preceding:
            return "the report before"
        return "the latest report" if self.latest else "the next report"

    @property
    def relative(self) -> bool:
        """Whether it is told from the inspection that was asked about before."""
        return self.following or self.preceding or self.later is not None

    def __bool__(self) -> bool:
        return bool(self.years or self.since or self.until or self.latest or self.newest or self.relative)


def period_of(text: str, today: date | None = None) -> Period:
    """The period named in `text`; "the last five years" end `today`."""
    months = tuple((int(year), MONTH_NAMES.index(name.lower()) + 1) for name, year in _MONTH_YEAR.findall(text))
    working = _WORKING_YEAR.search(text)
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))
    if working and (int(working[1]) + 1) % 100 == int(working[2]):
        years = tuple(dict.fromkeys((*years, int(working[1]), int(working[1]) + 1)))
    since, until = _bounds(text, today or date.today())
    later = _LATER.search(text)
    newest = _NEWEST.search(text)
    return Period(
        years=years,
        months=months,
        since=since,
        until=until,
        latest=bool(_LATEST.search(text)),
        following=bool(_FOLLOWING.search(text)),
        preceding=bool(_PRECEDING.search(text)),
        later=_count(later[1]) if later else None,
        either=bool(working) and len(years) == 2,
        newest=_count(newest[1]) if newest else None,
    )


def _bounds(text: str, today: date) -> tuple[int | None, int | None]:
    """The first and the last year that may count, where the text sets bounds."""
    if span := _RANGE.search(text):
        first, last = (int(year) for year in span.groups() if year)
        return min(first, last), max(first, last)
    since = _SINCE.search(text) or _OR_LATER.search(text)
    until = _UNTIL.search(text)
    if since and since[0].lower().startswith("from") and not re.search(r"\bon", since[0], re.IGNORECASE):
        since = None
    if not since and (ago := _AGO.search(text)):
        return today.year - (_count(ago[1] or "one") or 1), None
    before = until is not None and until[0].lower().startswith("before")
    return int(since[1]) if since else None, int(until[1]) - before if until else None


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() else _COUNTS.get(word.lower())
