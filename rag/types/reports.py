"""Reports, their paragraphs and judgements, and the chunks that are searched."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rag.types.places import Places


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


INSPECTIONS = (Kind.SIF, Kind.ILACS_STANDARD, Kind.ILACS_SHORT, Kind.OTHER)
VISITS = (Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT)
APART = (Kind.JTAI, Kind.AREA_SEND)
"""Letters and reports on a whole area: meant only where they are named, or where there is nothing else."""


class ParagraphKind(StrEnum):
    """What a paragraph is in its report. `TEXT` is unnumbered prose outside the summary.

    `HEADING` is a heading that states a judgement, `FOOTNOTE` a footnote: places to point at, not chunks to search.
    `ABOUT` is what a letter says of the visit itself: when, by whom, what they looked at and how. It finds nothing.
    """

    NUMBERED = "numbered"
    SUMMARY = "summary"
    RECOMMENDATION = "recommendation"
    BULLET = "bullet"
    TABLE = "table"
    TEXT = "text"
    HEADING = "heading"
    FOOTNOTE = "footnote"
    ABOUT = "about"


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


class Focus(StrEnum):
    """What a visit or a joint inspection may look at: the topics of Ofsted's focused visits, then those of the JTAI."""

    FRONT_DOOR = "front door"
    HELP = "children in need and child protection"
    EXPLOITATION = "exploitation"
    CHILDREN_IN_CARE = "children in care"
    PERMANENCE = "permanence"
    CARE_LEAVERS = "care leavers"
    OLDER_CHILDREN = "older children's placements"
    LEADERSHIP = "leadership"
    COVID = "Covid-19 form"
    DOMESTIC_ABUSE = "domestic abuse"
    NEGLECT = "neglect"
    SEXUAL_ABUSE = "child sexual abuse"
    MENTAL_HEALTH = "mental health"
    YOUTH_VIOLENCE = "serious youth violence"
    EARLY_HELP = "early help"


class Wording(StrEnum):
    """Whose words a report's text is in: Ofsted's, or a digest in this project's own words."""

    PUBLISHED = "published"
    DIGEST = "digest"


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
class VisitScope:
    """What a visit looked at, as its letter says: the main focus first, the printed words (empty where the letter has
    no sentence on it), and the paragraphs that they stand in."""

    themes: tuple[Focus, ...]
    printed: str
    paragraph_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of citation. `text` is as printed with line ends and page breaks mended; `pages` never empty.

    `number` is the printed number; `label` is how a reader finds the paragraph by eye ("paragraph 14",
    "What needs to improve, bullet 2"). `outcome` is what of the national framework a bullet ends with, in brackets,
    kept apart from its words. `places` may be left empty by readers that do not need it.
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
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is known of a report apart from its paragraphs. Dates are None where the report does not print them.

    `file_name` is the name it was ingested under, `sha256` of the file's bytes. `inspectors` are those whom a letter
    names, `scope` is what its visit looked at. `warnings` are the reader's own doubts, one line each.
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
    inspectors: tuple[str, ...] = ()
    scope: VisitScope | None = None

    @property
    def when(self) -> date:
        """The day by which reports are put in order: the inspection's last, or that of publication where that is
        earlier (then one of them is a misprint) or the only one known."""
        known = [day for day in (self.inspected_to, self.published) if day]
        return min(known, default=date.min)

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
