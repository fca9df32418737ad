"""What the library costs as it grows: once, 10 and 30 times the reports at hand.

    python -m eval.cost.cost QUESTIONS... --data FOLDER [--sizes 1 10 30] [--work FOLDER] [--indexed N] [--no-save]

The larger libraries are made of copies (`eval.cost.growing`) in the work folder, 230 MB for each time, and kept there:
what is made is not made again, and a run that was stopped goes on. Each size is measured in a process of its own
(`eval.cost.point`). Chroma's index is built for libraries of up to N chunks; over a larger one exact search answers, as
it does in the application while there is no index. The questions ask for the authorities of the reports at hand.
Printed are Markdown tables, kept is eval/results/<date>-cost.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from eval import results
from eval.cost.growing import backed_up, grow, originals
from rag.config import Settings
from rag.index.library import Library
from rag.index.vector_index import VectorIndex
from rag.types import OfstedChatError

SIZES = (1, 10, 30)
INDEXED = 500_000
"""Chunks up to which Chroma's index is built: beyond, building takes hours and the graph gigabytes."""
WORK = Path(tempfile.gettempdir()) / "ofsted-chat-cost"

TIMES = ("p50", "p95", "own p50", "own p95")

Figures = dict[str, Any]


def make(sizes: Sequence[int], source: Path, work: Path) -> None:
    """Make the libraries that are not there yet, each from the one before."""
    with Library.open(source, readonly=True) as library:
        (fingerprint,) = library.fingerprints()
        _check(library, Settings(data=work / f"{min(sizes)}x").library_path)
        known = {copied.report.facts.id: copied for copied in originals(library, fingerprint)}
    before = source
    for size in sorted(sizes):
        path = Settings(data=work / f"{size}x").library_path
        if not path.exists():
            backed_up(before, path)
        grow(path, known, size, fingerprint)
        before = path


def _check(source: Library, made: Path) -> None:
    """OfstedChatError where the libraries in the work folder are copies of what the source no longer is."""
    if made.exists():
        with Library.open(made, readonly=True) as library:
            if library.id != source.id or library.counts().reports % source.counts().reports:
                raise OfstedChatError(f"{made.parent.parent} holds copies of another library: remove it")


def indexed(folder: Path, most: int) -> float | None:
    """Build Chroma's index where it is not in order; the seconds that it once took, None where it is too much."""
    settings, note = Settings(data=folder), folder / "index-seconds.json"
    with Library.open(settings.library_path) as library:
        if library.chunk_count() > most:
            return None
        (fingerprint,) = library.fingerprints()
        index = VectorIndex.open(settings, library, fingerprint)
        try:
            if index.ready:
                return float(note.read_text(encoding="utf-8")) if note.exists() else None
            began = time.perf_counter()
            with tqdm(total=library.chunk_count(), desc=f"index of {folder.name}", unit="vector", mininterval=2) as bar:
                index.sync(lambda done, whole: bar.update(done - bar.n))
            seconds = round(time.perf_counter() - began, 1)
            note.write_text(str(seconds), encoding="utf-8")
            return seconds
        finally:
            index.close()


def measured(folder: Path, questions: Sequence[Path]) -> Figures:
    """The figures of one size, by a process of its own; what was measured of the same code is not measured again."""
    note, code = folder / "point.json", results.code()
    kept = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    if code and kept.get("code") == code:
        return dict(kept["figures"])
    command = [sys.executable, "-m", "eval.cost.point", str(folder), *map(str, questions)]
    done = subprocess.run(command, cwd=results.ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    note.write_text(json.dumps({"code": code, "figures": found}), encoding="utf-8")
    return found


def table(points: Mapping[str, Figures]) -> str:
    """A Markdown table: a row a size; times in ms, p50 and p95 by the clock, then of the process's own work."""
    head = ["size", "reports", "chunks", "library", "opening", "memory", "most memory", "R@5", "R@10"]
    head += ["with authority", "without", "counted"]
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for size, found in points.items():
        named = found["with authority"]
        cells = [f"{found['reports']:,}", f"{found['chunks']:,}", f"{found['library bytes'] / 1e9:.2f} GB"]
        cells += [f"{found['seconds to open']:.1f} s", f"{found['resident MiB']:,} MiB", f"{found['peak MiB']:,} MiB"]
        cells += [f"{named['R@5']:.3f}", f"{named['R@10']:.3f}"]
        groups = (named, found["without authority"], found["counted"])
        cells += [" / ".join(f"{1000 * group[part]:.0f}" for part in TIMES) for group in groups]
        lines.append(f"| {size} | {' | '.join(cells)} |")
    return "\n".join(lines)


def step_table(points: Mapping[str, Figures]) -> str:
    """A Markdown table: milliseconds of own work that each step takes at each size."""
    lines = [f"| ms of own work a question | {' | '.join(points)} |", f"| --- |{' ---: |' * len(points)}"]
    profiles = [found["ms a question, with authority"] for found in points.values()]
    lines += [f"| {step} | {' | '.join(str(profile[step]) for profile in profiles)} |" for step in profiles[0]]
    return "\n".join(lines)


def vector_table(points: Mapping[str, Figures]) -> str:
    """A Markdown table: exact search against Chroma, where Chroma was built."""
    lines = [
        "| search by vector | exact, p50 / p95 | Chroma, p50 / p95 | Chroma finds |",
        "| --- | ---: | ---: | ---: |",
    ]
    for size, found in points.items():
        for where in ("in named reports", "over all"):
            if "vector search" in found:
                row = found["vector search"][where]
                ours, theirs = (
                    f"{1000 * row[name]['p50']:.1f} / {1000 * row[name]['p95']:.1f} ms" for name in ("exact", "chroma")
                )
                lines.append(f"| {size}, {where} | {ours} | {theirs} | {row['chroma finds']:.3f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure what the library costs as it grows.")
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the libraries made (%(default)s)")
    parser.add_argument("--indexed", type=int, default=INDEXED, help="most chunks that Chroma is given (%(default)s)")
    parser.add_argument("--no-save", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    source = Settings(data=chosen.data).library_path
    make(chosen.sizes, source, chosen.work)
    points: dict[str, Figures] = {}
    for size in sorted(chosen.sizes):
        folder = chosen.work / f"{size}x"
        seconds = indexed(folder, chosen.indexed)
        print(f"measuring {folder.name}", file=sys.stderr)
        points[folder.name] = measured(folder, chosen.questions) | {"seconds to index": seconds}
    for printed in (table(points), step_table(points), vector_table(points)):
        print(f"\n{printed}")
    if not chosen.no_save:
        with Library.open(source, readonly=True) as library:
            about = results.settings(chosen.questions, library)
        print(f"\nkept: {results.save('cost', about, points)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
