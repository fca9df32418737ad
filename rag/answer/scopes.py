"""What visits looked at, from the scope that each letter tells: of one visit, of several, or of all on a theme."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rag.answer.compose import Placed, parts
from rag.answer.sentences import Sentence, sentence_at
from rag.answer.wording import KINDS, headline, how_many, inspected
from rag.find.occasion_reports import noun_of
from rag.find.overview import priority_actions
from rag.find.period_reports import sorted_newest
from rag.find.scope import Scope
from rag.index.library import Library
from rag.plan.question import Question
from rag.read.text import sentences
from rag.types import Answer, Counted, Focus, Hit, Kind, Paragraph, ReportFacts, VisitScope

SHOWN = 12
"""Visits that an answer over many quotes; it counts all of them."""
_WHOLE = (Kind.SIF, Kind.ILACS_SHORT, Kind.ILACS_STANDARD)
_NAMES = {
    Focus.COVID: "key decision-making, in the form of visit used during the Covid-19 pandemic",
    Focus.OLDER_CHILDREN: "placements of older children",
}


@dataclass(frozen=True, slots=True)
class ScopesTold:
    """The visits that a question on scope is answered by, newest first, with the sentences on it; or why there are
    none."""

    opening: str
    rows: tuple[tuple[Sentence, ...], ...] = ()
    declined: str | None = None
    many: bool = False

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The groups to quote, one a paragraph."""
        reports: list[str] = []
        kept: list[tuple[Sentence, ...]] = []
        for row in self.rows:
            reports += [] if row[0].hit.report.id in reports else [row[0].hit.report.id]
            kept += [row] if len(reports) <= SHOWN else []
        return tuple(kept)

    @property
    def findings(self) -> tuple[Counted, ...]:
        """Each visit once, with the first paragraph on its scope."""
        first: dict[str, Counted] = {}
        for row in self.rows:
            first.setdefault(
                row[0].hit.report.id, Counted(row[0].hit.report, row[0].hit.paragraph, row[0].start, row[-1].end)
            )
        return tuple(first.values()) if self.many else ()

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs as passages."""
        return tuple(row[0].hit for row in self.rows)[:limit]

    @property
    def notes(self) -> tuple[str, ...]:
        """None: the letters' own words are shown."""
        return ()

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The opening, then the letters' own words."""
        yield Answer(opening=self.opening)
        yield from parts(self.sentences, placed, last)


def told_scopes(question: Question, scope: Scope, library: Library) -> ScopesTold:
    """What the visits of `scope` looked at; of several those on the themes that the question names."""
    if question.priority:
        return _with_priority_actions(scope.reports, library)
    known = [(report, report.scope) for report in sorted_newest(scope.reports) if report.scope]
    if not known:
        return ScopesTold("", declined=_no_scope(scope))
    many = bool(question.themes) and (scope.everything or question.which_visits)
    if many:
        return _many(question, known, library)
    rows = [row for report, told in known for row in _rows(report, told, library)]
    return ScopesTold(" ".join(_said(report, told) for report, told in known), tuple(rows))


def _many(question: Question, known: Sequence[tuple[ReportFacts, VisitScope]], library: Library) -> ScopesTold:
    wanted = set(question.themes)
    fitting = [(report, told) for report, told in known if wanted & set(told.themes)]
    name = " and ".join(map(_name, question.themes))
    noun = noun_of([report for report, _ in known])
    if not fitting:
        none = (
            f"None of the {how_many(len(known), noun)} searched says" if len(known) > 1 else f"The {noun} does not say"
        )
        line = f"{none} that it looked at {name}."
        return ScopesTold("", declined=line)
    authorities = len({report.authority for report, _ in fitting})
    of = f", of {how_many(authorities, 'authority')}," if authorities > 1 else ""
    main = sum(told.themes[:1] == (theme,) for _, told in fitting for theme in question.themes)
    first = f" Of {main} it was the main theme." if main < len(fitting) else ""
    more = f" The newest {SHOWN} are shown, all are listed." if len(fitting) > SHOWN else ""
    opening = f"{len(fitting)} of the {how_many(len(known), noun)} searched{of} looked at {name}.{first}{more}"
    rows = [_without_leads(row) for report, told in fitting for row in _rows(report, told, library)[:1]]
    return ScopesTold(opening, tuple(rows), many=True)


