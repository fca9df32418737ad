"""Are sentences labelled rightly? `python -m eval.labels.labels --data FOLDER [--misses THEME]`.

eval/labels/labels.jsonl names sentences of published reports that were read one by one: paragraph id, number of the
sentence from 0, a digest of its letters, its direction (N weakness, P strength, M both, O neither), the themes that it
says something about, those that it only touches by a word, and 1 where it was drawn at random (the others were drawn so
that rare themes have examples). FOLDER has a library of these reports, whose labels are measured: nothing is read.

Of themes: the share of labels that are right, counting one that the sentence only touches as wrong (precision) or as no
label at all (beside touched ones), and the share of themes that are found (recall). Of direction: the share that is
right where the reading says N or P, and precision, recall and F1 of "neither" (O).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.labels.direction import digest
from rag.config import Settings
from rag.index.library import Library
from rag.label.direction import direction_of, is_to_improve, weakness
from rag.label.labels import findings_in
from rag.read.text import sentences
from rag.types import Direction

LABELS = Path(__file__).with_name("labels.jsonl")
SHOWN = 2.5
"""Log-odds from which an answer shows a sentence under a direction (rag/answer/answering.toml)."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as it was read, beside what it is labelled as."""

    text: str
    direction: str
    themes: frozenset[str]
    touched: frozenset[str]
    random: bool
    found: frozenset[str]
    weakness: float
    labelled: Direction
    sure: frozenset[str] = frozenset()


def read_sentences(library: Library) -> tuple[list[Read], int]:
    """The sentences of labels.jsonl with their labels in the library, and how many fit no sentence of it."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    paragraphs = library.paragraphs_by_id(dict.fromkeys(row[0] for row in rows))
    found: list[Read] = []
    for name, number, check, direction, themes, touched, random in rows:
        paragraph = paragraphs.get(name)
        spans = sentences(paragraph.text) if paragraph else []
        if paragraph is None or number >= len(spans) or digest(paragraph.text[slice(*spans[number])]) != check:
            continue
        start, end = spans[number]
        text = paragraph.text[start:end]
        own = [finding for finding in findings_in([paragraph]) if finding.start == start]
        labels = {finding.theme.replace(" ", "-") for finding in own}
        sure = frozenset(finding.theme.replace(" ", "-") for finding in own if finding.sure or finding.learned)
        improve = is_to_improve(paragraph)
        odds, points = weakness(text, improve), direction_of(text, improve)
        parts = frozenset(themes), frozenset(touched), bool(random), frozenset(labels)
        found.append(Read(text, direction, *parts, odds, points, sure))
    return found, len(rows) - len(found)


def themes_measured(rows: Sequence[Read]) -> dict[str, float]:
    """Precision, precision beside touched themes, and recall over all labels."""
    right = sum(len(row.found & row.themes) for row in rows)
    touched = sum(len(row.found & row.touched) for row in rows)
    sure = sum(len(row.sure) for row in rows)
    given, asked = sum(len(row.found) for row in rows), sum(len(row.themes) for row in rows)
    return {
        "precision": right / max(1, given),
        "precision beside touched": right / max(1, given - touched),
        "recall": right / max(1, asked),
        "precision of sure ones": sum(len(row.sure & row.themes) for row in rows) / max(1, sure),
        "their share": sure / max(1, given),
    }


def direction_measured(rows: Sequence[Read]) -> dict[str, float]:
    """How often the direction is right, and how well "neither" is told apart."""
    clear = [row for row in rows if row.direction in "NP"]
    right = sum((row.weakness > 0) == (row.direction == "N") for row in clear)
    shown = [row for row in rows if abs(row.weakness) >= SHOWN and row.labelled is not Direction.NEITHER]
    held = sum(row.direction == ("N" if row.weakness > 0 else "P") for row in shown)
    said = [row.labelled is Direction.NEITHER for row in rows]
    true = [row.direction == "O" for row in rows]
    both = sum(a and b for a, b in zip(said, true, strict=True))
    precision, recall = both / max(1, sum(said)), both / max(1, sum(true))
    return {
        "right of N and P": right / max(1, len(clear)),
        "right of those shown": held / max(1, len(shown)),
        "share shown": len(shown) / max(1, len(rows)),
        "precision of neither": precision,
        "recall of neither": recall,
        "F1 of neither": 2 * precision * recall / max(1e-9, precision + recall),
    }


def by_theme(rows: Sequence[Read]) -> Iterator[tuple[str, int, float, float]]:
    """Each theme with how often it was read, precision beside touched ones, and recall; the commonest first."""
    read = Counter(theme for row in rows for theme in row.themes)
    for theme, count in read.most_common():
        right = sum(theme in row.found and theme in row.themes for row in rows)
        given = sum(theme in row.found and theme not in row.touched for row in rows)
        yield theme, count, right / max(1, given), right / count


def misses(rows: Sequence[Read], theme: str) -> Mapping[str, list[str]]:
    """The sentences that lack a theme, and those that have it wrongly."""
    return {
        "not found": [row.text for row in rows if theme in row.themes - row.found],
        "wrongly": [row.text for row in rows if theme in row.found - row.themes - row.touched],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the labels of sentences.")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--misses", metavar="THEME")
    chosen = parser.parse_args(arguments)
    settings = Settings(data=chosen.data) if chosen.data else Settings()
    with Library.open(settings.library_path, readonly=True) as library:
        rows, lost = read_sentences(library)
    if chosen.misses:
        for kind, texts in misses(rows, chosen.misses).items():
            print(f"{kind}: {len(texts)}", *texts, sep="\n  ")
        return 0
    print(f"sentences read: {len(rows)}; labels that fit no sentence: {lost}")
    for name, some in (("drawn at random", [row for row in rows if row.random]), ("all", rows)):
        figures = {**themes_measured(some), **direction_measured(some)}
        print(f"\n{name} ({len(some)})", *(f"  {key:26} {value:.3f}" for key, value in figures.items()), sep="\n")
    print("\ntheme, times read, precision beside touched, recall")
    for theme, count, precision, recall in by_theme(rows):
        print(f"  {theme:32} {count:5} {precision:.2f} {recall:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
