"""The domain types, in the field's standard terms: frozen, slotted, free of behaviour that needs another room.

Coordinates are PDF points with the origin at the bottom left of the page, as PDFium gives them; pages count from 1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class OfstedChatError(Exception):
    """The family of errors that a user can act on: the message is one line and says what to do."""


class UnreadableFile(OfstedChatError):
    """A file that cannot be read as a report; the message names the reason."""


class ScannedFile(UnreadableFile):
    """A file whose pages are pictures: text recognition may help."""


class LibraryBusy(OfstedChatError):
    """Another process is writing to the library."""


class ModelMismatch(OfstedChatError):
    """The index was built with another embedding model or with other chunks."""


class Kind(StrEnum):
    """The kinds of report; DOMAIN: by inspection framework."""

    SIF = "sif"
    ILACS_STANDARD = "ilacs-standard"
    ILACS_SHORT = "ilacs-short"
    FOCUSED_VISIT = "focused-visit"
    MONITORING_VISIT = "monitoring-visit"
    JTAI = "jtai"
    AREA_SEND = "area-send"
    OTHER = "other"


class ParagraphKind(StrEnum):
    """What a paragraph is in its report. `TEXT` is unnumbered prose outside the summary.

    `HEADING` is a heading that states a judgement, `FOOTNOTE` a footnote: places to point at, not chunks to search.
    """

    NUMBERED = "numbered"
    SUMMARY = "summary"
    RECOMMENDATION = "recommendation"
    BULLET = "bullet"
    TABLE = "table"
    TEXT = "text"
    HEADING = "heading"
    FOOTNOTE = "footnote"


class Grade(StrEnum):
    """Ofsted's four grades, normalised: "requires improvement to be good" is `REQUIRES_IMPROVEMENT`."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires improvement"
    INADEQUATE = "inadequate"


class Area(StrEnum):
    """Judgement areas over all frameworks."""

    OVERALL = "overall effectiveness"
    LEADERS = "leadership"
    HELP_AND_PROTECTION = "help and protection"
    CHILDREN_IN_CARE = "children in care"
    CHILDREN_IN_CARE_AND_CARE_LEAVERS = "children in care and care leavers"
    CARE_LEAVERS = "care leavers"
    ADOPTION = "adoption"
    LSCB = "local safeguarding children board"


class Wording(StrEnum):
    """Whose words a report's text is in: Ofsted's, or a digest in this project's own words."""

    PUBLISHED = "published"
    DIGEST = "digest"


