"""What can be asked of the library: reports, paragraphs, chunks, words and counts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.index.database import Database
from rag.index.findings import FindingReader
from rag.index.rows import (
    CHUNK_COLUMNS,
    JUDGEMENT_COLUMNS,
    PARAGRAPH_COLUMNS,
    REPORT_COLUMNS,
    Row,
    chunk_of,
    facts_of,
    paragraph_of,
    scope_of,
    unpacked,
    value,
)
from rag.index.word_search import SHOWN
from rag.types import Chunk, Paragraph, Places, Report, ReportFacts


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the library holds; `hidden` digests are counted in none of the others; sizes in bytes."""

    reports: int
    hidden: int
    paragraphs: int
    chunks: int
    vectors: int
    findings: int
    file_bytes: int
    vector_bytes: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused: why, and when (ISO, UTC)."""

    file_name: str
    sha256: str
    reason: str
    refused: str


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was taken in: which report it became, and the stamp of the reader and the fingerprint."""

    file_name: str
    report_id: str
    stamp: str


class LibraryReader(FindingReader):
    """The library's questions. A report that is hidden (a digest beside its published report) is in no answer."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._chunks: tuple[int, int] | None = None
        self._cached: tuple[int, Mapping[str, ReportFacts], tuple[ReportFacts, ...]] | None = None

    @property
    def id(self) -> str:
        """A random name, given once when the library was made."""
        return str(self._state("library_id"))

    def fingerprints(self) -> frozenset[str]:
        """The fingerprints that the reports' chunks were made for: one, unless a change of model is half done."""
        with self._database.reading() as connection:
            return frozenset(row[0] for row in connection.execute("SELECT DISTINCT fingerprint FROM reports"))

    def reports(self) -> tuple[ReportFacts, ...]:
        """The facts of every report that is shown, by authority, the newest inspection first."""
        return self._known()[1]

    def all_facts(self) -> tuple[ReportFacts, ...]:
        """The facts of every report, hidden ones too."""
        return tuple(self._known()[0].values())

    def facts(self, report_id: str) -> ReportFacts | None:
        """The facts of a report, hidden or not; None where the library lacks it."""
        return self._known()[0].get(report_id)

    def whole(self, report_id: str) -> Report | None:
        """A report with its paragraphs and their places; None where the library lacks it."""
        facts = self.facts(report_id)
        return Report(facts, tuple(map(self.with_places, self.paragraphs(report_id)))) if facts else None

    def stale(self, fingerprint: str) -> list[str]:
        """The ids of the reports whose chunks were made for another fingerprint."""
        query = "SELECT id FROM reports WHERE fingerprint <> ? ORDER BY key"
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute(query, (fingerprint,))]

    def paragraphs(self, report_id: str) -> tuple[Paragraph, ...]:
        """A report's paragraphs in reading order, without places."""
        query = f"SELECT {PARAGRAPH_COLUMNS} FROM paragraphs p JOIN reports r ON r.key = p.report"
        with self._database.reading() as connection:
            rows = connection.execute(f"{query} WHERE r.id = ? ORDER BY p.position, p.key", (report_id,)).fetchall()
        return tuple(map(paragraph_of, rows))

    def paragraph(self, paragraph_id: str) -> Paragraph | None:
        """A paragraph without places, None where the library lacks it."""
        return self.paragraphs_by_id([paragraph_id]).get(paragraph_id)

    def paragraphs_by_id(self, paragraph_ids: Iterable[str]) -> dict[str, Paragraph]:
        """Paragraphs without places, in the order asked for; unknown ids are left out."""
        query = f"SELECT {PARAGRAPH_COLUMNS} FROM paragraphs p JOIN reports r ON r.key = p.report"
        return {row[0]: paragraph_of(row) for row in self._rows_by_id(query, "p.id", paragraph_ids)}

    def places(self, paragraph_id: str) -> Places:
        """Where a paragraph's words are printed; empty where that is not known."""
        query = "SELECT packed FROM places JOIN paragraphs p ON p.key = places.paragraph WHERE p.id = ?"
        with self._database.reading() as connection:
            blob = value(connection, query, paragraph_id)
        return unpacked(blob) if blob else Places()

    def with_places(self, paragraph: Paragraph) -> Paragraph:
        """The same paragraph with its places."""
        return replace(paragraph, places=self.places(paragraph.id))

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks in the order asked for; unknown ids are left out."""
        query = f"SELECT {CHUNK_COLUMNS} FROM chunks c JOIN reports r ON r.key = c.report"
        return {row[0]: chunk_of(row) for row in self._rows_by_id(query, "c.id", chunk_ids)}

    def chunk_ids(self, report_ids: Collection[str] | None = None) -> list[str]:
        """The ids of the chunks of these reports, or of all, in the library's order."""
        query = f"SELECT c.id FROM chunks c JOIN reports r ON r.key = c.report WHERE {SHOWN}"
        with self._database.reading() as connection:
            rows = connection.execute(f"{query} ORDER BY r.key, c.position", {"scope": scope_of(report_ids)})
            return [row[0] for row in rows]

    def chunk_count(self) -> int:
        """How many chunks are shown, counted once for each state of the library."""
        generation = self.generation()
        if self._chunks is None or self._chunks[0] != generation:
            query = "SELECT count(*) FROM chunks c JOIN reports r ON r.key = c.report WHERE r.hidden = 0"
            with self._database.reading() as connection:
                self._chunks = (generation, int(value(connection, query)))
        return self._chunks[1]

    def taken(self, sha256: str) -> TakenFile | None:
        """What became of a file with these bytes, None where it was never taken in."""
        query = "SELECT file_name, report_id, stamp FROM files WHERE sha256 = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (sha256,)).fetchone()
        return TakenFile(*row) if row else None

    def has_file(self, sha256: str) -> bool:
        """Whether a file with these bytes was taken in."""
        return self.taken(sha256) is not None

    def refusals(self) -> tuple[Refusal, ...]:
        """The files refused and not taken in since, by name."""
        query = "SELECT file_name, sha256, reason, refused FROM refusals ORDER BY file_name"
        with self._database.reading() as connection:
            return tuple(Refusal(*row) for row in connection.execute(query))

    def counts(self) -> Counts:
        """How much there is."""
        shown = "SELECT count(*) FROM {} t JOIN reports r ON r.key = t.report WHERE r.hidden = 0"
        with self._database.reading() as connection:
            return Counts(
                reports=value(connection, "SELECT count(*) FROM reports WHERE hidden = 0"),
                hidden=value(connection, "SELECT count(*) FROM reports WHERE hidden = 1"),
                paragraphs=value(connection, shown.format("paragraphs")),
                chunks=value(connection, shown.format("chunks")),
                vectors=value(connection, "SELECT count(*) FROM vectors"),
                findings=value(connection, shown.format("findings")),
                file_bytes=self._database.size(),
                vector_bytes=value(connection, "SELECT coalesce(sum(length(vector)), 0) FROM vectors"),
            )

    def _known(self) -> tuple[Mapping[str, ReportFacts], tuple[ReportFacts, ...]]:
        cached = self._cached
        with self._database.reading() as connection:
            generation = int(value(connection, "SELECT value FROM state WHERE name = 'generation'") or 0)
            if cached is None or cached[0] != generation:
                cached = self._cached = (generation, *_all_facts(connection))
        return cached[1:]

    def _rows_by_id(self, query: str, column: str, ids: Iterable[str]) -> Sequence[Row]:
        wanted = json.dumps(list(dict.fromkeys(ids)))
        asked = f"{query} JOIN json_each(?) AS asked ON asked.value = {column} ORDER BY asked.key"
        with self._database.reading() as connection:
            return connection.execute(asked, (wanted,)).fetchall()


def _all_facts(connection: sqlite3.Connection) -> tuple[dict[str, ReportFacts], tuple[ReportFacts, ...]]:
    """Every report's facts by id, and those of the shown ones in order."""
    judgements: dict[int, list[Row]] = {}
    for row in connection.execute(f"SELECT report, {JUDGEMENT_COLUMNS} FROM judgements ORDER BY report, position"):
        judgements.setdefault(row[0], []).append(row[1:])
    order = "authority, inspected_from DESC, id"
    rows = connection.execute(f"SELECT {REPORT_COLUMNS}, key, hidden FROM reports ORDER BY {order}").fetchall()
    known = {row[0]: facts_of(row, judgements.get(row[-2], ())) for row in rows}
    return known, tuple(known[row[0]] for row in rows if not row[-1])
