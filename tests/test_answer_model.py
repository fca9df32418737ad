"""A turn with a chat model has limits: tokens, money, turns a minute; providers are opened each in its own way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from rag.answer.asking import asked, tokens
from rag.answer.claims import ClaimReader
from rag.answer.forms import Form, Way, Ways
from rag.answer.generate import generator
from rag.answer.model import Limits, ModelFailed, Pace, open_model
from rag.answer.replies import Background, Replies
from rag.answer.thinking import Spoken
from rag.config import Settings
from rag.types import OfstedChatError
from tests.answer_helpers import facts, hit

CANARY = "sk-canary7f3a9d51c0"
HITS = [hit(facts("leeds/2022"), f"Caseloads are high in team {number}. " * 20, number) for number in range(1, 9)]


def settings(**more: Any) -> Settings:
    return Settings(data=Path("unused"), **more)


def test_passages_are_left_out_from_the_end_until_they_fit() -> None:
    whole, small = asked("caseloads?", HITS, Limits()), asked("caseloads?", HITS, Limits(input_tokens=1200))
    assert list(whole.sources.values()) == HITS
    assert list(small.sources.values()) == HITS[: len(small.sources)]
    assert 0 < len(small.sources) < len(HITS)
    assert sum(tokens(str(message.content)) for message in small.messages) <= 1200


def test_a_turn_costs_no_more_than_its_limit() -> None:
    limits = Limits(cost=0.01, input_price=5.0, output_price=4.0, output_tokens=1000)
    sent = asked("caseloads?", HITS, limits)
    spent = sum(tokens(str(message.content)) for message in sent.messages) * 5.0 / 1e6 + limits.output_cost()
    assert 0 < len(sent.sources) < len(HITS)
    assert spent <= 0.01


def test_a_turn_that_could_cost_too_much_is_not_asked() -> None:
    with pytest.raises(ModelFailed, match="not one passage fits"):
        asked("caseloads?", HITS, Limits(cost=0.001, input_price=5.0, output_price=4.0, output_tokens=1000))


def test_a_cost_limit_without_prices_is_refused_with_what_to_set() -> None:
    with pytest.raises(OfstedChatError, match="OFSTED_CHAT_CHAT_INPUT_PRICE"):
        generator(settings(chat_model="openai:fake", chat_cost_limit=0.1))


def test_turns_are_limited_a_minute() -> None:
    pace = Pace(2)
    pace.take(0.0)
    pace.take(30.0)
    with pytest.raises(ModelFailed, match="2 questions of this minute"):
        pace.take(59.0)
    pace.take(60.0)


class Recorder:
    """Stands where `init_chat_model` does, and keeps what it was opened with."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.bound: list[dict[str, Any]] = []

    def __call__(self, name: str, **arguments: Any) -> Any:
        self.opened.append((name, arguments))
        return self

    def bind(self, **arguments: Any) -> Any:
        self.bound.append(arguments)
        return self


@pytest.mark.parametrize(
    ("name", "wanted", "form"),
    [
        ("openai:small", {"base_url": "http://there/v1", "max_tokens": 1500, "max_retries": 0}, "extra_body"),
        ("azure_openai:mine", {"azure_endpoint": "http://there/v1", "azure_deployment": "mine"}, "extra_body"),
        ("anthropic:small", {"base_url": "http://there/v1", "max_tokens": 1500}, "tools"),
        ("ollama:small:8b", {"base_url": "http://there/v1", "num_predict": 1500}, "format"),
        ("small", {"base_url": "http://there/v1", "max_tokens": 1500}, None),
        ("mistralai:small", {"base_url": "http://there/v1", "max_tokens": 1500}, None),
    ],
)
def test_each_provider_is_opened_in_its_own_way(name: str, wanted: dict[str, Any], form: str | None) -> None:
    opener = Recorder()
    found = open_model(settings(chat_model=name, chat_base_url="http://there/v1"), opener)
    ((first, best),) = opener.opened
    assert first == name
    assert wanted.items() <= best.items()
    assert best["temperature"] == 0
    assert [next(iter(bound)) for bound in opener.bound] == ([form] if form else [])
    found.model(Way(Form.PLAIN, cool=False))
    assert "temperature" not in opener.opened[1][1]
    assert len(opener.bound) == bool(form)


def test_ollama_is_told_how_many_tokens_it_must_hold() -> None:
    opener = Recorder()
    open_model(settings(chat_model="ollama:small", chat_input_tokens=6000, chat_output_tokens=900), opener)
    assert opener.opened[0][1]["num_ctx"] == 6900


