"""A report or an authority in brief: grades by area, what changed, what matters most each way, what must improve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.bearing import GradesFound, borne
from rag.answer.compose import Placed, parts
from rag.answer.frameworks import behind, notes_on_rows
from rag.answer.grades_said import Graded as Said
from rag.answer.grades_said import Line, listed, name_of, said
from rag.answer.sentences import Sentence, constants, sentence_at
from rag.answer.tone import Tone
from rag.answer.wording import how_many, month
from rag.find.overview import asked_for
from rag.find.population import key_of
from rag.index.library import Library
from rag.label.direction import direction_of, is_to_improve, weakness
from rag.label.labels import tells
from rag.plan.grade_words import BEST_FIRST
from rag.read.text import sentences
from rag.types import (
    INSPECTIONS,
    Answer,
    Area,
    Counted,
    Direction,
    GradeRow,
    Hit,
    Paragraph,
    ParagraphKind,
    ReportFacts,
)

_SHORTEST = 40
"""Characters under which a sentence says little by itself."""


@dataclass(frozen=True, slots=True)
class BriefTold:
    """The grades with what changed, then sentences each way and what must improve, report by report."""

    grades: GradesFound
    groups: tuple[tuple[Sentence, ...], ...]
    tones: dict[tuple[str, int], str]

    @property
    def declined(self) -> str | None:
        """Nothing: a brief is told only of a report that is held."""
        return None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the grades."""
        return self.grades.notes

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The rows that bear the grades, then the sentences."""
        return (*self.grades.sentences, *self.groups)

    @property
    def findings(self) -> tuple[Counted, ...]:
        """Nothing is counted."""
        return ()

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs quoted, as passages."""
        return tuple({group[0].hit.paragraph.id: group[0].hit for group in self.sentences}.values())[:limit]

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The grades outright, their rows, then the sentences with their tone."""
        for part in self.grades.parts(placed, last):
            last += len(part.citations)
            yield part
        for part in parts(self.groups, placed, last):
            tone = self.tones.get((part.citations[0].paragraph.id, part.citations[0].start), "")
            yield replace(part, claims=tuple(replace(claim, tone=tone or claim.tone) for claim in part.claims))


def tell_brief(reports: Sequence[ReportFacts], library: Library) -> BriefTold | None:
    """Of each authority of these reports, newest first, its newest graded inspection in brief; None where one of them
    has none."""
    by_authority: dict[str, list[ReportFacts]] = {}
    for report in sorted(reports, key=lambda report: report.when, reverse=True):
        by_authority.setdefault(key_of(report), []).append(report)
    main = [
        r for some in by_authority.values() for r in [r for r in some if r.judgements and r.kind in INSPECTIONS][:1]
    ]
    if not main or len(main) < len(by_authority):
        return None
    several = len(main) > 1
    lines: list[Line] = []
    groups: list[tuple[Sentence, ...]] = []
    tones: dict[tuple[str, int], str] = {}
    for report, some in zip(main, by_authority.values(), strict=True):
        paragraphs = library.paragraphs(report.id)
        to_improve = [p for p in asked_for(paragraphs) if not _of_the_board(p)]
        lines += _lines(report, _before(report, library), to_improve)
        told, toned = _both_ways(report, paragraphs, several)
        points = [] if several else _must_improve(report, to_improve)
        groups += [*told, *points]
        tones |= toned | {(group[0].hit.paragraph.id, 0): "to improve" for group in points}
        if not several:
            groups += [group for visit in _visits_since(report, some) for group in _of_a_visit(visit, library)]
    rows = tuple(dict.fromkeys(row for line in lines for row in line.rows))
    notes = notes_on_rows(rows, [])
    graded = Said(tuple(lines), rows, notes=tuple(notes))
    return BriefTold(GradesFound(graded, borne(rows, library)), tuple(groups), tones)


def _of_the_board(paragraph: Paragraph) -> bool:
    """True for what a safeguarding board, not the authority, is to improve."""
    return any(re.search(r"\bboard\b|\blscb\b", title, re.IGNORECASE) for title in paragraph.section)


def _before(report: ReportFacts, library: Library) -> ReportFacts | None:
    """The graded inspection of the authority before this one."""
    older = [
        other
        for other in library.reports()
        if key_of(other) == key_of(report) and other.judgements and other.when < report.when
    ]
    return max(older, key=lambda other: other.when, default=None)


def _lines(report: ReportFacts, before: ReportFacts | None, to_improve: Sequence[Paragraph]) -> list[Line]:
    """The grades; what they were before; how much must improve."""
    rows = [GradeRow(report, judgement) for judgement in report.judgements if judgement.area is not Area.LSCB]
    rows.sort(key=lambda row: row.judgement.area is not Area.OVERALL)
    found = [Line(said(rows), tuple(rows))]
    if before:
        found += _changes(rows, before)
    if to_improve:
        count = how_many(len(to_improve), "point")
        found.append(
            Line(f"The report on {name_of(report)} lists {count} under what needs to improve", tuple(rows[:1]))
        )
    return found


def _changes(rows: Sequence[GradeRow], before: ReportFacts) -> list[Line]:
    """Area by area what the grade was at the inspection before, those that moved first."""
    old = {judgement.area: GradeRow(before, judgement) for judgement in before.judgements}
    pairs = [(row, old[row.judgement.area]) for row in rows if row.judgement.area in old]
    moved = [pair for pair in pairs if pair[0].judgement.grade is not pair[1].judgement.grade]
    same = [pair for pair in pairs if pair not in moved]
    said_moves = [_move(new, earlier) for new, earlier in moved]
    if same:
        said_moves.append(f"the same {listed([behind(new.judgement.area) for new, _ in same])}")
    if not said_moves:
        return []
    text = f"Against the inspection before ({month(before)}): {'; '.join(said_moves)}"
    return [Line(text, tuple(row for pair in pairs for row in pair))]


def _move(new: GradeRow, earlier: GradeRow) -> str:
    up = BEST_FIRST.index(new.judgement.grade) < BEST_FIRST.index(earlier.judgement.grade)
    way = "up" if up else "down"
    return f"{way} {behind(new.judgement.area)} from {earlier.judgement.grade.value} to {new.judgement.grade.value}"


def _both_ways(
    report: ReportFacts, paragraphs: Sequence[Paragraph], several: bool
) -> tuple[list[tuple[Sentence, ...]], dict[tuple[str, int], str]]:
    """The clearest sentences each way of the summary, or of how each section begins, in the order of the report."""
    limits = constants()["brief"]
    most = int(limits["each_of_several" if several else "each"])
    candidates = [
        (paragraph, start, end, weakness(paragraph.text[start:end]))
        for paragraph in _headlines(paragraphs)
        for start, end in sentences(paragraph.text)
        if end - start >= _SHORTEST and direction_of(paragraph.text[start:end]) is not Direction.NEITHER
    ]
    picked: list[tuple[Paragraph, int, int, float]] = []
    for sign in (1, -1):
        side = [one for one in candidates if sign * one[3] >= float(limits["clear"])]
        picked += sorted(side, key=lambda one: -abs(one[3]))[:most]
    weak = sorted((one for one in picked if one[3] > 0), key=lambda one: (one[0].position, one[1]))
    strong = sorted((one for one in picked if one[3] < 0), key=lambda one: (one[0].position, one[1]))
    tones: dict[tuple[str, int], str] = {}
    groups: list[tuple[Sentence, ...]] = []
    for side, tone in ((weak, Tone.WEAKNESS), (strong, Tone.STRENGTH)):
        for paragraph, start, end, _ in side:
            groups.append((sentence_at(report, paragraph, start, end),))
            tones[paragraph.id, start] = tone.value
    return groups, tones


def _headlines(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The summary; of a report without one the first paragraph of each section."""
    told = [p for p in paragraphs if tells(p) and not is_to_improve(p)]
    summary = [p for p in told if p.kind is ParagraphKind.SUMMARY]
    if summary:
        return summary
    first: dict[tuple[str, ...], Paragraph] = {}
    for paragraph in told:
        if paragraph.kind in (ParagraphKind.NUMBERED, ParagraphKind.TEXT):
            first.setdefault(paragraph.section, paragraph)
    return list(first.values())


def _must_improve(report: ReportFacts, to_improve: Sequence[Paragraph]) -> list[tuple[Sentence, ...]]:
    """The first points of what needs to improve."""
    most = int(constants()["brief"]["to_improve"])
    return [(sentence_at(report, paragraph, 0, len(paragraph.text)),) for paragraph in to_improve[:most]]


def _visits_since(report: ReportFacts, some: Sequence[ReportFacts]) -> list[ReportFacts]:
    """The reports of the scope that came after the inspection."""
    most = int(constants()["brief"]["visits"])
    return [other for other in some if other.when > report.when][:most]


def _of_a_visit(visit: ReportFacts, library: Library) -> list[tuple[Sentence, ...]]:
    """The clearest sentence of a visit's headline findings."""
    return _both_ways(visit, library.paragraphs(visit.id), several=True)[0][:1]
