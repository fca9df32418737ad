"""The steps from a question to an answer. Each is small; the list of them is in `rag.chat`."""

from __future__ import annotations

import time
from collections.abc import Generator as Iterating
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.answer.bearing import GradesFound, borne
from rag.answer.by_reading import Found
from rag.answer.compose import notes_on, parts, scope_line
from rag.answer.counting import SurveyTold
from rag.answer.declining import (
    NOTHING,
    before_search,
    silent_line,
)
from rag.answer.generate import Generator, told
from rag.answer.grades import caveats, graded, no_grades
from rag.answer.holdings import holdings_line, understood_of
from rag.answer.instead import instead
from rag.answer.quoting import Quoting, notes_of
from rag.answer.scopes import scope_reminder, told_scopes
from rag.answer.sentences import TextEmbeddings
from rag.answer.steering import NO_MORE, in_full
from rag.answer.tell_brief import tell_brief
from rag.answer.telling import plan_notes, told_by
from rag.answer.told import Told
from rag.answer.tone import change_line
from rag.find.breadth import survey
from rag.find.population import population
from rag.find.rank import ranked
from rag.find.rerank import Reranker
from rag.find.scope import Scope, scope_of
from rag.find.search import Search
from rag.find.silence import Silence, as_said
from rag.find.words import Term, weighted
from rag.index.library import Library
from rag.label.themes import named_themes
from rag.plan.grading import asks_for_reasons
from rag.plan.misspelt import put_right
from rag.plan.occasions import without_occasions
from rag.plan.planned import planned
from rag.plan.question import Question, Shape
from rag.plan.terms import written_for
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.turn import Request, Turn, findings_of_turn, known, left_out, quoted_hits, since, without
from rag.types import Answer, Area, OfstedChatError, ReportFacts, Status
from rag.types.plans import Telling

