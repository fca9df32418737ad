"""The words of the field, from vocabulary.toml: framing words, synonyms, places outside England, kinds, areas."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.types import Area, Kind


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What people say (a pattern) and what reports write instead."""

    said: re.Pattern[str]
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All lists; `outside` maps a place's pattern to the country it lies in."""

    framing: frozenset[str]
    phrases: re.Pattern[str]
    subjects: re.Pattern[str]
    to_improve: re.Pattern[str]
    asks_to_improve: re.Pattern[str]
    asks_for_priority: re.Pattern[str]
    improving_words: frozenset[str]
    persona: re.Pattern[str]
    anaphora: re.Pattern[str]
    circumstance: re.Pattern[str]
    some_of_them: re.Pattern[str]
    bare: re.Pattern[str]
    anew: re.Pattern[str]
    asking: re.Pattern[str]
    kin: re.Pattern[str]
    advice: re.Pattern[str]
    synonyms: tuple[Synonyms, ...]
    outside: Mapping[str, re.Pattern[str]]
    kinds: Mapping[str, tuple[Kind, ...]]
    grades: re.Pattern[str]
    outright: re.Pattern[str]
    areas: Mapping[str, tuple[Area, ...]]


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    words = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def _either(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _abroad(names: list[str]) -> re.Pattern[str]:
    """Names of places as they are written; in small letters only where a place must stand: "in swansea"."""
    written = _any_of(names).pattern
    return re.compile(rf"{written}|\b(?:in|from|about|across|around)\s+(?i:{written})")


def _several_words(phrase: str) -> bool:
    return " " in phrase


@cache
def vocabulary() -> Vocabulary:
    """The packaged vocabulary."""
    data = tomllib.loads(files("rag.plan").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    said = [phrase for entry in data["synonyms"] for phrase in entry["said"]]
    return Vocabulary(
        framing=frozenset(data["framing"].split()),
        phrases=_any_of([*data["phrases"], *filter(_several_words, [*data["subjects"], *said])]),
        subjects=_any_of(data["subjects"]),
        to_improve=_any_of(data["to_improve"]),
        asks_to_improve=_either(data["asks_to_improve"]),
        asks_for_priority=_either(data["asks_for_priority"]),
        improving_words=frozenset(data["improving_words"].split()),
        persona=re.compile(data["persona"], re.IGNORECASE),
        anaphora=_any_of(data["anaphora"]),
        circumstance=re.compile(data["circumstance"], re.IGNORECASE),
        some_of_them=re.compile(data["some_of_them"], re.IGNORECASE),
        bare=re.compile(data["bare"], re.IGNORECASE),
        anew=re.compile(data["anew"], re.IGNORECASE),
        asking=re.compile(data["asking"], re.IGNORECASE),
        kin=re.compile(data["advice"]["kin"], re.IGNORECASE),
        advice=re.compile(data["advice"]["asks"], re.IGNORECASE),
        synonyms=tuple(Synonyms(_any_of(entry["said"]), tuple(entry["written"])) for entry in data["synonyms"]),
        outside={country: _abroad(names) for country, names in data["outside"].items()},
        kinds={phrase: tuple(map(Kind, kinds)) for phrase, kinds in data["kinds"].items()},
        grades=_any_of(data["judgements"]["asking"]),
        outright=_any_of(data["judgements"]["asking_outright"]),
        areas={phrase: tuple(map(Area, areas)) for phrase, areas in data["judgements"]["areas"].items()},
    )


def asks_for_advice(text: str) -> bool:
    """True for a question that asks what to do for a child or family that the user knows."""
    words = vocabulary()
    return bool(words.kin.search(text) and words.advice.search(text))


_STRAY_WORDS = 1
"""Words that such a question may have beside those that are known: a typo, a turn of phrase."""


def asks_for_improvements(subject: str) -> bool:
    """True where nothing is asked for but what has to improve: what a report lists as that."""
    words = vocabulary()
    asked = words.asks_to_improve.search(subject) or words.asks_for_priority.search(subject)
    known = words.framing | words.improving_words
    left = [word for word in re.findall(r"[A-Za-z][A-Za-z'’-]*", subject) if word.lower() not in known]
    telling = any(entry.said.search(" ".join(left)) for entry in words.synonyms)
    return bool(asked) and len(left) <= _STRAY_WORDS and not telling


def is_own_subject(term: str) -> bool:
    """True for a subject from the list of subjects: it is one even where no report speaks of it."""
    return bool(vocabulary().subjects.fullmatch(term))


def is_subject(term: str) -> bool:
    """True for a word or phrase that names a subject of the field, not how people talk about it."""
    words = vocabulary()
    known = words.phrases.fullmatch(term) or words.subjects.fullmatch(term)
    return bool(known) or any(entry.said.fullmatch(term) for entry in words.synonyms)
