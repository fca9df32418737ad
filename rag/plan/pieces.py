"""The parts of a question that asks two things of the same reports: each is read for, and answered, by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.plan.terms import terms_of, written_for

_ASKS = (
    r"how|what|which|who|whose|where|when|why|is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|"
    r"isn.?t|aren.?t|don.?t|doesn.?t|didn.?t"
)
_JOINT = re.compile(
    rf"(?<=[?;])\s+(?=(?:and\s+|but\s+)?(?:{_ASKS})\b)|[,;]?\s+(?:and|but)\s+(?=(?:{_ASKS})\b)", re.IGNORECASE
)
_LEANS = re.compile(
    r"\b(?:it|its|they|their|them|that|this|those|these|he|she|there|the same|any more|else|ones?)\b", re.IGNORECASE
)
_SHORT = 3
"""Words of a part that is too short to be understood alone."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question as it was asked, and as it is understood by itself."""

    asked: str
    understood: str


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts: one that leans on the first ("and how often?", "did it get better?") is understood with the first's
    telling words behind it. One part, the whole, where a question asks one thing or more than three."""
    pieces = [piece.strip(" ,;?") for piece in _JOINT.split(text)]
    pieces = [piece for piece in pieces if len(piece.split()) > 1]
    if not 1 < len(pieces) <= _MOST:
        return (Part(text, text),)
    about = " ".join(terms_of(pieces[0]))
    return (Part(pieces[0], pieces[0]), *(Part(piece, _alone(piece, about)) for piece in pieces[1:]))


_EMPTY = re.compile(r"\(\s*\)|(?<=\s)[-–—](?=\s*$)|^\s*[-–—:,;]+\s*|\s+(?=[,;?.!])")
_SHORTENED = re.compile(r"\b[A-Z]{3,6}s?\b")


def readable(subject: str) -> str:
    """A subject as a reader is to see it: without what is left over where a place or a date was taken out, and with
    what reports write for an abbreviation ("UASC")."""
    whole = _SHORTENED.sub(lambda short: next(iter(written_for(short[0])), short[0]), subject)
    return " ".join(_EMPTY.sub("", whole).split())


def _alone(piece: str, about: str) -> str:
    leans = len(piece.split()) <= _SHORT or _LEANS.search(piece)
    return f"{piece} {about}" if leans else piece
