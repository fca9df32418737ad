"""Traps in questions of grades: frameworks, kinds without grades, names of the past, and words that only look like it.

A row: the turns, whether it is declined, what the answer must say (with its notes), and the grades it gives; a text
that begins with "!" must not be said.
"""

from __future__ import annotations

import pytest

from rag.plan.question import Shape
from rag.read.authorities import Register
from tests.grade_helpers import ask

TOGETHER = "judged together: that grade covers both"
APART = "judged separately"
PART = "parts of the judgement on children looked after"
NO_ADOPTION = "adoption has no judgement of its own"
NO_BOARD = "graded only beside inspections under the single framework"
NO_OVERALL = "Since April 2026 Ofsted’s reports carry no overall judgement."
ACROSS = "different inspection frameworks"
NO_GRADES = "carries no grades"
LEEDS_2022 = "Leeds 2022 overall effectiveness: outstanding"

Trap = tuple[str | tuple[str, ...], bool, tuple[str, ...], tuple[str, ...] | None]
TRAPS: tuple[Trap, ...] = (
    # care leavers: a part of the judgement until 2017, together with children in care until 2022, then by themselves
    (
        "care leavers grade in Leeds in 2022",
        False,
        (TOGETHER, f"!{ACROSS}"),
        ("Leeds 2022 children in care and care leavers: good",),
    ),
    (
        "how was Leeds graded for children in care in 2018?",
        False,
        (TOGETHER,),
        ("Leeds 2018 children in care and care leavers: good",),
    ),
    (
        "how was Leeds graded for care leavers in 2015?",
        False,
        (PART, f"!{TOGETHER}"),
        ("Leeds 2015 care leavers: inadequate",),
    ),
    (
        "how was Bolton graded for care leavers?",
        False,
        (f"!{TOGETHER}", f"!{PART}"),
        ("Bolton 2023 care leavers: requires improvement",),
    ),
    (
        "how were children in care and care leavers graded in Bolton?",
        False,
        (f"!{TOGETHER}",),
        ("Bolton 2023 children in care: good", "Bolton 2023 care leavers: requires improvement"),
    ),
    (
        "how were children in care and care leavers graded in Leeds in 2022?",
        False,
        (TOGETHER,),
        ("Leeds 2022 children in care and care leavers: good",),
    ),
    ("care leavers grades in Leeds over the years", False, (TOGETHER, PART, ACROSS), None),
    # adoption and the board: graded by the single framework only
    ("what grade did Leeds get for adoption in 2022?", True, (NO_ADOPTION, "gives no grade for adoption"), ()),
    ("how was Leeds graded for adoption?", False, (NO_ADOPTION, PART), ("Leeds 2015 adoption: outstanding",)),
    (
        "was Leeds outstanding for adoption in 2015?",
        False,
        ("Yes: ", f"!{NO_ADOPTION}"),
        ("Leeds 2015 adoption: outstanding",),
    ),
    ("how is Camden graded for adoption?", True, (NO_ADOPTION,), ()),
    ("what grade did the LSCB in Leeds get in 2022?", True, (NO_BOARD,), ()),
    (
        "what grade did the Leeds safeguarding board get?",
        False,
        (NO_BOARD,),
        ("Leeds 2015 local safeguarding children board: good",),
    ),
    (
        "LSCB grade in Torbay in 2018",
        True,
        ("gives no grade for the local safeguarding children board", f"!{NO_BOARD}"),
        (),
    ),
    (
        "which councils are outstanding for adoption?",
        False,
        ("1 of the 4 authorities", NO_ADOPTION),
        ("Leeds 2015 adoption: outstanding",),
    ),
    ("which councils are good for adoption in 2022?", True, (NO_ADOPTION,), ()),
    # leadership under two names, and comparisons over frameworks
    (
        "how was leadership graded in Leeds in 2015?",
        False,
        ("leadership, management and governance",),
        ("Leeds 2015 leadership: requires improvement",),
    ),
    (
        "how was leadership graded in Leeds in 2022?",
        False,
        ("!leadership, management and governance",),
        ("Leeds 2022 leadership: outstanding",),
    ),
    (
        "did Leeds's leadership grade improve between 2015 and 2022?",
        False,
        ("Yes: Leeds went from requires improvement to outstanding", ACROSS),
        None,
    ),
    (
        "compare the overall grades of Torbay and Camden",
        False,
        ("Camden was graded higher overall: outstanding, against inadequate for Torbay", ACROSS),
        None,
    ),
    (
        "compare the overall grades of Leeds and Camden",
        False,
        ("Leeds and Camden were both graded outstanding", f"!{ACROSS}"),
        None,
    ),
    # no overall judgement since April 2026
    ("how is Medway graded overall?", False, (NO_OVERALL,), ("Medway 2019 overall effectiveness: inadequate",)),
    ("how was Medway graded overall in 2026?", True, (NO_OVERALL,), ()),
    ("how was Medway graded in 2026?", False, (NO_OVERALL, "!graded overall"), None),
    (
        "is Medway good?",
        False,
        (NO_OVERALL, "inspected 26 July 2019"),
        ("Medway 2019 overall effectiveness: inadequate",),
    ),
    ("how is Medway graded for care leavers?", False, (f"!{NO_OVERALL}",), ("Medway 2026 care leavers: outstanding",)),
    (
        "which councils are inadequate overall?",
        False,
        ("2 of the 10 authorities", "1 authority held has no grade overall", NO_OVERALL),
        None,
    ),
    # kinds of report that carry none
    ("what grade did the focused visit to Leeds give?", True, (NO_GRADES,), ()),
    ("how was Hull rated at its monitoring visit in 2021?", True, (NO_GRADES, "letter on progress"), ()),
    ("what was the rating in the JTAI in Leeds?", True, (NO_GRADES,), ()),
    ("what is Bolton's rating in the area SEND inspection?", True, ("one of three outcomes, not in grades",), ()),
    (
        "is Leeds outstanding?",
        False,
        ("Yes: ", "Newer reports held on Leeds carry no grades: focused visit, 2 May 2024"),
        (LEEDS_2022,),
    ),
    ("what is Leeds's latest overall grade?", False, ("outstanding overall",), (LEEDS_2022,)),
    ("what grade did Leeds get in its short inspection?", False, ("inspected 2 November 2018",), None),
    (
        "what overall grade did Leeds get under the single inspection framework?",
        False,
        ("requires improvement overall",),
        ("Leeds 2015 overall effectiveness: requires improvement",),
    ),
    # authorities that became others
    (
        "is Northamptonshire good?",
        False,
        ("came to an end as an authority in April 2021", "No: North", "No: West"),
        None,
    ),
    (
        "how was North Northamptonshire graded in 2019?",
        True,
        ("Until April 2021 Northamptonshire was responsible",),
        (),
    ),
    (
        "what overall grade did Cumbria get?",
        False,
        ("Cumbria came to an end as an authority in April 2023",),
        ("Cumberland 2024 overall effectiveness: good",),
    ),
    (
        "how was Bournemouth graded overall?",
        False,
        ("Bournemouth has been part of Bournemouth, Christchurch and Poole since April 2019",),
        None,
    ),
    ("how was Bournemouth, Christchurch and Poole graded overall?", False, ("!has been part of",), None),
    ("what was Poole graded overall?", False, ("Poole came to an end as an authority in April 2019",), None),
    # the words for the grades
    ("was Hull RI in 2022?", False, ("Yes: Hull was graded requires improvement overall",), None),
    (
        "does Hull require improvement to be good?",
        False,
        ("Yes: ",),
        ("Hull 2022 overall effectiveness: requires improvement",),
    ),
    ("was Hull good in 2022?", False, ("No: Hull was graded requires improvement",), None),
    ("is Leeds good?", False, ("No, better: Leeds was graded outstanding",), (LEEDS_2022,)),
    ("is Leeds good or better?", False, ("Yes: Leeds",), (LEEDS_2022,)),
    ("is Hull less than good?", False, ("Yes: Hull",), None),
    ("was Bolton failing in 2014?", False, ("Yes: Bolton was graded inadequate", "no grade called failing"), None),
    # what is no grade, or not a council's
    ("is Leeds safe?", False, ("!was graded",), ()),
    ("is Leeds good at finding homes for children?", False, ("!was graded",), ()),
    ("which inadequate councils have high caseloads?", False, ("!were graded",), ()),
    ("which councils are failing care leavers?", False, ("!were graded",), ()),
    ("what grade did Leeds get for early help?", False, ("gives no grade of its own for this",), ()),
    ("how was fostering rated in Leeds?", False, ("gives no grade of its own for this",), ()),
    ("what's Ofsted's rating of Sunshine children's home?", True, ("not in this library",), ()),
    ("how is Leeds Grammar School rated?", True, ("not in this library",), ()),
    ("what rating did Little Stars nursery get?", True, ("not in this library",), ()),
    ("why was Bolton judged inadequate?", False, ("!was graded",), ()),
    ("what's the grade?", True, ("names no local authority",), ()),
    ("what grade did Leeds get in 2010?", True, ("holds no report on Leeds of the time you name",), ()),
    # time, and what went before
    ("how was Leeds graded overall?", False, ("inspected 4 March 2022",), (LEEDS_2022,)),
    (
        ("how was Leeds graded overall?", "what was its previous grade?"),
        False,
        ("good overall, inspected 2 November 2018",),
        ("Leeds 2018 overall effectiveness: good",),
    ),
    (("how was Leeds graded for leadership?", "and Hull?"), False, (), ("Hull 2022 leadership: requires improvement",)),
    (
        ("how was Leeds graded overall?", "and for care leavers?"),
        False,
        (TOGETHER,),
        ("Leeds 2022 children in care and care leavers: good",),
    ),
    (("how was Leeds graded overall?", "which councils are inadequate?"), False, ("2 of the 10 authorities",), None),
    (
        "was Bolton ever inadequate?",
        False,
        ("Yes: Bolton was graded inadequate overall at 1 of the 2",),
        ("Bolton 2014 overall effectiveness: inadequate",),
    ),
    ("was Leeds ever inadequate?", False, ("No: Leeds was not graded inadequate overall at any of the 3",), None),
    (
        "has Leeds always been good or better?",
        False,
        ("No: ",),
        ("Leeds 2015 overall effectiveness: requires improvement",),
    ),
    (
        "when was Bolton last inadequate?",
        False,
        ("last graded inadequate overall, inspected 5 February 2014",),
        ("Bolton 2014 overall effectiveness: inadequate",),
    ),
    (
        "when was Hull last inadequate?",
        False,
        ("was not graded inadequate overall at the only graded inspection held",),
        None,
    ),
    ("what was Leeds's first ever grade for leadership?", False, (), ("Leeds 2015 leadership: requires improvement",)),
)


