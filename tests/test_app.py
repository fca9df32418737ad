"""The page as Streamlit draws it: conversation, citations, sources, errors; and the parts that stand behind it."""

from __future__ import annotations

import io
import logging
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from browser_helpers import CASELOADS, FOCUSED_VISIT, bundled, lit
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas
from streamlit.testing.v1 import AppTest

from rag.chat import Request, ingest_paths
from rag.config import Settings
from rag.index.files import copy_path
from rag.read.frame import Frame
from rag.types import Answer, Box, Citation, Claim, Kind, OfstedChatError, Status
from rag.ui import resources, serve
from rag.ui.answer_view import NO_ANSWER, STOPPED
from rag.ui.main import NEUTRAL
from rag.ui.page_image import SCALE, is_text_file, page_png
from rag.ui.plain import escape, published_address
from rag.ui.session import Turn
from rag.ui.source_view import marked, standing
from tests.answer_helpers import facts, paragraph

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def shared_models() -> Iterator[None]:
    """The models are loaded once for this file, as they are once for a server."""
    st.cache_resource.clear()
    yield
    resources.chat().close()
    resources.library().close()
    st.cache_resource.clear()


@pytest.fixture
def app(root: Path, data: Path, monkeypatch: pytest.MonkeyPatch, shared_models: None) -> AppTest:
    """The page as a new visitor finds it."""
    monkeypatch.setenv("OFSTED_CHAT_DATA", str(data))
    return AppTest.from_file(str(root / "app.py"), default_timeout=90).run()


class ToldChat:
    """The one seam: a chat that remembers what it is asked and answers, or fails, as it is told."""

    def __init__(self, *parts: Answer, error: Exception | None = None) -> None:
        self.requests: list[Request] = []
        self._parts, self._error = parts, error

    def stream(self, request: Request) -> Iterator[Answer]:
        self.requests.append(request)
        yield from self._parts
        if self._error:
            raise self._error


def words(app: AppTest) -> str:
    """All text of the main column, escapes and zero-width marks taken out."""
    shown = [element.value for kind in ("markdown", "caption", "warning", "info") for element in app.main.get(kind)]
    return "\n".join(shown).replace("\\", "").replace("\u2060", "")


def button(app: AppTest, key: str) -> None:
    """Click the first button whose key begins so."""
    next(found for found in app.button if (found.key or "").startswith(key)).click().run()


def test_an_empty_chat_offers_questions_and_asks_the_one_that_is_clicked(app: AppTest) -> None:
    assert not app.exception
    button(app, "example-0")
    assert CASELOADS in words(app)
    assert FOCUSED_VISIT in words(app)


def test_an_answer_stands_under_authority_kind_and_date_and_says_that_it_is_a_digest(app: AppTest) -> None:
    app.chat_input[0].set_value(CASELOADS).run()
    shown = words(app)
    assert "Northamptonshire: focused visit, date not known, digest" in shown
    assert "North Northamptonshire: standard inspection, 3 to 14 October 2022, digest" in shown
    assert "Digest in this project's own words, not Ofsted's text" in shown
    assert "Searched: 3 reports" in shown
    assert "“" not in shown


def test_a_citation_opens_the_paragraph_in_its_context_and_its_page_and_closes_again(app: AppTest) -> None:
    app.chat_input[0].set_value(CASELOADS).run()
    answer = app.session_state["turns"][0].answer
    marker = next(claim.markers[0] for claim in answer.claims if FOCUSED_VISIT in claim.text)
    next(found for found in app.button if found.key.endswith(f"-{marker}") and found.key.startswith("cite-")).click()
    app.run()
    shown = words(app)
    assert "What needs to improve › paragraph 13, page 2" in shown
    assert ":orange-background[Caseloads remain too high" in shown
    assert "12. " in shown
    assert "14. " in shown
    assert "northamptonshire_focused-visit-digest.pdf" in shown
    assert len(app.get("image")) == 1
    button(app, "close-source")
    assert "paragraph 13, page 2" not in words(app)
    assert FOCUSED_VISIT in words(app)


def test_every_page_that_a_quote_runs_over_is_shown(app: AppTest) -> None:
    app.chat_input[0].set_value(CASELOADS).run()
    turn = app.session_state["turns"][0]
    citation = turn.answer.citations[0]
    over = replace(citation, marker=1, boxes=(Box(1, 80, 90, 200, 100), Box(2, 80, 700, 200, 710)))
    claim = Claim("It runs on.", (1,), citation.report.id)
    app.session_state["turns"] = [replace(turn, answer=Answer(claims=(claim,), citations=(over,)))]
    app.run()
    button(app, "cite-0-0-1")
    assert len(app.get("image")) == 2


