"""Turns that steer: more findings than were shown, and the cited paragraphs in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.sentences import Sentence
from rag.read.text import sentences

NO_MORE = "The reports searched say nothing more that fits this question."


def in_full(groups: Sequence[Sequence[Sentence]]) -> tuple[tuple[Sentence, ...], ...]:
    """The paragraphs of the chosen sentences, every sentence of each; of a table the rows that were chosen."""
    return tuple(tuple(_all_of(group)) for group in groups if group)


def _all_of(group: Sequence[Sentence]) -> list[Sentence]:
    text = group[0].hit.paragraph.text
    if "\n" in text:
        return list(group)
    return [replace(group[0], start=start, end=end, text=text[start:end]) for start, end in sentences(text)]
