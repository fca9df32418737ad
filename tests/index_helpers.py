"""Small real stand-ins for the index's tests: reports by hand, a reader of plain lines, an embedder that hashes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from rag.config import Settings
from rag.index.chunk import chunks_of
from rag.index.library import Library
from rag.types import (
    Area,
    Box,
    Grade,
    Judgement,
    Kind,
    Paragraph,
    ParagraphKind,
    Places,
    Report,
    ReportFacts,
    UnreadableFile,
    Wording,
    WordPlace,
)


class HashEmbedder:
    """Vectors from hashed words: the same text gives the same, like words give like vectors. Counts its texts."""

    def __init__(self, dimension: int = 48, fingerprint: str = "fake-1", seconds: float = 0.0) -> None:
        self.dimension = dimension
        self.window = 60
        self.fingerprint = fingerprint
        self.embedded = 0
        self._seconds = seconds

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2

    def embed_array(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += len(texts)
        time.sleep(self._seconds * len(texts))
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def embed_question(self, text: str) -> np.ndarray:
        return self._vector(text)

    def _vector(self, text: str) -> np.ndarray:
        total = np.zeros(self.dimension, dtype=np.float64)
        for word in [text, *text.lower().split()]:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimension)
        return (total / np.linalg.norm(total)).astype(np.float32)


def report(
    name: str,
    texts: Sequence[str],
    authority: str = "Northshire",
    inspected: date | None = date(2022, 11, 4),
    wording: Wording = Wording.PUBLISHED,
    published: date | None = None,
    section: tuple[str, ...] = ("The experiences of children",),
) -> Report:
    """A report with one numbered paragraph a text, each word placed on page 2, and one judgement."""
    facts = ReportFacts(
        id=name,
        urn="80000",
        authority=authority,
        kind=Kind.ILACS_STANDARD,
        title=f"{authority}: inspection",
        inspected_from=inspected,
        inspected_to=inspected,
        published=published,
        lead_inspector="A. Inspector",
        file_name=f"{name.replace('/', '_')}.pdf",
        sha256=hashlib.sha256(f"{name} {texts}".encode()).hexdigest(),
        page_count=3,
        wording=wording,
        url="https://example.org/report",
        judgements=(Judgement(Area.OVERALL, Grade.GOOD, "Overall effectiveness", "Good", 1, f"{name}/p1"),),
        warnings=("made by hand",),
    )
    return Report(facts, tuple(_paragraph(name, index, text, section) for index, text in enumerate(texts, 1)))


def _paragraph(report_id: str, index: int, text: str, section: tuple[str, ...]) -> Paragraph:
    places, start = [], 0
    for word in text.split():
        start = text.index(word, start)
        left = 50.0 + start % 400
        places.append(WordPlace(start, start + len(word), Box(2, left, 700.0, left + 20.0, 712.0)))
        start += len(word)
    return Paragraph(
        id=f"{report_id}/p{index}",
        report_id=report_id,
        position=index,
        kind=ParagraphKind.NUMBERED,
        number=str(index),
        label=f"paragraph {index}",
        section=section,
        text=text,
        pages=(2,),
        places=Places.pack(places),
    )


class LineReader:
    """Reads files with one paragraph a line; refuses those that begin with "bad". Counts what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: Path) -> Report:
        self.read.append(path.name)
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or lines[0].startswith("bad"):
            raise UnreadableFile("is not a PDF file")
        return report(lines[0], lines[1:], authority=lines[0].title())


def write_reports(folder: Path, count: int, paragraphs: int = 6, start: int = 0) -> None:
    """Files for `LineReader`, every paragraph of every report different."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + count):
        lines = [
            f"Report {number} paragraph {index}: caseloads are {number * 100 + index}." for index in range(paragraphs)
        ]
        (folder / f"r{number:03d}.txt").write_text("\n".join([f"r{number:03d}", *lines]), encoding="utf-8")


def settings_at(folder: Path) -> Settings:
    """Settings whose data lie in `folder`, whatever the environment says."""
    return Settings(data=folder, embedding_model=None, chroma_url=None)


def add(library: Library, embedder: HashEmbedder, *reports: Report) -> None:
    """Add reports as `ingest` does, without its files."""
    for item in reports:
        chunks = chunks_of(item, embedder.count_tokens, embedder.window)
        vectors = embedder.embed_array([chunk.embedded for chunk in chunks])
        by_digest = {chunk.digest: vector for chunk, vector in zip(chunks, vectors, strict=True)}
        library.add(item, chunks, by_digest, embedder.fingerprint)
