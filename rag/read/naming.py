"""What a report and its paragraphs are called: kinds, sections, labels for the eye and ids that survive a rebuild."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from rag.read.facts import FrontFacts
from rag.read.judgements import area_of, grade_of, is_verdict
from rag.read.layout import Block
from rag.read.text import plain
from rag.types import ParagraphKind, Wording

_TABLE_HEAD = re.compile(r"(?:key )?(?:inspection )?judge?ments? (?:inspection |judge?ment )?grade$")
_ROW_WORDS = 16
"""The row under a "Key judgement | Judgement grade" head has at most so many words (measured: 13)."""


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(files("rag.read").joinpath("reading.toml").read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in data.items()}


def has(text: str, name: str) -> bool:
    """True where a word of the list `name` stands in `text`, which is plain and in lower case."""
    return any(word in text for word in _lists()[name])


def begins(text: str, name: str) -> bool:
    """True where `text`, which is plain and in lower case, begins with a word of the list `name`."""
    return text.startswith(_lists()[name])


def asks_to_improve(section: Sequence[str]) -> bool:
    """True where one of the headings of `section` stands over what a report asks for."""
    titles = [plain(title).lower() for title in section]
    return any(has(title, "to_improve") and not begins(title, "told_as_example") for title in titles)


def report_id(urn: str | None, facts: FrontFacts, sha256: str) -> str:
    """The report's id: authority, last day of the inspection, kind, and digest where it is one."""
    when = facts.inspected_to.isoformat() if facts.inspected_to else "undated"
    parts = [urn or f"unknown-{sha256[:8]}", when, facts.kind.value]
    if facts.wording is Wording.DIGEST:
        parts.append("digest")
    return "/".join(parts)


def slug(text: str, words: int = 4) -> str:
    """A short readable id part: the first words of `text` in lower case with hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", plain(text).lower())[:words]) or "text"


@dataclass(slots=True)
class Place:
    """Where the reader is: the heading stack with styles, the last numbered paragraph, counters for labels.

    `head` is the style of a table head "Key judgement | Judgement grade" whose row has not come yet.
    """

    stack: list[tuple[tuple[float, bool], str]] = field(default_factory=list)
    number: tuple[str, str] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    head: tuple[float, bool] | None = None

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.stack)

    def enter(self, style: tuple[float, bool], text: str) -> None:
        """A heading: a section of its own, the grade of the section before it, or the head of a judgement's table."""
        self.head = style if _TABLE_HEAD.match(plain(text).lower()) else None
        if self.head:
            return
        if is_verdict(text) and self.stack:
            above, title = self.stack[-1]
            self.stack[-1] = (above, f"{title}: {text}")
            return
        while self.stack and self.stack[-1][0] <= style:
            self.stack.pop()
        self.stack.append((style, text))
        self.number = None

    def takes_row(self, block: Block, text: str) -> bool:
        """True where `block` is the row under a judgement table's head: it is the section's title, or its grade."""
        if self.head is None:
            return False
        if block.number or block.bullet or len(text.split()) > _ROW_WORDS or not (area_of(text) or grade_of(text)):
            self.head = None
            return False
        head = self.head
        self.enter(head, text)
        self.head = head
        return True


def kind_of(block: Block, section: tuple[str, ...]) -> ParagraphKind:
    """What a block is, under the headings of `section`."""
    last = plain(section[-1]).lower() if section else ""
    if block.number:
        return ParagraphKind.RECOMMENDATION if has(last, "recommendations") else ParagraphKind.NUMBERED
    if block.bullet:
        return ParagraphKind.BULLET
    return ParagraphKind.SUMMARY if not section or has(last, "summaries") else ParagraphKind.TEXT


def name_of(block: Block, kind: ParagraphKind, place: Place) -> tuple[str | None, str, str]:
    """Printed number, label for the eye, and id part of a block."""
    path = plain(" / ".join(place.section)).lower()
    board = "lscb-" if has(path, "board") else ""
    last = place.section[-1] if place.section else "Summary"
    part = "LSCB review, " if board else ""
    if block.number:
        if kind is ParagraphKind.RECOMMENDATION:
            return block.number, f"{part}recommendation {block.number}", f"{board}rec-{block.number}"
        return block.number, f"{part}paragraph {block.number}", f"{board}p{block.number}"
    if block.bullet and place.number:
        place.counts[place.number[1]] += 1
        count = place.counts[place.number[1]]
        return place.number[0], f"{part}paragraph {place.number[0]}, bullet {count}", f"{place.number[1]}-b{count}"
    what = "bullet" if block.bullet else "paragraph"
    name = board + ("improve" if "improve" in last.lower() and block.bullet else slug(last))
    if kind is ParagraphKind.SUMMARY:
        name = "summary"
    seen = f"{part}{last}, {what}"
    place.counts[seen] += 1
    place.counts[name + what] += 1
    letter = "b" if block.bullet and name != "improve" else ""
    return None, f"{seen} {place.counts[seen]}", f"{name}-{letter}{place.counts[name + what]}"
