"""What a question about grades asks: of which areas, which grades, and in what way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.plan.grade_words import BEST_FIRST, asked_text, grade_words
from rag.plan.question import Question
from rag.types import Area, Grade

_CARE = (Area.CARE_LEAVERS, Area.CHILDREN_IN_CARE)


class Way(StrEnum):
    """In what way a grade is asked for."""

    WHAT = "what was it"
    OUTRIGHT = "yes or no"
    EVER = "ever, at any inspection"
    WHEN = "when"
    HISTORY = "all of them, in turn"
    CHANGE = "better or worse than before"


class Turn(StrEnum):
    """Which way a grade is asked to have gone."""

    UP = "up"
    DOWN = "down"
    KEPT = "kept"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class GradeAsk:
    """What a question asks of grades.

    `grades` are those it names ("good or better" names two), `areas` those of judgement, empty where it names none;
    `turn` and `moved` (from, to) belong to a change; `negated`: no yes or no can be told from it; `without`: of
    many, those that do not have the grades; `compared`: which of several is higher; `best`, `worst`: the ends of
    the scale; `first`: the oldest inspection instead of the newest; `outright`: yes or no is wanted; `loosely`: a
    grade is said in a word that is not Ofsted's.
    """

    way: Way
    grades: frozenset[Grade] = frozenset()
    areas: tuple[Area, ...] = ()
    turn: Turn | None = None
    moved: tuple[Grade | None, Grade | None] | None = None
    always: bool = False
    negated: bool = False
    without: bool = False
    compared: bool = False
    best: bool = False
    worst: bool = False
    first: bool = False
    loosely: bool = False
    outright: bool = False


def over_time(question: Question) -> bool:
    """True where a question of grades goes over more than one inspection: what came after a year counts too."""
    return ask_of(question).way in (Way.HISTORY, Way.CHANGE, Way.EVER, Way.WHEN)


def ask_of(question: Question) -> GradeAsk:
    """What `question` asks of grades."""
    text = asked_text(question)
    has = grade_words().has
    moved = _moved(text)
    grades = frozenset() if moved else _grades(text)
    turn = _turn(text)
    several = len(question.authorities) > 1
    stayed = turn is Turn.KEPT and not question.authorities and not has("still", text)
    paired = len(grades) > 1 and len(_areas(question)) > 1 and not has("either", text)
    negated = has("negated", text) or paired
    return GradeAsk(
        way=_way(text, bool(grades), turn if not several else None, bool(moved) or stayed),
        grades=grades,
        areas=_areas(question),
        turn=turn or (Turn.EITHER if moved else None),
        moved=moved,
        always=has("always", text),
        negated=negated,
        without=bool(grades) and not question.authorities and has("without", text),
        compared=several and has("compare", text),
        best=has("best", text) and not grades,
        worst=has("worst", text) and not grades - {Grade.INADEQUATE},
        first=has("first", text),
        loosely=bool(grade_words().loose.search(text)),
        outright=has("outright", text) and not has("more", text),
    )


def _way(text: str, named: bool, turn: Turn | None, moved: bool) -> Way:
    has = grade_words().has
    if has("when", text) and named:
        return Way.WHEN
    if has("ever", text) and named:
        return Way.EVER
    if has("history", text):
        return Way.HISTORY
    if moved or (turn and not (turn is Turn.KEPT and named)):
        return Way.CHANGE
    if has("outright", text) and named and not has("more", text):
        return Way.OUTRIGHT
    return Way.WHAT


def _turn(text: str) -> Turn | None:
    for name, turn in (("up", Turn.UP), ("down", Turn.DOWN), ("kept", Turn.KEPT), ("changed", Turn.EITHER)):
        if grade_words().has(name, _without_grades(text)):
            return turn
    return None


def _without_grades(text: str) -> str:
    """`text` without the third grade's words, which say "improvement" themselves."""
    return grade_words().said[Grade.REQUIRES_IMPROVEMENT].sub(" ", text)


def _grades(text: str) -> frozenset[Grade]:
    if bounded := _bounded(text):
        return bounded
    named: set[Grade] = {
        grade for grade in BEST_FIRST if grade is not Grade.GOOD and grade_words().said[grade].search(text)
    }
    rest = _without_grades(text)
    if grade_words().said[Grade.GOOD].search(rest) and (named or grade_words().has("good", rest)):
        named.add(Grade.GOOD)
    if grade_words().has("at_least", text) and named:
        named |= set(BEST_FIRST[: BEST_FIRST.index(max(named, key=BEST_FIRST.index)) + 1])
    if grade_words().has("neither", text):
        named = set(BEST_FIRST) - named
    return frozenset(named)


def _bounded(text: str) -> frozenset[Grade]:
    """The grades of "better than good", "less than good"; empty where no grade is named as a bound."""
    for name, better in (("above", True), ("under", False)):
        for match in grade_words().patterns[name].finditer(text):
            for place, grade in enumerate(BEST_FIRST):
                if grade_words().said[grade].match(text, match.end()):
                    return frozenset(BEST_FIRST[:place] if better else BEST_FIRST[place + 1 :])
    return frozenset()


def _moved(text: str) -> tuple[Grade | None, Grade | None] | None:
    """The grades of "from inadequate to good", "dropped to inadequate", "lost its outstanding rating"."""
    either = "|".join(f"(?:{said.pattern})" for said in grade_words().said.values())
    begins = re.search(rf"\bfrom (?:being )?({either})|\b(?:lost|lose) (?:\w+ )?({either})", text, re.IGNORECASE)
    ends = re.search(rf"\bto (?:being )?(?:an? )?({either})", _without_to_be(text), re.IGNORECASE)
    if not begins and not (ends and _turn(text)):
        return None
    first = next(filter(None, begins.groups())) if begins else ""
    second = ends[1] if ends else ""
    return _named(first), _named(second)


def _named(said: str) -> Grade | None:
    """The grade that these words are."""
    return next((grade for grade in BEST_FIRST if grade_words().said[grade].fullmatch(said)), None)


def _without_to_be(text: str) -> str:
    """`text` with "requires improvement to be good" in its short form, whose "to" leads nowhere."""
    return re.sub(r"\b(requires? improvement) to be good\b", r"\1", text, flags=re.IGNORECASE)


def _areas(question: Question) -> tuple[Area, ...]:
    """The areas asked about; what stands for another area in older reports is not one of its own."""
    areas = dict.fromkeys(question.areas)
    if any(area in areas for area in _CARE):
        areas.pop(Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS, None)
    return tuple(areas)
