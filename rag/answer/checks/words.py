"""Text as words in clauses, and the vocabulary that the checks look them up in."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rag.find.words import stem
from rag.read.text import plain

_TOKEN = re.compile(r"[a-z0-9£%]+(?:[.,]\d+)*%?|[.;:,!?()\"]|(?<=\s)-(?=\s)")
_BREAK = frozenset('.;:,!?()"-') | {
    "but",
    "however",
    "although",
    "though",
    "while",
    "whereas",
    "because",
    "despite",
    "due",
}
_JOINED = frozenset({"was", "were", "is", "are", "has", "have", "had", "did", "does", "do"})
_CONTRACTED = (("can't", "cannot"), ("won't", "will not"), ("n't", " not"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, its stem, and the number of its clause."""

    text: str
    stem: str
    clause: int


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the vocabulary at `words[start:end]`."""

    start: int
    end: int
    phrase: str


@cache
def vocabulary() -> dict[str, Any]:
    """The packaged vocabulary and limits of words.toml."""
    return tomllib.loads(files("rag.answer.checks").joinpath("words.toml").read_text(encoding="utf-8"))


def limit(name: str) -> float:
    """A threshold by its name."""
    return float(vocabulary()["limits"][name])


def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text`, numbered by clause: clauses end at punctuation, at "but" and its like, and where "and" has
    a verb of its own."""
    lowered = plain(text).lower()
    for short, long in _CONTRACTED:
        lowered = lowered.replace(short, long)
    lowered = re.sub(r"\bunder-(?=develop|staff|resourc|report)", "under", lowered.replace("'s", "").replace("s'", "s"))
    for pair in vocabulary()["pairs"]["words"]:
        lowered = lowered.replace(pair, pair.replace(" and ", " & "))
    tokens = _TOKEN.findall(lowered.replace("'", "").replace("per cent", "%").replace("percent", "%"))
    found: list[Word] = []
    clause = 0
    for index, token in enumerate(tokens):
        if token == "," and _goes_on_as_a_list(tokens, index):
            continue
        if token in _BREAK or (token == "and" and _begins_a_statement(tokens, index)):
            clause += 1
        if token[0].isalnum() or token[0] == "£":
            found.append(Word(token, stem(token), clause))
    return tuple(found)


def _goes_on_as_a_list(tokens: Sequence[str], index: int) -> bool:
    """True for the comma of "not planned, recorded or reviewed"."""
    behind = list(itertools.takewhile(lambda token: token not in _BREAK, tokens[index + 1 : index + 6]))
    return "or" in behind and not _JOINED & set(behind[: behind.index("or")])


def _begins_a_statement(tokens: Sequence[str], index: int) -> bool:
    """True for the "and" of "do not attend, and records are brief": a verb before it and one behind."""
    behind = tokens[index + 1 : index + 5]
    stop = next((i for i, token in enumerate(behind) if token in _BREAK or token == "and"), len(behind))
    before = list(itertools.takewhile(lambda token: token not in _BREAK, reversed(tokens[:index])))
    return behind[:1] != [] and (behind[0] in _JOINED or bool(_JOINED & set(behind[:stop]) and _JOINED & set(before)))


@cache
def _patterns(phrases: tuple[str, ...]) -> dict[str, list[tuple[tuple[re.Pattern[str], ...], str]]]:
    """The phrases by their first letter, longest first, each a pattern a word."""
    by_letter: dict[str, list[tuple[tuple[re.Pattern[str], ...], str]]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase.split()), "*" in phrase)):
        parts = tuple(re.compile(re.escape(part).replace(r"\*", r"\w*")) for part in phrase.split())
        by_letter.setdefault(phrase[0], []).append((parts, phrase))
    return by_letter


def matches(words: Sequence[Word], phrases: Iterable[str]) -> list[Match]:
    """Where phrases stand in `words`, within a clause, longest first, without overlaps, in order."""
    patterns = _patterns(tuple(phrases))
    found: list[Match] = []
    index = 0
    while index < len(words):
        for parts, phrase in patterns.get(words[index].text[0], ()):
            run = words[index : index + len(parts)]
            if len(run) == len(parts) and all(p.fullmatch(w.text) for p, w in zip(parts, run, strict=True)):
                found.append(Match(index, index + len(parts), phrase))
                break
        index = found[-1].end if found and found[-1].end > index else index + 1
    return found


@cache
def _meanings() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group["words"]) for group in vocabulary()["same"])


def meanings(words: Sequence[Word]) -> dict[int, set[int]]:
    """For each word its groups of words of one meaning, by position."""
    found: dict[int, set[int]] = {}
    for number, group in enumerate(_meanings()):
        for match in matches(words, group):
            for position in range(match.start, match.end):
                found.setdefault(position, set()).add(number)
    return found


@cache
def _silent() -> frozenset[str]:
    return frozenset([*vocabulary()["plain_words"]["stop"], *vocabulary()["plain_words"]["frame"]])


def telling(words: Sequence[Word]) -> list[int]:
    """The positions of the words that tell something: no small words, no dates, no figures."""
    return [index for index, word in enumerate(words) if word.text not in _silent() and not word.text[0].isdigit()]


def alike(one: str, other: str) -> bool:
    """True where two stems are of one word: the same, or one long beginning ("represent", "representativ")."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    share = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shortest)
    return share >= max(5, round(0.7 * shortest))
