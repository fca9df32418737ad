"""The parts of a question that asks two things of the same reports: each is read for, and answered, by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.plan.question import Question
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


def parts_read(question: Question) -> tuple[Part, ...]:
    """The parts of a question as they are to be read."""
    return parts_of(_read(question), question.behind)


def whole_read(question: Question) -> Part:
    """The question as it is to be read as a whole."""
    return Part(_read(question), _after(_read(question), question.behind))


def _read(question: Question) -> str:
    return readable(question.own or question.subject or question.text)


def parts_of(text: str, behind: Sequence[str] = ()) -> tuple[Part, ...]:
    """The parts, each understood behind the telling words of the question before; one that leans on the first ("and how
    often?", "did it get better?") behind the first's as well. One part, the whole, where a question asks one thing or
    more than three."""
    pieces = [piece.strip(" ,;?") for piece in _JOINT.split(text)]
    pieces = [piece for piece in pieces if len(piece.split()) > 1]
    if not 1 < len(pieces) <= _MOST:
        return (Part(text, _after(text, behind)),)
    first = tuple(dict.fromkeys((*terms_of(pieces[0]), *behind)))
    rest = (Part(piece, _after(piece, first if _leans(piece) else behind)) for piece in pieces[1:])
    return (Part(pieces[0], _after(pieces[0], behind)), *rest)


_EMPTY = re.compile(r"\(\s*\)|(?<=\s)[-–—](?=\s*$)|^\s*[-–—:,;]+\s*|\s+(?=[,;?.!])")
_SHORTENED = re.compile(r"\b[A-Z]{3,6}s?\b")


def readable(subject: str) -> str:
    """A subject as a reader is to see it: without what is left over where a place or a date was taken out, and with
    what reports write for an abbreviation ("UASC")."""
    whole = _SHORTENED.sub(lambda short: next(iter(written_for(short[0])), short[0]), subject)
    return " ".join(_EMPTY.sub("", whole).split())


def _leans(piece: str) -> bool:
    return len(piece.split()) <= _SHORT or bool(_LEANS.search(piece))


def _after(piece: str, behind: Sequence[str]) -> str:
    """A piece with the words that it goes on from, as the reader has learned to read them."""
    return f"{piece} ({' '.join(behind)})" if behind else piece
