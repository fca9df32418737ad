"""When: the days, months, quarters and years, and the so many newest inspections, that a question over many names."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from rag.read.text import MONTH_NAMES
from rag.types.plans import When

_MONTHS = {name[:length]: number for number, name in enumerate(MONTH_NAMES, 1) for length in (3, 4, len(name))}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_TO = r"\s*(?:to|till|until|and|through|[-–])\s*"
_POINT = rf"(?:(?:{_DAY}\s+)?(?:{_MONTH}\s+(?:of\s+)?)?{_YEAR})"
_EDGE = r"(?:(?:the\s+)?(?:start|beginning|end|middle)\s+of\s+)?"
_LOOSE = rf"(?:(?:{_DAY}\s+)?{_MONTH}(?:\s+{_YEAR})?)"
_ORDER = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "final": 4,
}
_ORDERS = "|".join(_ORDER)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12}
_COUNT = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
Found = tuple[When, str]


def when_of(text: str, today: date | None = None) -> Found:
    """The time that `text` names, and the text without the words for it."""
    for pattern, meant in _PATTERNS:
        match = pattern.search(text)
        when = meant(match, today or date.today()) if match else None
        if match and when:
            return when, f"{text[: match.start()]} {text[match.end() :]}"
    return When(), text


def times_of(text: str, today: date | None = None) -> tuple[tuple[When, ...], str]:
    """All times that `text` names, in its order as far as one pattern finds them, and the text without them."""
    found: list[When] = []
    when, rest = when_of(text, today)
    while when.named:
        found.append(when)
        when, rest = when_of(rest, today)
    return tuple(found), rest


def _end(point: str) -> date:
    return _bounds(point)[1]


def _bounds(point: str) -> tuple[date, date]:
    """The first and the last day of "2019", "March 2019", "4 March 2019"."""
    year = int(re.findall(_YEAR, point)[-1])
    named = re.search(rf"\b({_MONTH})", point, re.IGNORECASE)
    if not named:
        return date(year, 1, 1), date(year, 12, 31)
    month = _MONTHS[named[1].lower().rstrip(".")]
    day = re.match(r"\s*(\d{1,2})(?:st|nd|rd|th)?\s", point)
    last = monthrange(year, month)[1]
    if day and int(day[1]) <= last:
        return date(year, month, int(day[1])), date(year, month, int(day[1]))
    return date(year, month, 1), date(year, month, last)


def _said(first: date, last: date) -> str:
    """How a span is called: whole years and months without their days."""
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole and (first.month, last.month) == (1, 12):
        return f"in {first.year}" if first.year == last.year else f"in {first.year} to {last.year}"
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"in {first:%B %Y}"
    if whole:
        return f"from {first:%B %Y} to {last:%B %Y}"
    return f"from {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _span(first: date, last: date) -> When | None:
    return When(first, last, said=_said(first, last)) if first <= last else None


def _range(match: re.Match[str], today: date) -> When | None:
    begins, ends = match["first"], match["last"]
    if not re.search(_YEAR, begins):
        begins = f"{begins} {re.findall(_YEAR, ends)[-1]}"
        if _bounds(begins)[0] > _end(ends):  # "from November to February 2020"
            begins = re.sub(_YEAR, lambda year: str(int(year[0]) - 1), begins)
    elif _bounds(begins)[0] > _end(ends):  # "from 2020 to 2016"
        begins, ends = ends, begins
    return _span(_bounds(begins)[0], _end(ends))


def _since(match: re.Match[str], today: date) -> When:
    first, last = _bounds(match["point"])
    end_of = "end" in (match.groupdict().get("edge") or "").lower()
    after = end_of or (match["word"].lower().startswith("after") and first.day != 1) or match["word"].lower() == "after"
    begins = date.fromordinal(last.toordinal() + 1) if after else first
    what = f"{begins:%B %Y}" if re.search(_MONTH, match["point"], re.IGNORECASE) else str(begins.year)
    return When(begins, said=f"since {what}")


def _until(match: re.Match[str], today: date) -> When:
    first, last = _bounds(match["point"])
    ends = date.fromordinal(first.toordinal() - 1) if match["word"].lower().endswith(("before", "than")) else last
    return When(last=ends, said=f"up to {ends:%B %Y}")


def _quarter(match: re.Match[str], today: date) -> When | None:
    number = _ORDER.get((match["order"] or "").lower()) or int(match["number"] or 0)
    year, first = int(match["year"]), 3 * number - 2
    return _span(date(year, first, 1), _end(f"{MONTH_NAMES[first + 1]} {year}"))


def _half(match: re.Match[str], today: date) -> When | None:
    number = {1: 1, 2: 2, 4: 2}[_ORDER[match["order"].lower()]] if match["order"] else int(match["number"])
    year = int(match["year"])
    return _span(date(year, 6 * number - 5, 1), _end(f"{MONTH_NAMES[6 * number - 1]} {year}"))


def _season(match: re.Match[str], today: date) -> When | None:
    first, last = _SEASONS[match["season"].lower()]
    year = int(match["year"])
    return _span(date(year, first, 1), _end(f"{MONTH_NAMES[last - 1]} {year}"))


def _winter(match: re.Match[str], today: date) -> When | None:
    year = int(match["year"])
    return _span(date(year, 12, 1), _end(f"February {year + 1}"))


def _working_year(match: re.Match[str], today: date) -> When | None:
    year, following = int(match["year"]), int(match["next"][-2:])
    return _span(date(year, 4, 1), date(year + 1, 3, 31)) if (year + 1) % 100 == following else None


def _year_to(match: re.Match[str], today: date) -> When | None:
    last = _end(match["point"])
    return _span(
        date(last.year - 1, last.month, 1).replace(month=last.month % 12 + 1, year=last.year - (last.month != 12)), last
    )


def _newest(match: re.Match[str], today: date) -> When:
    number = _number(match["count"])
    return When(newest=number, said=f"the {number} newest")


def _ago(match: re.Match[str], today: date) -> When:
    number = _number(match["count"] or "one")
    months = number * (12 if match["unit"].lower().startswith("year") else 1)
    month = today.year * 12 + today.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    return When(first, said=f"since {first:%B %Y}")


def _point(match: re.Match[str], today: date) -> When | None:
    return _span(*_bounds(match["point"]))


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said.lower()]


_OF = r"(?:\bof\s+|\bin\s+)?"
_IN = r"(?:\b(?:in|during|for|over|within|of)\s+)?(?:\bthe\s+(?:\w+\s+)?(?:year|period|months?)\s+)?"
_NOUN = (
    r"(?:graded |full |whole |ofsted |children.s services |ilacs |overall )*"
    r"(?:inspections|reports|inspection reports|full inspections|ones)"
)
_FORMS: tuple[tuple[str, Callable[[re.Match[str], date], When | None]], ...] = (
    (rf"{_IN}(?:\bbetween\s+|\bfrom\s+)?{_EDGE}\b(?P<first>{_POINT}|{_LOOSE}){_TO}{_EDGE}(?P<last>{_POINT})\b", _range),
    (rf"{_IN}(?:the\s+)?\b(?:(?P<order>{_ORDERS})\s+quarter|q(?P<number>[1-4]))"
     rf"\s+(?:of\s+)?(?:calendar\s+(?:year\s+)?)?(?P<year>{_YEAR})(?:\s*\([^)]*\))?", _quarter),
    (rf"{_IN}(?:the\s+)?\b(?:(?P<order>first|1st|second|2nd|last)\s+half|h(?P<number>[12]))"
     rf"\s+(?:of\s+)?(?P<year>{_YEAR})", _half),
    (rf"{_IN}(?:the\s+)?(?P<season>spring|summer|autumn)\s+(?:term\s+)?(?:of\s+)?(?P<year>{_YEAR})", _season),
    (rf"{_IN}(?:the\s+)?winter\s+(?:of\s+)?(?P<year>{_YEAR})(?:\s?[-/–]\s?(?:20)?\d\d)?", _winter),
    (rf"{_IN}(?:the\s+)?(?:\b(?:financial|working|council|municipal)\s+year\s+)?(?P<year>{_YEAR})\s?[-/–]\s?"
     r"(?P<next>(?:20)?\d\d)(?![\d-])(?:\s+(?:financial|working|council)\s+year)?", _working_year),
    (rf"{_IN}\b(?:the\s+)?(?:financial\s+)?year\s+(?:to|ending|ended)\s+(?:in\s+)?(?P<point>{_POINT})", _year_to),
    (rf"\b(?P<word>since|after|from|starting(?: in| from)?)\s+(?P<edge>{_EDGE})"
     rf"(?P<point>{_POINT})(?:\s+(?:onwards?|on)\b)?", _since),
    (rf"\b(?P<point>{_POINT})\s+(?P<word>or later|onwards?|and (?:later|after|onwards?))\b", _since),
    (rf"\b(?P<word>before|until|till|up to|by|prior to|no later than)\s+(?:the\s+end\s+of\s+)?"
     rf"(?P<point>{_POINT})", _until),
    (rf"{_OF}(?:\bthe\s+)?\b(?:last|latest|newest|most recent|past)\s+(?P<count>{_COUNT})\s+{_NOUN}\b", _newest),
    (rf"{_OF}(?:\bthe\s+)?\b(?P<count>{_COUNT})\s+(?:last|latest|newest|most recent)\s+{_NOUN}\b", _newest),
    (rf"\b(?:in|over|during|for|within)?\s*the (?:last|past) (?:(?P<count>{_COUNT}) )?"
     r"(?P<unit>years?|months?)\b", _ago),
    (rf"{_IN}\b(?P<point>{_POINT})(?!\s+(?:inspection|report|letter|visit)s? (?:of|on|for)\b)", _point),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), meant) for pattern, meant in _FORMS)
