"""The catalogue of published reports: when and where a known inspection's report came out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_LONGEST = 150
"""Days from an inspection's end to its publication, at most (the public set: 17 to 137)."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A report as published: the day and the address of its PDF."""

    published: date
    url: str


class Catalogue:
    """Publications by authority."""

    def __init__(self, publications: dict[str, list[Publication]]) -> None:
        self._publications = publications

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """The catalogue in the CSV at `path`: urn, publication_date, inspection_link."""
        found: dict[str, list[Publication]] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                publication = Publication(date.fromisoformat(row["publication_date"]), row["inspection_link"])
                found.setdefault(row["urn"], []).append(publication)
        return cls(found)

    def of(self, urn: str | None, inspected_to: date | None) -> Publication | None:
        """The publication of the inspection of `urn` that ended on `inspected_to`, None where it is not listed."""
        if urn is None or inspected_to is None:
            return None
        fitting = [
            publication
            for publication in self._publications.get(urn, [])
            if 0 <= (publication.published - inspected_to).days <= _LONGEST
        ]
        return fitting[0] if len(fitting) == 1 else None
