"""A file to a `Report`, whatever its form: what is chosen by its content, and what is known of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.doubts import doubts
from rag.read.facts import FrontFacts, front_facts, letter_facts
from rag.read.letters import letter_of
from rag.read.naming import report_id
from rag.read.paragraphs import ParagraphReader
from rag.read.pdf import is_pdf, read_pdf
from rag.read.scope import visit_scope
from rag.read.textfile import is_text_report, read_text
from rag.types import Judgement, Paragraph, Report, ReportFacts, ScannedFile, UnreadableFile

_SCANNED = 50
"""Under this many characters a page the pages are pictures (TRUST: image-only PDFs)."""


def read_file(path: Path, register: Register, catalogue: Catalogue | None = None) -> Report:
    """The report in the file at `path`: a PDF, or Markdown or plain text with front matter, told by its content.

    UnreadableFile with a one-line reason. What the report does not print of its own publication (day, address) comes
    from the catalogue, where it is listed.
    """
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if not is_pdf(data) and is_text_report(data):
        return _text(path, data, sha256, register, catalogue)
    return _pdf(path, sha256, register, catalogue)


def _pdf(path: Path, sha256: str, register: Register, catalogue: Catalogue | None) -> Report:
    pdf = read_pdf(path)
    characters = sum(page.characters for page in pdf.pages)
    if characters < _SCANNED * len(pdf.pages):
        raise ScannedFile(
            f"is scanned: {characters} characters on {len(pdf.pages)} pages; not indexed"
            " (with ocrmypdf or tesseract installed, --ocr recognises its text)"
        )
    letter = letter_of(pdf.pages)
    facts = letter_facts(letter) if letter else front_facts(pdf.pages)
    front = " ".join(line.text for page in pdf.pages[:2] for line in page.lines)
    urn, name = _authority(register, facts.title, front)
    reader = ParagraphReader(report_id(urn, facts, sha256), pdf, facts, letter)
    paragraphs = tuple(reader.paragraphs())
    warnings = doubts(pdf.pages, reader.layout.bare_numbers, paragraphs, urn, facts)
    return _report(path, sha256, (urn, name), facts, paragraphs, reader.judgements, len(pdf.pages), warnings, catalogue)


def _text(path: Path, data: bytes, sha256: str, register: Register, catalogue: Catalogue | None) -> Report:
    text = read_text(data)
    facts = text.facts
    known = register.by_urn(text.urn)
    if text.urn and known is None:
        raise UnreadableFile(f"names an authority that is not in the register: urn {text.urn}")
    urn, name = (known.urn, known.name) if known else _authority(register, text.authority or facts.title, text.body)
    paragraphs, judgements = text.contents(report_id(urn, facts, sha256))
    warnings = [*text.warnings, *doubts([], [], paragraphs, urn, facts)]
    return _report(path, sha256, (urn, name), facts, paragraphs, judgements, 1, warnings, catalogue)


def _authority(register: Register, title: str, front: str) -> tuple[str | None, str]:
    authority = register.identify(title, front)
    return (authority.urn, authority.name) if authority else (None, "authority not known")


def _report(
    path: Path,
    sha256: str,
    authority: tuple[str | None, str],
    facts: FrontFacts,
    paragraphs: tuple[Paragraph, ...],
    judgements: Iterable[Judgement],
    page_count: int,
    warnings: Iterable[str],
    catalogue: Catalogue | None,
) -> Report:
    if not paragraphs:
        raise UnreadableFile("holds no paragraphs of text: not a report")
    urn, name = authority
    listed = catalogue.of(urn, facts.inspected_to) if catalogue else None
    known = ReportFacts(
        id=report_id(urn, facts, sha256),
        urn=urn,
        authority=name,
        kind=facts.kind,
        title=facts.title,
        inspected_from=facts.inspected_from,
        inspected_to=facts.inspected_to,
        published=facts.published or (listed.published if listed else None),
        lead_inspector=facts.lead_inspector,
        file_name=path.name,
        sha256=sha256,
        page_count=page_count,
        wording=facts.wording,
        url=facts.url or (listed.url if listed else None),
        judgements=tuple(judgements),
        warnings=tuple(warnings),
        inspectors=facts.inspectors,
        scope=visit_scope(paragraphs, facts.kind),
    )
    return Report(known, paragraphs)
