"""Questions about grades: which ones are, and whom they are about."""

from __future__ import annotations

import re

from rag.label.themes import named_themes
from rag.plan.grade_words import BEST_FIRST, asked_text, grade_words
from rag.plan.question import Question, Shape, Wanted
from rag.plan.terms import terms_of
from rag.plan.vocabulary import vocabulary
from rag.read.text import plain
from rag.types import Grade


def asks_many(question: Question) -> bool:
    """True for a question of grades over many authorities: it names none, but asks which, how many or who, or names a
    region."""
    return not question.authorities and (bool(question.regions) or grade_words().has("many", asked_text(question)))


def only_grades(question: Question) -> bool:
    """True where nothing but grades is asked for: no subject beside areas of judgement, grades, places and times.

    Without an authority, and for grades that are said with a word of everyday, no other word may be left; with one
    and a word that can only mean grades, a few may.
    """
    text = asked_text(question)
    left = _left(question.subject)
    if grade_words().has("why", text) or of_elsewhere(question) or left is None:
        return False
    if question.authorities:
        if vocabulary().grades.search(text):
            return len(left) <= (5 if vocabulary().outright.search(text) else 2)
        got = bool(question.areas) and grade_words().has("got", text)
        return not left and (got or _names_grade(text))
    if left and not (len(left) <= 2 and not asks_many(question) and vocabulary().outright.search(text)):
        return False
    if grade_words().loose.search(text) and question.areas and not vocabulary().grades.search(text):
        return False
    telling = any(grade_words().has(name, text) for name in ("best", "worst", "up", "down"))
    return bool(vocabulary().grades.search(text)) or _names_grade(text) or (telling and asks_many(question))


def _names_grade(text: str) -> bool:
    """True where a grade is said in a word that means other things too, but not here."""
    named = grade_words().has("good", text) or bool(grade_words().loose.search(text))
    return named or any(grade_words().said[grade].search(text) for grade in BEST_FIRST if grade is not Grade.GOOD)


def asks_for_reasons(question: Question) -> bool:
    """True where the reasons for an authority's grade are asked for and nothing else: its report as a whole tells."""
    text = asked_text(question)
    asked = bool(question.authorities) and grade_words().has("why", text) and vocabulary().grades.search(text)
    return bool(asked) and not _left(question.subject)


def _left(subject: str) -> list[str] | None:
    """The words of a question that say something beside areas, grades and asking; None where it has a subject."""
    rest = _beside(subject)
    if named_themes(rest):
        return None
    return [term for term in terms_of(rest) if term.lower() not in grade_words().framing]


def _beside(subject: str) -> str:
    """`subject` without areas of judgement and grades."""
    rest = plain(subject).lower()
    for phrase in sorted(vocabulary().areas, key=len, reverse=True):
        rest = re.sub(rf"\b{re.escape(phrase)}\b", " ", rest)
    for said in grade_words().said.values():
        rest = said.sub(" ", rest)
    return vocabulary().grades.sub(" ", rest)


def goes_on_about_grades(question: Question) -> bool:
    """True for a few words behind a question of grades that name nothing but another area, place or time."""
    text = asked_text(question)
    short = len(text.split()) <= 8 and not grade_words().has("why", text)
    return short and _left(question.subject) == [] and not vocabulary().anew.search(text)


def without_authority(question: Question) -> bool:
    """True where the grade of one authority is asked for and none is named."""
    return not question.authorities and not asks_many(question)


def of_elsewhere(question: Question) -> bool:
    """True where schools, homes or nurseries are asked for, or the grade of one: not a council's services."""
    text = asked_text(question)
    words = grade_words()
    if words.listed_elsewhere.search(text) and not words.never_elsewhere.search(text):
        return True
    said = (words.elsewhere if question.authorities else words.elsewhere_alone).search(text)
    return bool(said) and not words.has("children", text) and question.wanted is not Wanted.NUMBER


def without_own_grade(question: Question) -> bool:
    """True where a grade is asked for that nothing has: of a subject that is no area of judgement."""
    asked = bool(vocabulary().outright.search(asked_text(question))) and question.shape is not Shape.JUDGEMENT
    return asked and bool(question.authorities) and _left(question.subject) is None
