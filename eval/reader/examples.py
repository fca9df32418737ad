"""What the reader learns from: for each question the paragraphs of its report that a search finds, sentences graded.

eval/questions/reader/*.jsonl name a report and some of its sentences, `p14.1` being the second of paragraph p14, with a
grade and a digest of the sentence's letters; 3 answers the question fully, 2 in part or in general, 1 is on the
subject; `beside` are others that might be taken for an answer. Sentences that nobody named do not answer. No words of a
report stand in these files. Nothing in this project has learned from the authorities of test.jsonl and test2.jsonl.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.labels.direction import digest
from eval.measure import Entry
from rag.find.rank import asked_in, candidates
from rag.find.rerank import LinearReranker
from rag.find.search import Search
from rag.index.library import Library
from rag.plan.pieces import parts_read, whole_read
from rag.plan.question import Question
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.read.text import sentences
from rag.types import Hit

Grades = dict[str, dict[int, int]]
PARTS = 2
FOUND = 20
"""Paragraphs of a report that are kept of a search."""


@dataclass(frozen=True, slots=True)
class Read:
    """A paragraph with the grade of each of its sentences; `found` where the search has it, in its order, `named` where
    the question's reader named one of its sentences."""

    heading: str
    sentences: tuple[str, ...]
    grades: tuple[int, ...]
    found: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A question, or a part of one, as typed and as it is read (without place and date, a follow-up with the telling
    words of the question before), with its report and what of that there is to read."""

    id: str
    style: str
    typed: str
    subject: str
    report: str
    paragraphs: tuple[Read, ...]
    behind: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def urn(self) -> str:
        """The authority of its report."""
        return self.report.partition("/")[0]

    @property
    def answerable(self) -> bool:
        """True where a sentence answers."""
        return any(grade >= 2 for paragraph in self.paragraphs for grade in paragraph.grades)


def examples(
    entries: Sequence[Entry], library: Library, search: Search, register: Register
) -> Iterator[Example | Entry]:
    """The example of each question, or of each of its parts where it has two; the question itself where its sentences
    are no longer those that were graded."""
    rerank = LinearReranker()
    for entry in entries:
        grades = graded(entry, library)
        facts = library.facts(entry["report"])
        if grades is None or facts is None:
            yield entry
            continue
        question = understand(entry["question"], entry.get("history", ()), register, {})
        ids = [entry["report"]]
        hits = rerank(candidates(question, ids, search), asked_in(question, ids, library))[:FOUND]
        found = {hit.paragraph.id for hit in hits}
        more = library.paragraphs_by_id(id for id in grades if id not in found)
        hits += [Hit(paragraph, facts, 0.0) for paragraph in more.values()]
        yield from _by_part(entry, question, [hit for hit in hits if hit.paragraph.text.strip()], grades, found)


def _by_part(
    entry: Entry, question: Question, hits: Sequence[Hit], grades: Grades, found: set[str]
) -> Iterator[Example]:
    """One example, or two where both the question's reader and the plan saw two parts."""
    parts = parts_read(question)
    of_part = entry.get("parts", {})
    two = len(parts) == PARTS and bool(of_part)
    asked = parts if two else (whole_read(question),)
    for letter, part in zip("ab", asked, strict=False):
        own = of_the_part(grades, of_part, letter) if two else grades
        read = tuple(_read(hit, own, hit.paragraph.id in found) for hit in hits)
        name = f"{entry['id']}{letter}" if two else entry["id"]
        typed = f"{part.asked} ({' '.join(question.behind)})" if question.behind else part.asked
        yield Example(
            name,
            entry["style"],
            typed if two or question.behind else entry["question"],
            part.understood,
            entry["report"],
            read,
            question.behind,
            question.terms,
        )


def of_the_part(grades: Grades, of_part: dict[str, str], letter: str) -> Grades:
    """The grades of a part: what answers only the other is, at most, on the subject."""
    return {
        paragraph: {
            number: grade
            if of_part.get(f"{paragraph.rpartition('/')[2]}.{number}", letter) == letter
            else min(grade, 1)
            for number, grade in own.items()
        }
        for paragraph, own in grades.items()
    }


def graded(entry: Entry, library: Library) -> dict[str, dict[int, int]] | None:
    """By paragraph the grade of each sentence that is named; None where one has other letters than were read."""
    named = {name: (grade, check) for name, (grade, check) in entry["grades"].items()}
    named |= {name: (0, check) for name, check in entry["beside"].items() if name not in named}
    found: dict[str, dict[int, int]] = {}
    ids = {name: f"{entry['report']}/{name.rpartition('.')[0]}" for name in named}
    paragraphs = library.paragraphs_by_id(dict.fromkeys(ids.values()))
    for name, (grade, check) in named.items():
        paragraph, number = paragraphs.get(ids[name]), int(name.rpartition(".")[2])
        spans = sentences(paragraph.text) if paragraph else []
        if paragraph is None or number >= len(spans) or digest(paragraph.text[slice(*spans[number])]) != check:
            return None
        found.setdefault(ids[name], {})[number] = grade
    return found


def _read(hit: Hit, grades: dict[str, dict[int, int]], found: bool) -> Read:
    text = hit.paragraph.text
    own = grades.get(hit.paragraph.id, {})
    spans = sentences(text)
    return Read(
        " / ".join(hit.paragraph.section[-2:]),
        tuple(" ".join(text[start:end].split()) for start, end in spans),
        tuple(own.get(number, 0) for number in range(len(spans))),
        found,
        hit.paragraph.id in grades,
    )
