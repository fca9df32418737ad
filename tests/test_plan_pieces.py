"""A question that asks two things has two parts, each understood by itself; what a place leaves behind is cleared."""

from __future__ import annotations

import pytest

from corpus import authorities_file
from rag.plan.pieces import parts_of, parts_read, readable
from rag.plan.understand import understand
from rag.read.authorities import Register

REGISTER = Register.load(authorities_file())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Is supervision frequent, and does it change anything?",
            ["Is supervision frequent", "does it change anything"],
        ),
        (
            "How many adoptions broke down? And how long did placing take?",
            ["How many adoptions broke down", "And how long did placing take"],
        ),
        ("Was help poor but were referrals quick?", ["Was help poor", "were referrals quick"]),
        (
            "Do health partners and the courts work well together?",
            ["Do health partners and the courts work well together?"],
        ),
        ("caseloads and supervision", ["caseloads and supervision"]),
        (
            "Who is he and what is it and how is it and why is it so?",
            ["Who is he and what is it and how is it and why is it so?"],
        ),
    ],
)
def test_the_parts_of_a_question_are_what_it_asks(text: str, asked: list[str]) -> None:
    assert [part.asked for part in parts_of(text)] == asked


def test_a_part_that_leans_on_the_first_has_its_telling_words_behind_it() -> None:
    first, second = parts_of("Is supervision of social workers frequent, and does it change anything?")
    assert first.understood == "Is supervision of social workers frequent"
    assert second.understood == "does it change anything (supervision social workers frequent)"
    _, alone = parts_of("Are children seen often, and how good is direct work with disabled children?")
    assert alone.understood == alone.asked == "how good is direct work with disabled children"


def test_a_follow_up_is_read_behind_the_telling_words_of_the_question_before() -> None:
    first = "How well are young carers in Leeds supported?"
    (read,) = parts_read(understand("Did that help?", [first], REGISTER))
    assert read.understood == "Did that help? (young carers supported)"
    chat = [first, "Did that help?"]
    (third,) = parts_read(understand("Why was that?", chat, REGISTER))
    assert third.understood.startswith("Why was that? (")
    assert "carers" in third.understood
    (elsewhere,) = parts_read(understand("and in Bradford?", [first], REGISTER))
    assert elsewhere.understood.startswith("How well are young carers in supported?")
    assert "(" not in elsewhere.understood


def test_a_question_that_may_go_on_is_understood_both_ways() -> None:
    first = "How well are young carers in Leeds supported?"
    alone = understand("What grants were given for their holidays?", [first], REGISTER)
    assert alone.other is not None
    assert "young carers" in alone.other.terms
    assert "young carers" not in alone.terms
    assert alone.authorities == alone.other.authorities
    assert understand("Did that help?", [first], REGISTER).other is None
    assert understand("How good are adoption services in Bradford?", [first], REGISTER).other is None
    assert understand(first, [], REGISTER).other is None


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("how well did they do ( )", "how well did they do"),
        (" - problems after they moved to a new system ?", "problems after they moved to a new system?"),
        ("caseloads in , latest", "caseloads in, latest"),
        ("is the LADO any good", "is the designated officer any good"),
        ("what is CLICK", "what is CLICK"),
    ],
)
def test_what_is_read_has_no_leavings_and_abbreviations_in_words(subject: str, read: str) -> None:
    assert readable(subject) == read
