"""Figures, sums of money and dates in a sentence: what a question of fact wants to be told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.find.words import contains, stems
from rag.read.text import MONTH_NAMES

_NUMBER_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|half|third|quarter|no|none"
    r"|once|twice|daily|weekly|fortnightly|monthly"
)
_OFTEN = ("once", "twice", "daily", "weekly", "fortnightly", "monthly")
"""Words that answer "how often?", and count nothing else."""
_NUMBER = re.compile(rf"(?<![\w-])(?:\d[\d,.]*%?|{_NUMBER_WORDS})(?![\w-])", re.IGNORECASE)
_AGE = re.compile(
    r"\b\d\d?-? (?:to|and|or) \d\d?-year-olds?\b|\b\d\d?[ -](?:year[ -]olds?|years? old|plus)\b"
    r"|\bage[ds]?(?: of| between)? \d\d?(?: (?:and|to|or) \d\d?)?\b"
    r"|\b(?:over|under|until|after|past|at|turn\w*|reach\w*|become) (?:the age of )?(?:16|17|18|21|25)\b(?! ?%)"
    r"(?: (?:or|and|to) \d\d\b)?",
    re.IGNORECASE,
)
"""Ages, those of the law ("care leavers over 21") without the word."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONEY = re.compile(r"£\s?\d|\d[\d,.]*\s?(?:million|m\b|thousand)|\bmillions?\b", re.IGNORECASE)


_MONTH = re.compile(rf"\b(?:{'|'.join(MONTH_NAMES)})\b", re.IGNORECASE)


def has_date(text: str) -> bool:
    """True where `text` names a year, or a month that is no verb ("may")."""
    return bool(_YEAR.search(text)) or any(match[0] != "may" for match in _MONTH.finditer(text))


def has_number(text: str) -> bool:
    """True where `text` gives a number that is not only a year."""
    return bool(_numbers(text))


def has_count(text: str) -> bool:
    """True where `text` gives a number that is neither a year nor an age ("16- and 17-year-olds"), nor how often
    something is done, nor a mere "no"."""
    return any(match[0].lower() not in ("no", *_OFTEN) for match in _numbers(_AGE.sub(" ", text)))


def _numbers(text: str) -> list[re.Match[str]]:
    """The numbers that are no years and, a word with a capital within a sentence, no names ("One Adoption")."""
    return [
        match
        for match in _NUMBER.finditer(text)
        if not _YEAR.fullmatch(match[0].rstrip(".,"))
        and not (match[0][0].isupper() and text[: match.start()].strip("‘“ "))
    ]


_BEFORE, _BEHIND = 3, 6
"""Words before and behind a number within which what is counted stands: "120 contacts", "of those in care, 31"."""
_BEHIND_NO = 3
"""The same behind "no", which counts only what it denies: "no children", not "no help for children"."""


def counts(text: str, things: Sequence[tuple[str, ...]]) -> bool:
    """True where one of `things`, each the stems of a word or phrase, stands beside a number of `text`."""
    plain_text = _AGE.sub(" ", text)
    for match in _numbers(plain_text):
        if match[0].lower() in _OFTEN:
            continue
        none = match[0].lower() == "no"
        before = () if none else stems(plain_text[: match.start()])[-_BEFORE:]
        behind = stems(plain_text[match.end() :])[: _BEHIND_NO if none else _BEHIND]
        if any(contains(side, thing) for thing in things for side in (before, behind)):
            return True
    return False


_SHARE = re.compile(
    r"\d\s?%|\bper ?cent\b|\b(?:a|one|two|three)[ -](?:third|quarter|fifth|half)s?\b|\bhalf\b"
    r"|\b\d+ (?:out )?of (?:the |all )?\d+\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine) in (?:three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)


def has_share(text: str) -> bool:
    """True where `text` gives a share of a whole, in figures or in words."""
    return bool(_SHARE.search(text))


def has_money(text: str) -> bool:
    """True where `text` gives a sum of money."""
    return bool(_MONEY.search(text))
