"""A question as typed, understood: who, when, what about, and what kind of answer is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.read.authorities import Authority, Register
from rag.retrieve.followup import inheriting
from rag.retrieve.period import period_of
from rag.retrieve.places import named
from rag.retrieve.question import Question, Shape
from rag.retrieve.shape import over_many, shape_of, wanted_in
from rag.retrieve.terms import terms_of, written_for
from rag.retrieve.vocabulary import vocabulary
from rag.types import Area


def understand(text: str, history: Sequence[str], register: Register) -> Question:
    """The question in `text` after the user's earlier turns in `history`, oldest first."""
    before: Question | None = None
    for turn in history:
        earlier = _alone(turn, register, before.authorities if before else ())
        before = inheriting(earlier, before) if before else earlier
    question = _alone(text, register, before.authorities if before else ())
    if before:
        question = inheriting(question, before)
    if not question.authorities and question.shape in (Shape.TOPIC, Shape.TREND, Shape.COMPARE):
        question = replace(question, shape=Shape.BREADTH if over_many(question) else Shape.TOPIC)
    beside, improve = vocabulary().to_improve.subn(" ", question.subject)
    if question.authorities and not terms_of(beside) and question.shape is not Shape.JUDGEMENT:
        question = replace(question, shape=Shape.OVERVIEW, to_improve=improve > 0)
    return question


def _alone(text: str, register: Register, before: Sequence[Authority]) -> Question:
    words = vocabulary()
    places = named(text, register, before)
    outside = next((country for country, pattern in words.outside.items() if pattern.search(places.rest)), None)
    period = period_of(text)
    subject = re.sub(r"\s+", " ", re.sub(r"\b(?:19|20)\d\d\b", " ", places.rest)).strip()
    kinds = tuple(kind for phrase, kinds in words.kinds.items() if phrase in text.lower() for kind in kinds)
    question = Question(
        text=text,
        subject=subject,
        terms=terms_of(subject),
        written=written_for(subject),
        authorities=places.authorities,
        regions=places.regions,
        outside=None if places.authorities else outside,
        period=period,
        kinds=tuple(dict.fromkeys(kinds)),
        wanted=wanted_in(text),
        areas=_areas(subject),
        corrected=places.corrected,
    )
    return replace(question, shape=shape_of(question))


def _areas(subject: str) -> tuple[Area, ...]:
    lowered = subject.lower()
    found: list[Area] = []
    for phrase, areas in vocabulary().areas.items():
        if re.search(rf"\b{re.escape(phrase)}\b", lowered):
            found += areas
            lowered = lowered.replace(phrase, " ")
    return tuple(dict.fromkeys(found))
