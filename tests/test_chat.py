"""The whole way from a question to a cited answer, over the bundled reports with the real model."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable

from rag.answer.wording import inspected
from rag.chat import Chat, Request, build, status
from rag.config import Settings
from rag.types import Answer, OfstedChatError, Status, Wording

CASELOADS = "what did Ofsted say about caseloads?"
QUESTIONS = (
    CASELOADS,
    "Is domestic abuse dealt with well in North Northamptonshire?",
    "How was West Northamptonshire graded overall?",
    "Compare North and West Northamptonshire on home education",
    "Has early help got better in West Northamptonshire since 2019?",
    "Tell me about North Northamptonshire",
    "What needs to improve in West Northamptonshire?",
    "How many social workers left?",
    "What about Cardiff?",
    "asdf qwer zxcv",
)


def asked(chat: Chat, *turns: str) -> Answer:
    return chat.invoke(Request(turns[-1], turns[:-1]))


def told(answer: Answer) -> Answer:
    """The answer without its time."""
    return replace(answer, seconds=0.0)


def said(answer: Answer, authority: str) -> list[str]:
    """The claims on an authority's report."""
    reports = {citation.report.id: citation.report for citation in answer.citations}
    return [claim.text for claim in answer.claims if reports[claim.report_id].authority == authority]


def test_caseloads_are_too_high_in_northamptonshire_and_reduced_in_its_successors(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, CASELOADS)
    assert answer.status is Status.ANSWERED
    assert any("Caseloads remain too high" in text for text in said(answer, "Northamptonshire"))
    for authority in ("North Northamptonshire", "West Northamptonshire"):
        assert any("aseloads" in text for text in said(answer, authority))
    where = {
        (c.report.authority, c.paragraph.label, inspected(c.report)) for c in answer.citations if "Caseloads" in c.quote
    }
    assert ("Northamptonshire", "paragraph 13", "date not known") in where
    assert ("North Northamptonshire", "paragraph 35", "3 to 14 October 2022") in where
    assert ("West Northamptonshire", "paragraph 35", "3 to 14 October 2022") in where
    assert "The date of the visit is not known: Northamptonshire." in answer.notes
    assert {finding.report.authority for finding in answer.findings} == {
        "Northamptonshire",
        "North Northamptonshire",
        "West Northamptonshire",
    }


def test_what_about_supervision_is_understood_after_it(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, CASELOADS, "what about supervision?")
    assert said(answer, "Northamptonshire") == ["Supervision is irregular or is not treated as a priority."]
    assert not any("aseload" in claim.text for claim in answer.claims)


def test_a_follow_up_goes_on_about_the_subject_and_says_so(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, CASELOADS, "and had that got better?")
    assert "Caseloads have reduced." in said(answer, "North Northamptonshire")
    assert "Understood as going on about: “caseloads”." in answer.notes


def test_a_comparison_by_half_a_name_quotes_both_sides(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "Compare North and West Northamptonshire on home education")
    assert said(answer, "North Northamptonshire")
    assert said(answer, "West Northamptonshire")


def test_a_comparison_begins_with_the_grades_of_the_area_asked_about(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "Is North or West Northamptonshire better for care leavers?")
    assert "for children in care and care leavers together" in answer.opening
    assert {row.report.authority for row in answer.grades} == {"North Northamptonshire", "West Northamptonshire"}
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert any(claim.text != "" and not claim.text.endswith(("Good", "good")) for claim in answer.claims)


def test_a_place_is_set_beside_the_one_asked_about_before(bundled_chat: Chat) -> None:
    answer = asked(
        bundled_chat, "How did West Northamptonshire do at its last inspection?", "how does that compare with North?"
    )
    assert {row.report.authority for row in answer.grades} == {"North Northamptonshire", "West Northamptonshire"}


def test_a_lay_question_finds_what_reports_call_by_another_name(bundled_chat: Chat) -> None:
    for text in ("What happens when kids run away?", "any info on runaways?"):
        assert any("go missing from home or care" in c.text for c in asked(bundled_chat, text).claims), text


