"""The inspections that an answer counts, as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rag.types import Counted

COLUMNS = (
    "authority",
    "kind",
    "inspected_from",
    "inspected_to",
    "published",
    "report",
    "page",
    "paragraph",
    "standing",
    "quote",
    "wording",
    "address",
)


def findings_csv(findings: Sequence[Counted]) -> str:
    """A row a finding under a row of names; dates are ISO, what is not known is empty.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in findings:
        report, paragraph = finding.report, finding.paragraph
        dates = (report.inspected_from, report.inspected_to, report.published)
        writer.writerow(
            [
                _cell(report.authority),
                report.kind.value,
                *(day.isoformat() if day else "" for day in dates),
                _cell(report.stem),
                paragraph.pages[0],
                _cell(paragraph.number or ""),
                finding.standing,
                _cell(finding.quote),
                report.wording.value,
                _cell(report.url or ""),
            ]
        )
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
