"""Generations of the vector index: each is built beside the current one and never changed after the swap."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.index.trial import unseal

_NAME = re.compile(r"gen-(\d{4,})")


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished index: its name, and the state of the library that it was made from."""

    name: str
    library_id: str
    generation: int
    fingerprint: str
    count: int


class Generations:
    """The folder of generations and the file `pointer` in it that names the current one."""

    def __init__(self, folder: Path, pointer: str) -> None:
        self.folder = folder
        self._pointer = folder / pointer

    def current(self) -> Generation | None:
        """The generation pointed at; None where there is none or the pointer cannot be read."""
        try:
            return Generation(**json.loads(self._pointer.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def stamp(self) -> str:
        """The pointer's text as it is: changes when another generation is pointed at."""
        with suppress(OSError, ValueError):
            return self._pointer.read_text(encoding="utf-8")
        return ""

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self.folder / name

    def next_name(self) -> str:
        """A name that no generation has, be it current, old or left half-built."""
        current = self.current()
        names = [current.name] if current else []
        if self.folder.is_dir():
            names += [entry.name for entry in self.folder.iterdir()]
        numbers = [int(found[1]) for name in names if (found := _NAME.fullmatch(name))]
        return f"gen-{max(numbers, default=0) + 1:04d}"

    def point(self, generation: Generation) -> None:
        """Make a generation the current one, at once for every process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self._pointer.with_name(f"{self._pointer.name}.{os.getpid()}")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(generation), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._pointer)

    def discard(self, name: str) -> None:
        """Remove the folder of a generation that was not finished."""
        shutil.rmtree(self.path(name), ignore_errors=True)
        unseal(self.path(name))

    def prune(self) -> None:
        """Remove every folder of a generation but the current one's."""
        current = self.current()
        for entry in self.folder.iterdir() if self.folder.is_dir() else ():
            if _NAME.fullmatch(entry.name) and not (current and entry.name == current.name):
                self.discard(entry.name)
