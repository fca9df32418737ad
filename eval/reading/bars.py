"""The bars of reading: what is counted, and against what. Every disagreement is listed; eval/reading/reading.md
explains them.

File names are taken as `<urn>_<authority>[_jtai|_send]_<publication date>.pdf`: the truth that the reader never sees.
"""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from rag.read.text import plain, sentences
from rag.types import Kind, Paragraph, ParagraphKind, Report

LONGEST_TO_PUBLICATION = 210
"""Days from the end of an inspection to its report at most, for a date to count as right (the longest printed: 203)."""
_GRADES = {
    "overall_effectiveness_grade": ("overall effectiveness",),
    "impact_of_leaders_grade": ("leadership",),
    "help_and_protection_grade": ("help and protection",),
    "in_care_grade": ("children in care", "children in care and care leavers"),
    "care_leavers_grade": ("care leavers",),
}


@dataclass(slots=True)
class Bar:
    """One measure: how many of how many, what is asked for, and a line for each that fails."""

    name: str
    wanted: float = 1.0
    good: int = 0
    total: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, good: bool, failure: str) -> None:
        """Count one case."""
        self.total += 1
        self.good += good
        if not good:
            self.failures.append(failure)

    @property
    def share(self) -> float:
        return self.good / self.total if self.total else 1.0


def letters_of(text: str) -> str:
    """Letters and digits in lower case: what two ways of reading a page must agree on."""
    return "".join(character for character in plain(text).lower() if character.isalnum() or character == "%")


def facts_bar(reports: dict[str, Report]) -> Bar:
    """Authority, kind and inspection dates against the file's name."""
    bar = Bar("authority, kind and dates right")
    for stem, report in reports.items():
        facts = report.facts
        published = date.fromisoformat(stem[-10:])
        wanted = {"jtai": {Kind.JTAI}, "send": {Kind.AREA_SEND}, "focused": {Kind.FOCUSED_VISIT}}.get(
            stem.split("_")[-2]
        )
        kinds = wanted or {Kind.SIF, Kind.ILACS_SHORT, Kind.ILACS_STANDARD, Kind.OTHER}
        days = (published - facts.inspected_to).days if facts.inspected_to else -1
        wrong = [
            *([f"authority {facts.urn} {facts.authority}"] if facts.urn != stem.split("_")[0] else []),
            *([f"kind {facts.kind}"] if facts.kind not in kinds else []),
            *([f"inspected to {facts.inspected_to}"] if not 0 <= days <= LONGEST_TO_PUBLICATION else []),
        ]
        bar.count(not wrong, f"{stem}: {'; '.join(wrong)}")
    return bar


def numbers_bar(reports: dict[str, Report]) -> Bar:
    """Numbered sequences without gaps."""
    bar = Bar("numbered sequences complete", wanted=0.99)
    for stem, report in reports.items():
        gaps = [warning for warning in report.facts.warnings if "numbers missing" in warning]
        bar.count(not gaps, f"{stem}: {'; '.join(gaps)}")
    return bar


def gold_bars(reports: dict[str, Report], files: Iterable[Path]) -> list[Bar]:
    """Gold quotes whole in one paragraph; and with the gold page and number.

    Of a row of the judgement table the words are compared in any order: gold of that sort was taken line by line, and
    then the grade lands in the middle of its label. How many rows need that is told apart.
    """
    whole = Bar("gold quotes whole in one paragraph", wanted=0.995)
    placed = Bar("gold quotes with the gold page and number", wanted=0.995)
    as_given = Bar("  of these word for word, without rows in another order", wanted=0.0)
    for entry in _gold(files):
        report = reports.get(entry["report"])
        if report is None:
            continue
        where = f"{entry['report']} page {entry['page']} paragraph {entry['paragraph']}"
        quote = letters_of(entry["quote"])
        found = [paragraph for paragraph in report.paragraphs if quote in letters_of(paragraph.text)]
        as_given.count(bool(found), f"{where}: a row of the judgement table with the grade inside its label")
        found = found or [paragraph for paragraph in report.paragraphs if _has_row(paragraph, entry["quote"])]
        whole.count(bool(found), where)
        fitting = [p for p in found if entry["page"] in p.pages and p.number == entry["paragraph"]]
        placed.count(bool(fitting), f"{where}: read as {[(p.pages, p.number) for p in found]}")
    return [whole, as_given, placed]


