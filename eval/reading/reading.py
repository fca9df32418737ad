"""How well reports are read: the bars of reading, over folders of published reports and letters.

    ofsted-chat eval reading [FOLDER...] [--questions FILE...] [--judgements CSV] [--sample N] [--json]

Without folders those beside a checkout are taken: `../shared/reports`, `letters` and `visits`. eval/reading/reading.md
has the results and explains every disagreement. Exit code 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pypdfium2
from tqdm import tqdm

from corpus import authorities_file, catalogue_file
from eval.reading.bars import Bar, boxes_bar, facts_bar, gold_bars, numbers_bar, table_bars
from eval.reading.furniture import counted, furniture_in, furniture_of
from eval.reading.letters import is_letter, letter_bars
from eval.reading.lost import lost_lines
from eval.reading.printed import text_of
from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.report import read_file
from rag.types import ParagraphKind, Report, UnreadableFile

SHARED = Path("../shared")
LISTED = 40
"""Failures that are printed of a bar."""


@dataclass(slots=True)
class Measured:
    """One file, read in a process of a pool. Seconds are of that process's own time: busy cores do not count."""

    path: Path
    report: Report | None = None
    reason: str = ""
    seconds: float = 0.0
    bare_seconds: float = 0.0
    furniture: list[str] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    lost: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


@cache
def _known() -> tuple[Register, Catalogue]:
    return Register.load(authorities_file()), Catalogue.load(catalogue_file())


def measure(path: Path) -> Measured:
    """Read a file, time that and PDFium's bare text beside it, and look for furniture in its paragraphs."""
    register, catalogue = _known()
    begin = time.process_time()
    try:
        report = read_file(path, register, catalogue)
    except UnreadableFile as error:
        return Measured(path, reason=str(error))
    middle = time.process_time()
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_bounded()
    document.close()
    end = time.process_time()
    pages = furniture_of(path)
    kept, lost = (0, []) if is_letter(report) else lost_lines(report, pages)  # letters: word by word
    furniture = furniture_in(report.paragraphs, pages)
    printed = text_of(path, pages) if is_letter(report) else []
    return Measured(path, report, "", middle - begin, end - middle, furniture, counted(pages), kept, lost, printed)


def measure_all(paths: Iterable[Path], processes: int) -> list[Measured]:
    """All files, by `processes` of them at once."""
    ordered = sorted(paths)
    with ProcessPoolExecutor(max_workers=processes) as pool:
        done = pool.map(measure, ordered, chunksize=4)
        return list(tqdm(done, total=len(ordered), unit="file", file=sys.stderr))


def wall_seconds(paths: Iterable[Path], processes: int) -> float:
    """Seconds by the clock for nothing but reading all files, by `processes` of them at once."""
    begin = time.perf_counter()
    with ProcessPoolExecutor(max_workers=processes) as pool:
        list(pool.map(_only_read, sorted(paths), chunksize=4))
    return time.perf_counter() - begin


def _only_read(path: Path) -> None:
    try:
        read_file(path, *_known())
    except UnreadableFile:
        return


def kept_bar(measured: Sequence[Measured]) -> Bar:
    """Nothing lost: every line is in a paragraph or a heading, or is one that may go (eval/reading/lost.py)."""
    bar = Bar("printed lines in a paragraph or a heading", wanted=0.998)
    for item in measured:
        bar.total += item.kept
        bar.good += item.kept - len(item.lost)
        bar.failures += [f"{item.path.stem} {line}" for line in item.lost]
    return bar


def furniture_bar(measured: Sequence[Measured]) -> Bar:
    """No running line, page number or footnote inside a paragraph: eval/reading/furniture.py has the rule."""
    bar = Bar("paragraphs free of running lines, page numbers and footnotes")
    for item in measured:
        if item.report is None:
            continue
        bad = {line.split(": ")[0]: line for line in item.furniture}
        for paragraph in item.report.paragraphs:
            if paragraph.kind is not ParagraphKind.FOOTNOTE:  # which is one, and says so
                bar.count(paragraph.id not in bad, f"{item.path.stem} {bad.get(paragraph.id)}")
    return bar


