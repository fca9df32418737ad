"""Judgements: the table or list on a report's cover, read by cells, and the sentences that carry a grade."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.read.pdf import Line, Page
from rag.read.pdf_words import Word
from rag.types import Area, Grade, Paragraph, ParagraphKind

_GRADES = {
    "outstanding": Grade.OUTSTANDING,
    "good": Grade.GOOD,
    "requires improvement": Grade.REQUIRES_IMPROVEMENT,
    "requires improvement to be good": Grade.REQUIRES_IMPROVEMENT,
    "require improvement": Grade.REQUIRES_IMPROVEMENT,
    "require improvement to be good": Grade.REQUIRES_IMPROVEMENT,
    "inadequate": Grade.INADEQUATE,
}
_NOT_JUDGED = "not judged"
_GRADE_WORDS = frozenset(
    ["outstanding", "good", "requires", "require", "improvement", "to", "be", "inadequate", "not", "judged"]
)
GRADE = r"outstanding|good|requires? improvement(?: to be good)?|inadequate"
_CELL_GAP = 1.2
"""Words further apart than this share of their size stand in different cells."""
_ROW_GAP = 1.55
"""Label lines further apart than this share of their size belong to different rows (within a row 1.1-1.25 measured)."""
_AREAS: tuple[tuple[str, Area], ...] = (
    (r"safeguarding children board|lscb", Area.LSCB),
    (r"overall effectiveness|overall judgement|children.s services", Area.OVERALL),
    (r"impact of leaders|leadership", Area.LEADERS),
    (r"adoption performance", Area.ADOPTION),
    (
        r"children in care and care leavers|children looked after and care leavers",
        Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS,
    ),
    (r"help (?:and|or) protection", Area.HELP_AND_PROTECTION),
    (r"care leavers", Area.CARE_LEAVERS),
    (r"children in care|looked after", Area.CHILDREN_IN_CARE),
)


@dataclass(slots=True)
class Row:
    """A row of the judgement table: label and grade words with their lines, for text, places and page."""

    label: list[Line] = field(default_factory=list)
    grade: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [*self.label, *self.grade]

    @property
    def printed_area(self) -> str:
        return " ".join(line.text for line in self.label)

    @property
    def printed_grade(self) -> str:
        return " ".join(line.text for line in self.grade)


@dataclass(slots=True)
class _Cell:
    line: Line
    column: float


_STATED = re.compile(rf"(?:[:–-]|\bis|\bare|\bit|\s)\s*({GRADE})\W*$", re.IGNORECASE)


def area_of(label: str) -> Area | None:
    """The judgement area that a printed label names."""
    lowered = re.sub(r"\s+", " ", label.replace("’", "'")).lower()
    return next((area for pattern, area in _AREAS if re.search(pattern, lowered)), None)


def grade_of(printed: str) -> Grade | None:
    """The normalised grade of printed words, or None where they are no grade."""
    return _GRADES.get(re.sub(r"[^a-z ]", "", re.sub(r"\s+", " ", printed).lower()).strip())


def judgement_rows(page: Page) -> list[Row]:
    """The rows of the judgement table on a cover page, in reading order; empty where there is none."""
    cells = [cell for line in page.lines for cell in _cells(line)]
    grades = [cell for cell in cells if _is_grade_cell(cell, page)]
    if not grades:
        return []
    column = min(cell.column for cell in grades)
    top = max(cell.line.top for cell in grades) + 2 * grades[0].line.size
    bottom = min(cell.line.bottom for cell in grades) - 2 * grades[0].line.size
    labels = [
        cell.line
        for cell in cells
        if cell.column < column - 5
        and cell.line.right < column + 12
        and bottom <= cell.line.bottom <= top
        and cell.line.text.strip().lower() not in {"judgement", "grade"}
    ]
    rows = _rows(labels)
    _assign(rows, [cell.line for cell in grades])
    return [row for row in rows if row.grade and is_verdict(row.printed_grade) and area_of(row.printed_area)]


def is_verdict(printed: str) -> bool:
    """A grade, or that there is none: small authorities' adoption services are often too small to be judged."""
    return grade_of(printed) is not None or printed.strip().lower() == _NOT_JUDGED


def states_judgement(text: str) -> bool:
    """True where a heading names a judgement area and ends in a grade, with or without a verb before it."""
    return judgement_in(text) is not None


def judgement_in(text: str) -> tuple[Area, str] | None:
    """The area and the printed grade of a heading or a sentence that states a judgement, or None."""
    flat = re.sub(r"\s+", " ", text)
    match = _STATED.search(flat)
    area = area_of(flat[: match.start()]) if match else None
    return (area, match[1]) if match and area else None


