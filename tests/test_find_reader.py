"""The reader: windows hold every sentence once, what is read orders paragraphs, and without it the rules stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import chat as chat_module
from rag.answer.by_reading import Found, answering, found_by_reading
from rag.answer.sentences import constants
from rag.chat import Chat, Request, build, status
from rag.config import Settings
from rag.find import reader as reader_module
from rag.find.features import Asked
from rag.find.reader import PackagedReader, is_packaged, settings
from rag.find.rerank import LinearReranker, ReadingReranker
from rag.find.windows import NOBODY, Lengths, windows
from rag.plan.question import Question, Shape, Wanted
from rag.read.text import sentences
from rag.types import Hit, OfstedChatError
from tests.answer_helpers import facts, hit

CLS, SEP = 101, 102
LENGTHS = Lengths(window=24, question=5, heading=3, before=4)


def tokens_of(text: str, most: int) -> list[int]:
    return [1000 + len(word) for word in text.split()][:most]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(1, 9), st.integers(0, 6))
def test_every_sentence_stands_in_one_window_and_no_window_is_too_long(
    counts: list[int], asked: int, heading: int
) -> None:
    spoken = [" ".join(["word"] * count) for count in counts]
    found = list(windows("a " * asked, "b " * heading, spoken, tokens_of, (CLS, SEP), LENGTHS))
    owners = [owner for row in found for owner in dict.fromkeys(row.owners) if owner != NOBODY]
    assert owners == list(range(len(spoken)))
    for row in found:
        assert len(row) <= LENGTHS.window
        assert len(row.tokens) == len(row.segments) == len(row.owners)
        assert row.tokens[0] == CLS
        assert row.tokens[-1] == SEP
        assert row.tokens.count(SEP) == 2
        first = row.tokens.index(SEP)
        assert set(row.segments[: first + 1]) == {0}
        assert set(row.segments[first + 1 :]) == {1}
        assert {owner for owner, part in zip(row.owners, row.segments, strict=True) if part == 0} == {NOBODY}


def test_a_later_window_begins_with_some_of_the_sentence_before() -> None:
    spoken = ["one two three four five six seven eight nine ten eleven", "twelve " * 12]
    _, later = windows("who", "", spoken, tokens_of, (CLS, SEP), LENGTHS)
    assert list(later.tokens[3:7]) == tokens_of("one two three four", 4)
    assert later.owners[3:7] == (NOBODY,) * 4


PARAGRAPH = (
    "Fostering is a priority for leaders. There are too few foster carers for the children who need one. "
    "The council's website was renewed in 2021."
)


@pytest.fixture(scope="module")
def reader() -> PackagedReader:
    assert is_packaged()
    return PackagedReader(1)


def test_the_sentence_that_answers_has_the_best_odds(reader: PackagedReader) -> None:
    (read,) = reader("Do they have enough foster families?", [hit(facts("one"), PARAGRAPH)])
    assert len(read.answers) == len(sentences(PARAGRAPH)) == 3
    assert max(range(3), key=lambda number: read.answers[number]) == 1
    (other,) = reader("When was the web page last redone?", [hit(facts("one"), PARAGRAPH)])
    assert max(range(3), key=lambda number: other.answers[number]) == 2


def test_no_more_is_read_than_a_share_of_the_budget_allows(reader: PackagedReader) -> None:
    hits = [hit(facts("one"), PARAGRAPH, number) for number in range(1, 40)]
    counts = [sum(bool(one.answers) for one in reader("foster carers", hits, share)) for share in (0.0, 0.5, 1.0)]
    assert counts[0] == 1
    assert 1 < counts[1] < counts[2] < len(hits)


def test_a_long_paragraph_is_read_to_its_end(reader: PackagedReader) -> None:
    text = " ".join(f"Sentence number {number} tells of nothing in particular." for number in range(60))
    (read,) = reader("Are there enough foster carers?", [hit(facts("one"), f"{text} There are too few foster carers.")])
    assert len(read.answers) == 61
    assert max(range(61), key=lambda number: read.answers[number]) == 60


TWO = "How often are audits done, and when is tea served?"


class Liking:
    """A reader that likes the sentences with a word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def __call__(self, question: str, hits: Sequence[Hit], share: float = 1.0) -> list[Hit]:
        return [
            replace(one, answers=tuple(3.0 if self._word in s else -3.0 for s in spoken(one))) if n < 3 else one
            for n, one in enumerate(hits)
        ]


