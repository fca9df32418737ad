"""What every way of telling comes to, and several of them one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answer.compose import Placed
from rag.answer.sentences import Sentence
from rag.types import Answer, Counted, Hit

Groups = tuple[tuple[Sentence, ...], ...]
"""Sentences to quote, those of a paragraph together."""


class Told(Protocol):
    """An answer from the library's own tables: no model tells it.

    `declined` is the line that stands for it where there is nothing to tell, `findings` are all reports that it counts.
    """

    @property
    def declined(self) -> str | None: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    @property
    def sentences(self) -> Groups: ...

    @property
    def findings(self) -> tuple[Counted, ...]: ...

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs that it stands on, as passages."""

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The answer in parts; its markers follow `last`."""


@dataclass(frozen=True, slots=True)
class Several:
    """The answers to the parts of a question, one after the other; declined only where all of them are."""

    each: tuple[Told, ...]

    @property
    def declined(self) -> str | None:
        """Why there is nothing to tell, where that is so of every part."""
        lines = [told.declined for told in self.each if told.declined]
        return " ".join(dict.fromkeys(lines)) if len(lines) == len(self.each) else None

    @property
    def in_part(self) -> bool:
        """True where one part has an answer and another has none."""
        return any(told.declined for told in self.each)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of all parts, each once."""
        return tuple(dict.fromkeys(note for told in self.each for note in told.notes))

    @property
    def sentences(self) -> Groups:
        """The sentences of all parts."""
        return tuple(group for told in self.each if not told.declined for group in told.sentences)

    @property
    def findings(self) -> tuple[Counted, ...]:
        """What any part counts, each once."""
        return tuple(dict.fromkeys(counted for told in self.each for counted in told.findings))

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs of all parts."""
        return tuple({hit.paragraph.id: hit for told in self.each for hit in told.hits(limit)}.values())[:limit]

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """Part after part; a part without an answer says so in its place."""
        begun = False
        for told in self.each:
            pieces = [Answer(opening=told.declined)] if told.declined else told.parts(placed, last)
            for piece in pieces:
                last += len(piece.citations)
                yield replace(piece, opening=f" {piece.opening}") if begun and piece.opening else piece
                begun = begun or bool(piece.opening)


def together(each: Sequence[Told]) -> Told:
    """One answer of several."""
    return each[0] if len(each) == 1 else Several(tuple(each))