class Status(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    PARTLY = "partly"
    DECLINED = "declined"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: page from 1, edges in PDF points."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class WordPlace:
    """Where the characters `text[start:end]` of a paragraph stand: one printed word, or the part of it on one line."""

    start: int
    end: int
    box: Box


_PLACE = struct.Struct("<IHHHHHH")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a paragraph's words, packed: 16 bytes a word, boxes to a tenth of a point."""

    packed: bytes = b""

    @classmethod
    def pack(cls, words: Iterable[WordPlace]) -> Places:
        """Pack word places; coordinates are clamped to 0..6553.5 points and rounded to tenths."""

        def tenths(value: float) -> int:
            return max(0, min(65535, round(value * 10)))

        return cls(
            b"".join(
                _PLACE.pack(
                    w.start,
                    w.end - w.start,
                    w.box.page,
                    tenths(w.box.left),
                    tenths(w.box.bottom),
                    tenths(w.box.right),
                    tenths(w.box.top),
                )
                for w in words
            )
        )

    def __iter__(self) -> Iterator[WordPlace]:
        for start, length, page, left, bottom, right, top in _PLACE.iter_unpack(self.packed):
            yield WordPlace(start, start + length, Box(page, left / 10, bottom / 10, right / 10, top / 10))

    def __len__(self) -> int:
        return len(self.packed) // _PLACE.size

    def boxes(self, start: int = 0, end: int | None = None) -> tuple[Box, ...]:
        """The boxes of `text[start:end]`, one a printed line, in reading order; empty where nothing is stored."""
        lines: list[Box] = []
        for word in self:
            if word.end <= start or (end is not None and word.start >= end):
                continue
            box = word.box
            last = lines[-1] if lines else None
            overlap = min(last.top, box.top) - max(last.bottom, box.bottom) if last and last.page == box.page else 0.0
            if last and overlap > 0.5 * (box.top - box.bottom) and box.left >= last.left:
                lines[-1] = Box(
                    box.page,
                    min(last.left, box.left),
                    min(last.bottom, box.bottom),
                    max(last.right, box.right),
                    max(last.top, box.top),
                )
            else:
                lines.append(box)
        return tuple(lines)

    def pages(self) -> tuple[int, ...]:
        """The pages that the paragraph stands on, ascending."""
        return tuple(sorted({word.box.page for word in self}))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A graded judgement: the area and grade, normalised and as printed, and the paragraph that says so."""

    area: Area
    grade: Grade
    printed_area: str
    printed_grade: str
    page: int
    paragraph_id: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of citation. `text` is as printed with line ends and page breaks mended; `pages` never empty.

    `number` is the printed number; `label` is how a reader finds the paragraph by eye ("paragraph 14",
    "What needs to improve, bullet 2"). `places` may be left empty by readers that do not need it.
    """

    id: str
    report_id: str
    position: int
    kind: ParagraphKind
    number: str | None
    label: str
    section: tuple[str, ...]
    text: str
    pages: tuple[int, ...]
    places: Places = field(default=Places(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is known of a report apart from its paragraphs. Dates are None where the report does not print them.

    `file_name` is the name it was ingested under, `sha256` of the file's bytes; `source_path` is where the file's
    copy lies in the library's folder. `warnings` are the reader's own doubts, one line each.
    """

    id: str
    urn: str | None
    authority: str
    kind: Kind
    title: str
    inspected_from: date | None
    inspected_to: date | None
    published: date | None
    lead_inspector: str | None
    file_name: str
    sha256: str
    page_count: int
    wording: Wording = Wording.PUBLISHED
    url: str | None = None
    judgements: tuple[Judgement, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file's name without its ending: what `batch` writes as `report`."""
        return self.file_name.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: its facts and its paragraphs in reading order."""

    facts: ReportFacts
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of retrieval: one paragraph or a part of a long one.

    `context` (authority, inspection, section) is embedded and indexed with `text` but never quoted;
    `digest` is the sha256 of what is embedded.
    """

    id: str
    report_id: str
    paragraph_ids: tuple[str, ...]
    text: str
    context: str
    digest: str

    @property
    def embedded(self) -> str:
        """The words that go into the embedding model."""
        return f"{self.context}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph found for a question, with its scores (higher is better; None where that search did not find it)."""

    paragraph: Paragraph
    report: ReportFacts
    score: float
    dense: float | None = None
    lexical: float | None = None


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
    """One sentence of an answer, with the markers of the citations that bear it and the report it is about."""

    text: str
    markers: tuple[int, ...]
    report_id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """An inspection that an answer about many inspections counts, with `text[start:end]` of the paragraph that says so
    (`end` None: the whole of it)."""

    report: ReportFacts
    paragraph: Paragraph
    start: int = 0
    end: int | None = None

    @property
    def quote(self) -> str:
        """The words that say so."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a question, for faces to show and users to put right.

    `shape` is the kind of answer wanted; `authorities` are pairs of URN and name; `period` is in words, "" for any
    time, its parts in `years`, `since`, `until` and `latest`; `subject` are the words searched for.
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


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade that an answer gives, for a table: `marker` is the citation that bears it, None where the grade is
    counted but not cited (it stands in the answer's findings)."""

    report: ReportFacts
    judgement: Judgement
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a part of one while it streams: parts add up with `+`, as LangChain's chunks do.

    `reports` are those that a question about the library itself asks for.
    """

    status: Status = Status.ANSWERED
    opening: str = ""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    scope: str = ""
    hits: tuple[Hit, ...] = ()
    findings: tuple[Finding, ...] = ()
    reports: tuple[ReportFacts, ...] = ()
    understood: Understood | None = None
    grades: tuple[GradeRow, ...] = ()
    suggestions: tuple[str, ...] = ()
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
            seconds=other.seconds or self.seconds,
        )
