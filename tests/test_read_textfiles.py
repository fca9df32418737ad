"""Markdown and plain-text reports: front matter, sections, labels, judgements, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.read.textfile import KEYS
from rag.types import Area, Grade, Kind, ParagraphKind, Report, UnreadableFile, Wording
from tests.read_helpers import read

FRONT = """\
authority: Barnsley
kind: focused-visit
inspected from: 2023-06-12
inspected_to: 2023-06-16
Published: 2023-07-24
lead-inspector: Ada Example
url: https://reports.ofsted.gov.uk/provider/44/80426
"""
BODY = """\
# Focused visit to Barnsley

Overall effectiveness: Good
The experiences and progress of care leavers | Requires improvement to be good

## Main findings

Help comes early. It is
well planned.

1. Workers know the children well.
2. Plans are
   clear:
   - what has to change
   - by when

What needs to improve
---------------------
* How soon help begins.
"""


def written(path: Path, text: str, encoding: str = "utf-8") -> Report:
    path.write_text(text, encoding=encoding)
    return read(path)


@pytest.mark.parametrize("name", ["r.md", "r.txt", "r.pdf", "r"])
@pytest.mark.parametrize("fence", ["---\n", ""])
def test_a_text_report_is_known_by_its_front_matter_and_not_by_its_name(tmp_path: Path, name: str, fence: str) -> None:
    facts = written(tmp_path / name, f"{fence}{FRONT}{fence}\n{BODY}").facts
    assert (facts.urn, facts.authority, facts.kind) == ("80426", "Barnsley", Kind.FOCUSED_VISIT)
    assert (facts.inspected_from, facts.inspected_to) == (date(2023, 6, 12), date(2023, 6, 16))
    assert (facts.published, facts.lead_inspector) == (date(2023, 7, 24), "Ada Example")
    assert (facts.title, facts.wording) == ("Focused visit to Barnsley", Wording.PUBLISHED)
    assert facts.url == "https://reports.ofsted.gov.uk/provider/44/80426"
    assert (facts.id, facts.page_count) == ("80426/2023-06-16/focused-visit", 1)


def test_headings_numbers_bullets_and_prose_become_labelled_paragraphs(tmp_path: Path) -> None:
    report = written(tmp_path / "r.md", f"---\n{FRONT}---\n{BODY}")
    assert [(p.label, p.number, p.text) for p in report.paragraphs[1:]] == [
        ("Main findings, paragraph 1", None, "Help comes early. It is well planned."),
        ("paragraph 1", "1", "Workers know the children well."),
        ("paragraph 2", "2", "Plans are clear:"),
        ("paragraph 2, bullet 1", "2", "what has to change"),
        ("paragraph 2, bullet 2", "2", "by when"),
        ("What needs to improve, bullet 1", None, "How soon help begins."),
    ]
    assert report.paragraphs[1].section == ("Focused visit to Barnsley", "Main findings")
    assert [p.position for p in report.paragraphs] == list(range(7))
    assert {p.pages for p in report.paragraphs} == {(1,)}
    assert not any(len(p.places) for p in report.paragraphs)


def test_lines_of_area_and_grade_are_the_judgements(tmp_path: Path) -> None:
    report = written(tmp_path / "r.md", f"---\n{FRONT}---\n{BODY}")
    table = report.paragraphs[0]
    assert (table.kind, table.label, table.section) == (ParagraphKind.TABLE, "judgement table", ("Judgements",))
    assert [(j.area, j.grade, j.paragraph_id) for j in report.facts.judgements] == [
        (Area.OVERALL, Grade.GOOD, table.id),
        (Area.CARE_LEAVERS, Grade.REQUIRES_IMPROVEMENT, table.id),
    ]
    assert table.text.split("\n")[1] == "The experiences and progress of care leavers Requires improvement to be good"


def test_a_markdown_table_of_grades_is_the_judgements(tmp_path: Path) -> None:
    rows = "| Judgement | Grade |\n| --- | --- |\n| Overall effectiveness | Outstanding |\n\nAll is well.\n"
    report = written(tmp_path / "r.md", f"---\n{FRONT}---\n{rows}")
    assert [(j.area, j.grade) for j in report.facts.judgements] == [(Area.OVERALL, Grade.OUTSTANDING)]


def test_a_urn_alone_names_the_authority_and_a_missing_date_is_told(tmp_path: Path) -> None:
    facts = written(tmp_path / "r.txt", "urn: 80426\n\nAll is well.\n").facts
    assert (facts.authority, facts.kind, facts.inspected_to) == ("Barnsley", Kind.OTHER, None)
    assert "no inspection dates found" in facts.warnings


def test_a_key_that_is_not_known_is_told(tmp_path: Path) -> None:
    facts = written(tmp_path / "r.txt", f"{FRONT}colour: blue\n\n{BODY}").facts
    assert "front matter key not known: colour" in facts.warnings


def test_line_ends_of_other_systems_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.md", f"---\n{FRONT}---\n{BODY}")
    (tmp_path / "b.md").write_bytes(b"\xef\xbb\xbf" + f"---\n{FRONT}---\n{BODY}".replace("\n", "\r\n").encode())
    assert read(tmp_path / "b.md").paragraphs == plain.paragraphs


def test_characters_that_steer_the_page_are_left_out_of_the_text(tmp_path: Path) -> None:
    report = written(tmp_path / "r.md", f"---\n{FRONT}---\nAll \u202eis\u200b well.\n")
    assert report.paragraphs[0].text == "All is well."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("authority: Barnsley\npublished: 24 July 2023\n\nWell.", "gives '24 July 2023' for published in its front"),
        ("authority: Barnsley\nkind: visit\n\nWell.", "gives 'visit' for kind in its front matter: one of sif, "),
        (
            "authority: Barnsley\nwording: ours\n\nWell.",
            "gives 'ours' for wording in its front matter: one of published",
        ),
        ("authority: Barnsley\nkind: sif\nKind: jtai\n\nWell.", "says kind twice in its front matter"),
        ("urn: 99999\n\nWell.", "names an authority that is not in the register: urn 99999"),
        ("authority: Barnsley\n\n", "holds no paragraphs of text: not a report"),
        (
            "authority: Barnsley\ninspected from: 2023-06-12\ninspected to: 2023-06-09\n\nWell.",
            "says in its front matter that the inspection ended before it began",
        ),
        ("Just a text about Barnsley.\n\nWell.", "is neither a PDF nor a text with front matter"),
        ("---\nauthority: Barnsley\nnever closed", "is neither a PDF nor a text with front matter"),
        ("colour: blue\n\nWell.", "is neither a PDF nor a text with front matter"),
        ("authority: Barnsley\n\n\x00\x01\x02", "is neither a PDF nor a text with front matter"),
    ],
)
def test_a_text_that_cannot_be_understood_is_refused_with_its_reason(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        written(tmp_path / "r.md", text)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^is neither a PDF nor a text"):
        written(tmp_path / "r.md", f"{FRONT}\nAll is well, à la carte.\n", encoding="latin-1")


def test_the_documented_example_is_read_as_the_documentation_says(tmp_path: Path, root: Path) -> None:
    document = (root / "docs" / "text-reports.md").read_text(encoding="utf-8").splitlines()
    example = "\n".join(line[4:] for line in document if line.startswith("    ") or not line).strip()
    report = written(tmp_path / "r.md", example)
    assert report.facts.warnings == ()
    assert [p.label for p in report.paragraphs] == [
        "paragraph 1",
        "paragraph 1, bullet 1",
        "Main findings, paragraph 1",
    ]
    assert all(f"`{key}`" in "\n".join(document) for key in KEYS)
