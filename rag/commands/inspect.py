"""`inspect`: what was read from a file, for a person (or a program) to check a form of report that is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from corpus import authorities_file, catalogue_file
from rag.answer.record import report_record
from rag.answer.wording import KINDS, day, headline, inspected, looked_at
from rag.commands.inspect_html import page_view
from rag.commands.plain import as_json, counted, joined, say, table, tell, wrapped
from rag.config import Settings
from rag.read import Reader
from rag.read.outcome import outcome_of
from rag.types import Paragraph, Report, ReportFacts, UnreadableFile


def inspect(settings: Settings, path: Path, html: Path | None, ocr: bool, json: bool) -> int:
    """Read one file and say what was read; into `html`, the pages with every paragraph's boxes on them.

    UnreadableFile, with the file's name, where it cannot be read.
    """
    with closing(Reader(settings, authorities_file(), catalogue_file(), recognise=ocr)) as reader:
        try:
            report = reader(path)
        except UnreadableFile as error:
            raise UnreadableFile(f"{path.name} {error}") from error
    if html:
        html.write_text(page_view(path, report), encoding="utf-8")
        tell(f"Pages and boxes: {html}")
    say(as_json(_record(report)) if json else _in_words(report))
    return 0


def _record(report: Report) -> dict[str, object]:
    return {
        **report_record(report.facts),
        "outcome": [paragraph.id for paragraph in outcome_of(report.paragraphs)],
        "paragraphs": [_paragraph_record(paragraph) for paragraph in report.paragraphs],
    }


def _paragraph_record(paragraph: Paragraph) -> dict[str, object]:
    """`boxes` are one a printed line, in points from the page's bottom left."""
    return {
        "id": paragraph.id,
        "kind": paragraph.kind.value,
        "number": paragraph.number,
        "label": paragraph.label,
        "section": list(paragraph.section),
        "pages": list(paragraph.pages),
        "text": paragraph.text,
        "framework_outcome": paragraph.outcome or None,
        "boxes": [
            {"page": box.page, "left": box.left, "bottom": box.bottom, "right": box.right, "top": box.top}
            for box in paragraph.places.boxes()
        ],
    }


def _in_words(report: Report) -> str:
    facts = report.facts
    grades = [(j.area.value, f"{j.grade.value}, page {j.page}: {j.printed_area}") for j in facts.judgements]
    outcome = [(paragraph.label, paragraph.text) for paragraph in outcome_of(report.paragraphs)]
    sections = [_section(path, list(part)) for path, part in groupby(report.paragraphs, lambda p: p.section)]
    return joined(
        [
            wrapped(headline(facts)),
            table(list(_facts(facts))),
            f"Judgements\n{table(grades)}" if grades else "Judgements: none",
            f"Outcome, in place of grades\n{table(outcome)}" if outcome and not grades else "",
            f"Sections\n{table(sections)}",
            f"Warnings\n{_lines(facts.warnings)}" if facts.warnings else "Warnings: none",
        ]
    )


def _facts(facts: ReportFacts) -> Iterable[tuple[str, str]]:
    yield "file", f"{facts.file_name}, {counted(facts.page_count, 'page')}, sha256 {facts.sha256[:16]}…"
    yield "id", facts.id
    yield "title", facts.title or "not found"
    yield "authority", f"{facts.authority}, URN {facts.urn or 'not known'}"
    yield "kind", KINDS[facts.kind]
    yield "inspected", inspected(facts)
    yield "published", day(facts.published) if facts.published else "not known"
    yield "lead inspector", facts.lead_inspector or "not found"
    if len(facts.inspectors) > 1:
        yield "inspectors", ", ".join(facts.inspectors)
    if facts.scope:
        yield "looked at", looked_at(facts) or "no theme recognised"
        yield "in its words", facts.scope.printed or "no sentence on it"
    yield "wording", facts.wording.value
    yield "address", facts.url or "not known"


def _section(path: tuple[str, ...], paragraphs: Sequence[Paragraph]) -> tuple[str, str]:
    """The section's headings, and how many paragraphs it has, with the first and the last label."""
    first, last = paragraphs[0], paragraphs[-1]
    pages = sorted({page for paragraph in paragraphs for page in paragraph.pages})
    where = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"
    short = [paragraph.label.removeprefix(f"{path[-1]}, " if path else "") for paragraph in (first, last)]
    labels = short[0] if first is last else f"{short[0]} … {short[1]}"
    return " › ".join(path) or "(no heading)", f"{counted(len(paragraphs), 'paragraph')}, {where}: {labels}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(wrapped(line, indent=2) for line in lines)
