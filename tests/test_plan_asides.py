"""Small talk, the library itself, what lies outside the subject, and turns that only steer or put right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.plan.grading import of_elsewhere
from rag.plan.period import Period
from rag.plan.question import Correction, Question, Shape, Wanted
from rag.plan.understand import understand
from rag.plan.vocabulary import asks_for_advice
from rag.read.authorities import Register

Ask = Callable[..., Question]


@pytest.fixture
def ask(register: Register) -> Ask:
    """Understands the last of its turns after those before it."""
    return lambda *turns: understand(turns[-1], turns[:-1], register)


def names(question: Question) -> tuple[str, ...]:
    return tuple(authority.name for authority in question.authorities)


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hi there!",
        "thanks",
        "ok, thank you very much",
        "who are you?",
        "are you Ofsted?",
        "what can I ask?",
        "how does this work",
        "can I trust you?",
        "do you make things up?",
        "Help!",
        "bye",
    ],
)
def test_small_talk_is_answered_as_such(ask: Ask, text: str) -> None:
    question = ask(text)
    assert question.shape is Shape.TALK
    assert question.reply


@pytest.mark.parametrize(
    "text",
    [
        "hello, what about caseloads?",
        "help for care leavers",
        "what help do care leavers get?",
        "thanks to whom?",
        "who are the personal advisers?",
        "can I trust the front door in Leeds?",
        "what can social workers do?",
    ],
)
def test_a_question_that_begins_like_small_talk_is_a_question(ask: Ask, text: str) -> None:
    assert ask(text).shape is not Shape.TALK


@pytest.mark.parametrize(
    "text",
    [
        "Which reports do you have on Leeds?",
        "what reports are there for Kent",
        "when was Leeds last inspected?",
        "When did Ofsted last visit Slough?",
        "how many times has Torbay been inspected?",
        "how many reports do you have?",
        "which councils do you cover in the South West?",
        "who was the lead inspector in Kent in 2022?",
        "list reports on Bury",
        "is Leeds in your library?",
        "what was the date of the last inspection of Devon?",
        "when was Kent's report published?",
    ],
)
def test_a_question_about_the_library_is_one(ask: Ask, text: str) -> None:
    assert ask(text).shape is Shape.LIBRARY


@pytest.mark.parametrize(
    "text",
    [
        "do you have anything on caseloads in Leeds?",
        "how often are children visited in Leeds?",
        "which reports do you have that mention neglect?",
        "what do reports on Leeds say about neglect?",
        "how often were foster carers visited in Kent?",
        "when were care leavers last visited by their advisers?",
        "which councils have high caseloads?",
        "when was the improvement board set up in Slough?",
    ],
)
def test_a_question_with_a_subject_is_not_about_the_library(ask: Ask, text: str) -> None:
    assert ask(text).shape is not Shape.LIBRARY


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("Which primary schools in Sheffield did Ofsted grade outstanding last year?", True),
        ("best nurseries in Leeds", True),
        ("is Hill Top primary any good?", True),
        ("how many children in care attend good or outstanding schools?", False),
        ("do care leavers go to good colleges?", False),
        ("is the virtual school in Leeds any good?", False),
    ],
)
def test_schools_and_nurseries_are_another_library(ask: Ask, text: str, elsewhere: bool) -> None:
    assert of_elsewhere(ask(text)) is elsewhere


@pytest.mark.parametrize("text", ["show me more", "more please", "anything else?", "what else did they say?", "go on"])
def test_more_is_more_of_the_same(ask: Ask, text: str) -> None:
    question = ask("caseloads in Leeds in 2018", text)
    assert (question.terms, names(question), question.period.years) == (("caseloads",), ("Leeds",), (2018,))
    assert question.further == 1
    assert ask("caseloads in Leeds in 2018", text, text).further == 2


@pytest.mark.parametrize(
    "text", ["quote it exactly", "give me the exact words", "show me the full paragraph", "verbatim please"]
)
def test_the_words_are_those_of_the_answer_before(ask: Ask, text: str) -> None:
    question = ask("caseloads in Leeds", text)
    assert (question.terms, names(question), question.verbatim) == (("caseloads",), ("Leeds",), True)


def test_a_new_question_after_more_begins_anew(ask: Ask) -> None:
    question = ask("caseloads in Leeds", "show me more", "and supervision?")
    assert (question.terms, names(question), question.further) == (("supervision",), ("Leeds",), 0)


def test_small_talk_between_is_passed_over(ask: Ask) -> None:
    question = ask("caseloads in Leeds", "thanks!", "and supervision?")
    assert (question.terms, names(question)) == (("supervision",), ("Leeds",))


@pytest.mark.parametrize(
    ("turns", "authorities", "years"),
    [
        (("caseloads in Leeds in 2018", "no, I meant Leicester"), ("Leicester",), (2018,)),
        (("caseloads in Leeds in 2018", "I meant 2022"), ("Leeds",), (2022,)),
        (("caseloads in Leicester", "Leicestershire, not Leicester"), ("Leicestershire",), ()),
        (("caseloads in Leicester", "sorry, not Leicester but Leicestershire"), ("Leicestershire",), ()),
    ],
)
def test_a_correction_keeps_the_rest(
    ask: Ask, turns: tuple[str, ...], authorities: tuple[str, ...], years: object
) -> None:
    question = ask(*turns)
    assert (question.terms, names(question), question.period.years) == (("caseloads",), authorities, years)


def test_only_since_a_year_narrows_the_question_before(ask: Ask) -> None:
    question = ask("caseloads in Leeds", "only since 2019")
    assert (question.terms, names(question), question.period.since) == (("caseloads",), ("Leeds",), 2019)
    assert ask("caseloads in London", "only since 2019").regions == ("London",)


def test_who_is_worse_compares_all_that_were_asked_of(ask: Ask) -> None:
    question = ask("neglect in Leeds", "and Slough?", "who's worse?")
    assert (question.shape, set(names(question))) == (Shape.COMPARE, {"Leeds", "Slough"})
    assert "neglect" in question.terms
    assert names(ask("neglect in Leeds", "who's worse?")) == ("Leeds",)


def test_what_the_user_sets_stands_before_what_was_understood(register: Register) -> None:
    leeds, kent = register.by_name["Leeds"].urn, register.by_name["Kent"].urn
    history = ("caseloads in Slough in 2019",)
    placed = understand("and supervision?", history, register, {1: Correction(authorities=(leeds,))})
    assert (names(placed), placed.period.years) == (("Leeds",), ())
    timed = understand("and supervision?", history, register, {1: Correction(period=Period())})
    assert (names(timed), timed.period.years) == (("Slough",), ())
    earlier = understand("and supervision?", history, register, {0: Correction(authorities=(kent,))})
    assert (names(earlier), earlier.period.years) == (("Kent",), (2019,))
    everywhere = understand("caseloads in Slough", (), register, {0: Correction(authorities=(), regions=("London",))})
    assert (names(everywhere), everywhere.regions) == ((), ("London",))
    assert not everywhere.outside


def test_a_place_outside_england_can_be_put_right(register: Register) -> None:
    leeds = register.by_name["Leeds"].urn
    question = understand("caseloads in Cardiff", (), register, {0: Correction(authorities=(leeds,))})
    assert (names(question), question.outside) == (("Leeds",), None)


def test_a_figure_of_one_year_asks_for_no_change(ask: Ask) -> None:
    assert ask("how many were still waiting for a social worker in Leeds in 2014?").shape is Shape.TOPIC
    assert ask("rate of fixed term exclusions in Leeds, 2017").shape is Shape.TOPIC
    assert ask("Has the number of agency staff in Leeds changed since 2018?").shape is Shape.TREND


def test_some_of_those_asked_about_are_still_the_subject(ask: Ask) -> None:
    question = ask("How well are care leavers in Leeds doing?", "what about the ones who've had a baby?")
    assert "care leavers" in question.terms
    assert "baby" in question.terms


def test_a_bare_follow_up_asks_the_same_of_another_subject(ask: Ask) -> None:
    first = "What percentage of children in Leeds had health assessments on time?"
    assert ask(first, "and the dentist?").wanted is Wanted.NUMBER
    assert ask(first, "and how good is early help?").wanted is None


def test_the_newest_two_inspections_are_two(ask: Ask) -> None:
    assert ask("neglect in Leeds over the last two inspections").period.newest == 2
    assert ask("neglect in Leeds at the last inspection").period.newest is None


@pytest.mark.parametrize("text", ["fostering in swansea in 2023", "children's services in cardiff", "in fife?"])
def test_a_place_outside_england_is_known_in_small_letters_where_a_place_must_stand(ask: Ask, text: str) -> None:
    assert ask(text).outside


def test_only_what_has_changed_asks_for_a_change(ask: Ask) -> None:
    assert ask("did children say that staff kept changing in Leeds in 2022?").shape is Shape.TOPIC
    assert ask("do parents know what they have to change in Leeds?").shape is Shape.TOPIC
    assert ask("what has changed in Leeds on neglect since 2018?").shape is Shape.TREND
    assert ask("How has neglect work in Leeds changed?").shape is Shape.TREND


def test_advice_for_a_child_is_asked_for_a_sister_too() -> None:
    assert asks_for_advice("my sister's little boy is on a plan in Blackpool, should she let his dad have him?")
    assert not asks_for_advice("should she have been told, did inspectors say?")
