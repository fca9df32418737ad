"""A Chroma folder that is not known to be sound is opened in a process of its own first.

Chroma's HNSW index is native code: over files that were damaged it may not raise but end the process (a segmentation
fault was seen in `count()` over a folder that a killed upsert had left). A folder that was built or opened here without
a fault is sealed with the state of its files; while they are as sealed it is opened at once.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from rag.read.worker import child_environment

_DATABASE = "chroma.sqlite3"
"""Chroma touches this file at every opening, so its time tells nothing; SQLite tells of damage without crashing."""


def seal(folder: Path) -> None:
    """Write down the state of the files in `folder`, which has just been built, or opened and searched."""
    with suppress(OSError):  # without a seal the folder is only tried once more
        _seal_of(folder).write_text(json.dumps(_state(folder)), encoding="utf-8")


def unseal(folder: Path) -> None:
    """Remove the seal of `folder`."""
    with suppress(OSError):
        _seal_of(folder).unlink(missing_ok=True)


def failure(folder: Path, seconds: float) -> str | None:
    """Why the Chroma folder cannot be used, in a line; None where it can.

    Sealed and unchanged it can. Otherwise it is opened, counted and searched in a child process, for so many seconds
    at most, and sealed where that went well.
    """
    if _is_sealed(folder):
        return None
    command = [sys.executable, "-m", "rag.index", str(folder)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False, env=child_environment()
        )
    except subprocess.TimeoutExpired:
        return f"Chroma did not open it within {seconds:.0f} s"
    except OSError as error:
        return f"it cannot be tried in a process of its own: {error.strerror}"
    if done.returncode == 0:
        seal(folder)
        return None
    if done.returncode < 0:
        return f"it ends Chroma's process ({signal.Signals(-done.returncode).name})"
    return next(iter(done.stdout.splitlines()), "") or "Chroma cannot open it"


def _is_sealed(folder: Path) -> bool:
    with suppress(OSError, ValueError):
        return bool(json.loads(_seal_of(folder).read_text(encoding="utf-8")) == _state(folder))
    return False


def _seal_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.seal")


def _state(folder: Path) -> dict[str, list[int]]:
    """Size and time of every file; of the database the size alone, of its journals nothing."""
    state: dict[str, list[int]] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith(f"{_DATABASE}-"):
            facts = file.stat()
            state[file.relative_to(folder).as_posix()] = [
                facts.st_size,
                0 if file.name == _DATABASE else facts.st_mtime_ns,
            ]
    return state