def test_a_model_whose_class_refuses_a_temperature_is_opened_without() -> None:
    opened: list[dict[str, Any]] = []

    def strict(name: str, **arguments: Any) -> Any:
        opened.append(arguments)
        if "temperature" in arguments:
            raise ValueError("temperature is not supported by this model")
        return Recorder()

    open_model(settings(chat_model="anthropic:newest"), strict)
    assert ["temperature" in arguments for arguments in opened] == [True, False]


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    opener = Recorder()
    open_model(settings(chat_model="openai:small", chat_base_url="http://there/v1"), opener)
    assert opener.opened[0][1]["api_key"] == "none"


def test_the_key_is_in_no_error_that_opening_a_model_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with pytest.raises(OfstedChatError, match="the chat model nobody:nothing cannot be opened") as raised:
        generator(settings(chat_model="nobody:nothing"))
    assert CANARY not in str(raised.value)

    def leaking(name: str, **arguments: Any) -> Any:
        raise ValueError(f"the key {CANARY} is wrong")

    with pytest.raises(OfstedChatError) as raised:
        open_model(settings(chat_model="openai:small"), leaking)
    assert CANARY not in str(raised.value)
    assert raised.value.__cause__ is None
    assert generator(settings()) is None


class Scripted:
    """A chat model that gives these chunks, a pause before each, and notes when it is left."""

    def __init__(self, *chunks: AIMessageChunk, pause: float = 0.0) -> None:
        self.chunks, self.pause, self.left = chunks, pause, False

    async def astream(self, input: Sequence[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        try:
            for chunk in self.chunks:
                await asyncio.sleep(self.pause)
                yield chunk
        except (asyncio.CancelledError, GeneratorExit):
            self.left = True
            raise

    def bind(self, **arguments: Any) -> Any:
        return self


def ways(model: Scripted) -> Ways:
    return Ways("mistralai", lambda cool: model)


def tool_chunk(text: str) -> AIMessageChunk:
    call = {"name": None, "args": text, "id": None, "index": 0, "type": "tool_call_chunk"}
    return AIMessageChunk(content="", tool_call_chunks=[call])


def test_claims_told_as_a_tools_arguments_are_read_too() -> None:
    chunks = [tool_chunk(text) for text in ('{"claims": [{"source": "s1", ', '"quote": "a b c d", "claim": "A."}]}')]
    replies = Replies(ways(Scripted(*chunks)), 5.0, 1000, Background())
    reader = ClaimReader()
    with closing(replies.background):
        claims = [claim for piece in replies.stream([HumanMessage("?")]) for claim in reader.feed(piece)]
    assert [(claim.text, claim.cites) for claim in claims] == [("A.", (("s1", "a b c d"),))]


def test_no_more_of_a_reply_is_read_than_its_limit() -> None:
    replies = Replies(ways(Scripted(*[AIMessageChunk("ten signs.")] * 50)), 5.0, 95, Background())
    with closing(replies.background):
        assert len("".join(replies.stream([HumanMessage("?")]))) == 95


def test_a_reply_that_is_left_is_cancelled_at_once() -> None:
    model = Scripted(*[AIMessageChunk("word ")] * 1000, pause=0.01)
    replies = Replies(ways(model), 30.0, 100_000, Background())
    with closing(replies.background):
        stream = replies.stream([HumanMessage("?")])
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        end = time.monotonic() + 3
        while not model.left and time.monotonic() < end:
            time.sleep(0.01)
    assert model.left


def test_time_is_up_even_where_the_model_never_says_a_word() -> None:
    replies = Replies(ways(Scripted(AIMessageChunk("late"), pause=60)), 0.2, 1000, Background())
    begun = time.monotonic()
    with closing(replies.background), pytest.raises(ModelFailed, match="took longer than 0 seconds"):
        list(replies.stream([HumanMessage("?")]))
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_what_a_model_thinks_aloud_is_not_its_reply(size: int) -> None:
    text = '<think>{"claims": [{"source": "s1"}]} a < b</think>{"claims": []} 2 < 3 <Thinking>so</Thinking> end <'
    spoken = Spoken()
    pieces = [spoken.feed(text[start : start + size]) for start in range(0, len(text), size)]
    assert "".join(pieces) + spoken.finish() == '{"claims": []} 2 < 3  end <'
    unended = Spoken()
    assert unended.feed("<think>never ended {") + unended.finish() == ""


def test_a_server_that_read_only_the_end_of_what_it_was_asked_is_noticed() -> None:
    usage = {"input_tokens": 40, "output_tokens": 2, "total_tokens": 42}
    chunk = AIMessageChunk('{"claims": []}', usage_metadata=usage)
    replies = Replies(ways(Scripted(chunk)), 5.0, 1000, Background())
    with closing(replies.background):
        assert list(replies.stream([HumanMessage("word " * 60)])) == ['{"claims": []}']
        with pytest.raises(ModelFailed, match="read only 40 tokens of the question"):
            list(replies.stream([HumanMessage("word " * 600)]))
