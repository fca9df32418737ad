"""Answers by a chat model: sentences of its own, each borne by words that stand in a cited paragraph.

The model sees numbered passages and may cite only those; what it says is shown only where its quotation is in the
paragraph word for word and its figures are too. Whatever goes wrong raises `ModelFailed`, and the extractive answer
stands in.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from langchain.chat_models import init_chat_model
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from rag.answer.compose import Placed, cited
from rag.answer.sentences import constants
from rag.answer.wording import headline, reference
from rag.config import Settings
from rag.read.text import plain
from rag.retrieve.words import stems
from rag.types import Answer, Claim, Hit, OfstedChatError

CANNOT = "CANNOT ANSWER"
_LINE = re.compile(r"^[-*\s]*(?P<sentence>.+?)\s*\[(?P<passage>\d{1,3})\][.\s]*[“\"](?P<quote>.+)[”\"]\s*$")
_FIGURE = re.compile(
    r"\d[\d,.]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|half|thirds?|quarters?)\b"
)
_GRADE = re.compile(r"\b(?:outstanding|requires improvement|inadequate)\b")
_ODD = re.compile(r"\S*(?:[^\W\d_]\d|\d[^\W\d_]|[\[\]<>{}|`*#~^=@\\/_]|:[^\W\d_]|[^\W\d_]\.[^\W\d_]{2})\S*")
"""Words that are no words: of links, mark-up, addresses and keys. They pass only where the paragraph has them."""


class ModelFailed(Exception):
    """The chat model gave no answer that can be shown; the message says why in a few words."""


class ChatModel(Protocol):
    """What is needed of a LangChain chat model."""

    def stream(self, input: list[BaseMessage]) -> Iterator[BaseMessage]:
        """The reply in pieces."""


@dataclass(frozen=True, slots=True)
class Generator:
    """A chat model with its limits: seconds for a whole reply, and characters of one (the rest is cut off)."""

    model: ChatModel
    seconds: float

    def parts(self, question: str, hits: Sequence[Hit], placed: Placed) -> list[Answer]:
        """The verified parts of an answer, one a line of the reply. ModelFailed where there are none."""
        shown = list(hits[: int(constants()["model"]["passages"])])
        reply = self._reply([SystemMessage(_prompt()), HumanMessage(_asked(question, shown))])
        if not reply.strip():
            raise ModelFailed("gave an empty reply")
        if reply.strip().strip(".") == CANNOT:
            raise ModelFailed("found no answer in the passages")
        found = list(_parts(reply, shown, placed))
        if not found:
            raise ModelFailed("wrote nothing that the cited paragraphs bear out")
        return found

    def _reply(self, messages: list[BaseMessage]) -> str:
        """The model's text within the limits; it works in a thread that is left behind when it hangs."""
        pieces: queue.Queue[str | BaseException | None] = queue.Queue()
        stop = threading.Event()
        threading.Thread(target=_stream, args=(self.model, messages, pieces, stop), daemon=True).start()
        deadline = time.monotonic() + self.seconds
        text = ""
        limit = int(constants()["model"]["characters"])
        try:
            while len(text) < limit:
                piece = pieces.get(timeout=max(0.01, deadline - time.monotonic()))
                if piece is None:
                    return text
                if isinstance(piece, BaseException):
                    raise ModelFailed(f"failed ({type(piece).__name__})") from piece
                text += piece
                if time.monotonic() > deadline:
                    raise ModelFailed(f"took longer than {self.seconds:.0f} seconds")
            return text[:limit]
        except queue.Empty:
            raise ModelFailed(f"took longer than {self.seconds:.0f} seconds") from None
        finally:
            stop.set()


def generator(settings: Settings, open_model: Callable[..., ChatModel] = init_chat_model) -> Generator | None:
    """The chat model of `settings`, or None where none is set. OfstedChatError where it cannot be opened."""
    if not settings.chat_model:
        return None
    try:
        model = open_model(settings.chat_model, timeout=settings.chat_timeout, max_retries=1, temperature=0)
    except Exception as error:
        line = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise OfstedChatError(
            f"the chat model {settings.chat_model} cannot be opened ({line}): see the README, or unset CHAT_MODEL"
        ) from error
    return Generator(model, settings.chat_timeout)


def _stream(
    model: ChatModel,
    messages: list[BaseMessage],
    pieces: queue.Queue[str | BaseException | None],
    stop: threading.Event,
) -> None:
    try:
        for chunk in model.stream(messages):
            if stop.is_set():
                return
            pieces.put(str(chunk.text))
        pieces.put(None)
    except Exception as error:  # a provider's library may raise anything; the caller names it and goes on without
        pieces.put(error)


def _prompt() -> str:
    return files("rag.answer").joinpath("prompts/answer.md").read_text(encoding="utf-8")


def _asked(question: str, hits: Sequence[Hit]) -> str:
    passages = [
        f"[{number}] {headline(hit.report)}; {reference(hit.paragraph)}\n{hit.paragraph.text}"
        for number, hit in enumerate(hits, 1)
    ]
    return "\n\n".join([*passages, f"Question: {question}"])


def _parts(reply: str, hits: Sequence[Hit], placed: Placed) -> Iterator[Answer]:
    marker = 0
    for line in reply.splitlines():
        match = _LINE.match(line.strip())
        number = int(match["passage"]) if match else 0
        if match is None or not 1 <= number <= len(hits):
            continue
        hit = hits[number - 1]
        span = located(match["quote"], hit.paragraph.text)
        sentence = re.sub(r"\[\d+\]", "", match["sentence"]).strip()
        if span is None or not borne_out(sentence, hit.paragraph.text, headline(hit.report)):
            continue
        citations = cited(marker, hit.report, placed(hit.paragraph), *span)
        marker += len(citations)
        markers = tuple(citation.marker for citation in citations)
        yield Answer(claims=(Claim(sentence, markers, hit.report.id),), citations=tuple(citations))


def located(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, word for word; quotation marks and dashes may be of another form. Or None."""
    if len(quote.split()) < int(constants()["model"]["quote_words"]):
        return None
    words = [re.escape(word) for word in _comparable(quote).split()]
    match = re.search(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", _comparable(text))
    return match.span() if match else None


def _comparable(text: str) -> str:
    """The same length as `text`: one plain form of quotation marks, dashes and spaces."""
    return text.translate(str.maketrans("‘’“”–—‑\u00a0", "''\"\"--- "))


def borne_out(sentence: str, paragraph: str, about: str) -> bool:
    """True where the sentence's figures stand in the paragraph or in `about` (the report's name and dates), its grades
    and odd words in the paragraph, and enough of its other words too.

    A test of words, not of meaning: it stops figures, grades, links and subjects that the paragraph does not have.
    """
    sentence, printed = plain(sentence).lower(), plain(paragraph).lower()
    if not set(_FIGURE.findall(sentence)) <= {*_FIGURE.findall(printed), *_FIGURE.findall(plain(about).lower())}:
        return False
    if not all(word in printed for word in (*_GRADE.findall(sentence), *_ODD.findall(sentence))):
        return False
    said, there = set(stems(sentence)), set(stems(paragraph))
    telling = {stem for stem in said if len(stem) > 4}
    return len(telling & there) >= float(constants()["model"]["words_borne"]) * len(telling)
