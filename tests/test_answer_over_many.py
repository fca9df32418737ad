"""Answers over many reports from the library's tables: every number by hand, every grade on its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from index_helpers import HashEmbedder, add, report

from rag.answer.record import answer_record
from rag.answer.tell_brief import tell_brief
from rag.answer.telling import plan_notes, told_by
from rag.answer.told import Told
from rag.find.population import population
from rag.index.library import Library
from rag.plan.plans import plans_of
from rag.read.authorities import Register
from rag.types import Answer, Area, Grade, Judgement, Kind, Paragraph, ParagraphKind, Report

O, G, RI, I = Grade.OUTSTANDING, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE  # noqa: E741
LEEDS, KIRKLEES, BARNET, CAMDEN, KENT = "80481", "80478", "80487", "80491", "80476"
PRINTED = {Area.OVERALL: "Overall effectiveness", Area.LEADERS: "The impact of leaders on social work practice"}
SHOWN = {O: "Outstanding", G: "Good", RI: "Requires improvement to be good", I: "Inadequate"}
HIGH, LOW = "Caseloads are too high in several teams.", "Caseloads are manageable and social workers have time."
NONE = "Adoption is timely and children are well matched."


def inspection(
    urn: str, day: date, grades: Mapping[Area, Grade], *texts: str, kind: Kind = Kind.ILACS_STANDARD, name: str = ""
) -> Report:
    """A report with its table of judgements and a paragraph for each text."""
    authority = Register.load(authorities()).by_urn(urn)
    assert authority is not None
    id = f"{urn}/{day.isoformat()}/{kind.value}{name}"
    rows = [f"{PRINTED[area]} {SHOWN[grade]}" for area, grade in grades.items()]
    made = report(id, ["\n".join(rows) or "No grades.", *(texts or (NONE,))], authority.name, day)
    table: Paragraph = replace(made.paragraphs[0], kind=ParagraphKind.TABLE, number=None)
    judged = tuple(Judgement(a, g, PRINTED[a], SHOWN[g], 2, table.id) for a, g in grades.items())
    facts = replace(made.facts, urn=urn, kind=kind, judgements=judged)
    return Report(facts, (table, *made.paragraphs[1:]))


def authorities() -> Path:
    return Path(__file__).parents[1] / "corpus" / "authorities.csv"


def both(overall: Grade, leaders: Grade | None = None) -> dict[Area, Grade]:
    return {Area.OVERALL: overall, Area.LEADERS: leaders or overall}


REPORTS = (
    inspection(LEEDS, date(2022, 3, 4), both(O), LOW),
    inspection(LEEDS, date(2018, 11, 2), both(O), HIGH),
    inspection(KIRKLEES, date(2024, 7, 5), both(G, RI), f"{HIGH} {LOW}"),
    inspection(KIRKLEES, date(2019, 7, 5), both(RI), HIGH),
    inspection(BARNET, date(2023, 9, 8), both(I, G), HIGH),
    inspection(BARNET, date(2017, 5, 5), both(G), NONE, kind=Kind.SIF),
    inspection(CAMDEN, date(2022, 5, 6), both(G, O)),
    inspection(KENT, date(2022, 5, 20), both(O, G), LOW),
    inspection(KENT, date(2017, 3, 3), both(G), kind=Kind.SIF),
    inspection(LEEDS, date(2023, 2, 1), {}, HIGH, kind=Kind.FOCUSED_VISIT),
    inspection(LEEDS, date(2024, 2, 1), {}, kind=Kind.FOCUSED_VISIT),
    inspection(KENT, date(2024, 1, 24), {}, kind=Kind.JTAI),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with closing(Library.open(tmp_path_factory.mktemp("many") / "library.sqlite")) as opened:
        add(opened, HashEmbedder(), *REPORTS)
        yield opened


def told(text: str, library: Library, register: Register) -> Told:
    plans = plans_of(text, register)
    assert plans, f"no plan: {text}"
    among = [population(one, library.reports(), register) for one in plans]
    return told_by(plans, among, library)


def answered(text: str, library: Library, register: Register) -> Answer:
    found = told(text, library, register)
    assert found.declined is None, found.declined
    return sum(found.parts(library.with_places), start=Answer(findings=found.findings))


@pytest.mark.parametrize(
    ("text", "says", "listed"),
    [
        (
            "how many are good or outstanding",
            "4 of the 5 authorities graded overall were graded outstanding or good",
            4,
        ),
        (
            "who is outstanding overall but not for leadership",
            "1 of these 2 was not graded outstanding for leadership",
            1,
        ),
        ("good overall, outstanding leadership", "1 of these 2 was graded outstanding for leadership", 1),
        ("which councils have never been inadequate", "were never graded inadequate overall", 4),
        ("which councils were good in 2017", "2 of the 2 inspections graded overall were graded good overall", 2),
        (
            "grades of the last 3 inspections",
            "Of the 3 inspections graded overall: 1 outstanding, 1 good, 0 requires",
            3,
        ),
        ("grades given between January and June 2022", "Of the 3 inspections graded overall: 2 outstanding, 1 good", 3),
        ("who is outstanding outside London", "2 of the 3 authorities outside London graded overall were graded", 2),
        (
            "which London boroughs are not good",
            "1 of the 2 authorities in London graded overall was graded requires improvement or inadequate",
            1,
        ),
    ],
)
def test_grades_are_counted_with_their_denominator_and_listed(
    text: str, says: str, listed: int, library: Library, register: Register
) -> None:
    answer = answered(text, library, register)
    assert says in answer.opening
    assert len({counted.report.id for counted in answer.findings}) == listed
    assert answer.claims
    assert all(claim.markers for claim in answer.claims)


def test_what_nothing_fits_is_said_with_its_denominator(library: Library, register: Register) -> None:
    declined = told("which councils require improvement overall", library, register).declined
    assert declined is not None
    assert declined.startswith("None of the 5 authorities graded overall was graded requires improvement overall")


def test_groups_are_told_side_by_side_with_every_number_in_the_table(library: Library, register: Register) -> None:
    answer = answered("compare grades of London and Yorkshire and the Humber", library, register)
    assert (
        "London, 1 of 2 outstanding or good (0 outstanding, 1 good, 0 requires improvement, 1 inadequate)"
        in answer.opening
    )
    assert answer.table is not None
    assert answer.table.columns[-2:] == ("outstanding or good", "%")
    assert answer.table.rows[0] == ("London", "2", "0", "1", "0", "1", "1", "50")
    years = answered("which year had the highest share of inadequate grades", library, register)
    assert years.table is not None
    assert [row[0] for row in years.table.rows] == ["2017", "2018", "2019", "2022", "2023", "2024"]
    assert years.table.columns.count("inadequate") == 1


def test_steps_have_totals_and_both_grades(library: Library, register: Register) -> None:
    answer = answered("who has got worse since their last inspection?", library, register)
    assert answer.opening.startswith("1 of the 4 authorities graded overall more than once went down, from")
    assert "2 went up, 1 went down, 1 kept the same grade" in answer.opening
    assert [(row.report.authority, row.judgement.grade) for row in answer.grades[:2]] == [("Barnet", G), ("Barnet", I)]
    two = answered("who dropped two grades or more", library, register)
    assert "went down by two grades or more" in two.opening
    kept = answered("which authorities kept outstanding at two inspections running", library, register)
    assert "1 of the 1 authority that had been outstanding stayed outstanding" in kept.opening
    onward = answered(
        "when a council is found requires improvement, what grade does it get next time?", library, register
    )
    assert onward.table is not None
    assert dict(onward.table.rows) == {"outstanding": "0", "good": "1", "requires improvement": "0", "inadequate": "0"}
    sides = answered("how many went up or down since the inspection before, by region", library, register)
    assert sides.table is not None
    assert sides.table.rows[0][1:] == ("1", "0", "1", "0")


def test_findings_of_those_with_a_grade(library: Library, register: Register) -> None:
    answer = answered("outstanding authorities where caseloads are manageable", library, register)
    assert answer.opening.startswith("2 of the 2 authorities graded outstanding overall")
    assert {counted.report.authority for counted in answer.findings} == {"Leeds", "Kent"}
    assert {claim.tone for claim in answer.claims} == {"strength"}
    none = told("inadequate ones praised for caseloads", library, register)
    assert none.declined is not None
    assert "1 tells of weaknesses only" in none.declined


def test_a_theme_of_sides(library: Library, register: Register) -> None:
    answer = answered("compare London and Yorkshire and the Humber on caseloads", library, register)
    assert "London: 1 of 2 speaks of it, 1 of weaknesses and 0 of strengths" in answer.opening
    assert (
        "Yorkshire and the Humber: 2 of 2 speak of it, 1 of weaknesses and 2 of strengths (1 of both)" in answer.opening
    )


def test_a_contrast_counts_both_groups_and_claims_no_cause(library: Library, register: Register) -> None:
    found = told("what do outstanding authorities have in common?", library, register)
    answer = sum(found.parts(library.with_places), start=Answer())
    assert answer.opening.startswith("2 of the 5 authorities were graded outstanding overall")
    assert "1 of 2 for leadership" in answer.opening
    assert answer.table is not None
    assert ("caseloads", "2", "2", "1", "3", "+67") in answer.table.rows
    assert any("no cause" in note for note in found.notes)


def test_reports_are_counted_and_listed(library: Library, register: Register) -> None:
    answer = answered("who has had the most focused visits?", library, register)
    assert answer.opening == "The library holds 2 visits, of 1 authority. The most of one authority is 2: Leeds."
    assert len(answer.reports) == 2
    without = answered("which authorities have not had an inspection since 2023", library, register)
    assert without.opening.startswith(
        "3 of the 5 authorities with an inspection in the library had none that ended since 2023"
    )


def test_several_answers_follow_one_another_with_markers_that_go_on(library: Library, register: Register) -> None:
    answer = answered("who is outstanding? and who is inadequate in London?", library, register)
    assert "2 of the 5 authorities" in answer.opening
    assert "1 of the 2 authorities in London" in answer.opening
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    record = answer_record(answer)
    assert len(record["grades"]) == 3  # type: ignore[arg-type]


def test_a_report_in_brief_has_its_grades_what_changed_and_what_matters(library: Library) -> None:
    reports = [one for one in library.reports() if one.urn == KIRKLEES]
    found = tell_brief(reports, library)
    assert found is not None
    answer = sum(found.parts(library.with_places), start=Answer())
    assert answer.opening.startswith("Kirklees was graded good overall and requires improvement for leadership")
    assert "Against the inspection before (July 2019): up overall from requires improvement to good;" in answer.opening
    assert "the same for leadership" in answer.opening
    assert {claim.tone for claim in answer.claims if claim.text.startswith("“Caseloads")} == {"weakness", "strength"}
    visits = [one for one in library.reports() if one.kind is Kind.FOCUSED_VISIT]
    assert tell_brief(visits, library) is None


def test_types_of_authority_are_explained_and_unread_words_named(register: Register) -> None:
    plans = plans_of("which unitaries are zeppelin outstanding", register)
    notes = plan_notes(plans)
    assert notes[0] == "Left out of this answer: “zeppelin”."
    assert "Cumberland" in notes[1]
