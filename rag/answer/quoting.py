"""What an answer about named reports quotes: by the reader where it has read, by the rules elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.by_reading import Found, found_by_reading
from rag.answer.declining import (
    NOTHING,
    after_search,
    favoured,
    fitting,
    only_near,
    unanswered_line,
    unsaid_line,
)
from rag.answer.extract import by_report, chosen, further, to_weigh
from rag.answer.facts import overview_sentences
from rag.answer.sentences import TextEmbeddings, grouped, unweighed, weigh
from rag.find.overview import no_list_line
from rag.find.scope import Scope
from rag.find.search import embedded
from rag.find.silence import Silence
from rag.find.words import Term
from rag.plan.question import Question, Shape
from rag.types import Area, Hit


@dataclass(frozen=True, slots=True)
class Quoting:
    """Chooses sentences, with what it needs to know of the library: the weight of a question's words, and the subjects
    that no report has a word on."""

    model: TextEmbeddings
    silence: Silence
    terms_of: Callable[[Question], Sequence[Term]]

    def __call__(self, question: Question, scope: Scope, hits: Sequence[Hit]) -> Found:
        """The sentences to quote of the hits, or why none answers."""
        if question.shape is Shape.OVERVIEW:
            return _overview(question, scope, hits)
        terms = self.terms_of(question)
        silent = self.silence.words(question, scope, terms)
        unmentioned = self.silence.parts(question, scope)
        if read := found_by_reading(question, hits, silent, unmentioned):
            return read
        return self._by_rules(question, scope, hits, terms, silent, unmentioned)

    def _by_rules(
        self,
        question: Question,
        scope: Scope,
        hits: Sequence[Hit],
        terms: Sequence[Term],
        silent: Sequence[str],
        unmentioned: tuple[str, ...],
    ) -> Found:
        candidates = to_weigh(question, scope, hits)
        vector = self.model.embed_question(embedded(question))
        behind = further(question, hits, candidates)
        weighed = favoured(question, weigh(candidates, vector, terms, self.model, behind, fitting(question)))
        declined = after_search(question, hits, weighed, terms, silent)
        if declined:
            return Found(declined=declined)
        groups = tuple(map(tuple, chosen(question, scope, weighed)))
        return Found(groups, near=only_near(question, weighed), unmentioned=unmentioned)


def notes_of(found: Found) -> list[str]:
    """What a reader must know of what is quoted: that it is only near, and what of the question is not answered."""
    notes = ["These are the nearest passages found; they may not answer the question."] if found.near else []
    notes += [unsaid_line(found.unmentioned)] if found.unmentioned else []
    return notes + ([unanswered_line(found.unanswered)] if found.unanswered else [])


def _overview(question: Question, scope: Scope, hits: Sequence[Hit]) -> Found:
    """The sentences of a report's summary or of what it says must improve."""
    found = overview_sentences(unweighed(hits), question.areas or (Area.OVERALL,))
    groups = tuple(map(tuple, by_report(grouped(found), question)))
    nothing = no_list_line(question, scope.reports) if question.to_improve else NOTHING
    return Found(groups, declined=None if found else nothing)
