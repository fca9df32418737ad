"""The bundled corpus: typeset as its sources say, in this project's own words, over a register without doubles."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pypdfium2
import pytest

from corpus import authorities_file, catalogue_file, digests_folder, reports_folder
from corpus.typeset import read_digest, typeset_all
from rag.types import Kind

SHARED = Path(__file__).parents[2] / "shared"
PUBLISHED = SHARED / "reports"
SOURCES = sorted(digests_folder().glob("*.toml"))
RUN = 8
"""So many words in a row that also stand in a published report are a copied sentence."""

MORE = sorted((digests_folder().parent / "more").glob("*.toml"))
needs_published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason=f"the published reports are not at {PUBLISHED}")
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


def pages(pdf: Path) -> list[str]:
    """The text of each page, one printed line a line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r", "") for page in document]


def bundled(source: Path) -> Path:
    return reports_folder() / f"{source.stem}-digest.pdf"


def words(text: str) -> list[str]:
    """Lower-cased words without punctuation; a hyphen parts words, at a line's end too."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def printed_numbers(pdf: Path) -> list[str]:
    """The numbers of numbered paragraphs, as they stand at the start of a line."""
    return re.findall(r"(?m)^(\d{1,2})\.\s", "\n".join(pages(pdf)))


def published_text(pdf: Path) -> str:
    """The whole text without the footers, which would hide a sentence that runs over a page break."""
    footer = re.compile(r"Inspection of .{5,60} children’s services\s*\n3 to 14 October 2022\s*\d*")
    return "\n".join(footer.sub("", page) for page in pages(pdf))


def register() -> list[dict[str, str]]:
    with authorities_file().open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def test_three_digests_are_bundled() -> None:
    assert len(SOURCES) == 3
    assert sorted(reports_folder().glob("*.pdf")) == [bundled(source) for source in SOURCES]


def test_the_pdfs_are_what_their_sources_typeset(tmp_path: Path) -> None:
    for fresh in typeset_all(tmp_path):
        same = fresh.read_bytes() == (reports_folder() / fresh.name).read_bytes()
        assert same, f"{fresh.name} is out of date: run python -m corpus.typeset"


@each_source
def test_page_1_says_that_it_is_a_digest_and_names_the_inspection(source: Path) -> None:
    digest = read_digest(source)
    lines = pages(bundled(source))[0].splitlines()
    note = lines.index(f"Digest in this project's own words; the published report is at {digest.link}")
    assert " ".join(lines[:note]) == digest.title
    assert lines[note + 1] == f"Inspection dates: {digest.dates}"
    assert lines[note + 2] == f"Lead inspector: {digest.lead_inspector or 'not given'}"


@each_source
def test_numbers_sections_and_words_on_the_pages_are_those_of_the_source(source: Path) -> None:
    digest = read_digest(source)
    assert digest.kind in set(Kind)
    numbers = [number for section in digest.sections for number, _ in section.paragraphs]
    assert printed_numbers(bundled(source)) == numbers == [str(n + 1) for n in range(len(numbers))]
    printed = " ".join("\n".join(pages(bundled(source))[:-1]).split())
    for section in digest.sections:
        assert printed.count(section.heading) == 1
    for text in digest.texts():
        assert text[:60] in printed


@each_source
def test_typographic_apostrophes_survive_extraction(source: Path) -> None:
    printed = "\n".join(pages(bundled(source))[:-1])
    assert "children’s" in printed
    assert printed.count("'") == 1, "only the digest line has a straight apostrophe"


@each_source
def test_every_page_after_the_first_has_a_footer_with_its_number(source: Path) -> None:
    digest = read_digest(source)
    for number, page in enumerate(pages(bundled(source)), start=1):
        assert bool(re.search(rf"(?m)^{re.escape(digest.title)}$", page)) is (number > 1)
        assert number == 1 or re.search(rf"{digest.dates} {number}$", page, re.MULTILINE)


@needs_published
@each_source
def test_no_sentence_of_a_published_report_stands_in_a_digest(source: Path) -> None:
    stems = [path.stem for path in SOURCES if (PUBLISHED / f"{path.stem}.pdf").is_file()]
    assert len(stems) == 2
    copied = set().union(*(runs(published_text(PUBLISHED / f"{stem}.pdf")) for stem in stems))
    for text in read_digest(source).texts():
        assert not [" ".join(run) for run in runs(text) & copied], text


@pytest.mark.parametrize("source", MORE, ids=lambda path: path.stem)
def test_digests_that_are_not_typeset_yet_keep_the_rule_too(source: Path) -> None:
    digest = read_digest(source)
    assert len(digest.texts()) >= 20
    published = [path for folder in ("reports", "visits") for path in (SHARED / folder).glob(f"{source.stem}.pdf")]
    if not published:
        pytest.skip(f"the published {source.stem} is not at hand")
    copied = runs("\n".join(pages(published[0])))
    assert not [" ".join(run) for text in digest.texts() for run in runs(text) & copied]


@needs_published
@each_source
def test_paragraph_numbers_and_bullets_are_those_of_the_published_report(source: Path) -> None:
    published = PUBLISHED / f"{source.stem}.pdf"
    if not published.is_file():
        pytest.skip(f"{source.stem} is not among the published reports at hand; its numbers are the digest's own")
    assert printed_numbers(bundled(source)) == printed_numbers(published)
    assert len(re.findall(r"(?m)^•", "\n".join(pages(bundled(source))))) == len(read_digest(source).improve) == 4


def test_names_and_aliases_belong_to_one_authority_each() -> None:
    owner: dict[str, str] = {}
    for row in register():
        for name in {" ".join(words(name)) for name in (row["name"], *listed(row["aliases"]))}:
            assert owner.setdefault(name, row["urn"]) == row["urn"], f"{name} belongs to two authorities"


def test_urns_are_unique_and_successions_agree() -> None:
    rows = {row["urn"]: row for row in register()}
    assert len(rows) == len(register())
    for urn, row in rows.items():
        assert all(urn in listed(rows[old]["successors"]) for old in listed(row["predecessors"]))
        assert all(urn in listed(rows[new]["predecessors"]) for new in listed(row["successors"]))


def test_statistical_neighbours_are_in_the_register() -> None:
    codes = {row["ons_code"] for row in register()}
    for row in register():
        assert set(listed(row["statistical_neighbours"])) <= codes - {row["ons_code"]}, row["name"]


def test_the_catalogue_names_each_authority_once_with_its_own_link() -> None:
    with catalogue_file().open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {row["urn"]: row["name"] for row in register()}
    assert len({row["urn"] for row in rows}) == len({row["inspection_link"] for row in rows}) == len(rows) == 153
    assert all(names[row["urn"]] == row["local_authority"] for row in rows)


@needs_published
def test_every_published_report_at_hand_belongs_to_an_authority_of_the_register() -> None:
    urns = {row["urn"] for row in register()}
    files = [*PUBLISHED.glob("*.pdf"), *(SHARED / "letters").glob("*.pdf")]
    assert files
    assert {file.name.partition("_")[0] for file in files} <= urns
