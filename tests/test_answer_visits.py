"""Questions on visits, the whole way: letters typeset, taken in, asked, told, with the real model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.chat import Chat, Request, build, ingest_paths
from rag.config import Settings
from rag.types import Answer, Kind, Status
from tests.read_helpers import FILLER, Sheets, ilacs
from tests.test_read_visits import LOOKED, METHOD, letter

WAITING = "Too many care leavers wait months for a personal adviser, and some are not told who theirs is."
BETTER = "Care leavers now have a personal adviser from the day they turn 17, and know who it is."


def _visit(sheets: Sheets) -> None:
    sheets.lines("Areas for priority action", bold=True)
    sheets.paragraph("The local authority needs to act on:").paragraph("Care leavers without an adviser.", sign="•")
    sheets.lines("What needs to improve in this area of social work practice?", bold=True)
    sheets.paragraph("How soon plans begin (outcome 3, national framework).", sign="•")
    sheets.paragraph("The offer of homes.", sign="•")
    sheets.lines("Main findings", bold=True).paragraph(WAITING)


def _well(sheets: Sheets) -> None:
    sheets.lines("Main findings", bold=True).paragraph("Contacts are looked at on the day they arrive.")


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    folder = tmp_path_factory.mktemp("visits")
    reports = folder / "reports"
    reports.mkdir()
    letter(reports / "second.pdf", findings=_visit)
    front_door = "Inspectors looked at the local authority’s arrangements for the ‘front door’."
    letter(reports / "first.pdf", front_door, METHOD, days="3 and 4 May 2022 to 5 May 2023", findings=_well)
    sheets = ilacs(reports / "inspection.pdf", dates="Inspection dates: 3 to 14 March 2025")
    sheets.heading("What needs to improve?").paragraph("Records of visits.", sign="•")
    sheets.heading("The experiences and progress of care leavers: good").paragraph(BETTER, number="1")
    for number in range(2, 8):
        sheets.paragraph(FILLER, number=str(number))
    sheets.save()
    settings = Settings(data=folder / "data")
    taken = ingest_paths(settings, [reports])
    assert len(taken.added) == 3
    built = build(settings)
    yield built
    built.close()


def asked(chat: Chat, *turns: str) -> Answer:
    return chat.invoke(Request(turns[-1], turns[:-1]))


def test_what_a_visit_was_about_is_told_from_its_scope(chat: Chat) -> None:
    answer = asked(chat, "What was the May 2024 visit to Barnsley about?")
    assert answer.status is Status.ANSWERED
    assert answer.opening == "The focused visit to Barnsley, 14 to 15 May 2024, looked at care leavers."
    assert [citation.quote for citation in answer.citations] == [LOOKED]
    assert all(citation.boxes for citation in answer.citations)
    assert answer.understood is not None
    assert answer.understood.kinds == (Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT)


def test_which_visits_were_about_a_theme_is_counted_and_each_is_listed(chat: Chat) -> None:
    answer = asked(chat, "Which visits looked at care leavers since 2023?")
    assert answer.opening == "1 of the 2 visits searched looked at care leavers."
    assert [finding.report.file_name for finding in answer.findings] == ["second.pdf"]
    assert asked(chat, "which visits were about exploitation?").status is Status.DECLINED


def test_which_visits_had_priority_actions_is_counted_with_what_stands_in_them(chat: Chat) -> None:
    for text in ("Which visits had areas for priority action?", "how many visits led to priority actions since 2021"):
        answer = asked(chat, text)
        assert answer.opening == "1 of the 2 visits searched has a part on areas for priority action."
        assert [citation.quote for citation in answer.citations] == ["Care leavers without an adviser."]
    none = asked(chat, "which inspections had areas for priority action")
    assert (none.status, none.opening) == (
        Status.DECLINED,
        "The inspection searched has no part on areas for priority action.",
    )


def test_which_visits_asks_of_all_after_a_question_on_one_place(chat: Chat) -> None:
    before = "What did the 2024 visit to Barnsley say about advisers?"
    answer = asked(chat, before, "Which visits looked at care leavers since 2023?")
    assert answer.opening == "1 of the 2 visits searched looked at care leavers."
    assert answer.understood is not None
    assert not answer.understood.authorities


def test_what_goes_on_after_what_a_visit_was_about_asks_what_was_found(chat: Chat) -> None:
    about = "What was the May 2024 visit to Barnsley about?"
    improve = asked(chat, about, "What did they have to improve?")
    assert "The offer of homes." in {citation.quote for citation in improve.citations}
    more = asked(chat, about, "tell me more")
    assert "Care leavers are well known to those who help them." in {citation.quote for citation in more.citations}
    before = asked(chat, about, "and the visit before that?")
    assert before.opening.startswith("The focused visit to Barnsley, ")
    assert "2024" not in before.opening


def test_the_newest_visit_of_all_is_told(chat: Chat) -> None:
    for text in ("What was the most recent visit anywhere about?", "what was the last focused visit about"):
        assert asked(chat, text).opening.startswith("The focused visit to Barnsley, 14 to 15 May 2024, looked at")


def test_what_visits_found_is_counted_over_visits_alone(chat: Chat) -> None:
    answer = asked(chat, "Which visits found that care leavers wait for personal advisers?")
    assert answer.opening.startswith("1 of the 2 visits searched, of 1 authority, ")
    assert [finding.report.file_name for finding in answer.findings] == ["second.pdf"]


def test_what_had_to_improve_is_the_list_and_priority_actions_are_apart(chat: Chat) -> None:
    answer = asked(chat, "What did the 2024 visit to Barnsley say had to improve?")
    assert [citation.quote for citation in answer.citations] == [
        "Care leavers without an adviser.",
        "How soon plans begin",
        "The offer of homes.",
    ]
    urgent = asked(chat, "What were the priority actions at the 2024 visit to Barnsley?")
    assert [citation.quote for citation in urgent.citations] == ["Care leavers without an adviser."]


def test_a_letter_without_such_a_list_is_said_to_have_none(chat: Chat) -> None:
    answer = asked(chat, "What were the priority actions at the 2022 visit to Barnsley?")
    assert (answer.status, answer.opening) == (
        Status.DECLINED,
        "The letter of Barnsley has no part on areas for priority action.",
    )


def test_a_visit_and_the_inspection_after_it_are_told_side_by_side(chat: Chat) -> None:
    answer = asked(
        chat,
        "The 2024 visit to Barnsley found care leavers without a personal adviser. Was it so at the next inspection?",
    )
    assert {citation.report.file_name for citation in answer.citations} == {"second.pdf", "inspection.pdf"}
    assert {WAITING, BETTER} <= {citation.quote for citation in answer.citations}


def test_a_subject_that_the_visit_did_not_look_at_is_declined_with_its_scope(chat: Chat) -> None:
    answer = asked(chat, "What did the 2024 visit to Barnsley say about private fostering?")
    assert answer.status is Status.DECLINED
    assert "The focused visit to Barnsley, 14 to 15 May 2024, looked at care leavers." in answer.notes


def test_no_answer_quotes_how_the_visit_was_made(chat: Chat) -> None:
    for text in ("What did the 2024 visit to Barnsley look for as evidence on case records?", "Barnsley 2024: records"):
        assert METHOD not in [citation.quote for citation in asked(chat, text).citations]


def test_dates_that_cannot_be_right_are_doubted_where_the_letter_is_quoted(chat: Chat) -> None:
    answer = asked(chat, "What did Ofsted say about contacts at the 2022 visit to Barnsley?")
    assert any("cannot both be right" in note for note in answer.notes)


def test_who_made_the_visit_is_told_from_the_letter(chat: Chat) -> None:
    answer = asked(chat, "Who were the inspectors at the 2024 visit to Barnsley?")
    assert answer.opening.endswith("the visit was led by Bertha Inspectora, with Cy Second-Name.")


def test_a_grade_of_a_visit_is_declined(chat: Chat) -> None:
    answer = asked(chat, "What grade did the 2024 visit to Barnsley give for care leavers?")
    assert answer.status is Status.DECLINED
    assert "carries no grades" in answer.opening
