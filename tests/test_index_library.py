"""The library: what goes in comes out, in step with its full text, and nothing half."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.index.chunk import chunks_of
from rag.index.library import Library
from rag.types import Focus, Kind, OfstedChatError, Report, VisitScope, Wording
from tests.index_helpers import HashEmbedder, add, report


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


def test_a_report_comes_out_as_it_went_in_with_its_places(library: Library, embedder: HashEmbedder) -> None:
    one = report("80000/2022", ["Caseloads are too high.", "Children\u2019s plans are \ufb01ne \u2013 mostly."])
    add(library, embedder, one)
    assert library.reports() == (one.facts,)
    assert library.whole("80000/2022") == one
    stored = library.paragraph("80000/2022/p1")
    assert stored is not None
    assert not stored.places
    assert library.with_places(stored).places == one.paragraphs[0].places
    assert library.places("unknown") == type(stored.places)()


def test_paragraphs_and_chunks_come_in_the_order_asked_for(library: Library, embedder: HashEmbedder) -> None:
    add(library, embedder, report("r", ["one", "two", "three"]))
    assert list(library.paragraphs_by_id(["r/p3", "absent", "r/p1"])) == ["r/p3", "r/p1"]
    assert list(library.chunks(["r/p2#0", "r/p1#0"])) == ["r/p2#0", "r/p1#0"]
    assert library.chunk_ids() == ["r/p1#0", "r/p2#0", "r/p3#0"]
    assert library.chunk_ids(["absent"]) == []


def test_replacing_and_removing_keep_chunks_words_and_vectors_in_step(
    library: Library, embedder: HashEmbedder, tmp_path: Path
) -> None:
    add(library, embedder, report("r", ["The caseloads are high.", "Supervision is regular."]), report("s", ["Plans."]))
    before = library.generation()
    add(library, embedder, report("r", ["The thresholds are clear."]))
    assert library.generation() > before
    assert library.search_words("caseloads") == []
    assert [key for key, _ in library.search_words("threshold")] == ["r/p1#0"]
    assert library.chunk_ids() == library.vectors("fake-1").chunk_ids
    assert library.remove("r")
    assert not library.remove("r")
    assert library.search_words("thresholds") == []
    assert library.chunk_ids() == ["s/p1#0"]
    assert library.prune_vectors() == 3
    assert library.counts().vectors == 1
    with sqlite3.connect(tmp_path / "library.sqlite") as direct:
        for table, left in (("chunk_words", 1), ("places", 1), ("paragraphs", 1), ("judgements", 1)):
            assert direct.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == left
    direct.close()


def test_a_digest_gives_way_to_the_published_report_and_comes_back(library: Library, embedder: HashEmbedder) -> None:
    digest = report("r/digest", ["Caseloads came down."], wording=Wording.DIGEST)
    add(library, embedder, digest)
    assert library.reports() == (digest.facts,)
    add(library, embedder, report("r", ["Caseloads have reduced."]))
    assert [facts.id for facts in library.reports()] == ["r"]
    assert [key for key, _ in library.search_words("caseloads")] == ["r/p1#0"]
    assert library.vectors("fake-1").chunk_ids == library.chunk_ids() == ["r/p1#0"]
    assert (library.counts().reports, library.counts().hidden) == (1, 1)
    add(library, embedder, digest)
    assert [facts.id for facts in library.reports()] == ["r"]
    library.remove("r")
    assert [facts.id for facts in library.reports()] == ["r/digest"]
    assert [key for key, _ in library.search_words("caseloads")] == ["r/digest/p1#0"]


def test_words_are_found_in_any_inflection_quote_or_ligature(library: Library, embedder: HashEmbedder) -> None:
    texts = ["The children\u2019s \ufb01rst assess\u00adment", "An authority\u2019s caf\u00e9"]
    add(library, embedder, report("r", texts, section=("Plans",)))
    for words in ("childrens", "children's", "children", "first", "assessments", '"first assessment"'):
        assert [key for key, _ in library.search_words(words)] == ["r/p1#0"], words
    assert [key for key, _ in library.search_words("cafe AND authorities")] == ["r/p2#0"]
    assert library.document_frequency("assessing") == 1
    assert library.document_frequency('child"ren') == 0


def test_a_word_in_the_paragraph_counts_more_than_one_in_its_context(library: Library, embedder: HashEmbedder) -> None:
    add(library, embedder, report("a", ["A word on supervision."], section=("Plans",)))
    add(library, embedder, report("b", ["A word on planning."], section=("Supervision",)))
    found = library.search_words("supervision")
    assert [key for key, _ in found] == ["a/p1#0", "b/p1#0"]
    assert found[0][1] > found[1][1] > 0
    assert [key for key, _ in library.search_words("supervision", ["b"])] == ["b/p1#0"]
    assert library.search_words("supervision", []) == []
    assert len(library.search_words("supervision", limit=1)) == 1


@pytest.mark.parametrize("match", ['"open', "AND", "", "nosuch : word", "(a", "a NEAR/", "*"])
def test_a_malformed_word_query_is_an_error_of_the_family(library: Library, embedder: HashEmbedder, match: str) -> None:
    add(library, embedder, report("r", ["word"]))
    with pytest.raises(OfstedChatError, match="cannot be searched for"):
        library.search_words(match)
    assert library.search_words("word")


def test_a_report_that_cannot_be_added_whole_is_not_added_at_all(library: Library, embedder: HashEmbedder) -> None:
    first = report("r", ["The first version."])
    add(library, embedder, first)
    second = report("r", ["The second version."])
    chunks = chunks_of(second, embedder.count_tokens, embedder.window)
    with pytest.raises(OfstedChatError, match="has no vector"):
        library.add(second, chunks, {}, embedder.fingerprint)
    twice = replace(second, paragraphs=second.paragraphs * 2)
    with pytest.raises(OfstedChatError, match="has twice"):
        library.add(twice, [], {}, embedder.fingerprint)
    assert library.whole("r") == first
    assert [key for key, _ in library.search_words("version")] == ["r/p1#0"]


def test_vectors_are_kept_by_digest_and_come_back_exactly(library: Library, embedder: HashEmbedder) -> None:
    one = report("r", ["one", "two"])
    add(library, embedder, one, report("s", ["three"]))
    chunks = chunks_of(one, embedder.count_tokens, embedder.window)
    expected = embedder.embed_array([chunk.embedded for chunk in chunks])
    stored = library.vectors("fake-1", ["r"])
    assert stored.report_ids == ["r", "r"]
    np.testing.assert_array_equal(stored.matrix, expected)
    assert library.known_vectors("fake-1", [chunks[0].digest, "absent"]) == {chunks[0].digest}
    assert library.vectors("another model").matrix.shape[0] == 0


def test_reports_come_newest_first_within_an_authority(library: Library, embedder: HashEmbedder) -> None:
    dates = {"a": date(2019, 1, 1), "b": date(2022, 1, 1), "c": None}
    add(library, embedder, *(report(name, [name], inspected=day) for name, day in dates.items()))
    assert [facts.id for facts in library.reports()] == ["b", "a", "c"]


def test_a_reader_sees_what_another_writes_and_never_writes_itself(tmp_path: Path, embedder: HashEmbedder) -> None:
    path = tmp_path / "library.sqlite"
    with pytest.raises(OfstedChatError, match="ingest"):
        Library.open(path, readonly=True)
    with Library.open(path) as writer, Library.open(path, readonly=True) as reader:
        assert reader.reports() == ()
        add(writer, embedder, report("r", ["one"]))
        assert [facts.id for facts in reader.reports()] == ["r"]
        with pytest.raises(OfstedChatError, match="readonly"):
            reader.remove("r")


def test_many_threads_read_while_one_writes(library: Library, embedder: HashEmbedder) -> None:
    wrong: list[object] = []

    def look() -> None:
        for _ in range(40):
            chunk_ids = library.chunk_ids()
            hits = library.search_words("caseloads", limit=1000)
            if len(chunk_ids) % 3 or len(hits) % 3:
                wrong.append((len(chunk_ids), len(hits)))

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(12):
        add(library, embedder, report(f"r{number}", [f"caseloads {number} {index}" for index in range(3)]))
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(library.search_words("caseloads", limit=1000)) == 36


def test_what_is_not_a_library_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"<html>not a database</html>" * 100)
    with pytest.raises(OfstedChatError, match="not a database"):
        Library.open(path)
    path.unlink()
    Library.open(path).close()
    with sqlite3.connect(path) as direct:
        direct.execute("PRAGMA user_version = 99")
    direct.close()
    with pytest.raises(OfstedChatError, match="schema 99"):
        Library.open(path)


def test_a_file_that_a_newer_reader_reads_otherwise_stays_one_report(library: Library, embedder: HashEmbedder) -> None:
    first = report("80418/2019-10-09/sif", ["caseloads are high"])
    again = replace(first.facts, id="80418/2019-10-09/focused-visit", kind=Kind.FOCUSED_VISIT)
    moved = tuple(replace(p, id=p.id.replace(first.facts.id, again.id), report_id=again.id) for p in first.paragraphs)
    add(library, embedder, first)
    add(library, embedder, Report(again, moved))
    assert [facts.id for facts in library.reports()] == [again.id]
    assert len(library.search_words("caseloads", limit=10)) == 1


def test_the_scope_the_inspectors_and_the_outcome_of_a_visit_are_kept(library: Library, embedder: HashEmbedder) -> None:
    made = report("80418/2024-05-15/focused-visit", ["Inspectors looked at care leavers.", "How plans begin"])
    scope = VisitScope((Focus.CARE_LEAVERS,), "Inspectors looked at care leavers.", (made.paragraphs[0].id,))
    facts = replace(made.facts, scope=scope, inspectors=("Bertha Example", "Cy Example"))
    paragraphs = (made.paragraphs[0], replace(made.paragraphs[1], outcome="outcome 3, national framework"))
    add(library, embedder, Report(facts, paragraphs))
    assert library.facts(facts.id) == facts
    assert [p.outcome for p in library.paragraphs(facts.id)] == ["", "outcome 3, national framework"]


def test_a_library_of_the_version_before_is_brought_up_to_date_on_opening(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    Library.open(path).close()
    with sqlite3.connect(path) as direct:
        for table, column in (("reports", "inspectors"), ("reports", "scope"), ("paragraphs", "outcome")):
            direct.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        direct.execute("DROP TABLE findings")
        direct.execute("DROP TABLE standings")
        direct.execute("ALTER TABLE reports DROP COLUMN labels")
        direct.execute("PRAGMA user_version = 1")
    direct.close()
    with pytest.raises(OfstedChatError, match="ofsted-chat status"):
        Library.open(path, readonly=True)
    with closing(Library.open(path)) as opened:
        add(opened, HashEmbedder(), report("r1", ["caseloads are high"]))
        assert opened.reports()[0].scope is None
        assert [finding.theme for finding in opened.findings("caseloads")] == ["caseloads"]
