"""Does the cited paragraph say it? Not where a word is missing, another, or from elsewhere."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from rag.answer.compose import cited
from rag.answer.verify import holds, verified
from rag.types import Citation, Claim
from tests.answer_helpers import facts, paragraph

ABOUT = facts("leeds/2022")
TEXT = "Caseloads remain too high in some teams. Leaders know this and act on it."
WHOLE = paragraph(ABOUT, TEXT)


def quoting(start: int = 0, end: int = len(TEXT), marker: int = 1) -> Citation:
    return replace(cited(0, ABOUT, WHOLE, start, end)[0], marker=marker)


def test_a_quote_that_is_the_text_holds_and_bears_its_sentence() -> None:
    claim = Claim(f"“{TEXT}”", (1,), ABOUT.id)
    assert verified([claim], [quoting()]) == ((claim,), (quoting(),))


def test_a_quote_altered_by_one_word_is_dropped_with_its_claim() -> None:
    altered = replace(quoting(), quote=TEXT.replace("too high", "too low"))
    assert not holds(altered)
    assert verified([Claim(TEXT, (1,), ABOUT.id)], [altered]) == ((), ())


def test_an_empty_quote_and_one_from_another_place_do_not_hold() -> None:
    assert not holds(quoting(5, 5))
    assert not holds(replace(quoting(0, 9), start=1, end=10))


def test_a_claim_whose_marker_resolves_to_nothing_is_dropped() -> None:
    assert verified([Claim(TEXT, (2,), ABOUT.id)], [quoting()]) == ((), ())
    assert verified([Claim(TEXT, (1, 2), ABOUT.id)], [quoting()]) == ((), ())
    assert verified([Claim(TEXT, (), ABOUT.id)], [quoting()]) == ((), ())


def test_a_citation_that_no_claim_uses_is_dropped() -> None:
    claim = Claim("Caseloads remain too high in some teams.", (1,), ABOUT.id)
    assert verified([claim], [quoting(0, 40), quoting(41, marker=2)]) == ((claim,), (quoting(0, 40),))


def test_a_claim_over_two_quotes_stands_in_both_together() -> None:
    claim, cut = Claim(TEXT, (1, 2), ABOUT.id), TEXT.index("some")
    assert verified([claim], [quoting(0, cut - 1), quoting(cut, marker=2)])[0] == (claim,)


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_every_span_of_the_text_holds(start: int, end: int) -> None:
    assume(start < end)
    assert holds(quoting(start, end))


@given(st.integers(0, 13), st.sampled_from(["low", "never", "Leeds", "7"]))
def test_no_claim_with_another_word_in_it_is_shown(position: int, word: str) -> None:
    words = TEXT.split()
    assume(words[position] != word)
    words[position] = word
    assert verified([Claim(" ".join(words), (1,), ABOUT.id)], [quoting()]) == ((), ())


@given(st.text(max_size=80), st.lists(st.integers(-1, 3), max_size=3))
def test_whatever_is_claimed_only_words_of_the_quotes_are_shown(text: str, markers: list[int]) -> None:
    kept, used = verified([Claim(text, tuple(markers), ABOUT.id)], [quoting()])
    letters = "".join(c for c in TEXT.lower() if c.isalnum())
    for claim in kept:
        assert set(claim.markers) == {1} == {citation.marker for citation in used}
        assert all(c in letters for c in claim.text.lower() if c.isascii() and c.isalnum())
