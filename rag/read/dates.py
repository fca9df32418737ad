"""Printed dates: days, lists of days and spans of them, in every mixture of forms that reports use.

"15, 16 and 21 July 2025", "the 15 and 16 of May 2018", "18 Feb 2014 – 12 March 2014", "between 3 and 5 November 2020",
"28 January to 1 February 2019". What a day leaves out, month or year, is that of the next one that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.read.text import MONTH_NAMES

MONTHS = {
    **{name: number for number, name in enumerate(MONTH_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)},
    "sept": 9,
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?"
    rf"(?P<day>\d{{1,2}})(?!\d)(?:\s?(?:st|nd|rd|th)\b)?(?:\s+of\b)?"
    rf"(?:\s*(?P<month>{MONTH})\b\.?)?(?:\s*,?\s*(?:of\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?",
    re.IGNORECASE,
)
_TO = r"(?:un)?till?\s+|to\s+|through\s+|[-/]\s*"
_BETWEEN = re.compile(rf"\s*(?:(?P<to>{_TO})|,\s*(?:and\s+)?|and\s+|&\s*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last of the days as printed, and how many characters they take; `inferred` where no year is
    printed. `last` is not checked to come after `first`: a misprint is kept."""

    first: date
    last: date
    length: int
    inferred: bool = False


def days_at(text: str, before: date | None = None) -> Days | None:
    """The days that stand at the start of `text`, which is plain; None where none do, or they name no month.

    Without a printed year it is the last one for which the days are not after `before`; None where that is not given.
    """
    found = list(_run(text))
    while found and not found[-1]["month"]:
        found.pop()
    if not found:
        return None
    last = found[-1]
    month = MONTHS[last["month"].lower()]
    year = int(last["year"]) if last["year"] else _year_before(month, int(last["day"]), before)
    if year is None:
        return None
    resolved: list[date] = []
    for match in reversed(found):
        own = MONTHS[match["month"].lower()] if match["month"] else month
        year = int(match["year"]) if match["year"] else year - (own > month)
        month = own
        day = _day(year, month, int(match["day"]))
        if day is None:
            return None
        resolved.append(day)
    return Days(resolved[-1], resolved[0], last.end(), not last["year"])


def days_in(text: str, before: date | None = None) -> Days | None:
    """The first days that are named anywhere in `text`, as `days_at`."""
    for match in re.finditer(r"(?<![\d/.-])\d{1,2}(?!\d)", text):
        if found := days_at(text[match.start() :], before):
            return found
    return None


def _run(text: str) -> Iterator[re.Match[str]]:
    """The days that follow each other from the start of `text` on: a list of them, or one span.

    What is joined to a whole span by "and" is another ("5 to 9 December 2022 and 14 to 15 February 2023": the days of
    a return), and left out.
    """
    match, spanned = _DAY.match(text), False
    while match:
        yield match
        joint = _BETWEEN.match(text, match.end())
        if joint is None or (spanned and match["year"] and not joint["to"]):
            return
        spanned = spanned or bool(joint["to"])
        match = _DAY.match(text, joint.end())


def _year_before(month: int, day: int, before: date | None) -> int | None:
    return None if before is None else before.year - ((month, day) > (before.month, before.day))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
