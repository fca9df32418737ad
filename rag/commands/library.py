"""`ingest`, `reports` and `status`: what goes into the library and what is in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from tqdm import tqdm

from rag.answer.record import report_record
from rag.answer.wording import headline, looked_at
from rag.commands.blot import Blot
from rag.commands.plain import as_json, clean, counted, joined, say, size, table, wrapped
from rag.config import Settings
from rag.index.files import ENDINGS
from rag.index.ingest import IngestResult, Progress
from rag.index.library import Library
from rag.types import ReportFacts

Ingest = Callable[[Progress], IngestResult]

INDEX = "vector index"
"""The name under which a result's notes speak of the index instead of a file."""


def ingest(run: Ingest, paths: Sequence[Path], blot: Blot, json: bool) -> int:
    """Take files in, with a bar on stderr. 1 where one was refused, none was found, or the index cannot be mended."""
    try:
        with _Bars() as bars:
            result = run(bars)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("stopped; what was taken in is kept, and the same command goes on from there") from None
    result = replace(result, notes=tuple((name, blot(note)) for name, note in result.notes))
    say(as_json(_result_record(result)) if json else _result_in_words(result, paths))
    found = bool(result.added or result.unchanged or not paths)
    return 0 if found and not result.refused and not _index_note(result) else 1


def reports(settings: Settings, json: bool) -> int:
    """The reports in the library, by authority, newest first."""
    with Library.open(settings.library_path, readonly=True) as library:
        known = library.reports()
    if json:
        say(as_json({"reports": [report_record(report) for report in known]}))
    else:
        say(joined([*map(_report, known), f"{counted(len(known), 'report')}."]))
    return 0


def status(state: Mapping[str, object], blot: Blot, warnings: bool, json: bool) -> int:
    """What `rag.chat.status` tells; the readers' warnings one by one only if asked for."""
    state = {key: blot(value) if isinstance(value, str) else value for key, value in state.items()}
    doubts = [(str(entry["file"]), str(line)) for entry in _entries(state, "warnings") for line in entry["warnings"]]
    if json:
        # Names that a program can use as they are.
        record = {key.replace(" ", "_"): value for key, value in state.items() if key != "warnings"}
        record["warning_count"] = len(doubts)
        if warnings:
            record["warnings"] = state.get("warnings", [])
        say(as_json(record))
        return 0
    refused = [(str(entry["file"]), str(entry["reason"])) for entry in _entries(state, "refused")]
    plain = [(key, _shown(key, value)) for key, value in state.items() if not isinstance(value, list)]
    more = "" if warnings or not doubts else "  (--warnings lists them)"
    plain.append(("reading warnings", f"{len(doubts)}{more}"))
    plain.append(("refused files", str(len(refused))))
    say(
        joined(
            [
                table(plain),
                f"Refused\n{table(refused)}" if refused else "",
                f"Reading warnings\n{table(doubts)}" if warnings and doubts else "",
            ]
        )
    )
    return 0


def _entries(state: Mapping[str, object], name: str) -> list[dict[str, Any]]:
    value = state.get(name)
    return value if isinstance(value, list) else []


def _shown(key: str, value: object) -> str:
    if isinstance(value, int):
        return f"{size(value)} ({value:,} bytes)" if key.endswith("bytes") and value >= 1000 else f"{value:,}"
    return str(value)


def _report(report: ReportFacts) -> str:
    grades = "; ".join(f"{judgement.area.value}: {judgement.grade.value}" for judgement in report.judgements)
    lines = [wrapped(headline(report)), wrapped(f"{report.file_name}, {counted(report.page_count, 'page')}", indent=2)]
    told = [grades, f"looked at: {looked_at(report)}" if looked_at(report) else ""]
    return "\n".join([*lines, *(wrapped(line, indent=2) for line in told if line)])


def _index_note(result: IngestResult) -> bool:
    return any(name == INDEX for name, _ in result.notes)


def _result_record(result: IngestResult) -> dict[str, object]:
    return {
        "added": list(result.added),
        "unchanged": list(result.unchanged),
        "refused": [{"file": name, "reason": reason} for name, reason in result.refused],
        "notes": [{"file": name, "note": note} for name, note in result.notes],
        "seconds": round(result.seconds, 3),
    }


def _result_in_words(result: IngestResult, paths: Sequence[Path]) -> str:
    return joined(
        [
            f"Notes\n{table(result.notes)}" if result.notes else "",
            f"Refused\n{table(result.refused)}" if result.refused else "",
            wrapped(_summary(result, paths)),
        ]
    )


def _summary(result: IngestResult, paths: Sequence[Path]) -> str:
    added, unchanged, refused = len(result.added), len(result.unchanged), len(result.refused)
    if not added + unchanged + refused:
        if not paths:
            return "The vector index is not in step." if _index_note(result) else "The vector index is in step."
        return f"Nothing found: no file ending in {', '.join(ENDINGS)} in {', '.join(map(str, paths))}."
    counts = f"{added:,} added, {unchanged:,} unchanged, {refused:,} refused, in {result.seconds:.1f} s"
    if not refused and not _index_note(result):
        return f"Done: {counts}."
    return f"Partly done: {counts}." if added + unchanged else f"Failed: {counts}."


class _Bars(AbstractContextManager["_Bars"]):
    """The progress of an ingest as bars on stderr: one for the files, then one for the vector index."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._unit = ""

    def __call__(self, done: int, total: int, name: str, state: str) -> None:
        unit = {"indexing": "vector", "labelling": "report"}.get(state, "file")
        if unit != self._unit:
            self._close()
            # A bar that is not seen live (a log) is written every ten seconds, not ten times a second.
            every = 0.1 if sys.stderr.isatty() else 10.0
            self._bar = tqdm(total=total, unit=unit, dynamic_ncols=True, mininterval=every, maxinterval=10 * every)
            self._unit = unit
        self._bar.total = total
        if unit == "file":
            self._bar.set_postfix_str(f"{clean(name)[:40]} {state}", refresh=False)
        self._bar.update(done - self._bar.n)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