def spoken(one: Hit) -> list[str]:
    return [one.paragraph.text[start:end] for start, end in sentences(one.paragraph.text)]


def test_what_is_read_orders_the_paragraphs_and_what_is_not_stays_behind() -> None:
    texts = ["Caseloads are high.", "Caseloads were high.", "Foster carers are few.", "Foster carers are fewer."]
    hits = [hit(facts("one"), text, number, 0.9 - number / 10) for number, text in enumerate(texts, 1)]
    question = Question("caseloads", "caseloads", ("caseloads",), ())
    asked = Asked(question, (), (), None, ())
    before = LinearReranker()(hits, asked)
    after = ReadingReranker(LinearReranker(), Liking("few"))(hits, asked)
    assert after[-1].paragraph == before[-1].paragraph
    assert not after[-1].answers
    assert max(after[0].answers) == 3.0
    assert [one.score for one in after] == sorted((one.score for one in after), reverse=True)
    assert ReadingReranker(LinearReranker(), Liking("few"))([], asked) == []


def test_a_paragraph_without_a_sentence_is_not_lost_and_moves_no_other() -> None:
    texts = ["Caseloads are high.", "", "Foster carers are few."]
    hits = [hit(facts("one"), text, number, 0.9 - number / 10) for number, text in enumerate(texts, 1)]
    asked = Asked(Question("caseloads", "caseloads", ("caseloads",), ()), (), (), None, ())
    after = ReadingReranker(LinearReranker(), Liking("few"))(hits, asked)
    assert sorted(one.paragraph.id for one in after) == sorted(one.paragraph.id for one in hits)
    assert after[-1].paragraph.text == ""
    alone = ReadingReranker(LinearReranker(), Liking("few"))(hits[1:2], asked)
    assert [one.paragraph.text for one in alone] == [""]


def test_damaged_weights_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "WEIGHTS", "reader.toml")
    with pytest.raises(OfstedChatError, match=r"the reader's weights, .* are damaged: install anew"):
        PackagedReader(1).warm()


def read_hit(text: str, odds: Sequence[float], number: int = 1, name: str = "one") -> Hit:
    return replace(hit(facts(name), text, number, 1.0), answers=tuple(odds))


def test_the_likeliest_sentence_is_quoted_first_with_the_one_it_leans_on() -> None:
    first = read_hit("Audits are done monthly. They are thorough. Staff like tea.", (-4.0, 4.0, -4.0), 1)
    second = read_hit("Audits are read by leaders. Tea is served.", (2.5, -5.0), 2)
    question = Question("are audits any good?", "audits", ("audits",), ())
    found = found_by_reading(question, [second, first], ())
    assert found
    groups = found.groups
    assert [sentence.text for sentence in groups[0]] == [
        "Audits are done monthly.",
        "They are thorough.",
    ]
    assert "Tea is served." not in [sentence.text for group in groups for sentence in group]


def test_where_none_is_likely_the_likeliest_of_the_nearest_paragraphs_are_shown_as_that() -> None:
    question = Question("are audits any good?", "audits", ("audits",), ())
    hits = [read_hit("Audits are done. Tea is hot.", (-2.0, -2.1), n) for n in range(1, 5)]
    found = found_by_reading(question, hits, ())
    assert found
    assert found.near
    assert found.in_part
    assert [len(group) for group in found.groups] == [1, 1]


def test_a_side_of_a_comparison_that_nothing_likely_answers_is_not_passed_off_as_an_answer() -> None:
    question = Question("audits", "audits", ("audits",), (), shape=Shape.COMPARE)
    sides = [read_hit("Audits are thorough.", (5.0,), 1, "one"), read_hit("Tea is hot.", (-4.0,), 1, "two")]
    found = found_by_reading(question, sides, ())
    assert found
    assert found.near
    both = found_by_reading(question, [sides[0], read_hit("Audits are poor.", (5.0,), 1, "two")], ())
    assert both
    assert not both.near


