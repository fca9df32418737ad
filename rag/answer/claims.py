"""What a chat model wrote, read as claims while it streams: JSON of any shape that names them, or a line a claim."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_LINE = re.compile(
    r"^[-*\d.)\s]*?(?P<claim>[^\s\[-].+?)\s*\[(?P<source>[\w-]{1,40})\][.\s]*[“\"](?P<quote>.+)[”\"]\W*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CANNOT = re.compile(r"CANNOT ANSWER|\"claims\"\s*:\s*\[\s*\]")
_LONGEST = 6000
"""Characters of an object that may be a claim; what holds all of them is not read again as a whole."""
_TEXT, _SOURCE, _QUOTE = ("claim", "text", "sentence"), ("source", "sources", "passage"), ("quote", "quotation")
_ARGUMENTS = ("arguments", "parameters", "input")

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("source", "quote", "claim")},
                "required": ["source", "quote", "claim"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}
"""What a provider with structured output is held to: a list of claims, empty where the passages do not answer."""


@dataclass(frozen=True, slots=True)
class RawClaim:
    """A claim as a model wrote it: nothing about it is checked. `cites` are (source token, quotation)."""

    text: str
    cites: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class ClaimReader:
    """Takes a reply in pieces and gives each claim as soon as it is complete.

    An object counts as soon as its brace closes, whatever is around it: a fence, a list, lines, a reply that is cut
    off behind it. `broken` counts objects that looked like claims and could not be read.
    """

    broken: int = 0
    _text: str = ""
    _at: int = 0
    _line: int = 0
    _open: list[int] = field(default_factory=list)
    _quoted: bool = False
    _escaped: bool = False

    def feed(self, piece: str) -> Iterator[RawClaim]:
        """The claims that `piece` completes."""
        self._text += piece
        while self._at < len(self._text):
            sign = self._text[self._at]
            self._at += 1
            yield from self._take(sign)

    def finish(self) -> Iterator[RawClaim]:
        """The claim that the end of the reply completes, if any: a last line, or an object that lacks its brace."""
        if not self._open:
            yield from self._from_line(self._text[self._line :])
        elif not self._quoted:
            yield from self._from_object(self._text[self._open[-1] :].rstrip().rstrip(",]") + "}")

    @property
    def is_empty(self) -> bool:
        """True where the reply has no letter in it."""
        return not self._text.strip()

    @property
    def cannot(self) -> bool:
        """True where the reply says that the passages do not answer: an empty list of claims, or the fixed phrase."""
        return bool(_CANNOT.search(self._text))

    def _take(self, sign: str) -> Iterator[RawClaim]:
        if self._quoted:
            if self._escaped:
                self._escaped = False
            elif sign == "\\":
                self._escaped = True
            elif sign in '"\n':  # JSON has no line end within a string: what was open there was broken
                self._quoted = False
        elif sign == "{":
            self._open.append(self._at - 1)
        elif sign == "}" and self._open:
            yield from self._from_object(self._text[self._open.pop() : self._at])
            self._line = self._at
        elif sign == '"' and self._open:
            self._quoted = True
        elif sign == "\n" and not self._open:
            line, self._line = self._text[self._line : self._at - 1], self._at
            yield from self._from_line(line)

    def _from_object(self, text: str) -> Iterator[RawClaim]:
        value = _value(text)
        if value is None:
            self.broken += '"quot' in text and text.count("{") == 1
        elif (claim := _claim(value)) is not None:
            yield claim
        elif written := _first(value, _ARGUMENTS):
            yield from _of_a_call(written)

    def _from_line(self, line: str) -> Iterator[RawClaim]:
        match = _LINE.match(line.strip())
        if match:
            yield RawClaim(_tidy(match["claim"]), ((match["source"], match["quote"]),))


def _of_a_call(written: str) -> Iterator[RawClaim]:
    """The claims in the arguments of a tool call, which some models write out as a text of JSON."""
    inner = ClaimReader()
    yield from inner.feed(written)
    yield from inner.finish()


def _value(text: str) -> dict[str, Any] | None:
    """The object that `text` writes, trailing commas allowed; None where there is none, or one too long for a claim."""
    if len(text) > _LONGEST:
        return None
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            value = json.loads(attempt)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else None
    return None


def _claim(value: dict[str, Any]) -> RawClaim | None:
    """The claim that an object tells, or None where it is no claim."""
    text = _first(value, _TEXT)
    listed = value.get("citations")
    holders: Sequence[Any] = listed if isinstance(listed, list) else [value]
    cites = tuple(
        (source.strip("[] "), quote)
        for holder in holders
        if isinstance(holder, dict)
        and (source := _first(holder, _SOURCE)) is not None
        and (quote := _first(holder, _QUOTE)) is not None
    )
    return RawClaim(_tidy(text), cites) if text and cites else None


def _first(value: dict[str, Any], names: Sequence[str]) -> str | None:
    """The first of these entries that is a text, or a list that begins with one."""
    for name in names:
        found = value.get(name)
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, str | int):
            return str(found)
    return None


def _tidy(text: str) -> str:
    """A claim in one line, without markers of the model's own."""
    return re.sub(r"\s+", " ", re.sub(r"\s*\[[\w-]{1,40}\]", "", text)).strip()
