"""Misspelt words of the field are put right where no report has them, and the answer says so."""

from __future__ import annotations

import pytest

from rag.chat import Chat, Request
from rag.plan.misspelt import put_right
from rag.types import Status


@pytest.mark.parametrize(
    ("text", "right", "told"),
    [
        ("what did ofsted say about casloads?", "what did ofsted say about caseloads?", ("“casloads” as caseloads",)),
        ("weak supervison in Leeds", "weak supervision in Leeds", ("“supervison” as supervision",)),
        ("return home interveiws", "return home interviews", ("“interveiws” as interviews",)),
        ("fostring and adoption", "fostering and adoption", ("“fostring” as fostering",)),
        ("zeppelins and caseloads", "zeppelins and caseloads", ()),
        ("supervision of social workers", "supervision of social workers", ()),
        ("Casloads", "Casloads", ()),  # a capital letter: it may be a name
        ("stepdads and zqxvbnm", "stepdads and zqxvbnm", ()),
    ],
)
def test_a_word_of_the_field_is_put_right(text: str, right: str, told: tuple[str, ...]) -> None:
    assert put_right(text, lambda word: False) == (right, told)


def test_a_word_that_reports_have_is_left_as_it_is() -> None:
    assert put_right("supervison", lambda word: word == "supervison") == ("supervison", ())


def test_the_answer_says_what_was_understood(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("what did ofsted say about casloads?"))
    assert answer.status is Status.ANSWERED
    assert "Understood “casloads” as caseloads." in answer.notes
    right = bundled_chat.invoke(Request("what did ofsted say about caseloads?"))
    assert answer.claims == right.claims


def test_a_report_asked_for_in_brief_is_told_in_short(bundled_chat: Chat) -> None:
    for text in ("Summarise the 2022 report of West Northamptonshire", "tell me about West Northamptonshire in brief"):
        answer = bundled_chat.invoke(Request(text))
        assert answer.status is Status.ANSWERED
        assert "2637548" in {claim.report_id.split("/")[0] for claim in answer.claims}
