"""Letters of visits and joint inspections: letterhead, title, text and signature told apart, and their facts.

A letter greets somebody on its first page. Its pages have one column, and are read from the top down.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Any

from rag.read.dates import Days, days_in
from rag.read.order import as_seen, beside
from rag.read.pdf import Line, Page
from rag.read.text import plain
from rag.types import Kind

_KINDS = {
    "focused visit": Kind.FOCUSED_VISIT,
    "focussed visit": Kind.FOCUSED_VISIT,
    "monitoring visit": Kind.MONITORING_VISIT,
    "joint targeted area inspection": Kind.JTAI,
    "joint inspection": Kind.JTAI,
}
_OPENING = 1500
"""Characters behind the greeting in which a letter says what it is about: its title and first paragraphs."""
_TITLE_LINES = 4
_BEFORE_TITLE = 3
"""Lines behind the greeting among which a title begins."""
_TITLE = re.compile(r"(?:visit|inspection) (?:to|of)\b", re.IGNORECASE)
_LONGEST_TO_SENDING = timedelta(days=210)
"""Days from a visit's end to its letter at most (eval/reading/bars.py: the longest printed is 203)."""
_FOOT, _SMALL = 0.1, 0.9
"""Shares of the page's height and of its usual size of print: what is lower and smaller belongs to the letterhead."""
_SIGNED = 30
"""A block of names and offices under the closing has at most so many words (measured: 24)."""
_LEGIBLE = 3.0
"""Points: smaller print is not seen (one letter has two characters of 0.8 under its signature)."""
_SHORT = 12
"""Words of a line of names and offices at most, two columns of them together (measured: 11)."""
_OFFICE = re.compile(r"(?:senior )?(?:his|her) majesty's inspector\b.{0,40}", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w'’-]*(?: (?:[A-Z][\w'’-]*|de|van|der|al))+")


@dataclass(slots=True)
class Letter:
    """A letter taken apart: `pages` hold its text alone; `warnings` are doubts of its form, a line each."""

    pages: list[Page]
    title: str
    kind: Kind
    sent: date | None
    days: Days | None
    inspectors: tuple[str, ...]
    signed: str | None
    warnings: list[str] = field(default_factory=list)


