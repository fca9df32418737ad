"""The words of questions about grades, from grades.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.plan.question import Question
from rag.read.text import plain
from rag.types import Grade

BEST_FIRST = tuple(Grade)
"""The grades, the best first."""


@dataclass(frozen=True, slots=True)
class GradeWords:
    """What people call each grade, words that frame a question of grades, and patterns by name."""

    said: Mapping[Grade, re.Pattern[str]]
    loose: re.Pattern[str]
    framing: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]
    elsewhere: re.Pattern[str]
    elsewhere_alone: re.Pattern[str]
    listed_elsewhere: re.Pattern[str]
    never_elsewhere: re.Pattern[str]

    def has(self, name: str, text: str) -> bool:
        """True where the pattern `name` stands in `text`."""
        return bool(self.patterns[name].search(text))


@cache
def grade_words() -> GradeWords:
    """The packaged words."""
    data = tomllib.loads(files("rag.plan").joinpath("grades.toml").read_text(encoding="utf-8"))
    elsewhere = data["elsewhere"]
    return GradeWords(
        {Grade(grade): _any_of(phrases) for grade, phrases in data["said"].items()},
        _any_of(data["loose"]["words"]),
        frozenset(data["framing"]["words"].split()),
        {name: re.compile(pattern, re.IGNORECASE) for name, pattern in data["patterns"].items()},
        _near(elsewhere["grades"], [elsewhere["always"]]),
        _near(elsewhere["grades"], [elsewhere["always"], elsewhere["alone"]]),
        re.compile(elsewhere["listed"], re.IGNORECASE),
        re.compile(elsewhere["never_listed"], re.IGNORECASE),
    )


def asked_text(question: Question) -> str:
    """The question's text without its authorities' names, whose words say nothing else ("Blackburn with Darwen")."""
    names = [name for authority in question.authorities for name in (*authority.names, *authority.trusts)]
    text = plain(question.text)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(plain(name))}(?!\w)", "it", text, flags=re.IGNORECASE)
    return text


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


def _near(one: str, others: Sequence[str]) -> re.Pattern[str]:
    """A pattern for text that has both, in either order."""
    other = "|".join(others)
    return re.compile(rf"\b{one}\b.*\b(?:{other})\b|\b(?:{other})\b.*\b{one}\b", re.IGNORECASE)
