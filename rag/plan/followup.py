"""Follow-ups: what a question takes from the one before it, and what it replaces."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.label.themes import named_themes
from rag.plan.asides import corrects
from rag.plan.grading import asks_many, goes_on_about_grades
from rag.plan.groups import groups_in
from rag.plan.question import Question, Shape
from rag.plan.scope_ask import asks_what_was_found
from rag.plan.vocabulary import vocabulary


def inheriting(question: Question, before: Question) -> Question:
    """The question with what it leaves open filled in from the one before."""
    words = vocabulary()
    if question.shape is Shape.LIBRARY and (question.authorities or question.regions):
        return question
    own_place = bool(question.authorities) and not question.set_place
    goes_on = _goes_on(question, own_place) and bool(before.terms)
    inherited: list[str] = []
    question, said = _period_of_a_new_place(question, before)
    inherited += said
    if _same_place(question):
        question, said = _in_the_same_place(question, before)
        inherited += said
    if goes_on:
        together = (*before.together, *before.authorities) if own_place else before.together
        question = replace(_on_the_same(question, before), together=together)
        inherited.append(_quoted(before))
    elif not own_place and before.terms:
        question = replace(_behind(question, before), other=_on_the_same(question, before))
    if question.wanted is None and words.bare.match(question.text) and len(question.terms) <= 2:
        question = replace(question, wanted=before.wanted)
    bare = not question.terms and question.shape is not Shape.LIBRARY and not asks_what_was_found(question.subject)
    if before.shape is Shape.SCOPE and bare:
        question = replace(question, shape=Shape.SCOPE, themes=before.themes, which_visits=before.which_visits)
    question = _between_all_asked_of(question) if goes_on and not own_place else question
    if own_place and before.authorities and _COMPARES.search(question.text):
        question = _beside_those_before(question, before)
    return _graded(replace(question, inherited=tuple(filter(None, inherited))), before)


def _on_the_same(question: Question, before: Question) -> Question:
    """The question with the subject of the one before it."""
    return replace(
        question if _ONLY_ELSEWHERE.fullmatch(question.subject) else _behind(question, before),
        subject=f"{before.subject} {question.subject}",
        terms=tuple(dict.fromkeys((*question.terms, *before.terms))),
        written=tuple(dict.fromkeys((*question.written, *before.written))),
    )


def _behind(question: Question, before: Question) -> Question:
    """The question as it is to be read: in its own words, with the telling ones of the question before."""
    return replace(question, own=question.subject, behind=before.terms[:TELLING])


TELLING = 8
"""Words of the question before that a follow-up is read with."""
_ONLY_ELSEWHERE = re.compile(
    r"(?:\W|\b(?:and|but|or|so|ok|okay|what|how|about|in|at|for|by|the|same|then|now|also)\b)*", re.IGNORECASE
)
"""What is left of "and in Leeds?" or "what about 2019?": the question before, of another place or time."""


def about(question: Question) -> str:
    """What a question is about, in a few words."""
    places = ", ".join([*(authority.name for authority in question.authorities), *question.regions])
    return ", ".join(filter(None, [_quoted(question), places, question.period.said if question.period else ""]))


def _quoted(question: Question) -> str:
    return ", ".join(f"“{term}”" for term in question.terms[:4])


def _same_place(question: Question) -> bool:
    named = question.authorities or question.regions or question.outside or question.set_place
    return (
        not named
        and not groups_in(question.text).types
        and question.shape is not Shape.BREADTH
        and not (question.which_visits and _OF_ALL.search(question.text))
        and not (question.shape is Shape.JUDGEMENT and asks_many(question))
    )


def _period_of_a_new_place(question: Question, before: Question) -> tuple[Question, list[str]]:
    """Another place takes the latest reports from before; one that puts the former place right takes any period."""
    kept = before.period.latest or (corrects(question.text) and bool(before.period))
    if not question.authorities or question.period or question.set_place or question.set_period or not kept:
        return question, []
    return replace(question, period=before.period), [before.period.said]


def _in_the_same_place(question: Question, before: Question) -> tuple[Question, list[str]]:
    """The place, the period and the kinds of report of the question before."""
    inherited: list[str] = []
    if before.authorities or before.regions:
        question = replace(question, authorities=before.authorities, regions=before.regions)
        inherited.append(", ".join([*(authority.name for authority in before.authorities), *before.regions]))
    period = question.period
    if before.occasions and _OF_BOTH.search(question.text) and not any(o.told for o in question.occasions):
        question = replace(question, occasions=(*before.earlier_occasions, *before.occasions), kinds=())
    if not (period or question.set_period or question.occasions):
        question = replace(question, period=before.period, occasions=before.occasions)
        inherited += [before.period.said] if before.period else []
    if not (question.kinds or question.period.years or question.set_kinds):
        question = replace(question, kinds=before.kinds)
    return replace(question, earlier=before.period, earlier_occasions=before.occasions), inherited


_OF_BOTH = re.compile(
    r"\b(?:those|these|both|the) (?:two |same )?(?:visits|inspections|reports|letters)\b|\bboth (?:times|of them)\b",
    re.IGNORECASE,
)
"""What goes on about the two that were asked about before."""
_OF_ALL = re.compile(r"\b(?:which|what|how many|all|list|name)\b(?! of (?:them|those|these|its|their)).{0,30}s\b", re.I)
"""Which visits of all, not of those of the council before."""
_COMPARES = re.compile(
    r"\b(?:how (?:does|do|did|would) (?:that|this|it|they|those|these) compare|compare (?:that|this|it|them|those)"
    r"|compared (?:with|to)|in comparison (?:with|to))\b",
    re.IGNORECASE,
)
"""What sets a place beside those of the question before: "how does that compare with Wakefield?"."""


def _beside_those_before(question: Question, before: Question) -> Question:
    """The question on the authorities before it and on its own, in the way that the one before was asked."""
    both = tuple(dict.fromkeys((*before.authorities, *question.authorities)))
    shape = before.shape if before.shape in (Shape.JUDGEMENT, Shape.OVERVIEW) else Shape.COMPARE
    areas = question.areas or before.areas
    return replace(question, authorities=both, shape=shape, areas=areas, wanted=question.wanted or before.wanted)


_WHICH_OF_THEM = re.compile(
    r"\b(?:who|which)(?: one| of (?:them|the two|those|these))?(?:'s| is| was| does| did| has)?\b"
)
_BETTER = re.compile(r"\b(?:better|worse|best|worst|ahead|behind|stronger|weaker)\b", re.IGNORECASE)


def _between_all_asked_of(question: Question) -> Question:
    """ "Who's worse?" after the same was asked of several places, one after the other, compares them."""
    all_asked = tuple(dict.fromkeys((*question.together, *question.authorities)))
    asked = _WHICH_OF_THEM.search(question.text.lower()) and _BETTER.search(question.text)
    if not asked or len(all_asked) < 2:
        return question
    return replace(question, authorities=all_asked, shape=Shape.COMPARE)


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
    if not question.terms or words.some_of_them.search(question.text):
        return True
    own = bool(named_themes(question.subject)) and not words.anaphora.search(question.subject)
    if own and (own_place or words.asking.match(question.subject)):
        return False
    short = len(question.terms) <= 3
    refers = bool(words.anaphora.search(question.subject)) and len(question.terms) <= 2 and not question.written
    return refers or (short and bool(words.circumstance.match(question.subject)) and not _new_subject(question))


def _new_subject(question: Question) -> bool:
    """A question that names its own thing ("how many were waiting for ...") stands by itself."""
    return bool(re.search(r"\b(?:how many|what about|how about|who|which)\b", question.text, re.IGNORECASE))