def test_nothing_that_answers_is_told_with_what_was_wanted() -> None:
    lines = read_hit("Audits are done monthly. Staff like tea.", (-6.0, -6.0))
    question = Question("how many audits?", "audits", ("audits",), (), wanted=Wanted.NUMBER)

    def declined(asked: Question, silent: Sequence[str] = ()) -> str | None:
        found = found_by_reading(asked, [lines], silent)
        assert found
        assert not found.groups
        return found.declined

    assert declined(question) == "The reports searched do not give such a figure."
    assert declined(replace(question, wanted=None)) == (
        "No sentence of the reports searched seems to answer this question."
    )
    assert "do not mention “dragons”" in str(declined(question, ["dragons"]))
    told = found_by_reading(question, [read_hit("Ten audits.", (6.0,))], ())
    assert told
    assert not told.declined
    assert found_by_reading(question, [hit(facts("one"), "Ten audits.")], ()) is None


def test_a_number_of_something_else_is_no_answer_unless_it_is_likely() -> None:
    text = "How many foster carers does Norfolk have?"
    question = Question(text, "foster carers", ("foster carers",), (), wanted=Wanted.NUMBER)
    panels = read_hit("Norfolk operates four fostering panels. Norfolk has 310 foster carers.", (-0.7, -1.0))
    found = found_by_reading(question, [panels], ())
    assert found
    assert [one.text for group in found.groups for one in group] == ["Norfolk has 310 foster carers."]
    alone = found_by_reading(question, [read_hit("Norfolk operates four fostering panels.", (-0.7,))], ())
    assert alone
    assert alone.declined == "The reports searched do not give such a figure."


def test_each_part_of_a_question_is_answered_or_said_to_be_unanswered() -> None:
    question = Question(TWO, TWO, ("audits", "tea"), ())
    audits = read_hit("Audits are done monthly. Tea is served at four.", (0.0, 0.0))

    def read(first: tuple[float, float], second: tuple[float, float]) -> Found:
        found = found_by_reading(question, [replace(audits, answers=(5.0, 5.0), by_part=(first, second))], ())
        assert found
        return found

    both = read((5.0, -9.0), (-9.0, 5.0))
    assert [one.text for one in both.groups[0]] == ["Audits are done monthly.", "Tea is served at four."]
    assert not both.unanswered
    half = read((5.0, -9.0), (-9.0, -9.0))
    assert [one.text for one in half.groups[0]] == ["Audits are done monthly."]
    assert half.unanswered == ("when is tea served",)
    assert read((-9.0, -9.0), (-9.0, -9.0)).declined


def test_chances_are_between_nothing_and_one_and_a_wanted_figure_raises_them() -> None:
    lines = read_hit("Twelve audits were done. Audits were done.", (0.0, 0.0))
    plain = Question("audits", "audits", ("audits",), ())
    same = [sentence.score for sentence in answering(plain, [lines])]
    assert same[0] == same[1]
    with_figure, without = (s.score for s in answering(replace(plain, wanted=Wanted.NUMBER), [lines]))
    assert 0 < without < with_figure < 1
    assert answering(plain, [hit(facts("one"), "Audits were done.")]) == []
    assert constants()["reading"]["answered"] <= constants()["reading"]["sure"]


def test_without_its_weights_the_rules_stand_in_and_status_says_so(
    bundled_data: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(data=bundled_data)  # type: ignore[arg-type]
    assert status(given)["reader"] == "packaged"
    monkeypatch.setattr(chat_module, "is_packaged", lambda: False)
    assert str(status(given)["reader"]).startswith("missing")
    plain = build(given)
    try:
        answer = plain.invoke(Request("caseloads in North Northamptonshire"))
    finally:
        plain.close()
    assert answer.citations
    assert not any(one.answers for one in answer.hits)


def test_what_the_chat_finds_was_read(bundled_chat: Chat) -> None:
    hits = bundled_chat.search(Request("caseloads in North Northamptonshire"))
    assert hits[0].answers
    assert sum(bool(one.answers) for one in hits) <= settings()["paragraphs"]
