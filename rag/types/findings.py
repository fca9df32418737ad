"""What a report was found to say: a sentence on a theme, and which way it points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a finding points: to a weakness, to a strength, or to neither, as a description does."""

    WEAK = "weak"
    STRONG = "strong"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on a theme: `text[start:end]` of its paragraph.

    `weakness` is the log-odds that it tells of a weakness rather than of a strength. `to_improve`: it stands under what
    is to improve. `names_it`: it has the theme's own words; one that has not goes on about it from the sentence before,
    or `learned` weights say that it is about it. `sure`: it has the words, and the weights say so too.
    """

    report_id: str
    paragraph_id: str
    start: int
    end: int
    theme: str
    weakness: float
    direction: Direction
    to_improve: bool
    names_it: bool
    learned: bool = False
    sure: bool = False

    @property
    def tells(self) -> bool:
        """True where it speaks of the theme by itself, not by leaning on the sentence before."""
        return self.names_it or self.learned


class Standing(StrEnum):
    """How a report tells of a theme: by its sentences that clearly point one way."""

    WEAKNESS = "a weakness"
    STRENGTH = "a strength"
    BOTH = "both"
    MENTIONED = "only mentioned"


@dataclass(frozen=True, slots=True)
class Stand:
    """What a report says on a theme: its clearest sentence each way, None where there is none, the first of these or of
    all that only speak of it, and the ways that it points on the whole (both where it is even)."""

    report_id: str
    theme: str
    weakest: Finding | None
    strongest: Finding | None
    first: Finding
    balance: frozenset[Direction]

    @property
    def standing(self) -> Standing:
        """How it tells of the theme."""
        if self.weakest and self.strongest:
            return Standing.BOTH
        return Standing.WEAKNESS if self.weakest else Standing.STRENGTH if self.strongest else Standing.MENTIONED