def speeds(measured: Sequence[Measured], wall: float, processes: int) -> dict[str, float]:
    """Pages a second of one core's time, beside bare text extraction, and by the clock with all processes."""
    read = [item for item in measured if item.report]
    pages = sum(item.report.facts.page_count for item in read if item.report)
    return {
        "pages": pages,
        "pages a second and core": pages / max(1e-9, sum(item.seconds for item in read)),
        "bare text, pages a second and core": pages / max(1e-9, sum(item.bare_seconds for item in read)),
        "processes": processes,
        "pages a second by the clock, all processes": pages / max(1e-9, wall),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    chosen = _parser().parse_args(arguments)
    folders = chosen.folders or [
        folder for folder in (SHARED / "reports", SHARED / "letters", SHARED / "visits") if folder.is_dir()
    ]
    paths = {path.stem: path for folder in folders for path in folder.glob("*.pdf")}
    if not paths:
        print(f"no PDFs in {', '.join(map(str, folders)) or SHARED}: name a folder of reports", file=sys.stderr)
        return 2
    measured = measure_all(paths.values(), chosen.processes)
    reports = {item.path.stem: item.report for item in measured if item.report}
    refused = {item.path.name: item.reason for item in measured if item.report is None}
    bars = [facts_bar(reports), numbers_bar(reports), *gold_bars(reports, filter(Path.is_file, chosen.questions))]
    bars += table_bars(reports, chosen.judgements) if chosen.judgements.is_file() else []
    bars += [kept_bar(measured), furniture_bar(measured), boxes_bar(reports, paths, chosen.sample)]
    bars += letter_bars(reports, {item.path.stem: item.printed for item in measured})
    speed = speeds(measured, wall_seconds(paths.values(), chosen.processes), chosen.processes)
    lines = sum((item.lines for item in measured), Counter[str]())
    kinds = Counter(report.facts.kind.value for report in reports.values())
    if chosen.json:
        print(
            json.dumps({"bars": {bar.name.strip(): [bar.good, bar.total] for bar in bars}, "refused": refused, **speed})
        )
    else:
        _print(bars, refused, speed, lines, kinds)
    return 0 if all(bar.share >= bar.wanted for bar in bars) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ofsted-chat eval reading", description="Measure the reading of reports.")
    questions = [SHARED / "questions" / name for name in ("dev.jsonl", "breadth.jsonl")]
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER")
    parser.add_argument("--questions", type=Path, nargs="*", default=questions, metavar="FILE")
    parser.add_argument("--judgements", type=Path, default=SHARED / "judgements.csv", metavar="CSV")
    parser.add_argument("--sample", type=int, default=500, metavar="N", help="quotes whose boxes are read back")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _print(
    bars: Sequence[Bar], refused: dict[str, str], speed: dict[str, float], lines: Counter[str], kinds: Counter[str]
) -> None:
    print(f"reports read {kinds.total()} ({', '.join(f'{kind} {count}' for kind, count in kinds.most_common())})")
    print(f"refused {len(refused)}", *(f"  {name}: {reason}" for name, reason in refused.items()), sep="\n")
    print("  ".join(f"{name}: {value:.0f}" for name, value in speed.items()))
    print("furniture on the pages:", ", ".join(f"{what} {count}" for what, count in lines.most_common()))
    for bar in bars:
        short = "" if bar.share >= bar.wanted else f"  SHORT of {bar.wanted:.1%}"
        print(f"{bar.name}: {bar.good} of {bar.total} ({bar.share:.2%}){short}")
        print("".join(f"  {failure}\n" for failure in bar.failures[:LISTED]), end="")


if __name__ == "__main__":
    sys.exit(main())
