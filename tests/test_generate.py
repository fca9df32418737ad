"""A chat model's words are shown only as far as the cited paragraphs bear them; whatever fails, the reports answer.

The model is a real provider's client (langchain-openai) before a server on loopback that fails and lies on command.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.generate import borne_out, generator, located
from rag.answer.wording import answer_text
from rag.chat import Chat, Request, build
from rag.config import Settings
from rag.types import Answer, OfstedChatError, Status
from tests.provider import Provider, passage_with, passages, provider

CANARY = "sk-canary7f3a9d51c0"
CASELOADS = Request("what did Ofsted say about caseloads?")
HIGH = "Caseloads remain too high and must come down"
SECONDS = 3.0
WORDED = "Worded by a chat model; every sentence rests on the cited words."


@pytest.fixture(scope="module")
def module_provider() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture(scope="module")
def chat(module_provider: Provider, bundled_data: Path) -> Iterator[Chat]:
    """A chat with a chat model, opened as a user's settings open it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", module_provider.address)
        patch.setenv("OPENAI_API_KEY", CANARY)
        built = build(Settings(data=bundled_data, chat_model="openai:fake", chat_timeout=SECONDS))
    with closing(built):
        yield built


@pytest.fixture
def model(module_provider: Provider) -> Iterator[Provider]:
    """The provider, well behaved until it is told otherwise."""
    fresh = Provider(module_provider.address)
    for name in ("reply", "status", "retry_after", "hang", "cut", "piece"):
        setattr(module_provider, name, getattr(fresh, name))
    for seen in (module_provider.asked, module_provider.keys, module_provider.streamed):
        seen.clear()
    yield module_provider
    module_provider.over.set()
    module_provider.over.clear()


