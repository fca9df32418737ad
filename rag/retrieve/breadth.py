"""Questions over many inspections: every report of the scope is looked at, and those that say so are counted.

A report counts where its sentences on the subject point the way that the question asks about: a paragraph that says the
opposite ("caseloads are manageable") is the commonest wrong hit of a search. Each sentence is weighed by
rag/retrieve/direction.py; `python -m eval.breadth` measures how many are rightly counted.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from rag.index.library import Library
from rag.read.text import plain, sentences
from rag.retrieve.direction import is_to_improve, weakness
from rag.retrieve.occasion_reports import noun_of
from rag.retrieve.subjects import Subject, any_of, named_subjects, subject_of_words
from rag.types import Paragraph, ParagraphKind, ReportFacts


class Direction(StrEnum):
    """Which way findings point."""

    WEAK = "weak"
    STRONG = "strong"


OPPOSITE = {Direction.WEAK: Direction.STRONG, Direction.STRONG: Direction.WEAK}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence on the subject, `text[start:end]` of its paragraph: the log-odds that it tells of a weakness, whether
    it stands under what is to improve, and whether it names the subject itself."""

    report: ReportFacts
    paragraph: Paragraph
    start: int
    end: int
    weakness: float
    to_improve: bool
    names_it: bool

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


@dataclass(frozen=True, slots=True)
class _Words:
    weak: re.Pattern[str]
    strong: re.Pattern[str]
    framing: re.Pattern[str]
    outright: re.Pattern[str]
    much: re.Pattern[str]
    little: re.Pattern[str]
    clear: float


@cache
def _words() -> _Words:
    data = tomllib.loads(files("rag.retrieve").joinpath("evaluative.toml").read_text(encoding="utf-8"))
    weak, strong, framing, outright, much, little = (
        any_of(data[name]) for name in ("weak", "strong", "framing", "outright", "much", "little")
    )
    return _Words(weak, strong, framing, outright, much, little, float(data["clear"]))


def direction_of(question: str) -> Direction | None:
    """Which way the findings are to point; None where the question does not say.

    The subject's own words do not count ("missing from school"), but for those that say it ("too many children each").
    """
    text = plain(question).lower().replace("n't", " not")
    subjects = named_subjects(question)
    for subject in subjects:
        text = subject.said.sub(lambda match: " ".join(_words().outright.findall(match[0])), text)
    if _words().weak.search(text):
        return Direction.WEAK
    if _words().strong.search(text):
        return Direction.STRONG
    return _by_amount(text, subjects)


def _by_amount(text: str, subjects: Sequence[Subject]) -> Direction | None:
    """The direction of a question for much or little of a subject that is a weakness or a strength in itself."""
    much = next((Direction(subject.more) for subject in subjects if subject.more), None)
    if much and _words().little.search(text):
        return OPPOSITE[much]
    return much if much and _words().much.search(text) else None


def subjects_of(question: str, terms: Sequence[str]) -> tuple[Subject, ...]:
    """The subjects that a question names; one of each telling word of its own where it names none that is known."""
    lists = (_words().weak, _words().strong, _words().framing)
    telling = (term for term in terms if not any(words.fullmatch(plain(term).lower()) for words in lists))
    return named_subjects(question) or tuple(map(subject_of_words, telling))


def survey(
    question: str, terms: Sequence[str], reports: Sequence[ReportFacts], library: Library, sections: Iterable[str]
) -> Survey | None:
    """What `reports` say on the question's subject; None where it has none, or one that is not known and not found.

    Of several subjects it is the one that the fewest paragraphs speak of. Paragraphs of the `sections` are left out
    (they are the same in every report).
    """
    subjects = subjects_of(question, terms)
    if not subjects:
        return None
    facts = {report.id: report for report in reports}
    texts = {subject.name: _paragraphs(subject, facts, library, tuple(sections)) for subject in subjects}
    main = min(subjects, key=lambda subject: len(texts[subject.name]))
    others = [subject for subject in subjects if subject is not main]
    spoken: dict[str, list[Spoken]] = {}
    for paragraphs in _preferred(texts[main.name], others):
        for paragraph in paragraphs:
            report = facts[paragraph.report_id]
            spoken.setdefault(report.id, []).extend(_on_subject(report, paragraph, main))
    spoken = {report: found for report, found in spoken.items() if found}
    if not spoken and not named_subjects(question):
        return None
    wanted = direction_of(question)
    counted = [_clearest(found, wanted) for found in spoken.values() if _points(found, wanted)]
    opposite = OPPOSITE[wanted] if wanted else None
    other = [id for id, found in spoken.items() if opposite and _points(found, opposite)]
    counted.sort(key=lambda sentence: -_clear(sentence, wanted))
    return Survey(main.name, wanted, tuple(counted), tuple(other), len(spoken), len(reports), noun_of(reports))


