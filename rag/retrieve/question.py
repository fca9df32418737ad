"""What is asked: authorities, dates, subject, kind of question, and what a follow-up inherits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rag.read.authorities import Authority, Register
from rag.read.text import MONTH_NAMES
from rag.retrieve.period import Period, period_of
from rag.retrieve.places import named
from rag.retrieve.subjects import named_subjects
from rag.retrieve.vocabulary import vocabulary
from rag.types import Area, Kind

ANY_TIME = Period()


class Shape(StrEnum):
    """What kind of answer a question wants."""

    TOPIC = "topic"
    JUDGEMENT = "judgement"
    COMPARE = "compare"
    TREND = "trend"
    BREADTH = "breadth"
    OVERVIEW = "overview"


class Wanted(StrEnum):
    """What a question of fact wants to be told: a sentence without it is no answer."""

    NUMBER = "a number"
    MONEY = "a sum of money"
    NAME = "a person's name"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `subject` is its text without places and dates, with the inherited subject of a follow-up that has none of its own;
    `terms` are the words of the subject that carry meaning, `written` what reports write for them; `outside` names a
    country where Ofsted does not inspect; `to_improve` asks an overview for what a report recommends; `inherited` says
    what came from before, `corrected` which misspelt names were understood.
    """

    text: str
    subject: str
    terms: tuple[str, ...]
    written: tuple[str, ...]
    authorities: tuple[Authority, ...] = ()
    regions: tuple[str, ...] = ()
    outside: str | None = None
    period: Period = field(default=ANY_TIME)
    earlier: Period = field(default=ANY_TIME)
    kinds: tuple[Kind, ...] = ()
    shape: Shape = Shape.TOPIC
    wanted: Wanted | None = None
    areas: tuple[Area, ...] = ()
    to_improve: bool = False
    inherited: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()


_BREADTH = re.compile(
    r"\b(?:which|what|how many|where)\b.{0,40}\b(?:authorit(?:y|ies)|councils|boroughs|areas|places|inspections)\b"
    r"|^where (?:has|have|had|did|is|are|do|does|else)\b|\bacross (?:the country|england|all)\b|\bnationally\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(r"\b(?:compared?|versus|vs|than|or|better|worse|differ\w*|both)\b", re.IGNORECASE)
_TREND = re.compile(
    r"\b(?:any better|got better|get better|better or worse|\bnow\b|improved?|improving|progress|worse|since|still"
    r"|sort(?:ed)? out|chang\w+|fix(?:ed)?|put right|any ?more|compared (?:to|with)|between"
    r"|by the time|happened to|over time|than it was|trend|since then)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:how many|(?:what )?(?:%|share|percentage|per cent|proportion|number) of"
    r"|what (?:age|figure|share|number|percentage)|what was the (?:\w+ ){0,3}(?:figure|number|rate)"
    r"|average (?:number|caseload)|how often|how long|longest|(?:up to|at) what age|how old)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:how much (?:money|was|is|did|does|do|has|had)?.{0,40}"
    r"(?:pay|paying|paid|cost|costs|spend|spending|spent|invest\w*|put|money|cash)"
    r"|what (?:is|are|was|were|did|does|do) .{0,30}\b(?:pay|paying|paid|spend|spending|spent|cost\w*)\b"
    r"|how much money|how many (?:million|thousand|pounds)|what .{0,20}(?:cost|budget) )",
    re.IGNORECASE,
)
_PERSON = r"(?:director|dcs|chief executive|lead member|lead inspector|head|boss|manager|councillor|commissioner|chair)"
_NAME = re.compile(
    rf"\b(?:name of (?:the|its|their) (?:\w+ ){{0,2}}{_PERSON}|who(?: is|.s| was) (?:the |its )?{_PERSON})\b",
    re.IGNORECASE,
)
_MONTHS = frozenset(MONTH_NAMES)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]|\d+(?:-\d+)?%?")


def understand(text: str, history: Sequence[str], register: Register) -> Question:
    """The question in `text` after the user's earlier turns in `history`, oldest first."""
    before: Question | None = None
    for turn in history:
        earlier = _alone(turn, register, before.authorities if before else ())
        before = _inheriting(earlier, before) if before else earlier
    question = _alone(text, register, before.authorities if before else ())
    if before:
        question = _inheriting(question, before)
    if not question.authorities and question.shape in (Shape.TOPIC, Shape.TREND, Shape.COMPARE):
        question = replace(question, shape=Shape.BREADTH if _over_many(question) else Shape.TOPIC)
    beside, improve = vocabulary().to_improve.subn(" ", question.subject)
    if question.authorities and not terms_of(beside) and question.shape is not Shape.JUDGEMENT:
        question = replace(question, shape=Shape.OVERVIEW, to_improve=improve > 0)
    return question


def _alone(text: str, register: Register, before: Sequence[Authority]) -> Question:
    words = vocabulary()
    places = named(text, register, before)
    outside = next((country for country, pattern in words.outside.items() if pattern.search(places.rest)), None)
    period = period_of(text)
    subject = re.sub(r"\s+", " ", re.sub(r"\b(?:19|20)\d\d\b", " ", places.rest)).strip()
    kinds = tuple(kind for phrase, kinds in words.kinds.items() if phrase in text.lower() for kind in kinds)
    question = Question(
        text=text,
        subject=subject,
        terms=terms_of(subject),
        written=written_for(subject),
        authorities=places.authorities,
        regions=places.regions,
        outside=None if places.authorities else outside,
        period=period,
        kinds=tuple(dict.fromkeys(kinds)),
        wanted=_wanted(text),
        areas=_areas(subject),
        corrected=places.corrected,
    )
    return replace(question, shape=_shape(question))


