"""A chat model's reply as it streams, within its time: retried while nothing of it has come, cancelled when left."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from langchain_core.messages import BaseMessage

from rag.answer.forms import Ways
from rag.answer.model import ChatModel, ModelFailed
from rag.answer.thinking import Spoken

_ATTEMPTS = 3
_FIRST_WAIT = 0.5
"""Seconds before the second attempt; twice as long before each further one, and up to a half more by chance."""
_GRACE = 2.0
"""Seconds that the background may need to notice the end of its time."""
_BUSY = 429
_CHARACTERS_A_TOKEN = 8.0
"""English has 4 to 5 characters a token in the usual vocabularies: a server that counts fewer than an eighth of the
characters has not read all of them."""

Piece = str | ModelFailed | None
"""A piece of the reply, why there is no more, or the end."""


class Background:
    """One event loop in a thread of its own: a stream in it can be cancelled from outside, its connection closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        """Run `work`; cancelling what is returned cancels it."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="chat model", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """End the thread, and what still runs in it."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(_GRACE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_GRACE)
        if not thread.is_alive():
            loop.close()


@cache
def shared_background() -> Background:
    """The one background of this process. Providers' packages keep connections for all who ask at an address, and a
    connection lives in the loop that it was made in: a loop for each chat would find those of a chat that is gone."""
    return Background()


@dataclass(frozen=True, slots=True)
class Replies:
    """A chat model's replies: `ways` to ask it; `seconds` for a whole reply with all attempts; `characters` of one that
    are read."""

    ways: Ways
    seconds: float
    characters: int
    background: Background = field(default_factory=shared_background)

    def stream(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        """The reply in pieces. ModelFailed where it fails or its time is over; closing it closes the connection."""
        pieces: queue.SimpleQueue[Piece] = queue.SimpleQueue()
        end = time.monotonic() + self.seconds
        work = self.background.start(self._tell(messages, end, pieces))
        try:
            while (piece := pieces.get(timeout=max(0.0, end - time.monotonic()) + _GRACE)) is not None:
                if isinstance(piece, ModelFailed):
                    raise piece
                yield piece
        except queue.Empty:
            raise self._late() from None
        finally:
            work.cancel()

    async def _tell(self, messages: Sequence[BaseMessage], end: float, pieces: queue.SimpleQueue[Piece]) -> None:
        try:
            async with asyncio.timeout(max(0.0, end - time.monotonic())):
                await self._attempt(messages, end, pieces)
            pieces.put(None)
        except TimeoutError:
            pieces.put(self._late())
        except ModelFailed as failed:
            pieces.put(failed)
        except Exception as error:  # a provider's package may raise anything; only its kind is told
            pieces.put(ModelFailed(f"failed ({type(error).__name__})"))

    async def _attempt(self, messages: Sequence[BaseMessage], end: float, pieces: queue.SimpleQueue[Piece]) -> None:
        """One attempt after the other, until one begins to reply."""
        way = self.ways.first()
        attempt = 0
        while True:
            begun = False
            try:
                async with contextlib.aclosing(_texts(self.ways.model(way), messages)) as texts:
                    taken = 0
                    async for text in texts:
                        if not begun:
                            self.ways.answered(way)
                        begun = True
                        pieces.put(text[: self.characters - taken])
                        taken += len(text)
                        if taken >= self.characters:
                            return
                return
            except Exception as error:
                status = _status(error)
                if begun or isinstance(error, TimeoutError):
                    raise
                if another := self.ways.next(way, status, str(error)):
                    way = another
                    continue
                attempt += 1
                await _wait(error, status, attempt, end)

    def _late(self) -> ModelFailed:
        return ModelFailed(f"took longer than {self.seconds:.0f} seconds")


async def _texts(model: ChatModel, messages: Sequence[BaseMessage]) -> Any:
    """The text of each chunk, that of a tool's arguments included, where a provider tells claims in that way; what a
    model thinks aloud is left out. ModelFailed where the server read less than it was asked."""
    spoken, read = Spoken(), 0
    async with contextlib.aclosing(model.astream(list(messages))) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            arguments = [str(call.get("args") or "") for call in getattr(chunk, "tool_call_chunks", ())]
            read = max(read, int((getattr(chunk, "usage_metadata", None) or {}).get("input_tokens") or 0))
            if text := spoken.feed(str(chunk.text)) + "".join(arguments):
                yield text
    if rest := spoken.finish():
        yield rest
    least = sum(len(str(message.content)) for message in messages) / _CHARACTERS_A_TOKEN
    if 0 < read < least:
        raise ModelFailed(f"read only {read:,} tokens of the question and its passages: raise its context length")


async def _wait(error: Exception, status: int | None, attempt: int, end: float) -> None:
    """Wait before the next attempt; raises where another makes no sense or its time is over."""
    asked = _retry_after(error)
    seconds = asked if asked is not None else _FIRST_WAIT * 2 ** (attempt - 1) * (1 + random.random() / 2)
    in_time = time.monotonic() + seconds < end
    if status == _BUSY and not in_time and asked is not None:
        raise ModelFailed(f"is busy (429) and asks to wait {seconds:.0f} seconds") from None
    if attempt >= _ATTEMPTS or not in_time or not _passes(error, status):
        raise error
    await asyncio.sleep(seconds)


def _passes(error: Exception, status: int | None) -> bool:
    """True for a fault that may be gone with the next attempt: busy, the server's own, or no connection."""
    if status is not None:
        return status in (408, _BUSY) or status >= 500
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return any("Connect" in name or "RemoteProtocol" in name for name in kinds)


def _status(error: Exception) -> int | None:
    """The HTTP status of a provider's error, whatever package it is from; None where it has none."""
    response = getattr(error, "response", None)
    for holder in (error, response):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and status > 0:
            return status
    return None


def _retry_after(error: Exception) -> float | None:
    """The seconds of a Retry-After header, given as seconds or as a date; None where there is none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = headers.get("retry-after")
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        with contextlib.suppress(ValueError):
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    return None


async def _cancel_all() -> None:
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
