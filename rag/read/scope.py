"""What a letter says of the visit itself, apart from what the visit found: its opening, and its scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rag.read.letters import letters_data, pattern
from rag.read.text import plain, sentences
from rag.types import Focus, Kind, Paragraph, ParagraphKind, VisitScope


def is_about(text: str) -> bool:
    """True for a paragraph of the opening that tells of the visit and finds nothing: its first sentence says that it
    was made, or what was looked at, or another says what was."""
    told = [_flat(text[start:end]) for start, end in sentences(text)]
    first = told[0] if told else ""
    return bool(pattern("about").match(first) or pattern("scope").match(first)) or any(map(tells_scope, told))


def tells_scope(sentence: str) -> bool:
    """True for a sentence, plain, that says which service was looked at, not by what evidence."""
    return bool(pattern("scope").match(sentence)) and not pattern("evidence").search(sentence)


def visit_scope(paragraphs: Iterable[Paragraph], kind: Kind) -> VisitScope | None:
    """The scope of a visit from the paragraphs on it; None where the letter says nothing of it."""
    about = [paragraph for paragraph in paragraphs if paragraph.kind is ParagraphKind.ABOUT]
    told = list(_told(about, kind))
    printed = " ".join(words for _, words in told)
    named = tuple(theme for theme in themes_in(printed) if kind is Kind.JTAI or theme not in _JOINT)
    if not named or Focus.COVID in named:
        preamble = [p for p in about if pattern("covid").search(_flat(p.text))]
        if not preamble:
            return VisitScope(named, printed, _ids(p for p, _ in told)) if printed else None
        return VisitScope((Focus.COVID,), printed, _ids([p for p, _ in told] or preamble[:1]))
    return VisitScope(named, printed, _ids(p for p, _ in told))


_JOINT = (
    *(Focus.DOMESTIC_ABUSE, Focus.NEGLECT, Focus.SEXUAL_ABUSE),
    *(Focus.MENTAL_HEALTH, Focus.YOUTH_VIOLENCE, Focus.EARLY_HELP),
)
"""Themes of joint inspections: a visit that names one looks at it within a theme of its own."""


def _ids(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paragraph.id for paragraph in paragraphs))


def _told(about: Sequence[Paragraph], kind: Kind) -> Iterator[tuple[Paragraph, str]]:
    """The sentences on scope with their paragraphs; a list's bullets belong to the sentence that leads to it."""
    leads = False
    for paragraph in about:
        if _is_bullet(paragraph):
            if leads:
                yield paragraph, paragraph.text
            continue
        leads = False
        for start, end in sentences(paragraph.text):
            words = paragraph.text[start:end]
            flat = _flat(words)
            goes_on = leads and bool(pattern("scope_goes_on").match(flat)) and not pattern("evidence").search(flat)
            leads = tells_scope(flat) or goes_on or (kind is Kind.JTAI and bool(pattern("joint").search(flat)))
            if leads:
                yield paragraph, words


def _is_bullet(paragraph: Paragraph) -> bool:
    return bool(re.search(r"\bbullet \d+$", paragraph.label))


def themes_in(text: str) -> tuple[Focus, ...]:
    """The themes that words on scope name, in the order in which they are first named; what was left out is none.

    What a sentence that begins with "Specifically" names comes first: the one before it only names the field.
    """
    if pattern("covid").search(_flat(text)):
        return (Focus.COVID,)
    parts = [_flat(text[start:end]) for start, end in sentences(text)]
    parts.sort(key=lambda part: not pattern("specifically").match(part))
    found: dict[Focus, None] = {}
    for part in parts:
        left_out = pattern("left_out").search(part)
        found |= dict.fromkeys(_named(part[: left_out.start()] if left_out else part, "themes"))
    if next(iter(found), None) in (Focus.PERMANENCE, Focus.CARE_LEAVERS):
        found.pop(Focus.CHILDREN_IN_CARE, None)  # "permanence for children in care" says whose, and is one theme
    return tuple(found) or tuple(theme for part in parts for theme in _named(part, "fields"))


def _named(text: str, table: str) -> list[Focus]:
    found = {focus: match.start() for focus, words in _themes(table).items() if (match := words.search(text))}
    return sorted(found, key=lambda focus: found[focus])


@cache
def _themes(table: str) -> dict[Focus, re.Pattern[str]]:
    listed: dict[str, list[str]] = letters_data()[table]
    return {Focus(name): re.compile("|".join(words), re.IGNORECASE) for name, words in listed.items()}


def _flat(text: str) -> str:
    return " ".join(plain(text).split())
