"""The count of lines that the reader left out: a lost sentence is seen, what may go is not counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.reading.furniture import furniture_of
from eval.reading.lost import lost_lines
from rag.types import ParagraphKind, Report
from tests.read_helpers import FILLER, PROTECTION, ilacs, read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    sheets = ilacs(tmp_path / "r.pdf")
    sheets.footer = ()
    sheets.heading(PROTECTION).paragraph(FILLER, "1.").paragraph("Plans.", sign="•")
    sheets.page().paragraph(FILLER, "2.").page()
    return sheets.lines("The Office for Standards in Education inspects.", "It has an address.", size=9).save()


def test_a_report_that_is_read_whole_has_lost_nothing(path: Path) -> None:
    count, lost = lost_lines(read(path), furniture_of(path))
    assert lost == []
    assert count >= 12


@pytest.mark.parametrize("kind", [ParagraphKind.NUMBERED, ParagraphKind.BULLET, ParagraphKind.TABLE])
def test_a_paragraph_that_is_left_out_is_seen(path: Path, kind: ParagraphKind) -> None:
    report = read(path)
    less = Report(report.facts, tuple(p for p in report.paragraphs if p.kind is not kind))
    count, lost = lost_lines(less, furniture_of(path))
    assert lost
    assert count == lost_lines(report, furniture_of(path))[0]
    assert all(line.startswith("page ") and line.endswith(" …") for line in lost)


def test_a_section_whose_heading_is_left_out_is_seen(path: Path) -> None:
    report = read(path)
    blind = (replace(p, section=()) for p in report.paragraphs if p.kind is not ParagraphKind.HEADING)
    assert lost_lines(Report(report.facts, tuple(blind)), furniture_of(path))[1]
