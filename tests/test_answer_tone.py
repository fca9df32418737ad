"""Strengths and weaknesses apart, parts that nothing answers, and what came nearest to a declined question."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answer.extract import by_report
from rag.answer.sentences import Sentence
from rag.answer.tone import Tone, change_line, tone_of
from rag.answer.wording import NEAREST_FOUND, headings
from rag.chat import Chat, Request
from rag.commands.answers import answer_in_words
from rag.plan.question import Shape
from rag.types import Claim, ParagraphKind, Status
from tests.answer_helpers import facts, hit, question, weighed

LEEDS = facts("80481/2022-10-14/ilacs-standard")
WEAK = "Supervision is too infrequent, is poorly recorded and is not effective."
STRONG = "Social workers receive regular, reflective and effective supervision, which they value."


def said(text: str) -> Tone | None:
    return tone_of(weighed(hit(LEEDS, text), 1.0))


def test_what_is_clear_has_a_tone_and_what_is_mixed_or_plain_has_none() -> None:
    assert said(WEAK) is Tone.WEAKNESS
    assert said(STRONG) is Tone.STRENGTH
    assert said(f"{STRONG} {WEAK}") is None
    assert said("There are 12 teams in the north of the county.") is None
    assert tone_of([]) is None


def test_what_is_to_improve_is_a_weakness_whatever_its_words() -> None:
    found = hit(LEEDS, "The quality of supervision.")
    object.__setattr__(found.paragraph, "kind", ParagraphKind.RECOMMENDATION)
    assert tone_of(weighed(found, 1.0)) is Tone.WEAKNESS


def quoted(*found: tuple[int, str]) -> list[list[Sentence]]:
    """Quoted sentences of inspections of Leeds, each of a year."""
    return [weighed(hit(facts(f"80481/{year}", inspected=date(year, 10, 14)), text), 1.0) for year, text in found]


def test_a_change_is_told_where_both_ends_are_clear() -> None:
    worse = change_line(quoted((2022, STRONG), (2017, WEAK)))
    assert worse is not None
    assert "weaknesses in October 2017 and of strengths in October 2022" in worse
    same = change_line(quoted((2022, WEAK), (2017, WEAK)))
    assert same is not None
    assert "weaknesses in October 2017 and again in October 2022" in same
    assert change_line(quoted((2022, STRONG), (2022, WEAK))) is None
    assert change_line(quoted((2022, STRONG))) is None
    assert change_line(quoted((2022, "There are 12 teams in the county."), (2017, WEAK))) is None
    kent = facts("80476/2015", urn="80476", authority="Kent", inspected=date(2015, 3, 2))
    assert change_line([*quoted((2022, STRONG)), weighed(hit(kent, WEAK), 1.0)]) is None


def claims(*tones: str) -> list[Claim]:
    return [Claim(f"Claim {number}.", (1,), "x", tone) for number, tone in enumerate(tones)]


@pytest.mark.parametrize(
    ("tones", "before"),
    [
        (("", "strength", "strength", "weakness"), ["", "Strengths", "", "Weaknesses"]),
        (("strength", "strength"), ["", ""]),
        (("", "weakness"), ["", ""]),
        ((), []),
    ],
)
def test_headings_stand_only_where_a_report_has_both(tones: tuple[str, ...], before: list[str]) -> None:
    assert headings(claims(*tones)) == before


def test_a_grade_is_neither_a_strength_nor_a_weakness() -> None:
    row = hit(LEEDS, "Overall effectiveness Inadequate")
    object.__setattr__(row.paragraph, "kind", ParagraphKind.TABLE)
    assert tone_of(weighed(row, 1.0)) is None


@pytest.mark.parametrize("shape", [Shape.TOPIC, Shape.OVERVIEW])
def test_a_reports_strengths_come_before_its_weaknesses(shape: Shape) -> None:
    plain = "There are 12 teams in the north of the county."
    groups = [weighed(hit(LEEDS, text, number), 1.0) for number, text in enumerate((WEAK, STRONG, plain), 1)]
    ordered = by_report(groups, question(shape=shape))
    assert [tone_of(group) for group in ordered] == [None, Tone.STRENGTH, Tone.WEAKNESS]


@pytest.mark.parametrize("text", ["What needs to improve in West Northamptonshire?", "supervision and caseloads"])
def test_a_real_answers_strengths_come_before_its_weaknesses(bundled_chat: Chat, text: str) -> None:
    answer = bundled_chat.invoke(Request(text))
    order = ["", "strength", "weakness"]
    assert any(claim.tone for claim in answer.claims)
    for report in {claim.report_id for claim in answer.claims}:
        places = [order.index(claim.tone) for claim in answer.claims if claim.report_id == report]
        assert places == sorted(places)


def test_a_part_that_no_report_mentions_is_told_and_the_rest_is_answered(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("neglect and female genital mutilation in West Northamptonshire"))
    assert answer.status is Status.PARTLY
    assert any("“female genital mutilation”: that part is not answered" in note for note in answer.notes)
    assert any("neglect" in claim.text.lower() for claim in answer.claims)


def test_a_declined_question_offers_what_came_nearest_as_just_that(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("female genital mutilation in West Northamptonshire"))
    assert (answer.status, answer.claims) == (Status.DECLINED, ())
    assert answer.hits
    assert NEAREST_FOUND in " ".join(answer_in_words(answer).split())
    outside = bundled_chat.invoke(Request("neglect in Cardiff"))
    assert NEAREST_FOUND not in answer_in_words(outside)


def test_a_side_of_a_comparison_that_has_no_word_on_the_subject_is_told_and_quoted_for_nothing_else(
    bundled_chat: Chat,
) -> None:
    asked = "Compare adoption in Northamptonshire and West Northamptonshire"
    answer = bundled_chat.invoke(Request(asked))
    assert answer.status is Status.PARTLY
    assert any(note.startswith("Northamptonshire: focused visit") and "“adoption”" in note for note in answer.notes)
    quoted = {citation.report.authority for citation in answer.citations}
    assert quoted == {"North Northamptonshire", "West Northamptonshire"}
