"""Markdown and plain-text reports: front matter that says whose report it is, then headings, numbers, bullets, prose.

Front matter is `Key: value` lines between two lines of `---`, or before the first empty line. There are no pages and
no boxes: every paragraph stands on page 1, and nothing can be lit up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from rag.read.facts import FrontFacts
from rag.read.judgements import GRADE, area_of, grade_of
from rag.read.layout import Block
from rag.read.naming import Place, kind_of, name_of
from rag.read.text import printable
from rag.types import Judgement, Kind, Paragraph, ParagraphKind, UnreadableFile, Wording

KEYS = (
    *("title", "authority", "urn", "kind", "inspected from", "inspected to", "published"),
    *("lead inspector", "url", "wording"),
)
"""What front matter may say; one of `authority` and `urn` must be there. Spaces, hyphens and underscores are one."""
_Member = TypeVar("_Member", Kind, Wording)
_PAIR = re.compile(r"([A-Za-z][A-Za-z _-]{1,30}):(?:[ \t]+(.*))?$")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_BULLET = re.compile(r"(?:[-*+•◼■▪●‣]|\u2212)\s+(?=\S)")
_ROW = re.compile(rf"\|?\s*(?P<area>[^|]+?)\s*[|:]\s*(?P<grade>{GRADE}|not judged)\s*\|?\s*$", re.IGNORECASE)
_UNDERLINE = re.compile(r"(=+|-+)$")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(slots=True)
class _Piece:
    """A heading of a level from 1, or a run of text lines."""

    text: str
    level: int = 0
    number: str | None = None
    bullet: bool = False


@dataclass(slots=True)
class TextReport:
    """A text file's front matter and its body."""

    facts: FrontFacts
    authority: str
    urn: str | None
    body: str
    warnings: list[str] = field(default_factory=list)

    def contents(self, report_id: str) -> tuple[tuple[Paragraph, ...], tuple[Judgement, ...]]:
        """The paragraphs and judgements, under the report's id."""
        reader = _TextReader(report_id)
        paragraphs = [*reader.paragraphs(self.body)]
        return (
            tuple(replace(paragraph, position=index) for index, paragraph in enumerate(paragraphs)),
            tuple(reader.judgements),
        )


def is_text_report(data: bytes) -> bool:
    """True where a file is text that begins with front matter naming an authority."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    keys = {key for key, _ in _front_matter(text)[0]}
    return not _NO_TEXT.search(text) and not keys.isdisjoint({"authority", "urn"})


def read_text(data: bytes) -> TextReport:
    """The report in a file for which `is_text_report` holds. UnreadableFile where a value cannot be understood."""
    pairs, body = _front_matter(data.decode("utf-8-sig"))
    known = dict(pairs)
    repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if repeated:
        raise UnreadableFile(f"says {repeated[0]} twice in its front matter")
    warnings = [f"front matter key not known: {key}" for key in known if key not in KEYS]
    heading = next((match[2] for line in body.splitlines() if (match := _HEADING.match(line))), "")
    begin, end = _day(known, "inspected from"), _day(known, "inspected to")
    if begin and end and begin > end:
        raise UnreadableFile("says in its front matter that the inspection ended before it began")
    facts = FrontFacts(
        kind=_member(Kind, known.get("kind") or "other", "kind"),
        title=known.get("title") or heading,
        inspected_from=begin or end,
        inspected_to=end or begin,
        published=_day(known, "published"),
        lead_inspector=known.get("lead inspector") or None,
        wording=_member(Wording, known.get("wording") or "published", "wording"),
        url=known.get("url") or None,
    )
    return TextReport(facts, known.get("authority", ""), known.get("urn") or None, body, warnings)


def _front_matter(text: str) -> tuple[list[tuple[str, str]], str]:
    """The pairs at the head of `text`, keys in lower case with single spaces, and what follows them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fenced = lines[0].strip() == "---"
    pairs: list[tuple[str, str]] = []
    for index, line in enumerate(lines[fenced:], fenced):
        ends = line.strip() in ("---", "...") if fenced else not line.strip()
        pair = _PAIR.match(line.strip())
        if ends:
            return pairs, "\n".join(lines[index + 1 :])
        if pair:
            key = re.sub(r"[ _-]+", " ", pair[1]).strip().lower()
            pairs.append((key, printable((pair[2] or "").strip().strip("\"'"))))
        elif line.strip():
            break
    return ([], text) if not pairs or fenced else (pairs, "")


