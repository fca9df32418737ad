"""Sentences of the found paragraphs, weighed against the question."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.read.text import sentences
from rag.retrieve.words import Term, coverage
from rag.types import Hit

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


@cache
def constants() -> dict[str, dict[str, Any]]:
    """The packaged constants of answering.toml, by table."""
    return tomllib.loads(files("rag.answer").joinpath("answering.toml").read_text(encoding="utf-8"))


def weigh(
    hits: Sequence[Hit], question: NDArray[np.float32], terms: Sequence[Term], model: TextEmbeddings
) -> list[Sentence]:
    """Every sentence of the paragraphs of `hits`, in their order, with its scores against the question."""
    spans = [(hit, start, end) for hit in hits for start, end in _parts(hit)]
    if not spans:
        return []
    texts = [hit.paragraph.text[start:end] for hit, start, end in spans]
    similar = model.embed_array(texts) @ question
    share, context = float(constants()["sentences"]["dense"]), float(constants()["sentences"]["context"])
    around = {hit.paragraph.id: context * coverage(terms, hit.paragraph.text) for hit in hits}
    found: list[Sentence] = []
    for (hit, start, end), text, dense in zip(spans, texts, similar, strict=True):
        covered = max(coverage(terms, text), around[hit.paragraph.id])
        found.append(
            Sentence(hit, start, end, text, float(dense), covered, share * float(dense) + (1 - share) * covered)
        )
    return found


def _parts(hit: Hit) -> list[tuple[int, int]]:
    """The sentences of a paragraph; the rows of a table."""
    text = hit.paragraph.text
    if "\n" in text:
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        ends = [*(match.start() for match in re.finditer("\n", text)), len(text)]
        return list(zip(starts, ends, strict=True))
    return sentences(text)


def leans(text: str) -> bool:
    """True for a sentence that cannot be understood without the one before it ("This has led to ...")."""
    return bool(_LEANS.match(text))
