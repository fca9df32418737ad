"""Reading in a child process with limits on time and memory.

PDFium is native code that runs over files from outside: it may crash, hang or eat memory. The child is a plain
`python -m rag.read`; frames of pickled values go over its pipes (only ever between these two processes).
"""

from __future__ import annotations

import hashlib
import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from rag.config import Settings
from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.recognise import recognised, recogniser
from rag.read.report import read_file
from rag.types import Report, ScannedFile, UnreadableFile

_LENGTH = struct.Struct("<Q")


class Reader:
    """Reads files in one child process, which is started when needed and again when it died. One file at a time."""

    def __init__(self, settings: Settings, register: Path, catalogue: Path, *, recognise: bool = False) -> None:
        """`recognise`: the text of scanned files is recognised. OfstedChatError where no tool for that is installed."""
        self._settings = settings
        self._tool = recogniser() if recognise else None
        self._files = (str(register), str(catalogue))
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __call__(self, path: Path) -> Report:
        """The report in the file at `path`.

        Raises UnreadableFile with a one-line reason, also where the file is too large (`upload_limit_mb`), takes
        longer than `read_seconds`, or more memory than `read_memory_mb`. ScannedFile where its pages are pictures,
        unless their text is to be recognised: then a warning of the report says by what it was.
        """
        try:
            return self._read(path)
        except ScannedFile:
            if self._tool is None:
                raise
        with TemporaryDirectory(prefix="ofsted-chat-") as folder:
            report = self._read(recognised(path, Path(folder), self._tool))
        warnings = (f"text recognised by {self._tool}: words may be wrong", *report.facts.warnings)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return replace(report, facts=replace(report.facts, file_name=path.name, sha256=sha256, warnings=warnings))

    def _read(self, path: Path) -> Report:
        size = path.stat().st_size
        if size > self._settings.upload_limit_mb * 2**20:
            raise UnreadableFile(f"is {size / 2**20:.0f} MB, over the limit of {self._settings.upload_limit_mb} MB")
        with self._lock:
            child = self._running()
            if child.stdin is None or child.stdout is None:
                raise UnreadableFile("could not be read: the reading process has no pipes")
            try:
                _send(child.stdin, str(path))
                answer = _receive(child.stdout, time.monotonic() + self._settings.read_seconds)
            except TimeoutError as error:
                self._stop()
                raise UnreadableFile(
                    f"took longer than {self._settings.read_seconds:.0f} s to read: left out"
                ) from error
            except (EOFError, BrokenPipeError) as error:
                self._stop()
                raise UnreadableFile("broke the PDF reader (a crash or too much memory): left out") from error
        if isinstance(answer, Report):
            return answer
        raise answer if isinstance(answer, UnreadableFile) else UnreadableFile(str(answer))

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._stop()
        if self._child is None:
            limit = str(self._settings.read_memory_mb)
            command = [sys.executable, "-m", "rag.read", *self._files, limit]
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=child_environment(),
            )
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    pipe.close()
            self._child = None


def child_environment() -> dict[str, str]:
    """This process's environment, with the place that `rag` was imported from first on the child's path."""
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}


def _send(pipe: IO[bytes], value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[pipe.write(view) :]
    pipe.flush()


def _receive(pipe: IO[bytes], deadline: float | None = None) -> object:
    """The next value from the pipe. Raises EOFError where the other side has gone, TimeoutError past the deadline."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size, deadline))
    return pickle.loads(_exactly(pipe, length, deadline))


def _exactly(pipe: IO[bytes], count: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < count:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and (left <= 0 or not select.select([pipe], [], [], left)[0]):
            raise TimeoutError
        part = pipe.read(min(count - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def serve(register_path: Path, catalogue_path: Path, memory_mb: int) -> None:
    """The child's loop: a path in, a report or the reason against it out."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, memory_mb * 2**20))
    register, catalogue = Register.load(register_path), Catalogue.load(catalogue_path)
    with open(0, "rb", buffering=0) as source, open(1, "wb", buffering=0) as sink:
        while _answer(source, sink, register, catalogue):
            pass


def _answer(source: IO[bytes], sink: IO[bytes], register: Register, catalogue: Catalogue) -> bool:
    """Read one file that is asked for; False when the parent has gone."""
    try:
        path = Path(str(_receive(source)))
    except EOFError:
        return False
    try:
        answer: object = read_file(path, register, catalogue)
    except UnreadableFile as error:
        answer = error.with_traceback(None)
    except MemoryError:
        answer = "takes too much memory to read: left out"
    except Exception as error:  # a malformed file may raise anything; the parent gets one line and goes on
        answer = f"could not be read ({type(error).__name__}: {str(error)[:120]})"
    _send(sink, answer)
    return True
