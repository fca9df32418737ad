"""A question as typed, understood: who, when, what about, and what kind of answer is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.plan.asides import (
    asks_about_the_library,
    asks_for_more,
    asks_for_the_words,
    small_talk,
    without_opening,
)
from rag.plan.followup import about, inheriting
from rag.plan.occasions import Occasion, occasions_in, without_occasions
from rag.plan.period import period_of
from rag.plan.places import named
from rag.plan.question import Correction, Question, Shape
from rag.plan.scope_ask import (
    asks_for_scope,
    asks_which_have_priority_actions,
    asks_which_visits,
    themes_of,
    without_themes,
)
from rag.plan.shape import asks_for_an_area, over_many, shape_of, wanted_in
from rag.plan.terms import terms_of, written_for
from rag.plan.vocabulary import asks_for_improvements, vocabulary
from rag.read.authorities import Authority, Register
from rag.types import VISITS, Area, Kind


def understand(
    text: str, history: Sequence[str], register: Register, corrections: Mapping[int, Correction] | None = None
) -> Question:
    """The question in `text` after the user's earlier turns in `history`, oldest first.

    `corrections`: what the user has set by hand, by the place of the turn (that of `text` is `len(history)`).
    """
    before: Question | None = None
    for place, turn in enumerate(history):
        asked = _after(turn, before, register, (corrections or {}).get(place))
        before = before if asked.shape is Shape.TALK else asked
    return _settled(_after(text, before, register, (corrections or {}).get(len(history))))


def _after(text: str, before: Question | None, register: Register, correction: Correction | None) -> Question:
    """The question of a turn after the one before it."""
    if reply := small_talk(text):
        return Question(text, "", (), (), shape=Shape.TALK, reply=reply)
    if before is None:
        return _alone(text, register, (), correction)
    if asks_for_more(text) and before.shape is Shape.SCOPE and not before.which_visits:
        return replace(before, shape=Shape.OVERVIEW, inherited=(about(before),))
    if asks_for_more(text):
        return replace(before, further=before.further + 1, verbatim=False, inherited=(about(before),))
    if asks_for_the_words(text):
        return replace(before, verbatim=True, inherited=(about(before),))
    return inheriting(_alone(text, register, before.authorities, correction), before)


def _settled(question: Question) -> Question:
    """The shape that a question has once it is known what it inherits."""
    if question.shape in (Shape.TALK, Shape.LIBRARY, Shape.SCOPE):
        return question
    if not question.authorities and question.shape in (Shape.TOPIC, Shape.TREND, Shape.COMPARE):
        question = replace(question, shape=Shape.BREADTH if over_many(question) else Shape.TOPIC)
    asked = without_themes(question.subject) if _of_a_visit(question) else question.subject
    if question.authorities and question.shape is not Shape.JUDGEMENT and asks_for_improvements(asked):
        first = bool(vocabulary().asks_for_priority.search(question.subject))
        return replace(question, shape=Shape.OVERVIEW, to_improve=True, priority=first)
    beside, improve = vocabulary().to_improve.subn(" ", question.subject)
    left = [term for term in terms_of(beside) if term.lower() not in _COUNTED]
    if question.authorities and not left and question.shape is not Shape.JUDGEMENT:
        question = replace(question, shape=Shape.OVERVIEW, to_improve=improve > 0)
    if question.authorities and question.shape is Shape.TOPIC and asks_for_an_area(question):
        question = replace(question, shape=Shape.OVERVIEW)
    return question


_COUNTED = ("two", "2", "three", "3")
"""Words for so many inspections, which are no subject: "what changed between its last two inspections?"."""


def _of_a_visit(question: Question) -> bool:
    """True where every occasion named may be a visit."""
    return bool(question.occasions) and all(not o.kinds or set(o.kinds) & set(VISITS) for o in question.occasions)


def _alone(text: str, register: Register, before: Sequence[Authority], correction: Correction | None) -> Question:
    words = vocabulary()
    places = named(text, register, before)
    outside = next((country for country, pattern in words.outside.items() if pattern.search(places.rest)), None)
    set_place = correction is not None and correction.authorities is not None
    set_period = correction is not None and correction.period is not None
    if correction and correction.authorities is not None:
        chosen = tuple(filter(None, map(register.by_urn, correction.authorities)))
        places, outside = replace(places, authorities=chosen, regions=correction.regions, corrected=()), None
    period = correction.period if correction and correction.period is not None else period_of(text)
    asked = words.persona.sub(" ", without_opening(without_occasions(places.rest)))
    subject = re.sub(r"\s+", " ", re.sub(r"\b(?:19|20)\d\d\b", " ", asked)).strip()
    occasions, kinds = _occasions(places.rest, correction)
    question = Question(
        text=text,
        subject=subject,
        terms=terms_of(subject),
        written=(*places.trusts, *written_for(subject)),
        authorities=places.authorities,
        regions=places.regions,
        outside=None if places.authorities else outside,
        period=period,
        kinds=kinds,
        occasions=occasions,
        wanted=wanted_in(text),
        areas=_areas(subject),
        corrected=places.corrected,
        set_place=set_place,
        set_period=set_period,
        set_kinds=correction is not None and correction.kinds is not None,
    )
    if asks_which_have_priority_actions(question, places.rest):
        return replace(question, shape=Shape.SCOPE, priority=True, which_visits=True)
    if asks_for_scope(question, places.rest, bool(before)):
        which = asks_which_visits(question, places.rest)
        themes = themes_of(places.rest) if which else ()
        kinds = question.kinds or (VISITS if which else ())
        return replace(question, shape=Shape.SCOPE, themes=themes, which_visits=which, kinds=kinds)
    if asks_about_the_library(places.rest, question.terms):
        return replace(question, shape=Shape.LIBRARY)
    return replace(question, shape=shape_of(question))


def _occasions(rest: str, correction: Correction | None) -> tuple[tuple[Occasion, ...], tuple[Kind, ...]]:
    """The occasions that a question names, and the kinds of report where they are all of the same; as the user has set
    time and kind, where they have."""
    occasions = occasions_in(rest)
    each_of = {occasion.kinds for occasion in occasions}
    kinds = each_of.pop() if len(each_of) == 1 else ()
    if correction and correction.kinds is not None:
        kinds = correction.kinds
        occasions = tuple(replace(occasion, kinds=kinds, exact=bool(kinds)) for occasion in occasions)
    return (() if correction and correction.period is not None else occasions), kinds


def _areas(subject: str) -> tuple[Area, ...]:
    lowered = subject.lower()
    found: list[Area] = []
    for phrase, areas in vocabulary().areas.items():
        if re.search(rf"\b{re.escape(phrase)}\b", lowered):
            found += areas
            lowered = lowered.replace(phrase, " ")
    return tuple(dict.fromkeys(found))
