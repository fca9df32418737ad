"""The words by which a question names inspections, visits and times (occasions.toml): found, not yet put together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from rag.read.dates import MONTHS
from rag.types import Kind


class Relation(StrEnum):
    """How an occasion stands to another, or among all of an authority's."""

    AFTER = "after"
    BEFORE = "before"
    LATEST = "latest"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Occasion:
    """An inspection or a visit as a question names it.

    `kinds` empty: any; `exact`: no other kind will do. `year` and `months` are when it was; `years_off` is how many
    years after (or before) another one, `since` asks for what came after this one.
    """

    kinds: tuple[Kind, ...] = ()
    exact: bool = False
    year: int | None = None
    months: tuple[int, ...] = ()
    relation: Relation | None = None
    years_off: int | None = None
    since: bool = False

    @property
    def told(self) -> bool:
        """True where it is said which one: by its time or by how it stands to another."""
        return self.year is not None or bool(self.months) or self.relation is not None


@dataclass(slots=True)
class NamedOccasion:
    """A noun of the text with what is known of it so far."""

    start: int
    end: int
    occasion: Occasion
    named: bool = True


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time of the text: a year, or months without one."""

    start: int
    end: int
    year: int | None
    months: tuple[int, ...]
    partial: bool = False


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("rag.plan").joinpath("occasions.toml").read_text(encoding="utf-8"))


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    found = {name: re.compile(rf"\b(?:{said})", re.IGNORECASE) for name, said in _data()["relations"].items()}
    nouns = [f"(?P<n{place}>{noun['said']})" for place, noun in enumerate(_data()["nouns"])]
    found["nouns"] = re.compile(rf"\b(?:{'|'.join(nouns)})", re.IGNORECASE)
    months = "|".join(sorted(MONTHS, key=len, reverse=True))
    parts = "|".join(_data()["times"]["parts"])
    found["times"] = re.compile(
        rf"(?:(?:the )?(?P<part>{parts})(?: of)?[\s,-]+)?(?:(?P<month>{months})\b\.?(?:,| of)?\s+)?"
        rf"(?P<year>(?:19|20)\d\d)(?!\d)"
        rf"|\b(?P<season>spring|summer|autumn|winter|christmas|easter)\b"
        rf"|(?:(?<=in )|(?<=next )|(?<=following )|(?<=that )|(?<=same ))(?P<bare>{months})\b(?!\s+\d)",
        re.IGNORECASE,
    )
    found["bound"] = re.compile(
        r"(?<!just )(?<!shortly )\b(?:since|until|till|between|before|after|up to)\s+(?:[a-z]+ )?$", re.IGNORECASE
    )
    which = "the|a|an|another|other|two|three|several|that|this|its|their|each|one|both|last|latest|next|previous"
    which = rf"{which}|first|second|{months}|{parts}|\d{{4}}"
    found["which"] = re.compile(rf"\b(?:{which})(?:\s+[\w'’-]+){{0,3}}\s*$", re.IGNORECASE)
    day = rf"\d{{1,2}} (?:and \d{{1,2}} )?(?:{months})"
    found["when"] = re.compile(
        rf"[\s,(]+(?:(?:in|of|from|on|at)\s+)?(?:the )?(?:(?:{parts}|{months})\b|{day}|\d{{4}}\b)", re.IGNORECASE
    )
    found["since"] = re.compile(r"\b(?:since|after|following)\s+(?:the|its|their|that|this)?\s*$", re.IGNORECASE)
    found["not"] = re.compile(r"\bnot (?:at |from |in )?(?:the|a|its|that)?\s*$", re.IGNORECASE)
    return found


def nouns_in(text: str) -> Iterator[NamedOccasion]:
    last: NamedOccasion | None = None
    for match in patterns()["nouns"].finditer(text):
        noun = next(row for place, row in enumerate(_data()["nouns"]) if match[f"n{place}"] is not None)
        head, tail = text[: match.start()], text[match.end() :]
        said = not head.strip() or patterns()["which"].search(head) or patterns()["when"].match(tail)
        if noun.get("needs") and (not said or re.search(noun["never_after"], head, re.IGNORECASE)):
            continue
        kinds = tuple(map(Kind, noun["kinds"]))
        if noun.get("like_before") and last:
            kinds = last.occasion.kinds
        occasion = Occasion(kinds, bool(noun.get("exact")))
        last = NamedOccasion(match.start(), match.end(), occasion, named=not noun.get("comes"))
        yield last


def times_in(text: str) -> Iterator[NamedTime]:
    for match in patterns()["times"].finditer(text):
        month = match["month"] or match["bare"]
        named = month or match["season"] or match["part"]
        parts: dict[str, list[int]] = _data()["times"]["parts"]
        months = (MONTHS[month.lower()],) if month else tuple(parts.get((named or "").lower(), ()))
        year = int(match["year"]) if match["year"] else None
        yield NamedTime(match.start(), match.end(), year, months, bool(named) and not month)
