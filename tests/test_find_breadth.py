"""Questions over many reports: direction is part of finding, and every report of the scope is looked at."""

from __future__ import annotations

from datetime import date

import pytest

from rag.chat import Chat, Request
from rag.find.figures import has_share
from rag.label.direction import weakness
from rag.label.themes import named_themes
from rag.plan.direction_ask import direction_asked
from rag.plan.period import period_of
from rag.plan.question import Shape
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Direction, Status


@pytest.mark.parametrize(
    ("sentence", "weak"),
    [
        ("Caseloads are too high in several teams.", True),
        ("Supervision is irregular and its quality is variable.", True),
        ("Visits are not always timely.", True),
        ("Caseloads are manageable and social workers have time for children.", False),
        ("Leaders are ambitious and oversight is effective.", False),
        ("Assessments are timely, thorough and well informed.", False),
    ],
)
def test_a_weakness_is_told_from_a_strength(sentence: str, weak: bool) -> None:
    assert (weakness(sentence) > 0) is weak


def test_what_stands_under_what_is_to_improve_is_a_weakness_whatever_its_words() -> None:
    bullet = "The quality of supervision."
    assert weakness(bullet, to_improve=True) > 0 > weakness("The quality of supervision is good.")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("which councils have been criticised for supervision?", Direction.WEAK),
        ("where have social workers got far too many children each?", Direction.WEAK),
        ("which areas do not have enough foster carers?", Direction.WEAK),
        ("good life story work since 2022", Direction.STRONG),
        ("which authorities are praised for their work with unaccompanied children?", Direction.STRONG),
        ("which authorities deal well with children missing from school?", Direction.STRONG),
        ("what is said on private fostering across England?", None),
        ("which councils have high caseloads?", Direction.WEAK),
        ("which councils have low caseloads?", Direction.STRONG),
        ("which councils do NOT have high caseloads?", Direction.STRONG),
        ("which authorities don't have problems with supervision?", Direction.STRONG),
        ("where were there no concerns about neglect?", Direction.STRONG),
        ("which authorities do not supervise well?", Direction.WEAK),
        ("where is turnover low?", Direction.STRONG),
        ("which councils have a stable workforce?", Direction.STRONG),
        ("which authorities rely on agency staff?", Direction.WEAK),
        ("which authorities use unregistered homes?", None),
        ("which councils have a virtual school?", None),
    ],
)
def test_a_question_says_which_way_findings_are_to_point(question: str, wanted: Direction | None) -> None:
    assert direction_asked(question) is wanted


def test_a_part_of_a_longer_phrase_names_no_subject() -> None:
    assert [s.name for s in named_themes("are return home interviews done when children go missing")] == [
        "return home interviews",
        "missing children",
    ]
    assert [s.name for s in named_themes("is return home interview take-up low")] == ["return home interviews"]


def test_only_the_reports_that_say_so_are_counted(bundled_chat: Chat) -> None:
    weak = bundled_chat.invoke(Request("Which councils have caseloads that are too high?"))
    assert [finding.report.authority for finding in weak.findings] == ["Northamptonshire"]
    assert weak.opening.startswith("1 of the 3 authorities (the newest inspection, or visit where there is none,")
    assert "tells of weaknesses in caseloads. 2 tell of strengths only." in weak.opening
    strong = bundled_chat.invoke(Request("Where are caseloads manageable?"))
    assert {finding.report.authority for finding in strong.findings} == {
        "North Northamptonshire",
        "West Northamptonshire",
    }
    assert strong.status is Status.ANSWERED
    assert all(claim.markers for claim in strong.claims)


def test_where_no_report_says_so_none_is_counted_and_the_opposite_is_not_shown_as_an_answer(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("Which councils have poor training?"))
    assert answer.status is Status.DECLINED
    assert "tells of weaknesses in training. 2 tell of strengths only and 1 does not mention it." in answer.opening
    assert (answer.claims, answer.findings) == ((), ())


