"""Measures of a ranking, a question at a time, whatever gold evidence and the units of the ranking are.

R@k, all@10 and MRR are over needed groups of evidence, as ../shared/score.py defines them (recall and reciprocal rank:
Manning, Raghavan and Schütze 2008, chapter 8; names as in ir_measures). A passage meets an entry of evidence of the
same report by one of three rules:

- the entry has a quote: 60 % of the quote's word trigrams stand in the passage, as in score.py;
- it names a paragraph, and so does the passage: `eval.measure.meets`;
- it names a paragraph and the passage is a blind chunk (no key `paragraph`): 60 % of the trigrams of the shorter of the
  two stand in the other (overlap coefficient, Szymkiewicz 1934; Simpson 1943). This favours chunks: any chunk that
  holds the paragraph, or lies mostly within it, counts.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from functools import lru_cache

from eval import measure
from eval.measure import Entry
from rag.index.library import Library
from rag.types import Paragraph

CUTS = (1, 5, 10)
ALL_CUT = 10
MEASURES = (*(f"R@{cut}" for cut in CUTS), f"all@{ALL_CUT}", "MRR")
TRIGRAMS = 3
SHARE = 0.6
"""Of the trigrams, as in score.py: the border of a chunk may cut a quote."""

_PUNCTUATION = str.maketrans("’‘“”–—‑−", "''\"\"----")

Trigrams = frozenset[tuple[str, ...]]


@lru_cache(maxsize=20_000)  # the passages of a run come back in the next
def trigrams(text: str) -> Trigrams:
    """The word trigrams of a text, its words as one where it has fewer than three."""
    mended = re.sub(r"(\w)-\s+(\w)", r"\1-\2", text.translate(_PUNCTUATION))
    words = re.findall(r"[a-z0-9%]+", mended.lower())
    found = frozenset(tuple(words[at : at + TRIGRAMS]) for at in range(len(words) - TRIGRAMS + 1))
    return found or frozenset({tuple(words)})


def holds(quote: str, text: str) -> bool:
    """True where enough of the quote's trigrams stand in the text."""
    wanted = trigrams(quote)
    return len(wanted & trigrams(text)) >= SHARE * len(wanted)


def overlaps(text: str, other: str) -> bool:
    """True where enough of the trigrams of the shorter text stand in the other."""
    one, two = trigrams(text), trigrams(other)
    return len(one & two) >= SHARE * min(len(one), len(two))


def meets(entry: Entry, passage: Entry) -> bool:
    """True where the passage is or holds the evidence, by the rules above."""
    if entry["report"] != passage["report"]:
        return False
    if "quote" in entry:
        return holds(entry["quote"], passage["text"])
    if "paragraph" in passage:
        return measure.meets(entry, passage)
    return any(overlaps(text, passage["text"]) for text in entry.get("texts", ()))


def rank_of(group: Sequence[Entry], passages: Iterable[Entry]) -> int | None:
    """The rank, from 1, of the first passage that meets an entry of the group."""
    return next((rank for rank, passage in enumerate(passages, 1) if any(meets(e, passage) for e in group)), None)


def values(ranks: Sequence[int | None]) -> dict[str, float]:
    """The measures of one question from the ranks of its groups of evidence."""
    found = {f"R@{cut}": statistics.fmean(rank is not None and rank <= cut for rank in ranks) for cut in CUTS}
    found[f"all@{ALL_CUT}"] = float(all(rank is not None and rank <= ALL_CUT for rank in ranks))
    found["MRR"] = statistics.fmean(1 / rank if rank else 0.0 for rank in ranks)
    return found


def scored(question: Entry, passages: Sequence[Entry]) -> dict[str, float]:
    """The measures of one question that has evidence."""
    return values([rank_of(group, passages) for group in question["evidence"]])


def with_texts(questions: Iterable[Entry], library: Library) -> list[Entry]:
    """The questions that have evidence; entries without a quote get `texts`, those of the paragraphs that they name."""
    ids = {report.stem: report.id for report in library.reports()}

    def filled(entry: Entry) -> Entry:
        if "quote" in entry or entry["report"] not in ids:
            return entry
        paragraphs = library.paragraphs(ids[entry["report"]])
        named = [p.text for p in paragraphs if measure.meets(entry, _passage(entry["report"], p))]
        return {**entry, "texts": named}

    return [
        {**question, "evidence": [[filled(entry) for entry in group] for group in question["evidence"]]}
        for question in questions
        if question["evidence"]
    ]


def _passage(report: str, paragraph: Paragraph) -> Entry:
    return {"report": report, "page": paragraph.pages[0], "paragraph": paragraph.number, "text": paragraph.text}
