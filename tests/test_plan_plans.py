"""Plans: what questions over many reports ask for, part by part; tests/test_plan_when.py has the times."""

from __future__ import annotations

from datetime import date

import pytest

from rag.plan.planned import planned
from rag.plan.plans import plans_of
from rag.plan.question import ANY_WAY, Correction
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import INSPECTIONS, Area, Direction, Grade, Kind
from rag.types.plans import At, By, Going, Graded, Over, Plan, Telling

O, G, RI, I = Grade.OUTSTANDING, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE  # noqa: E741
OVERALL, LEADERS, HELP, LEAVERS = Area.OVERALL, Area.LEADERS, Area.HELP_AND_PROTECTION, Area.CARE_LEAVERS


def plan(text: str, register: Register) -> Plan:
    found = plans_of(text, register)
    assert len(found) == 1, found
    return found[0]


def graded(area: Area, *grades: Grade, at: At = At.COUNTED, over: Over = Over.ONE) -> Graded:
    return Graded(area, frozenset(grades), at, over)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Which are outstanding for care leavers but not overall?", (graded(LEAVERS, O), graded(OVERALL, G, RI, I))),
        ("councils with outstanding leadership but only good overall", (graded(LEADERS, O), graded(OVERALL, G))),
        (
            "Which of the authorities that are outstanding overall are not outstanding for help and protection?",
            (graded(OVERALL, O), graded(HELP, G, RI, I)),
        ),
        (
            "good or outstanding councils where help and protection still requires improvement",
            (graded(OVERALL, O, G), graded(HELP, RI)),
        ),
        ("inadequate overall but leadership isnt inadequate - who?", (graded(OVERALL, I), graded(LEADERS, O, G, RI))),
        ("Which authorities have never been less than good?", (graded(OVERALL, O, G, at=At.ALWAYS),)),
        ("who has never had outstanding leadership?", (graded(LEADERS, G, RI, I, at=At.ALWAYS),)),
        ("which councils are always good or better", (graded(OVERALL, O, G, at=At.ALWAYS),)),
        ("which unitaries are outstanding in every area?", (graded(OVERALL, O, over=Over.EVERY),)),
        ("unitaries with no area graded below good", (graded(OVERALL, O, G, over=Over.EVERY),)),
        (
            "who is good overall with at least one area inadequate",
            (graded(OVERALL, G), graded(OVERALL, I, over=Over.ANY)),
        ),
        ("counties rated RI or worse", (graded(OVERALL, RI, I),)),
        ("counties better than requires improvement", (graded(OVERALL, O, G),)),
    ],
)
def test_conditions_on_grades(text: str, conditions: tuple[Graded, ...], register: Register) -> None:
    assert plan(text, register).conditions == conditions


@pytest.mark.parametrize(
    ("text", "going", "least", "before", "after"),
    [
        ("who has got worse since their last inspection?", {Going.DOWN}, 1, (), ()),
        ("Which councils dropped by two grades or more?", {Going.DOWN}, 2, (), ()),
        ("who jumped two grades in one go", {Going.UP}, 2, (), ()),
        ("how many went up, down and stayed the same since the inspection before?", set(), 1, (), ()),
        ("has anyone lost their outstanding at the latest inspection?", {Going.DOWN}, 1, (O,), ()),
        ("Which authorities have kept outstanding at two inspections running?", {Going.SAME}, 1, (O,), (O,)),
        ("which councils went from inadequate to good", set(), 1, (I,), (G,)),
        ("requires improvement before, inadequate now: which councils", set(), 1, (RI,), (I,)),
        ("who has climbed out of inadequate at the latest inspection", {Going.UP}, 1, (I,), ()),
        ("how many got a lower grade than the time before?", {Going.DOWN}, 1, (), ()),
    ],
)
def test_steps_from_one_inspection_to_the_next(
    text: str, going: set[Going], least: int, before: tuple[Grade, ...], after: tuple[Grade, ...], register: Register
) -> None:
    found = plan(text, register)
    assert found.telling is Telling.MOVES
    assert found.step is not None
    assert (found.step.going, found.step.least) == (going, least)
    assert (found.step.before, found.step.after) == (set(before), set(after))


def test_a_step_has_its_area_and_its_frameworks(register: Register) -> None:
    step = plan("For leadership only: how many improved compared with the inspection before?", register).step
    assert step is not None
    assert step.area is LEADERS
    step = plan("From the last SIF to the first ILACS inspection, who moved up?", register).step
    assert step is not None
    assert step.frameworks
    step = plan("When a council is found inadequate, what grade does it get next time?", register).step
    assert step is not None
    assert (step.onward, step.before) == (True, {I})


