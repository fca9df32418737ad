"""Words and lines to text: hyphens at line ends mended, places kept; text as it is compared and searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from rag.read.pdf import Line
from rag.read.pdf_words import Word
from rag.types import Places, WordPlace

MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FOLDED = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "\u00ad": None,
        "\u00a0": " ",
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[’”\"')\]]*\s+(?=[‘“\"'(]?[A-Z0-9£])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|cf|vs|No|St|Mr|Mrs|Ms|Dr|Prof|para|paras|p|pp)\.[’”\"')\]]*$")


def plain(text: str) -> str:
    """`text` as it is searched and compared: ligatures unfolded, quotes and dashes plain, no control marks."""
    return _CONTROL.sub("", unicodedata.normalize("NFKC", text).translate(_FOLDED))


def printable(text: str) -> str:
    """`text` as printed, without the characters that have no printed form (controls, direction marks, private use)."""
    return _CONTROL.sub("", text)


def vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """The lower-case words of a report that do not end a line in a hyphen: what tells how a broken word is written."""
    return frozenset(
        re.sub(r"^\W+|\W+$", "", word.text).lower() for line in lines for word in line.words if not word.broken
    )


def joined(lines: list[Line], known: Collection[str]) -> tuple[str, Places]:
    """The text of `lines`, one space between words, with the place of every word.

    A hyphen that ends a line stays where the report writes the word with one, or where it writes neither form
    (published reports break words at hyphens of their own); it goes where the report knows only the whole word.
    """
    parts: list[str] = []
    places: list[WordPlace] = []
    length = 0
    words = [word for line in lines for word in line.words if printable(word.text)]
    for index, word in enumerate(words):
        follower = words[index + 1] if index + 1 < len(words) else None
        text = printable(word.text)
        if word.broken and follower and _drops_hyphen(text, printable(follower.text), known):
            text = text[:-1]
        parts.append(text)
        places.append(WordPlace(length, length + len(text), word.box))
        length += len(text)
        if follower and not (word.broken and _one_word(follower)):
            parts.append(" ")
            length += 1
    return "".join(parts), Places.pack(places)


def _one_word(follower: Word) -> bool:
    """True where the word behind a hyphen is its other half, not the "and" of "short- and long-term"."""
    return printable(follower.text).lower() not in {"and", "or", "to"}


def _drops_hyphen(first: str, second: str, known: Collection[str]) -> bool:
    left, right = first.lower().lstrip("('‘“\""), re.sub(r"\W+$", "", second.lower())
    return left + right not in known and left[:-1] + right in known


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of `text`, in order, without the white space between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        head = text[start : match.end()].rstrip()
        if _ABBREVIATION.search(head):
            continue
        spans.append((start, start + len(head)))
        start = match.end()
    tail = text[start:].rstrip()
    if tail:
        spans.append((start, start + len(tail)))
    return spans