@cache
def letters_data() -> dict[str, Any]:
    """The lists of letters.toml."""
    return tomllib.loads(files("rag.read").joinpath("letters.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern, or several as one, of letters.toml."""
    found: str | list[str] = letters_data()[name]
    joined = found if isinstance(found, str) else "|".join(f"(?:{part})" for part in found)
    return re.compile(joined, re.IGNORECASE)


def letter_of(pages: Sequence[Page]) -> Letter | None:
    """The letter on these pages, or None where nobody is greeted on the first."""
    if not pages:
        return None
    seen = [as_seen(page) for page in pages]
    seen[0] = _without_foot(seen[0])
    first = seen[0].lines
    greeted = next((place for place, line in enumerate(first) if pattern("greeting").match(_text(line))), None)
    if greeted is None:
        return None
    stray, seen = _without_overprints(seen)
    first = seen[0].lines
    greeted = next(place for place, line in enumerate(first) if pattern("greeting").match(_text(line)))
    title, body = _titled(first[greeted + 1 :])
    text, signed = _without_signature([replace(seen[0], lines=body), *seen[1:]])
    named = " ".join(map(_text, title))
    opening = _flat([*title, *(line for page in text[:2] for line in page.lines)])[:_OPENING]
    kind = _kind(named, opening)
    head = _flat(first[:greeted])
    sent = days_in(head)
    days = _days(opening, sent.last if sent else None, kind)
    if sent is None and days:  # a year misprinted: that of the first such day behind the visit
        sent = days_in(head, days.last + _LONGEST_TO_SENDING)
    return Letter(
        pages=text,
        title=" ".join(line.text.strip() for line in title),
        kind=kind,
        sent=sent.last if sent else None,
        days=days,
        inspectors=_inspectors(opening),
        signed=signed,
        warnings=list(_told(stray, text)),
    )


def _text(line: Line) -> str:
    return plain(line.text).strip()


def _flat(lines: Iterable[Line]) -> str:
    """The lines as running text, words broken at a hyphen in one."""
    return re.sub(r"(?<=\w)- (?=\w)", "-", " ".join(map(_text, lines)))


def _without_foot(page: Page) -> Page:
    """The first page without what is printed small at its foot above any footnote: a part of the letterhead."""
    usual = median([line.size for line in page.lines] or [0.0])
    small = [line for line in page.lines if line.top < 0.5 * page.height and line.size < _SMALL * usual]
    noted = next((place for place, line in enumerate(small) if line.text.strip()[:1].isdigit()), len(small))
    foot = [line for line in small[:noted] if line.top < _FOOT * page.height]
    return replace(page, lines=[line for line in page.lines if not any(line is each for each in foot)])


def _without_overprints(pages: Sequence[Page]) -> tuple[list[Line], list[Page]]:
    """Of two lines printed at one place the shorter ones, and what is too small to be seen; the pages without them."""
    stray = [line for page in pages for line in page.lines if line.size < _LEGIBLE]
    for page in pages:
        for above, line in zip(page.lines, page.lines[1:], strict=False):
            shorter, longer = sorted((above, line), key=lambda each: each.right - each.left)
            over = min(above.right, line.right) - max(above.left, line.left)
            if beside(above, line) and over > 0.5 * (shorter.right - shorter.left) and longer not in stray:
                stray.append(shorter)
    kept = [replace(p, lines=[line for line in p.lines if not any(line is each for each in stray)]) for p in pages]
    return stray, kept


def _told(stray: Sequence[Line], text: Sequence[Page]) -> Iterator[str]:
    """A line for each of the overprinted words that stand amid the letter's text."""
    for line in stray:
        below = [other for page in text[1:] if page.number == line.page for other in page.lines]
        if any(other.bottom < line.bottom for other in below if not other.text.strip().isdigit()):
            yield f"words printed over others on page {line.page}, left out: {line.text}"


def _titled(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The title and what stands under it: the first bold lines, what is left of an address before them left out.

    Where none of the first lines is bold, the title is the first if it names a visit or an inspection.
    """
    start = next((place for place, line in enumerate(lines[:_BEFORE_TITLE]) if line.bold), None)
    if start is not None and not any(pattern("about").match(_text(line)) for line in lines[:start]):
        end = start
        while end < len(lines) and lines[end].bold and end - start < _TITLE_LINES:
            end += 1
        return list(lines[start:end]), list(lines[end:])
    named = bool(lines) and _TITLE.search(lines[0].text) and not pattern("about").match(_text(lines[0]))
    return list(lines[:named]), list(lines[named:])


def _without_signature(pages: list[Page]) -> tuple[list[Page], str | None]:
    """The pages without the closing and the names under it, and the first of these; whole where text follows it."""
    printed = [line for page in pages for line in page.lines]
    usual = median([line.size for line in printed] or [0.0])
    lines = [line for line in printed if line.size >= _SMALL * usual]  # a footnote may stand under the names
    closed = [place for place, line in enumerate(lines) if pattern("closing").match(_text(line))]
    end = closed[-1] if closed else _unclosed(lines)
    if end is None or not all(_is_name(block) for block in _blocks(lines[end + bool(closed) :])):
        return pages, None
    gone = lines[end:]
    kept = [replace(p, lines=[line for line in p.lines if not any(line is each for each in gone)]) for p in pages]
    names = (_NAME.match(line.text.strip()) for line in gone[bool(closed) :])
    return kept, next((name[0] for name in names if name), None)


def _unclosed(lines: Sequence[Line]) -> int | None:
    """Where a name and an inspector's office end a letter that has no closing; None where they do not."""
    last = [place for place, line in enumerate(lines) if not _text(line).isdigit()][-2:]
    if len(last) < 2 or not _OFFICE.fullmatch(_text(lines[last[1]])) or not _NAME.fullmatch(_text(lines[last[0]])):
        return None
    return last[0]


def _blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines close under each other, together."""
    blocks: list[list[Line]] = []
    for line in lines:
        near = blocks and blocks[-1][-1].page == line.page and blocks[-1][-1].bottom - line.bottom < 1.6 * line.size
        if near:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _is_name(block: Sequence[Line]) -> bool:
    """True for names and offices, also in two columns: few words, or short lines of which none ends a sentence."""
    few = sum(len(line.words) for line in block) <= _SIGNED
    return few or all(len(line.words) <= _SHORT and not line.text.rstrip().endswith(".") for line in block)


def _kind(title: str, opening: str) -> Kind:
    for text in (title, opening):
        found = [(place, kind) for name, kind in _KINDS.items() if (place := text.lower().find(name)) >= 0]
        if found:
            return min(found, key=lambda each: each[0])[1]
    return Kind.OTHER


def _days(opening: str, sent: date | None, kind: Kind) -> Days | None:
    """The days of the visit: the first that the text names behind the word, or at all."""
    visit = re.search(r"\b(?:visit|inspection)\b", opening) if kind is not Kind.JTAI else None
    return days_in(opening[visit.end() :] if visit else opening, sent) or days_in(opening, sent)


_NAMING = re.compile(
    r"(?:(?:majesty's inspectors?(?: \(hmi\))?|\binspectors?)(?: for (?:this|the) (?:focused |monitoring )?visit)?"
    r" (?:were|was)[: ]|\b(?:conducted|carried out|undertaken|led) by )(.+?)(?:(?<!\b\w)\.(?= |$)|$)",
    re.IGNORECASE,
)


def _inspectors(opening: str) -> tuple[str, ...]:
    """The names in the sentence that says who the inspectors were."""
    found = _NAMING.search(opening)
    if not found:
        return ()
    listed = re.sub(letters_data()["titles"], ",", found[1], flags=re.IGNORECASE)
    parts = re.split(r",|\band\b|\bwith\b|\(|\)|;", listed)
    return tuple(dict.fromkeys(name[0] for part in parts if (name := _NAME.match(part.strip()))))
