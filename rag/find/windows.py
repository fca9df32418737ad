"""What the reader is given: a question and a paragraph's sentences, as tokens, in windows of limited length."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

TokensOf = Callable[[str, int], Sequence[int]]
"""The tokens of a text, at most so many, without special ones."""
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Lengths:
    """Tokens at most: of a whole window, of the question, of the heading, and of the sentence before a window."""

    window: int
    question: int
    heading: int
    before: int


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens, their segment (0 the question, 1 the paragraph), and the number of the sentence each belongs to."""

    tokens: tuple[int, ...]
    segments: tuple[int, ...]
    owners: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.tokens)


def windows(
    question: str, heading: str, sentences: Sequence[str], tokens_of: TokensOf, ends: tuple[int, int], lengths: Lengths
) -> Iterator[Window]:
    """The windows of a paragraph: `ends` are the tokens that begin a text and end a part of it.

    Each sentence stands in one window; a later window begins with some of the sentence before it.
    """
    begin, end = ends
    asked, above = tokens_of(question, lengths.question), tokens_of(heading, lengths.heading)
    room = lengths.window - len(asked) - len(above) - 3
    for part in _parts([tokens_of(sentence, room) for sentence in sentences], room, lengths.before):
        tokens = [begin, *asked, end, *above]
        segments = [0] * (len(asked) + 2) + [1] * len(above)
        owners = [NOBODY] * len(tokens)
        for owner, some in part:
            tokens += some
            owners += [owner] * len(some)
        tokens.append(end)
        owners.append(NOBODY)
        segments += [1] * (len(tokens) - len(segments))
        yield Window(tuple(tokens), tuple(segments), tuple(owners))


def _parts(sentences: Sequence[Sequence[int]], room: int, before: int) -> Iterator[list[tuple[int, Sequence[int]]]]:
    """The sentences by window: its number, or NOBODY for what stands there for context only, and its tokens."""
    part: list[tuple[int, Sequence[int]]] = []
    used = 0
    for number, tokens in enumerate(sentences):
        if part and used + len(tokens) > room:
            yield part
            context = sentences[number - 1][: max(0, min(before, room - len(tokens)))]
            part, used = ([(NOBODY, context)] if context else []), len(context)
        part.append((number, tokens))
        used += len(tokens)
    if part:
        yield part