def test_words_that_are_not_located_are_not_highlighted_and_a_missing_file_is_said(app: AppTest) -> None:
    app.chat_input[0].set_value(CASELOADS).run()
    turn = app.session_state["turns"][0]
    citation = turn.answer.citations[0]
    claim = Claim("It is somewhere.", (1,), citation.report.id)
    nowhere = replace(citation, marker=1, boxes=())
    app.session_state["turns"] = [replace(turn, answer=Answer(claims=(claim,), citations=(nowhere,)))]
    app.run()
    button(app, "cite-0-0-1")
    assert "The words are not located on the page" in words(app)
    gone = replace(nowhere, report=replace(citation.report, sha256="0" * 64))
    app.session_state["turns"] = [replace(turn, answer=Answer(claims=(claim,), citations=(gone,)))]
    app.run()
    assert "no longer in the library's folder" in words(app)


def test_earlier_questions_go_along_with_a_follow_up_and_the_conversation_stays(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ToldChat(Answer(opening="One. "), Answer(opening="Two.", scope="Searched: 3 reports."))
    monkeypatch.setattr(resources, "chat", lambda: told)
    for question in ("First?", "Second?", "   "):
        app.chat_input[0].set_value(question).run()
    assert told.requests == [Request("First?", ()), Request("Second?", ("First?",))]
    assert words(app).count("One. Two.") == 2
    button(app, "new")
    assert "For example" in words(app)
    assert app.session_state["turns"] == []


def test_what_was_understood_is_shown_and_the_place_can_be_put_right(app: AppTest) -> None:
    app.chat_input[0].set_value("caseloads in Northamptonshire").run()
    register = resources.register()
    before, west = register.by_name["Northamptonshire"].urn, register.by_name["West Northamptonshire"].urn
    assert app.multiselect(key="places-0").value == [before]
    app.multiselect(key="places-0").set_value([west])
    next(found for found in app.button if found.form_id == "place-form-0").click().run()
    answer = app.session_state["turns"][0].answer
    assert {citation.report.authority for citation in answer.citations} == {"West Northamptonshire"}
    assert answer.understood.authorities == ((west, "West Northamptonshire"),)
    assert len(app.session_state["turns"]) == 1
    app.chat_input[0].set_value("and early help?").run()
    answer = app.session_state["turns"][1].answer
    assert {citation.report.authority for citation in answer.citations} == {"West Northamptonshire"}
    assert "Understood · West Northamptonshire · Any time · caseloads" in words(app)


def test_the_time_can_be_put_right(app: AppTest) -> None:
    app.chat_input[0].set_value("caseloads in West Northamptonshire").run()
    app.radio(key="when-0").set_value("Newest inspection only")
    next(found for found in app.button if found.form_id == "time-form-0").click().run()
    assert app.session_state["turns"][0].answer.understood.latest
    assert app.session_state["turns"][0].answer.status is Status.ANSWERED
    app.radio(key="when-0").set_value("Any time")
    next(found for found in app.button if found.form_id == "time-form-0").click().run()
    assert app.session_state["turns"][0].answer.understood.period == ""
    app.radio(key="when-0").set_value("Inspected between")
    next(found for found in app.button if found.form_id == "time-form-0").click().run()
    understood = app.session_state["turns"][0].answer.understood
    assert (understood.since, understood.until) == (2022, 2022)


def test_the_parts_of_a_plan_are_chips_that_can_be_changed_in_place(app: AppTest) -> None:
    def set_again(part: str) -> None:
        next(found for found in app.button if found.form_id == f"{part}-form-0").click().run()

    app.chat_input[0].set_value("Which councils have caseloads that are too high?").run()
    answer = app.session_state["turns"][0].answer
    assert {counted.report.authority for counted in answer.findings} == {"Northamptonshire"}
    assert app.radio(key="way-choice-0").value == "Weaknesses"
    assert app.selectbox(key="theme-choice-0").value == "caseloads"
    app.radio(key="way-choice-0").set_value("Strengths")
    set_again("way")
    answer = app.session_state["turns"][0].answer
    assert {counted.report.authority for counted in answer.findings} == {
        "North Northamptonshire",
        "West Northamptonshire",
    }
    app.radio(key="group-choice-0").set_value("By region")
    set_again("group")
    answer = app.session_state["turns"][0].answer
    assert answer.table is not None
    assert answer.table.columns[0] == "region"
    app.multiselect(key="grade-choice-0").set_value(["inadequate"])
    set_again("grade")
    assert app.session_state["turns"][0].answer.status is Status.DECLINED
    app.multiselect(key="grade-choice-0").set_value([])
    set_again("grade")
    app.selectbox(key="theme-choice-0").set_value("training")
    set_again("theme")
    assert app.session_state["turns"][0].answer.plans[0].themes == ("training",)
    assert len(app.session_state["turns"]) == 1


def test_the_kind_of_report_can_be_put_right_and_what_goes_on_from_there_keeps_it(app: AppTest) -> None:
    app.chat_input[0].set_value("caseloads in Northamptonshire").run()
    assert app.radio(key="kinds-0").value == "Inspections and visits"
    app.radio(key="kinds-0").set_value("Visits")
    next(found for found in app.button if found.form_id == "kind-form-0").click().run()
    answer = app.session_state["turns"][0].answer
    assert {citation.report.kind for citation in answer.citations} == {Kind.FOCUSED_VISIT}
    assert app.radio(key="kinds-0").value == "Visits"
    app.radio(key="kinds-0").set_value("Area SEND")
    next(found for found in app.button if found.form_id == "kind-form-0").click().run()
    assert "The library holds no report of an area SEND inspection on Northamptonshire" in words(app)


def test_small_talk_is_answered_without_chips(app: AppTest) -> None:
    app.chat_input[0].set_value("hello").run()
    assert "Hello. Ask about" in words(app)
    assert NO_ANSWER not in words(app)
    assert not app.multiselect


def test_a_question_about_the_library_lists_its_reports(app: AppTest) -> None:
    app.chat_input[0].set_value("which reports do you have?").run()
    assert "The library holds 3 reports on 3 authorities" in words(app)
    assert len(app.dataframe[0].value) == 3


def test_several_grades_stand_in_a_table_with_their_sources(app: AppTest) -> None:
    app.chat_input[0].set_value("how were North and West Northamptonshire graded overall?").run()
    table = app.dataframe[0].value
    assert sorted(table["Authority"]) == ["North Northamptonshire", "West Northamptonshire"]
    assert set(table["Grade"]) == {"Requires improvement to be good"}
    assert sorted(table["Source"]) == ["[1]", "[2]"]


def test_a_declined_question_offers_its_nearest_passages_which_can_be_opened(app: AppTest) -> None:
    app.chat_input[0].set_value("female genital mutilation in West Northamptonshire").run()
    assert NO_ANSWER in words(app)
    button(app, "finding-near-0-1")
    opened = app.session_state["turns"][0].answer.hits[1].paragraph
    assert opened.label in words(app)


def test_all_findings_are_listed_step_by_step(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.chat_input[0].set_value(CASELOADS).run()
    turn = app.session_state["turns"][0]
    finding = turn.answer.findings[0]
    many = replace(turn.answer, claims=(), citations=(), findings=(finding,) * 120)
    app.session_state["turns"] = [replace(turn, answer=many)]
    app.run()
    listed = [found for found in app.button if (found.key or "").startswith("finding-0-")]
    assert len(listed) == 50
    button(app, "list-more-0")
    button(app, "list-more-0")
    listed = [found for found in app.button if (found.key or "").startswith("finding-0-")]
    assert len(listed) == 120
    assert not any((found.key or "").startswith("list-more") for found in app.button)


def test_a_declined_answer_looks_calm_and_its_suggestions_can_be_clicked(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    declined = Answer(Status.DECLINED, "The library holds no report on Leeds.", suggestions=("What of *Derby*?",))
    told = ToldChat(declined)
    monkeypatch.setattr(resources, "chat", lambda: told)
    app.chat_input[0].set_value("What about Leeds?").run()
    assert NO_ANSWER in words(app)
    assert not app.error
    assert not app.warning
    button(app, "suggestion-")
    assert told.requests[-1] == Request("What of *Derby*?", ("What about Leeds?",))


def test_an_error_that_a_user_can_act_on_is_one_line_and_the_question_can_be_asked_again(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ToldChat(Answer(opening="Begun."), error=OfstedChatError("the index is being rebuilt: ask again"))
    monkeypatch.setattr(resources, "chat", lambda: told)
    app.chat_input[0].set_value("Anything?").run()
    assert [warning.value.replace("\\", "") for warning in app.warning] == ["the index is being rebuilt: ask again"]
    button(app, "again-")
    assert len(told.requests) == 2
    assert told.requests[1].history == ()


def test_an_answer_that_was_stopped_says_so_keeps_what_came_and_can_be_asked_again(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ToldChat(Answer(opening="The whole of it."))
    monkeypatch.setattr(resources, "chat", lambda: told)
    app.session_state["turns"] = [Turn("Anything?", Answer(opening="The half."), started=True)]
    app.run()
    assert told.requests == []
    assert "The half." in words(app)
    assert STOPPED in words(app)
    button(app, "again-")
    assert "The whole of it." in words(app)
    assert STOPPED not in words(app)


def test_any_other_error_is_one_neutral_line_on_the_page_and_a_place_in_the_log(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = ToldChat(error=ZeroDivisionError("key sk-canary"))
    monkeypatch.setattr(resources, "chat", lambda: told)
    with caplog.at_level(logging.ERROR):
        app.chat_input[0].set_value("Anything?").run()
    assert [warning.value.replace("\\", "") for warning in app.warning] == [NEUTRAL]
    assert not app.exception
    assert "canary" not in words(app) + caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_models_mark_up_reaches_the_page_as_characters(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = "![x](http://192.0.2.7/) <b>:red[y]</b>"
    told = ToldChat(Answer(opening=bad, notes=(f"{bad}!",), scope=bad, suggestions=(bad,)))
    monkeypatch.setattr(resources, "chat", lambda: told)
    app.chat_input[0].set_value("Anything?").run()
    shown = [element.value for kind in ("markdown", "caption") for element in app.main.get(kind)]
    shown += [found.label for found in app.button]
    assert sum("192" in text for text in shown) == 4
    assert not any("![" in text or "<b>" in text or ":red[" in text for text in shown)


def test_the_library_is_listed_and_the_chat_is_found_again(app: AppTest) -> None:
    button(app, "to-reports")
    table = app.dataframe[0].value
    assert list(table["Authority"]) == ["North Northamptonshire", "Northamptonshire", "West Northamptonshire"]
    assert list(table["Inspected"])[1] == "date not known"
    assert set(table["Wording"]) == {"digest"}
    button(app, "to-chat")
    assert "For example" in words(app)


def test_a_text_report_and_a_letter_are_listed_with_outcome_and_warnings_and_shown_without_a_page(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = tmp_path / "letter.md"
    letter.write_text(
        "authority: Barnsley\nkind: jtai\ncolour: blue\n\n# Headline findings\n\nMost children are helped in time.\n",
        encoding="utf-8",
    )
    settings = Settings(data=tmp_path / "data")
    assert ingest_paths(settings, [letter]).added == ("letter.md",)
    monkeypatch.setattr(resources, "settings", lambda: settings)
    resources.library.clear()
    try:
        page = AppTest.from_file(str(root / "app.py"), default_timeout=90).run()
        button(page, "to-reports")
        listed, warned = (frame.value for frame in page.dataframe[:2])
        assert list(listed["Overall grade or outcome"]) == ["Most children are helped in time."]
        assert set(warned["Warning"]) == {"front matter key not known: colour", "no inspection dates found"}
        (facts,) = resources.library().reports()
        assert is_text_file(copy_path(settings, facts))

        def panel() -> None:
            import rag.ui.source_view as view
            from rag.ui import resources

            (facts,) = resources.library().reports()
            (paragraph,) = resources.library().paragraphs(facts.id)
            citation = view.Citation(1, paragraph, facts, paragraph.text, 0, len(paragraph.text), 1, ())
            view.show_source(resources.settings(), resources.library(), citation)

        shown = AppTest.from_function(panel, default_timeout=60).run()
        assert not shown.exception
        assert [info.value for info in shown.info] == ["This report is a text file: it has no pages to show."]
        assert "Most children are helped in time." in words(shown)
    finally:
        resources.library.clear()


def test_without_a_library_the_page_says_what_to_do(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "settings", lambda: Settings(data=tmp_path))
    resources.library.clear()
    empty = AppTest.from_file(str(root / "app.py"), default_timeout=60).run()
    assert "ofsted-chat ingest" in empty.warning[0].value.replace("\\", "")
    assert not empty.exception


def test_a_quote_that_is_not_at_its_place_marks_nothing(data: Path, shared_models: None) -> None:
    paragraph = resources.library().paragraphs(resources.library().reports()[0].id)[3]
    report = resources.library().reports()[0]
    citation = Citation(1, paragraph, report, paragraph.text[:9], 0, 9, 1, ())
    assert marked(citation).startswith(":orange-background[")
    assert "background" not in marked(replace(citation, quote="something else"))
    assert "background" not in marked(replace(citation, end=10**6))


@pytest.mark.parametrize(
    ("rotation", "crop"), [(0, None), (90, None), (180, (100, 200, 500, 700)), (270, (100, 200, 500, 700))]
)
def test_the_highlight_lies_on_the_word_on_turned_and_cropped_pages(
    tmp_path: Path, rotation: int, crop: tuple[int, int, int, int] | None
) -> None:
    pdf = tmp_path / "one word.pdf"
    canvas = Canvas(str(tmp_path / "plain.pdf"), pagesize=(600, 800))
    canvas.setFont("Helvetica", 30)
    canvas.drawString(200, 400, "HIMH")
    canvas.save()
    document = PdfDocument(tmp_path / "plain.pdf")
    document[0].set_rotation(rotation)
    if crop:
        document[0].set_cropbox(*crop)
    document.save(pdf)
    text = document[0].get_textpage()
    characters = [text.get_charbox(index) for index in range(4)]
    box = Box(1, *Frame.of(document[0]).seen((*characters[0][:2], *characters[3][2:])))
    document.close()

    pixels = np.asarray(Image.open(io.BytesIO(page_png(pdf, 1, (box, Box(2, 0, 0, 9, 9))))), dtype=np.int16)
    assert pixels.shape[:2] == tuple(int(SCALE * side) for side in _shown_size(rotation, crop))
    ink = np.argwhere(pixels.max(axis=-1) < 60)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
    assert pixels[top + 1 : bottom - 1, left + 1 : right - 1, 2].max() < 120, "a part of the word stands on white"
    pixels[top - 3 : bottom + 3, left - 3 : right + 3] = 255
    assert not lit(pixels).any(), "something is lit up that is not the word"


def _shown_size(rotation: int, crop: tuple[int, int, int, int] | None) -> tuple[int, int]:
    left, bottom, right, top = crop or (0, 0, 600, 800)
    height, width = top - bottom, right - left
    return (width, height) if rotation in (90, 270) else (height, width)


def test_a_huge_page_is_drawn_small_and_a_broken_file_is_one_line(tmp_path: Path) -> None:
    huge = tmp_path / "huge.pdf"
    document = PdfDocument.new()
    document.new_page(14_000, 10_000)
    document.save(huge)
    document.close()
    assert max(Image.open(io.BytesIO(page_png(huge, 1, ()))).size) <= 2600
    with pytest.raises(OfstedChatError, match="page 7"):
        page_png(huge, 7, ())
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 no more")
    with pytest.raises(OfstedChatError, match="cannot be drawn"):
        page_png(broken, 1, ())
    with pytest.raises(OfstedChatError, match="ingest it again"):
        page_png(tmp_path / "none.pdf", 1, ())


def test_text_is_escaped_whole_and_on_one_line() -> None:
    assert escape("a\n\n# b") == "a \\# b"
    assert escape("[x](y)") == "\\[x\\]\\(y\\)"
    assert escape("https://x") == "https\u2060\\:\\/\\/x"
    assert escape("page 3: it") == "page 3\\: it"
    assert escape("\ud83d\ude00 \ud800") == "\U0001f600 \ufffd"
    assert escape("\u202eabc") == "\u2068\u202eabc\u2069"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://reports.ofsted.gov.uk/provider/44/80418", True),
        ("https://files.ofsted.gov.uk/v1/file/50202893", True),
        ("http://reports.ofsted.gov.uk/", False),
        ("https://ofsted.gov.uk.example.org/", False),
        ("https://notofsted.gov.uk/", False),
        ("https://ofsted.gov.uk@example.org/", False),
        ("https://me@ofsted.gov.uk/", False),
        ("https://ofsted.gov.uk:8443/", False),
        ("https://example.org\\.ofsted.gov.uk/", False),
        ("javascript:alert(1)", False),
        ("https://ofsted.gov.uk/\nx", False),
        ("https://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_ofsteds_own_addresses_become_links(address: str | None, shown: bool) -> None:
    assert published_address(address) == (address if shown else None)


def test_serve_sets_every_option_that_the_configuration_file_sets(root: Path) -> None:
    file = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    written = {f"{section}.{name}": value for section, options in file.items() for name, value in options.items()}
    assert {name: serve.OPTIONS.get(name) for name in written} == written


def test_settings_reach_the_app_through_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(data=tmp_path, question_limit=77, chat_model="fake:one", chroma_token="canary")
    for name, value in serve.environment(given).items():
        monkeypatch.setenv(name, value)
    assert Settings() == given


def test_where_a_paragraph_stands_names_its_heading_once() -> None:
    made = replace(paragraph(facts("a"), "Caseloads are too high."), section=("Main findings",))
    by_heading = replace(made, label="Main findings, paragraph 3")
    assert standing(by_heading) == "Main findings, paragraph 3, page 2"
    assert standing(replace(made, label="paragraph 3")) == "Main findings › paragraph 3, page 2"
    assert standing(replace(by_heading, section=())) == "Main findings, paragraph 3, page 2"
