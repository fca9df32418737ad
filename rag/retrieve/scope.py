"""Where to look: the reports that a question is about, and what the library lacks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.read.authorities import Authority, Register
from rag.retrieve.grade_ask import over_time
from rag.retrieve.period import (
    came_out_within,
    chosen,
    following,
    newest_of_each,
    preceding,
    sorted_newest,
    with_neighbours,
    years_later,
)
from rag.retrieve.question import Question, Shape
from rag.types import Kind, ReportFacts


@dataclass(frozen=True, slots=True)
class Scope:
    """Groups of report ids, a group an authority (one group of all where none is named), newest first within each.

    `missing` are lines that say what was asked for and is not in the library; `everything` is true where no authority
    narrows the search. A scope without reports cannot be searched.
    """

    groups: tuple[tuple[str, ...], ...]
    reports: tuple[ReportFacts, ...]
    missing: tuple[str, ...] = ()
    everything: bool = False

    @property
    def report_ids(self) -> tuple[str, ...]:
        return tuple(report.id for report in self.reports)


_INSPECTIONS = frozenset({Kind.SIF, Kind.ILACS_STANDARD, Kind.ILACS_SHORT, Kind.OTHER})


def scope_of(question: Question, library: Sequence[ReportFacts], register: Register) -> Scope:
    """The reports of `library` that `question` is about."""
    if not library:
        return Scope((), (), everything=True)
    if not question.authorities:
        return _everywhere(question, library, register)
    groups: list[list[ReportFacts]] = []
    missing: list[str] = []
    for authorities in _families(question, library, register):
        names = _listed([authority.name for authority in authorities])
        urns = {authority.urn for authority in authorities}
        own = [report for report in library if report.urn in urns]
        if not own:
            missing.append(f"The library holds no report on {names}.")
            continue
        kept = _of_kind(own, question)
        if not kept:
            missing.append(_lacking(names, question))
            continue
        found = _in_period(_graded(kept, question), question) or _in_period(kept, question)
        if not found:
            missing.append(f"The library holds no report on {names} of the time you name ({_held(kept)}).")
            continue
        groups.append(found)
    reports = [report for group in groups for report in group]
    return Scope(tuple(tuple(r.id for r in group) for group in groups), tuple(reports), tuple(missing))


def _everywhere(question: Question, library: Sequence[ReportFacts], register: Register) -> Scope:
    within = [report for report in library if _in_regions(report, question, register)]
    reports = _of_kind(chosen_everywhere(question, _graded(within, question)), question)
    if not reports:
        held = f" ({_held(library)})" if question.period and not question.kinds else ""
        return Scope((), (), (_lacking(None, question, held),), everything=True)
    return Scope((tuple(report.id for report in reports),), tuple(reports), everything=True)


def _in_regions(report: ReportFacts, question: Question, register: Register) -> bool:
    authority = register.by_urn(report.urn)
    return not question.regions or (
        authority is not None and any(register.lies_in(authority, region) for region in question.regions)
    )


def chosen_everywhere(question: Question, library: Sequence[ReportFacts]) -> list[ReportFacts]:
    """Without an authority: the reports inspected or published in the years named, or within the bounds set; of each
    authority the newest where the latest are asked for."""
    period = question.period
    if period.since is not None or period.until is not None:
        return [report for report in library if came_out_within(report, period)]
    if period.years:
        return chosen(library, period, together=False)
    if period.latest:
        return newest_of_each(library)
    return list(library)


def _in_period(reports: Sequence[ReportFacts], question: Question) -> list[ReportFacts]:
    period = question.period
    if period.relative and not period.years:
        return _told_from(reports, question)
    if period.following and len(period.years) == 1:
        first = chosen(reports, replace(period, following=False), together=False)
        return sorted_newest([*first, *following(reports, first)])
    together = question.shape is Shape.TREND or (question.shape is Shape.JUDGEMENT and over_time(question))
    found = chosen(reports, question.period, together=together)
    return with_neighbours(reports, found) if question.shape is Shape.TREND else found


def _told_from(reports: Sequence[ReportFacts], question: Question) -> list[ReportFacts]:
    """The report that is told from the one asked about before: the next one, the one before, or so many years later."""
    period = question.period
    earlier = chosen(reports, question.earlier, together=False) if question.earlier else []
    if period.preceding:
        found = preceding(reports, earlier or reports[:1])
        return sorted_newest([*found, *earlier[:1]]) if question.shape is Shape.TREND and found else found
    if period.later is not None:
        return years_later(reports, earlier or reports[-1:], period.later)
    return following(reports, earlier or reports[1:])


def _of_kind(reports: Sequence[ReportFacts], question: Question) -> list[ReportFacts]:
    """The kinds asked for; where none is, inspections and visits but not the letters on whole areas (JTAI, SEND)
    unless there is nothing else, or the library itself is asked about."""
    if question.shape is Shape.LIBRARY and not question.kinds:
        return list(reports)
    if question.kinds:
        return [report for report in reports if report.kind in question.kinds]
    own = [report for report in reports if report.kind not in (Kind.JTAI, Kind.AREA_SEND)]
    return own or list(reports)


def _graded(reports: Sequence[ReportFacts], question: Question) -> Sequence[ReportFacts]:
    """For a question of grades: the reports that carry some, all where none does or a kind is asked for."""
    if question.shape is not Shape.JUDGEMENT or question.kinds:
        return reports
    return [report for report in reports if report.judgements] or reports


def _lacking(names: str | None, question: Question, held: str = "") -> str:
    """What the library lacks, by kind and place or time."""
    kinds = " or ".join(kind.value.replace("-", " ") for kind in question.kinds)
    what = f"report of a {kinds}" if kinds else "report"
    where = f" on {names}" if names else " of the time you name" if question.period else ""
    return f"The library holds no {what}{where}{held}."


def _held(reports: Sequence[ReportFacts]) -> str:
    """The years of inspection that the library has, newest first."""
    years = sorted({report.inspected_to.year for report in reports if report.inspected_to}, reverse=True)
    span = [f"{years[0]} back to {years[-1]}"] if len(years) > 4 else [str(year) for year in years]
    undated = ["one of unknown date"] if any(report.inspected_to is None for report in reports) else []
    return f"held: {_listed([*span, *undated])}"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _families(question: Question, library: Sequence[ReportFacts], register: Register) -> list[tuple[Authority, ...]]:
    """Each authority by itself; an abolished one brings its successors, and where change is asked for, a successor
    brings its predecessors."""
    held = {report.urn for report in library}
    over_time = question.shape in (Shape.TREND, Shape.OVERVIEW)
    families: list[tuple[Authority, ...]] = []
    for authority in question.authorities:
        succeeded = any(other.urn in authority.successors for other in question.authorities)
        if succeeded and authority.urn not in held:
            continue
        urns = (*authority.successors, *(authority.predecessors if over_time else ()))
        related = [register.by_urn(urn) for urn in urns]
        others = [other for other in related if other and other.urn in held and other not in question.authorities]
        families.append((authority, *others))
    return families
