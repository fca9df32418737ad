"""Questions over many inspections: every report of the scope is looked at, and those that say so are counted.

A report counts where its sentences on the subject point the way that the question asks about: a paragraph that says the
opposite ("caseloads are manageable") is the commonest wrong hit of a search. Each sentence is weighed by
rag/label/direction.py; `python -m eval.answers.breadth` measures how many are rightly counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.find.occasion_reports import noun_of
from rag.index.library import Library
from rag.label.labels import findings_on
from rag.label.standing import clearness, points
from rag.label.themes import Theme, named_themes
from rag.plan.direction_ask import OPPOSITE, direction_asked, subjects_of
from rag.read.text import plain
from rag.types import Direction, Finding, Paragraph, ReportFacts


@dataclass(frozen=True, slots=True)
class Spoken:
    """The clearest sentence of a report that counts, `text[start:end]` of its paragraph, and the log-odds that it tells
    of a weakness."""

    report: ReportFacts
    paragraph: Paragraph
    start: int
    end: int
    weakness: float

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Survey:
    """What many reports say on a subject.

    `counted` has, of every report that counts, its clearest sentence, the clearest report first; `other_way` are the
    ids of those that clearly point the other way (the rest is mixed), `spoke` how many speak of the subject, `searched`
    how many there were, `noun` what they are: inspections, visits, joint inspections, or reports of several kinds.
    """

    subject: str
    wanted: Direction | None
    counted: tuple[Spoken, ...]
    other_way: tuple[str, ...]
    spoke: int
    searched: int
    noun: str = "inspection"


def survey(question: str, terms: Sequence[str], reports: Sequence[ReportFacts], library: Library) -> Survey | None:
    """What `reports` say on the question's theme; None where it has none, or one that is not known and not found.

    Of several themes it is the one that the fewest paragraphs speak of. A theme that no list knows is looked for by
    its words.
    """
    asked = subjects_of(question, terms)
    if not asked:
        return None
    known = bool(named_themes(question))
    facts = {report.id: report for report in reports}
    main, findings = rarest(asked, facts, library, known)
    spoken = _by_report(findings)
    if not spoken and not known:
        return None
    wanted = direction_asked(question)
    counted = [_clearest(some, wanted) for some in spoken.values() if points(some, wanted)]
    opposite = OPPOSITE[wanted] if wanted else None
    other = [id for id, some in spoken.items() if opposite and points(some, opposite)]
    counted.sort(key=lambda finding: -clearness(finding, wanted))
    told = _with_paragraphs(counted, facts, library)
    return Survey(main.name, wanted, told, tuple(other), len(spoken), len(reports), noun_of(reports))


def rarest(
    asked: Sequence[Theme], facts: Mapping[str, ReportFacts], library: Library, known: bool, either: bool = False
) -> tuple[Theme, list[Finding]]:
    """Of several themes that which the fewest paragraphs speak of, and what the reports say on it, those first that
    speak of the others too; with `either` what they say on any of them."""
    found = {theme.name: _findings(theme, known, facts, library) for theme in asked}
    if either:
        every = {(f.paragraph_id, f.start): f for findings in found.values() for f in findings}
        return replace(asked[0], name=" or ".join(found)), list(every.values())
    main = min(asked, key=lambda theme: len({finding.paragraph_id for finding in found[theme.name]}))
    others = [theme for theme in asked if theme is not main]
    return main, _preferred(found[main.name], others, library)


def _findings(theme: Theme, known: bool, facts: Mapping[str, ReportFacts], library: Library) -> list[Finding]:
    """What the reports say on a theme: as labelled, or for one that no list knows by its words."""
    if known:
        return library.findings(theme.name, facts)
    return list(findings_on(theme, library.paragraphs_with(theme.match, facts)))


def _by_report(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    by_report: dict[str, list[Finding]] = {}
    for finding in findings:
        by_report.setdefault(finding.report_id, []).append(finding)
    return by_report


def _preferred(findings: Sequence[Finding], others: Sequence[Theme], library: Library) -> list[Finding]:
    """Of each report the findings in paragraphs that speak of the question's other themes too, under their headings or
    in their words; all of a report that has none such."""
    if not others:
        return list(findings)
    paragraphs = library.paragraphs_by_id(dict.fromkeys(finding.paragraph_id for finding in findings))
    around = {id: plain(" ".join([*paragraph.section, paragraph.text])) for id, paragraph in paragraphs.items()}
    both = {id for id, text in around.items() if all(other.stands_in(text) for other in others)}
    kept: list[Finding] = []
    for some in _by_report(findings).values():
        kept += [finding for finding in some if finding.paragraph_id in both] or some
    return kept


def _with_paragraphs(
    findings: Sequence[Finding], facts: Mapping[str, ReportFacts], library: Library
) -> tuple[Spoken, ...]:
    paragraphs = library.paragraphs_by_id(finding.paragraph_id for finding in findings)
    return tuple(Spoken(facts[f.report_id], paragraphs[f.paragraph_id], f.start, f.end, f.weakness) for f in findings)


def _clearest(found: Sequence[Finding], wanted: Direction | None) -> Finding:
    return max(found, key=lambda sentence: clearness(sentence, wanted))
