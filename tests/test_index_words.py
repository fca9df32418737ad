"""Full text over a few reports and over all: the same order, whichever way it is searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.index import word_search
from rag.index.library import Library
from rag.index.tuning import tuning
from rag.types import Wording
from tests.index_helpers import HashEmbedder, add, report, settings_at

TEXTS = (
    "caseloads are high",
    "high caseloads and high turnover",
    "supervision is rare",
    "caseloads, caseloads, caseloads",
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(settings_at(tmp_path / "data").library_path)
    for number in range(30):
        texts = [f"{text} in team {number}" for text in TEXTS[number % 3 :]]
        add(opened, HashEmbedder(), report(f"r{number}", texts, f"Authority {number}"))
    return opened


def test_a_few_reports_are_searched_by_their_rows_with_the_same_result(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [f"r{number}" for number in range(0, 30, 3)]
    by_rows = library.search_words("caseloads OR high", few, 50)
    monkeypatch.setattr(word_search, "tuning", lambda: _without_spans())
    whole = library.search_words("caseloads OR high", few, 50)
    assert len(by_rows) > 10
    assert by_rows == whole


def _without_spans() -> object:
    from dataclasses import replace

    return replace(tuning(), spanned_reports=0)


def test_all_reports_are_searched_alike_with_and_without_naming_them(library: Library) -> None:
    every = [f"r{number}" for number in range(30)]
    assert library.search_words("caseloads", None, 40) == library.search_words("caseloads", every, 40)
    assert len(library.search_words("caseloads", None, 7)) == 7


def test_no_report_and_an_unknown_one_have_no_words(library: Library) -> None:
    assert library.search_words("caseloads", [], 10) == []
    assert library.search_words("caseloads", ["none"], 10) == []


def test_a_hidden_digest_is_in_no_search_and_in_no_count(tmp_path: Path) -> None:
    with Library.open(settings_at(tmp_path / "data").library_path) as opened:
        add(
            opened,
            HashEmbedder(),
            report("80001/2022-10-14/ilacs-standard/digest", ["Caseloads rise."], wording=Wording.DIGEST),
        )
        before = opened.document_frequency("caseloads")
        add(opened, HashEmbedder(), report("80001/2022-10-14/ilacs-standard", ["Caseloads fall."]))
        shown = {id for id, _ in opened.search_words("caseloads", None, 10)}
        assert opened.counts().hidden == 1
        assert before == 1
        assert len(shown) == opened.document_frequency("caseloads") == 1
