"""A chat model's provider on loopback: OpenAI's chat-completions protocol, streamed, faults and lies on command."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[str], str]
"""From what was asked (passages and question) to what the model writes."""


@dataclass
class Provider:
    """What the provider does next, and what it was sent.

    `status` other than 200 fails with it; `hang` waits after the first event; `cut` ends the connection after
    so many characters; `piece` characters go into an event.
    """

    address: str
    reply: Reply = lambda asked: "CANNOT ANSWER"
    status: int = 200
    retry_after: int | None = None
    hang: bool = False
    cut: int | None = None
    piece: int = 7
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    streamed: list[bool] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


def passages(asked: str) -> dict[int, str]:
    """The numbered passages that the model was shown: their texts without the headlines."""
    blocks = re.split(r"\n\n(?=\[\d+\] |Question: )", asked)
    found = (re.match(r"\[(\d+)\] .*\n([\s\S]*)", block) for block in blocks)
    return {int(match[1]): match[2] for match in found if match}


def passage_with(asked: str, words: str) -> int:
    """The number of the passage that has these words."""
    return next(number for number, text in passages(asked).items() if words in text)


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
        state.keys.append(self.headers.get("Authorization", ""))
        state.streamed.append(bool(body.get("stream")))
        try:
            if state.status != 200:
                self._fail(state)
            else:
                self._tell(state, state.reply(body["messages"][-1]["content"]))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked has gone

    def _fail(self, state: Provider) -> None:
        message = json.dumps(
            {"error": {"message": "no, and your key is " + state.keys[-1], "type": "error", "code": None}}
        )
        self.send_response(state.status)
        if state.retry_after is not None:
            self.send_header("Retry-After", str(state.retry_after))
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
