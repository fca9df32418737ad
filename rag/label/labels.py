"""Labels: every sentence of a report with its themes and its direction.

They are made once, when a report is taken in, and have a version of their own: where themes, weights or rules change,
the reports of a library are labelled anew from its paragraphs, without reading or embedding.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from rag.label.direction import is_to_improve, odds_of, pointed
from rag.label.learned import learned_themes, theme_features
from rag.label.themes import Theme, themes, themes_in
from rag.read.text import plain, sentences
from rag.types import Finding, Paragraph, ParagraphKind

RULES = "3"
"""Raised where the rules below change what is labelled."""
_NO_FINDINGS = (ParagraphKind.TABLE, ParagraphKind.HEADING, ParagraphKind.FOOTNOTE, ParagraphKind.ABOUT)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("rag.label").joinpath("labels.toml").read_text(encoding="utf-8"))


@cache
def _leaning() -> re.Pattern[str]:
    return re.compile(_data()["leaning"], re.IGNORECASE)


@cache
def labels_version() -> str:
    """Sixteen hex digits that change with the themes, the weights, the lists and the rules."""
    parts = [
        files("rag.label").joinpath(name).read_bytes()
        for name in ("themes.toml", "labels.toml", "direction.json", "learned.json")
    ]
    return hashlib.sha256(b"\0".join([RULES.encode(), *parts])).hexdigest()[:16]


def boilerplate_sections() -> tuple[str, ...]:
    """Words of the headings of sections that are the same in every report."""
    return tuple(_data()["boilerplate_sections"])


def findings_in(paragraphs: Iterable[Paragraph]) -> Iterator[Finding]:
    """The findings of a report's paragraphs, in their order: one a sentence and theme."""
    for paragraph in paragraphs:
        if tells(paragraph):
            yield from _in_paragraph(paragraph, learns=True)


def findings_on(theme: Theme, paragraphs: Iterable[Paragraph]) -> Iterator[Finding]:
    """The findings on one theme, if it be one that no list knows."""
    for paragraph in paragraphs:
        if tells(paragraph) and theme.stands_in(plain(paragraph.text)):
            yield from _in_paragraph(paragraph, lambda text: (theme,) if theme.stands_in(text) else ())


def tells(paragraph: Paragraph) -> bool:
    """True where there may be findings: no table, nothing about the report itself, no section that all have."""
    section = " / ".join(paragraph.section).lower()
    return paragraph.kind not in _NO_FINDINGS and not any(name in section for name in boilerplate_sections())


@cache
def _by_name() -> dict[str, Theme]:
    return {theme.name: theme for theme in themes()}


def _in_paragraph(
    paragraph: Paragraph, themes_of: Callable[[str], tuple[Theme, ...]] = themes_in, learns: bool = False
) -> Iterator[Finding]:
    """The findings of a paragraph; with `learns` those too that the learned weights find."""
    improve = is_to_improve(paragraph)
    going_on: tuple[Theme, ...] = ()
    before: list[str] = []
    for start, end in sentences(paragraph.text):
        text = plain(paragraph.text[start:end])
        named = themes_of(text)
        names = [theme.name for theme in named]
        found = theme_features(text, improve, names, before, paragraph.section)
        sure = learned_themes(found) if learns else ()
        learned = [_by_name()[name] for name in sure if name not in names]
        told = (*named, *learned)
        leaning = tuple(theme for theme in going_on if theme not in told) if _leaning().match(text) else ()
        going_on, before = (*named, *leaning), names
        if not (told or leaning):
            continue
        weak, neither = odds_of(found)
        direction = pointed(weak, neither, improve)
        for theme in (*told, *leaning):
            yield Finding(
                paragraph.report_id,
                paragraph.id,
                start,
                end,
                theme.name,
                weak,
                direction,
                improve,
                theme in named,
                theme in learned,
                theme in named and theme.name in sure,
            )
