"""The library's SQLite file: connections for threads, transactions, and SQLite's errors as errors of this family."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from rag.types import LibraryBusy, OfstedChatError

SCHEMA = 4
"""The version of schema.sql that this code reads and writes."""
_CHANGES = {
    1: (
        "ALTER TABLE reports ADD COLUMN inspectors TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE reports ADD COLUMN scope TEXT NOT NULL DEFAULT 'null'",
        "ALTER TABLE paragraphs ADD COLUMN outcome TEXT NOT NULL DEFAULT ''",
    ),
    2: (
        "ALTER TABLE reports ADD COLUMN labels TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE findings (
            theme TEXT NOT NULL,
            report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
            paragraph INTEGER NOT NULL,
            begins INTEGER NOT NULL,
            ends INTEGER NOT NULL,
            weakness REAL NOT NULL,
            direction TEXT NOT NULL,
            to_improve INTEGER NOT NULL,
            names_it INTEGER NOT NULL,
            PRIMARY KEY (theme, report, paragraph, begins)
        ) WITHOUT ROWID""",
        "CREATE INDEX findings_by_report ON findings (report)",
    ),
    3: (
        """CREATE TABLE standings (
            theme TEXT NOT NULL,
            report INTEGER NOT NULL REFERENCES reports (key) ON DELETE CASCADE,
            weak_paragraph INTEGER, weak_begins INTEGER, weak_ends INTEGER, weak_weakness REAL, weak_marks INTEGER,
            strong_paragraph INTEGER, strong_begins INTEGER, strong_ends INTEGER,
            strong_weakness REAL, strong_marks INTEGER,
            first_paragraph INTEGER NOT NULL, first_begins INTEGER NOT NULL, first_ends INTEGER NOT NULL,
            first_weakness REAL NOT NULL, first_marks INTEGER NOT NULL,
            balance INTEGER NOT NULL,
            PRIMARY KEY (theme, report)
        ) WITHOUT ROWID""",
        "CREATE INDEX standings_by_report ON standings (report)",
    ),
}
"""What makes of a library of one version one of the next: no report is read and nothing is embedded anew for it."""

BUSY_SECONDS = 5.0
"""Longest wait for another process's transaction; ours last milliseconds."""


class IdTaken(OfstedChatError):
    """Something with this id is in the library already."""


class Database:
    """A SQLite file in WAL mode, safe to share between threads; `readonly` neither creates nor changes it."""

    def __init__(self, path: Path, readonly: bool = False) -> None:
        self.path = path
        self._readonly = readonly
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._writing = threading.Lock()
        if readonly and not path.exists():
            raise OfstedChatError(f"there is no library at {path}: run `ofsted-chat ingest PATH...` first")
        try:
            if not readonly:
                path.parent.mkdir(parents=True, exist_ok=True)
            with self._errors():
                connection = self._connect()
                try:
                    self._prepare(connection)
                except BaseException:
                    connection.close()
                    raise
                self._idle.append(connection)
        except OSError as error:
            raise OfstedChatError(f"the library at {path} cannot be opened: {error.strerror}") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on one snapshot of the library."""
        with self._errors(), self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction: all of it is kept, or nothing when the block raises or the process dies."""
        with self._writing, self._errors(), self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        files_here = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files_here if file.exists())

    def close(self) -> None:
        """Close every connection; those in use close when they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        # list.pop and list.append are atomic, so that two threads never hold the same connection.
        connection = None
        with suppress(IndexError):
            connection = self._idle.pop()
        connection = connection or self._connect()
        try:
            yield connection
        finally:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        if self._closed:
            raise OfstedChatError(f"the library at {self.path} has been closed")
        uri = f"{self.path.resolve().as_uri()}?mode={'ro' if self._readonly else 'rwc'}"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not self._readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            script = files("rag.index").joinpath("schema.sql").read_text(encoding="utf-8")
            library_id = uuid.uuid4().hex
            # Two first openings at once: the second finds the tables and takes them.
            with suppress(_AlreadyThere):
                self._create(connection, script, library_id)
        elif version in _CHANGES and not self._readonly:
            self._bring_up_to_date(connection)
        elif version != SCHEMA:
            todo = "move the folder away and run `ofsted-chat ingest PATH...`"
            if version in _CHANGES:
                todo = "run `ofsted-chat status` once, which brings it up to date"
            raise OfstedChatError(
                f"the library at {self.path} has schema {version}, this version of ofsted-chat needs {SCHEMA}: {todo}"
            )

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        """Change the tables version by version, in one transaction."""
        connection.execute("BEGIN EXCLUSIVE")
        try:
            while (version := connection.execute("PRAGMA user_version").fetchone()[0]) in _CHANGES:
                for statement in _CHANGES[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _create(self, connection: sqlite3.Connection, script: str, library_id: str) -> None:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] != 0:
                raise _AlreadyThere
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute("INSERT INTO state VALUES ('library_id', ?)", (library_id,))
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise LibraryBusy(f"another process is writing to the library at {self.path}: try again") from error
            raise OfstedChatError(f"the library at {self.path} cannot be used: {error}") from error
        except sqlite3.IntegrityError as error:
            raise IdTaken(f"has an id that the library has from elsewhere, or has twice: {error}") from error
        except sqlite3.Error as error:
            raise OfstedChatError(f"the library at {self.path} cannot be used: {error}") from error


class _AlreadyThere(Exception):
    """Another process has made the tables meanwhile."""


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one, because `executescript` would end the transaction they belong in."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
