"""Follow-ups: what a question takes from the one before it, and what it replaces."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.retrieve.grading import asks_many, goes_on_about_grades
from rag.retrieve.question import Question, Shape
from rag.retrieve.subjects import named_subjects
from rag.retrieve.vocabulary import vocabulary


def inheriting(question: Question, before: Question) -> Question:
    """The question with what it leaves open filled in from the one before."""
    own_place = bool(question.authorities)
    moved = own_place and not question.period and before.period.latest
    if moved:
        question = replace(question, period=before.period)
    same_place = (
        not question.authorities
        and not question.regions
        and not question.outside
        and question.shape is not Shape.BREADTH
        and not (question.shape is Shape.JUDGEMENT and asks_many(question))
    )
    inherited: list[str] = [before.period.said] if moved else []
    if same_place and before.authorities:
        question = replace(question, authorities=before.authorities)
        inherited.append(", ".join(authority.name for authority in before.authorities))
    period = question.period
    if same_place and (not period or period.relative) and not period.years:
        kept = before.period
        if period.relative:
            question = replace(question, earlier=kept)
        elif kept:
            question = replace(question, period=kept)
            inherited.append(kept.said)
    if same_place and not question.kinds:
        question = replace(question, kinds=before.kinds)
    if _goes_on(question, own_place) and before.terms:
        question = replace(
            question,
            subject=f"{before.subject} {question.subject}",
            terms=tuple(dict.fromkeys((*question.terms, *before.terms))),
            written=tuple(dict.fromkeys((*question.written, *before.written))),
        )
        inherited.append(", ".join(f"“{term}”" for term in before.terms[:4]))
    return _graded(replace(question, inherited=tuple(inherited)), before)


def _graded(question: Question, before: Question) -> Question:
    """A question that goes on about grades keeps the area that was asked about where it names none."""
    if before.shape is not Shape.JUDGEMENT or not (question.authorities or question.regions):
        return question
    if question.shape is not Shape.JUDGEMENT and not goes_on_about_grades(question):
        return question
    return replace(question, shape=Shape.JUDGEMENT, areas=question.areas or before.areas)


def _goes_on(question: Question, own_place: bool) -> bool:
    """True where the question has no subject of its own, or only a new circumstance for the former one.

    One that asks for a whole report ("tell me about Wirral") begins anew; `own_place`: it names an authority itself.
    """
    words = vocabulary()
    if own_place and words.anew.search(question.text):
        return False
    if not question.terms:
        return True
    own = bool(named_subjects(question.subject)) and not words.anaphora.search(question.subject)
    if own and (own_place or words.asking.match(question.subject)):
        return False
    short = len(question.terms) <= 3
    refers = bool(words.anaphora.search(question.subject)) and len(question.terms) <= 2 and not question.written
    return refers or (short and bool(words.circumstance.match(question.subject)) and not _new_subject(question))


def _new_subject(question: Question) -> bool:
    """A question that names its own thing ("how many were waiting for ...") stands by itself."""
    return bool(re.search(r"\b(?:how many|what about|how about|who|which)\b", question.text, re.IGNORECASE))
