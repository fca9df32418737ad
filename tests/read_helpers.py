"""PDFs typeset at test time in the forms of the published reports, and lines made by hand for the layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus import authorities_file
from rag.read import read_file
from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.pdf import Line, Page
from rag.read.pdf_words import Word
from rag.types import Box, Paragraph, ParagraphKind, Report

LEFT, RIGHT, TOP, FOOT = 71.0, 524.0, 748.0, 90.0
SIZE, LEADING, GAP = 12.0, 14.5, 12.0
TITLE = "Inspection of Barnsley local authority children’s services"
IMPROVE = "What needs to improve?"
PROTECTION = "The experiences and progress of children who need help and protection: good"
FILLER = (
    "Social workers visit children regularly and know them well. Plans say what has to change, by when and for whom, "
    "and managers look at each plan with the worker at least once a month."
)

Row = tuple[Sequence[str], Sequence[str]]
ROWS_2023: tuple[Row, ...] = (
    (("The impact of leaders on social work", "practice with children and families"), ("Good",)),
    (
        ("The experiences and progress of", "children who need help and protection"),
        ("Requires improvement", "to be good"),
    ),
    (("The experiences and progress of", "children in care"), ("Outstanding",)),
    (("The experiences and progress of care", "leavers"), ("Inadequate",)),
    (("Overall effectiveness",), ("Good",)),
)


class Sheets:
    """Pages of a report being typeset, with a footer from the second page on."""

    def __init__(self, path: Path, footer: Sequence[str] = (), size: float = SIZE) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=A4, invariant=1)
        self.footer = footer
        self.size = size
        self.y = TOP

    def at(self, x: float, y: float, text: str, size: float | None = None, bold: bool = False) -> None:
        """`text` with its base line at `y`."""
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size or self.size)
        self.canvas.drawString(x, y, text)

    def lines(
        self, *lines: str, left: float = LEFT, size: float | None = None, bold: bool = False, gap: float = GAP
    ) -> Sheets:
        """Lines as they are given, one under the other, then `gap` points."""
        leading = LEADING * (size or self.size) / SIZE
        for line in lines:
            if self.y < FOOT:
                self.page()
            self.at(left, self.y, line, size, bold)
            self.y -= leading
        self.y -= gap
        return self

    def paragraph(self, text: str, number: str = "", sign: str = "", left: float = LEFT, gap: float = GAP) -> Sheets:
        """`text` broken into lines, hanging behind `number` or the bullet `sign`."""
        hang = 28.0 if number else 18.0 if sign else 0.0
        for index, line in enumerate(broken(text, RIGHT - left - hang, self.size)):
            if self.y < FOOT:
                self.page()
            if index == 0 and (number or sign):
                self.at(left, self.y, number or sign)
            self.lines(line, left=left + hang, gap=0)
        self.y -= gap
        return self

    def heading(self, *lines: str) -> Sheets:
        """A bold heading, larger than the text."""
        return self.lines(*lines, size=14, bold=True, gap=8)

    def table(self, rows: Iterable[Row]) -> Sheets:
        """The judgement table: labels that wrap, grades in a second column in the middle of their row."""
        self.at(77, self.y, "Judgement", bold=True)
        self.at(300, self.y, "Grade", bold=True)
        self.y -= 28
        for label, grade in rows:
            tall = max(len(label), len(grade))
            for column, cell in ((77, label), (300, grade)):
                first = self.y - (tall - len(cell)) * LEADING / 2
                for index, line in enumerate(cell):
                    self.at(column, first - index * LEADING, line)
            self.y -= tall * LEADING + 12
        self.y -= 10
        return self

    def page(self) -> Sheets:
        """End this page with its footer and begin the next one."""
        number = self.canvas.getPageNumber()
        if number > 1 and self.footer:
            for index, line in enumerate(self.footer):
                self.at(LEFT, 43 - 10 * index, line, size=8, bold=True)
            self.at(RIGHT - 20, 34, str(number), size=18)
        self.canvas.showPage()
        self.y = TOP
        return self

    def save(self) -> Path:
        """Write the file."""
        self.page()
        self.canvas.save()
        return self.path


def broken(text: str, width: float, size: float) -> list[str]:
    """`text` in lines that fit into `width` points."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Helvetica", size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def ilacs(
    path: Path,
    *,
    title: str = TITLE,
    dates: str = "Inspection dates: 12 to 16 June 2023",
    inspector: str = "Lead inspector: Ada Example, His Majesty’s Inspector",
    rows: Sequence[Row] = ROWS_2023,
) -> Sheets:
    """The first page of an ILACS report down to the judgement table; the caller goes on."""
    sheets = Sheets(path, footer=(title, dates.partition(": ")[2]))
    sheets.lines(*broken(title, RIGHT - LEFT, 24), size=24)
    for fact in filter(None, (dates, inspector)):
        sheets.lines(fact)
    return sheets.table(rows) if rows else sheets


@cache
def register() -> Register:
    """The bundled register of authorities."""
    return Register.load(authorities_file())


def read(path: Path, catalogue: Catalogue | None = None) -> Report:
    """The report in the PDF at `path`, read with the bundled register."""
    return read_file(path, register(), catalogue)


def texts(report: Report) -> list[str]:
    """The texts of the paragraphs that are neither the first page's facts, nor judgements, nor footnotes."""
    aside = (ParagraphKind.HEADING, ParagraphKind.FOOTNOTE)
    sections = (("First page",), ("Judgements",))
    return [p.text for p in report.paragraphs if p.kind not in aside and p.section not in sections]


def numbered(report: Report, number: str) -> Paragraph:
    """The one paragraph with this printed number, its bullets left out."""
    (found,) = [p for p in report.paragraphs if p.number == number and "bullet" not in p.label]
    return found


def line(text: str, left: float = LEFT, bottom: float = 700.0, *, size: float = SIZE, page: int = 1) -> Line:
    """A line as `read_pdf` gives it: words a space apart, each character half as wide as it is high."""
    words = []
    for word in text.split(" "):
        right = left + len(word) * size / 2
        words.append(Word(word, Box(page, left, bottom, right, bottom + size), size, bold=False))
        left = right + 0.3 * size
    return Line(page, words)


def page_of(*lines: Line) -> Page:
    """A page of A4 with these lines."""
    return Page(lines[0].page, *A4, list(lines), sum(len(each.text) for each in lines))
