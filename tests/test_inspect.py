"""`inspect` and `eval`: what was read, for a person, a program and a browser; measures that are looked up by name."""

from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from corpus import reports_folder
from rag import cli
from rag.commands import evaluate
from tests.read_helpers import FILLER, IMPROVE, PROTECTION, ilacs

HOSTILE = "<img src=x onerror=alert(1)> </style><script>alert(2)</script> & “quoted”"
TEXT = f"---\nauthority: Barnsley\ninspected to: 2023-06-16\n---\n# Findings\n\n1. {HOSTILE}\n"


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFSTED_CHAT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    sheets = ilacs(tmp_path / "report.pdf").paragraph(FILLER).heading(IMPROVE).paragraph("Plans.", sign="•")
    sheets.paragraph("Visits.", sign="•").page()
    return sheets.heading(PROTECTION).paragraph(FILLER, "1.").paragraph(FILLER, "3.").save()


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its policy."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))


def test_inspect_tells_facts_judgements_sections_and_warnings(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["inspect", str(report)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Barnsley: short inspection, 12 to 16 June 2023\n")
    assert re.search(r"authority +Barnsley, URN 80426", out)
    assert re.search(r"care leavers +inadequate, page 1: The experiences and progress of care leavers", out)
    assert re.search(r"What needs to improve\? +2 paragraphs, page 1: bullet 1 … bullet 2", out)
    assert "paragraph numbers missing before 3: 2" in out


def test_inspect_json_has_every_paragraph_with_its_boxes(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["inspect", str(report), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["authority"], record["kind"], record["inspected_to"]) == ("Barnsley", "ilacs-short", "2023-06-16")
    assert len(record["judgements"]) == 5
    last = record["paragraphs"][-1]
    assert (last["number"], last["label"], last["pages"], last["text"]) == ("3", "paragraph 3", [2], FILLER)
    assert {box["page"] for box in last["boxes"]} == {2}
    assert all(box["left"] < box["right"] and box["bottom"] < box["top"] for box in last["boxes"])


def test_inspect_html_draws_every_box_on_its_page_and_asks_for_nothing(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    assert cli.main(["inspect", str(report), "--html", str(out), "--json"]) == 0
    tags = Tags(out.read_text(encoding="utf-8")).tags
    images = [attributes["href"] or "" for tag, attributes in tags if tag == "image"]
    assert len(images) == 2
    assert all(image.startswith("data:image/png;base64,") for image in images)
    policy = [attributes["content"] for tag, attributes in tags if "http-equiv" in attributes]
    assert policy == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]
    assert not {"script", "img", "iframe", "link", "a"} & {tag for tag, _ in tags}
    assert not [a for _, a in tags for name in a if name.startswith("on")]


def test_inspect_html_has_as_many_boxes_as_the_record(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.html"
    assert cli.main(["inspect", str(report), "--html", str(out), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    drawn = [attributes for tag, attributes in Tags(out.read_text(encoding="utf-8")).tags if tag == "rect"]
    assert len(drawn) == sum(len(paragraph["boxes"]) for paragraph in record["paragraphs"]) > 10


def test_text_of_a_file_is_shown_as_its_characters_in_the_html(tmp_path: Path) -> None:
    (tmp_path / "r.md").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out.html"
    assert cli.main(["inspect", str(tmp_path / "r.md"), "--html", str(out), "--json"]) == 0
    text = out.read_text(encoding="utf-8")
    assert "A text file: it has no pages" in text
    assert "&lt;img src=x onerror=alert(1)&gt; &lt;/style&gt;&lt;script&gt;alert(2)&lt;/script&gt; &amp;" in text
    assert not {"script", "img"} & {tag for tag, _ in Tags(text).tags}


def test_inspect_shows_what_a_letter_says_in_place_of_grades(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "authority: Barnsley\nkind: jtai\n\n# Headline findings\n\nMost children are helped in time.\n"
    (tmp_path / "r.txt").write_text(text, encoding="utf-8")
    assert cli.main(["inspect", str(tmp_path / "r.txt")]) == 0
    out = capsys.readouterr().out
    assert "Judgements: none" in out
    assert re.search(r"Outcome, in place of grades\n +Headline findings, paragraph 1 +Most children", out)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("bad.pdf", b"<html>404</html>", "bad.pdf is an HTML page saved as .pdf: download the report itself"),
        ("none.pdf", None, "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_ends_with_1(
    name: str, content: bytes | None, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert cli.main(["inspect", str(tmp_path / name)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert line in err


def test_eval_passes_its_arguments_on_and_ends_with_the_measures_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[str]] = []
    module = ModuleType("measure_of_a_test")
    module.main = lambda arguments: asked.append(arguments) or 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "measure_of_a_test", module)
    monkeypatch.setitem(evaluate.MEASURES, "reading", "measure_of_a_test")
    assert cli.main(["eval", "reading", "folder", "--json", "--sample", "3"]) == 7
    assert asked == [["folder", "--json", "--sample", "3"]]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("eval.no_such_measure", "the measures are not installed here: run this in a checkout of the project"),
        ("no_such_package.measure", 'a measure needs no_such_package: pip install -e ".[eval]"'),
    ],
)
def test_a_measure_that_is_not_there_is_one_line(
    module: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(evaluate.MEASURES, "reading", module)
    assert cli.main(["eval", "reading"]) == 1
    assert capsys.readouterr().err == f"ofsted-chat: {line}\n"


def test_a_measure_that_nobody_knows_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["eval", "everything"])
    assert ended.value.code == 2


def test_eval_reading_prints_its_bars_over_the_bundled_reports(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = sorted(reports_folder().glob("*_2022*.pdf")) or sorted(reports_folder().glob("*.pdf"))
    (tmp_path / "80426_barnsley_2022-11-25.pdf").write_bytes(source[0].read_bytes())
    code = cli.main(["eval", "reading", str(tmp_path), "--sample", "20", "--questions", "--judgements", "none.csv"])
    out = capfd.readouterr().out
    assert code == 1, "the file's name says another authority: that bar is missed"
    assert "authority, kind and dates right: 0 of 1 (0.00%)  SHORT of 100.0%" in out
    assert "boxes read back as the quote: 20 of 20 (100.00%)" in out
    assert re.search(r"pages a second and core: \d+ +bare text", out)
