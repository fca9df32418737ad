"""Places that are no authorities: towns and districts within one, and areas of several (corpus/places.csv)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_STRONG = re.compile(r"\b(?:in|at|about|from|for|around|near)\s+$", re.IGNORECASE)
"""What stands before a town written small: many are words ("sale", "hart", "hyde")."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town or district named at `text[start:end]`, and the official name of the authority that it lies in."""

    start: int
    end: int
    name: str
    authority: str


@dataclass(frozen=True)
class Gazetteer:
    """`towns`: the authority of each town or district; `areas`: the authorities of each area; official names.

    `spoken`: other names of areas.
    """

    towns: Mapping[str, str]
    areas: Mapping[str, tuple[str, ...]]
    spoken: Mapping[str, str] | None = None

    @classmethod
    def load(cls, path: Path) -> Gazetteer:
        """The gazetteer in the CSV at `path`: place, kind (town or area), authorities, aliases; lists by semicolons."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        areas = {row["place"]: tuple(row["authorities"].split(";")) for row in rows if row["kind"] == "area"}
        spoken = {alias: row["place"] for row in rows if row["kind"] == "area" for alias in row["aliases"].split(";")}
        towns = {row["place"]: row["authorities"] for row in rows if row["kind"] == "town"}
        return cls(towns, areas, {alias: place for alias, place in spoken.items() if alias})

    @cached_property
    def _by_key(self) -> Mapping[str, str]:
        return {_key(name): name for name in self.towns}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        names = sorted(self._by_key, key=len, reverse=True)
        flexible = (r"[\s-]+".join(map(re.escape, name.split())) for name in names)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(flexible)})(?![\w])", re.IGNORECASE) if names else None

    def towns_in(self, text: str) -> list[Town]:
        """The towns and districts that `text` names: with a capital, of several words, or where a place must
        stand."""
        if self._pattern is None:
            return []
        return [
            Town(match.start(), match.end(), name := self._by_key[_key(match[0])], self.towns[name])
            for match in self._pattern.finditer(text.replace("’", "'"))
            if match[0][0].isupper() or " " in match[0] or _STRONG.search(text[: match.start()])
        ]


def _key(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").split())
