"""The inspections that an answer counts, as a table; and answers about the library itself."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from rag import cli
from rag.answer.findings import COLUMNS, findings_csv
from rag.answer.holdings import holdings_line
from rag.answer.wording import answer_text
from rag.chat import Chat, Request
from rag.types import Answer, Counted, Kind, ParagraphKind, Status
from tests.answer_helpers import facts, paragraph, question

LEEDS = facts("80481/2022-10-14/ilacs-standard", published=date(2022, 11, 25))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_a_finding_with_the_words_that_say_so() -> None:
    finding = Counted(LEEDS, paragraph(LEEDS, "Some rest. Caseloads, “too high”, rise."), 11, 39)
    (row,) = rows(findings_csv([finding]))
    assert tuple(row) == COLUMNS
    assert row["quote"] == "Caseloads, “too high”, rise."
    assert (row["authority"], row["inspected_to"], row["published"]) == ("Leeds", "2022-10-14", "2022-11-25")
    assert (row["page"], row["paragraph"]) == ("2", "1")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = rows(findings_csv([Counted(LEEDS, paragraph(LEEDS, text + " more"))]))
    assert row["quote"] == "'" + text + " more"


def test_what_is_not_known_is_an_empty_cell() -> None:
    undated = facts("x/focused-visit", inspected=None)
    (row,) = rows(findings_csv([Counted(undated, paragraph(undated, "Words."))]))
    assert (row["inspected_to"], row["published"]) == ("", "")


def test_ask_writes_the_file_and_says_where_it_cannot(
    bundled_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "found.csv"
    asked = ["--data", str(bundled_data), "ask", "Which councils have high caseloads?", "--csv"]
    assert cli.main([*asked, str(target)]) == 0
    assert [row["authority"] for row in rows(target.read_text(encoding="utf-8-sig"))] == ["Northamptonshire"]
    assert cli.main([*asked, str(tmp_path / "none" / "found.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_the_library_tells_what_it_holds() -> None:
    earlier = facts("80481/2018-11-02/ilacs-short", inspected=date(2018, 11, 2), kind=Kind.ILACS_SHORT)
    line = holdings_line(question("which reports do you have on Leeds?"), [LEEDS, earlier])
    assert "2 reports on Leeds" in line
    assert "14 October 2022, published 25 November 2022" in line
    kent = facts("80476/2015-03-02/sif", urn="80476", authority="Kent", inspected=date(2015, 3, 2), kind=Kind.SIF)
    line = holdings_line(question("what reports do you have?"), [LEEDS, earlier, kent])
    assert "3 reports on 2 authorities, inspected 2015 to 2022" in line
    assert "1 inspection under the single framework" in line
    led = question("who was the lead inspector?")
    assert "was led by A. Inspector" in holdings_line(led, [LEEDS, earlier])
    assert "A. Inspector" not in holdings_line(led, [LEEDS, kent])


def test_a_report_that_is_not_held_is_declined_and_one_that_is_listed(bundled_chat: Chat) -> None:
    held = bundled_chat.invoke(Request("which reports do you have on West Northamptonshire?"))
    assert (held.status, len(held.reports)) == (Status.ANSWERED, 1)
    assert "West Northamptonshire: standard inspection, 3 to 14 October 2022, digest" in answer_text(held)
    none = bundled_chat.invoke(Request("which reports do you have on Leeds?"))
    assert (none.status, none.reports) == (Status.DECLINED, ())
    assert "no report on Leeds" in none.opening


def test_who_led_an_inspection_is_asked_of_one_authority(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("who was the lead inspector?"))
    assert (answer.status, answer.reports) == (Status.DECLINED, ())
    assert "name one authority" in answer.opening


def test_small_talk_needs_no_search_and_is_no_refusal(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("hello"))
    assert (answer.status, answer.claims, answer.hits) == (Status.ANSWERED, (), ())
    assert answer_text(answer) == answer.opening != ""


def test_schools_are_declined_by_name(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("best nurseries in Leeds"))
    assert answer.status is Status.DECLINED
    assert "nurseries" in answer.opening


def shown(answer: Answer) -> set[str]:
    return {citation.paragraph.id for citation in answer.citations}


def test_more_shows_what_was_not_shown_until_there_is_no_more(bundled_chat: Chat) -> None:
    first = "what is said about care leavers in West Northamptonshire?"
    turns: tuple[str, ...] = (first,)
    seen: set[str] = set()
    for _ in range(9):
        answer = bundled_chat.invoke(Request(turns[-1], turns[:-1]))
        if answer.status is Status.DECLINED:
            break
        assert shown(answer)
        assert seen.isdisjoint(shown(answer))
        seen |= shown(answer)
        turns = (*turns, "show me more")
    assert answer.status is Status.DECLINED
    assert "nothing more" in answer.opening
    assert len(seen) > 5


@pytest.mark.parametrize(
    "first",
    [
        "what is said about care leavers in West Northamptonshire?",
        "do care leavers in West Northamptonshire have somewhere to live?",
    ],
)
def test_the_exact_words_are_the_whole_paragraphs_of_the_answer_before(bundled_chat: Chat, first: str) -> None:
    before = bundled_chat.invoke(Request(first))
    answer = bundled_chat.invoke(Request("quote it in full", (first,)))
    assert shown(answer) == shown(before)
    prose = [citation for citation in answer.citations if citation.paragraph.kind is not ParagraphKind.TABLE]
    assert prose
    for citation in prose:
        quotes = [c.quote for c in answer.citations if c.paragraph.id == citation.paragraph.id]
        assert "".join(" ".join(quotes).split()) == "".join(citation.paragraph.text.split())


def test_what_is_counted_is_listed_on_more_without_what_was_shown(bundled_chat: Chat) -> None:
    first = "Which councils have reduced caseloads?"
    before = bundled_chat.invoke(Request(first))
    assert len(before.findings) == 2
    more = bundled_chat.invoke(Request("show me more", (first,)))
    assert more.status is Status.DECLINED
