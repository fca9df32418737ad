"""Paragraphs into chunks: what is embedded and searched, sized in the embedding model's own tokens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from rag.index.tuning import tuning
from rag.types import Chunk, Kind, OfstedChatError, Paragraph, ParagraphKind, Report, ReportFacts

CHUNKER = "1"
"""The version of the chunks: part of the index's fingerprint, raised whenever the same report gives other chunks."""

CountTokens = Callable[[str], int]

_NOT_SEARCHED = (ParagraphKind.HEADING, ParagraphKind.FOOTNOTE)
"""A heading is in the context line of what stands under it; a footnote says where a figure is from."""

_SENTENCE_END = re.compile(r"[.!?;:][\"'\u2019\u201d)\]]*(?=\s)")
_WORD_END = re.compile(r"(?<=\S)(?=\s)")
_KINDS = {
    Kind.SIF: "single framework inspection",
    Kind.ILACS_STANDARD: "standard inspection",
    Kind.ILACS_SHORT: "short inspection",
    Kind.FOCUSED_VISIT: "focused visit",
    Kind.MONITORING_VISIT: "monitoring visit",
    Kind.JTAI: "joint targeted area inspection",
    Kind.AREA_SEND: "area SEND inspection",
    Kind.OTHER: "report",
}


def chunks_of(report: Report, count_tokens: CountTokens, limit: int) -> tuple[Chunk, ...]:
    """The chunks of a report, in reading order: one a paragraph, several where it is longer than the model reads.

    `count_tokens` counts as the model does, its special tokens included; no chunk's `embedded` is over `limit` tokens.
    Every word of a paragraph is in one of its chunks, in order. Headings and footnotes have none.
    """
    facts = report.facts
    searched = (paragraph for paragraph in report.paragraphs if paragraph.kind not in _NOT_SEARCHED)
    return tuple(chunk for paragraph in searched for chunk in _split(facts, paragraph, count_tokens, limit))


def context_line(facts: ReportFacts, section: Sequence[str], count_tokens: CountTokens, budget: int) -> str:
    """Authority, kind, month of inspection, and the section's last heading as far as `budget` tokens reach."""
    about = _shortened(f"{facts.authority}, {_KINDS[facts.kind]}, {_when(facts)}", count_tokens, budget)
    heading = section[-1].strip() if section else ""
    return _shortened(f"{about}. {heading}", count_tokens, budget) if heading else about


def _when(facts: ReportFacts) -> str:
    inspected: date | None = facts.inspected_from or facts.inspected_to
    return f"{inspected:%B %Y}" if inspected else "date not known"


def _shortened(text: str, count_tokens: CountTokens, budget: int) -> str:
    """`text`, or as many of its first words as fit into `budget` tokens; empty where none does."""
    text = " ".join(text.split())
    return text[: _longest(text, 0, [_WORD_END, None], lambda part: count_tokens(part) <= budget)].rstrip()


def _split(facts: ReportFacts, paragraph: Paragraph, count_tokens: CountTokens, limit: int) -> Iterator[Chunk]:
    context = context_line(facts, paragraph.section, count_tokens, min(tuning().context_tokens, limit // 4))

    def fits(text: str) -> bool:
        return count_tokens(f"{context}\n{text}") <= limit

    for index, text in enumerate(_parts(paragraph.text.strip(), fits)):
        embedded = f"{context}\n{text}"
        yield Chunk(
            id=f"{paragraph.id}#{index}",
            report_id=paragraph.report_id,
            paragraph_ids=(paragraph.id,),
            text=text,
            context=context,
            digest=hashlib.sha256(embedded.encode()).hexdigest(),
        )


def _parts(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """`text` cut at sentence ends, else at word ends, else anywhere, each part as long as fits."""
    start = 0
    while start < len(text):
        end = _longest(text, start, [_SENTENCE_END, _WORD_END, None], fits)
        if end == start:
            raise OfstedChatError("the embedding model's window is too small for a paragraph and its context line")
        yield text[start:end].rstrip()
        start = end + len(text[end:]) - len(text[end:].lstrip())


_REACH = 6_000
"""Characters looked at for one part: many times what a window of 512 tokens holds, so that long texts stay linear."""


def _longest(text: str, start: int, cuts: Sequence[re.Pattern[str] | None], fits: Callable[[str], bool]) -> int:
    """The furthest end at which `text[start:end]` fits, at the first kind of cut that has one; `start` if none has."""
    reach = min(len(text), start + _REACH)
    if reach == len(text) and fits(text[start:].strip()):
        return len(text)
    for cut in cuts:
        ends = [m.end() for m in cut.finditer(text, start, reach)] if cut else list(range(start + 1, reach + 1))
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if fits(text[start : ends[middle]].strip()):
                low = middle + 1
            else:
                high = middle
        if low:
            return ends[low - 1]
    return start
