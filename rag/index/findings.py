"""Findings in the library: labels of sentences, made when a report is taken in, asked for by theme.

A report keeps the version of its labels. Those of another version are made anew from the library's own paragraphs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection

from rag.index.rows import Row, scope_of
from rag.index.word_search import SHOWN, WordReader
from rag.label.labels import findings_in, labels_version
from rag.label.standing import stands_in
from rag.types import Direction, Finding, Paragraph
from rag.types.findings import Stand

_DIRECTIONS = {direction.value: direction for direction in Direction}
_NAMED, _LEARNED, _SURE = 1, 2, 3
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

    def stands(self, theme: str) -> list[Stand]:
        """How every report that tells of a theme stands to it."""
        with self._database.reading() as connection:
            rows = connection.execute(_STANDS, (theme,)).fetchall()
        return [_stand(theme, row) for row in rows]

    def themes_told(self, report_ids: Collection[str]) -> list[tuple[str, str, bool, bool]]:
        """For each theme that these reports tell of: the theme, the report's id, and whether a sentence clearly tells
        of a weakness, and of a strength."""
        query = f"""
            SELECT s.theme, r.id, s.weak_paragraph IS NOT NULL, s.strong_paragraph IS NOT NULL
            FROM standings s JOIN reports r ON r.key = s.report WHERE {SHOWN}"""
        with self._database.reading() as connection:
            rows = connection.execute(query, {"scope": scope_of(report_ids)}).fetchall()
        return [(row[0], row[1], bool(row[2]), bool(row[3])) for row in rows]

    def unlabelled(self) -> list[str]:
        """The ids of the reports whose labels are of another version, or missing."""
        with self._database.reading() as connection:
            query = "SELECT id FROM reports WHERE labels <> ? ORDER BY key"
            return [row[0] for row in connection.execute(query, (labels_version(),))]


def store_findings(connection: Connection, report_key: int, paragraphs: Iterable[Paragraph]) -> None:
    """Keep the labels of a report's paragraphs, which are in the library already, in place of older ones."""
    connection.execute("DELETE FROM findings WHERE report = ?", (report_key,))
    connection.execute("DELETE FROM standings WHERE report = ?", (report_key,))
    keys = dict(connection.execute("SELECT id, key FROM paragraphs WHERE report = ?", (report_key,)))
    found = list(findings_in(paragraphs))
    connection.executemany(
        "INSERT INTO findings (theme, report, paragraph, begins, ends, weakness, direction, to_improve, names_it)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(report_key, keys[finding.paragraph_id], finding) for finding in found],
    )
    places = ", ".join("?" * (2 + 3 * len(_PLACE) + 1))
    connection.executemany(
        f"INSERT INTO standings VALUES ({places})",
        [_stand_row(report_key, keys, stand) for stand in stands_in(found)],
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
        _LEARNED if finding.learned else _SURE if finding.sure else int(finding.names_it),
    )


def _finding(row: Row) -> Finding:
    return Finding(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        _DIRECTIONS[row[6]],
        bool(row[7]),
        row[8] in (_NAMED, _SURE),
        row[8] == _LEARNED,
        row[8] == _SURE,
    )


_PLACE = ("paragraph", "begins", "ends", "weakness", "marks")
"""What is kept of a sentence that stands for a report: `marks` is what `names_it` keeps, and 4 where it stands under
what is to improve."""
_TO_IMPROVE = 4
_STANDS = """
    SELECT r.id, s.balance,
        w.id, s.weak_begins, s.weak_ends, s.weak_weakness, s.weak_marks,
        g.id, s.strong_begins, s.strong_ends, s.strong_weakness, s.strong_marks,
        f.id, s.first_begins, s.first_ends, s.first_weakness, s.first_marks
    FROM standings s JOIN reports r ON r.key = s.report
    LEFT JOIN paragraphs w ON w.key = s.weak_paragraph
    LEFT JOIN paragraphs g ON g.key = s.strong_paragraph
    JOIN paragraphs f ON f.key = s.first_paragraph
    WHERE s.theme = ? AND r.hidden = 0"""
_BALANCES = {
    number: frozenset(way for bit, way in ((1, Direction.WEAK), (2, Direction.STRONG)) if number & bit)
    for number in range(4)
}


def _stand_row(report_key: int, keys: Mapping[str, int], stand: Stand) -> Row:
    balance = next(number for number, ways in _BALANCES.items() if ways == stand.balance)
    places = [_place(keys, finding) for finding in (stand.weakest, stand.strongest, stand.first)]
    return (stand.theme, report_key, *(part for place in places for part in place), balance)


def _place(keys: Mapping[str, int], finding: Finding | None) -> Row:
    if finding is None:
        return (None,) * len(_PLACE)
    named = _LEARNED if finding.learned else _SURE if finding.sure else int(finding.names_it)
    marks = named + _TO_IMPROVE * finding.to_improve
    return keys[finding.paragraph_id], finding.start, finding.end, round(finding.weakness, 3), marks


def _stand(theme: str, row: Row) -> Stand:
    weak = _placed(theme, row, 2, Direction.WEAK) if row[2] is not None else None
    strong = _placed(theme, row, 7, Direction.STRONG) if row[7] is not None else None
    first = weak or strong or _placed(theme, row, 12, Direction.NEITHER)
    return Stand(row[0], theme, weak, strong, first, _BALANCES[row[1]])


def _placed(theme: str, row: Row, at: int, way: Direction) -> Finding:
    """The sentence whose columns begin at `at`; `way` is the side that it stands for."""
    paragraph, begins, ends, weakness, marks = row[at : at + len(_PLACE)]
    improve, named = divmod(marks, _TO_IMPROVE)
    return Finding(
        row[0],
        paragraph,
        begins,
        ends,
        theme,
        weakness,
        way,
        bool(improve),
        named in (_NAMED, _SURE),
        named == _LEARNED,
        named == _SURE,
    )
