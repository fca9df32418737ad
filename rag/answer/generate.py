"""Answers by a chat model: sentences of its own, each borne by words that stand in a cited paragraph.

The model sees passages under codes that it cannot invent. Each claim is checked as soon as it is complete, and shown
only then. Whatever goes wrong ends in `ModelFailed`, and the reports' own words stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from langchain.chat_models import init_chat_model

from rag.answer.asking import asked
from rag.answer.checks.gate import Gate
from rag.answer.checks.quoting import located
from rag.answer.claims import ClaimReader, RawClaim
from rag.answer.compose import Placed, cited
from rag.answer.model import Limits, ModelFailed, Opener, Pace, limits_of, open_model
from rag.answer.replies import Replies
from rag.answer.sentences import constants
from rag.answer.verify import Bears, meant, verified
from rag.config import Settings
from rag.read.authorities import Register
from rag.types import Answer, Claim, Hit

_CHARACTERS_A_TOKEN = 6
"""Characters that a token of a reply has at most, on the average: beyond them a reply has broken its limit."""
WORDED = "Worded by a chat model; every sentence rests on the cited words."


@dataclass(slots=True)
class Kept:
    """What became of a reply's claims so far, and the marker of the last citation."""

    shown: int = 0
    refused: int = 0
    marker: int = 0

    @property
    def enough(self) -> bool:
        """True where what is shown can stand alone: two claims or more, and more than were refused."""
        return self.shown >= 2 and self.shown > self.refused


@dataclass(frozen=True, slots=True)
class Generator:
    """A chat model with its limits and its checks. Safe to share between threads."""

    replies: Replies
    limits: Limits
    pace: Pace
    gate: Gate

    def parts(self, question: str, hits: Sequence[Hit], placed: Placed, kept: Kept) -> Iterator[Answer]:
        """The verified parts of an answer, a claim each, while the model still writes; `kept` counts them.

        ModelFailed where the model fails or its answer loses its core; what was given until then is verified.
        """
        sent = asked(question, hits, self.limits)
        self.pace.take()
        bears = meant(self.gate)
        seen: set[str] = set()
        reader = ClaimReader()
        anything = False
        with closing(self.replies.stream(sent.messages)) as pieces:  # type: ignore[type-var]
            for raw in _claims(reader, pieces):
                anything = True
                if raw.text in seen or kept.shown >= int(constants()["model"]["claims"]):
                    continue
                seen.add(raw.text)
                part = part_of(raw, sent.sources, placed, bears, kept.marker)
                if part is None:
                    kept.refused += 1
                    continue
                kept.shown += 1
                kept.marker = part.citations[-1].marker
                yield part
        kept.refused += reader.broken
        _judge(kept, reader, anything)


def generator(
    settings: Settings, register: Register | None = None, opener: Opener = init_chat_model
) -> Generator | None:
    """The chat model of `settings`, or None where none is set. OfstedChatError where it cannot be opened."""
    if not settings.chat_model:
        return None
    limits = limits_of(settings)
    characters = limits.output_tokens * _CHARACTERS_A_TOKEN
    replies = Replies(open_model(settings, opener), limits.seconds, characters)
    return Generator(replies, limits, Pace(settings.chat_turns_a_minute), Gate(register))


def told(
    model: Generator, question: str, hits: Sequence[Hit], placed: Placed, own: Iterable[Answer], notes: list[str]
) -> Iterator[Answer]:
    """The model's verified parts; behind them, where it fails or loses its core, the answer in the reports' `own`
    words. A line that says which goes to `notes`."""
    kept = Kept()
    try:
        with closing(model.parts(question, hits, placed, kept)) as parts:  # type: ignore[type-var]
            yield from parts
        notes.append(WORDED)
        return
    except ModelFailed as error:
        if kept.enough:
            notes.extend([WORDED, f"The chat model {error}: more may be missing."])
            return
        follows = "the reports' own words follow it" if kept.shown else "this answer is in the reports' own words"
        notes.append(f"The chat model {error}: {follows}.")
    for part in own:
        yield renumbered(part, kept.marker)


def renumbered(part: Answer, last: int) -> Answer:
    """A part whose markers follow `last`."""
    claims = tuple(replace(claim, markers=tuple(marker + last for marker in claim.markers)) for claim in part.claims)
    citations = tuple(replace(citation, marker=citation.marker + last) for citation in part.citations)
    return replace(part, claims=claims, citations=citations)


def _claims(reader: ClaimReader, pieces: Iterable[str]) -> Iterator[RawClaim]:
    for piece in pieces:
        yield from reader.feed(piece)
    yield from reader.finish()


def part_of(raw: RawClaim, sources: Mapping[str, Hit], placed: Placed, bears: Bears, marker: int) -> Answer | None:
    """The claim with the first of its citations that bears it; None where none does."""
    for source, quote in raw.cites:
        hit = sources.get(source)
        span = located(quote, hit.paragraph.text) if hit else None
        if hit is None or span is None:
            continue
        citations = cited(marker, hit.report, placed(hit.paragraph), *span)
        claim = Claim(raw.text, tuple(citation.marker for citation in citations), hit.report.id)
        claims, used = verified([claim], citations, bears)
        if claims:
            return Answer(claims=claims, citations=used)
    return None


def _judge(kept: Kept, reader: ClaimReader, anything: bool) -> None:
    """Raises where a reply that came to its end has too little in it."""
    if kept.shown > kept.refused:
        return
    if kept.shown:
        raise ModelFailed("wrote more that the cited paragraphs do not bear out than what they do")
    if reader.is_empty:
        raise ModelFailed("gave an empty reply")
    if reader.cannot and not anything:
        raise ModelFailed("found no answer in the passages")
    raise ModelFailed("wrote nothing that the cited paragraphs bear out")
