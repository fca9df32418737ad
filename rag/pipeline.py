"""The steps from a question to an answer. Each is small; the list of them is in `rag.chat`."""

from __future__ import annotations

import time
from collections.abc import Generator as Iterating
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from rag.answer.bearing import GradesFound, borne
from rag.answer.compose import notes_on, parts, scope_line
from rag.answer.counting import count_line, counting_note, findings_of, hits_of, none_line, shown
from rag.answer.declining import after_search, before_search, favoured, fitting, only_near
from rag.answer.extract import chosen, further, to_weigh
from rag.answer.facts import overview_sentences
from rag.answer.generate import Generator, told
from rag.answer.grades import caveats, graded, no_grades
from rag.answer.sentences import Sentence, TextEmbeddings, weigh
from rag.index.library import Library
from rag.read.authorities import Register
from rag.read.text import plain
from rag.retrieve.breadth import Survey, survey
from rag.retrieve.question import Question, Shape
from rag.retrieve.rank import ranked
from rag.retrieve.rerank import Reranker
from rag.retrieve.scope import Scope, scope_of
from rag.retrieve.search import Search, embedded, weights
from rag.retrieve.subjects import Subject, named_subjects
from rag.retrieve.terms import written_for
from rag.retrieve.understand import understand
from rag.retrieve.vocabulary import is_own_subject
from rag.retrieve.words import Term, as_prefix, weighted
from rag.types import Answer, Finding, Hit, OfstedChatError, Status

PASSAGES = 20
NOWHERE = Scope((), ())


