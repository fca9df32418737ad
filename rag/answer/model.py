"""A chat model of any provider that `init_chat_model` opens, and the limits of a turn with it."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain.chat_models import init_chat_model
from langchain_core.messages import BaseMessage

from rag.answer.forms import Ways
from rag.config import Settings
from rag.types import OfstedChatError

_MILLION = 1_000_000
_MINUTE = 60.0


class ModelFailed(Exception):
    """The chat model gave no answer that can be shown; the message says why in a few words, and holds no secret."""


class ChatModel(Protocol):
    """What is needed of a LangChain chat model."""

    def astream(self, input: Sequence[BaseMessage]) -> AsyncIterator[Any]:
        """The reply in pieces, each a message chunk."""

    def bind(self, **kwargs: Any) -> Any:
        """The model with arguments for every call."""


Opener = Callable[..., Any]
"""`init_chat_model`, or what stands in for it in a test."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a turn may take: seconds, tokens in and out, and money where prices (for a million tokens) are known."""

    seconds: float = 30.0
    input_tokens: int = 8000
    output_tokens: int = 1500
    cost: float | None = None
    input_price: float = 0.0
    output_price: float = 0.0

    def input_room(self) -> int:
        """Tokens that may be asked with: a reply of full length on top still stays under the cost."""
        if self.cost is None or not self.input_price:
            return self.input_tokens if self.cost is None or self.output_cost() <= self.cost else 0
        return max(0, min(self.input_tokens, int((self.cost - self.output_cost()) / self.input_price * _MILLION)))

    def output_cost(self) -> float:
        """What a reply of full length costs."""
        return self.output_tokens * self.output_price / _MILLION


@dataclass(slots=True)
class Pace:
    """So many turns a minute, over all threads."""

    turns: int
    _taken: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, now: float | None = None) -> None:
        """Take a turn. ModelFailed where the last minute's are used up."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            while self._taken and moment - self._taken[0] >= _MINUTE:
                self._taken.popleft()
            if len(self._taken) >= self.turns:
                raise ModelFailed(f"has had its {self.turns} questions of this minute")
            self._taken.append(moment)


def limits_of(settings: Settings) -> Limits:
    """The limits of `settings`. OfstedChatError where a cost is limited and no price is known."""
    if settings.chat_cost_limit is not None and not (settings.chat_input_price and settings.chat_output_price):
        raise OfstedChatError(
            "OFSTED_CHAT_CHAT_COST_LIMIT needs OFSTED_CHAT_CHAT_INPUT_PRICE and OFSTED_CHAT_CHAT_OUTPUT_PRICE:"
            " set your provider's prices for a million tokens"
        )
    return Limits(
        settings.chat_timeout,
        settings.chat_input_tokens,
        settings.chat_output_tokens,
        settings.chat_cost_limit,
        settings.chat_input_price or 0.0,
        settings.chat_output_price or 0.0,
    )


def open_model(settings: Settings, opener: Opener = init_chat_model) -> Ways:
    """The ways to ask the chat model of `settings`, the strictest first.

    OfstedChatError where it cannot be opened; no key is in its message.
    """
    name = settings.chat_model or ""
    provider = name.partition(":")[0] if ":" in name else ""
    arguments = _arguments(settings, provider)

    def make(cool: bool) -> Any:
        try:
            return opener(name, **arguments, temperature=0) if cool else opener(name, **arguments)
        except ValueError:  # the classes of some newer models refuse a temperature when they are opened
            if not cool:
                raise
            return opener(name, **arguments)

    ways = Ways(provider, make)
    try:
        ways.model(ways.first())
    except Exception as error:  # a provider's package may raise anything while it opens
        reason = _without_secrets((str(error).splitlines() or [""])[0])[:200] or type(error).__name__
        raise OfstedChatError(
            f"the chat model {name} cannot be opened ({reason}): see the README, or unset CHAT_MODEL"
        ) from None
    return ways


def _arguments(settings: Settings, provider: str) -> dict[str, Any]:
    """What a provider's class takes. Retries are ours: a package's own know nothing of the time that is left.

    Ollama is told how many tokens it must hold: left to itself it takes 2,048 or 4,096, and drops the beginning of
    what is longer without a word.
    """
    seconds, most, address = settings.chat_timeout, settings.chat_output_tokens, settings.chat_base_url
    if provider == "ollama":
        window = settings.chat_input_tokens + most
        found: dict[str, Any] = {"num_predict": most, "num_ctx": window, "client_kwargs": {"timeout": seconds}}
        return found | ({"base_url": address} if address else {})
    found = {"timeout": seconds, "max_tokens": most, "max_retries": 0}
    if provider == "azure_openai":
        found["azure_deployment"] = (settings.chat_model or "").partition(":")[2]
        return found | ({"azure_endpoint": address} if address else {})
    if address:
        found["base_url"] = address
        if provider in ("", "openai") and not os.environ.get("OPENAI_API_KEY"):
            found["api_key"] = "none"  # the client insists on one; a server of one's own needs none
    return found


def _without_secrets(text: str) -> str:
    """`text` without the values of variables that hold keys."""
    for variable, value in os.environ.items():
        if variable.endswith(("_KEY", "_TOKEN", "_SECRET")) and len(value) > 5:
            text = text.replace(value, "…")
    return text
