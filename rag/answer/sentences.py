"""Sentences of the found paragraphs, weighed against the question."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.find.words import Term, coverage
from rag.read.text import sentences
from rag.types import Hit, Paragraph, ReportFacts

_LEANS = re.compile(
    r"^[‘“\"']?(?:this|these|those|they|their|it|its|he|she|such|however|as a result|as a consequence"
    r"|consequently|therefore|in addition|furthermore|moreover|nevertheless"
    r"|for example|for instance|also|both|here|there, )\b",
    re.IGNORECASE,
)


class TextEmbeddings(Protocol):
    """What the answers need of an embedding model."""

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (dimension,)."""

    def embed_array(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts, shape (number of texts, dimension)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of a hit's paragraph: its similarity, its share of the question's words, both in one."""

    hit: Hit
    start: int
    end: int
    text: str
    dense: float
    covered: float
    score: float


def sentence_at(report: ReportFacts, paragraph: Paragraph, start: int, end: int) -> Sentence:
    """A sentence that is quoted for what it is, not for how well it fits a question."""
    return Sentence(Hit(paragraph, report, 1.0), start, end, paragraph.text[start:end], 1.0, 1.0, 1.0)


def grouped(rows: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences by paragraph, paragraphs in the order of their first."""
    groups: dict[str, list[Sentence]] = {}
    for row in rows:
        groups.setdefault(row.hit.paragraph.id, []).append(row)
    return tuple(tuple(group) for group in groups.values())


@cache
def constants() -> dict[str, dict[str, Any]]:
    """The packaged constants of answering.toml, by table."""
    return tomllib.loads(files("rag.answer").joinpath("answering.toml").read_text(encoding="utf-8"))


def weigh(
    hits: Sequence[Hit],
    question: NDArray[np.float32],
    terms: Sequence[Term],
    model: TextEmbeddings,
    further: Sequence[Hit] = (),
    fitting: Callable[[str], bool] = lambda text: True,
) -> list[Sentence]:
    """The sentences of the paragraphs of `hits`, in their order, with their scores against the question.

    Behind them come the sentences of `further` that are `fitting`. Embedding is what an answer takes time for: where
    there are many sentences, those of each paragraph are taken that are fitting, and have most of the question's words.
    """
    spans = [(hit, start, end) for hit in hits for start, end in _parts(hit)]
    spans += [(h, start, end) for h in further for start, end in _parts(h) if fitting(h.paragraph.text[start:end])]
    if not spans:
        return []
    limits = constants()["sentences"]
    words = [coverage(terms, hit.paragraph.text[start:end]) for hit, start, end in spans]
    fit = [fitting(hit.paragraph.text[start:end]) for hit, start, end in spans]
    telling = [covered + fits for covered, fits in zip(words, fit, strict=True)]
    kept = _most_telling(spans, telling, int(limits["embedded"]))
    texts = [spans[row][0].paragraph.text[spans[row][1] : spans[row][2]] for row in kept]
    similar = model.embed_array(texts) @ question
    share, context = float(limits["dense"]), float(limits["context"])
    around = {hit.paragraph.id: context * coverage(terms, hit.paragraph.text) for hit in (*hits, *further)}
    found: list[Sentence] = []
    for row, text, dense in zip(kept, texts, similar, strict=True):
        hit, start, end = spans[row]
        covered = max(words[row], around[hit.paragraph.id])
        found.append(
            Sentence(hit, start, end, text, float(dense), covered, share * float(dense) + (1 - share) * covered)
        )
    return found


def unweighed(hits: Sequence[Hit]) -> list[Sentence]:
    """The sentences of the paragraphs of `hits`, in their order, for a question without a subject to weigh them by."""
    return [
        Sentence(hit, start, end, hit.paragraph.text[start:end], 1.0, 1.0, 1.0)
        for hit in hits
        for start, end in _parts(hit)
    ]


def _most_telling(spans: Sequence[tuple[Hit, int, int]], telling: Sequence[float], most: int) -> list[int]:
    """The rows of at most so many spans, in their order: of each paragraph in turn the one that tells most."""
    if len(spans) <= most:
        return list(range(len(spans)))
    by_paragraph: dict[str, list[int]] = {}
    for row, (hit, _, _) in enumerate(spans):
        by_paragraph.setdefault(hit.paragraph.id, []).append(row)
    ranked = [sorted(rows, key=lambda row: -telling[row]) for rows in by_paragraph.values()]
    turns = [row for turn in zip_longest(*ranked) for row in turn if row is not None]
    return sorted(turns[:most])


def _parts(hit: Hit) -> list[tuple[int, int]]:
    """The sentences of a paragraph; the rows of a table."""
    text = hit.paragraph.text
    if "\n" in text:
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        ends = [*(match.start() for match in re.finditer("\n", text)), len(text)]
        return list(zip(starts, ends, strict=True))
    return sentences(text)


_STANDS_FOR = re.compile(r"^[‘“\"']?(?:this|these|those|they|their|it|its|he|she|such)\b", re.IGNORECASE)


def stands_for_another(text: str) -> bool:
    """True for a sentence that begins with a word for something in the one before it ("They are thorough.")."""
    return bool(_STANDS_FOR.match(text))


def leans(text: str) -> bool:
    """True for a sentence that cannot be understood without the one before it ("This has led to ...")."""
    return bool(_LEANS.match(text))