@pytest.mark.parametrize(
    ("text", "themes", "direction", "by"),
    [
        (
            "which county councils had weak return home interviews since 2020",
            ("return home interviews",),
            Direction.WEAK,
            None,
        ),
        ("which councils are failing care leavers?", ("care leavers",), Direction.WEAK, None),
        ("inadequate ones praised for early help", ("early help",), Direction.STRONG, None),
        ("which councils do NOT have high caseloads?", ("caseloads",), Direction.STRONG, None),
        ("How well do councils handle private fostering since January 2024?", ("private fostering",), None, None),
        ("young carers in inspections, by region", ("young carers",), None, By.REGION),
        ("Is Ofsted writing more about young carers than it used to?", ("young carers",), None, By.YEAR),
        ("Which reports mention the Mockingbird model?", ("mockingbird",), None, None),
        ("is the word kinship turning up more? give 2022, 2023 and 2024", ("kinship",), None, By.YEAR),
        ("Which full inspections mention Signs of Safety?", ("signs of safety",), None, None),
    ],
)
def test_themes(
    text: str, themes: tuple[str, ...], direction: Direction | None, by: By | None, register: Register
) -> None:
    found = plan(text, register)
    assert (found.telling, found.themes, found.direction, found.by) == (Telling.THEME, themes, direction, by)


def test_a_theme_that_no_list_knows_is_looked_for_by_its_words(register: Register) -> None:
    assert not plan("Which reports mention the Mockingbird model?", register).listed
    assert plan("which councils have high caseloads?", register).listed


def test_either_of_two_themes(register: Register) -> None:
    found = plan("Which councils since 2022 had weak supervision or high caseloads?", register)
    assert (set(found.themes), found.either) == ({"supervision", "caseloads"}, True)
    found = plan("Which councils since 2022 had poor assessment or weak oversight of private fostering?", register)
    assert not found.either


def test_who(register: Register) -> None:
    assert plan("which county councils in the South East are good or outstanding", register).who.types == ("County",)
    assert plan("which county councils in the South East are good", register).who.regions == ("South East",)
    for text in (
        "List all the outstanding authorities except those in London.",
        "Leaving London out of it, who is outstanding?",
    ):
        found = plan(text, register).who
        assert (found.regions, found.but_regions) == ((), ("London",))


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("London vs the North West, how do they compare on overall grades?", ["London", "North West"]),
        ("Are county councils doing better than unitaries?", ["county councils", "unitary authorities"]),
        (
            "Do short inspections end in better grades than standard ones?",
            ["short inspections", "standard inspections"],
        ),
        ("Compare grades under the single inspection framework and ILACS", ["single inspection framework", "ILACS"]),
        ("How does Leeds do against its statistical neighbours?", ["Leeds", "its statistical neighbours"]),
        ("Compare overall outcomes in 2017 with those in 2023", ["2017", "2023"]),
        ("are London boroughs rated better than the rest of the country?", ["London", "the rest"]),
    ],
)
def test_sides(text: str, sides: list[str], register: Register) -> None:
    found = plan(text, register)
    assert (found.by, [side.name for side in found.sides]) == (By.SIDES, sides)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Rank the regions by the share of their councils that are good or better now.", By.REGION),
        ("which region is best for care leavers", By.REGION),
        ("In which year was the highest proportion of inspections graded inadequate?", By.YEAR),
        ("How have overall judgements changed between 2014 and 2024?", By.YEAR),
        ("grades by type of authority", By.TYPE),
    ],
)
def test_what_it_is_told_apart_by(text: str, by: By, register: Register) -> None:
    assert plan(text, register).by is by


def test_other_ways_of_telling(register: Register) -> None:
    assert plan("what do outstanding authorities have in common?", register).telling is Telling.CONTRAST
    found = plan("What separates councils graded good from those that require improvement?", register)
    assert found.conditions == (graded(OVERALL, G), graded(OVERALL, RI))
    found = plan("who has had the most focused visits?", register)
    assert (found.telling, found.kinds, found.most_first) == (Telling.REPORTS, (Kind.FOCUSED_VISIT,), True)
    found = plan("which authorities havent had a full inspection since the end of 2021", register)
    assert (found.denied, found.when.first, found.kinds) == (True, date(2022, 1, 1), INSPECTIONS)
    found = plan(
        "how often do care leavers get the lower grade where they are separate from children in care?", register
    )
    assert found.compared


