"""A library many times as large as one at hand: copies of its reports about authorities that do not exist.

A copy has every paragraph, chunk and place of its original, ids, URN and name of its own, and a number behind each word
of the authority's name wherever it stands in a text. Nothing is embedded anew: a vector is its original's, turned at
random (with a fixed seed) as far as vectors turn when only the authority's name changes.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from rag.index.library import Library
from rag.types import Chunk, Judgement, Paragraph, Report, ReportFacts

SIMILARITY = 0.88
"""Cosine of a copied vector with its original: the median over 80 chunks of the published reports embedded twice, with
their own authority's name and with another's (5th percentile 0.73, 95th 0.97)."""
SEED = 20_261_125
STAMP = "copy"
SMALL_WORDS = frozenset({"and", "of", "on", "the", "upon", "with"})

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Original:
    """A report as it is copied: with its chunks and their vectors, a row a chunk."""

    report: Report
    chunks: tuple[Chunk, ...]
    vectors: Vectors


def renamed(authority: str, number: int) -> Callable[[str], str]:
    """What puts the number behind each word of the authority's name in a text: "Hull" becomes "Hull7"."""
    words = [word for word in re.findall(r"[^\W\d_]+", authority) if word not in SMALL_WORDS]
    if not words:
        return lambda text: text
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b")
    return lambda text: pattern.sub(rf"\g<1>{number}", text)


def turned(vectors: Vectors, seed: int) -> Vectors:
    """Unit vectors that have the cosine `SIMILARITY` with these, in directions that the seed decides."""
    random = np.random.default_rng(seed).standard_normal(vectors.shape).astype(np.float32)
    random -= (random * vectors).sum(axis=1, keepdims=True) * vectors
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    mixed = SIMILARITY * vectors + np.sqrt(1 - SIMILARITY**2).astype(np.float32) * random
    return (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


def copied(original: Original, number: int) -> Original:
    """The copy with this number."""
    mark = f"copy{number}-"
    rename = renamed(original.report.facts.authority, number)
    report = Report(
        _facts(original.report.facts, mark, rename),
        tuple(_paragraph(paragraph, mark, rename) for paragraph in original.report.paragraphs),
    )
    chunks = tuple(_chunk(chunk, mark, rename) for chunk in original.chunks)
    seed = int(report.facts.sha256[:8], 16) ^ SEED
    return Original(report, chunks, turned(original.vectors, seed))


def _facts(facts: ReportFacts, mark: str, rename: Callable[[str], str]) -> ReportFacts:
    def moved(judgement: Judgement) -> Judgement:
        return replace(judgement, paragraph_id=judgement.paragraph_id and mark + judgement.paragraph_id)

    return replace(
        facts,
        id=mark + facts.id,
        urn=facts.urn and mark + facts.urn,
        authority=rename(facts.authority),
        title=rename(facts.title),
        file_name=mark + facts.file_name,
        sha256=hashlib.sha256((mark + facts.sha256).encode()).hexdigest(),
        judgements=tuple(map(moved, facts.judgements)),
    )


def _paragraph(paragraph: Paragraph, mark: str, rename: Callable[[str], str]) -> Paragraph:
    return replace(paragraph, id=mark + paragraph.id, report_id=mark + paragraph.report_id, text=rename(paragraph.text))


def _chunk(chunk: Chunk, mark: str, rename: Callable[[str], str]) -> Chunk:
    text, context = rename(chunk.text), rename(chunk.context)
    return Chunk(
        mark + chunk.id,
        mark + chunk.report_id,
        tuple(mark + id for id in chunk.paragraph_ids),
        text,
        context,
        hashlib.sha256(f"{mark}{context}\n{text}".encode()).hexdigest(),
    )


def originals(library: Library, fingerprint: str) -> Iterator[Original]:
    """The reports of a library as they are copied."""
    for facts in library.reports():
        report, stored = library.whole(facts.id), library.vectors(fingerprint, [facts.id])
        if report is not None:
            chunks = tuple(library.chunks(stored.chunk_ids).values())
            yield Original(report, chunks, stored.matrix)


def backed_up(source: Path, target: Path) -> None:
    """Copy a library's file as it stands, whatever is being written to it, all or nothing."""
    beside = target.with_name(f"{target.name}.part")
    beside.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(beside)) as new,
    ):
        old.backup(new)
    beside.replace(target)


def grow(path: Path, known: Mapping[str, Original], times: int, fingerprint: str) -> None:
    """Add copies to the library at `path` until it holds every report `times` times; what it has is not made again."""
    with Library.open(path) as library:
        held = {facts.id for facts in library.all_facts()}
        wanted = [(number, id) for number in range(1, times) for id in known if f"copy{number}-{id}" not in held]
        for number, id in tqdm(wanted, desc=f"{times} times", unit="report", mininterval=2):
            copy = copied(known[id], number)
            vectors = {chunk.digest: row for chunk, row in zip(copy.chunks, copy.vectors, strict=True)}
            library.add(copy.report, copy.chunks, vectors, fingerprint, STAMP)