def terms_of(subject: str) -> tuple[str, ...]:
    """The words of `subject` that carry meaning, in order, each once."""
    words = vocabulary()
    plain = subject.replace("’", "'")
    found: list[str] = []
    rest = 0
    for match in words.phrases.finditer(plain):
        found += [*_single(plain[rest : match.start()]), match[0].lower()]
        rest = match.end()
    found += _single(plain[rest:])
    return tuple(dict.fromkeys(found))


def _single(text: str) -> list[str]:
    """The words of `text` that carry meaning, without the possessive."""
    framing = vocabulary().framing
    words = (re.sub(r"'s?$", "", word) for word in _WORD.findall(text))
    return [word for word in words if word.lower().replace("'", "") not in framing and word.lower() not in MONTH_NAMES]


def written_for(subject: str) -> tuple[str, ...]:
    """What reports write for what the subject says in other words."""
    plain = subject.replace("’", "'")
    plain = f"{plain} {plain.replace('-', ' ')}" if "-" in plain else plain
    return tuple(
        dict.fromkeys(phrase for entry in vocabulary().synonyms if entry.said.search(plain) for phrase in entry.written)
    )


def _wanted(text: str) -> Wanted | None:
    for pattern, wanted in ((_MONEY, Wanted.MONEY), (_NUMBER, Wanted.NUMBER), (_NAME, Wanted.NAME)):
        if pattern.search(text):
            return wanted
    return None


def _areas(subject: str) -> tuple[Area, ...]:
    lowered = subject.lower()
    found: list[Area] = []
    for phrase, areas in vocabulary().areas.items():
        if re.search(rf"\b{re.escape(phrase)}\b", lowered):
            found += areas
            lowered = lowered.replace(phrase, " ")
    return tuple(dict.fromkeys(found))


def _shape(question: Question) -> Shape:
    text = question.text
    if not question.authorities and _BREADTH.search(text):
        return Shape.BREADTH
    if question.wanted is None and vocabulary().grades.search(text) and _only_grades(question):
        return Shape.JUDGEMENT
    several = len(question.authorities) > 1
    if several and (_COMPARE.search(text) or re.search(r"\band\b", text)):
        return Shape.COMPARE
    years = len(question.period.years) + (question.period.following and bool(question.period.years))
    if (years > 1 and not question.period.either and not several) or (_TREND.search(text) and not several):
        return Shape.TREND
    return Shape.TOPIC


def _over_many(question: Question) -> bool:
    """True for a question without an authority that asks for those where something is good or bad, if only by a region
    or a start: "good life-story work since 2022"."""
    if not named_subjects(question.text) or vocabulary().grades.search(question.text):
        return False
    return bool(question.regions) or question.period.since is not None or question.period.until is not None


def _only_grades(question: Question) -> bool:
    """True where nothing but a grade is asked for: no subject beside the areas of judgement and the grades."""
    rest = question.subject.lower()
    for phrase in vocabulary().areas:
        rest = re.sub(rf"\b{re.escape(phrase)}\b", " ", rest)
    rest = vocabulary().grades.sub(" ", rest)
    return len(terms_of(rest)) <= (5 if vocabulary().outright.search(question.text) else 2)


def _inheriting(question: Question, before: Question) -> Question:
    """The question with what it leaves open filled in from the one before."""
    own_place = bool(question.authorities)
    moved = own_place and not question.period and before.period.latest
    if moved:
        question = replace(question, period=before.period)
    same_place = (
        not question.authorities
        and not question.regions
        and not question.outside
        and question.shape is not Shape.BREADTH
    )
    inherited: list[str] = [before.period.said] if moved else []
    if same_place and before.authorities:
        question = replace(question, authorities=before.authorities)
        inherited.append(", ".join(authority.name for authority in before.authorities))
    period = question.period
    if same_place and (not period or period.relative) and not period.years:
        kept = before.period
        if period.relative:
            question = replace(question, earlier=kept)
        elif kept:
            question = replace(question, period=kept)
            inherited.append(kept.said)
    if same_place and not question.kinds:
        question = replace(question, kinds=before.kinds)
    if _goes_on(question, own_place) and before.terms:
        question = replace(
            question,
            subject=f"{before.subject} {question.subject}",
            terms=tuple(dict.fromkeys((*question.terms, *before.terms))),
            written=tuple(dict.fromkeys((*question.written, *before.written))),
        )
        inherited.append(", ".join(f"“{term}”" for term in before.terms[:4]))
    return replace(question, inherited=tuple(inherited))


def _goes_on(question: Question, own_place: bool) -> bool:
    """True where the question has no subject of its own, or only a new circumstance for the former one.

    One that asks for a whole report ("tell me about Wirral") begins anew; `own_place`: it names an authority itself.
    """
    words = vocabulary()
    if own_place and words.anew.search(question.text):
        return False
    if not question.terms:
        return True
    own = bool(named_subjects(question.subject)) and not words.anaphora.search(question.subject)
    if own and (own_place or words.asking.match(question.subject)):
        return False
    short = len(question.terms) <= 3
    refers = bool(words.anaphora.search(question.subject)) and len(question.terms) <= 2 and not question.written
    return refers or (short and bool(words.circumstance.match(question.subject)) and not _new_subject(question))


def _new_subject(question: Question) -> bool:
    """A question that names its own thing ("how many were waiting for ...") stands by itself."""
    return bool(re.search(r"\b(?:how many|what about|how about|who|which)\b", question.text, re.IGNORECASE))
