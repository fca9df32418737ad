"""A plan: what a question over many reports asks for, in parts that compose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rag.types.findings import Direction
from rag.types.reports import Area, Grade, Kind


class Telling(StrEnum):
    """How a plan is answered."""

    GRADES = "grades"
    MOVES = "moves"
    THEME = "theme"
    CONTRAST = "contrast"
    REPORTS = "reports"


class By(StrEnum):
    """What an answer is told apart by: the regions, the types of authority, the years, the kinds of report, or the
    sides that the question names."""

    REGION = "region"
    TYPE = "type of authority"
    YEAR = "year of inspection"
    FRAMEWORK = "kind of inspection"
    SIDES = "group"


class At(StrEnum):
    """At which inspections a grade must be held: the one that counts, any, all, or none of them."""

    COUNTED = "at the inspection counted"
    EVER = "at any"
    ALWAYS = "at all"
    NEVER = "at none"


class Going(StrEnum):
    """Which way a grade went from one inspection to the next."""

    UP = "up"
    DOWN = "down"
    SAME = "the same"


@dataclass(frozen=True, slots=True)
class Who:
    """Authorities: those of any of these regions, and of any of these types, and among these URNs; empty means any.
    `but_regions` and `but_types` are left out.

    `neighbours_of` is the URN of the authority whose statistical neighbours the URNs are, "" elsewhere.
    """

    regions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    urns: tuple[str, ...] = ()
    neighbours_of: str = ""
    but_regions: tuple[str, ...] = ()
    but_types: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.regions or self.types or self.urns or self.but_regions or self.but_types)


@dataclass(frozen=True, slots=True)
class When:
    """The days within which an inspection must have ended, both counted, or so many of the newest inspections; with
    none of these the newest inspection of each authority, or where `every` is set all of them. `published`: a
    report that came out within the time counts too. `said` is how the time is called."""

    first: date | None = None
    last: date | None = None
    newest: int | None = None
    every: bool = False
    published: bool = False
    said: str = ""

    @property
    def named(self) -> bool:
        """True where the question names a time."""
        return self.first is not None or self.last is not None or self.newest is not None


class Over(StrEnum):
    """Whether a condition is on one area, on every area that is graded, or on any of them."""

    ONE = "one area"
    EVERY = "every area"
    ANY = "any area"


@dataclass(frozen=True, slots=True)
class Graded:
    """A condition: one of these grades in an area, or in every or any area; none of them where `grades` are what is
    left of the four."""

    area: Area
    grades: frozenset[Grade]
    at: At = At.COUNTED
    over: Over = Over.ONE


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked of two inspections in turn: which way the grade of an area went (any where empty), by how many
    grades at least, from which grades to which (any where empty); `frameworks`: from the last SIF to the first ILACS
    inspection; `onward`: every two in turn, not only the last two."""

    area: Area = Area.OVERALL
    going: frozenset[Going] = frozenset()
    least: int = 1
    before: frozenset[Grade] = frozenset()
    after: frozenset[Grade] = frozenset()
    frameworks: bool = False
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of several groups told side by side."""

    name: str
    who: Who = field(default=Who())
    kinds: tuple[Kind, ...] = ()
    when: When = field(default=When())


@dataclass(frozen=True, slots=True)
class Plan:
    """A question over many reports: who, when, which reports, what, and how it is told.

    `conditions` must all hold of an inspection for it to count, one after the other; `areas` are those whose grades
    are asked for. `themes` are names of themes or, where `listed` is false, words that no list knows; `either`: what is
    said on any of them counts, otherwise on that which is spoken of least; `direction` is the way that findings must
    point, None where that is not asked. `compared`: the two areas whose grades are set beside each other; `denied`:
    asked for are the authorities without such a report. `beside` are words that say more than the theme: they are not
    counted apart. `most_first`: who has most is asked.
    `unread` are words that the plan could not take; `further` counts how
    often more was asked for; `goes_on`: it is told from the plan before it.
    """

    telling: Telling
    who: Who = field(default=Who())
    when: When = field(default=When())
    kinds: tuple[Kind, ...] = ()
    conditions: tuple[Graded, ...] = ()
    areas: tuple[Area, ...] = ()
    themes: tuple[str, ...] = ()
    either: bool = False
    listed: bool = True
    direction: Direction | None = None
    step: Step | None = None
    compared: bool = False
    denied: bool = False
    beside: tuple[str, ...] = ()
    most_first: bool = False
    by: By | None = None
    sides: tuple[Side, ...] = ()
    unread: tuple[str, ...] = ()
    further: int = 0
    goes_on: bool = False