def test_two_names_of_one_thing_are_both_quoted(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "Is the MASH working well?")
    for authority in ("North Northamptonshire", "West Northamptonshire"):
        assert any("multi-agency safeguarding hub" in text for text in said(answer, authority))


def test_what_needs_to_improve_is_what_the_report_lists(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "What needs to improve in West Northamptonshire?")
    assert len(said(answer, "West Northamptonshire")) == 4
    assert {citation.paragraph.section[-1] for citation in answer.citations} == {
        "What needs to improve?",
        "What needs to improve",
    }


def test_the_grade_is_the_table_s(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "How was West Northamptonshire graded overall?")
    assert [claim.text for claim in answer.claims] == ["Overall effectiveness: Requires improvement to be good"]


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_sentence_of_an_answer_is_borne_by_exact_quotes_on_a_page(bundled_chat: Chat, text: str) -> None:
    answer = asked(bundled_chat, text)
    by_marker = {citation.marker: citation for citation in answer.citations}
    assert len(by_marker) == len(answer.citations)
    assert all(claim.markers and set(claim.markers) <= by_marker.keys() for claim in answer.claims)
    for citation in answer.citations:
        assert citation.quote == citation.paragraph.text[citation.start : citation.end] != ""
        assert citation.boxes
        assert {box.page for box in citation.boxes} == {citation.page}
        assert citation.report.wording is Wording.DIGEST
    assert not any("“" in claim.text for claim in answer.claims)
    assert bool(answer.claims) is (answer.status in (Status.ANSWERED, Status.PARTLY))


def test_invoke_stream_and_batch_agree(bundled_chat: Chat) -> None:
    assert isinstance(bundled_chat.runnable, Runnable)
    requests = [Request(text) for text in QUESTIONS]
    whole = [told(bundled_chat.invoke(request)) for request in requests]
    streamed = [list(bundled_chat.stream(request)) for request in requests]
    assert [told(sum(pieces, Answer())) for pieces in streamed] == whole
    assert [told(answer) for answer in bundled_chat.batch(requests)] == whole
    assert len(streamed[0]) > 3
    assert streamed[0][0].hits
    assert not streamed[0][0].claims


def test_ten_threads_with_many_questions_get_the_serial_answers(bundled_chat: Chat) -> None:
    requests = [Request(text) for text in QUESTIONS] + [
        Request("what about supervision?", (text,)) for text in QUESTIONS[:4]
    ]
    serial = [told(bundled_chat.invoke(request)) for request in requests]

    def work(shift: int) -> list[Answer]:
        turned = requests[shift:] + requests[:shift]
        answers = [told(bundled_chat.invoke(request)) for request in turned]
        return answers[len(answers) - shift :] + answers[: len(answers) - shift]

    with ThreadPoolExecutor(10) as threads:
        assert all(answers == serial for answers in threads.map(work, range(10)))


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), ("  \n", "empty"), ("x" * 1001, "1001 characters, the limit is 1000")]
)
def test_a_question_that_cannot_be_taken_is_an_error_of_the_family(bundled_chat: Chat, text: str, reason: str) -> None:
    with pytest.raises(OfstedChatError, match=reason):
        bundled_chat.invoke(Request(text))
    with pytest.raises(OfstedChatError, match=reason):
        bundled_chat.search(Request(text))


@pytest.mark.parametrize(
    "text", ['"', "a OR b NEAR(c)", "* ^ : ( )", "\x00\u202e\u200b", "'; DROP TABLE reports; --", "💥" * 50]
)
def test_odd_characters_are_only_characters(bundled_chat: Chat, text: str) -> None:
    assert asked(bundled_chat, text).status in (Status.DECLINED, Status.PARTLY)


def test_very_long_earlier_turns_are_cut_not_refused(bundled_chat: Chat) -> None:
    assert asked(bundled_chat, "y " * 50_000, CASELOADS).status is Status.ANSWERED