@pytest.mark.parametrize(("turns", "declined", "says", "grades"), TRAPS, ids=lambda value: str(value)[:60])
def test_a_trap_is_answered_rightly_or_with_what_must_be_said(
    register: Register,
    turns: str | tuple[str, ...],
    declined: bool,
    says: tuple[str, ...],
    grades: tuple[str, ...] | None,
) -> None:
    told = ask(register, *((turns,) if isinstance(turns, str) else turns))
    assert told.declined is declined, told.said
    for text in says:
        assert (text.removeprefix("!") in told.said) is not text.startswith("!"), (text, told.said)
    if grades is not None:
        assert set(told.grades) == set(grades)


@pytest.mark.parametrize(
    "text",
    [
        "which councils are inadequate for care leavers?",
        "how many authorities are outstanding overall?",
        "which London boroughs require improvement for leadership?",
        "who's the best?",
        "which are outstanding?",
        "how many times has Leeds been inadequate?",
        "is Medway good?",
        "was Blackburn with Darwen good for help and protection in October 2017?",
        "what did Leeds get for care leavers?",
    ],
)
def test_a_question_of_nothing_but_grades_is_one_of_judgement(register: Register, text: str) -> None:
    assert ask(register, text).question.shape is Shape.JUDGEMENT


@pytest.mark.parametrize(
    "text",
    [
        "which councils have good life-story work?",
        "which inadequate councils have high caseloads?",
        "how many authorities use agency staff?",
        "which councils are good at keeping care leavers in touch?",
        "where is good practice on neglect?",
        "why was Leeds judged inadequate?",
        "what did inspectors say about leadership in Leeds?",
        "did inspectors find good leadership of the front door in Leeds?",
    ],
)
def test_a_question_with_a_subject_of_its_own_is_none_of_judgement(register: Register, text: str) -> None:
    assert ask(register, text).question.shape is not Shape.JUDGEMENT
