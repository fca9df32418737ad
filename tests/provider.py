"""A chat model's provider on loopback: OpenAI's chat-completions protocol, streamed, faults and lies on command."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[str], str]
"""From what was asked (passages and question) to what the model writes."""


def cannot(asked: str) -> str:
    """What a model writes that finds no answer."""
    return '{"claims": []}'


@dataclass
class Provider:
    """What the provider does next, and what it was sent.

    `statuses` are those of the next requests, one each, then 200; `hang` waits after the first event; `cut` ends the
    connection after so many characters; `piece` characters go into an event, `pause` seconds after each;
    `refuses` are the forms of reply that it refuses, with the status `refuses_with`, `refuses_cool` that it refuses a
    temperature. `left` is set when whoever asked has gone away.
    """

    address: str
    reply: Reply = cannot
    statuses: list[int] = field(default_factory=list)
    retry_after: str | None = None
    hang: bool = False
    cut: int | None = None
    piece: int = 7
    pause: float = 0.0
    refuses: frozenset[str] = frozenset()
    refuses_with: int = 400
    refuses_cool: bool = False
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)

    def reset(self) -> None:
        """Well behaved again, with nothing asked."""
        fresh = Provider(self.address)
        kept = ("address", "asked", "bodies", "keys", "over", "left")
        for item in fields(fresh):
            if item.name not in kept:
                setattr(self, item.name, getattr(fresh, item.name))
        for seen in (self.asked, self.bodies, self.keys):
            seen.clear()
        self.left.clear()


def passages(asked: str) -> dict[str, str]:
    """The passages that the model was shown, by their codes."""
    return dict(re.findall(r"<passage (\w+)>\n([\s\S]*?)\n</passage \1>", asked))


def passage_with(asked: str, words: str) -> str:
    """The code of the passage that has these words."""
    return next(code for code, text in passages(asked).items() if words in text)


def told(asked: str, *claims: tuple[str, str]) -> list[dict[str, str]]:
    """Claims as a model would write them, of (sentence, quote); the source is the passage that has the quote."""
    return [{"source": passage_with(asked, quote), "quote": quote, "claim": claim} for claim, quote in claims]


def as_json(claims: Sequence[dict[str, str]]) -> str:
    """The form that is asked for."""
    return json.dumps({"claims": list(claims)}, ensure_ascii=False)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that listens while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    state = Provider(f"http://127.0.0.1:{server.server_port}/v1")
    server.state = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        state: Provider = self.server.state  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.asked.append(body["messages"][-1]["content"])
        state.bodies.append(body)
        state.keys.append(self.headers.get("Authorization", ""))
        status = state.statuses.pop(0) if state.statuses else 200
        message = "no, and your key is " + state.keys[-1]
        if body.get("response_format", {}).get("type", "") in state.refuses:
            status = state.refuses_with
        elif state.refuses_cool and "temperature" in body:
            status, message = 400, "Unsupported value: 'temperature' does not support 0 with this model."
        try:
            if status != 200:
                self._fail(state, status, message)
            else:
                self._tell(state, state.reply(body["messages"][-1]["content"]))
        except (BrokenPipeError, ConnectionResetError):
            state.left.set()
            self.close_connection = True

    def _fail(self, state: Provider, status: int, said: str) -> None:
        message = json.dumps({"error": {"message": said, "type": "error", "code": None}})
        self.send_response(status)
        if state.retry_after is not None:
            self.send_header("Retry-After", state.retry_after)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(message.encode())))
        self.end_headers()
        self.wfile.write(message.encode())

    def _tell(self, state: Provider, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._event({"role": "assistant", "content": ""})
        if state.hang:
            state.over.wait(60)
        for start in range(0, len(text), state.piece):
            if state.cut is not None and start >= state.cut:
                self.close_connection = True  # the last chunk of the transfer is never sent
                return
            self._event({"content": text[start : start + state.piece]})
            time.sleep(state.pause)
        self._event({}, "stop")
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": [choice]}
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what a server prints would hide what a test prints."""
