"""What is asked: places, times, kinds of question, and what a follow-up takes from before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.plan.question import Question, Shape, Wanted
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Area, Kind

Ask = Callable[..., Question]


@pytest.fixture
def ask(register: Register) -> Ask:
    """Understands the last of its turns after those before it."""
    return lambda *turns: understand(turns[-1], turns[:-1], register)


def names(question: Question) -> set[str]:
    return {authority.name for authority in question.authorities}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("caseloads in West Northamptonshire", {"West Northamptonshire"}),
        ("caseloads in west northants?", {"West Northamptonshire"}),
        ("How is BANES doing on neglect?", {"Bath and North East Somerset"}),
        ("What about Bath & North East Somerset?", {"Bath and North East Somerset"}),
        ("is Slough Children First good at adoption?", {"Slough"}),
        ("Northamptonshire Children’s Trust and neglect", {"North Northamptonshire", "West Northamptonshire"}),
        ("Northamptonshire's caseloads", {"Northamptonshire"}),
        ("caseloads in Birmigham", {"Birmingham"}),
        ("Compare North and West Northamptonshire on neglect", {"North Northamptonshire", "West Northamptonshire"}),
        ("north or west northamptonshire, which is better?", {"North Northamptonshire", "West Northamptonshire"}),
        ("neglect in East and West Sussex", {"East Sussex", "West Sussex"}),
        ("north and east of the city", set()),
        ("caseloads", set()),
    ],
)
def test_an_authority_is_known_by_every_name_it_goes_by(ask: Ask, text: str, named: set[str]) -> None:
    assert names(ask(text)) == named


def test_a_misspelt_authority_is_understood_and_that_is_said(ask: Ask) -> None:
    assert ask("caseloads in Birmigham").corrected == ("“Birmigham” as Birmingham",)
    assert ask("caseloads in Birmingham").corrected == ()


@pytest.mark.parametrize("text", ["do children like reading?", "can children bath themselves?", "to bury the past"])
def test_a_place_that_is_an_english_word_is_no_place_in_small_letters(ask: Ask, text: str) -> None:
    assert not ask(text).authorities


@pytest.mark.parametrize("text", ["caseloads in reading", "caseloads in Reading", "Reading council on neglect"])
def test_a_place_that_is_an_english_word_is_a_place_where_the_words_around_it_say_so(ask: Ask, text: str) -> None:
    assert names(ask(text)) == {"Reading"}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("children's services in Cardiff", "Wales"),
        ("What about Scotland?", "Scotland"),
        ("caseloads in Belfast", "Northern Ireland"),
        ("caseloads in Jersey", "the Crown dependencies"),
        ("caseloads in Leeds", None),
        ("are there any wales of a time", None),
    ],
)
def test_a_place_outside_england_is_known_as_such(ask: Ask, text: str, country: str | None) -> None:
    assert ask(text).outside == country


def test_years_months_and_other_words_of_time_are_understood(ask: Ask) -> None:
    assert ask("Leeds in 2018 and 2022").period.years == (2018, 2022)
    assert ask("the December 2023 inspection").period.months == ((2023, 12),)
    assert ask("neglect since 2019").period.since == 2019
    assert ask("the latest report on Leeds").period.latest
    assert ask("and the next one?").period.following
    assert not ask("what about caseloads?").period
    assert not ask("the number 12018 and 20-2019").period.years


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("What did Ofsted say about caseloads in Leeds?", Shape.TOPIC),
        ("How was Leeds graded overall?", Shape.JUDGEMENT),
        ("Compare neglect in Leeds and Slough", Shape.COMPARE),
        ("Has neglect in Leeds got better since 2018?", Shape.TREND),
        ("neglect in Leeds in 2018 and 2022", Shape.TREND),
        ("Which councils have high caseloads?", Shape.BREADTH),
        ("How many authorities use agency staff?", Shape.BREADTH),
        ("Tell me about Leeds", Shape.OVERVIEW),
        ("What needs to improve in Leeds?", Shape.OVERVIEW),
    ],
)
def test_the_kind_of_answer_wanted_is_understood(ask: Ask, text: str, shape: Shape) -> None:
    assert ask(text).shape is shape


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("What needs to improve in Leeds?", True),
        ("recommendations for Leeds", True),
        ("What are the weaknesses of Leeds?", True),
        ("Tell me about Leeds", False),
        ("What are the recommendations on neglect in Leeds?", False),
    ],
)
def test_recommendations_as_a_whole_are_asked_for_only_where_no_subject_is_named(
    ask: Ask, text: str, asked: bool
) -> None:
    assert ask(text).to_improve is asked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How many social workers left?", Wanted.NUMBER),
        ("How much was spent on agency staff?", Wanted.MONEY),
        ("What's the name of the director?", Wanted.NAME),
        ("How good is supervision?", None),
    ],
)
def test_a_question_of_fact_wants_a_number_a_sum_or_a_name(ask: Ask, text: str, wanted: Wanted | None) -> None:
    assert ask(text).wanted is wanted


def test_the_areas_of_judgement_and_the_kinds_of_report_are_understood(ask: Ask) -> None:
    assert ask("grade for care leavers in Leeds").areas == (Area.CARE_LEAVERS, Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS)
    assert ask("What did the monitoring visit to Leeds find?").kinds == (Kind.MONITORING_VISIT,)
    assert ask("What did the report on Leeds find?").kinds == ()


def test_a_lay_phrase_is_one_term_and_brings_the_words_of_the_reports(ask: Ask) -> None:
    question = ask("What happens when kids run away?")
    assert "run away" in question.terms
    assert {"run", "away"}.isdisjoint(question.terms)
    assert "return home interview" in question.written


def test_a_new_subject_in_a_follow_up_stands_in_the_former_place(ask: Ask) -> None:
    question = ask("caseloads in Leeds in 2022?", "what about supervision?")
    assert names(question) == {"Leeds"}
    assert question.period.years == (2022,)
    assert question.terms == ("supervision",)
    assert question.inherited == ("Leeds", "2022")


def test_a_new_subject_without_a_place_takes_nothing_from_before(ask: Ask) -> None:
    question = ask("what did Ofsted say about caseloads?", "what about supervision?")
    assert question.terms == ("supervision",)
    assert question.inherited == ()


def test_a_follow_up_without_a_subject_goes_on_about_the_former_one_and_says_which(ask: Ask) -> None:
    question = ask("caseloads in Leeds?", "and had that got better?")
    assert question.shape is Shape.TREND
    assert question.terms == ("caseloads",)
    assert question.inherited == ("Leeds", "“caseloads”")


def test_a_follow_up_about_another_year_keeps_place_and_subject_only(ask: Ask) -> None:
    question = ask("early help in Leeds in 2018?", "What about the 2022 one?")
    assert names(question) == {"Leeds"}
    assert question.period.years == (2022,)
    assert "early help" in question.terms


def test_a_follow_up_about_another_place_keeps_the_subject_only(ask: Ask) -> None:
    question = ask("caseloads in Leeds in 2018?", "and in Slough?")
    assert names(question) == {"Slough"}
    assert question.terms == ("caseloads",)
    assert not question.period
    assert question.inherited == ("“caseloads”",)


def test_a_follow_up_names_the_neighbour_by_its_half_of_the_name(ask: Ask) -> None:
    assert names(ask("caseloads in North Northamptonshire", "and West?")) == {"West Northamptonshire"}
    assert names(ask("caseloads in Leeds", "and West?")) == {"Leeds"}


def test_a_new_question_with_place_and_subject_inherits_nothing(ask: Ask) -> None:
    question = ask("caseloads in Leeds?", "How good is adoption in Slough?")
    assert question.inherited == ()
    assert question.terms == ("adoption",)


@pytest.mark.parametrize("text", ["sum up the latest Slough report", "give me the gist of the Slough report"])
def test_a_report_that_is_asked_for_as_a_whole_takes_no_subject_from_before(ask: Ask, text: str) -> None:
    question = ask("caseloads in Leeds?", text)
    assert (question.inherited, question.shape) == ((), Shape.OVERVIEW)


def test_the_next_one_remembers_which_came_before(ask: Ask) -> None:
    question = ask("early help in Leeds in 2018?", "had they fixed that by the next one?")
    assert question.period.following
    assert question.earlier.years == (2018,)


def test_inheritance_goes_over_several_turns(ask: Ask) -> None:
    question = ask("caseloads in Leeds?", "what about supervision?", "and had that got better?")
    assert names(question) == {"Leeds"}
    assert "supervision" in question.terms
    assert "caseloads" not in question.terms


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("When did the trust take over?", Wanted.DATE),
        ("in what year was the board set up?", Wanted.DATE),
        ("What happens when children go missing?", None),
        ("When do children get a personal adviser?", None),
    ],
)
def test_a_date_is_wanted_where_the_question_begins_with_when(ask: Ask, text: str, wanted: Wanted | None) -> None:
    assert ask(text).wanted is wanted


def test_a_trusts_name_is_looked_for_too(ask: Ask) -> None:
    question = ask("When did Worcestershire Children First take over?")
    assert names(question) == {"Worcestershire"}
    assert "Worcestershire Children First" in question.written


def test_a_part_of_a_longer_phrase_brings_no_words_of_its_own(ask: Ask) -> None:
    assert "foster carers" not in ask("private fostering in Leeds").written
    assert "foster carers" in ask("fostering in Leeds").written
