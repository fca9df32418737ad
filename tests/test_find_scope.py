"""Which reports a question is about, and what is said of those that the library lacks."""

from __future__ import annotations

from datetime import date

import pytest

from rag.find.scope import Scope, scope_of
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Kind, ReportFacts, Wording
from tests.answer_helpers import NORTH, NORTHAMPTONSHIRE, WEST, facts
from tests.grade_helpers import LIBRARY as GRADED

OLD = facts("leeds/2015", inspected=date(2015, 2, 11), kind=Kind.SIF)
MIDDLE = facts("leeds/2018", inspected=date(2018, 11, 2), published=date(2018, 12, 18))
WINTER = facts("leeds/2021", inspected=date(2021, 12, 10), published=date(2022, 2, 4))
LETTER = facts("leeds/jtai", inspected=date(2020, 5, 1), kind=Kind.JTAI)
VISIT = facts("nn/visit", NORTHAMPTONSHIRE, None, Kind.FOCUSED_VISIT, wording=Wording.DIGEST)
N, W = facts("north/2022", NORTH, wording=Wording.DIGEST), facts("west/2022", WEST, wording=Wording.DIGEST)
LIBRARY = (OLD, MIDDLE, WINTER, LETTER, VISIT, N, W)


def found(register: Register, *turns: str, library: tuple[ReportFacts, ...] = LIBRARY) -> Scope:
    return scope_of(understand(turns[-1], turns[:-1], register), library, register)


def test_without_a_place_everything_is_searched_digests_and_undated_reports_too(register: Register) -> None:
    scope = found(register, "what did Ofsted say about caseloads?")
    assert scope.everything
    assert set(scope.reports) == set(LIBRARY) - {LETTER}
    assert scope.missing == ()


def test_letters_on_whole_areas_are_searched_only_where_asked_for(register: Register) -> None:
    assert found(register, "the JTAI in Leeds on neglect").reports == (LETTER,)
    assert found(register, "neglect", library=(LETTER,)).reports == (LETTER,)


def test_a_year_that_has_only_a_letter_on_the_whole_area_is_answered_from_it(register: Register) -> None:
    assert found(register, "neglect in Leeds in 2020").reports == (LETTER,)
    assert found(register, "neglect in Leeds in 2018").reports == (MIDDLE,)
    assert found(register, "which grade did Leeds get in 2020?").missing


def test_an_authority_brings_its_own_reports_newest_first(register: Register) -> None:
    scope = found(register, "caseloads in Leeds")
    assert scope.reports == (WINTER, MIDDLE, OLD)
    assert not scope.everything


def test_a_year_means_the_inspections_of_that_year(register: Register) -> None:
    assert found(register, "caseloads in Leeds in 2021").reports == (WINTER,)
    assert found(register, "caseloads in Leeds in 2018").reports == (MIDDLE,)


def test_a_year_without_an_inspection_means_the_report_published_in_it(register: Register) -> None:
    assert found(register, "caseloads in Leeds in 2022").reports == (WINTER,)
    assert found(register, "the report on Leeds of February 2022").reports == (WINTER,)


def test_where_the_publication_is_not_known_it_is_reckoned_from_the_inspection(register: Register) -> None:
    late = facts("leeds/late", inspected=date(2019, 11, 29))
    assert found(register, "caseloads in Leeds in 2020", library=(late,)).reports == (late,)
    assert found(register, "caseloads in Leeds in 2021", library=(late,)).reports == ()


def test_a_year_that_is_not_held_is_said_with_the_years_that_are(register: Register) -> None:
    scope = found(register, "caseloads in Leeds in 2017")
    assert scope.reports == ()
    assert scope.missing == ("The library holds no report on Leeds of the time you name (held: 2021, 2018 and 2015).",)


def test_grades_of_a_year_that_is_not_held_are_said_with_the_years_that_have_some(register: Register) -> None:
    scope = found(register, "what grade did Leeds get in 2013?", library=GRADED)
    assert scope.missing == ("The library holds no report on Leeds of the time you name (held: 2022, 2018 and 2015).",)


def test_what_changed_since_the_last_inspection_is_told_from_the_one_before_as_well(register: Register) -> None:
    reports = found(register, "who has got worse since their last inspection?", library=GRADED).reports
    leeds = [report.when.year for report in reports if report.authority == "Leeds" and report.judgements]
    assert leeds == [2022, 2018, 2015]
    newest = found(register, "which councils are outstanding at their latest inspection?", library=GRADED).reports
    assert [report.when.year for report in newest if report.authority == "Leeds"] == [2022]


def test_latest_is_the_newest_inspection(register: Register) -> None:
    assert found(register, "the latest report on caseloads in Leeds").reports == (WINTER,)


def test_a_start_in_a_question_about_change_takes_that_year_and_what_came_after(register: Register) -> None:
    assert found(register, "has neglect got better in Leeds since 2018?").reports == (WINTER, MIDDLE)


def test_the_next_one_is_the_first_after_the_one_spoken_of(register: Register) -> None:
    scope = found(register, "neglect in Leeds in 2015?", "what did the next inspection say?")
    assert scope.reports == (MIDDLE,)


def test_whether_it_was_still_so_the_next_time_is_told_from_both(register: Register) -> None:
    scope = found(register, "neglect in Leeds in 2015?", "had they fixed that by the next inspection?")
    assert scope.reports == (MIDDLE, OLD)


def test_a_missing_kind_of_report_is_named(register: Register) -> None:
    scope = found(register, "What did the monitoring visit to Leeds say?")
    assert scope.reports == ()
    assert len(scope.missing) == 1
    assert scope.missing[0].startswith(
        "The library holds no letter of a monitoring visit on Leeds (held: standard insp"
    )
    everywhere = found(register, "What did the monitoring visits say about neglect?")
    assert everywhere.missing == ("The library holds no letter of a monitoring visit.",)


def test_a_time_without_any_report_is_said_with_what_is_held(register: Register) -> None:
    scope = found(register, "caseloads in 1999", library=(VISIT, N))
    assert scope.missing == ("The library holds no report of the time you name (held: 2022 and one of unknown date).",)


def test_an_authority_without_reports_is_named_and_the_others_are_searched(register: Register) -> None:
    scope = found(register, "compare neglect in Leeds and Slough")
    assert set(scope.reports) == {WINTER, MIDDLE, OLD}
    assert scope.missing == ("The library holds no report on Slough.",)


def test_an_abolished_authority_brings_its_successors(register: Register) -> None:
    assert set(found(register, "caseloads in Northamptonshire").reports) == {VISIT, N, W}


def test_a_successor_brings_its_predecessor_only_where_change_is_asked_for(register: Register) -> None:
    assert found(register, "caseloads in North Northamptonshire").reports == (N,)
    assert found(register, "have caseloads improved in North Northamptonshire?").reports == (N, VISIT)


def test_a_comparison_has_a_group_for_each_side(register: Register) -> None:
    scope = found(register, "Compare North and West Northamptonshire on home education")
    assert scope.groups == ((N.id,), (W.id,))


def test_an_empty_library_has_nothing_to_search(register: Register) -> None:
    assert found(register, "caseloads in Leeds", library=()).reports == ()


@pytest.mark.parametrize(
    "text", ["caseloads in Leeds", "caseloads in Leeds in 2018", "caseloads", "caseloads in Slough"]
)
def test_the_groups_hold_just_the_reports(register: Register, text: str) -> None:
    scope = found(register, text)
    assert [name for group in scope.groups for name in group] == list(scope.report_ids)
