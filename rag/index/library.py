"""The library: one SQLite file that is the truth; Chroma and the full text are made from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rag.index.database import Database
from rag.index.findings import store_findings
from rag.index.reading import LibraryReader
from rag.index.rows import (
    JUDGEMENT_COLUMNS,
    REPORT_COLUMNS,
    judgement_row,
    packed,
    paragraph_row,
    report_row,
    scope_of,
    value,
)
from rag.index.words import fold
from rag.label.labels import labels_version
from rag.types import Chunk, OfstedChatError, Report, ReportFacts, Wording

DIGEST_ENDING = "/digest"
"""A digest's id is the id of the published report with this behind it."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Vectors of the shown chunks in the library's order, chunks of a report together; `matrix` has a row a chunk."""

    chunk_ids: list[str]
    report_ids: list[str]
    digests: list[str]
    matrix: Vectors


class Library(LibraryReader):
    """Reports with their paragraphs, chunks and vectors; safe to share between threads and with other processes."""

    @classmethod
    def open(cls, path: Path, readonly: bool = False) -> Self:
        """Open, and make unless `readonly`, the library at `path`. OfstedChatError where that cannot be done."""
        return cls(Database(path, readonly))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(
        self,
        report: Report,
        chunks: Sequence[Chunk],
        vectors: Mapping[str, Vectors] | None = None,
        fingerprint: str = "",
        stamp: str = "",
    ) -> None:
        """Take in a report in one transaction, in place of an older version of it.

        `vectors` are by chunk digest; those stored before under `fingerprint` need not be given again. OfstedChatError
        where a chunk would be left without its vector (a `fingerprint` of "" takes in chunks without).
        """
        facts = report.facts
        with self._database.writing() as connection:
            if fingerprint:
                _store(connection, fingerprint, vectors or {})
            others = _of_the_same_bytes(connection, facts)
            connection.executemany("DELETE FROM reports WHERE id = ?", [(id,) for id in (facts.id, *others)])
            columns = f"{REPORT_COLUMNS}, fingerprint"
            marks = ", ".join("?" * len(columns.split(",")))
            row = (*report_row(facts), fingerprint)
            key = connection.execute(f"INSERT INTO reports ({columns}) VALUES ({marks})", row).lastrowid or 0
            connection.executemany(
                f"INSERT INTO judgements (report, position, {JUDGEMENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(key, position, *judgement_row(judgement)) for position, judgement in enumerate(facts.judgements)],
            )
            _add_paragraphs(connection, key, report)
            store_findings(connection, key, report.paragraphs)
            _add_chunks(connection, key, chunks, fingerprint)
            _record(connection, facts.sha256, facts.file_name, facts.id, stamp)
            for id in (*others, facts.id):
                _changed(connection, id)

    def label_anew(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Label the reports whose labels are of another version, one transaction each; how many there were.

        Nothing is read or embedded for it. `progress` is told how many are done, and of how many.
        """
        waiting = self.unlabelled()
        for done, report_id in enumerate(waiting, 1):
            paragraphs = self.paragraphs(report_id)
            with self._database.writing() as connection:
                # Taken in anew meanwhile, it has its labels, and perhaps other paragraphs.
                query = "SELECT key FROM reports WHERE id = ? AND labels <> ?"
                key = value(connection, query, report_id, labels_version())
                if key is not None:
                    store_findings(connection, key, paragraphs)
            if progress:
                progress(done, len(waiting))
        return len(waiting)

    def remove(self, report_id: str) -> bool:
        """Take out a report, all in one transaction; whether it was there. A digest that it hid is shown again."""
        with self._database.writing() as connection:
            found = connection.execute("DELETE FROM reports WHERE id = ?", (report_id,)).rowcount > 0
            if found:
                connection.execute("DELETE FROM files WHERE report_id = ?", (report_id,))
                _changed(connection, report_id)
        return found

    def record_file(self, sha256: str, file_name: str, report_id: str, stamp: str) -> None:
        """Remember that a file holds an inspection that the library has from another file."""
        with self._database.writing() as connection:
            _record(connection, sha256, file_name, report_id, stamp)

    def refuse(self, file_name: str, sha256: str, reason: str) -> None:
        """Remember that a file was refused and why."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?)", (file_name, sha256, reason, _now())
            )

    def known_vectors(self, fingerprint: str, digests: Collection[str]) -> set[str]:
        """Those of the digests whose vectors are stored."""
        query = "SELECT digest FROM vectors WHERE fingerprint = ? AND digest IN (SELECT value FROM json_each(?))"
        with self._database.reading() as connection:
            return {row[0] for row in connection.execute(query, (fingerprint, scope_of(digests)))}

    def store_vectors(self, fingerprint: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep vectors by chunk digest, each of shape (dimension,) and length 1."""
        with self._database.writing() as connection:
            _store(connection, fingerprint, vectors)

    def vectors(self, fingerprint: str, report_ids: Collection[str] | None = None) -> StoredVectors:
        """The stored vectors of the shown chunks of these reports, or of all."""
        query = """
            SELECT c.id, r.id, c.digest, v.vector FROM reports r JOIN chunks c ON c.report = r.key
            JOIN vectors v ON v.fingerprint = :fingerprint AND v.digest = c.digest
            WHERE r.hidden = 0 AND (:scope IS NULL OR r.id IN (SELECT value FROM json_each(:scope)))
            ORDER BY r.key, c.position"""
        with self._database.reading() as connection:
            parameters = {"fingerprint": fingerprint, "scope": scope_of(report_ids)}
            rows = connection.execute(query, parameters).fetchall()
        blobs = b"".join(row[3] for row in rows)
        matrix = np.frombuffer(blobs, dtype="<f4").astype(np.float32, copy=False).reshape(len(rows), -1 if rows else 0)
        return StoredVectors([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], matrix)

    def prune_vectors(self) -> int:
        """Forget the vectors that no chunk has any more; how many. Not while an ingest is under way."""
        query = "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.digest = vectors.digest)"
        with self._database.writing() as connection:
            return connection.execute(query).rowcount


