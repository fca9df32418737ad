"""A theme over many reports: counted from findings, told each way, newest first, by year, and listed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.answer.record import answer_record
from rag.answer.tell_theme import ThemeTold, none_speaks, tell_theme
from rag.answer.wording import sides
from rag.find.population import population
from rag.find.tally import Standing, Tally, tally
from rag.index.library import Library
from rag.label.themes import named_themes
from rag.plan.planned import planned
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Answer, Kind, Report
from rag.types.plans import Plan, Telling, When
from tests.index_helpers import HashEmbedder, add, report

WEAK = "Caseloads are too high in several teams."
STRONG = "Caseloads are manageable and social workers have time for children."
PLAIN = "Inspectors asked about caseloads."
NOTHING = "Adoption is timely and children are well matched."


def inspection(name: str, day: date, *texts: str, urn: str, kind: Kind = Kind.ILACS_STANDARD) -> Report:
    made = report(name, texts, authority=f"Shire {urn}", inspected=day)
    return replace(made, facts=replace(made.facts, urn=urn, kind=kind))


REPORTS = (
    inspection("a/new", date(2024, 5, 3), STRONG, urn="1"),
    inspection("a/old", date(2019, 5, 3), WEAK, urn="1"),
    inspection("b/new", date(2023, 5, 3), WEAK, STRONG, urn="2"),
    inspection("c/new", date(2022, 5, 3), NOTHING, urn="3"),
    inspection("d/new", date(2022, 2, 3), PLAIN, urn="4"),
    inspection("a/visit", date(2024, 9, 3), WEAK, urn="1", kind=Kind.FOCUSED_VISIT),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library.open(tmp_path / "library.sqlite")) as opened:
        add(opened, HashEmbedder(), *REPORTS)
        yield opened


def over(library: Library, *reports: Report) -> Tally:
    return tally(named_themes("caseloads")[:1], [item.facts for item in reports or REPORTS], library)


def told(library: Library, *reports: Report) -> ThemeTold:
    plan = Plan(Telling.THEME, themes=("caseloads",), when=When(every=True))
    among = population(plan, [item.facts for item in reports or REPORTS], Register(()))
    return tell_theme(plan, among, library)


def test_each_report_stands_by_its_clear_sentences(library: Library) -> None:
    found = {one.report.id: one.standing for one in over(library).told}
    assert found["a/new"] is Standing.STRENGTH
    assert found["a/old"] is found["a/visit"] is Standing.WEAKNESS
    assert found["b/new"] is Standing.BOTH
    assert "c/new" not in found


def test_the_opening_counts_inspections_with_their_denominator_then_the_newest_of_each_then_visits(
    library: Library,
) -> None:
    found = over(library)
    assert {report.id for report in found.newest} == {"a/new", "b/new", "c/new", "d/new"}
    opening = told(library).opening
    assert opening.startswith("4 of the 5 inspections searched speak of caseloads: 1 as a weakness, ")
    assert "At the newest inspection of each of the 4 authorities: 1 as a strength, 1 as both" in opening
    assert "1 without a word on it." in opening
    assert opening.endswith(" 1 of the 1 visit searched does too: 5 of 6 reports in all, on 3 authorities.")


def test_every_number_is_in_the_table_and_every_report_in_the_list(library: Library) -> None:
    found = told(library)
    assert found.table is not None
    assert found.table.columns[:3] == ("year of inspection", "inspections", "speak of it")
    rows = {row[0]: tuple(map(int, row[1:])) for row in found.table.rows}
    assert rows["2019"] == (1, 1, 1, 0, 0, 0)
    assert rows["2023"] == (1, 1, 0, 0, 1, 0)
    assert list(rows) == sorted(rows)
    assert sum(row[0] for row in rows.values()) == 5
    assert all(row[1] == sum(row[2:]) for row in rows.values())
    assert [finding.report.id for finding in found.findings] == ["a/visit", "a/new", "b/new", "d/new", "a/old"]
    assert [finding.standing for finding in found.findings][:3] == ["a weakness", "a strength", "both"]


def test_the_sentences_are_of_the_newest_report_of_each_authority_weaknesses_first(library: Library) -> None:
    found = told(library)
    assert [group[0].hit.report.id for group in found.weak] == ["a/visit", "b/new"]
    assert [group[0].hit.report.id for group in found.strong] == ["a/new", "b/new"]
    assert {group[0].text for group in found.weak} == {WEAK}
    whole = sum(found.parts(library.with_places), start=Answer())
    assert [claim.tone for claim in whole.claims] == ["weakness", "weakness", "strength", "strength"]
    assert [citation.quote for citation in whole.citations] == [WEAK, WEAK, STRONG, STRONG]
    assert sides(whole)["a/visit"] == "Weaknesses, newest first"
    assert [hit.report.id for hit in found.hits(3)] == ["a/visit", "b/new", "a/new"]


def test_the_record_has_the_table_and_how_each_report_stands(library: Library) -> None:
    found = told(library)
    assert found.table is not None
    record = answer_record(sum(found.parts(library.with_places), start=Answer(findings=found.findings)))
    assert record["table"] == {"columns": list(found.table.columns), "rows": [list(row) for row in found.table.rows]}
    assert str(record["text"]).startswith(found.opening)
    assert isinstance(record["findings"], list)
    assert record["findings"][0]["standing"] == "a weakness"


def test_one_inspection_alone_is_told_without_a_second_count(library: Library) -> None:
    opening = told(library, REPORTS[1]).opening
    assert opening == "1 of the 1 inspection searched speaks of caseloads: 1 as a weakness."


def test_where_none_speaks_of_it_that_is_said_as_just_that(library: Library) -> None:
    found = over(library, REPORTS[3])
    assert found.told == ()
    assert none_speaks(found) == (
        "None of the 1 inspection searched mentions caseloads. That tells nothing of how well it is done."
    )


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("What did Ofsted say about caseloads?", ("caseloads",)),
        ("what do reports say about return home interviews since 2018", ("return home interviews",)),
        ("caseloads in inspections since 2020", ("caseloads",)),
        ("anything on private fostering in London?", ("private fostering",)),
        ("which councils have high caseloads?", ("caseloads",)),
        ("what did Ofsted say about caseloads in Leeds?", None),
        ("what is the average caseload?", None),
        ("what about zeppelins", None),
    ],
)
def test_a_question_on_a_theme_over_many_is_a_plan_and_one_on_an_authority_is_none(
    text: str, themes: tuple[str, ...] | None, register: Register
) -> None:
    found = planned(understand(text, (), register), [text], register)
    assert (found[0].themes if found else None) == themes
