"""The running app in a real Chromium: asked, answered, cited, lit up, and safe from the words of a report."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser_helpers import (
    CASELOADS,
    FOCUSED_VISIT,
    HOSTILE,
    ROOT,
    Visitor,
    bundled,
    chromium,
    free_port,
    go_to,
    hostile,
    lit,
    printed,
    served,
)
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.timeout(300)

VISIT_PDF = ROOT / "corpus" / "reports" / "northamptonshire_focused-visit-digest.pdf"
QUOTE = (
    "Caseloads remain too high and must come down: they harm the quality of practice in some teams, and child-in-need"
    " work there risks being overlooked."
)


PIECES = [
    *"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \n\tax1",
    *("http://a.b", "www.a.b", "a@b.cd", "<b>", "&lt;", "](", "![", "```", "$$", "\\(", "[^1]", "<!--"),
    *(":red[", ":material/home:", ":smile:", ":::", "\n\n", "    ", "1. ", "- ", "# ", "| a | b |\n|--|--|\n"),
    *(" -> ", " -- ", " >= ", "\u202e", "\u05d0"),
]
"""What Markdown, GitHub's or Streamlit's, gives a meaning to."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def app(base: Path) -> Iterator[str]:
    port = free_port()
    with served(bundled(base), port, base):
        yield f"http://127.0.0.1:{port}"


def test_the_caseload_question_is_answered_cited_and_lit_up_where_the_words_are(app: str, browser: Browser) -> None:
    visitor = Visitor(browser, app)
    answer = visitor.ask(CASELOADS)
    expect(
        answer.get_by_role("heading", name="Northamptonshire: focused visit, date not known, digest")
    ).to_be_visible()
    expect(answer.get_by_text("Digest in this project's own words, not Ofsted's text").first).to_be_visible()
    assert "“" not in answer.inner_text(), "a digest's words stand in quotation marks"
    source = visitor.open_citation(FOCUSED_VISIT)
    expect(source).to_contain_text("What needs to improve › paragraph 13, page 2")
    expect(source).to_contain_text("Page 2 of ")
    expect(source.get_by_role("img")).to_have_attribute("alt", re.compile("Page 2 of .* highlighted"))

    pixels = visitor.picture()
    scale = pixels.shape[0] / 841.89
    assert scale >= 1.9, "too coarse to read"
    near = np.zeros(pixels.shape[:2], dtype=bool)
    for line in printed(VISIT_PDF, 2, QUOTE):
        for left, bottom, right, top in line:
            area = pixels[rows(pixels, scale, bottom, top), int(left * scale) : int(np.ceil(right * scale))]
            assert area[..., 2].max() <= 110, "a character of the quote stands on white"
        lefts, bottoms, rights, tops = zip(*line, strict=True)
        columns = slice(int((min(lefts) - 2) * scale), int((max(rights) + 2) * scale))
        near[rows(pixels, scale, min(bottoms) - 3, max(tops) + 3), columns] = True
    coloured = lit(pixels)
    assert coloured[near].sum() > 0.3 * near.sum()
    assert coloured[~near].sum() == 0, "something is lit up that was not quoted"
    visitor.context.close()


def rows(pixels: NDArray[np.int16], scale: float, bottom: float, top: float) -> slice:
    """The rows of a picture between two heights on the page, in points from its foot."""
    return slice(int(pixels.shape[0] - top * scale), int(np.ceil(pixels.shape[0] - bottom * scale)))


def test_a_follow_up_is_understood_the_conversation_stays_and_nothing_leaves_the_host(
    app: str, browser: Browser
) -> None:
    visitor = Visitor(browser, app)
    visitor.ask(CASELOADS)
    visitor.open_citation(FOCUSED_VISIT)
    answer = visitor.ask("what about supervision?", turn=1)
    expect(answer).to_contain_text("Supervision is irregular or is not treated as a priority.")
    expect(visitor.page.locator(".st-key-turn-0")).to_contain_text(FOCUSED_VISIT)
    visitor.page.get_by_role("button", name="Close").click()
    visitor.page.get_by_role("button", name="Reports in the library").click()
    expect(visitor.page.get_by_test_id("stDataFrame").first).to_be_visible()
    visitor.page.get_by_role("button", name="Back to the chat").click()
    expect(visitor.page.locator(".st-key-turn-0")).to_contain_text(FOCUSED_VISIT)
    assert len(visitor.requests) > 10
    assert visitor.foreign() == []
    visitor.context.close()


