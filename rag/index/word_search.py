"""Full text: which chunks have which words, in all reports or in a few.

FTS5 scores every match in the library before a join can leave any out, so a search of a few reports names the rows of
each, and one of all joins only what is left of it (eval/README.md has what that saves as the library grows).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rag.index.database import Database
from rag.index.rows import PARAGRAPH_COLUMNS, Row, paragraph_of, scope_of, value
from rag.index.tuning import tuning
from rag.index.words import fold
from rag.types import LibraryBusy, OfstedChatError, Paragraph

SHOWN = "r.hidden = 0 AND (:scope IS NULL OR r.id IN (SELECT value FROM json_each(:scope)))"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last row of a report's chunks; rows of others may lie between."""

    report: int
    first: int
    last: int


_LOOKED_AT = 2000
"""Chunks of a word's stem in which the word itself is looked for: one that people write stands in the first of them."""


class WordReader:
    """The library's questions about words. A report that is hidden is in no answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hidden: tuple[int, tuple[Span, ...]] | None = None

    def generation(self) -> int:
        """A number that rises whenever the reports change."""
        return int(self._state("generation") or 0)

    def search_words(
        self, match: str, report_ids: Collection[str] | None = None, limit: int = 100
    ) -> list[tuple[str, float]]:
        """Chunks for an FTS5 query over the columns `text` and `context`: (chunk id, bm25; higher is better).

        The query is folded as the text was (`words.fold`). OfstedChatError where FTS5 cannot read it.
        """
        score = f"-bm25(chunk_words, {tuning().text_weight}, {tuning().context_weight}) AS score"
        parameters: dict[str, object] = {"match": fold(match), "limit": limit}
        if report_ids is not None and len(report_ids) <= tuning().spanned_reports:
            spans = self._spans("r.hidden = 0 AND r.id IN (SELECT value FROM json_each(?))", scope_of(report_ids))
            query = _in_spans(f"SELECT c.id, c.key, {score}", spans)
        elif report_ids is None and not self._hidden_spans():
            inner = f"SELECT rowid AS key, {score} FROM chunk_words WHERE chunk_words MATCH :match"
            inner += " ORDER BY score DESC, key LIMIT :limit"
            query = f"SELECT c.id, c.key, score FROM ({inner}) found JOIN chunks c ON c.key = found.key"
        else:
            parameters["scope"] = scope_of(report_ids)
            query = f"""
                SELECT c.id, c.key, {score} FROM chunk_words JOIN chunks c ON c.key = chunk_words.rowid
                JOIN reports r ON r.key = c.report WHERE chunk_words MATCH :match AND {SHOWN}"""
        if not query:
            return []
        rows = self._matching(f"SELECT id, score FROM ({query}) ORDER BY score DESC, key LIMIT :limit", parameters)
        return [(row[0], float(row[1])) for row in rows]

    def paragraphs_with(self, match: str, report_ids: Collection[str]) -> list[Paragraph]:
        """Every paragraph of these reports whose chunks fit an FTS5 query, without places, in the library's order."""
        query = f"""
            SELECT {PARAGRAPH_COLUMNS} FROM paragraphs p JOIN reports r ON r.key = p.report WHERE p.key IN (
                SELECT q.key FROM chunk_words JOIN chunks c ON c.key = chunk_words.rowid
                JOIN json_each(c.paragraph_ids) named JOIN paragraphs q ON q.id = named.value
                WHERE chunk_words MATCH :match)
            AND {SHOWN} ORDER BY r.key, p.position"""
        rows = self._matching(query, {"match": fold(match), "scope": scope_of(report_ids)})
        return list(map(paragraph_of, rows))

    def document_frequency(self, term: str) -> int:
        """In how many chunks a word or phrase stands, in any of its inflections."""
        return self.document_frequency_of('"' + fold(term).replace('"', " ") + '"')

    def has_word(self, word: str) -> bool:
        """True where the word itself stands in a chunk, not only another of the same stem ("improvment")."""
        match = '"' + fold(word).replace('"', " ") + '"'
        query = f"""
            SELECT 1 FROM (SELECT rowid FROM chunk_words WHERE chunk_words MATCH :match LIMIT {_LOOKED_AT}) f
            JOIN chunks c ON c.key = f.rowid WHERE ' ' || c.text || ' ' LIKE :whole LIMIT 1"""
        return bool(self._matching(query, {"match": match, "whole": f"% {word} %"}))

    def document_frequency_of(self, match: str) -> int:
        """How many chunks fit an FTS5 query."""
        parameters = {"match": fold(match)}
        query = "SELECT count(*) FROM chunk_words WHERE chunk_words MATCH :match"
        every = int(self._matching(query, parameters)[0][0])
        hidden = _in_spans("SELECT c.key", self._hidden_spans())
        return every - (int(self._matching(f"SELECT count(*) FROM ({hidden})", parameters)[0][0]) if hidden else 0)

    def _hidden_spans(self) -> tuple[Span, ...]:
        """The rows of hidden reports, looked up once for each state of the library."""
        generation = self.generation()
        if self._hidden is None or self._hidden[0] != generation:
            self._hidden = (generation, self._spans("r.hidden = 1"))
        return self._hidden[1]

    def _spans(self, which: str, *parameters: object) -> tuple[Span, ...]:
        query = f"""
            SELECT r.key, min(c.key), max(c.key) FROM reports r JOIN chunks c ON c.report = r.key
            WHERE {which} GROUP BY r.key"""
        with self._database.reading() as connection:
            return tuple(Span(*row) for row in connection.execute(query, parameters))

    def _state(self, name: str) -> str | None:
        with self._database.reading() as connection:
            found: str | None = value(connection, "SELECT value FROM state WHERE name = ?", name)
        return found

    def _matching(self, query: str, parameters: Mapping[str, object]) -> Sequence[Row]:
        try:
            with self._database.reading() as connection:
                return connection.execute(query, parameters).fetchall()
        except LibraryBusy:
            raise
        except OfstedChatError as error:
            words = parameters["match"]
            raise OfstedChatError(f"the words {words!r} cannot be searched for: {error.__cause__}") from error


def _in_spans(selected: str, spans: Sequence[Span]) -> str:
    """The matches of a query in the rows of these reports alone; "" where there are none."""
    return " UNION ALL ".join(
        f"{selected} FROM chunk_words JOIN chunks c ON c.key = chunk_words.rowid WHERE chunk_words MATCH :match"
        f" AND chunk_words.rowid BETWEEN {span.first} AND {span.last} AND c.report = {span.report}"
        for span in spans
    )