def _with_priority_actions(reports: Sequence[ReportFacts], library: Library) -> ScopesTold:
    """Those that have a part on areas for priority action, with what stands in it."""
    parts = {report.id: priority_actions(library.paragraphs(report.id)) for report in sorted_newest(reports)}
    having = [report for report in sorted_newest(reports) if parts[report.id]]
    searched = how_many(len(reports), noun_of(reports))
    if not having:
        none = f"None of the {searched} searched has a" if len(reports) > 1 else f"The {searched[2:]} searched has no"
        line = f"{none} part on areas for priority action."
        return ScopesTold("", declined=line)
    authorities = len({report.authority for report in having})
    of = f", of {how_many(authorities, 'authority')}," if authorities > 1 else ""
    has = "has" if len(having) == 1 else "have"
    more = f" The newest {SHOWN} are shown, all are listed." if len(having) > SHOWN else ""
    opening = f"{len(having)} of the {searched} searched{of} {has} a part on areas for priority action.{more}"
    rows = [_whole(report, paragraph) for report in having for paragraph in parts[report.id]]
    return ScopesTold(opening, tuple(rows), many=True)


def _whole(report: ReportFacts, paragraph: Paragraph) -> tuple[Sentence, ...]:
    return tuple(sentence_at(report, paragraph, start, end) for start, end in sentences(paragraph.text))


def _without_leads(row: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """A row without the sentences that only lead to a list, which is not quoted; all of it where it has no other."""
    return tuple(sentence for sentence in row if not sentence.text.rstrip().endswith(":")) or row


def _rows(report: ReportFacts, told: VisitScope, library: Library) -> list[tuple[Sentence, ...]]:
    """The sentences on the scope, a group a paragraph."""
    paragraphs = library.paragraphs_by_id(told.paragraph_ids).values()
    return [row for paragraph in paragraphs if (row := _row(report, paragraph, told.printed))]


def _row(report: ReportFacts, paragraph: Paragraph, printed: str) -> tuple[Sentence, ...]:
    spans = sentences(paragraph.text)
    told = [span for span in spans if paragraph.text[slice(*span)] in printed] or spans[:1]
    return tuple(sentence_at(report, paragraph, start, end) for start, end in told)


def _said(report: ReportFacts, told: VisitScope) -> str:
    """What a visit looked at, in a sentence of our own."""
    on = f" on {inspected(report)}" if report.inspected_from == report.inspected_to else f", {inspected(report)},"
    when = on if report.inspected_to else ""
    themes = [_name(theme) for theme in told.themes]
    listed = f"{', '.join(themes[:-1])} and {themes[-1]}" if len(themes) > 1 else "".join(themes)
    return f"The {KINDS[report.kind]} to {report.authority}{when} looked at {listed or 'what is quoted here'}."


def _name(theme: Focus) -> str:
    return _NAMES.get(theme, f"the {theme.value}" if theme is Focus.FRONT_DOOR else theme.value)


def _no_scope(scope: Scope) -> str:
    """Why no scope can be told of these reports."""
    whole = [report for report in scope.reports if report.kind in _WHOLE]
    if whole and len(whole) == len(scope.reports):
        which = headline(whole[0]) if len(whole) == 1 else "What was found are inspections"
        return f"{which}: a full inspection looks at all of an authority’s children’s services, not at one theme."
    return "The letters searched do not say what they looked at."


def scope_reminder(reports: Collection[ReportFacts]) -> str | None:
    """What a single visit looked at: said where it has no word on what is asked."""
    visits = [report for report in reports if report.scope and report.scope.themes]
    if not visits or len(visits) < len(reports) or len(visits) > 2:
        return None
    return " ".join(_said(report, report.scope) for report in visits if report.scope)