def test_two_visitors_do_not_see_each_other(app: str, browser: Browser) -> None:
    one, other = Visitor(browser, app), Visitor(browser, app)
    one.ask(CASELOADS)
    other.ask("Are there unregistered children's homes?")
    other.page.reload()
    other.page.get_by_text("For example", exact=True).wait_for()
    assert FOCUSED_VISIT not in other.page.inner_text("body")
    expect(one.page.locator(".st-key-turn-0")).to_contain_text(FOCUSED_VISIT)
    assert "unregistered" not in one.page.locator(".st-key-turn-0").inner_text()
    one.page.get_by_role("button", name="New conversation").click()
    one.page.get_by_text("For example", exact=True).wait_for()
    one.context.close()
    other.context.close()


def test_everything_can_be_done_with_the_keyboard(app: str, browser: Browser) -> None:
    visitor = Visitor(browser, app)
    visitor.ask(CASELOADS)
    page = visitor.page

    def focused() -> str:
        return str(page.evaluate("document.activeElement.innerText")).strip()

    page.get_by_test_id("stChatInputTextArea").focus()
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if re.fullmatch(r"\[\d+\]", focused()):
            break
    marker = focused()
    page.keyboard.press("Enter")
    expect(visitor.source()).to_contain_text(f"Source {marker}")
    page.wait_for_function("document.activeElement.innerText.trim() === 'Close'")
    page.keyboard.press("Enter")
    page.locator(".st-key-source").wait_for(state="detached")
    page.wait_for_function("marker => document.activeElement.innerText.trim() === marker", arg=marker)
    visitor.context.close()


def test_on_a_narrow_screen_the_source_covers_the_chat_until_it_is_closed(app: str, browser: Browser) -> None:
    visitor = Visitor(browser, app, width=420, height=860)
    visitor.ask(CASELOADS)
    source = visitor.open_citation(FOCUSED_VISIT)
    box = source.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert 400 <= box["width"] <= 420
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 420
    expect(visitor.page.get_by_role("button", name="Close")).to_be_in_viewport()
    visitor.page.get_by_role("button", name="Close").click()
    expect(visitor.page.locator(".st-key-turn-0")).to_contain_text(FOCUSED_VISIT)
    expect(source).to_have_count(0)
    visitor.context.close()


def test_on_a_wide_screen_the_source_stays_in_view_beside_a_long_chat(app: str, browser: Browser) -> None:
    visitor = Visitor(browser, app)
    for turn, question in enumerate((CASELOADS, "what about supervision?", CASELOADS)):
        visitor.ask(question, turn)
    for turn in (0, 2):
        visitor.open_citation(FOCUSED_VISIT, turn)
        visitor.page.wait_for_timeout(400)
        expect(visitor.page.get_by_role("button", name="Close")).to_be_in_viewport()
        expect(visitor.page.locator(".st-key-source")).to_be_in_viewport()
    visitor.context.close()


def test_a_question_longer_than_the_limit_cannot_be_typed_and_an_empty_one_is_not_asked(
    app: str, browser: Browser
) -> None:
    visitor = Visitor(browser, app)
    box = visitor.page.get_by_test_id("stChatInputTextArea")
    box.fill("   ")
    box.press("Enter")
    visitor.page.wait_for_timeout(800)
    expect(visitor.page.get_by_text("For example", exact=True)).to_be_visible()
    box.fill("supervision " * 200)
    assert len(box.input_value()) <= 1000 or box.get_attribute("maxlength") == "1000"
    visitor.context.close()


