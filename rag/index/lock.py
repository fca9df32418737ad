"""One writer at a time: a lock on a file, which the system releases when the process that holds it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.types import LibraryBusy, OfstedChatError


@contextmanager
def only_writer(path: Path, what: str, seconds: float) -> Iterator[None]:
    """Hold the lock at `path` for the block; LibraryBusy after `seconds` if another process or thread holds it."""
    lock = FileLock(path, timeout=seconds)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise LibraryBusy(f"another process is writing to {what}: wait for it to end, then try again") from error
    except OSError as error:
        raise OfstedChatError(f"{what} cannot be written to: {error.strerror}: {path}") from error
    try:
        yield
    finally:
        lock.release()