def test_a_question_of_several_parts_has_a_plan_for_each(register: Register) -> None:
    text = "who is inadequate in the north west? what about their care leavers grades? and how many in london"
    first, second, third = plans_of(text, register)
    assert (first.who.regions, first.conditions) == (("North West",), (graded(OVERALL, I),))
    assert (second.areas, second.conditions) == ((LEAVERS,), (graded(OVERALL, I),))
    assert (third.who.regions, third.conditions) == (("London",), (graded(OVERALL, I),))
    both = plans_of("yorkshire and the humber - how many are good or better and who isnt", register)
    assert [one.conditions for one in both] == [(graded(OVERALL, O, G),), (graded(OVERALL, RI, I),)]


def test_what_a_part_could_not_take_is_named(register: Register) -> None:
    found = plans_of(
        "how many are outstanding, which ones are in the south west and when was it last painted", register
    )
    assert found[-1].unread == ("when was it last painted",)


def test_a_question_goes_on_from_the_plan_before_it(register: Register) -> None:
    before = plans_of("How many councils in London are rated good or better?", register)
    after = plans_of("and in the North East?", register, before)
    assert (after[0].who.regions, after[0].conditions) == (("North East",), before[0].conditions)
    weak = plans_of("Which councils in London have weak supervision since 2022?", register)
    other = plans_of("what about early help?", register, weak)[0]
    assert (other.themes, other.direction, other.who, other.when) == (
        ("early help",),
        Direction.WEAK,
        weak[0].who,
        weak[0].when,
    )
    strong = plans_of("and the strengths?", register, weak)[0]
    assert (strong.themes, strong.direction) == (("supervision",), Direction.STRONG)
    assert plans_of("and since 2023?", register, weak)[0].when.published


@pytest.mark.parametrize(
    "text",
    [
        "How is Leeds doing?",
        "what did Ofsted say about caseloads in Leeds?",
        "thank you",
        "What is a good school near Leeds?",
        "how do social workers build relationships with teenagers who trust nobody",
        "which nurseries in London are outstanding?",
        "which council has the highest caseloads?",
        "how many reports do you hold?",
    ],
)
def test_other_questions_have_no_plan(text: str, register: Register) -> None:
    assert planned(understand(text, (), register), [text], register) == ()


@pytest.mark.parametrize(
    "text",
    ["how many unitaries went down since the inspection before?", "which county councils have a strong front door?"],
)
def test_a_question_of_a_group_takes_no_authority_from_the_turn_before(text: str, register: Register) -> None:
    turns = ["Is Leeds or Bradford better for care leavers?", text]
    question = understand(text, turns[:1], register)
    assert question.authorities == ()
    assert planned(question, turns, register) == planned(understand(text, (), register), [text], register) != ()


def test_the_words_of_a_step_are_none_that_were_left(register: Register) -> None:
    plan = plans_of("how many unitary authorities have fallen a grade since their last inspection?", register)[0]
    assert (plan.telling, plan.unread) == (Telling.MOVES, ())


@pytest.mark.parametrize("text", ["who is inadequate in London and why", "which councils are inadequate, and why?"])
def test_reasons_that_a_list_of_grades_does_not_tell_are_named(text: str, register: Register) -> None:
    plan = planned(understand(text, (), register), [text], register)[0]
    assert (plan.telling, plan.unread) == (Telling.GRADES, ("why",))


def test_more_of_the_same_skips_what_was_shown(register: Register) -> None:
    turns = ["which councils have weak supervision since 2022?", "show me more"]
    question = understand(turns[1], turns[:1], register)
    assert planned(question, turns, register)[0].further == 1


def test_what_the_user_sets_stands_in_the_place_of_what_was_understood(register: Register) -> None:
    text = "which councils have weak supervision since 2022?"
    set_by_hand = Correction(
        theme="caseloads", direction=ANY_WAY, grades=frozenset({I}), by=By.REGION, kinds=(Kind.SIF,)
    )
    found = planned(understand(text, (), register), [text], register, set_by_hand)[0]
    assert (found.themes, found.direction, found.by, found.kinds) == (("caseloads",), None, By.REGION, (Kind.SIF,))
    assert found.conditions == (graded(OVERALL, I),)
    later = Correction(by=ANY_WAY).after(set_by_hand)
    assert (later.theme, later.by) == ("caseloads", ANY_WAY)
