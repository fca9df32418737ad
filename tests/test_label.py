"""Labels of sentences: themes, directions, and findings as the library keeps them."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from index_helpers import HashEmbedder, add, report

from rag.index.library import Library
from rag.label.labels import findings_in, findings_on, labels_version
from rag.label.themes import named_themes, theme_of_words, themes, themes_in
from rag.read.text import plain
from rag.types import Direction, Paragraph, ParagraphKind

HIGH = "Caseloads are too high, and supervision is irregular."
LOW = "Caseloads are manageable."
LEANS = "This means that children wait."


def paragraph(text: str, **parts: object) -> Paragraph:
    made = report("r1", [text]).paragraphs[0]
    return replace(made, **parts)  # type: ignore[arg-type]


def test_every_theme_has_a_head_a_meaning_and_words() -> None:
    tables = tomllib.loads(files("rag.label").joinpath("themes.toml").read_text(encoding="utf-8"))
    heads = {theme.head for theme in themes()}
    assert 10 <= len(heads) <= 14
    for name, table in tables.items():
        assert re.fullmatch(r"[a-z0-9-]+", name)
        assert all(table[part] for part in ("means", "said", "printed")), name
    assert len({theme.means for theme in themes()}) == len(themes())


def test_themes_found_by_how_words_begin_are_those_that_every_pattern_finds() -> None:
    texts = [HIGH, LOW, "Managers’ oversight and 21-and-over support; go missing, IROs, step-down.", "MASH", "", "…"]
    texts += [theme.means for theme in themes()]
    texts += [
        phrase
        for table in tomllib.loads(files("rag.label").joinpath("themes.toml").read_text()).values()
        for phrase in table["printed"]
    ]
    for text in map(plain, texts):
        assert themes_in(text) == tuple(theme for theme in themes() if theme.stands_in(text)), text


def test_a_sentence_has_a_finding_for_each_theme_and_one_that_leans_goes_on() -> None:
    found = list(findings_in([paragraph(f"{HIGH} {LEANS} Children are well fed.")]))
    told = [(finding.theme, finding.names_it) for finding in found]
    assert {("caseloads", True), ("supervision", True), ("caseloads", False)} <= set(told)
    text = paragraph(f"{HIGH} {LEANS} Children are well fed.").text
    assert {text[finding.start : finding.end] for finding in found} == {HIGH, LEANS}
    assert all(finding.direction is Direction.WEAK for finding in found if finding.start == 0)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": ParagraphKind.TABLE},
        {"kind": ParagraphKind.HEADING},
        {"kind": ParagraphKind.FOOTNOTE},
        {"kind": ParagraphKind.ABOUT},
        {"section": ("About this inspection",)},
    ],
)
def test_what_tells_of_no_practice_is_no_finding(parts: dict[str, object]) -> None:
    assert list(findings_in([paragraph(HIGH, **parts)])) == []


def test_what_stands_under_what_is_to_improve_says_so() -> None:
    found = list(findings_in([paragraph("Caseloads.", kind=ParagraphKind.RECOMMENDATION)]))
    assert [(finding.to_improve, finding.direction) for finding in found] == [(True, Direction.WEAK)]


def test_a_theme_that_no_list_knows_is_found_by_its_words() -> None:
    theme = theme_of_words("trampolines")
    assert named_themes("trampolines") == ()
    found = list(findings_on(theme, [paragraph("Trampolines are too few. Caseloads are fine.")]))
    assert [(finding.theme, finding.start) for finding in found] == [("trampolines", 0)]


def test_findings_are_kept_with_a_report_and_go_with_it(tmp_path: Path) -> None:
    with closing(Library.open(tmp_path / "library.sqlite")) as library:
        add(library, HashEmbedder(), report("r1", [HIGH, LOW]))
        add(library, HashEmbedder(), report("r2", [LOW]))
        found = library.findings("caseloads")
        assert [(f.report_id, f.direction) for f in found] == [
            ("r1", Direction.WEAK),
            ("r1", Direction.STRONG),
            ("r2", Direction.STRONG),
        ]
        assert library.findings("caseloads", ["r2"]) == found[2:]
        assert library.findings("adoption") == []
        texts = library.paragraphs_by_id(f.paragraph_id for f in found)
        assert texts[found[0].paragraph_id].text[found[0].start : found[0].end] == HIGH
        library.remove("r1")
        assert library.findings("caseloads") == found[2:]
        assert library.findings("supervision") == []


def test_reports_with_other_labels_are_labelled_anew_without_reading_or_embedding(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with closing(Library.open(path)) as library:
        for name in ("r1", "r2", "r3"):
            add(library, HashEmbedder(), report(name, [HIGH]))
        before = library.findings("caseloads")
        assert library.unlabelled() == []
    with closing(sqlite3.connect(path)) as direct, direct:
        direct.execute("UPDATE reports SET labels = 'older' WHERE id <> 'r2'")
        direct.execute("DELETE FROM findings WHERE report IN (SELECT key FROM reports WHERE id = 'r1')")
    with closing(Library.open(path)) as library:
        assert library.unlabelled() == ["r1", "r3"]
        told: list[tuple[int, int]] = []
        assert library.label_anew(lambda done, total: told.append((done, total))) == 2
        assert told == [(1, 2), (2, 2)]
        assert library.findings("caseloads") == before
        assert library.label_anew() == 0
    assert re.fullmatch(r"[0-9a-f]{16}", labels_version())


def test_a_report_taken_in_anew_while_it_is_labelled_keeps_the_labels_of_its_new_paragraphs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite"
    with closing(Library.open(path)) as library:
        add(library, HashEmbedder(), report("r1", [LOW, HIGH]))
        with closing(sqlite3.connect(path)) as direct, direct:
            direct.execute("UPDATE reports SET labels = 'older'")
        before = library.paragraphs("r1")

        def meanwhile(report_id: str) -> tuple[Paragraph, ...]:
            add(library, HashEmbedder(), report("r1", [HIGH]))
            return before

        monkeypatch.setattr(library, "paragraphs", meanwhile)
        library.label_anew()
        assert [finding.paragraph_id for finding in library.findings("caseloads")] == ["r1/p1"]
        assert library.findings("caseloads")[0].direction is Direction.WEAK
        assert library.unlabelled() == []