def _day(known: dict[str, str], key: str) -> date | None:
    value = known.get(key)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UnreadableFile(f"gives {value!r} for {key} in its front matter: write YYYY-MM-DD") from error


def _member(members: type[_Member], value: str, key: str) -> _Member:
    try:
        return members(value.lower())
    except ValueError as error:
        choices = ", ".join(member.value for member in members)
        raise UnreadableFile(f"gives {value!r} for {key} in its front matter: one of {choices}") from error


class _TextReader:
    """Turns the body's pieces into paragraphs, with the same sections, labels and ids as a PDF's."""

    def __init__(self, report_id: str) -> None:
        self.report_id = report_id
        self.judgements: list[Judgement] = []
        self._ids: Counter[str] = Counter()

    def paragraphs(self, body: str) -> Iterator[Paragraph]:
        """In reading order; lines "area: grade" that stand together, or such rows of a table, are the judgements."""
        place = Place()
        rows: list[str] = []
        for piece in _pieces(body):
            row = _ROW.match(piece.text) if not (piece.number or piece.bullet or piece.level) else None
            if row and area_of(row["area"]):
                rows.append(f"{row['area']} {row['grade']}")
                self._judge(row["area"], row["grade"])
                continue
            if rows:
                yield self._table(rows)
                rows = []
            if piece.level:
                place.enter((-float(piece.level), True), piece.text)
            else:
                yield self._paragraph(piece, place)
        if rows:
            yield self._table(rows)

    def _judge(self, printed_area: str, printed_grade: str) -> None:
        area, grade = area_of(printed_area), grade_of(printed_grade)
        if area and grade:
            name = f"{self.report_id}/judgements"
            self.judgements.append(Judgement(area, grade, printed_area, printed_grade, 1, name))

    def _table(self, rows: list[str]) -> Paragraph:
        id = self._unique("judgements")
        label = "judgement table" + (f" {self._ids['judgements']}" if self._ids["judgements"] > 1 else "")
        text = "\n".join(rows)
        return Paragraph(id, self.report_id, 0, ParagraphKind.TABLE, None, label, ("Judgements",), text, (1,))

    def _paragraph(self, piece: _Piece, place: Place) -> Paragraph:
        block = Block([], number=piece.number, bullet=piece.bullet)
        kind = kind_of(block, place.section)
        number, label, name = name_of(block, kind, place)
        if piece.number:
            place.number = (piece.number, name)
        elif not piece.bullet:
            place.number = None
        id = self._unique(name)
        return Paragraph(id, self.report_id, 0, kind, number, label, place.section, piece.text, (1,))

    def _unique(self, name: str) -> str:
        self._ids[name] += 1
        again = self._ids[name]
        return f"{self.report_id}/{name}" + (f"~{again}" if again > 1 else "")


def _pieces(body: str) -> Iterator[_Piece]:
    """Headings, and lines that belong together: until an empty line, or a line that begins something of its own."""
    current: _Piece | None = None
    for raw in body.split("\n"):
        line = " ".join(printable(raw).split())
        heading = _HEADING.match(line)
        if current and _UNDERLINE.fullmatch(line) and len(line) >= 3 and not (current.number or current.bullet):
            yield replace(current, level=1 if line[0] == "=" else 2)
            current = None
        elif not line or heading or _UNDERLINE.fullmatch(line) or re.fullmatch(r"[|:\s-]+", line):
            if current:
                yield current
            current = None
            if heading:
                yield _Piece(heading[2], level=len(heading[1]))
        elif current is None or _begins(line):
            if current:
                yield current
            current = _piece(line)
        else:
            current.text += f" {line}"
    if current:
        yield current


def _begins(line: str) -> bool:
    return bool(_NUMBER.match(line) or _BULLET.match(line) or line.startswith("|") or _ROW.match(line))


def _piece(line: str) -> _Piece:
    number, bullet = _NUMBER.match(line), _BULLET.match(line)
    if number:
        return _Piece(line[number.end() :], number=number[1])
    return _Piece(line[bullet.end() :], bullet=True) if bullet else _Piece(line)
