"""The checks catch planted faults and let true claims pass: over the digests, and over published reports if at hand."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from corpus import authorities_file, reports_folder
from eval.answers.faults import CAUGHT, CLAIMS, REFUSED, Written, measure, read_reports, stems_of, totals, written
from eval.answers.planting import KINDS, places_of, planted
from rag.read.authorities import Register
from rag.read.report import read_file
from rag.read.text import plain
from rag.types import Report

LONGEST_RUN = 9
"""Words in a row that a claim of ours may share with its paragraph: names and set phrases are as long."""


@pytest.fixture(scope="module")
def digests() -> list[Report]:
    register = Register.load(authorities_file())
    return [read_file(path, register) for path in sorted(reports_folder().glob("*.pdf"))]


@pytest.fixture(scope="module")
def published(shared_reports: Path) -> dict[str, Report]:
    return read_reports(shared_reports, stems_of(CLAIMS), 5, 3)


@pytest.fixture(scope="module")
def claims(published: dict[str, Report]) -> list[Written]:
    return list(written(CLAIMS, published))


def test_faults_planted_in_the_digests_are_caught_and_their_own_sentences_pass(
    digests: list[Report], register: Register
) -> None:
    faults = planted(digests, register, 25, 7)
    rows = measure([], faults, places_of(digests), register)
    assert [row.total for name, row in rows.items() if name.startswith("planted")] == [25] * len(KINDS)
    assert totals(rows)["faults planted by rule"].share >= CAUGHT, rows
    assert rows["true, sentences as they stand"].share <= REFUSED


def test_the_same_seed_plants_the_same_faults(digests: list[Report], register: Register) -> None:
    assert planted(digests, register, 5, 1) == planted(digests, register, 5, 1)
    assert planted(digests, register, 5, 1) != planted(digests, register, 5, 2)


def test_faults_planted_in_published_reports_are_caught_and_true_claims_pass(
    published: dict[str, Report], claims: list[Written], register: Register
) -> None:
    reports = random.Random(5).sample(list(published.values()), 12)
    rows = measure(claims, planted(reports, register, 40, 5), [], register)
    assert totals(rows)["faults, all but the tuned"].share >= CAUGHT, rows
    assert sum(row.total for name, row in rows.items() if name.startswith("planted")) >= 240
    assert rows["true, held"].share <= REFUSED, rows["true, held"]
    assert rows["true, tune"].share <= REFUSED


def test_every_written_claim_finds_its_paragraph_and_is_in_words_of_our_own(claims: list[Written]) -> None:
    assert len(claims) == len(CLAIMS.read_text(encoding="utf-8").splitlines()) >= 120
    for claim in claims:
        paragraph = " ".join(_words(claim.hit.paragraph.text))
        for text in (claim.claim, *(turned for _, turned in claim.turned)):
            words = _words(text)
            runs = [" ".join(words[i : i + LONGEST_RUN]) for i in range(len(words) - LONGEST_RUN + 1)]
            assert not [run for run in runs if run in paragraph]


def test_the_file_of_claims_holds_no_more_of_a_report_than_four_words() -> None:
    for line in CLAIMS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert len(row["start"].split()) <= 4
        assert set(row) == {
            *("half", "report", "page", "paragraph", "start"),
            *("quote_from", "quote_to", "claim", "faults"),
        }


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9%]+", plain(text).lower())