def judgement_in_heading(text: str, page: int) -> tuple[Area, str, int] | None:
    """Area, printed grade and page of a heading that gives the overall grade on the cover, or the board's anywhere."""
    found = judgement_in(text)
    return (*found, page) if found and (found[0] is Area.LSCB or (found[0] is Area.OVERALL and page == 1)) else None


def bearer(paragraphs: Iterable[Paragraph], area: Area, grade: Grade, page: int) -> str | None:
    """The id of the first paragraph of the page that states this judgement, or None."""
    for paragraph in paragraphs:
        if paragraph.pages[0] != page or paragraph.kind is ParagraphKind.TABLE:
            continue
        whole = judgement_in(paragraph.text)
        if (area, grade) in [
            (a, grade_of(g)) for a, g in [*([whole] if whole else []), *stated_judgements(paragraph.text)]
        ]:
            return paragraph.id
    return None


def stated_judgements(text: str) -> list[tuple[Area, str]]:
    """Overall and LSCB judgements that the cover states in a sentence: (area, printed grade)."""
    found: list[tuple[Area, str]] = []
    lowered = re.sub(r"\s+", " ", text.replace("’", "'"))
    patterns = (
        (Area.OVERALL, rf"overall judgement is(?: that)?(?: [\w' -]+? (?:are|is))? ({GRADE})\b"),
        (Area.OVERALL, rf"[Cc]hildren's services in [\w' ,&-]{{3,60}}? (?:(?:are|is) )?({GRADE})\b"),
        (Area.LSCB, rf"(?:LSCB\)?|[Ss]afeguarding [Cc]hildren [Bb]oard(?: \(\w+\))?) (?:is |are )?({GRADE})\b"),
    )
    for area, pattern in patterns:
        match = re.search(pattern, lowered, re.IGNORECASE)
        if match and area not in {known for known, _ in found}:
            found.append((area, match[1]))
    return found


def _cells(line: Line) -> list[_Cell]:
    runs: list[list[Word]] = []
    for word in line.words:
        if runs and word.box.left - runs[-1][-1].box.right <= _CELL_GAP * word.size:
            runs[-1].append(word)
        else:
            runs.append([word])
    if len(runs) > 1 and re.fullmatch(r"\d(\.\d)?\.?", " ".join(word.text for word in runs[0])):
        runs[:2] = [runs[0] + runs[1]]
    return [_Cell(Line(line.page, run), run[0].box.left) for run in runs]


def _is_grade_cell(cell: _Cell, page: Page) -> bool:
    words = re.sub(r"[^a-z ]", "", cell.line.text.lower()).split()
    return bool(words) and cell.column > 0.4 * page.width and set(words) <= _GRADE_WORDS


def _rows(labels: list[Line]) -> list[Row]:
    rows: list[Row] = []
    numbered = sum(bool(re.match(r"^\d(\.\d)?\.?\s", line.text)) for line in labels) >= 3
    for line in sorted(labels, key=lambda line: -line.bottom):
        above = rows[-1].label[-1] if rows else None
        if numbered:
            starts = bool(re.match(r"^\d(\.\d)?\.?\s", line.text))
        else:
            starts = above is None or above.bottom - line.bottom > _ROW_GAP * line.size
        if starts:
            rows.append(Row([line]))
        elif rows:
            rows[-1].label.append(line)
    return rows


def _assign(rows: list[Row], grades: list[Line]) -> None:
    """Each grade line goes to the row whose middle is nearest to its own."""

    def middle(lines: list[Line]) -> float:
        return (max(line.top for line in lines) + min(line.bottom for line in lines)) / 2

    merged: list[list[Line]] = []
    for line in sorted(grades, key=lambda line: -line.bottom):
        if (
            merged
            and merged[-1][-1].bottom - line.bottom < _ROW_GAP * line.size
            and not grade_is_whole(merged[-1], line)
        ):
            merged[-1].append(line)
        else:
            merged.append([line])
    for lines in merged:
        if rows:
            nearest = min(rows, key=lambda row: abs(middle(row.label) - middle(lines)))
            if not nearest.grade:
                nearest.grade = lines


def grade_is_whole(lines: list[Line], below: Line) -> bool:
    """True where `lines` are a grade already and `below` begins another."""
    starts = below.text.split()[0].lower() in {"outstanding", "good", "requires", "require", "inadequate", "not"}
    return is_verdict(" ".join(line.text for line in lines)) and starts
