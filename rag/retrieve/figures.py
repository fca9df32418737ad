"""Figures, sums of money and dates in a sentence: what a question of fact wants to be told."""

from __future__ import annotations

import re

from rag.read.text import MONTH_NAMES

_NUMBER_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|half|third|quarter|no|none|single|only|both"
    r"|once|twice|daily|weekly|fortnightly|monthly"
)
_NUMBER = re.compile(rf"(?<![\w-])(?:\d[\d,.]*%?|{_NUMBER_WORDS})(?![\w-])", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONEY = re.compile(r"£\s?\d|\d[\d,.]*\s?(?:million|m\b|thousand)|\bmillions?\b", re.IGNORECASE)


_MONTH = re.compile(rf"\b(?:{'|'.join(MONTH_NAMES)})\b", re.IGNORECASE)


def has_date(text: str) -> bool:
    """True where `text` names a year, or a month that is no verb ("may")."""
    return bool(_YEAR.search(text)) or any(match[0] != "may" for match in _MONTH.finditer(text))


def has_number(text: str) -> bool:
    """True where `text` gives a number that is not only a year."""
    return any(not _YEAR.fullmatch(match[0].rstrip(".,")) for match in _NUMBER.finditer(text))


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