def test_a_hostile_report_is_shown_as_characters_and_causes_no_request(base: Path, browser: Browser) -> None:
    port = free_port()
    with served(hostile(base), port, base):
        visitor = Visitor(browser, f"http://127.0.0.1:{port}")
        title = visitor.page.title()
        for turn, words in enumerate(
            ("caseloads high", "caseloads code higher", "caseloads mail", "caseloads too high")
        ):
            visitor.ask(f"What about {words}?", turn)
            buttons = visitor.page.locator(f".st-key-turn-{turn} [class*='st-key-cite-'] button:visible")
            for number in range(buttons.count()):
                buttons.nth(number).click()
                expect(visitor.source()).to_contain_text("Findings <img src=x> :\u2060red[on] $caseloads$")
                for text in ("<script>", "[click](javascript:"):
                    assert visitor.page.locator("script", has_text=text).count() == 0
        shown = plain(visitor.page.inner_text(".stMain"))
        assert any(plain(text)[:60] in shown for text in HOSTILE)
        assert visitor.page.locator(".stMain a").evaluate_all("links => links.map(link => link.href)") in (
            [],
            ["https://reports.ofsted.gov.uk/"],
        )
        assert visitor.page.title() == title
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert visitor.foreign() == []
        visitor.context.close()


def test_a_hostile_question_is_shown_as_it_was_typed(app: str, browser: Browser) -> None:
    visitor = Visitor(browser, app)
    question = " ".join(text[:200] for text in HOSTILE[:3]) + " \u202edesrever\u202c \u05d0\u05d1\u05d2 zero\u200bwidth"
    answer = visitor.ask(question)
    bubble = answer.get_by_test_id("stChatMessage").first
    assert plain(bubble.inner_text()) == plain(question)
    assert bubble.locator("a, img, script, code, strong, em, .katex").count() == 0
    assert visitor.foreign() == []
    visitor.context.close()


def test_a_taken_port_is_passed_over_and_an_interrupt_ends_the_server(base: Path, app: str) -> None:
    port = int(app.rsplit(":", 1)[1])
    with served(bundled(base), port, base) as (process, lines):
        assert lines[0] == f"Port {port} is taken, so this is {port + 1}.\n"
        assert lines[1].startswith(f"The chat is at http://127.0.0.1:{port + 1} ")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    log = (base / f"serve-{port}.log").read_text()
    assert "Traceback" not in log


def plain(text: str) -> str:
    """The visible characters with single spaces, without what `escape` puts between them."""
    return " ".join(re.sub("[\u2060\u2066-\u2069\u200b]", "", text).split())


def test_escaped_text_is_shown_character_by_character(tmp_path: Path, browser: Browser) -> None:
    rng = np.random.default_rng(7)
    texts = ["".join(rng.choice(PIECES, size=rng.integers(1, 14))) for _ in range(200)]
    texts = [f"a{text}z" for text in texts[:100]] + [text for text in texts[100:] if text.strip()]
    script = tmp_path / "page.py"
    script.write_text(
        f"import streamlit as st\nfrom rag.ui.plain import escape, say\ntexts = {texts!r}\n"
        "for number, text in enumerate(texts):\n"
        "    with st.container(key=f'text-{number}'):\n        say(text)\n"
        "    st.button(escape(text), key=f'label-{number}')\n"
        "st.markdown('END')\n",
        encoding="utf-8",
    )
    port = free_port()
    options = f"--server.headless true --server.address 127.0.0.1 --server.port {port} --browser.gatherUsageStats false"
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = browser.new_page()
        go_to(page, f"http://127.0.0.1:{port}")
        page.get_by_text("END", exact=True).wait_for(timeout=45_000)
        page.wait_for_timeout(1500)
        for number, text in enumerate(texts):
            assert plain(page.locator(f".st-key-text-{number}").text_content() or "") == plain(text), repr(text)
            assert plain(page.locator(f".st-key-label-{number}").text_content() or "") == plain(text), repr(text)
        assert page.locator(".stMain :is(a, img, strong, em, code, h1, table, li, .katex)").count() == 0
        page.close()
    finally:
        server.terminate()
        server.wait(20)
