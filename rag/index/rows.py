"""Domain types to rows of the library and back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from rag.types import (
    Area,
    Chunk,
    Focus,
    Grade,
    Judgement,
    Kind,
    Paragraph,
    ParagraphKind,
    Places,
    ReportFacts,
    VisitScope,
    Wording,
)

REPORT_COLUMNS = (
    "id, urn, authority, kind, title, inspected_from, inspected_to, published, lead_inspector, file_name, sha256,"
    " page_count, wording, url, warnings, inspectors, scope"
)
JUDGEMENT_COLUMNS = "area, grade, printed_area, printed_grade, page, paragraph_id"
PARAGRAPH_COLUMNS = (
    "p.id, r.id AS report_id, p.position, p.kind, p.number, p.label, p.section, p.text, p.pages, p.outcome"
)
CHUNK_COLUMNS = "c.id, r.id AS report_id, c.paragraph_ids, c.text, c.context, c.digest"

Row = Sequence[Any]


def report_row(facts: ReportFacts) -> Row:
    """Values for `REPORT_COLUMNS`."""
    return (
        facts.id,
        facts.urn,
        facts.authority,
        facts.kind.value,
        facts.title,
        _iso(facts.inspected_from),
        _iso(facts.inspected_to),
        _iso(facts.published),
        facts.lead_inspector,
        facts.file_name,
        facts.sha256,
        facts.page_count,
        facts.wording.value,
        facts.url,
        json.dumps(facts.warnings),
        json.dumps(facts.inspectors),
        json.dumps(_scope_record(facts.scope)),
    )


def facts_of(row: Row, judgements: Iterable[Row]) -> ReportFacts:
    """The facts from `REPORT_COLUMNS` and the report's rows of `JUDGEMENT_COLUMNS`."""
    return ReportFacts(
        id=row[0],
        urn=row[1],
        authority=row[2],
        kind=Kind(row[3]),
        title=row[4],
        inspected_from=_date(row[5]),
        inspected_to=_date(row[6]),
        published=_date(row[7]),
        lead_inspector=row[8],
        file_name=row[9],
        sha256=row[10],
        page_count=row[11],
        wording=Wording(row[12]),
        url=row[13],
        judgements=tuple(Judgement(Area(j[0]), Grade(j[1]), *j[2:]) for j in judgements),
        warnings=tuple(json.loads(row[14])),
        inspectors=tuple(json.loads(row[15])),
        scope=_scope(json.loads(row[16])),
    )


def _scope_record(scope: VisitScope | None) -> dict[str, Any] | None:
    if scope is None:
        return None
    return {"themes": scope.themes, "printed": scope.printed, "paragraph_ids": scope.paragraph_ids}


def _scope(record: dict[str, Any] | None) -> VisitScope | None:
    if record is None:
        return None
    return VisitScope(tuple(map(Focus, record["themes"])), record["printed"], tuple(record["paragraph_ids"]))


def judgement_row(judgement: Judgement) -> Row:
    """Values for `JUDGEMENT_COLUMNS`."""
    return (
        judgement.area.value,
        judgement.grade.value,
        judgement.printed_area,
        judgement.printed_grade,
        judgement.page,
        judgement.paragraph_id,
    )


def paragraph_row(paragraph: Paragraph) -> Row:
    """Values for the columns id, position, kind, number, label, section, text, pages, outcome."""
    return (
        paragraph.id,
        paragraph.position,
        paragraph.kind.value,
        paragraph.number,
        paragraph.label,
        json.dumps(paragraph.section),
        paragraph.text,
        json.dumps(paragraph.pages),
        paragraph.outcome,
    )


@lru_cache(maxsize=4096)
def _listed(cell: str) -> tuple[Any, ...]:
    """A JSON list as a tuple; headings and pages are the same in many rows."""
    return tuple(json.loads(cell))


def paragraph_of(row: Row) -> Paragraph:
    """The paragraph from `PARAGRAPH_COLUMNS`, without its places."""
    return Paragraph(
        id=row[0],
        report_id=row[1],
        position=row[2],
        kind=ParagraphKind(row[3]),
        number=row[4],
        label=row[5],
        section=_listed(row[6]),
        text=row[7],
        pages=_listed(row[8]),
        outcome=row[9],
    )


def chunk_of(row: Row) -> Chunk:
    """The chunk from `CHUNK_COLUMNS`."""
    return Chunk(row[0], row[1], tuple(json.loads(row[2])), row[3], row[4], row[5])


def packed(places: Places) -> bytes:
    """Places as they are kept."""
    return zlib.compress(places.packed, 6)


def unpacked(blob: bytes) -> Places:
    """Places from `packed`."""
    return Places(zlib.decompress(blob))


def scope_of(report_ids: Iterable[str] | None) -> str | None:
    """A set of ids as one SQL value, for `:scope IS NULL OR r.id IN (SELECT value FROM json_each(:scope))`."""
    return None if report_ids is None else json.dumps(sorted(set(report_ids)))


def value(connection: sqlite3.Connection, query: str, *parameters: object) -> Any:
    """The first column of the first row, None where there is none."""
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
