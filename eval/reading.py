"""How well reports are read: the bars of reading, over a folder of published reports.

    python -m eval.reading REPORTS [LETTERS] [--questions FILE...] [--judgements CSV] [--sample N] [--json]

File names are taken as `<urn>_<authority>[_jtai|_send]_<publication date>.pdf`: the truth that the reader never sees.
Every disagreement is listed; whether reader or truth is wrong is for a person to say (eval/README.md does).
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
from tqdm import tqdm

from corpus import authorities_file, catalogue_file
from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.report import read_file
from rag.read.text import plain, sentences
from rag.types import Kind, Paragraph, ParagraphKind, Report, UnreadableFile

LONGEST_TO_PUBLICATION = 200
"""Days from the end of an inspection to its report at most, for a date to count as right."""


@dataclass(slots=True)
class Bar:
    """One measure: how many of how many, and a line for each that fails."""

    name: str
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
        wanted = {"jtai": {Kind.JTAI}, "send": {Kind.AREA_SEND}}.get(stem.split("_")[-2])
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
    bar = Bar("numbered sequences complete")
    for stem, report in reports.items():
        gaps = [warning for warning in report.facts.warnings if "numbers missing" in warning]
        bar.count(not gaps, f"{stem}: {'; '.join(gaps)}")
    return bar


def gold_bars(reports: dict[str, Report], files: Iterable[Path]) -> list[Bar]:
    """Gold quotes whole in one paragraph; and with the gold page and number."""
    whole, placed = Bar("gold quotes whole in one paragraph"), Bar("gold quotes with the gold page and number")
    for entry in _gold(files):
        report = reports.get(entry["report"])
        if report is None:
            continue
        where = f"{entry['report']} page {entry['page']} paragraph {entry['paragraph']}"
        quote = letters_of(entry["quote"])
        found = [paragraph for paragraph in report.paragraphs if quote in letters_of(paragraph.text)]
        whole.count(bool(found), where)
        fitting = [p for p in found if entry["page"] in p.pages and p.number == entry["paragraph"]]
        placed.count(bool(fitting), f"{where}: read as {[(p.pages, p.number) for p in found]}")
    return [whole, placed]


def _gold(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            groups = question.get("evidence") or [question.get("yes", []), question.get("opposite", [])]
            yield from (entry for group in groups for entry in group)


def judgements_bar(reports: dict[str, Report], table: Path) -> Bar:
    """Grades against a table of judgements, inspection by inspection (URN and publication date)."""
    bar = Bar("judgements as in the table")
    columns = {
        "overall_effectiveness_grade": ("overall effectiveness",),
        "impact_of_leaders_grade": ("leadership",),
        "help_and_protection_grade": ("help and protection",),
        "in_care_grade": ("children in care", "children in care and care leavers"),
        "care_leavers_grade": ("care leavers",),
    }
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for stem, report in reports.items():
            if not (stem.startswith(row["urn"] + "_") and stem.endswith(row["publication_date"])):
                continue
            read = {judgement.area.value: judgement.grade.value for judgement in report.facts.judgements}
            for column, areas in columns.items():
                grade = next((read[area] for area in areas if area in read), None)
                expected = None if row[column].startswith("inspection_pre") else row[column]
                bar.count(grade == expected, f"{stem} {column}: read {grade}, table {expected}")
    return bar


def furniture_bar(reports: dict[str, Report], paths: dict[str, Path]) -> Bar:
    """No running header or footer inside a paragraph, by a rule apart from the reader's.

    Running are lines of PDFium's own text that stand first or last on three pages or more, digits apart.
    """
    bar = Bar("paragraphs free of running lines")
    for stem, report in reports.items():
        repeated = _repeated(paths[stem])
        for paragraph in report.paragraphs:
            text = re.sub(r"\d+", "#", letters_of(paragraph.text))
            inside = [line for line in repeated if line in text]
            bar.count(not inside or paragraph.kind is ParagraphKind.TABLE, f"{stem} {paragraph.id}: {inside}")
    return bar


def _repeated(path: Path) -> list[str]:
    seen: Counter[str] = Counter()
    document = pypdfium2.PdfDocument(path)
    for page in document:
        lines = [line for line in page.get_textpage().get_text_bounded().splitlines() if line.strip()]
        edge = {re.sub(r"\d+", "#", letters_of(line)) for line in [*lines[:2], *lines[-3:]]}
        seen.update(line for line in edge if len(line) >= 12)
    document.close()
    return [line for line, count in seen.items() if count >= 3]


def boxes_bar(reports: dict[str, Report], paths: dict[str, Path], sample: int) -> Bar:
    """The text under the stored boxes of random sentences, read back from the PDF, is the sentence."""
    bar = Bar("boxes read back as the quote")
    chance = random.Random(20261124)
    stems = sorted(reports)
    for _ in range(sample):
        stem = chance.choice(stems)
        paragraph = chance.choice([p for p in reports[stem].paragraphs if p.kind is not ParagraphKind.TABLE])
        start, end = chance.choice(sentences(paragraph.text))
        read = _under(paths[stem], paragraph, start, end)
        bar.count(read == letters_of(paragraph.text[start:end]), f"{stem} {paragraph.id} {start}-{end}")
    return bar


def _under(path: Path, paragraph: Paragraph, start: int, end: int) -> str:
    """The characters whose middle lies in the stored boxes, word by word."""
    document = pypdfium2.PdfDocument(path)
    read = []
    for word in paragraph.places:
        if word.start >= start and word.end <= end:
            box = word.box
            textpage = document[box.page - 1].get_textpage()
            middle = (box.bottom + box.top) / 2
            read.append(textpage.get_text_bounded(box.left - 0.2, middle - 1, box.right + 0.2, middle + 1))
    document.close()
    return letters_of("".join(read))


def read_all(paths: Iterable[Path]) -> tuple[dict[str, Report], dict[str, str], dict[str, float]]:
    """All reports by file stem, the refused files with their reasons, and the speed beside bare text extraction."""
    register, catalogue = Register.load(authorities_file()), Catalogue.load(catalogue_file())
    reports: dict[str, Report] = {}
    refused: dict[str, str] = {}
    seconds, bare, pages = 0.0, 0.0, 0
    for path in tqdm(sorted(paths), unit="file", file=sys.stderr):
        begin = time.perf_counter()
        try:
            reports[path.stem] = read_file(path, register, catalogue)
        except UnreadableFile as error:
            refused[path.name] = str(error)
            continue
        middle = time.perf_counter()
        document = pypdfium2.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_bounded()
        document.close()
        seconds += middle - begin
        bare += time.perf_counter() - middle
        pages += reports[path.stem].facts.page_count
    speed = {"pages": pages, "pages a second": pages / seconds, "bare text, pages a second": pages / bare}
    return reports, refused, speed


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the reading of a folder of reports.")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--questions", type=Path, nargs="*", default=[])
    parser.add_argument("--judgements", type=Path)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    paths = {path.stem: path for folder in chosen.folders for path in folder.glob("*.pdf")}
    reports, refused, speed = read_all(paths.values())
    bars = [facts_bar(reports), numbers_bar(reports), *gold_bars(reports, chosen.questions)]
    if chosen.judgements:
        bars.append(judgements_bar(reports, chosen.judgements))
    bars += [furniture_bar(reports, paths), boxes_bar(reports, paths, chosen.sample)]
    if chosen.json:
        print(json.dumps({"bars": {bar.name: [bar.good, bar.total] for bar in bars}, "refused": refused, **speed}))
        return 0
    print(f"reports read {len(reports)}, refused {len(refused)}")
    for name, reason in refused.items():
        print(f"  {name}: {reason}")
    print("  ".join(f"{name}: {value:.0f}" for name, value in speed.items()))
    for bar in bars:
        print(f"{bar.name}: {bar.good} of {bar.total} ({bar.share:.2%})")
        print("\n".join(f"  {failure}" for failure in bar.failures[:40]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
