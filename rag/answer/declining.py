"""When the reports do not say: what was asked for and is not there, said plainly instead of something near."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.sentences import Sentence, constants
from rag.retrieve.figures import has_money, has_number, has_share
from rag.retrieve.question import Question, Shape, Wanted
from rag.retrieve.scope import Scope
from rag.retrieve.vocabulary import asks_for_advice
from rag.retrieve.words import Term
from rag.types import Hit

_NAME = re.compile(
    r"(?<![.!?] )(?<!^)\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Councillor|Cllr)\.? [A-Z]|inspector:? [A-Z][a-z]+ [A-Z]", re.ASCII
)


_SHARE = re.compile(r"(?:%|\b(?:percentage|per ?cent|share|proportion)) of\b", re.IGNORECASE)
_INSISTS = re.compile(
    r"\b(?:how (?:many|often|long|old)|average"
    r"|what (?=%)|what (?:\w+ ){0,3}(?:per ?cent|share|percentage|proportion|number|age|figure|rate))\b",
    re.IGNORECASE,
)
"""How a question insists on a number: where no sentence gives one, nothing else will do."""


def before_search(question: Question, scope: Scope) -> str | None:
    """Why there is nothing to search, or None."""
    if asks_for_advice(question.text):
        return (
            "This seems to be about a particular child or family. Inspection reports tell how services work, not what"
            " to do for one child, and no advice is given here. To report a worry about a child, ask the children's"
            " services of the council where the child lives; where a child is in danger now, call 999."
        )
    if question.outside:
        return (
            f"Ofsted inspects children's services in England only, so the reports do not say anything about"
            f" {question.outside}: another inspectorate is responsible there."
        )
    named = question.terms or question.authorities or question.period or question.kinds or question.areas
    if not named and question.shape is not Shape.JUDGEMENT:
        return "The question names nothing to look for: name a subject, such as caseloads, or a local authority."
    if not scope.reports:
        return " ".join(scope.missing) or "The library holds no reports yet: add some with `ofsted-chat ingest PATH`."
    return None


def after_search(
    question: Question, hits: Sequence[Hit], weighed: Sequence[Sentence], terms: Sequence[Term], silent: Sequence[str]
) -> str | None:
    """Why what was found does not answer the question, or None. `silent` are its words that no report searched has."""
    limits = constants()["declining"]
    if not hits or not weighed:
        return "The reports searched do not say anything that fits this question."
    if question.shape in (Shape.JUDGEMENT, Shape.OVERVIEW):
        return None
    similar = max(max((hit.dense or 0.0) for hit in hits), max(sentence.dense for sentence in weighed))
    if silent and similar < limits["silent_dense"]:
        return f"The reports searched do not mention {_listed(silent)}. That tells nothing of how well it is done."
    if similar < limits["dense"]:
        return "The reports searched do not say anything that fits this question."
    return _lacks_what_is_wanted(question, weighed)


def _lacks_what_is_wanted(question: Question, weighed: Sequence[Sentence]) -> str | None:
    limits = constants()["declining"]
    bonus = constants()["sentences"]["wanted"]
    if question.wanted is Wanted.MONEY and not any(
        has_money(s.text) and s.score >= limits["money_score"] + bonus for s in weighed
    ):
        return "The reports searched do not give such a sum of money."
    if question.wanted is Wanted.NUMBER and _INSISTS.search(question.text):
        average = re.search(r"\baverage\b", question.text, re.IGNORECASE)
        gives = fitting(question)
        giving = [s for s in weighed if gives(s.text) and s.score >= limits["number_score"] + bonus]
        if average:
            giving = [s for s in giving if re.search(r"\baverage\b|\bmean\b", s.text, re.IGNORECASE)]
        if not giving:
            return "The reports searched do not give such a figure."
    if question.wanted is Wanted.NAME and not any(_NAME.search(s.text) for s in weighed):
        return "The reports searched do not name that person."
    return None


def only_near(question: Question, weighed: Sequence[Sentence]) -> bool:
    """True where even the best sentence is so far from the question that a reader must be told."""
    if question.shape in (Shape.JUDGEMENT, Shape.OVERVIEW):
        return False
    return max(sentence.score for sentence in weighed) < float(constants()["declining"]["near"])


def favoured(question: Question, weighed: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, those that have the number or the sum that is wanted raised."""
    bonus = float(constants()["sentences"]["wanted"])
    has_wanted = fitting(question)
    if question.wanted not in (Wanted.NUMBER, Wanted.MONEY):
        return list(weighed)
    return [replace(s, score=s.score + bonus) if has_wanted(s.text) else s for s in weighed]


def fitting(question: Question) -> Callable[[str], bool]:
    """Whether a sentence has the sum of money, the share or the number that is wanted."""
    if question.wanted is Wanted.MONEY:
        return has_money
    return has_share if _SHARE.search(question.text) else has_number


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