PASSAGES = 20
_SEVERAL = 2
NO_SEARCH = (Shape.TALK, Shape.LIBRARY)


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
        self._silence = Silence(library)
        self._quoting = Quoting(model, self._silence, self._terms)

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
        text, put = put_right(turn.request.question, self._in_reports)
        earlier = [put_right(asked, self._in_reports)[0] for asked in history]
        question = understand(text, earlier, self._register, turn.request.corrections)
        plans = planned(question, [*earlier, text], self._register, turn.request.corrections.get(len(earlier)))
        if plans:
            apart = question.shape in (Shape.LIBRARY, Shape.SCOPE)
            before = question.inherited if plans[0].goes_on else ()
            question = replace(question, shape=Shape.BREADTH if apart else question.shape, inherited=before)
        return replace(turn, question=replace(question, corrected=(*put, *question.corrected)), plans=plans)

    def _in_reports(self, word: str) -> bool:
        return self._library.has_word(word)

    def locate(self, turn: Turn) -> Turn:
        """Which reports it is about; declined where there are none."""
        question = known(turn)
        if question.shape is Shape.TALK:
            return turn
        held = self._library.reports()
        if turn.plans and held:
            return self._among(turn, held)
        scope = scope_of(question, held, self._register)
        declined = before_search(question, scope)
        if not declined or not scope.reports:
            declined = no_grades(question, scope, self._register) or declined
        if declined:
            scope = replace(scope, groups=(), reports=())
        return replace(turn, scope=scope, declined=declined)

    def _among(self, turn: Turn, held: Sequence[ReportFacts]) -> Turn:
        """The reports that the plans are about, all of them together, and what they tell."""
        among = [population(plan, held, self._register) for plan in turn.plans]
        reports = tuple({r.id: r for some in among for r in (*some.reports, *some.beside)}.values())
        told = told_by(turn.plans, among, self._library)
        scope = Scope((tuple(report.id for report in reports),), reports, everything=True)
        return replace(turn, scope=scope, told=told, declined=told.declined)

    def retrieve(self, turn: Turn) -> Turn:
        """The paragraphs that fit best, those first that an answer from the library's tables stands on."""
        question = known(turn)
        if turn.declined or question.shape in NO_SEARCH:
            return turn
        turn = turn if turn.told else self._from_tables(turn)
        if turn.told:
            turn = replace(turn, hits=turn.told.hits(PASSAGES), declined=turn.told.declined)
        of_themes = any(plan.telling is Telling.THEME for plan in turn.plans) and len(turn.hits) < PASSAGES
        alone = turn.scope.everything or question.shape is Shape.SCOPE
        if turn.told and alone and not turn.declined and not of_themes:
            return turn
        turn = replace(turn, lead=self._lead(turn))
        hits = ranked(question, turn.scope, self._search, self._library, PASSAGES, self._rerank)
        rows = {hit.paragraph.id for hit in turn.hits}
        return replace(turn, hits=(*turn.hits, *(hit for hit in hits if hit.paragraph.id not in rows))[:PASSAGES])

    def _lead(self, turn: Turn) -> GradesFound | None:
        """The grades of the areas that a comparison of authorities is about; None for any other question, where none
        is held, and where a chat model words the answer."""
        question = known(turn)
        areas = tuple(area for area in question.areas if area is not Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS)
        if question.shape is not Shape.COMPARE or len(question.authorities) < _SEVERAL or not areas or self._generator:
            return None
        asked = replace(question, shape=Shape.JUDGEMENT, areas=areas)
        held = self._library.reports()
        said = graded(asked, scope_of(asked, held, self._register), held, self._register)
        return None if said.declined else GradesFound(said, borne(said.rows, self._library))

    def _from_tables(self, turn: Turn) -> Turn:
        """What the library's own tables answer: grades, what visits looked at, what many reports say on a theme."""
        question = known(turn)
        told: Told | None = None
        if question.shape is Shape.JUDGEMENT:
            said = graded(question, turn.scope, self._library.reports(), self._register)
            told = GradesFound(said, borne((*said.rows, *said.counted), self._library))
        in_brief = not (question.areas or question.to_improve or question.further or asks_for_reasons(question))
        if question.shape is Shape.OVERVIEW and in_brief:
            told = tell_brief(turn.scope.reports, self._library)
        if question.shape is Shape.SCOPE:
            told = told_scopes(question, turn.scope, self._library)
        if question.shape is Shape.BREADTH:
            asked = question.subject if question.inherited else without_occasions(question.text)
            found = survey(asked, question.terms, turn.scope.reports, self._library)
            told = SurveyTold(found).after(question.further) if found else None
        return replace(turn, told=told)

    def extract(self, turn: Turn) -> Turn:
        """The sentences that answer, or why none does; what was shown before is left out where more is asked for."""
        question = known(turn)
        if turn.declined or question.shape in NO_SEARCH:
            return turn
        if turn.told:
            sentences = turn.told.sentences
            nothing_new = question.further and (not sentences or isinstance(turn.told, GradesFound))
            return replace(turn, sentences=sentences, declined=NO_MORE if nothing_new else None)
        told, left = self._chosen(turn), turn
        for _ in range(question.further if told.found.groups else 0):
            left = without(left, {sentence.hit.paragraph.id for group in told.found.groups for sentence in group})
            told = self._chosen(left) if left.hits else replace(left, found=Found())
            if told.found.declined or not told.found.groups:
                return replace(turn, declined=NO_MORE)
        groups = in_full(told.found.groups) if question.verbatim else told.found.groups
        return replace(told, hits=turn.hits, sentences=groups, declined=told.found.declined)

    def _chosen(self, turn: Turn) -> Turn:
        """The sentences to quote of the hits, or why none answers."""
        question = known(turn)
        if question.shape is not Shape.OVERVIEW:
            turn = self._without_silent_sides(turn, question)
        return replace(turn, found=self._quoting(question, turn.scope, turn.hits))

    def _without_silent_sides(self, turn: Turn, question: Question) -> Turn:
        """A comparison without the reports that have no word on its subject: what else they say is no answer."""
        silent = self._silence.sides(question, turn.hits)
        lines = tuple(silent_line(report, as_said(named_themes(question.subject), question)) for report in silent)
        return replace(turn, hits=tuple(hit for hit in turn.hits if hit.report not in silent), silent=lines)

    def answer(self, turn: Turn) -> Iterator[Answer]:
        """The answer in parts: first what was found and searched, then claim after claim, then status and notes."""
        question = known(turn)
        understood = understood_of(question, turn.plans)
        if question.shape is Shape.TALK:
            yield Answer(opening=question.reply or "", understood=understood, seconds=since(turn))
            return
        tried = turn.told.graded.suggestions if isinstance(turn.told, GradesFound) else ()
        searched = "" if question.shape is Shape.LIBRARY else scope_line(turn.scope)
        found = findings_of_turn(turn)
        yield Answer(scope=searched, hits=turn.hits, findings=found, understood=understood, plans=turn.plans)
        if turn.declined:
            notes = [note for note in notes_on(question, turn.scope, ()) if note not in turn.declined]
            notes += turn.told.notes if turn.told else ()
            if (looked_at := scope_reminder(turn.scope.reports)) and question.shape is not Shape.SCOPE:
                notes.append(looked_at)
            tries = tried or instead(question, turn.hits, self._library)
            yield Answer(Status.DECLINED, turn.declined, notes=tuple(notes), suggestions=tries, seconds=since(turn))
            return
        notes = list(notes_on(question, turn.scope, quoted_hits(turn)))
        if question.shape is Shape.LIBRARY:
            line = holdings_line(question, turn.scope.reports)
            yield Answer(opening=line, reports=turn.scope.reports, notes=tuple(notes), seconds=since(turn))
            return
        notes += turn.told.notes if turn.told else turn.lead.notes if turn.lead else caveats(question)
        notes[:0] = plan_notes(turn.plans)
        with closing(self._generated(turn, notes)) as parts_told:
            first = next(parts_told, None)
            if first is None:
                yield Answer(Status.DECLINED, opening=NOTHING, seconds=since(turn))
                return
            yield first
            yield from parts_told
        if question.shape is Shape.TREND and (change := change_line(turn.sentences)):
            notes.insert(0, change)
        notes[:0] = [*notes_of(turn.found), *turn.silent]
        in_part = bool(turn.scope.missing or turn.silent) or turn.found.in_part or left_out(turn)
        status = Status.PARTLY if in_part else Status.ANSWERED
        yield Answer(status, notes=tuple(notes), seconds=since(turn))

    def _generated(self, turn: Turn, notes: list[str]) -> Iterating[Answer, None, None]:
        """The chat model's verified parts, or the reports' own where there is none or it fails; `notes` say which.
        Grades and counts are never a model's."""
        question = known(turn)
        placed = self._library.with_places
        own = turn.told.parts(placed) if turn.told else self._led(turn)
        if self._generator is None or turn.told:
            yield from own
            return
        about = f" (about {'; '.join(question.inherited)})" if question.inherited else ""
        asked = turn.request.question + about
        yield from told(self._generator, asked, turn.hits, self._library.with_places, own, notes)

    def _led(self, turn: Turn) -> Iterator[Answer]:
        """The reports' own sentences, after the grades that a comparison begins with."""
        last = 0
        for part in turn.lead.parts(self._library.with_places) if turn.lead else ():
            last += len(part.citations)
            yield part
        yield from parts(turn.sentences, self._library.with_places, last)

    def _terms(self, question: Question) -> tuple[Term, ...]:
        chunks = max(1, self._library.chunk_count())
        return weighted(question.terms, written_for, self._library.document_frequency, chunks)
