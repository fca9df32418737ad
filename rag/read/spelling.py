"""Names of authorities as people type them: misspelt ones, and English words that only look like one (names.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA


@dataclass(frozen=True, slots=True)
class Guard:
    """A name that is an English word too, or part of another name: what around it says that no place is meant."""

    never_after: re.Pattern[str] | None
    never_before: re.Pattern[str] | None
    small_is_enough: bool


@dataclass(frozen=True, slots=True)
class Guards:
    """All of names.toml."""

    words: Mapping[str, Guard]
    place_before: re.Pattern[str]
    weak_before: re.Pattern[str]
    place_behind: re.Pattern[str]
    shortest: int
    edits: int
    long: int
    long_edits: int
    english: frozenset[str]


@cache
def guards() -> Guards:
    """The packaged guards."""
    data = tomllib.loads(files("rag.read").joinpath("names.toml").read_text(encoding="utf-8"))
    signs, misspelt = data["signs"], data["misspelt"]
    return Guards(
        words={word: _guard(entry) for word, entry in data["words"].items()},
        place_before=re.compile(signs["place_before"], re.IGNORECASE),
        weak_before=re.compile(signs["weak_before"], re.IGNORECASE),
        place_behind=re.compile(signs["place_behind"], re.IGNORECASE),
        shortest=misspelt["shortest"],
        edits=misspelt["edits"],
        long=misspelt["long"],
        long_edits=misspelt["long_edits"],
        english=frozenset(misspelt["words"].split()),
    )


def _guard(entry: Mapping[str, str | bool]) -> Guard:
    never = [re.compile(str(entry[name]), re.IGNORECASE) if name in entry else None for name in _NEVER]
    return Guard(never[0], never[1], bool(entry.get("small_is_enough")))


_NEVER = ("never_after", "never_before")


def not_a_place(text: str, span: tuple[int, int], alone: bool) -> bool:
    """True where the name at `span` of `text` is an English word or part of another name.

    A name written small needs a sign that a place is meant; a weak one is enough where it stands `alone`, without
    another authority in the text.
    """
    start, end = span
    guard = guards().words.get(text[start:end].lower())
    if guard is None:
        return False
    before, behind = text[:start], text[end:]
    if guard.never_after and guard.never_after.search(before):
        return True
    if guard.never_before and guard.never_before.search(behind):
        return True
    if guard.small_is_enough or text[start].isupper():
        return False
    signs = guards()
    sure = signs.place_before.search(before) or signs.place_behind.search(behind)
    return not (sure or (alone and signs.weak_before.search(before)))


_WORD = re.compile(r"[A-Za-z][A-Za-z']*")
_MOST_WORDS = 5


def nearest(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Runs of words of `text` that are nearly one of `names`, each with that name; longer runs first, no overlaps."""
    limits = guards()
    words = list(_WORD.finditer(text.replace("’", "'")))
    found: list[tuple[str, str]] = []
    taken: set[int] = set()
    for size in range(min(_MOST_WORDS, len(words)), 0, -1):
        same = [name for name in names if len(name.split()) == size]
        for first in range(len(words) - size + 1):
            run = words[first : first + size]
            if taken.intersection(range(first, first + size)):
                continue
            typed = " ".join(match[0].lower() for match in run)
            if name := _nearest(typed, same, limits):
                found.append((text[run[0].start() : run[-1].end()], name))
                taken.update(range(first, first + size))
    return found


def _nearest(typed: str, names: Sequence[str], limits: Guards) -> str | None:
    if len(typed) < limits.shortest or typed in limits.english:
        return None
    plural = typed.removesuffix("'s")
    near = [name for name in names if len(name) >= limits.shortest and name[0] == plural[0]]
    best = process.extractOne(plural, near, scorer=OSA.distance, score_cutoff=limits.long_edits)
    if best is None:
        return None
    name, distance, _ = best
    allowed = limits.edits if max(len(name), len(plural)) < limits.long else limits.long_edits
    return name if 0 < distance <= allowed else None
