"""Themes of the field: which ones a question names, and which ones a sentence of a report is about (themes.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rag.read.text import plain


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its name, the patterns of what people say and of what reports print, its head, and what it means.

    `match` finds the latter in the full text, more of it rather than less. `more` is "weak" or "strong" where much of
    it is a weakness or a strength in itself, "" elsewhere. `unless` are longer phrases that hold its words and mean
    something else.
    """

    name: str
    said: re.Pattern[str]
    printed: re.Pattern[str]
    match: str
    more: str = ""
    head: str = ""
    means: str = ""
    unless: re.Pattern[str] | None = None
    called: str = ""

    @property
    def said_name(self) -> str:
        """How it is called in a sentence."""
        return self.called or self.name

    def stands_in(self, text: str) -> bool:
        """True where plain `text` has its words, beside those that only look like them."""
        return bool(self.printed.search(self.unless.sub("·", text) if self.unless else text))


@cache
def themes() -> tuple[Theme, ...]:
    """The packaged themes."""
    tables = tomllib.loads(files("rag.label").joinpath("themes.toml").read_text(encoding="utf-8"))
    return tuple(
        Theme(
            name.replace("-", " "),
            any_of([*table["said"], *table["printed"]], cased=False),
            any_of(_printed(table)),
            matching(_printed(table)),
            table.get("more", ""),
            table["head"],
            table["means"],
            any_of(table["unless"], cased=False) if "unless" in table else None,
            table.get("called", ""),
        )
        for name, table in tables.items()
    )


@cache
def printed_phrase(theme: Theme) -> re.Pattern[str]:
    """The phrases that reports print for a theme and that mean nothing else."""
    table = tomllib.loads(files("rag.label").joinpath("themes.toml").read_text(encoding="utf-8"))
    return any_of(table[theme.name.replace(" ", "-")]["printed"], cased=False)


def _printed(table: Mapping[str, Any]) -> list[str]:
    """All that reports print for a theme, and that questions may mean otherwise."""
    return [*table["printed"], *table.get("also", ())]


@cache
def _by_beginning() -> tuple[dict[str, tuple[Theme, ...]], tuple[int, ...]]:
    """The themes by what a word begins with where one of their printed phrases begins, and the lengths of these."""
    tables = tomllib.loads(files("rag.label").joinpath("themes.toml").read_text(encoding="utf-8"))
    found: dict[str, list[Theme]] = {}
    for theme, table in zip(themes(), tables.values(), strict=True):
        for phrase in _printed(table):
            first = re.findall(r"\w+", plain(phrase).lower())[0]
            if theme not in found.setdefault(first, []):
                found[first].append(theme)
    return {first: tuple(some) for first, some in found.items()}, tuple(sorted({len(first) for first in found}))


def themes_in(text: str) -> tuple[Theme, ...]:
    """The themes that a plain sentence of a report is about, in the order of the list.

    The patterns of a theme are tried only where a word begins as one of its phrases does: ten times as fast.
    """
    beginnings, lengths = _by_beginning()
    words = set(re.findall(r"\w+", text.lower()))
    near = {id(theme): theme for word in words for length in lengths for theme in beginnings.get(word[:length], ())}
    return tuple(theme for theme in themes() if id(theme) in near and theme.stands_in(text))


@cache
def phrases() -> tuple[str, ...]:
    """All that questions say for themes."""
    tables = tomllib.loads(files("rag.label").joinpath("themes.toml").read_text(encoding="utf-8"))
    return tuple(phrase for table in tables.values() for phrase in (*table["said"], *table["printed"]))


def named_themes(text: str) -> tuple[Theme, ...]:
    """The themes that `text` names, the longest phrases first: a part of a longer phrase names nothing by itself."""
    searched = plain(text)
    found = [
        (match.start(), match.end(), theme)
        for theme in themes()
        for match in theme.said.finditer(searched)
        if not (theme.unless and any(_within(match, other) for other in theme.unless.finditer(searched)))
    ]
    taken: list[tuple[int, int, Theme]] = []
    for start, end, subject in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            taken.append((start, end, subject))
    return tuple(dict.fromkeys(subject for _, _, subject in taken))


def _within(match: re.Match[str], other: re.Match[str]) -> bool:
    """True for a phrase that is only a part of a longer one, which means something else."""
    return other.start() <= match.start() and match.end() <= other.end()


def theme_of_words(words: str) -> Theme:
    """A theme made of a word or phrase of a question, for what no list knows."""
    phrase = f"{words.lower()}*"
    pattern = any_of([phrase], cased=False)
    return Theme(words.lower(), pattern, pattern, matching([phrase]))


def any_of(phrases: Iterable[str], cased: bool = True) -> re.Pattern[str]:
    """A pattern of phrases; "*" ends a word in any way, words are parted by spaces or hyphens.

    With `cased` a phrase with a capital letter is looked for as it is written ("Prevent"), all others in any case.
    """
    parts = []
    for phrase in sorted(phrases, key=len, reverse=True):
        words = (re.escape(word).replace(r"\*", r"\w*") for word in re.split(r"[\s-]+", plain(phrase)))
        part = r"[\s-]+".join(words)
        parts.append(part if cased and phrase != phrase.lower() else f"(?i:{part})")
    return re.compile(rf"(?<![\w])(?:{'|'.join(parts)})(?!\w)")


def matching(phrases: Iterable[str]) -> str:
    """An FTS5 query that finds every text in which one of the phrases stands."""
    queries = []
    for phrase in phrases:
        words = re.findall(r"[\w*]+", plain(phrase).lower().replace("'", ""))
        queries.append(" AND ".join(f'"{w.rstrip("*")}"{"*" if w.endswith("*") else ""}' for w in words if w != "*"))
    return " OR ".join(f"({query})" for query in queries if query)