@dataclass(frozen=True, slots=True)
class Request:
    """A question with the user's earlier turns, oldest first."""

    question: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question on its way: what each step found. `declined` is the line that ends it early, `near` says that
    what was found is only the nearest."""

    request: Request
    started: float
    question: Question | None = None
    scope: Scope = field(default=NOWHERE)
    hits: tuple[Hit, ...] = ()
    sentences: tuple[tuple[Sentence, ...], ...] = field(default=())
    near: bool = False
    survey: Survey | None = None
    grades: GradesFound | None = None
    declined: str | None = None


class Steps:
    """The steps, over one library."""

    def __init__(
        self,
        library: Library,
        search: Search,
        model: TextEmbeddings,
        register: Register,
        question_limit: int,
        rerank: Reranker,
        generator: Generator | None = None,
    ) -> None:
        self._library = library
        self._search = search
        self._model = model
        self._register = register
        self._limit = question_limit
        self._rerank = rerank
        self._generator = generator

    def begin(self, request: Request) -> Turn:
        """Check the question's length and start the clock. OfstedChatError where it is empty or too long."""
        length = len(request.question.strip())
        if length == 0:
            raise OfstedChatError("the question is empty: type what you want to know")
        if length > self._limit:
            raise OfstedChatError(f"the question has {length} characters, the limit is {self._limit}: shorten it")
        return Turn(request, time.perf_counter())

    def understand(self, turn: Turn) -> Turn:
        """What is asked, after the earlier turns."""
        history = [earlier[: self._limit] for earlier in turn.request.history]
        return replace(turn, question=understand(turn.request.question, history, self._register))

    def locate(self, turn: Turn) -> Turn:
        """Which reports it is about; declined where there are none."""
        question = _known(turn)
        scope = scope_of(question, self._library.reports(), self._register)
        declined = before_search(question, scope)
        if not declined or not scope.reports:
            declined = no_grades(question, scope, self._register) or declined
        if declined:
            scope = replace(scope, groups=(), reports=())
        return replace(turn, scope=scope, declined=declined)

    def retrieve(self, turn: Turn) -> Turn:
        """The paragraphs that fit best."""
        if turn.declined:
            return turn
        question = _known(turn)
        if question.shape is Shape.BREADTH and (found := self._surveyed(question, turn.scope)):
            if found.counted:
                return replace(turn, hits=hits_of(found, PASSAGES), survey=found)
            turn = replace(turn, declined=none_line(found))
        if question.shape is Shape.JUDGEMENT:
            turn = self._graded(turn, question)
            if turn.scope.everything:
                return turn
        hits = ranked(question, turn.scope, self._search, self._library, PASSAGES, self._rerank)
        rows = {hit.paragraph.id for hit in turn.hits}
        return replace(turn, hits=(*turn.hits, *(hit for hit in hits if hit.paragraph.id not in rows))[:PASSAGES])

    def _graded(self, turn: Turn, question: Question) -> Turn:
        """The grades asked for and where they stand; declined where there are none."""
        told = graded(question, turn.scope, self._library.reports(), self._register)
        found = GradesFound(told, borne((*told.rows, *told.counted), self._library))
        return replace(turn, grades=found, hits=found.hits(PASSAGES), declined=told.declined)

    def _surveyed(self, question: Question, scope: Scope) -> Survey | None:
        """What all reports of the scope say; a follow-up is about what it inherits as well."""
        asked = question.subject if question.inherited else question.text
        return survey(asked, question.terms, scope.reports, self._library, weights().boilerplate_sections)

    def extract(self, turn: Turn) -> Turn:
        """The sentences that answer, or why none does."""
        if turn.declined:
            return turn
        question = _known(turn)
        if turn.survey:
            return replace(turn, sentences=shown(turn.survey))
        if turn.grades:
            return replace(turn, sentences=turn.grades.sentences)
        terms = self._terms(question)
        candidates = to_weigh(question, turn.scope, turn.hits)
        vector = self._model.embed_question(embedded(question))
        behind = further(question, turn.hits, candidates)
        weighed = favoured(question, weigh(candidates, vector, terms, self._model, behind, fitting(question)))
        declined = after_search(question, turn.hits, weighed, terms, self._silent(question, turn.scope, terms))
        if declined:
            return replace(turn, declined=declined)
        if question.shape is Shape.OVERVIEW:
            return replace(turn, sentences=_grouped(overview_sentences(weighed)))
        return replace(
            turn, near=only_near(question, weighed), sentences=tuple(map(tuple, chosen(question, turn.scope, weighed)))
        )

    def answer(self, turn: Turn) -> Iterator[Answer]:
        """The answer in parts: first what was found and searched, then claim after claim, then status and notes."""
        question = _known(turn)
        tried = turn.grades.graded.suggestions if turn.grades else ()
        yield Answer(scope=scope_line(turn.scope), hits=turn.hits, findings=_findings(turn))
        if turn.declined:
            notes = [note for note in notes_on(question, turn.scope, ()) if note not in turn.declined]
            notes += turn.grades.notes if turn.grades else ()
            yield Answer(Status.DECLINED, turn.declined, notes=tuple(notes), suggestions=tried, seconds=_since(turn))
            return
        notes = list(notes_on(question, turn.scope, _quoted(turn)))
        if turn.survey:
            notes.append(counting_note(turn.survey))
            yield Answer(opening=count_line(turn.survey))
        notes += turn.grades.notes if turn.grades else caveats(question)
        with closing(self._generated(turn, notes)) as parts_told:
            first = next(parts_told, None)
            if first is None:
                nothing = "The reports searched do not say anything that fits this question."
                yield Answer(Status.DECLINED, opening=nothing, seconds=_since(turn))
                return
            yield first
            yield from parts_told
        if turn.near:
            notes.insert(0, "These are the nearest passages found; they may not answer the question.")
        status = Status.PARTLY if turn.scope.missing or turn.near else Status.ANSWERED
        yield Answer(status, notes=tuple(notes), seconds=_since(turn))

    def _generated(self, turn: Turn, notes: list[str]) -> Iterating[Answer, None, None]:
        """The chat model's verified parts, or the reports' own where there is none or it fails; `notes` say which.
        Grades are never a model's."""
        question = _known(turn)
        placed = self._library.with_places
        own = turn.grades.parts(placed) if turn.grades else parts(turn.sentences, placed)
        if self._generator is None or turn.survey or question.shape is Shape.JUDGEMENT:
            yield from own
            return
        about = f" (about {'; '.join(question.inherited)})" if question.inherited else ""
        asked = turn.request.question + about
        yield from told(self._generator, asked, turn.hits, self._library.with_places, own, notes)

    def _terms(self, question: Question) -> tuple[Term, ...]:
        chunks = max(1, self._library.chunk_count())
        return weighted(question.terms, written_for, self._library.document_frequency, chunks)

    def _silent(self, question: Question, scope: Scope, terms: Sequence[Term]) -> list[str]:
        """The question's known subjects, where no report of the scope has a word on any of them; where it names none,
        its words from the list of subjects that some report may well not mention."""
        ids = [report.id for report in scope.reports]
        known = named_subjects(question.subject)
        if known:
            said = [subject.said.search(plain(question.subject)) for subject in known]
            silent = not any(self._speaks_of(subject, ids) for subject in known)
            return [match[0] for match in said if match] if silent else []
        words = [term.text for term in terms if is_own_subject(term.text)]
        found = any(self._library.search_words(as_prefix(text), ids, 1) for text in words)
        return [] if found else words

    def _speaks_of(self, subject: Subject, report_ids: Sequence[str]) -> bool:
        texts = self._library.paragraphs_with(subject.match, report_ids)
        return any(subject.stands_in(plain(paragraph.text)) for paragraph in texts)


def _known(turn: Turn) -> Question:
    if turn.question is None:
        raise ValueError("the step `understand` has not run")
    return turn.question


def _grouped(rows: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    groups: dict[str, list[Sentence]] = {}
    for row in rows:
        groups.setdefault(row.hit.paragraph.id, []).append(row)
    return tuple(tuple(group) for group in groups.values())


def _quoted(turn: Turn) -> list[Hit]:
    """The hits of the reports that the answer quotes."""
    quoted = {sentence.hit.report.id for group in turn.sentences for sentence in group}
    return [hit for hit in turn.hits if hit.report.id in quoted]


def _findings(turn: Turn) -> tuple[Finding, ...]:
    """For a question about many inspections: each report with a paragraph that fits, best paragraph first."""
    if not turn.scope.everything or turn.declined:
        return ()
    if turn.survey:
        return findings_of(turn.survey)
    if turn.grades:
        return turn.grades.findings
    best: dict[str, Finding] = {}
    for hit in turn.hits:
        best.setdefault(hit.report.id, Finding(hit.report, hit.paragraph))
    return tuple(best.values())


def _since(turn: Turn) -> float:
    return round(time.perf_counter() - turn.started, 3)
