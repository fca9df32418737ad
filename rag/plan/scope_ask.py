"""Questions on the scope of visits: what one was about, and which were about a theme (occasions.toml)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from rag.plan.occasions import Relation, without_occasions
from rag.plan.question import Question
from rag.plan.terms import terms_of
from rag.plan.vocabulary import asks_for_improvements, vocabulary
from rag.types import Focus


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads(files("rag.plan").joinpath("occasions.toml").read_text(encoding="utf-8"))
    return dict(data["scope"])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    found: str | list[str] = _data()[name]
    return re.compile(found if isinstance(found, str) else "|".join(f"(?:{part})" for part in found), re.IGNORECASE)


@cache
def _themes() -> dict[Focus, re.Pattern[str]]:
    listed: dict[str, list[str]] = _data()["themes"]
    return {Focus(name): re.compile(rf"\b(?:{'|'.join(said)})\b", re.IGNORECASE) for name, said in listed.items()}


def asks_for_scope(question: Question, rest: str, goes_on: bool) -> bool:
    """True where a question, its places taken out in `rest`, asks what a visit was about and nothing else, or which
    visits were about a theme. `goes_on`: the authority may be that of the question before."""
    return asks_which_visits(question, rest) or (
        _of_visits(question, goes_on)
        and not _pattern("finds").search(rest)
        and bool(_pattern("surely").search(rest) or (_pattern("about").search(rest) and not _left(rest)))
    )


def asks_which_visits(question: Question, rest: str) -> bool:
    """True for "which visits looked at the front door since 2023?", also of one authority."""
    asked = _pattern("many").search(rest) and _pattern("many_about").search(rest)
    return bool(asked) and bool(themes_of(rest)) and not _pattern("finds").search(rest)


def asks_which_have_priority_actions(question: Question, rest: str) -> bool:
    """True for "which visits had areas for priority action?": of all, and of nothing beside."""
    first = vocabulary().asks_for_priority.search(rest) and _pattern("many_with_priority").search(rest)
    return bool(first) and not question.authorities and asks_for_improvements(question.subject)


def _left(rest: str) -> list[str]:
    """The words that name a subject."""
    allowed = frozenset(_data()["words"].split())
    left = (term for term in terms_of(without_occasions(rest)) if not term.isdigit())
    return [term for term in left if not set(term.lower().split()) <= allowed]


def without_themes(text: str) -> str:
    """`text` without the themes of visits that it names: where it asks of a visit, they only say which."""
    for said in _themes().values():
        text = said.sub(" ", text)
    return text


def themes_of(text: str) -> tuple[Focus, ...]:
    """The themes of visits that people's words name, in the order of the text."""
    found = {focus: match.start() for focus, said in _themes().items() if (match := said.search(text))}
    return tuple(sorted(found, key=lambda focus: found[focus]))


def asks_what_was_found(text: str) -> bool:
    """True where a question on a visit asks what was found, not what was looked at."""
    return bool(_pattern("finds").search(text))


def _of_visits(question: Question, goes_on: bool) -> bool:
    """A question on visits, joint inspections, or on when inspectors came."""
    came = re.search(r"\b(?:visit\w*|letters?|inspect\w*|ofsted|they|jtais?)\b", question.text, re.IGNORECASE)
    newest = any(occasion.relation is Relation.LATEST for occasion in question.occasions)
    return bool(came) and (goes_on or newest or bool(question.authorities))
