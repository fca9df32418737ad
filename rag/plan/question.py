"""What is asked, as understood: authorities, dates, subject, kind of question, and what a follow-up inherits."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum

from rag.plan.occasions import Occasion
from rag.plan.period import Period
from rag.read.authorities import Authority
from rag.types import Area, Direction, Focus, Grade, Kind
from rag.types.plans import By

ANY_TIME = Period()


class Shape(StrEnum):
    """What kind of answer a question wants."""

    TOPIC = "topic"
    JUDGEMENT = "judgement"
    COMPARE = "compare"
    TREND = "trend"
    BREADTH = "breadth"
    OVERVIEW = "overview"
    SCOPE = "scope"
    LIBRARY = "library"
    TALK = "talk"


class Wanted(StrEnum):
    """What a question of fact wants to be told: a sentence without it is no answer."""

    NUMBER = "a number"
    MONEY = "a sum of money"
    NAME = "a person's name"
    DATE = "a date"


IN_FIGURES = (Wanted.NUMBER, Wanted.MONEY, Wanted.DATE)
"""What stands in figures: the sentence that gives it is looked for behind the best passages too."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user has set instead of what was understood; None where it stays as understood.

    `authorities` are URNs and `regions` regions or areas; both empty mean the whole library. `kinds` empty mean any.
    Of a plan: the name of its `theme`, the `direction` of its findings (`ANY_WAY` for any), the `grades` that its
    inspections must have overall (empty for any), and what it is told apart `by` (`ANY_WAY` for nothing).
    """

    authorities: tuple[str, ...] | None = None
    regions: tuple[str, ...] = ()
    period: Period | None = None
    kinds: tuple[Kind, ...] | None = None
    theme: str | None = None
    direction: Direction | str | None = None
    grades: frozenset[Grade] | None = None
    by: By | str | None = None

    def after(self, before: Correction) -> Correction:
        """This correction on top of one before it."""
        placed = self.authorities is not None
        kept = {
            item.name: getattr(before if getattr(self, item.name) is None else self, item.name) for item in fields(self)
        }
        return Correction(**{**kept, "regions": self.regions if placed else before.regions})


ANY_WAY = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `subject` is its text without places and dates, with the inherited subject of a follow-up that has none of its own;
    `terms` are the words of the subject that carry meaning, `written` what reports write for them; `outside` names a
    country where Ofsted does not inspect; `to_improve` asks an overview for what a report recommends, `priority` for
    its areas for priority action alone; `inherited` says what came from before, `corrected` which misspelt names were
    understood. `together` are the authorities that the same subject was asked of before; `set_place`, `set_period` and
    `set_kinds` say that the user has set them: nothing is inherited in their stead. `occasions` are the inspections and
    visits that it names, `earlier_occasions` and `earlier` those of the question before, from which a follow-up tells
    its own. `reply` answers small talk; `further` counts how often more was asked for, and `verbatim` asks for the
    cited paragraphs in full. A follow-up is read as its `own` subject, `behind` telling words of the question before;
    `other` is the question taken as one that goes on about the one before, where its words leave that open. `themes`
    are those of visits that are asked for, `which_visits` asks which of them had these.
    """

    text: str
    subject: str
    terms: tuple[str, ...]
    written: tuple[str, ...]
    authorities: tuple[Authority, ...] = ()
    regions: tuple[str, ...] = ()
    outside: str | None = None
    period: Period = field(default=ANY_TIME)
    earlier: Period = field(default=ANY_TIME)
    occasions: tuple[Occasion, ...] = ()
    earlier_occasions: tuple[Occasion, ...] = ()
    kinds: tuple[Kind, ...] = ()
    shape: Shape = Shape.TOPIC
    wanted: Wanted | None = None
    areas: tuple[Area, ...] = ()
    to_improve: bool = False
    priority: bool = False
    inherited: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    together: tuple[Authority, ...] = ()
    set_place: bool = False
    set_period: bool = False
    set_kinds: bool = False
    reply: str | None = None
    further: int = 0
    verbatim: bool = False
    themes: tuple[Focus, ...] = ()
    which_visits: bool = False
    own: str = ""
    behind: tuple[str, ...] = ()
    other: Question | None = None
