"""When the reports do not say: what was asked for and is not there, said plainly instead of something near."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.sentences import Sentence, constants
from rag.answer.wording import headline
from rag.find.figures import counts, has_count, has_date, has_money, has_number, has_share
from rag.find.scope import Scope
from rag.find.words import Term, stems
from rag.plan.asides import asks_who_led
from rag.plan.question import IN_FIGURES, Question, Shape, Wanted
from rag.plan.terms import terms_of, written_for
from rag.plan.vocabulary import asks_for_advice
from rag.types import Hit, ReportFacts

_NAME = re.compile(
    r"(?<![.!?] )(?<!^)\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Councillor|Cllr)\.? [A-Z]|inspector:? [A-Z][a-z]+ [A-Z]", re.ASCII
)


_SHARE = re.compile(r"(?:%|\b(?:percentage|per ?cent|share|proportion)) of\b", re.IGNORECASE)
_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly|many times)\b", re.IGNORECASE)
_AGE = re.compile(r"\b(?:age|old|birthday)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:how many|number of|(?:%|percentage|per ?cent|share|proportion|rate) of)\s+"
    r"((?:[\w'’-]+\s+){0,3}?[\w'’-]+)(?=\W*$|\s+(?:were|was|are|is|had|has|have|did|do|does|who|that|which|in|at|on|when"
    r"|got|get|could|would|left|used|by|of|from|with|for)\b)",
    re.IGNORECASE,
)
"""What a question wants counted: the words before the verb."""
_INSISTS = re.compile(
    r"\b(?:how (?:many|often|long|old)|average"
    r"|what (?=%)|what (?:\w+ ){0,3}(?:per ?cent|share|percentage|proportion|number|age|figure|rate))\b",
    re.IGNORECASE,
)
"""How a question insists on a number: where no sentence gives one, nothing else will do."""


WHOSE = "Each inspection has a lead inspector of its own: name one authority, and a year where it has several."
NOTHING = "The reports searched do not say anything that fits this question."
UNANSWERED = "No sentence of the reports searched seems to answer this question."


def before_search(question: Question, scope: Scope) -> str | None:
    """Why there is nothing to search, or None."""
    if asks_for_advice(question.text):
        return (
            "This seems to be about a particular child or family. Inspection reports tell how services work, not what"
            " to do for one child, and no advice is given here. To report a worry about a child, ask the children's"
            " services of the council where the child lives; where a child is in danger now, call 999."
        )
    if question.outside:
        return (
            f"Ofsted inspects children's services in England only, so the reports do not say anything about"
            f" {question.outside}: another inspectorate is responsible there."
        )
    if question.shape is Shape.LIBRARY and scope.reports:
        several = len({report.authority for report in scope.reports}) > 1
        return WHOSE if several and asks_who_led(question.text) else None
    named = question.terms or question.authorities or question.period or question.kinds or question.areas
    if not named and question.shape is not Shape.JUDGEMENT:
        return "The question names nothing to look for: name a subject, such as caseloads, or a local authority."
    if not scope.reports:
        return " ".join(scope.missing) or "The library holds no reports yet: add some with `ofsted-chat ingest PATH`."
    return None


def after_search(
    question: Question, hits: Sequence[Hit], weighed: Sequence[Sentence], terms: Sequence[Term], silent: Sequence[str]
) -> str | None:
    """Why what was found does not answer the question, or None. `silent` are its words that no report searched has."""
    limits = constants()["declining"]
    if not hits or not weighed:
        return NOTHING
    if question.shape in (Shape.JUDGEMENT, Shape.OVERVIEW):
        return None
    similar = max(max((hit.dense or 0.0) for hit in hits), max(sentence.dense for sentence in weighed))
    best = max(sentence.score for sentence in weighed)
    letters = all(hit.report.scope for hit in hits)  # short, and each on a theme: silence in one is no accident
    if silent and (letters or similar < limits["silent_dense"] or best < limits["silent_score"]):
        return not_mentioned(silent)
    stands = bool(question.written) and max(sentence.covered for sentence in weighed) >= limits["stands"]
    if similar < limits["dense"] and not stands:
        return NOTHING
    return _lacks_what_is_wanted(question, weighed)


def _lacks_what_is_wanted(question: Question, weighed: Sequence[Sentence]) -> str | None:
    limits = constants()["declining"]
    bonus = constants()["sentences"]["wanted"]
    if question.wanted is Wanted.MONEY and not any(
        has_money(s.text) and s.score >= limits["money_score"] + bonus for s in weighed
    ):
        return lacking(question)
    if question.wanted is Wanted.NUMBER and _INSISTS.search(question.text):
        average = re.search(r"\baverage\b", question.text, re.IGNORECASE)
        gives = fitting(question)
        giving = [s for s in weighed if gives(s.text) and s.score >= limits["number_score"] + bonus]
        if average:
            giving = [s for s in giving if re.search(r"\baverage\b|\bmean\b", s.text, re.IGNORECASE)]
        if not giving:
            return lacking(question)
    if question.wanted is Wanted.DATE and not any(
        has_date(s.text) and s.score >= limits["number_score"] + bonus for s in weighed
    ):
        return lacking(question)
    if question.wanted is Wanted.NAME and not any(_NAME.search(s.text) for s in weighed):
        return lacking(question)
    return None


_LACKING = {
    Wanted.MONEY: "The reports searched do not give such a sum of money.",
    Wanted.NUMBER: "The reports searched do not give such a figure.",
    Wanted.DATE: "The reports searched do not give such a date.",
    Wanted.NAME: "The reports searched do not name that person.",
}


def lacking(question: Question) -> str | None:
    """What is said of a question of fact that nothing answers; None for any other question."""
    return _LACKING[question.wanted] if question.wanted else None


def insists(question: Question) -> bool:
    """True where nothing but a figure, or a name, will do."""
    by_number = question.wanted is Wanted.NUMBER and bool(_INSISTS.search(question.text))
    return by_number or question.wanted in (Wanted.MONEY, Wanted.DATE, Wanted.NAME)


def counts_what_is_asked(question: Question) -> Callable[[str], bool]:
    """Whether a sentence gives a number beside what a question wants counted; where it does not say what in a way that
    is understood, any figure will do."""
    asked = _THING.search(question.text)
    terms = terms_of(asked[1]) if asked else ()
    # "Fostering" is no "foster carers": what reports write in fewer words may be another thing.
    things = [
        stems(word) for term in terms for word in (term, *written_for(term)) if len(word.split()) >= len(term.split())
    ]
    shares = question.wanted is not Wanted.NUMBER or _SHARE.search(question.text) or _AGE.search(question.text)
    if shares or not things:
        return lambda text: True
    return lambda text: counts(text, things)


def named_in(text: str) -> bool:
    """True where a sentence names a person."""
    return bool(_NAME.search(text))


def not_mentioned(words: Sequence[str]) -> str:
    """What is said of words that no report searched has."""
    return f"The reports searched do not mention {_listed(words)}. That tells nothing of how well it is done."


def unanswered_line(parts: Sequence[str]) -> str:
    """What is said of the parts of a question that no sentence read answers, as they were asked."""
    return f"Not answered, since no sentence of the reports searched seems to: {_listed(parts)}."


def unsaid_line(parts: Sequence[str]) -> str:
    """What is said of the parts of a question that nothing answers."""
    return f"The reports searched do not mention {_listed(parts)}: that part is not answered."


def silent_line(report: ReportFacts, subjects: Sequence[str]) -> str:
    """What is said of a side of a comparison that has no word on the subject."""
    return f"{headline(report)}: the report does not mention {_listed(subjects)}."


def only_near(question: Question, weighed: Sequence[Sentence]) -> bool:
    """True where even the best sentence is so far from the question that a reader must be told."""
    if question.shape in (Shape.JUDGEMENT, Shape.OVERVIEW):
        return False
    return max(sentence.score for sentence in weighed) < float(constants()["declining"]["near"])


def favoured(question: Question, weighed: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, those that have the figure that is wanted raised."""
    if question.wanted not in IN_FIGURES:
        return list(weighed)
    bonus, beside = (float(constants()["sentences"][name]) for name in ("wanted", "counted"))
    has_wanted, things = fitting(question), counted_things(question)

    def worth(sentence: Sentence) -> float:
        found = has_wanted(sentence.text)
        return sentence.score + bonus * found + beside * (found and counts(sentence.text, things))

    return [replace(sentence, score=worth(sentence)) for sentence in weighed]


def fitting(question: Question) -> Callable[[str], bool]:
    """Whether a sentence has the sum of money, the date, the share or the number that is wanted."""
    if question.wanted is Wanted.MONEY:
        return has_money
    if question.wanted is Wanted.DATE:
        return has_date
    if _SHARE.search(question.text):
        return has_share
    if _AGE.search(question.text) or _OFTEN.search(question.text):
        return has_number
    things = counted_things(question)
    return lambda text: has_count(text) or counts(text, things)


def counted_things(question: Question) -> list[tuple[str, ...]]:
    """The stems of what a question wants counted, as it says it and as reports write it: "how many foster carers ...?".

    All its terms where it counts children, or where it does not say in these words.
    """
    asked = _THING.search(question.text)
    terms = terms_of(asked[1]) if asked else ()
    wanted = terms or question.terms
    return [stems(word) for term in wanted for word in (term, *written_for(term))]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
