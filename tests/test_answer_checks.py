"""A claim in other words than its quote's is shown only where it says no more, no less and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answer.checks.amounts import wrong_amount
from rag.answer.checks.coverage import uncovered
from rag.answer.checks.direction import wrong_direction
from rag.answer.checks.figures import wrong_figures
from rag.answer.checks.gate import Gate
from rag.answer.checks.names import strange_words, wrong_grades, wrong_names
from rag.answer.checks.quoting import located
from rag.answer.compose import cited
from rag.answer.verify import meant, verified
from rag.read.authorities import Register
from rag.types import Claim
from tests.answer_helpers import WEST, facts, paragraph

REPORT = replace(facts("leeds/2022"), inspected_from=date(2022, 10, 3), published=date(2022, 12, 9))
HIGH = "Caseloads remain too high in some teams."
DELAYED = "Most plans are not timely, and a third of 24 children waited 12 weeks for help in 2021."


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("A third of the 24 children waited twelve weeks in 2021.", True),
        ("By October 2022 24 children had waited.", True),
        ("By 14 October 2022 24 children had waited.", True),
        ("In December 2022 it was told that 24 children had waited.", True),
        ("A third of the 42 children waited.", False),
        ("Two thirds of the 24 children waited.", False),
        ("Half of the children waited.", False),
        ("Children waited thirteen weeks.", False),
        ("24% of the children waited.", False),
        ("In 2019 24 children waited.", False),
        ("By October 2021 24 children had waited.", False),
        ("In May 24 children waited.", False),
        ("Children waited 12 weeks, weekly.", False),
    ],
)
def test_figures_and_dates_are_the_quotes_or_the_inspections_own(claim: str, right: bool) -> None:
    assert (wrong_figures(claim, DELAYED, DELAYED, REPORT) is None) is right


def test_a_figure_that_tells_whom_it_is_about_may_stand_elsewhere_in_the_paragraph() -> None:
    about = "Homeless 16- and 17-year-olds are seen. Not all are helped."
    assert wrong_figures("Some 16- and 17-year-olds were not helped.", "Not all are helped.", about, REPORT) is None
    assert wrong_figures("Some 18-year-olds were not helped.", "Not all are helped.", about, REPORT)


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("Leeds had too many cases.", True),
        ("In Ofsted's view Leeds City Council had too many cases, as the DCS said.", True),
        ("In Bradford there were too many cases.", False),
        ("Bradford had too many cases.", False),
        ("Too many cases, as Mr Smith said.", False),
        ("Too many cases, as Barnardo's said.", False),
        ("Too many cases, as the LADO said.", False),
    ],
)
def test_names_are_the_reports_or_stand_in_the_paragraph(register: Register, claim: str, right: bool) -> None:
    text = "The director of children's services knows that there are too many cases."
    assert (wrong_names(claim, text, REPORT, "Leeds: inspection", register) is None) is right


def test_a_trust_may_stand_for_the_authority_that_it_serves(register: Register) -> None:
    west = facts("west/2022", urn=WEST, authority="West Northamptonshire")
    claim = "Northamptonshire Children's Trust had too many cases."
    assert wrong_names(claim, "Too many cases.", west, "", register) is None
    assert wrong_names(claim, "Too many cases.", REPORT, "", register)


def test_a_grade_stands_in_the_quote() -> None:
    assert wrong_grades("Services were judged to be good.", "Services are now good.") is None
    assert wrong_grades("Services were inadequate.", "Services are weak.")
    assert wrong_grades("Services were outstanding.", "Services are very good.")
    assert wrong_grades("Services required improvement.", "Services require improvement to be good.") is None


@pytest.mark.parametrize("sign", ["http://x.org/a", "<b>x</b>", "**x**", "a\u202eb", "a\u200bb", "a1b2c3", "x@y.org"])
def test_signs_that_are_no_words_are_refused(sign: str) -> None:
    assert strange_words(f"Caseloads are too high {sign}", HIGH)


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("Caseloads were too high in some teams.", True),
        ("In some teams workers had too many cases.", True),
        ("Foster carers were trained in first aid.", False),
        ("Caseloads were too high in some teams, and burglars stole four laptop computers.", False),
        ("It was found at the inspection.", False),
    ],
)
def test_a_claim_is_about_what_its_quote_says_in_each_clause(claim: str, right: bool) -> None:
    assert (uncovered(claim, HIGH, HIGH) is None) is right


@pytest.mark.parametrize(
    ("claim", "quote", "right"),
    [
        ("Some teams had high caseloads.", HIGH, True),
        ("Most teams had high caseloads.", HIGH, False),
        ("All teams had high caseloads.", HIGH, False),
        ("Teams had caseloads that were too high.", HIGH, False),
        ("Not all plans were good.", "Some plans are poor.", True),
        ("Plans were not good for every child.", "Not all children have good plans.", True),
        ("Plans were good for every child.", "Not all children have good plans.", False),
        ("Most plans were good.", "All plans are good.", True),
        ("Few plans were good.", "Most plans are good.", False),
        ("All plans were good.", "Plans are good.", False),
        ("Nearly all plans were good.", "The great majority of plans are good.", True),
        ("Plans were sometimes late.", "There are occasionally delays in plans.", True),
        ("Plans were always late.", "There are occasionally delays in plans.", False),
        ("Plans were good for all children.", "More work is needed to ensure good plans for all children.", False),
    ],
)
def test_a_claim_tells_no_larger_amount_than_its_quote_and_drops_no_limit(claim: str, quote: str, right: bool) -> None:
    assert (wrong_amount(claim, quote) is None) is right


@pytest.mark.parametrize(
    ("claim", "quote", "right"),
    [
        ("Plans were poor.", "Plans are weak.", True),
        ("Plans were strong.", "Plans are weak.", False),
        ("Plans were not good.", "Plans are poor.", True),
        ("Plans were good.", "Plans are not good.", False),
        ("Plans were not good.", "Plans are good.", False),
        ("Plans were late.", "Plans are not timely.", True),
        ("Plans were not late.", "Plans are not timely.", False),
        ("There was no delay.", "Help is prompt.", True),
        ("Help came without delay.", "There are delays in help.", False),
        ("Caseloads were manageable.", "Caseloads are too high.", False),
        ("Caseloads had fallen.", "Caseloads have come down.", True),
        ("Caseloads had risen.", "Caseloads have come down.", False),
        ("Practice had improved.", "Practice has declined.", False),
        ("Practice was consistent.", "Practice is inconsistent.", False),
        ("Practice was inconsistent.", "Practice is not yet consistent.", True),
        ("Oversight was lacking.", "There is insufficient oversight.", True),
        ("There was enough oversight.", "There is a lack of oversight.", False),
        ("Records were poor but plans were thorough.", "Records are poor. Plans are thorough.", True),
        ("Records were thorough but plans were poor.", "Records are poor. Plans are thorough.", False),
        ("The share had gone from 70% to 40%.", "The share rose from 40% to 70%.", False),
        ("Visits were irregular and late.", "Visits are not regular and are delayed.", True),
        ("Police attended meetings.", "Police do not attend meetings.", False),
        ("Police did not attend meetings.", "Police attend meetings.", False),
        ("Partners knew thresholds well.", "Partners do not yet fully understand thresholds.", False),
        ("The system was unfit for its purpose.", "The system is not fit for purpose.", True),
        ("Supervision needed to improve.", "Supervision is not good enough.", True),
        ("Supervision was consistently good.", "There is more to do to ensure consistently good supervision.", False),
    ],
)
def test_a_strength_is_not_told_as_a_weakness_nor_a_weakness_as_a_strength(claim: str, quote: str, right: bool) -> None:
    assert (wrong_direction(claim, quote) is None) is right


def test_the_gate_names_the_first_fault_and_passes_a_true_claim(register: Register) -> None:
    gate, about = Gate(register), paragraph(REPORT, f"{HIGH} Leaders know this.")
    assert gate.fault("In October 2022 caseloads were too high in some teams.", HIGH, about, REPORT) is None
    assert (
        gate.fault("Caseloads were too high in 12 teams.", HIGH, about, REPORT)
        == "has a figure that is not in the quote"
    )
    assert gate.fault("High.", HIGH, about, REPORT) == "is too long or too short"
    assert gate.fault("high " * 100, HIGH, about, REPORT) == "is too long or too short"


def test_verification_holds_claims_of_a_model_to_the_gate_and_others_to_the_letter() -> None:
    text = f"{HIGH} Leaders know this."
    citations = cited(0, REPORT, paragraph(REPORT, text), 0, len(HIGH))
    own = Claim("In some teams caseloads were too high.", (1,), REPORT.id)
    bears = meant(Gate())
    assert verified([own], citations) == ((), ())
    assert verified([own], citations, bears) == ((own,), tuple(citations))
    assert verified([replace(own, text="Caseloads were low.")], citations, bears) == ((), ())
    assert verified([replace(own, report_id="another")], citations, bears) == ((), ())
    assert verified([replace(own, markers=(1, 2))], citations, bears) == ((), ())


def test_a_quote_may_have_other_quotation_marks_dashes_and_spaces_but_no_other_words() -> None:
    text = "The council’s plan – a good one – isn’t known."
    assert located("The council's plan - a good", text) == (0, 27)
    assert located("“The council's plan  – a good”", text) == (0, 27)
    assert located("a good one - isn't known", text) == (21, len(text))
    assert located("council's plan - a bad one", text) is None
    assert located("plan a good one isn't", text) is None
    assert located("plan … isn't known now", text) is None
    assert located("The council's plan", text) is None
