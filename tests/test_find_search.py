"""Search and ranking: both searches in one order, nothing from outside the scope, reports and sides in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.find.rank import ranked
from rag.find.rerank import LinearReranker
from rag.find.scope import Scope
from rag.find.search import Search, weights
from rag.find.words import Term, coverage, weighted
from rag.index.exact import ExactSearch
from rag.index.library import Library
from rag.plan.question import Shape
from rag.types import Hit, ParagraphKind, Report
from tests.answer_helpers import question
from tests.index_helpers import HashEmbedder, add, report

WORDS = ("caseloads", "supervision", "neglect", "adoption", "morale", "thresholds")
REPORTS = (
    report("a/2022", [f"The {word} here is sound." for word in WORDS], "Alpha", date(2022, 5, 1)),
    report(
        "a/2018",
        ["Old caseloads were high.", "Old neglect was missed.", "Old morale was low."],
        "Alpha",
        date(2018, 5, 1),
    ),
    report("b/2021", ["Caseloads and supervision.", "Thresholds are understood."], "Beta", date(2021, 5, 1)),
    report("c/none", ["Adoption is strong.", "Supervision is rare."], "Gamma", None),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("search") / "library.sqlite") as opened:
        add(opened, HashEmbedder(), *REPORTS)
        yield opened


@pytest.fixture(scope="module")
def search(library: Library) -> Search:
    return Search(library, ExactSearch(library, "fake-1"), HashEmbedder())


def scope(*groups: tuple[Report, ...], everything: bool = False) -> Scope:
    return Scope(
        tuple(tuple(r.facts.id for r in group) for group in groups),
        tuple(r.facts for group in groups for r in group),
        everything=everything,
    )


def authorities(hits: list[Hit]) -> list[str]:
    return [hit.report.authority for hit in hits]


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(
    wanted=st.sets(st.sampled_from([r.facts.id for r in REPORTS]), max_size=4),
    terms=st.lists(st.sampled_from([*WORDS, 'odd "quote', "AND", "x*", "(", "zzz"]), max_size=4),
    limit=st.integers(1, 20),
)
def test_a_scoped_search_never_returns_a_report_outside_the_scope(
    search: Search, wanted: set[str], terms: list[str], limit: int
) -> None:
    hits = search(question(" ".join(terms), terms), wanted, limit)
    assert {hit.report.id for hit in hits} <= wanted
    assert len(hits) <= limit
    assert len({hit.paragraph.id for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.paragraph.report_id == hit.report.id for hit in hits)
    assert bool(hits) == bool(wanted)


def test_the_paragraph_that_has_the_word_comes_first(search: Search) -> None:
    best = search(question("supervision", ["supervision"]), ["c/none"], 5)[0]
    assert best.paragraph.text == "Supervision is rare."
    assert best.lexical is not None
    assert best.dense is not None


def test_the_score_joins_both_searches_by_their_weights(library: Library) -> None:
    words_only = Search(library, ExactSearch(library, "fake-1"), HashEmbedder(), replace(weights(), dense=0.0))
    vectors_only = Search(library, ExactSearch(library, "fake-1"), HashEmbedder(), replace(weights(), dense=1.0))
    asked = question("zzz", ["neglect"])
    assert [hit.score for hit in words_only(asked, None, 3)][:1] == [1.0]
    assert all(hit.score == hit.dense for hit in vectors_only(asked, None, 3))


def test_what_reports_write_finds_what_people_say(search: Search) -> None:
    asked = replace(question("workload", ["workload"]), written=("caseloads",))
    assert "aseloads" in search(asked, ["a/2018"], 1)[0].paragraph.text


def test_a_comparison_takes_its_sides_in_turn(search: Search, library: Library) -> None:
    asked = replace(question("caseloads"), shape=Shape.COMPARE)
    hits = ranked(asked, scope(REPORTS[:1], REPORTS[2:3]), search, library, 4, LinearReranker())
    assert authorities(hits) == ["Alpha", "Beta", "Alpha", "Beta"]


def test_without_a_place_no_report_crowds_out_the_others(search: Search, library: Library) -> None:
    hits = ranked(
        question("here is sound", WORDS), scope(REPORTS, everything=True), search, library, 20, LinearReranker()
    )
    first = [hit.report.id for hit in hits[: 2 * len(REPORTS)]]
    assert all(first.count(r.facts.id) == 2 for r in REPORTS)


def test_of_equal_findings_the_newer_inspection_comes_first(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library.sqlite") as own:
        add(
            own,
            HashEmbedder(),
            *(report(f"x/{y}", ["Neglect is missed."], "X", date(y, 1, 1)) for y in (2015, 2022, 2018)),
        )
        hits = ranked(
            question("neglect", ["neglect"]),
            Scope((own_ids := tuple(r.id for r in own.reports()),), own.reports()),
            Search(own, ExactSearch(own, "fake-1"), HashEmbedder(), replace(weights(), dense=0.0)),
            own,
            5,
            LinearReranker(),
        )
    assert len(own_ids) == 3
    assert [hit.report.inspected_to.year for hit in hits if hit.report.inspected_to] == [2022, 2018, 2015]


def test_nothing_is_ranked_where_there_is_nothing_to_search(search: Search, library: Library) -> None:
    assert ranked(question(), Scope((), ()), search, library, 5, LinearReranker()) == []


def test_a_recommendation_comes_behind_the_finding_and_boilerplate_last(tmp_path: Path) -> None:
    text = "Neglect is missed by workers."
    made = report("x", [text, text + " ", text + "  "])
    kinds = (ParagraphKind.RECOMMENDATION, ParagraphKind.NUMBERED, ParagraphKind.NUMBERED)
    sections = (("What needs to improve",), ("Findings",), ("About this inspection",))
    made = replace(
        made,
        paragraphs=tuple(
            replace(p, text=text, kind=kind, section=section)
            for p, kind, section in zip(made.paragraphs, kinds, sections, strict=True)
        ),
    )
    with Library.open(tmp_path / "library.sqlite") as own:
        add(own, HashEmbedder(), made)
        hits = Search(own, ExactSearch(own, "fake-1"), HashEmbedder(), replace(weights(), dense=0.0))(
            question("neglect", ["neglect"]), None, 3
        )
    assert [hit.paragraph.number for hit in hits] == ["2", "1", "3"]


def terms(*words: str, instead: tuple[str, ...] = ()) -> tuple[Term, ...]:
    return weighted(words, lambda term: instead, lambda term: 3, 100)


def test_a_word_itself_counts_most_then_what_reports_write_then_another_form() -> None:
    own = coverage(terms("caseload", instead=("workload",)), "Caseloads are high.")
    written = coverage(terms("caseload", instead=("workload",)), "Workloads are high.")
    form = coverage(terms("supervision"), "supervising social workers")
    assert own == 1.0
    assert own > written > form > 0.0
    assert coverage(terms("supervision"), "adoption") == 0.0
    assert coverage((), "adoption") == 0.0


def test_a_word_is_no_part_of_another() -> None:
    assert coverage(terms("art"), "partners") == 0.0
    assert coverage(terms("missing", instead=("missing from care",)), "Risks are identified.") == 0.0


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    both = weighted(["common", "rare"], lambda term: (), {"common": 90, "rare": 1}.__getitem__, 100)
    assert coverage(both, "rare") > coverage(both, "common")
