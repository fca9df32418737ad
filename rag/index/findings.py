"""Findings in the library: labels of sentences, made when a report is taken in, asked for by theme.

A report keeps the version of its labels. Those of another version are made anew from the library's own paragraphs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from sqlite3 import Connection

from rag.index.rows import Row, scope_of
from rag.index.word_search import SHOWN, WordReader
from rag.label.labels import findings_in, labels_version
from rag.types import Direction, Finding, Paragraph

_NAMED, _LEARNED = 1, 2
"""What `names_it` keeps: 0 for a sentence that leans on the one before."""
_COLUMNS = "f.begins, f.ends, f.theme, f.weakness, f.direction, f.to_improve, f.names_it"


class FindingReader(WordReader):
    """The library's questions about findings. A report that is hidden is in no answer."""

    def findings(self, theme: str, report_ids: Collection[str] | None = None) -> list[Finding]:
        """What these reports, or all, say on a theme, in the library's order."""
        query = f"""
            SELECT r.id, p.id, {_COLUMNS} FROM findings f JOIN reports r ON r.key = f.report
            JOIN paragraphs p ON p.key = f.paragraph
            WHERE f.theme = :theme AND {SHOWN} ORDER BY f.report, p.position, f.begins"""
        with self._database.reading() as connection:
            rows = connection.execute(query, {"theme": theme, "scope": scope_of(report_ids)}).fetchall()
        return list(map(_finding, rows))

    def theme_odds(self, report_ids: Collection[str]) -> list[tuple[str, str, float, float, bool]]:
        """For each theme that a report names: the theme, the report's id, the log-odds of its sentence that tells most
        clearly of a weakness and of the one that tells most clearly of a strength (0 where there is none), and whether
        it stands under what is to improve."""
        query = f"""
            SELECT f.theme, r.id,
                MAX(CASE WHEN f.direction = 'weak' AND NOT f.to_improve THEN f.weakness ELSE 0 END),
                MIN(CASE WHEN f.direction = 'strong' AND NOT f.to_improve THEN f.weakness ELSE 0 END),
                MAX(f.to_improve)
            FROM findings f JOIN reports r ON r.key = f.report
            WHERE f.names_it > 0 AND {SHOWN} GROUP BY f.theme, f.report"""
        with self._database.reading() as connection:
            rows = connection.execute(query, {"scope": scope_of(report_ids)}).fetchall()
        return [(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]

    def unlabelled(self) -> list[str]:
        """The ids of the reports whose labels are of another version, or missing."""
        with self._database.reading() as connection:
            query = "SELECT id FROM reports WHERE labels <> ? ORDER BY key"
            return [row[0] for row in connection.execute(query, (labels_version(),))]


def store_findings(connection: Connection, report_key: int, paragraphs: Iterable[Paragraph]) -> None:
    """Keep the labels of a report's paragraphs, which are in the library already, in place of older ones."""
    connection.execute("DELETE FROM findings WHERE report = ?", (report_key,))
    keys = dict(connection.execute("SELECT id, key FROM paragraphs WHERE report = ?", (report_key,)))
    connection.executemany(
        "INSERT INTO findings (theme, report, paragraph, begins, ends, weakness, direction, to_improve, names_it)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(report_key, keys[finding.paragraph_id], finding) for finding in findings_in(paragraphs)],
    )
    connection.execute("UPDATE reports SET labels = ? WHERE key = ?", (labels_version(), report_key))


def _row(report_key: int, paragraph_key: int, finding: Finding) -> Row:
    return (
        finding.theme,
        report_key,
        paragraph_key,
        finding.start,
        finding.end,
        round(finding.weakness, 3),
        finding.direction.value,
        int(finding.to_improve),
        _LEARNED if finding.learned else int(finding.names_it),
    )


def _finding(row: Row) -> Finding:
    return Finding(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        Direction(row[6]),
        bool(row[7]),
        row[8] == _NAMED,
        row[8] == _LEARNED,
    )
