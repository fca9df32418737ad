"""Files on their way in: found, hashed, and copied to where the application draws their pages from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.config import Settings
from rag.types import ReportFacts, UnreadableFile

ENDINGS = (".pdf", ".md", ".txt")
"""What is looked for in a folder; a file that is named itself is tried whatever its ending."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to take in, and the name that it goes by; `own` is the library's copy of one taken in before."""

    path: Path
    name: str
    own: bool = False


def found(paths: Iterable[Path]) -> Iterator[Source]:
    """The files named, and those in the folders named with all their subfolders, in the order of their paths."""
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in ENDINGS and file.is_file())
            yield from (Source(file, file.name) for file in sorted(inside))
        else:
            yield Source(path, path.name)


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hex. UnreadableFile where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}") from error


def copy_path(settings: Settings, facts: ReportFacts) -> Path:
    """Where the copy of a report's file lies: named by its sha256."""
    ending = Path(facts.file_name).suffix.lower()
    return settings.sources_path / f"{facts.sha256}{ending if ending in ENDINGS else '.pdf'}"


def keep_copy(settings: Settings, source: Path, facts: ReportFacts) -> None:
    """Copy a report's file, all or nothing. UnreadableFile where its bytes are not those that were read."""
    target = copy_path(settings, facts)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        digest = hashlib.sha256()
        with source.open("rb") as old, beside.open("wb") as new:
            while block := old.read(1 << 20):
                digest.update(block)
                new.write(block)
        if digest.hexdigest() != facts.sha256:
            raise UnreadableFile("changed while it was being read: try again")
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def sweep(settings: Settings, reports: Iterable[ReportFacts]) -> None:
    """Remove the copies that no report has any more, and what an interrupted copy left."""
    wanted = {copy_path(settings, facts).name for facts in reports}
    if settings.sources_path.is_dir():
        for file in settings.sources_path.iterdir():
            if file.name not in wanted:
                with suppress(OSError):
                    file.unlink()
