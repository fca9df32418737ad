"""What each part of the search is worth: the quickstarts, then ours part by part, over the same questions.

    python -m eval.search.ablation REPORTS QUESTIONS... --data FOLDER [--cache FOLDER] [--threads N] [--no-save]

REPORTS is the folder of PDFs that the library of FOLDER was made from, QUESTIONS as for `eval.measure` or with quotes.
Measures and what counts as found: `eval.search.scoring`. Intervals (95 %) and differences: `eval.search.bootstrap`. The
runs: `eval.search.baselines` and `eval.search.runs`. Printed are Markdown tables, kept is
eval/results/<date>-ablation.json. The first time takes up to an hour, for the vectors of the quickstart and those
without context lines; they are kept in the cache, and a run that was stopped goes on from there.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import platformdirs
from tqdm import tqdm

from corpus import authorities_file
from eval import results
from eval.measure import Entry, load
from eval.search import bootstrap
from eval.search.baselines import quickstarts, unseen_rerankers
from eval.search.contextless import contextless_vectors
from eval.search.runs import AGAINST, Run, opened, our_runs
from eval.search.scoring import MEASURES, scored, with_texts
from rag.config import Settings
from rag.index.embed import SentenceEmbeddings
from rag.index.library import Library
from rag.read.authorities import Register

CACHE = Path(platformdirs.user_cache_dir("ofsted-chat"))
CHANGES = ("R@5", "MRR")
"""The measures whose change is printed; kept is that of all."""
TOGETHER = "all"

Values = dict[str, float]
Figures = dict[str, dict[str, dict[str, list[float]]]]
"""By run: `values` and `change` (against another run), by measure: mean, low, high."""


def compared(runs: Sequence[str]) -> dict[str, str]:
    """What each run is compared with: the one before it, or what `AGAINST` says; the first with none."""
    return {name: AGAINST.get(name, before) for before, name in pairwise(runs)}


def figures(measured: Mapping[str, Sequence[Values]]) -> Figures:
    """The figures of runs over the same questions, in order."""
    found: Figures = {}
    columns = {name: {m: [row[m] for row in rows] for m in MEASURES} for name, rows in measured.items()}
    against = compared(list(measured))
    for name, own in columns.items():
        found[name] = {"values": {m: bootstrap.interval(own[m]).rounded() for m in MEASURES}}
        if other := against.get(name):
            found[name]["change"] = {m: bootstrap.difference(own[m], columns[other][m]).rounded() for m in MEASURES}
    return found


def by_type(questions: Sequence[Entry], rows: Sequence[Values], measure: str = "R@5") -> dict[str, float]:
    """The mean of a measure for each type of question."""
    found: dict[str, list[float]] = defaultdict(list)
    for question, row in zip(questions, rows, strict=True):
        found[question["type"]].append(row[measure])
    return {kind: round(statistics.fmean(values), 3) for kind, values in sorted(found.items())}


def table(found: Figures) -> str:
    """A Markdown table: each measure with its interval, and the change against another row."""
    head = ["", "run", *MEASURES, "against", *(f"change of {measure}" for measure in CHANGES)]
    lines = [f"| {' | '.join(head)} |", f"| ---: | --- |{' ---: |' * (len(head) - 2)}"]
    against = compared(list(found))
    rows = {name: str(number) for number, name in enumerate(found, 1)}
    for number, (name, run) in enumerate(found.items(), 1):
        cells = ["{:.3f} ({:.2f} to {:.2f})".format(*run["values"][measure]) for measure in MEASURES]
        change = run.get("change")
        cells += [
            rows.get(against.get(name, ""), ""),
            *("{:+.3f} ({:+.3f} to {:+.3f})".format(*change[m]) if change else "" for m in CHANGES),
        ]
        lines.append(f"| {number} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def short_table(found: Mapping[str, Figures], counts: Mapping[str, int]) -> str:
    """A Markdown table of two measures for each file of questions."""
    files = list(found)
    head = [f"{file} ({counts[file]}): {measure}" for file in files for measure in CHANGES]
    lines = [f"| run | {' | '.join(head)} |", f"| --- |{' ---: |' * len(head)}"]
    for name in found[files[0]]:
        cells = [f"{found[file][name]['values'][measure][0]:.3f}" for file in files for measure in CHANGES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def run_all(runs: Mapping[str, Run], questions: Sequence[Entry]) -> dict[str, list[Values]]:
    """The measures of every question, by run."""
    measured: dict[str, list[Values]] = {}
    for name, run in runs.items():
        bar = tqdm(questions, desc=name, unit="question", mininterval=2)
        measured[name] = [scored(question, run(question)) for question in bar]
    return measured


def by_file(files: Mapping[str, Sequence[Entry]], measured: Mapping[str, Sequence[Values]]) -> dict[str, Figures]:
    """The figures of each file of questions and of all together; the rows of `measured` are in the files' order."""
    found: dict[str, Figures] = {}
    start = 0
    for name, part in files.items():
        stop = start + len(part)
        found[name] = figures({run: rows[start:stop] for run, rows in measured.items()})
        start = stop
    return {**found, TOGETHER: figures(measured)}


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what each part of the search is worth.")
    parser.add_argument("reports", type=Path, help="folder of PDFs")
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder of kept vectors (%(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="torch threads (%(default)s)")
    parser.add_argument("--no-save", action="store_true", help="print only")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    chosen = _parsed(arguments)
    settings = Settings(data=chosen.data, threads=chosen.threads)
    embeddings = SentenceEmbeddings(settings)
    with Library.open(settings.library_path, readonly=True) as library:
        files = {path.stem: with_texts(load(path), library) for path in chosen.questions}
        about = results.settings(chosen.questions, library)
        contextless = contextless_vectors(library, embeddings, chosen.cache / "contextless")
    parts = opened(settings, embeddings, Register.load(authorities_file()), contextless)
    runs = quickstarts(chosen.reports, chosen.cache / "naive", chosen.threads)
    runs |= our_runs(parts, unseen_rerankers(chosen.questions, settings))
    questions = [question for part in files.values() for question in part]
    measured = run_all(runs, questions)
    found = by_file(files, measured)
    counts = {name: len(part) for name, part in files.items()} | {TOGETHER: len(questions)}
    print(f"\n{len(questions)} questions that have evidence, of {', '.join(files)}\n\n{table(found[TOGETHER])}")
    print(f"\n{short_table({name: found[name] for name in files}, counts)}")
    if not chosen.no_save:
        types = {name: by_type(questions, rows) for name, rows in measured.items()}
        about |= {"resamples": bootstrap.RESAMPLES, "seed": bootstrap.SEED}
        kept = {"questions with evidence": counts, "runs": found, "R@5 by type": types}
        print(f"\nkept: {results.save('ablation', about, kept)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
