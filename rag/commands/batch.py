"""`batch`: a file of questions in, a file of answers out, a line each. Nothing that a line holds stops the others."""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tqdm import tqdm

from rag.answer.record import Record, answer_record
from rag.chat import Chat, Request
from rag.commands.blot import Blot
from rag.commands.plain import as_json, counted, tell
from rag.types import Answer, OfstedChatError, Status

Id = str | int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input: a request, or why it is none."""

    id: Id
    request: Request | None
    reason: str = ""


class NoQuestion(OfstedChatError):
    """A line that holds no question; the message says why."""


def batch(build: Callable[[], Chat], blot: Blot, source: Path, target: Path, resume: bool) -> int:
    """Answer every line of `source`; each answer is in `target` as soon as it is there. 1 where one is an error.

    `resume` keeps the answers already in `target`, but for errors, which are tried again.
    """
    lines = list(read_lines(source))
    if not lines:
        raise OfstedChatError(f"{source} holds no questions")
    if target.exists() and target.samefile(source):
        raise OfstedChatError("the questions and the answers cannot be the same file")
    kept = _kept(target) if resume else []
    todo = _unanswered(lines, kept)
    errors: list[Record] = []
    if todo:
        chat = build()
        try:
            errors = _answer(chat, blot, todo, kept, target)
        finally:
            chat.close()
    done = f"{counted(len(todo), 'answer')} written to {target}"
    tell(f"{done}, {len(lines) - len(todo)} kept." if resume else f"{done}.")
    if errors:
        tell(f"Partly done: {counted(len(errors), 'error')}; the first, {errors[0]['id']}: {errors[0]['text']}")
    return 1 if errors else 0


def read_lines(source: Path) -> Iterator[Line]:
    """The lines of a file of questions, empty ones left out. OfstedChatError where it cannot be read."""
    try:
        data = source.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise OfstedChatError(f"{source} cannot be read: {error.strerror}") from error
    for number, raw in enumerate(data.split(b"\n"), 1):
        if raw.strip():
            yield _line(raw, f"line {number}")


def _line(raw: bytes, name: str) -> Line:
    """A line by its own id, or by its number where it has none."""
    try:
        entry = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(name, None, f"{name} is not JSON")
    if not isinstance(entry, dict):
        return Line(name, None, f"{name} is not a JSON object")
    id = entry.get("id", name)
    if isinstance(id, bool) or not isinstance(id, str | int):
        return Line(name, None, f"{name}: the id must be a text or a whole number")
    try:
        return Line(id, _request(entry))
    except NoQuestion as error:
        return Line(id, None, f"{name}: {error}")


def _request(entry: Mapping[str, object]) -> Request:
    question, history = entry.get("question"), entry.get("history") or []
    if not isinstance(question, str) or not question.strip():
        raise NoQuestion("there is no question")
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise NoQuestion("the history must be a list of earlier questions")
    return Request(question, tuple(history))


def _kept(target: Path) -> list[tuple[Id, bytes]]:
    """The answers in a file of answers, by id; errors, and a line that was cut off in the middle, are left out."""
    try:
        data = target.read_bytes() if target.exists() else b""
    except OSError as error:
        raise OfstedChatError(f"{target} cannot be read: {error.strerror}") from error
    kept: list[tuple[Id, bytes]] = []
    for raw in filter(bytes.strip, data.split(b"\n")):
        try:
            entry = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict) and isinstance(entry.get("id"), str | int) and entry.get("status") != Status.ERROR:
            kept.append((entry["id"], raw))
    return kept


def _unanswered(lines: Sequence[Line], kept: Sequence[tuple[Id, bytes]]) -> list[Line]:
    """The lines without an answer; a line whose id comes twice needs two."""
    answers: dict[Id, deque[bytes]] = defaultdict(deque)
    for id, raw in kept:
        answers[id].append(raw)
    todo: list[Line] = []
    for line in lines:
        if answers[line.id]:
            answers[line.id].popleft()
        else:
            todo.append(line)
    return todo


def _answer(
    chat: Chat, blot: Blot, todo: Sequence[Line], kept: Sequence[tuple[Id, bytes]], target: Path
) -> list[Record]:
    """Answer the lines one after the other, behind those kept; the answers that are errors."""
    errors: list[Record] = []
    every = 0.1 if sys.stderr.isatty() else 10.0
    with _open(target, [raw for _, raw in kept]) as out:
        bar = tqdm(total=len(todo), unit="question", dynamic_ncols=True, mininterval=every, maxinterval=10 * every)
        try:
            for line in todo:
                record = answer_record(_answered(chat, blot, line), line.id)
                _write(out, target, as_json(record).encode())
                if record["status"] == Status.ERROR:
                    errors.append(record)
                bar.update()
        except KeyboardInterrupt:
            done = f"stopped: {bar.n} of {counted(len(todo), 'answer')} are in {target}"
            raise KeyboardInterrupt(f"{done}; the same command with --resume goes on from there") from None
        finally:
            bar.close()
    return errors


def _answered(chat: Chat, blot: Blot, line: Line) -> Answer:
    """The answer; an error is one too."""
    if line.request is None:
        return Answer(Status.ERROR, opening=line.reason)
    try:
        return chat.invoke(line.request)
    except OfstedChatError as error:
        return Answer(Status.ERROR, opening=blot(" ".join(str(error).split())))
    except Exception as error:  # a question must not stop the others; what foreign errors say may hold anything
        return Answer(Status.ERROR, opening=f"unexpected error ({type(error).__name__}): this question has no answer")


@contextmanager
def _open(target: Path, kept: Sequence[bytes]) -> Iterator[BinaryIO]:
    """The file of answers, open behind those kept. They are written beside it and swapped in, so that none is lost."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        if kept:
            beside.write_bytes(b"".join(raw + b"\n" for raw in kept))
            os.replace(beside, target)
        out = target.open("ab" if kept else "wb")
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OfstedChatError(f"{target} cannot be written: {error.strerror}") from error
    with out:
        yield out


def _write(out: BinaryIO, target: Path, line: bytes) -> None:
    """A whole line, out of this process before the next question."""
    try:
        out.write(line + b"\n")
        out.flush()
    except OSError as error:
        raise OfstedChatError(f"{target} cannot be written: {error.strerror}") from error
