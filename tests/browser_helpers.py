"""For the tests of the screen: a small real library, the running app, and a real Chromium.

    PYTHONPATH=. python tests/browser_helpers.py docs/images

makes the pictures of the README from the real app.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, sync_playwright

from corpus.typeset import Digest, Section, typeset
from rag.chat import ingest_paths
from rag.config import Settings
from rag.ui.page_image import HIGHLIGHT

ROOT = Path(__file__).resolve().parents[1]
CASELOADS = "What did Ofsted say about caseloads?"
FOCUSED_VISIT = "Caseloads remain too high and must come down"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

HOSTILE = (
    'Caseloads <img src=x onerror="document.title=1"><script>document.title=2</script> are'
    " ![high](http://192.0.2.7/p.png).",
    "Caseloads [click](javascript:document.title=3) :red[x] :material/home: :smile: $x^2$ `code` **are**"
    " _higher_ | a | b |.",
    "Caseloads see http://192.0.2.7/a, www.example.invalid, mail me@example.invalid <https://192.0.2.7/> &amp;"
    " &#60;b&#62; too.",
    "Caseloads " + "x" * 10_000 + " are too high.",
)


def made(base: Path, name: str, pdfs: list[Path]) -> Path:
    """The data folder of a library of these PDFs, made once for a test run."""
    data = base / name
    if not data.exists():
        result = ingest_paths(Settings(data=data), pdfs)
        assert len(result.added) == len(pdfs), result
    return data


def bundled(base: Path) -> Path:
    """The data folder of a library of the bundled reports."""
    return made(base, "bundled", sorted((ROOT / "corpus" / "reports").glob("*.pdf")))


def hostile(base: Path) -> Path:
    """The data folder of a library of one report whose words try to be mark-up."""
    pdf = base / "hostile <b>report</b> ![x](http:).pdf".replace("/", "_")
    numbered = tuple((str(number), text) for number, text in enumerate(HOSTILE, 1))
    heading = "Findings <img src=x> :red[on] $caseloads$"
    typeset(
        Digest(
            urn="80000",
            authority="Northamptonshire",
            kind="focused-visit",
            title="Focused visit to Northamptonshire local authority children’s services",
            link="https://reports.ofsted.gov.uk/",
            sections=(Section(heading, numbered),),
        ),
        pdf,
    )
    return made(base, "hostile", [pdf])


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path, port: int, folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The real app, started by `serve` from another working directory; what it printed until it was up."""
    code = (
        "import sys; from pathlib import Path; from rag.config import Settings; from rag.ui.serve import serve;"
        " serve(Settings(data=Path(sys.argv[1])), port=int(sys.argv[2]), open_browser=False)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / f"serve-{port}.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(data), str(port)],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if "http://" in line:
                break
        yield process, lines
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real Chromium without a window."""
    path = os.environ.get("OFSTED_CHAT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """A person before a browser window of their own; `requests` are all addresses that the page asked for."""

    def __init__(self, browser: Browser, address: str, width: int = 1280, height: int = 900) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": width, "height": height})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(45_000)
        self.requests: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.address = address
        self.page.goto(address)
        self.page.get_by_text("For example", exact=True).wait_for()

    def ask(self, question: str, turn: int = 0) -> Locator:
        """Type a question and wait for its whole answer."""
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        return self.answered(turn)

    def answered(self, turn: int = 0) -> Locator:
        """A whole answer: its scope stands under it."""
        answer = self.page.locator(f".st-key-turn-{turn}")
        answer.locator("p").filter(has_text=re.compile("^(Searched|Nothing was searched)")).first.wait_for()
        # A click while the page is still being drawn can fall on a button that is replaced under it.
        self.page.locator("[data-test-script-state=notRunning]").wait_for()
        return answer

    def open_citation(self, words: str, turn: int = 0) -> Locator:
        """Click the citation behind the claim with these words."""
        claims = self.page.locator(f".st-key-turn-{turn} [class*='st-key-claim-']")
        claims.filter(has_text=words).first.get_by_role("button").first.click()
        return self.source()

    def source(self) -> Locator:
        """The open source, its page drawn."""
        self.page.locator(".st-key-page img").first.wait_for()
        return self.page.locator(".st-key-source")

    def picture(self) -> NDArray[np.int16]:
        """The pixels of the page's picture as the browser got them, shape (height, width, 3)."""
        source = self.page.locator(".st-key-page img").first.get_attribute("src") or ""
        body = self.context.request.get(urljoin(self.address, source)).body()
        return np.asarray(Image.open(io.BytesIO(body)).convert("RGB"), dtype=np.int16)

    def foreign(self) -> list[str]:
        """The addresses asked for that are not the app's own."""
        own = (self.address, f"blob:{self.address}", "data:", self.address.replace("http", "ws", 1))
        return [url for url in self.requests if not url.startswith(own)]


def lit(pixels: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Which pixels have the colour of the highlight."""
    found: NDArray[np.bool_] = (np.abs(pixels - np.array(HIGHLIGHT)) < 12).all(axis=-1)
    return found


def printed(pdf: Path, page: int, words: str) -> list[list[tuple[float, float, float, float]]]:
    """Where PDFium itself finds the words: left, bottom, right, top of each character, in points, by printed line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[page - 1].get_textpage()
        match = re.search(r"\s+".join(map(re.escape, words.split())), text.get_text_range())
        assert match, f"{words!r} is not printed on page {page}"
        lines: list[list[tuple[float, float, float, float]]] = [[]]
        for index in range(*match.span()):
            if text.get_text_range(index, 1).isspace():
                continue
            box = text.get_charbox(index)
            if lines[-1] and box[0] < lines[-1][-1][0]:
                lines.append([])
            lines[-1].append(box)
        return lines
    finally:
        document.close()


def go_to(page: Page, address: str) -> None:
    """Open the address as soon as a server answers there."""
    for _ in range(150):
        try:
            page.goto(address)
            return
        except Error:
            page.wait_for_timeout(200)
    raise AssertionError(f"nothing answers at {address}")


def photograph(folder: Path) -> None:
    """Write chat.png, 1280 wide, and chat-narrow.png, 420 wide: the caseload answer with its source open."""
    port = free_port()
    with TemporaryDirectory() as base, served(bundled(Path(base)), port, Path(base)), chromium() as browser:
        for name, width, height in (("chat", 1280, 960), ("chat-narrow", 420, 860)):
            visitor = Visitor(browser, f"http://127.0.0.1:{port}", width, height)
            visitor.ask(CASELOADS)
            visitor.open_citation(FOCUSED_VISIT)
            visitor.page.mouse.move(5, 5)
            visitor.page.locator(".st-key-turn-0").evaluate("turn => turn.scrollIntoView()")
            visitor.page.wait_for_timeout(1500)
            visitor.page.screenshot(path=folder / f"{name}.png")
            visitor.context.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]))
