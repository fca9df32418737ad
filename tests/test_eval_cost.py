"""The larger libraries that cost is measured on: copies stand apart from their originals, and are made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.cost.cost import step_table, table, vector_table
from eval.cost.growing import SIMILARITY, backed_up, copied, grow, originals, renamed, turned
from eval.cost.point import sampled
from eval.search.contextless import contextless_vectors
from eval.search.runs import Given, TextOnly, as_typed
from rag.index.exact import ExactSearch
from rag.index.library import Library
from tests.index_helpers import HashEmbedder, add, report

TEXTS = ["Northshire audits the work of every team.", "Too few carers were found."]


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def path(tmp_path: Path, embedder: HashEmbedder) -> Path:
    made = tmp_path / "library.sqlite"
    with Library.open(made) as library:
        add(library, embedder, report("80000/2022-11-04", TEXTS), report("80000/2019-11-04", TEXTS[1:]))
    return made


def test_a_name_is_numbered_wherever_it_stands_as_a_name() -> None:
    rename = renamed("Kingston upon Hull", 7)
    assert rename("Hull and Kingston upon Hull, not Hullabaloo") == "Hull7 and Kingston7 upon Hull7, not Hullabaloo"


def test_vectors_are_turned_by_the_same_angle_and_alike_every_time(embedder: HashEmbedder) -> None:
    vectors = embedder.embed_array(["one text", "another text", "a third"])
    found = turned(vectors, 1)
    assert (found * vectors).sum(axis=1) == pytest.approx([SIMILARITY] * 3, abs=1e-5)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1.0] * 3, abs=1e-5)
    assert np.array_equal(found, turned(vectors, 1))
    assert not np.allclose(found, turned(vectors, 2))


def test_a_copy_shares_no_id_and_no_name_with_its_original(path: Path) -> None:
    with Library.open(path, readonly=True) as library:
        original = next(original for original in originals(library, "fake-1") if len(original.chunks) == 2)
    copy = copied(original, 3)
    assert copy.report.facts.authority == "Northshire3"
    assert copy.report.facts.urn == "copy3-80000"
    assert copy.report.paragraphs[0].text == TEXTS[0].replace("Northshire", "Northshire3")
    assert copy.report.paragraphs[0].places == original.report.paragraphs[0].places
    assert {judgement.paragraph_id for judgement in copy.report.facts.judgements} == {copy.report.paragraphs[0].id}
    assert [chunk.paragraph_ids for chunk in copy.chunks] == [(paragraph.id,) for paragraph in copy.report.paragraphs]
    for chunk, other in zip(copy.chunks, original.chunks, strict=True):
        assert chunk.digest != other.digest
        assert chunk.context.startswith("Northshire3,")


def test_a_library_is_grown_once_and_goes_on_where_it_was_stopped(path: Path, tmp_path: Path) -> None:
    with Library.open(path, readonly=True) as library:
        known = {original.report.facts.id: original for original in originals(library, "fake-1")}
    target = tmp_path / "grown" / "library.sqlite"
    backed_up(path, target)
    grow(target, known, 2, "fake-1")
    grow(target, known, 4, "fake-1")
    with Library.open(target, readonly=True) as library:
        counts, generation = library.counts(), library.generation()
        assert (counts.reports, counts.chunks) == (8, 12)
        assert len(library.vectors("fake-1").chunk_ids) == 12
        assert library.document_frequency("Northshire") == 3
        assert len(library.search_words('"Northshire2"')) == 3
    grow(target, known, 4, "fake-1")
    with Library.open(target, readonly=True) as library:
        assert library.generation() == generation
    with Library.open(path, readonly=True) as library:
        assert library.counts().reports == 2


def test_words_of_the_context_line_are_not_found_where_only_texts_are_searched(path: Path) -> None:
    with Library.open(path, readonly=True) as whole, TextOnly.open(path, readonly=True) as texts:
        assert len(whole.search_words('"Northshire" OR "carers"')) == 3
        assert len(texts.search_words('"Northshire"')) == 1
        assert len(texts.search_words('"Northshire" OR "carers"')) == 3
        assert texts.search_words('"inspection"') == []


def test_a_question_as_typed_keeps_every_word() -> None:
    question = as_typed("And what about Hull's in 2022?")
    assert question.terms == ("And", "what", "about", "Hull", "s", "in", "2022")
    assert question.authorities == ()
    assert question.written == ()


def test_vectors_without_context_are_embedded_once(path: Path, tmp_path: Path, embedder: HashEmbedder) -> None:
    with Library.open(path, readonly=True) as library:
        stored = library.vectors("fake-1")
        texts = [chunk.text for chunk in library.chunks(stored.chunk_ids).values()]
        before = embedder.embedded
        first = contextless_vectors(library, embedder, tmp_path / "cache")  # type: ignore[arg-type]
        again = contextless_vectors(library, embedder, tmp_path / "cache")  # type: ignore[arg-type]
    assert embedder.embedded - before == len(texts) == 3
    assert np.array_equal(first, again)
    assert np.array_equal(first, embedder.embed_array(texts))


def test_given_vectors_are_searched_in_place_of_the_librarys(path: Path, embedder: HashEmbedder) -> None:
    with Library.open(path, readonly=True) as library:
        stored = library.vectors("fake-1")
    exact = ExactSearch(Given(stored), "fake-1")  # type: ignore[arg-type]
    assert exact.query(stored.matrix[0], 1)[0][0] == stored.chunk_ids[0]
    assert {chunk for chunk, _ in exact.query(stored.matrix[0], 5, ["80000/2019-11-04"])} == {stored.chunk_ids[2]}


def test_a_sample_is_spread_evenly() -> None:
    assert sampled(range(10), 5) == [0, 2, 4, 6, 8]
    assert sampled(range(3), 5) == [0, 1, 2]


def test_tables_of_cost_have_a_row_a_size() -> None:
    times = {"p50": 0.01, "p95": 0.02, "own p50": 0.01, "own p95": 0.02}
    point = {
        "reports": 319,
        "chunks": 38_367,
        "library bytes": 222_000_000,
        "seconds to open": 0.5,
        "resident MiB": 700,
        "peak MiB": 900,
        "with authority": {"R@5": 0.95, "R@10": 0.98, **times},
        "without authority": times,
        "counted": times,
        "ms a question, with authority": {"all": 10.0, "words": 2.0},
    }
    search = {"exact": times, "chroma": times, "chroma finds": 0.99}
    points = {"1x": {**point, "vector search": {"in named reports": search, "over all": search}}, "10x": point}
    assert table(points).splitlines()[3].startswith("| 10x | 319 | 38,367 | 0.22 GB |")
    assert step_table(points).splitlines()[-1] == "| words | 2.0 | 2.0 |"
    assert len(vector_table(points).splitlines()) == 4
