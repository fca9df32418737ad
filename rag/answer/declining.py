"""When the reports do not say: what was asked for and is not there, said plainly instead of something near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.sentences import Sentence, constants
from rag.retrieve.question import Question, Shape, Wanted
from rag.retrieve.scope import Scope
from rag.retrieve.words import Term
from rag.types import Hit

_NUMBER_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|half|third|quarter|no|none|single|only|both"
    r"|once|twice|daily|weekly|fortnightly|monthly"
)
_NUMBER = re.compile(rf"(?<![\w-])(?:\d[\d,.]*%?|{_NUMBER_WORDS})(?![\w-])", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONEY = re.compile(r"£\s?\d|\d[\d,.]*\s?(?:million|m\b|thousand)|\bmillions?\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![.!?] )(?<!^)\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Councillor|Cllr)\.? [A-Z]|inspector:? [A-Z][a-z]+ [A-Z]", re.ASCII
)


def before_search(question: Question, scope: Scope) -> str | None:
    """Why there is nothing to search, or None."""
    if question.outside:
        return (
            f"Ofsted inspects children's services in England only, so the reports do not say anything about"
            f" {question.outside}: another inspectorate is responsible there."
        )
    if not (question.terms or question.authorities or question.period or question.kinds or question.areas):
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
        _MONEY.search(s.text) and s.score >= limits["money_score"] + bonus for s in weighed
    ):
        return "The reports searched do not give such a sum of money."
    if question.wanted is Wanted.NUMBER:
        average = re.search(r"\baverage\b", question.text, re.IGNORECASE)
        fitting = [s for s in weighed if has_number(s.text) and s.score >= limits["number_score"] + bonus]
        if average:
            fitting = [s for s in fitting if re.search(r"\baverage\b|\bmean\b", s.text, re.IGNORECASE)]
        if not fitting:
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

    def has_wanted(text: str) -> bool:
        if question.wanted is Wanted.MONEY:
            return bool(_MONEY.search(text))
        return question.wanted is Wanted.NUMBER and has_number(text)

    return [replace(s, score=s.score + bonus) if has_wanted(s.text) else s for s in weighed]


def has_number(text: str) -> bool:
    """True where `text` gives a number that is not only a year."""
    return any(not _YEAR.fullmatch(match[0].rstrip(".,")) for match in _NUMBER.finditer(text))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
