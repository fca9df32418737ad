"""Answers, passages and reports as the plain objects that `batch` and `--json` write; README.md tells their keys."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from rag.answer.wording import answer_text
from rag.types import Answer, Citation, Counted, GradeRow, Hit, Paragraph, ReportFacts, Table, Understood, VisitScope
from rag.types.plans import Plan

PASSAGES = 20
"""The most passages that a record carries, best first."""

Record = dict[str, object]


def answer_record(answer: Answer, id: str | int | None = None) -> Record:
    """An answer, ready for JSON. `report` is always the file's stem, `paragraph` the printed number or None."""
    return {
        "id": id,
        "status": answer.status.value,
        "text": answer_text(answer),
        "seconds": answer.seconds,
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [passage_record(hit) for hit in answer.hits[:PASSAGES]],
        "findings": [_found(finding) for finding in answer.findings],
        "reports": [report.stem for report in answer.reports],
        "understood": _understood(answer.understood) if answer.understood else None,
        "plan": [plan_record(plan) for plan in answer.plans],
        "grades": [_grade(row) for row in answer.grades],
        "table": _table(answer.table) if answer.table else None,
        "scope": answer.scope,
        "notes": list(answer.notes),
        "suggestions": list(answer.suggestions),
    }


def _found(counted: Counted) -> Record:
    place = _place(counted.report, counted.paragraph)
    return {**place, "standing": counted.standing} if counted.standing else place


def _table(table: Table) -> Record:
    return {"columns": list(table.columns), "rows": [list(row) for row in table.rows]}


def plan_record(plan: Plan) -> Record:
    """A plan's parts that are set, ready for JSON."""
    return {
        item.name: _plain(value)
        for item in fields(plan)
        if (value := getattr(plan, item.name)) or (value is False and item.name == "listed")
    }


def _plain(value: object) -> object:
    """A part of a plan as JSON has it: days in ISO, names for what is chosen from a list, sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(part) for item in fields(value) if (part := getattr(value, item.name))}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(str(_plain(part)) for part in value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value


def _understood(understood: Understood) -> Record:
    return {
        "kind": understood.shape,
        "subject": list(understood.subject),
        "authorities": [name for _, name in understood.authorities],
        "areas": list(understood.regions),
        "period": understood.period or None,
        "kinds": [kind.value for kind in understood.kinds],
    }


def passage_record(hit: Hit) -> Record:
    """A paragraph that was found, whole; its page is the first that it stands on."""
    return {**_place(hit.report, hit.paragraph), "text": hit.paragraph.text}


def scored_record(hit: Hit) -> Record:
    """As `passage_record`, with its score (higher is better, comparable within one search only)."""
    return {**passage_record(hit), "score": round(float(hit.score), 6)}


def report_record(report: ReportFacts) -> Record:
    """What is known of a report; dates are ISO or None."""
    return {
        "report": report.stem,
        "file": report.file_name,
        "id": report.id,
        "urn": report.urn,
        "authority": report.authority,
        "kind": report.kind.value,
        "title": report.title,
        "inspected_from": report.inspected_from.isoformat() if report.inspected_from else None,
        "inspected_to": report.inspected_to.isoformat() if report.inspected_to else None,
        "published": report.published.isoformat() if report.published else None,
        "lead_inspector": report.lead_inspector,
        "inspectors": list(report.inspectors),
        "looked_at": _looked_at(report.scope) if report.scope else None,
        "wording": report.wording.value,
        "url": report.url,
        "pages": report.page_count,
        "sha256": report.sha256,
        "judgements": [
            {
                "area": judgement.area.value,
                "grade": judgement.grade.value,
                "printed_area": judgement.printed_area,
                "printed_grade": judgement.printed_grade,
                "page": judgement.page,
            }
            for judgement in report.judgements
        ],
        "warnings": list(report.warnings),
    }


def _looked_at(scope: VisitScope) -> Record:
    """What a visit looked at: the main focus first, the printed words and the paragraphs that they stand in."""
    return {
        "themes": [theme.value for theme in scope.themes],
        "printed": scope.printed,
        "paragraphs": list(scope.paragraph_ids),
    }


def _citation(citation: Citation) -> Record:
    return {
        "marker": citation.marker,
        "report": citation.report.stem,
        "page": citation.page,
        "paragraph": citation.paragraph.number,
        "quote": citation.quote,
        "text": citation.paragraph.text,
    }


def _grade(row: GradeRow) -> Record:
    """A grade that the answer gives, with the marker of its citation, None where it is counted only."""
    report, judgement = row.report, row.judgement
    return {
        "report": report.stem,
        "authority": report.authority,
        "inspected_to": report.inspected_to.isoformat() if report.inspected_to else None,
        "area": judgement.area.value,
        "grade": judgement.grade.value,
        "marker": row.marker,
    }


def _place(report: ReportFacts, paragraph: Paragraph) -> Record:
    return {"report": report.stem, "page": paragraph.pages[0], "paragraph": paragraph.number}
