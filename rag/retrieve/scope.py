"""Where to look: the reports that a question is about, and what the library lacks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.read.authorities import Authority, Register
from rag.retrieve.grade_ask import over_time
from rag.retrieve.occasion_reports import APART, VISITS, Meant, meant
from rag.retrieve.occasions import Occasion
from rag.retrieve.period import (
    INSPECTIONS,
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

KIND_NAMES = {
    Kind.SIF: "inspection under the single framework",
    Kind.ILACS_STANDARD: "standard inspection",
    Kind.ILACS_SHORT: "short inspection",
    Kind.FOCUSED_VISIT: "focused visit",
    Kind.MONITORING_VISIT: "monitoring visit",
    Kind.JTAI: "joint targeted area inspection",
    Kind.AREA_SEND: "area SEND inspection",
    Kind.OTHER: "inspection",
}


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


_HELD = 6
"""Reports that are named where one asked for is not held."""


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
        names = _listed([authority.name for authority in authorities])
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
            missing.append(_lacking(names, question))
            continue
        found = _in_period(_graded(kept, question), question) or _in_period(kept, question)
        if not found:
            missing.append(f"The library holds no report on {names} of the time you name ({_held(kept)}).")
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
    lacking = [_lacking_occasion(names, each.occasion, own) for each in told if not each.reports]
    instead = [_instead(each) for each in told if each.other]
    return sorted_newest(reports), lacking, instead


def _of_a_visit(occasion: Occasion) -> bool:
    return bool(set(occasion.kinds) & set(VISITS))


def _reports_before(question: Question, own: Sequence[ReportFacts]) -> list[ReportFacts]:
    """The reports that the question before was about, for one that goes on from there."""
    if question.earlier_occasions:
        return [report for each in meant(question.earlier_occasions, own, ()) for report in each.reports]
    usual = [report for report in own if report.kind not in APART]
    return chosen(usual, question.earlier, together=False) if question.earlier else []


def _lacking_occasion(names: str, occasion: Occasion, own: Sequence[ReportFacts]) -> str:
    """That an occasion is not in the library, and what there is of its kind."""
    kinds = set(occasion.kinds)
    what = _report_of(occasion.kinds[0]) if len(kinds) == 1 else _kinds_said(occasion)
    when = f" of {occasion.year}" if occasion.year else " at the time you name" if occasion.told else ""
    held = [report for report in own if report.kind in kinds] or list(own)
    return f"The library holds no {what} on {names}{when} ({_held_kinds(held)})."


def _report_of(kind: Kind) -> str:
    """A report of this kind, without an article: "letter of a focused visit"."""
    name = KIND_NAMES[kind]
    article = "an" if name[0] in "ai" else "a"
    return f"{'letter' if kind in (*VISITS, Kind.JTAI) else 'report'} of {article} {name}"


def _kinds_said(occasion: Occasion) -> str:
    return "letter of a visit" if _of_a_visit(occasion) else "report of an inspection" if occasion.kinds else "report"


def _held_kinds(reports: Sequence[ReportFacts]) -> str:
    """Kinds and months of what the library has, newest first."""
    newest = sorted_newest(reports)
    told = [f"{KIND_NAMES[report.kind]}, {report.inspected_to:%B %Y}" for report in newest if report.inspected_to]
    return f"held: {'; '.join(told[:_HELD])}{'; and older ones' if len(told) > _HELD else ''}"


def _instead(meant: Meant) -> str:
    """What stands in for a visit or an inspection that the library does not hold."""
    report = meant.reports[0]
    when = f" of {meant.occasion.year}" if meant.occasion.year else ""
    held = (
        f"{KIND_NAMES[report.kind]} of {report.inspected_to:%B %Y}" if report.inspected_to else KIND_NAMES[report.kind]
    )
    return f"The library holds no {_kinds_said(meant.occasion)}{when} on {report.authority}: this is its {held}."


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
    own = [report for report in reports if report.kind not in APART]
    return own or list(reports)


def _graded(reports: Sequence[ReportFacts], question: Question) -> Sequence[ReportFacts]:
    """For a question of grades: the reports that carry some, all where none does or a kind is asked for."""
    if question.shape is not Shape.JUDGEMENT or question.kinds:
        return reports
    return [report for report in reports if report.judgements] or reports


def _lacking(names: str | None, question: Question, held: str = "") -> str:
    """What the library lacks, by kind and place or time."""
    one = len(question.kinds) == 1
    said = _report_of(question.kinds[0]) if one else _kinds_said(Occasion(question.kinds)) if question.kinds else ""
    what = said or "report"
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
