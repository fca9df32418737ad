"""Where to look: the reports that a question is about, and what the library lacks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.find.lacking import held_years, lacking_occasion, lacking_reports, listed, stands_in
from rag.find.occasion_reports import meant
from rag.find.period_reports import (
    came_out_within,
    chosen,
    following,
    newest_of_each,
    preceding,
    sorted_newest,
    with_neighbours,
    years_later,
)
from rag.plan.grade_ask import over_time
from rag.plan.occasions import Relation
from rag.plan.question import Question, Shape
from rag.read.authorities import Authority, Register
from rag.types import APART, INSPECTIONS, ReportFacts


@dataclass(frozen=True, slots=True)
class Scope:
    """Groups of report ids, a group an authority (one group of all where none is named), newest first within each.

    `missing` are lines that say what was asked for and is not in the library, `notes` what was taken in the place of
    what is not; `everything` is true where no authority
    narrows the search. A scope without reports cannot be searched.
    """

    groups: tuple[tuple[str, ...], ...]
    reports: tuple[ReportFacts, ...]
    missing: tuple[str, ...] = ()
    everything: bool = False
    notes: tuple[str, ...] = ()

    @property
    def report_ids(self) -> tuple[str, ...]:
        return tuple(report.id for report in self.reports)


def scope_of(question: Question, library: Sequence[ReportFacts], register: Register) -> Scope:
    """The reports of `library` that `question` is about."""
    if not library:
        return Scope((), (), everything=True)
    if not question.authorities:
        return _everywhere(question, library, register)
    groups: list[list[ReportFacts]] = []
    missing: list[str] = []
    notes: list[str] = []
    for authorities in _families(question, library, register):
        names = listed([authority.name for authority in authorities])
        urns = {authority.urn for authority in authorities}
        own = [report for report in library if report.urn in urns]
        if not own:
            missing.append(f"The library holds no report on {names}.")
            continue
        if question.occasions:
            found, lacking, instead = _occasions_of(question, own, names)
            notes += instead
            missing += lacking if not found or len(question.authorities) == 1 else []
            groups += [found] if found else []
            continue
        kept = _of_kind(own, question)
        if not kept:
            missing.append(lacking_reports(names, question))
            continue
        graded = _graded(kept, question)
        found = _in_period(graded, question) or _in_period(kept, question)
        if not found and not question.kinds and question.shape is not Shape.JUDGEMENT:
            found = _in_period(own, question)  # a letter on the whole area may be all that there is of a year
        if not found:
            missing.append(f"The library holds no report on {names} of the time you name ({held_years(graded)}).")
            continue
        groups.append(found)
    reports = [report for group in groups for report in group]
    ids = tuple(tuple(report.id for report in group) for group in groups)
    return Scope(ids, tuple(reports), tuple(missing), notes=tuple(notes))


def _occasions_of(
    question: Question, own: Sequence[ReportFacts], names: str
) -> tuple[list[ReportFacts], list[str], list[str]]:
    """What the occasions of a question mean of an authority's reports, which of them mean none, and which are answered
    by a report of another kind."""
    before = _reports_before(question, own)
    told = meant(question.occasions, own, before)
    reports = list(dict.fromkeys(report for each in told for report in each.reports))
    if question.shape is Shape.TREND and len(reports) == 1:
        reports += [report for report in before if report not in reports]
        alike = [r for r in own if r.kind in INSPECTIONS or (question.occasions[-1].since and r.kind not in APART)]
        reports = with_neighbours(alike, reports) if set(reports) <= set(alike) else reports
    reports = list(_graded(reports, question))
    lacking = [lacking_occasion(names, each.occasion, own) for each in told if not each.reports]
    instead = [stands_in(each) for each in told if each.other]
    return sorted_newest(reports), lacking, instead


def _reports_before(question: Question, own: Sequence[ReportFacts]) -> list[ReportFacts]:
    """The reports that the question before was about, for one that goes on from there."""
    if question.earlier_occasions:
        return [report for each in meant(question.earlier_occasions, own, ()) for report in each.reports]
    usual = [report for report in own if report.kind not in APART]
    return chosen(usual, question.earlier, together=False) if question.earlier else []


def _everywhere(question: Question, library: Sequence[ReportFacts], register: Register) -> Scope:
    within = [report for report in library if _in_regions(report, question, register)]
    reports = _occasion_anywhere(question, chosen_everywhere(question, _of_kind(_graded(within, question), question)))
    if not reports:
        held = f" ({held_years(library)})" if question.period and not question.kinds else ""
        return Scope((), (), (lacking_reports(None, question, held),), everything=True)
    return Scope((tuple(report.id for report in reports),), tuple(reports), everything=True)


def _occasion_anywhere(question: Question, reports: Sequence[ReportFacts]) -> list[ReportFacts]:
    """Of all, those of the months that the one occasion names; the newest of all where what it was about is asked."""
    if len(question.occasions) != 1 or not reports:
        return list(reports)
    occasion = question.occasions[0]
    if occasion.relation is Relation.LATEST and question.shape is Shape.SCOPE and not question.which_visits:
        return sorted_newest(reports)[:1]
    return list(meant((occasion,), reports, ())[0].reports) if occasion.months and occasion.year else list(reports)


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
    if period.latest and not (question.shape is Shape.JUDGEMENT and over_time(question)):
        return newest_of_each(library)  # what changed since the last inspection is told from the one before as well
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
    own = [report for report in reports if report.kind not in APART]
    return own or list(reports)


def _graded(reports: Sequence[ReportFacts], question: Question) -> Sequence[ReportFacts]:
    """For a question of grades: the reports that carry some, all where none does or a kind is asked for."""
    if question.shape is not Shape.JUDGEMENT or question.kinds:
        return reports
    return [report for report in reports if report.judgements] or reports


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