def test_a_search_gives_the_twenty_best_of_the_same_paragraphs(bundled_chat: Chat) -> None:
    hits = bundled_chat.search(Request(CASELOADS))
    assert len(hits) == 20
    assert hits == asked(bundled_chat, CASELOADS).hits
    assert any("aseload" in hit.paragraph.text for hit in hits[:1])


def test_the_retriever_is_langchains_and_gives_documents_with_ids(bundled_chat: Chat) -> None:
    assert isinstance(bundled_chat.retriever, BaseRetriever)
    found: Sequence[Document] = bundled_chat.retriever.invoke("caseloads in West Northamptonshire")
    assert found
    for document in found:
        paragraph = bundled_chat.library.paragraph(str(document.id))
        assert paragraph is not None
        assert document.page_content == paragraph.text
        assert document.metadata["authority"] == "West Northamptonshire"
        assert document.metadata["page"] in paragraph.pages
        assert document.metadata["wording"] == "digest"


def test_over_a_broken_chroma_folder_answers_come_by_exact_search(
    bundled_data: Path, bundled_chat: Chat, tmp_path: Path
) -> None:
    shutil.copytree(bundled_data, tmp_path / "data")
    files = [path for path in (tmp_path / "data" / "chroma").rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(b"broken" * 100)
    settings = Settings(data=tmp_path / "data")
    with closing(build(settings)) as chat:
        answer, whole = asked(chat, CASELOADS), asked(bundled_chat, CASELOADS)
        assert (answer.claims, answer.citations) == (whole.claims, whole.citations)
        assert len(answer.hits) == 20
    assert status(settings)["reports"] == 3


def test_without_any_report_the_answer_says_how_to_add_some(tmp_path: Path) -> None:
    with closing(build(Settings(data=tmp_path / "empty"))) as chat:
        answer = asked(chat, CASELOADS)
    assert answer.status is Status.DECLINED
    assert "ofsted-chat ingest" in answer.opening


def test_an_overview_begins_with_the_overall_grade_of_each_report(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "Tell me about North Northamptonshire and West Northamptonshire")
    for authority in ("North Northamptonshire", "West Northamptonshire"):
        assert said(answer, authority)[0] == "Overall effectiveness: Requires improvement to be good"


def test_a_comparison_keeps_each_authority_together_in_the_order_asked(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "Compare West and North Northamptonshire on home education")
    reports = {citation.report.id: citation.report.authority for citation in answer.citations}
    order = [reports[claim.report_id] for claim in answer.claims]
    assert order == sorted(order, key=["West Northamptonshire", "North Northamptonshire"].index)


def test_an_area_as_a_whole_is_told_by_its_grade_and_by_what_its_section_says(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "how are children in care doing in West Northamptonshire?")
    told = said(answer, "West Northamptonshire")
    assert told[0].startswith("The experiences and progress of children in care and care leavers: ")
    assert len(told) == 4
    assert all("children in care" in text.lower() or "looked after" in text.lower() for text in told)


def test_a_subject_within_an_area_is_looked_for_as_a_subject(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "do care leavers in West Northamptonshire have somewhere to live?")
    assert not any(claim.text.startswith("The experiences and progress") for claim in answer.claims)


def test_a_figure_wanted_of_an_area_is_no_overview(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "How many care leavers are there in West Northamptonshire?")
    assert not any(claim.text.startswith("The experiences and progress") for claim in answer.claims)
    assert answer.understood is not None
    assert answer.understood.shape == "topic"


def test_a_declined_question_offers_questions_that_the_reports_answer(bundled_chat: Chat) -> None:
    answer = asked(bundled_chat, "How much are foster carers paid a week in North Northamptonshire?")
    assert answer.status is Status.DECLINED
    assert 1 <= len(answer.suggestions) <= 2
    for suggestion in answer.suggestions:
        assert suggestion.startswith("What did Ofsted say about ")
        assert asked(bundled_chat, suggestion).status in (Status.ANSWERED, Status.PARTLY)
    assert asked(bundled_chat, "asdf qwer zxcv").suggestions == ()
