"""Which way a question asks the findings to point: "weak on", "praised for", "high caseloads"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.label.themes import Theme, any_of, named_themes, theme_of_words
from rag.read.text import plain
from rag.types import Direction

OPPOSITE = {Direction.WEAK: Direction.STRONG, Direction.STRONG: Direction.WEAK}


@dataclass(frozen=True, slots=True)
class _Words:
    weak: re.Pattern[str]
    denied: re.Pattern[str]
    strong: re.Pattern[str]
    framing: re.Pattern[str]
    outright: re.Pattern[str]
    much: re.Pattern[str]
    little: re.Pattern[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(files("rag.plan").joinpath("evaluative.toml").read_text(encoding="utf-8"))
    names = ("weak", "denied", "strong", "framing", "outright", "much", "little")
    weak, denied, strong, framing, outright, much, little = (any_of(data[name]) for name in names)
    return _Words(weak, denied, strong, framing, outright, much, little)


def direction_asked(question: str) -> Direction | None:
    """Which way the findings are to point; None where the question does not say.

    The subject's own words do not count ("missing from school"), but for those that say it ("too many children each").
    """
    text = plain(question).lower().replace("n't", " not")
    subjects = named_themes(question)
    for subject in subjects:
        text = subject.said.sub(lambda match: " ".join(_words().outright.findall(match[0])), text)
    if _words().denied.search(text):
        return Direction.STRONG
    if _words().weak.search(text):
        return Direction.WEAK
    if _words().strong.search(text):
        return Direction.STRONG
    return _by_amount(text, subjects)


def _by_amount(text: str, subjects: Sequence[Theme]) -> Direction | None:
    """The direction of a question for much or little of a subject that is a weakness or a strength in itself."""
    much = next((Direction(subject.more) for subject in subjects if subject.more), None)
    if much and _words().little.search(text):
        return OPPOSITE[much]
    return much if much and _words().much.search(text) else None


def subjects_of(question: str, terms: Sequence[str]) -> tuple[Theme, ...]:
    """The subjects that a question names; one of each telling word of its own where it names none that is known."""
    lists = (_words().weak, _words().strong, _words().framing)
    telling = (term for term in terms if not any(words.fullmatch(plain(term).lower()) for words in lists))
    return named_themes(question) or tuple(map(theme_of_words, telling))
