"""What kind of answer a question wants: its shape, and the figure, sum or name that it asks for."""

from __future__ import annotations

import re

from rag.label.themes import named_themes
from rag.plan.grade_ask import over_time
from rag.plan.grading import asks_for_reasons, asks_many, only_grades
from rag.plan.question import Question, Shape, Wanted
from rag.plan.vocabulary import vocabulary
from rag.types import Area

_BREADTH = re.compile(
    r"\b(?:which|what|how many|where)\b.{0,40}\b(?:authorit(?:y|ies)|councils|boroughs|areas|places|inspections)\b"
    r"|^where (?:has|have|had|did|is|are|do|does|else)\b|\bacross (?:the country|england|all)\b|\bnationally\b",
    re.IGNORECASE,
)
_OF_LETTERS = re.compile(
    r"\b(?:which|what|how many|where|have|any)\b.{0,40}\b(?<!those )(?<!these )(?<!both )(?<!two )"
    r"(?:visits|letters|jtais|inspections)\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(r"\b(?:compared?|versus|vs|than|or|better|worse|differ\w*|both)\b", re.IGNORECASE)
_TREND = re.compile(
    r"\b(?:any better|got better|get better|better or worse|\bnow\b|improved?|improving|progress|worse|since|still"
    r"|sort(?:ed)? out|fix(?:ed(?! term| penalt| period))?|put right|any ?more|compared (?:to|with)|between"
    r"|by the time|happened to|over time|than it was|trend|since then)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:(?:has|have|had|did|what|how|anything|much|things) (?:(?!to )[\w'’-]+ ){0,6}changed?"
    r"|changes? (?:since|between|over|in the (?:last|past)))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:how many|(?:what )?(?:%|share|percentage|per cent|proportion|number) of"
    r"|what (?:age|figure|share|number|percentage)|what was the (?:\w+ ){0,3}(?:figure|number|rate)"
    r"|average (?:number|caseload)|how often|how long|longest|(?:up to|at) what age|how old)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:how much (?:money|was|is|did|does|do|has|had)?.{0,40}"
    r"(?:pay|paying|paid|cost|costs|spend|spending|spent|earn\w*|invest\w*|put|money|cash)"
    r"|what (?:is|are|was|were|did|does|do) .{0,30}\b(?:pay|paying|paid|spend|spending|spent|cost\w*)\b"
    r"|how much money|what (?:was|is) the (?:\w+ ){0,2}(?:sum|amount|salary|pay|cost|budget)\b"
    r"|what (?:did|does|do|was|is) .{1,40}\b(?:earn|earns|earning|cost|paid)\b"
    r"|how many (?:million|thousand|pounds)|what .{0,20}(?:cost|budget) )",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^\W*(?:(?:and|so|but) )?when (?:did|was|were|had|has|have)\b|\b(?:what|which) (?:year|month|date)\b"
    r"|\bsince when\b|\bhow long ago\b",
    re.IGNORECASE,
)
_PERSON = (
    r"(?:director|dcs|chief executive|lead member|lead inspector|head|boss|manager|councillor|commissioner|chair|judge"
    r"|magistrate|doctor|headteacher|teacher|police officer|social worker|officer|adviser|minister|mayor|mp|mentor)"
)
_NAME = re.compile(
    rf"\b(?:name of (?:the|its|their|a) (?:\w+ ){{0,2}}{_PERSON}|who(?: is|.s| was) (?:the |its )?{_PERSON})\b",
    re.IGNORECASE,
)
WHOLE_AREAS = frozenset(
    {
        Area.LEADERS,
        Area.HELP_AND_PROTECTION,
        Area.CHILDREN_IN_CARE,
        Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS,
        Area.CARE_LEAVERS,
    }
)
"""Areas that a question may be about as a whole: each has a section of its own in every framework since 2018."""


def shape_of(question: Question) -> Shape:
    """The kind of answer that a question wants by itself, before what it inherits is known."""
    text = question.text
    if _wants_a_grade(question):
        return Shape.JUDGEMENT
    if asks_for_reasons(question):
        return Shape.OVERVIEW
    if not question.authorities and (_BREADTH.search(text) or (question.kinds and _OF_LETTERS.search(text))):
        return Shape.BREADTH
    several = len(question.authorities) > 1
    if several and (_COMPARE.search(text) or re.search(r"\band\b", text)):
        return Shape.COMPARE
    if len(question.occasions) > 1:
        return Shape.TREND if _asks_for_change(text) else Shape.COMPARE
    years = len(question.period.years) + (question.period.following and bool(question.period.years))
    if several:
        return Shape.TOPIC
    if (years > 1 and not question.period.either) or (_asks_for_change(text) and not _of_one_year(question)):
        return Shape.TREND
    return Shape.TOPIC


def _asks_for_change(text: str) -> bool:
    return bool(_TREND.search(text) or _CHANGED.search(text))


def _of_one_year(question: Question) -> bool:
    """A figure of one year's inspection: "how many were still waiting in 2014?" asks for no change."""
    period = question.period
    return question.wanted is not None and len(period.years) == 1 and period.since is None and not period.relative


def over_many(question: Question) -> bool:
    """True for a question without an authority that asks for those where something is good or bad, if only by a region
    or a start: "good life-story work since 2022"."""
    if not named_themes(question.text) or vocabulary().grades.search(question.text):
        return False
    return bool(question.regions) or question.period.since is not None or question.period.until is not None


def _wants_a_grade(question: Question) -> bool:
    """True where nothing but grades is asked for, if it be how many have one, or how often one was given."""
    counted = question.wanted is Wanted.NUMBER and (asks_many(question) or over_time(question))
    return (question.wanted in (None, Wanted.DATE) or counted) and only_grades(question)


def wanted_in(text: str) -> Wanted | None:
    """The figure, the sum of money, the date or the name that `text` asks for, or None."""
    kinds = ((_MONEY, Wanted.MONEY), (_DATE, Wanted.DATE), (_NUMBER, Wanted.NUMBER), (_NAME, Wanted.NAME))
    for pattern, wanted in kinds:
        if pattern.search(text):
            return wanted
    return None


def asks_for_an_area(question: Question) -> bool:
    """True where nothing is named but an area of judgement, and no figure is wanted: "how are care leavers doing?"."""
    phrases = vocabulary().areas
    only = question.wanted is None and all(term.lower() in phrases for term in question.terms)
    return only and bool(question.areas) and WHOLE_AREAS.issuperset(question.areas)
