"""What reports do not say: subjects of a question that none of them, or one side of a comparison, has a word on."""

from __future__ import annotations

from collections.abc import Sequence

from rag.find.scope import Scope
from rag.find.words import Term, as_prefix
from rag.index.library import Library
from rag.label.themes import Theme, named_themes
from rag.plan.question import Question, Shape
from rag.plan.terms import written_for
from rag.plan.vocabulary import is_own_subject
from rag.read.text import plain
from rag.types import Hit, ReportFacts


class Silence:
    """Looks for a question's subjects in the words of a library's reports."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def words(self, question: Question, scope: Scope, terms: Sequence[Term]) -> list[str]:
        """The question's known subjects, where no report of the scope speaks of any of them; where it names none, its
        words from the list of subjects that some report may well not mention."""
        subjects = named_themes(question.subject)
        if subjects:
            silent = not any(self._speaks_of(subject, scope.report_ids) for subject in subjects)
            return as_said(subjects, question) if silent else []
        words = [term.text for term in terms if is_own_subject(term.text)]
        return [] if self._has_any(words, scope.report_ids) else words

    def parts(self, question: Question, scope: Scope) -> tuple[str, ...]:
        """Of several subjects those that no report of the scope has a word on, nor on what stands for them."""
        subjects = named_themes(question.subject)
        if len(subjects) < 2 or scope.everything or question.shape in (Shape.OVERVIEW, Shape.JUDGEMENT):
            return ()
        silent = [subject for subject in subjects if not self._mentioned(subject, question, scope.report_ids)]
        return tuple(as_said(silent, question))

    def sides(self, question: Question, hits: Sequence[Hit]) -> list[ReportFacts]:
        """The reports of a comparison or a change that have no word on its subjects, where another has."""
        subjects = named_themes(question.subject)
        if question.shape not in (Shape.COMPARE, Shape.TREND) or not subjects:
            return []
        reports = {hit.report.id: hit.report for hit in hits}
        silent = [id for id in reports if not any(self._mentioned(subject, question, [id]) for subject in subjects)]
        return [reports[id] for id in silent] if len(silent) < len(reports) else []

    def _mentioned(self, subject: Theme, question: Question, report_ids: Sequence[str]) -> bool:
        """Whether these reports speak of a subject, or have the question's words for it, or what stands for those."""
        words = [word for text in as_said([subject], question) for word in (text, *written_for(text))]
        return self._speaks_of(subject, report_ids) or self._has_any(words, report_ids)

    def _has_any(self, words: Sequence[str], report_ids: Sequence[str]) -> bool:
        match = " OR ".join(map(as_prefix, words))
        return bool(match) and bool(self._library.search_words(match, report_ids, 1))

    def _speaks_of(self, subject: Theme, report_ids: Sequence[str]) -> bool:
        texts = self._library.paragraphs_with(subject.match, report_ids)
        return any(subject.stands_in(plain(paragraph.text)) for paragraph in texts)


def as_said(subjects: Sequence[Theme], question: Question) -> list[str]:
    """The subjects in the question's own words."""
    said = [subject.said.search(plain(question.subject)) for subject in subjects]
    return [match[0] for match in said if match]
