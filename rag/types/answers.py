"""What is found and answered: hits, claims, citations, findings, and the answer that streams."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.types.places import Box
from rag.types.plans import Plan
from rag.types.reports import Judgement, Kind, Paragraph, ReportFacts


class Status(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    PARTLY = "partly"
    DECLINED = "declined"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph found for a question, with its scores (higher is better; None where that search did not find it).

    `answers` are the log-odds, by the reader, that each of its sentences answers; empty where it was not read. Of a
    question in several parts `by_part` has them for each, and `answers` the best of these.
    """

    paragraph: Paragraph
    report: ReportFacts
    score: float
    dense: float | None = None
    lexical: float | None = None
    answers: tuple[float, ...] = ()
    by_part: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """`quote` is `text[start:end]` of the paragraph, word for word; `boxes` are where it is printed."""

    marker: int
    paragraph: Paragraph
    report: ReportFacts
    quote: str
    start: int
    end: int
    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, with the markers of the citations that bear it and the report it is about; `tone` is
    "strength", "weakness" or "to improve" where it clearly tells of one, "" elsewhere."""

    text: str
    markers: tuple[int, ...]
    report_id: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """An inspection that an answer about many inspections counts, with `text[start:end]` of the paragraph that says so
    (`end` None: the whole of it); `standing` is how the report tells of it, "" where that is not asked."""

    report: ReportFacts
    paragraph: Paragraph
    start: int = 0
    end: int | None = None
    standing: str = ""

    @property
    def quote(self) -> str:
        """The words that say so."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts as a table: names of the columns, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade that an answer gives, for a table: `marker` is the citation that bears it, None where the grade is
    counted but not cited (it stands in the answer's findings)."""

    report: ReportFacts
    judgement: Judgement
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a question, for faces to show and users to put right.

    `shape` is the kind of answer wanted; `authorities` are pairs of URN and name; `period` is in words, "" for any
    time, its parts in `years`, `since`, `until` and `latest`; `kinds` are those of the reports asked for, none for any;
    `subject` are the words searched for.
    """

    shape: str
    subject: tuple[str, ...] = ()
    authorities: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()
    period: str = ""
    years: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None
    latest: bool = False
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a part of one while it streams: parts add up with `+`, as LangChain's chunks do.

    `reports` are those that a question about the library itself asks for, `plans` what was understood of a question
    over many reports.
    """

    status: Status = Status.ANSWERED
    opening: str = ""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    scope: str = ""
    hits: tuple[Hit, ...] = ()
    findings: tuple[Counted, ...] = ()
    reports: tuple[ReportFacts, ...] = ()
    understood: Understood | None = None
    grades: tuple[GradeRow, ...] = ()
    suggestions: tuple[str, ...] = ()
    table: Table | None = None
    plans: tuple[Plan, ...] = ()
    seconds: float = 0.0

    def __add__(self, other: Answer) -> Answer:
        return Answer(
            status=other.status,
            opening=self.opening + other.opening,
            claims=self.claims + other.claims,
            citations=self.citations + other.citations,
            notes=self.notes + other.notes,
            scope=other.scope or self.scope,
            hits=other.hits or self.hits,
            findings=other.findings or self.findings,
            reports=other.reports or self.reports,
            understood=other.understood or self.understood,
            grades=self.grades + other.grades,
            suggestions=other.suggestions or self.suggestions,
            table=other.table or self.table,
            plans=other.plans or self.plans,
            seconds=other.seconds or self.seconds,
        )