@pytest.fixture(autouse=True)
def no_secret(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens, the key is in no line of any log."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.get_records("call"):
        assert CANARY not in record.getMessage()
        assert CANARY not in str(record.exc_info)


def line(asked: str, sentence: str, quote: str, words: str | None = None) -> str:
    """A line in the form that is asked for."""
    return f'{sentence} [{passage_with(asked, words or quote)}] "{quote}"'


def good(asked: str) -> str:
    return "\n".join(
        [
            line(asked, "At the visit, caseloads were too high and had to come down.", HIGH),
            line(
                asked,
                "In October 2022 a stable workforce had made caseloads more manageable.",
                "Caseloads are more manageable",
            ),
        ]
    )


def extracted(answer: Answer, plain: Chat) -> bool:
    """True where the answer is the one that the reports give without a model."""
    own = plain.invoke(CASELOADS)
    return (answer.claims, answer.citations, answer.status) == (own.claims, own.citations, own.status)


def invented(chat: Chat, model: Provider, sentence: str, quote: str = HIGH, passage: int | None = None) -> Answer:
    """The answer where the model writes a good reply and one more line."""
    model.reply = lambda asked: f'{good(asked)}\n{sentence} [{passage or passage_with(asked, HIGH)}] "{quote}"'
    answer = chat.invoke(CASELOADS)
    assert WORDED in answer.notes
    return answer


def test_a_good_reply_becomes_claims_with_exact_citations(chat: Chat, model: Provider) -> None:
    model.reply = good
    answer = chat.invoke(CASELOADS)
    assert answer.status is Status.ANSWERED
    assert [claim.text for claim in answer.claims] == [
        "At the visit, caseloads were too high and had to come down.",
        "In October 2022 a stable workforce had made caseloads more manageable.",
    ]
    assert [claim.markers for claim in answer.claims] == [(1,), (2,)]
    assert answer.citations[0].quote == HIGH
    for citation in answer.citations:
        assert citation.quote == citation.paragraph.text[citation.start : citation.end]
        assert citation.boxes
        assert {box.page for box in citation.boxes} == {citation.page}
    assert WORDED in answer.notes
    assert model.keys == [f"Bearer {CANARY}"]
    assert model.streamed == [True]


def test_the_model_sees_dated_passages_and_the_question_and_no_more(chat: Chat, model: Provider) -> None:
    model.reply = good
    chat.invoke(CASELOADS)
    (asked,) = model.asked
    assert asked.endswith(f"Question: {CASELOADS.question}")
    assert list(passages(asked)) == list(range(1, 11))
    assert "Northamptonshire: focused visit, date not known, digest; paragraph 13, page" in asked
    assert CANARY not in asked


def test_what_is_streamed_adds_up_to_the_whole_answer(chat: Chat, model: Provider) -> None:
    model.reply = good
    whole, pieces = chat.invoke(CASELOADS), list(chat.stream(CASELOADS))
    assert replace(sum(pieces, Answer()), seconds=0.0) == replace(whole, seconds=0.0)
    assert not pieces[0].claims


def test_a_question_of_grade_or_one_that_is_declined_never_goes_to_the_model(chat: Chat, model: Provider) -> None:
    grade = chat.invoke(Request("How was West Northamptonshire graded overall?"))
    assert [claim.text for claim in grade.claims] == ["Overall effectiveness: Requires improvement to be good"]
    assert chat.invoke(Request("caseloads in Leeds?")).status is Status.DECLINED
    assert chat.invoke(Request("asdf qwer zxcv")).status is Status.DECLINED
    assert model.asked == []


def broken(model: Provider, fault: str) -> None:
    """Sets the fault; where a reply is not itself the fault it is a good one."""
    model.reply = good
    match fault:
        case "429":
            model.status, model.retry_after = 429, 30
        case "500" | "401":
            model.status = int(fault)
        case "hang":
            model.hang = True
        case "cut":
            model.cut = 60
        case "cut late":
            model.cut = 140
        case "empty":
            model.reply = lambda asked: ""
        case "blank":
            model.reply = lambda asked: " \n \n"
        case "cannot":
            model.reply = lambda asked: "CANNOT ANSWER."
        case "form":
            model.reply = lambda asked: '{"answer": "' + HIGH + '", "passage": 1}'
        case "prose":
            model.reply = lambda asked: f"Caseloads are high, as Ofsted says.\n\n| a | b |\n\n{HIGH}."
        case "10 MB":
            model.reply, model.piece = lambda asked: "caseloads " * 1_000_000, 100_000
        case "10 MB at once":
            model.reply, model.piece = lambda asked: "caseloads " * 1_000_000, 10_000_000


FAULTS = {
    "429": r"The chat model (failed \(\w*RateLimitError\)|took longer than 3 seconds): ",
    "500": r"The chat model failed \(\w*APIError\): ",
    "401": r"The chat model failed \(\w*AuthenticationError\): ",
    "hang": r"The chat model (took longer than 3 seconds|failed \(\w*Timeout\w*\)): ",
    "cut": r"The chat model failed \(\w+\): ",
    "cut late": r"The chat model failed \(\w+\): ",
    "empty": "The chat model gave an empty reply: ",
    "blank": "The chat model gave an empty reply: ",
    "cannot": "The chat model found no answer in the passages: ",
    "form": "The chat model wrote nothing that the cited paragraphs bear out: ",
    "prose": "The chat model wrote nothing that the cited paragraphs bear out: ",
    "10 MB": "The chat model wrote nothing that the cited paragraphs bear out: ",
    "10 MB at once": "The chat model wrote nothing that the cited paragraphs bear out: ",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_when_the_model_fails_the_reports_answer_in_time_and_the_note_says_why(
    chat: Chat, bundled_chat: Chat, model: Provider, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken(model, fault)
    begun = time.monotonic()
    answer = chat.invoke(CASELOADS)
    assert time.monotonic() - begun < SECONDS + 7
    assert model.asked
    assert extracted(answer, bundled_chat)
    (note,) = [note for note in answer.notes if "chat model" in note]
    assert note.endswith("this answer is in the reports' own words.")
    assert re.match(FAULTS[fault], note), note
    assert CANARY not in repr(answer)
    assert any(record.name.startswith("openai") for record in caplog.records)


def test_after_a_fault_the_next_question_is_answered_by_the_model_again(chat: Chat, model: Provider) -> None:
    model.reply, model.hang = good, True
    assert WORDED not in chat.invoke(CASELOADS).notes
    model.hang = False
    assert WORDED in chat.invoke(CASELOADS).notes


@pytest.mark.parametrize(
    "quote",
    [
        "Caseloads remain too low and must come down",
        "Caseloads remain high and must come down",
        "Caseloads remain too high … must come down",
        "too high",
        "seloads remain too high and must",
        "Ofsted found that caseloads are too high",
    ],
)
def test_a_quote_that_is_not_in_the_paragraph_word_for_word_takes_its_sentence_with_it(
    chat: Chat, model: Provider, quote: str
) -> None:
    answer = invented(chat, model, "Caseloads were too high and had to come down everywhere.", quote)
    assert len(answer.claims) == 2
    assert not any("everywhere" in claim.text for claim in answer.claims)


@pytest.mark.parametrize("passage", [11, 99, 999])
def test_a_passage_number_that_was_not_shown_takes_its_sentence_with_it(
    chat: Chat, model: Provider, passage: int
) -> None:
    assert len(invented(chat, model, "Caseloads were high in some teams.", HIGH, passage).claims) == 2


def test_a_quote_from_another_passage_takes_its_sentence_with_it(chat: Chat, model: Provider) -> None:
    model.reply = lambda asked: (
        f"{good(asked)}\n" + line(asked, "Caseloads were too high and must come down.", HIGH, "Caseloads have reduced")
    )
    assert len(chat.invoke(CASELOADS).claims) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Caseloads were too high at 37 each and must come down.",
        "Caseloads were too high for 4500 children in some teams.",
        "Caseloads were too high in twelve teams and must come down.",
        "Caseloads were too high in half of the teams and must come down.",
        "Caseloads were too high in 2017 and must come down.",
        "Caseloads were too high, so practice in some teams was inadequate.",
        "Adopters enjoyed wonderful holidays abroad together.",
    ],
)
def test_figures_grades_and_subjects_that_the_paragraph_does_not_have_are_not_shown(
    chat: Chat, model: Provider, sentence: str
) -> None:
    assert [claim.text for claim in invented(chat, model, sentence).claims].count(sentence) == 0


@pytest.mark.parametrize(
    "poison",
    [
        "![caseloads](http://evil.example/p.png)",
        "[caseloads](https://evil.example/)",
        "<img src=x onerror=alert(1)>",
        "javascript:alert",
        "http://192.0.2.7/",
        "see www.evil.example",
        "**caseloads**",
        "`caseloads`",
        "| caseloads |",
        CANARY,
        "mail me@evil.example",
    ],
)
def test_an_injection_that_the_model_obeys_brings_no_link_image_mark_up_or_key(
    chat: Chat, model: Provider, poison: str
) -> None:
    answer = invented(chat, model, f"Caseloads remain too high and harm practice in some teams {poison}.")
    assert len(answer.claims) == 2
    shown = "\n".join([answer_text(answer), *answer.notes, answer.opening])
    for sign in ("evil", "192.0.2.7", "](", "<", "**", "`", "|", "javascript", CANARY):
        assert sign not in shown


def test_the_key_is_in_no_error_that_opening_a_model_raises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with pytest.raises(OfstedChatError, match="the chat model nobody:nothing cannot be opened") as raised:
        generator(Settings(data=tmp_path, chat_model="nobody:nothing"))
    assert CANARY not in str(raised.value)
    assert generator(Settings(data=tmp_path)) is None


def test_a_quote_may_have_other_quotation_marks_and_dashes_but_no_other_words() -> None:
    text = "The council’s plan – a good one – isn’t known."
    assert located("The council's plan - a good", text) == (0, 27)
    assert located("council's plan - a bad one", text) is None
    assert located("plan a good one isn't", text) is None
    assert located("The council's plan", text) is None


def test_dates_of_the_inspection_may_be_told_though_the_paragraph_has_none() -> None:
    paragraph, about = "Caseloads have reduced.", "Leeds: standard inspection, 3 to 14 October 2022"
    assert borne_out("By October 2022 caseloads had reduced.", paragraph, about)
    assert not borne_out("By October 2023 caseloads had reduced.", paragraph, about)
    assert not borne_out("By October 2022 caseloads had reduced by 14%, or three.", paragraph, about)
