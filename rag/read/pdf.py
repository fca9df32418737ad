"""PDF pages to lines of words with boxes, by PDFium. Nothing here knows what a report is.

PDFium is not thread-safe (pypdfium2 #303): call this from one thread of a process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from rag.read.frame import Frame
from rag.read.pdf_words import Word, words_of
from rag.types import UnreadableFile


@dataclass(slots=True)
class Line:
    """Words that stand on one line of a page, in the order of the page's content."""

    page: int
    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return min(word.box.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.box.right for word in self.words)

    @property
    def bottom(self) -> float:
        return min(word.box.bottom for word in self.words)

    @property
    def top(self) -> float:
        return max(word.box.top for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of the line's characters, in points."""
        weights: dict[float, int] = {}
        for word in self.words:
            weights[word.size] = weights.get(word.size, 0) + len(word.text)
        return max(weights, key=lambda size: (weights[size], size))

    @property
    def bold(self) -> bool:
        """True where every word with a letter in it is bold."""
        letters = [word.bold for word in self.words if any(c.isalpha() for c in word.text)]
        return bool(letters) and all(letters)


@dataclass(slots=True)
class Page:
    """One page: number from 1, size in points, its lines, how many characters it holds.

    `pictures` is True where there are none, but images.
    """

    number: int
    width: float
    height: float
    lines: list[Line]
    characters: int
    pictures: bool = False


@dataclass(slots=True)
class PdfText:
    """The text of a PDF, page by page, with the title in its metadata."""

    pages: list[Page]
    title: str


def is_pdf(data: bytes) -> bool:
    """True where a file that begins with these bytes calls itself a PDF: within its first kilobyte, as PDFium looks."""
    return b"%PDF-" in data[:1024]


def read_pdf(path: Path, page_limit: int = 2000) -> PdfText:
    """All pages of the PDF at `path` as lines of words.

    Raises UnreadableFile where it is no PDF, is encrypted, broken, without pages, or longer than `page_limit` pages.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise UnreadableFile("is empty (0 bytes): download it again")
    if not is_pdf(head):
        is_html = b"<html" in head.lower() or b"<!doctype" in head.lower()
        what = (
            f"an HTML page saved as {path.suffix or 'a report'}"
            if is_html
            else "neither a PDF nor a text with front matter"
        )
        raise UnreadableFile(f"is {what}: download the report itself")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("is encrypted: save it without a password") from error
        raise UnreadableFile("is a broken PDF: download it again") from error
    try:
        count = len(document)
        if count == 0:
            raise UnreadableFile("has no pages")
        if count > page_limit:
            raise UnreadableFile(f"has {count} pages, more than the limit of {page_limit}: no inspection report")
        pages = [_page(document, number) for number in range(1, count + 1)]
        return PdfText(pages, str(document.get_metadata_value("Title") or "").strip())
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"is a broken PDF: page {number} cannot be opened") from error
    textpage = page.get_textpage()
    try:
        frame = Frame.of(page)
        words = words_of(textpage.raw, textpage.count_chars(), number, frame)
        width, height = page.get_size()
        characters = sum(len(word.text) for word in words)
        pictures = not characters and any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))
        return Page(number, width, height, _lines(words, number), characters, pictures)
    finally:
        textpage.close()
        page.close()


def _lines(words: list[Word], page: int) -> list[Line]:
    """Words into lines: a word goes on the line before it where both stand at one height and it is not to the left."""
    lines: list[Line] = []
    for word in words:
        last = lines[-1].words[-1].box if lines else None
        if last:
            overlap = min(last.top, word.box.top) - max(last.bottom, word.box.bottom)
            height = min(last.top - last.bottom, word.box.top - word.box.bottom)
            if overlap > 0.5 * height and word.box.left > last.left - 1:
                lines[-1].words.append(word)
                continue
        lines.append(Line(page, [word]))
    for line in lines:  # a hyphen that PDFium kept as one ends its line all the same ("17-" / "year-olds")
        end = line.words[-1]
        end.broken = end.broken or (end.text.endswith("-") and end.text[-2:-1].isalnum())
    return lines
