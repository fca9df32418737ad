"""Which inspections and visits a question names, and which reports these are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.find.occasion_reports import meant
from rag.find.scope import Scope, scope_of
from rag.plan.occasions import Occasion, Relation, occasions_in, without_occasions
from rag.plan.question import Correction, Question, Shape
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import INSPECTIONS, VISITS, Kind, ReportFacts
from tests.answer_helpers import facts

SPRING, SUMMER, AUTUMN = (3, 4, 5), (6, 7, 8), (9, 10, 11)
AFTER, BEFORE = Relation.AFTER, Relation.BEFORE


def visit(**parts: object) -> Occasion:
    return replace(Occasion(VISITS), **parts)  # type: ignore[arg-type]


def inspection(**parts: object) -> Occasion:
    return replace(Occasion(INSPECTIONS), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("what did the 2021 visit say about caseloads", [visit(year=2021)]),
        ("supervision, visit in autumn 2022", [visit(year=2022, months=AUTUMN)]),
        ("summer 2021 focused visit: neglect", [Occasion((Kind.FOCUSED_VISIT,), True, 2021, SUMMER)]),
        ("the letter from March 2019", [visit(year=2019, months=(3,))]),
        ("latest focused visit, caseloads?", [Occasion((Kind.FOCUSED_VISIT,), True, relation=Relation.LATEST)]),
        (
            "it was weak at the May 2021 visit. Was it still so at the next inspection?",
            [visit(year=2021, months=(5,)), inspection(relation=AFTER)],
        ),
        (
            "the visit in 2018 found drift. Had it gone by the inspection a year later?",
            [visit(year=2018), inspection(relation=AFTER, years_off=1)],
        ),
        (
            "had the visit after the 2019 inspection seen any change?",
            [visit(relation=AFTER), inspection(year=2019)],
        ),
        (
            "compare the 2018 and 2023 inspections on audits",
            [inspection(year=2018), inspection(year=2023)],
        ),
        (
            "twice in 2018, a visit in May and an inspection in the autumn: workload?",
            [visit(year=2018, months=(5,)), inspection(year=2018, months=AUTUMN)],
        ),
        ("both a visit and a full inspection in 2019", [visit(year=2019), inspection(year=2019)]),
        (
            "at the full inspection of late 2019, not the visit that spring",
            [inspection(year=2019, months=(9, 10, 11, 12))],
        ),
        (
            "what did the 2023 visit say, what the one in late 2024",
            [visit(year=2023), visit(year=2024, months=(9, 10, 11, 12))],
        ),
        ("the focused visit before that one", [Occasion((Kind.FOCUSED_VISIT,), True, relation=BEFORE)]),
        (
            "told in 2021 that flats were short. Did the next visit see any change?",
            [Occasion(year=2021), visit(relation=AFTER)],
        ),
        ("the joint targeted area inspection of 2022", [Occasion((Kind.JTAI,), True, 2022)]),
        ("improved since the 2023 inspection", [inspection(year=2023, since=True)]),
        (
            "between the 2021 inspection and the visit the following October",
            [inspection(year=2021), visit(months=(10,), relation=AFTER)],
        ),
    ],
)
def test_the_inspections_and_visits_that_a_question_names_are_found(text: str, named: list[Occasion]) -> None:
    assert list(occasions_in(text)) == named


@pytest.mark.parametrize(
    "text",
    [
        "how often do social workers visit children in care?",
        "are statutory visits on time?",
        "is there an independent visitor scheme?",
        "does the oversight go beyond the annual visit?",
        "are letters before proceedings clear?",
        "caseloads since 2019",
        "caseloads in 2019 and 2022",
        "visits to children: how often?",
    ],
)
def test_visits_to_children_and_bare_years_are_no_occasions(text: str) -> None:
    assert occasions_in(text) == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("what did the visit in autumn 2022 say about caseloads", "what did the say about caseloads"),
        ("how many were in care in Sept 2016?", "how many were in care in Sept 2016?"),
        ("was that still so at the next full inspection?", "was that still so at ?"),
        ("what did the visit say about caseloads in 2021", "what did the say about caseloads"),
        ("the visit on permanence in 2018: adopters?", "the : adopters?"),
        ("what did the visit on neglect find in 2021", "what did the on neglect find"),
        ("which visits had priority actions since 2021", "which had priority actions since"),
        ("how many visits criticised supervision", "how many criticised supervision"),
        ("what do visits say about neglect", "what do say about neglect"),
        ("how many visits do children get", "how many visits do children get"),
        ("which visits to children are late", "which visits to children are late"),
    ],
)
def test_the_words_that_say_which_visit_are_no_subject(text: str, left: str) -> None:
    assert " ".join(without_occasions(text).split()) == left


def report(kind: Kind, day: date, published: date | None = None) -> ReportFacts:
    """A report on Leeds of one day."""
    made = facts(f"80481/{day}/{kind.value}", inspected=day, kind=kind, published=published)
    return replace(made, inspected_from=day)


SIF = report(Kind.SIF, date(2015, 2, 2))
V18 = report(Kind.FOCUSED_VISIT, date(2018, 5, 3), date(2018, 6, 1))
I18 = report(Kind.ILACS_STANDARD, date(2018, 10, 29), date(2019, 1, 7))
V20 = report(Kind.FOCUSED_VISIT, date(2020, 2, 4), date(2020, 3, 9))
J20 = report(Kind.JTAI, date(2020, 6, 1), date(2020, 8, 1))
I22 = report(Kind.ILACS_SHORT, date(2022, 11, 20), date(2023, 1, 26))
V23 = report(Kind.FOCUSED_VISIT, date(2023, 9, 6), date(2023, 10, 17))
ALL = (V23, I22, J20, V20, I18, V18, SIF)


@pytest.mark.parametrize(
    ("occasions", "reports"),
    [
        ([visit(year=2018)], [[V18]]),
        ([inspection(year=2018)], [[I18]]),
        ([Occasion(year=2018, months=SPRING)], [[V18]]),
        ([Occasion(year=2023)], [[V23, I22]]),  # people name the year of publication too
        ([visit(year=2018), inspection(relation=AFTER)], [[V18], [I18]]),
        ([inspection(year=2018), visit(relation=AFTER)], [[I18], [V20]]),
        ([inspection(relation=BEFORE), visit(year=2020)], [[I18], [V20]]),
        ([inspection(year=2018), inspection(relation=AFTER, years_off=4)], [[I18], [I22]]),
        ([visit(relation=Relation.LATEST)], [[V23]]),
        ([Occasion(relation=Relation.LATEST)], [[V23, I22]]),  # the newest inspection, and what came after it
        ([Occasion((Kind.JTAI,), True)], [[J20]]),
        ([Occasion((Kind.FOCUSED_VISIT,), True, 2022)], [[]]),
        ([visit(year=2022)], [[I22]]),  # no visit then: the inspection stands in
        ([visit(year=2018, months=(10,))], [[I18]]),  # an inspection of that month is meant, not a visit of that year
    ],
)
def test_an_occasion_means_the_reports_of_its_kind_and_time(
    occasions: list[Occasion], reports: list[list[ReportFacts]]
) -> None:
    assert [list(each.reports) for each in meant(occasions, ALL, ())] == reports


def test_what_stands_in_for_a_visit_that_is_not_held_is_told() -> None:
    (found,) = meant([visit(year=2022)], ALL, ())
    assert found.other
    (exactly,) = meant([visit(year=2018, months=(10,))], ALL, ())
    assert not exactly.other


def ask(register: Register, *turns: str, corrections: dict[int, Correction] | None = None) -> tuple[Question, Scope]:
    question = understand(turns[-1], turns[:-1], register, corrections)
    return question, scope_of(question, ALL, register)


def test_an_authority_and_a_year_mean_both_where_no_word_says_which(register: Register) -> None:
    assert ask(register, "caseloads in Leeds in 2018")[1].reports == (I18, V18)
    assert ask(register, "caseloads in Leeds at the 2018 visit")[1].reports == (V18,)
    assert ask(register, "caseloads in Leeds at the 2018 inspection")[1].reports == (I18,)


def test_a_visit_and_the_inspection_after_it_are_told_side_by_side_both_ways(register: Register) -> None:
    question, scope = ask(register, "The 2020 visit to Leeds found drift. Was that still so at the next inspection?")
    assert (question.shape, scope.reports) == (Shape.TREND, (I22, V20))
    question, scope = ask(register, "Leeds, drift: the 2018 inspection and the visit after that, please compare")
    assert (question.shape, scope.reports) == (Shape.COMPARE, (V20, I18))


def test_the_visit_before_that_is_told_from_the_one_asked_about(register: Register) -> None:
    assert ask(register, "What did the 2023 visit to Leeds say about drift?", "and the visit before that?")[
        1
    ].reports == (V20,)
    assert ask(register, "Drift in Leeds at the 2018 visit?", "was that still so at the next inspection?")[
        1
    ].reports == (I18, V18)


def test_what_came_since_an_inspection_includes_the_visits(register: Register) -> None:
    assert ask(register, "Has drift in Leeds got better since the 2018 inspection?")[1].reports == (V23, I22, V20, I18)


def test_a_visit_that_is_not_held_is_told_with_what_is(register: Register) -> None:
    _, scope = ask(register, "What did the focused visit to Leeds in 2016 find?")
    assert scope.reports == ()
    assert scope.missing[0].startswith(
        "The library holds no letter of a focused visit on Leeds of 2016 (held: focused visit, Sept"
    )
    _, scope = ask(register, "caseloads at the 2022 visit to Leeds")
    assert scope.reports == (I22,)
    assert scope.notes == (
        "The library holds no letter of a visit of 2022 on Leeds: this is its short inspection of November 2022.",
    )


def test_the_kind_can_be_put_right(register: Register) -> None:
    text = "caseloads in Leeds at the 2018 visit"
    question, scope = ask(register, text, corrections={0: Correction(kinds=INSPECTIONS)})
    assert (question.set_kinds, scope.reports) == (True, (I18,))
    assert ask(register, text, corrections={0: Correction(kinds=())})[1].reports == (I18, V18)
    _, scope = ask(register, "caseloads in Leeds", corrections={0: Correction(kinds=(Kind.JTAI,))})
    assert scope.reports == (J20,)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("What was the 2018 visit to Leeds about?", True),
        ("what did inspectors look at when they came to Leeds in 2020?", True),
        ("Why did Ofsted go to Leeds in September 2023?", True),
        ("Which part of its work was the 2023 visit to Leeds looking into?", True),
        ("what did the 2018 visit to Leeds find about caseloads?", False),
        ("what did they look at for care leavers in Leeds at the 2018 visit?", False),
    ],
)
def test_what_a_visit_was_about_is_asked_for(register: Register, text: str, asked: bool) -> None:
    assert (ask(register, text)[0].shape is Shape.SCOPE) is asked


def test_what_it_was_about_goes_on_to_the_visit_before(register: Register) -> None:
    question, scope = ask(register, "What was the 2023 visit to Leeds about?", "and the one before?")
    assert (question.shape, scope.reports) == (Shape.SCOPE, (V20,))
    question, scope = ask(register, "What was the 2023 visit to Leeds about?", "and the visit before that?")
    assert (question.shape, scope.reports) == (Shape.SCOPE, (V20,))


@pytest.mark.parametrize(
    ("text", "improve", "priority"),
    [
        ("What did the 2018 visit to Leeds say had to improve?", True, False),
        ("I'm a councillor in Leeds. What do we still need to get better at, says the 2020 visit?", True, False),
        ("which things did the inspectors tell Leeds to put right in 2020?", True, False),
        ("Leeds care leavers visit 2020: what had to get better?", True, False),
        ("What were the areas for priority action at the 2018 visit to Leeds?", True, True),
        ("which urgent matters did Ofsted order Leeds to act on first in 2020?", True, True),
        ("what had improved in Leeds by the 2020 visit?", False, False),
        ("what did Leeds need to improve about supervision at the 2018 inspection?", False, False),
    ],
)
def test_what_had_to_improve_is_asked_for(register: Register, text: str, improve: bool, priority: bool) -> None:
    question = ask(register, text)[0]
    assert (question.to_improve, question.priority) == (improve, priority)
