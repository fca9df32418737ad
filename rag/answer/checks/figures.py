"""Figures, dates and years of a claim: they stand in the quote, or are the report's own dates."""

from __future__ import annotations

import re
from datetime import date

from rag.read.text import MONTH_NAMES, plain
from rag.types import ReportFacts

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_SMALL = {word: value for value, word in enumerate((*_UNITS, *_TEENS), 1)}
_TENS = {
    word: 10 * value
    for value, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_SPELT = re.compile(rf"\b(?:({'|'.join(_TENS)})(?:[\s-]+({'|'.join(_UNITS[:9])}))?|({'|'.join(_SMALL)}))\b")
_SHARE = re.compile(
    r"\b(?:half|halves|halved|doubled?|twice|trebled|tripled|dozens?|hundreds?|thousands?|millions?"
    r"|(?:a|one|two|\d) (?:third|quarter|fifth|tenth)s?|thirds?|three quarters"
    r"|daily|weekly|fortnightly|monthly|quarterly|annual(?:ly)?|yearly)\b"
)
_SAME_SHARE = (
    ("half", "halves"),
    ("annual", "annually", "yearly", "every year"),
    ("one third", "a third"),
    ("one quarter", "a quarter"),
    ("twice", "two"),
)
_NUMBER = re.compile(r"£?\d[\d,]*(?:\.\d+)?%?")
_SPAN = re.compile(r"\b((?:19|20)\d\d)\s?[-/]\s?(\d\d)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = re.compile(rf"\b({'|'.join(MONTH_NAMES)})\b(?:\s+(\d{{4}}))?")
_GROUP = re.compile(
    r"\b\d\d?(?:-? ?(?:and|or|to|-) ?\d\d?)?-year-olds?\b|\baged? (?:of )?\d\d?(?: (?:and|or|to) \d\d?)?\b"
    r"|\b(?:key stage|section|regulation|year|level|form) \d+\b"
)
"""Figures that tell whom a sentence is about; they may stand elsewhere in the paragraph."""


def wrong_figures(claim: str, quote: str, paragraph: str, report: ReportFacts) -> str | None:
    """Why a figure or a date of the claim is not the report's, or None."""
    said, printed = _flat(claim), _flat(quote)
    groups = " ".join(_GROUP.findall(said))
    if not _figures(groups) <= _figures(_flat(paragraph)):
        return "has a figure that is not in the paragraph"
    said = _GROUP.sub(" ", said)
    dates = [day for day in (report.inspected_from, report.inspected_to, report.published) if day]
    if not set(_YEAR.findall(said)) <= {*_YEAR.findall(_spread(printed)), *(str(day.year) for day in dates)}:
        return "has a year that is neither the inspection's nor in the quote"
    if not all(_is_month_of(match, printed, dates) for match in _MONTH.finditer(said)):
        return "has a month that is neither the inspection's nor in the quote"
    days = {str(day.day) for day in dates} if _MONTH.search(said) else set()
    if not _figures(said) <= _figures(printed) | days:
        return "has a figure that is not in the quote"
    return None


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\s?per ?cent\b", "%", plain(text).lower()))


def _spread(text: str) -> str:
    """Years written short in full too: "2013-14" has 2013 and 2014."""
    return _SPAN.sub(lambda match: f"{match[0]} {match[1]} {match[1][:2]}{match[2]}", text)


def _is_month_of(match: re.Match[str], printed: str, dates: list[date]) -> bool:
    month, year = match[1], match[2]
    if (
        month == "may"
        and not year
        and not re.search(r"\b(?:in|of|by|since|from|to|\d)\s?$", match.string[: match.start()])
    ):
        return True  # the verb
    if re.search(rf"\b{month}\b" + (rf"\s+{year}" if year else ""), printed):
        return True
    return any(MONTH_NAMES[day.month - 1] == month and year in (None, str(day.year)) for day in dates)


def _figures(text: str) -> set[str]:
    """The figures of a text in one form: "twenty-four" is 24, "two thirds" itself; no years, and no "one" ("one of
    them" is no figure)."""
    text = re.sub(r"\b(?:" + "|".join(MONTH_NAMES) + r")\s+\d{4}\b", " ", text)
    text = _YEAR.sub(" ", _SPAN.sub(" ", text))
    found = {number.rstrip(",").replace(",", "").lstrip("£") for number in _NUMBER.findall(text)}
    for tens, unit, small in _SPELT.findall(text):
        found.add(str(_SMALL[small] if small else _TENS[tens] + _SMALL.get(unit, 0)))
    for share in _SHARE.findall(text):
        found.add(next((same[0] for same in _SAME_SHARE if share in same), share))
    return found - {"1"}