def test_a_subject_that_no_report_mentions_is_not_answered_by_another_subject_of_the_question(
    bundled_chat: Chat,
) -> None:
    answer = bundled_chat.invoke(Request("Which councils ignore female genital mutilation among care leavers?"))
    assert answer.status is Status.DECLINED
    assert "mentions female genital mutilation" in answer.opening
    assert answer.findings == ()


def test_words_that_no_list_knows_are_counted_by_the_rarest_of_them(bundled_chat: Chat) -> None:
    answer = bundled_chat.invoke(Request("Which councils have bad zeppelins and culture?"))
    assert not any("culture" in finding.paragraph.text for finding in answer.findings)


def test_a_region_narrows_the_search_and_is_no_authority(register: Register) -> None:
    question = understand("which London boroughs have high caseloads?", (), register)
    assert (question.regions, question.authorities, question.shape) == (("London",), (), Shape.BREADTH)
    assert understand("City of London care leavers", (), register).regions == ()
    assert understand("neglect in North East Lincolnshire", (), register).regions == ()


def test_statistical_neighbours_are_named_with_their_centre(register: Register) -> None:
    names = [
        a.name for a in understand("Leeds and its statistical neighbours on supervision", (), register).authorities
    ]
    assert names[0] == "Leeds"
    assert len(names) == 11


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("supervision since 2019", "since 2019"),
        ("between 2018 and 2022", "2018 to 2022"),
        ("from 2018 to 2022", "2018 to 2022"),
        ("2019 or later", "since 2019"),
        ("over the last five years", "since 2021"),
        ("up to 2018", "up to 2018"),
        ("before 2018", "up to 2017"),
        ("in the year before the 2018 inspection", "2018"),
        ("in 2021-22", "2021 and 2022"),
        ("what was it last time", "the latest report"),
        ("and the one before that?", "the report before"),
        ("and four years later?", "4 years later"),
        ("Coventry in 2022 next to Rochdale in 2023", "2022 and 2023"),
        ("the report from December 2023", "2023"),
    ],
)
def test_periods_are_understood(text: str, said: str) -> None:
    assert period_of(text, today=date(2026, 11, 25)).said == said


def test_the_latest_stays_the_latest_when_only_the_place_changes(register: Register) -> None:
    asked = understand("What about Greenwich?", ["Latest Calderdale report: young carers?"], register)
    assert asked.period.latest
    assert [authority.name for authority in asked.authorities] == ["Greenwich"]


@pytest.mark.parametrize("question", ["My nephew in Corby has bruises, should I ring?", "how can I get my son back?"])
def test_advice_on_a_child_that_the_user_knows_is_declined(bundled_chat: Chat, question: str) -> None:
    answer = bundled_chat.invoke(Request(question))
    assert answer.status is Status.DECLINED
    assert "no advice" in answer.opening


def test_a_question_about_somebodys_family_that_the_reports_can_answer_is_answered(bundled_chat: Chat) -> None:
    asked = "my sister is a foster carer in North Northamptonshire, how are caseloads there?"
    assert bundled_chat.invoke(Request(asked)).status is not Status.DECLINED


@pytest.mark.parametrize(
    "question",
    [
        "is Kent any good at spotting county lines kids",
        "is supervision regular?",
        "Tell me about Wirral",
        "has Croydon got better at care leavers?",
    ],
)
def test_a_question_with_a_subject_of_its_own_does_not_go_on_about_the_former_one(
    register: Register, question: str
) -> None:
    asked = understand(question, ["How is private fostering in Leeds?"], register)
    assert "private fostering" not in asked.subject


@pytest.mark.parametrize(
    "question", ["and for care leavers?", "is it any better in Leeds?", "what about Leeds?", "and in 2022?"]
)
def test_a_question_that_leans_on_the_former_one_keeps_its_subject(register: Register, question: str) -> None:
    asked = understand(question, ["How is supervision in Sheffield?"], register)
    assert "supervision" in asked.subject


def test_a_share_is_wanted_as_a_share() -> None:
    assert has_share("Only 72% of plans are up to date.")
    assert has_share("A third of children have moved.")
    assert not has_share("Two care leavers were moved.")