def _paragraphs(
    subject: Subject, facts: dict[str, ReportFacts], library: Library, sections: Sequence[str]
) -> list[Paragraph]:
    return [
        paragraph
        for paragraph in library.paragraphs_with(subject.match, list(facts))
        if paragraph.kind is not ParagraphKind.TABLE
        and subject.stands_in(plain(paragraph.text))
        and not any(name in " / ".join(paragraph.section).lower() for name in sections)
    ]


def _preferred(paragraphs: Sequence[Paragraph], others: Sequence[Subject]) -> list[list[Paragraph]]:
    """The paragraphs by report: those that speak of the question's other subjects too, all where a report has none."""
    by_report: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        by_report.setdefault(paragraph.report_id, []).append(paragraph)

    def speaks_of_all(paragraph: Paragraph) -> bool:
        around = plain(" ".join([*paragraph.section, paragraph.text]))
        return all(other.stands_in(around) for other in others)

    return [[p for p in group if speaks_of_all(p)] or group for group in by_report.values()]


_LEANS = re.compile(
    r"[‘“\"']?(?:this|these|those|they|however|it|but|consequently|as a result|in these|not all|some|in some|for some"
    r"|where|when)\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about the subject of the one before."""


def _on_subject(report: ReportFacts, paragraph: Paragraph, subject: Subject) -> list[Spoken]:
    """The sentences that name the subject, and those behind them that lean on them."""
    found: list[Spoken] = []
    going_on = False
    improve = is_to_improve(paragraph)
    for start, end in sentences(paragraph.text):
        text = plain(paragraph.text[start:end])
        names_it = subject.stands_in(text)
        going_on = names_it or (going_on and bool(_LEANS.match(text)))
        if going_on:
            found.append(Spoken(report, paragraph, start, end, weakness(text, improve), improve, names_it))
    return found


_LEANING = 0.5
"""What a sentence counts that does not name the subject itself, beside one that does."""


def _points(found: Sequence[Spoken], wanted: Direction | None) -> bool:
    """True where the report's sentences on the subject, taken together, point the way that is asked about, and one of
    them clearly.

    What stands under what is to improve is a weakness whatever else is said.
    """
    if wanted is None:
        return True
    if any(sentence.to_improve for sentence in found):
        return wanted is Direction.WEAK
    if not any(_towards(sentence, wanted) >= _words().clear for sentence in found if sentence.names_it):
        return False
    weights = [1.0 if sentence.names_it else _LEANING for sentence in found]
    weak = sum(w * _probability(sentence.weakness) for w, sentence in zip(weights, found, strict=True))
    return (weak > 0.5 * sum(weights)) == (wanted is Direction.WEAK)


def _towards(sentence: Spoken, wanted: Direction) -> float:
    """The log-odds that a sentence points the way that is asked about."""
    return sentence.weakness if wanted is Direction.WEAK else -sentence.weakness


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _clear(sentence: Spoken, wanted: Direction | None) -> float:
    """How clearly a sentence says it: one that names the subject before one that leans, findings before bullets."""
    strength = abs(sentence.weakness) if wanted is None else sentence.weakness
    strength = -strength if wanted is Direction.STRONG else strength
    short = len(sentence.text.split()) < 8
    return strength - 2.0 * (not sentence.names_it) - 4.0 * sentence.to_improve - 2.0 * short


def _clearest(found: Sequence[Spoken], wanted: Direction | None) -> Spoken:
    return max(found, key=lambda sentence: _clear(sentence, wanted))