def _of_the_same_bytes(connection: Connection, facts: ReportFacts) -> list[str]:
    """The ids that a file had when another reader read other facts of it: the same bytes are one report."""
    query = "SELECT id FROM reports WHERE sha256 = ? AND sha256 <> '' AND id <> ?"
    return [row[0] for row in connection.execute(query, (facts.sha256, facts.id))]


def _add_paragraphs(connection: Connection, report_key: int, report: Report) -> None:
    for paragraph in report.paragraphs:
        key = connection.execute(
            "INSERT INTO paragraphs (report, id, position, kind, number, label, section, text, pages, outcome)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (report_key, *paragraph_row(paragraph)),
        ).lastrowid
        if len(paragraph.places):
            connection.execute("INSERT INTO places VALUES (?, ?)", (key, packed(paragraph.places)))


def _add_chunks(connection: Connection, report_key: int, chunks: Sequence[Chunk], fingerprint: str) -> None:
    for position, chunk in enumerate(chunks):
        key = connection.execute(
            "INSERT INTO chunks (report, id, position, paragraph_ids, text, context, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (report_key, chunk.id, position, json.dumps(chunk.paragraph_ids), chunk.text, chunk.context, chunk.digest),
        ).lastrowid
        words = (key, fold(chunk.text), fold(chunk.context))
        connection.execute("INSERT INTO chunk_words (rowid, text, context) VALUES (?, ?, ?)", words)
    query = """SELECT c.id FROM chunks c WHERE c.report = ?
        AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.fingerprint = ? AND v.digest = c.digest)"""
    if fingerprint and (lacking := value(connection, query, report_key, fingerprint)):
        raise OfstedChatError(f"the chunk {lacking} has no vector: the report is not taken in")


def _store(connection: Connection, fingerprint: str, vectors: Mapping[str, Vectors]) -> None:
    rows = [(fingerprint, digest, np.asarray(vector, dtype="<f4").tobytes()) for digest, vector in vectors.items()]
    connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)


def _record(connection: Connection, sha256: str, file_name: str, report_id: str, stamp: str) -> None:
    row = (sha256, file_name, report_id, stamp, _now())
    connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", row)
    connection.execute("DELETE FROM refusals WHERE file_name = ?", (file_name,))


def _changed(connection: Connection, report_id: str) -> None:
    """Settle which of a digest and its published report is shown, and say that the reports have changed."""
    published = report_id.removesuffix(DIGEST_ENDING)
    connection.execute(
        "UPDATE reports SET hidden = EXISTS (SELECT 1 FROM reports WHERE id = ? AND wording = ?)"
        " WHERE id = ? AND wording = ?",
        (published, Wording.PUBLISHED.value, published + DIGEST_ENDING, Wording.DIGEST.value),
    )
    connection.execute("UPDATE state SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