def _has_row(paragraph: Paragraph, quote: str) -> bool:
    wanted = Counter(plain(quote).lower().split())
    return paragraph.kind is ParagraphKind.TABLE and any(
        Counter(plain(row).lower().split()) == wanted for row in paragraph.text.split("\n")
    )


def _gold(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            groups = question.get("evidence") or [question.get("yes", []), question.get("opposite", [])]
            yield from (entry for group in groups for entry in group)


def table_bars(reports: dict[str, Report], table: Path) -> list[Bar]:
    """Grades, and dates and kind, against a table of judgements, inspection by inspection (URN, publication date)."""
    grades, dates = Bar("judgements as in the table", wanted=0.99), Bar("dates and kind as in the table")
    with table.open(encoding="utf-8", newline="") as file:
        rows = {(row["urn"], row["publication_date"]): row for row in csv.DictReader(file)}
    for stem, report in reports.items():
        row = rows.get((stem.split("_")[0], stem[-10:]))
        if row is None or report.facts.kind not in (Kind.ILACS_SHORT, Kind.ILACS_STANDARD):
            continue
        read = {judgement.area.value: judgement.grade.value for judgement in report.facts.judgements}
        for column, areas in _GRADES.items():
            grade = next((read[area] for area in areas if area in read), None)
            expected = None if row[column].startswith("inspection_pre") else row[column]
            grades.count(grade == expected, f"{stem} {column}: read {grade}, table {expected}")
        facts = report.facts
        got = (str(facts.inspected_from), str(facts.inspected_to), facts.kind.value.removeprefix("ilacs-"))
        told = (row["inspection_start_date"], row["inspection_end_date"], row["inspection_framework"])
        if not any(told):  # an inspection whose dates the table leaves out
            continue
        dates.count(got == told, f"{stem}: read {' '.join(got)}, table {' '.join(told)}")
    return [grades, dates]


def boxes_bar(reports: dict[str, Report], paths: dict[str, Path], sample: int) -> Bar:
    """The text under the stored boxes of random sentences, read back from the PDF, is the sentence."""
    bar = Bar("boxes read back as the quote")
    chance = random.Random(20261124)
    stems = sorted(reports)
    for _ in range(sample if stems else 0):
        stem = chance.choice(stems)
        paragraph = chance.choice([p for p in reports[stem].paragraphs if p.kind is not ParagraphKind.TABLE])
        start, end = chance.choice(sentences(paragraph.text))
        read = _under(paths[stem], paragraph, start, end)
        bar.count(read == letters_of(paragraph.text[start:end]), f"{stem} {paragraph.id} {start}-{end}")
    return bar


def _under(path: Path, paragraph: Paragraph, start: int, end: int) -> str:
    """The letters and digits whose middle lies in the stored boxes of `text[start:end]`, box by box."""
    words = [word for word in paragraph.places if word.start >= start and word.end <= end]
    document = pypdfium2.PdfDocument(path)
    try:
        pages = {page: _characters(document[page - 1].get_textpage()) for page in {word.box.page for word in words}}
    finally:
        document.close()
    return letters_of(
        "".join(
            character
            for box in (word.box for word in words)
            for x, y, character in pages[box.page]
            if box.left <= x <= box.right and box.bottom <= y <= box.top
        )
    )


def _characters(textpage: pypdfium2.PdfTextPage) -> list[tuple[float, float, str]]:
    """The middle of every letter and digit of a page, with the character, in the order of the page's content."""
    text = [chr(pdfium.FPDFText_GetUnicode(textpage.raw, index)) for index in range(textpage.count_chars())]
    boxes = [(textpage.get_charbox(i), each) for i, each in enumerate(text) if letters_of(each)]
    return [((left + right) / 2, (bottom + top) / 2, each) for (left, bottom, right, top), each in boxes]
