"""The vector index: Chroma is believed only when it proves itself, and exact search answers whenever it does not."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from rag.config import Settings
from rag.index import collection as chroma
from rag.index import trial
from rag.index.exact import ExactSearch
from rag.index.generations import Generations
from rag.index.library import Library
from rag.index.tuning import tuning
from rag.index.vector_index import VectorIndex
from rag.index.vectors import NAME
from rag.types import LibraryBusy, ModelMismatch, OfstedChatError
from tests.index_helpers import HashEmbedder, add, report, settings_at

CHROMA_ALWAYS = replace(tuning(), exact_scope_chunks=0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path / "data")


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def library(settings: Settings, embedder: HashEmbedder) -> Iterator[Library]:
    with Library.open(settings.library_path) as opened:
        for number in range(8):
            add(opened, embedder, report(f"r{number}", [f"Report {number} text {index}" for index in range(25)]))
        yield opened


@pytest.fixture
def index(settings: Settings, library: Library) -> Iterator[VectorIndex]:
    made = VectorIndex.open(settings, library, "fake-1")
    made.sync()
    yield made
    made.close()


def folder_of(settings: Settings) -> Path:
    current = Generations(settings.vectors_path, "current").current()
    assert current is not None
    return settings.vectors_path / current.name


def reopened(settings: Settings, library: Library) -> VectorIndex:
    return VectorIndex.open(settings, library, "fake-1")


def test_an_empty_library_is_ready_and_finds_nothing(tmp_path: Path, embedder: HashEmbedder) -> None:
    empty = settings_at(tmp_path / "empty")
    with Library.open(empty.library_path) as library:
        index = VectorIndex.open(empty, library, "fake-1")
        index.sync()
        assert index.ready
        assert index.query(embedder.embed_question("word"), 5) == []
        assert index.query(embedder.embed_question("word"), 5, ["r1"]) == []


def test_chroma_and_exact_search_say_the_same(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder
) -> None:
    question = embedder.embed_question("Report 3 text 7")
    found = index.query(question, 12)
    exact = ExactSearch(library, "fake-1").query(question, 12)
    assert index.ready, index.state
    assert found == exact  # to the last digit: an answer must not change when exact search steps in
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert len(index.query(question, 10_000)) == 200
    assert index.query(question, 0) == []


def test_a_filter_gives_what_a_plain_python_filter_gives(
    settings: Settings, library: Library, index: VectorIndex
) -> None:
    through_chroma = VectorIndex.open(settings, library, "fake-1", CHROMA_ALWAYS)
    stored = library.vectors("fake-1")
    names = [f"r{number}" for number in range(8)] + ["absent", "r", "R1", ""]

    @examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(scope=st.none() | st.lists(st.sampled_from(names)), k=st.integers(0, 230), seed=st.integers(0, 1000))
    def check(scope: list[str] | None, k: int, seed: int) -> None:
        vector = np.random.default_rng(seed).standard_normal(48).astype(np.float32)
        vector /= np.linalg.norm(vector)
        plain = [
            (float(row @ vector), key)
            for row, key, name in zip(stored.matrix, stored.chunk_ids, stored.report_ids, strict=True)
            if scope is None or name in scope
        ]
        expected = sorted(plain, reverse=True)[:k]
        for searched in (index, through_chroma):
            found = searched.query(vector, k, scope)
            assert {key for key, _ in found} == {key for _, key in expected}
            np.testing.assert_allclose([score for _, score in found], [score for score, _ in expected], atol=1e-5)

    check()
    assert through_chroma.ready
    through_chroma.close()


def test_an_unbuilt_index_says_so_and_exact_search_answers(
    settings: Settings, library: Library, embedder: HashEmbedder
) -> None:
    index = reopened(settings, library)
    assert not index.ready
    assert "\n" not in index.state
    assert "exact search answers" in index.state
    assert index.query(embedder.embed_question("word"), 3)


def wedge(folder: Path) -> None:
    """The real broken folder in place of `folder`, under the name and metadata that a sound one would have."""
    fixture = Path(__file__).resolve().parents[2] / "shared" / "fixtures" / "chroma_wedged_1.5.9.tgz"
    if not fixture.is_file():
        pytest.skip("needs ../shared/fixtures/chroma_wedged_1.5.9.tgz")
    sound = sqlite3.connect(folder / "chroma.sqlite3")
    metadata = sound.execute(
        "SELECT key, str_value, int_value, float_value, bool_value FROM collection_metadata"
    ).fetchall()
    sound.close()
    shutil.rmtree(folder)
    with tarfile.open(fixture) as archive:
        archive.extractall(folder.parent / "wedged", filter="data")
    (folder.parent / "wedged" / "dbk_present").rename(folder)
    broken = sqlite3.connect(folder / "chroma.sqlite3")
    with broken:
        broken.execute("UPDATE collections SET name = ?", (NAME,))
        collection = broken.execute("SELECT id FROM collections").fetchone()[0]
        broken.executemany(
            "INSERT INTO collection_metadata (collection_id, key, str_value, int_value, float_value, bool_value)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(collection, *row) for row in metadata],
        )
    broken.close()


def test_a_wedged_chroma_is_noticed_answered_around_and_rebuilt_without_embedding(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder
) -> None:
    question = embedder.embed_question("Report 3 text 7")
    expected = [key for key, _ in index.query(question, 5)]
    index.close()
    wedge(folder_of(settings))
    embedded = embedder.embedded
    again = reopened(settings, library)
    assert not again.ready
    assert "hnsw segment writer" in again.state
    assert "\n" not in again.state
    assert [key for key, _ in again.query(question, 5)] == expected
    seen: list[tuple[int, int]] = []
    again.sync(lambda done, total: seen.append((done, total)))
    assert again.ready, again.state
    assert seen[-1] == (200, 200)
    assert [key for key, _ in again.query(question, 5)] == expected
    assert embedder.embedded == embedded
    again.close()


def test_a_folder_that_ends_chromas_process_is_noticed_without_ending_ours(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = embedder.embed_question("Report 3 text 7")
    expected = [key for key, _ in index.query(question, 5)]
    index.close()
    trial.unseal(folder_of(settings))
    started: list[list[str]] = []
    run = subprocess.run

    def dying(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return run([sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"], **options)

    monkeypatch.setattr(trial.subprocess, "run", dying)
    again = reopened(settings, library)
    assert not again.ready
    assert "SIGSEGV" in again.state
    assert [key for key, _ in again.query(question, 5)] == expected
    again.sync()
    assert again.ready, again.state
    assert all(str(settings.vectors_path) in command[-1] for command in started)
    again.close()


def test_a_folder_is_tried_apart_only_where_it_is_not_as_it_was_closed(
    settings: Settings, library: Library, index: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    started: list[object] = []
    run = subprocess.run
    monkeypatch.setattr(trial.subprocess, "run", lambda *a, **k: started.append(a) or run(*a, **k))
    for opening in range(3):
        again = reopened(settings, library)
        assert again.ready, again.state
        again.close()
        assert len(started) == 0, opening
    next(file for file in folder_of(settings).rglob("*.bin")).touch()
    for _ in range(2):
        again = reopened(settings, library)
        assert again.ready, again.state
        again.close()
        assert len(started) == 1


def test_a_deleted_hnsw_folder_is_noticed_though_the_count_is_right(
    settings: Settings, library: Library, embedder: HashEmbedder
) -> None:
    for number in range(20):  # more than Chroma keeps in its log, so that the folder holds what nothing else does
        texts = [f"More {number} text {index}" for index in range(70)]
        add(library, embedder, report(f"m{number}", texts))
    index = reopened(settings, library)
    index.rebuild()
    assert index.ready, index.state
    index.close()
    for folder in folder_of(settings).iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    again = reopened(settings, library)
    assert not again.ready
    assert "exact search answers" in again.state
    stored = library.vectors("fake-1")
    assert again.query(stored.matrix[0], 1)[0][0] == stored.chunk_ids[0]
    again.rebuild()
    assert again.ready, again.state
    again.close()


@pytest.mark.parametrize("harm", ["no folder", "no database", "not a database", "no pointer", "pointer of nonsense"])
def test_every_harm_is_one_line_and_is_mended(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder, harm: str
) -> None:
    index.close()
    folder, pointer = folder_of(settings), settings.vectors_path / "current"
    match harm:
        case "no folder":
            shutil.rmtree(folder)
        case "no database":
            (folder / "chroma.sqlite3").unlink()
        case "not a database":
            (folder / "chroma.sqlite3").write_bytes(b"nonsense" * 1000)
        case "no pointer":
            pointer.unlink()
        case "pointer of nonsense":
            pointer.write_text('{"name": "../../etc"}', encoding="utf-8")
    again = reopened(settings, library)
    assert not again.ready
    assert "\n" not in again.state
    assert len(again.query(embedder.embed_question("Report 1"), 7)) == 7
    again.sync()
    assert again.ready, again.state
    assert len(list(settings.vectors_path.glob("gen-[0-9]*[0-9]"))) == 1
    again.close()


def test_an_index_of_another_library_or_model_is_not_believed(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder, tmp_path: Path
) -> None:
    other = settings_at(tmp_path / "other")
    index.close()
    shutil.copytree(settings.vectors_path, other.vectors_path)
    with Library.open(other.library_path) as elsewhere:
        for number in range(8):
            add(elsewhere, embedder, report(f"r{number}", [f"Report {number} text {index}" for index in range(25)]))
        assert elsewhere.generation() == library.generation()
        foreign = reopened(other, elsewhere)
        assert not foreign.ready
    mismatched = VectorIndex.open(settings, library, "another-model")
    assert "ingest --again" in mismatched.state
    assert not mismatched.ready
    question = embedder.embed_question("word")
    with pytest.raises(ModelMismatch, match="ingest --again"):
        mismatched.query(question, 3)
    with pytest.raises(ModelMismatch, match="ingest --again"):
        mismatched.rebuild()


def test_changes_reach_the_index_and_another_reader_without_embedding_the_rest(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder
) -> None:
    reader = reopened(settings, library)
    assert reader.ready
    first = folder_of(settings)
    add(
        library,
        embedder,
        report("r3", [f"Report 3 changed {index}" for index in range(5)]),
        report("new", ["A new one"]),
    )
    library.remove("r5")
    assert not reader.ready
    wanted = embedder.embed_question("A new one")
    assert reader.query(wanted, 3)[0][0] == "new/p1#0"
    written: list[int] = []
    index.sync(lambda done, total: written.append(total))
    assert written == [6]
    assert folder_of(settings) != first
    assert not first.exists()
    assert index.ready
    assert reader.ready, reader.state
    for searched in (index, reader):
        keys = {key for key, _ in searched.query(wanted, 1000)}
        assert keys == set(library.chunk_ids())
    reader.close()


def test_paragraphs_with_the_same_words_do_not_make_the_index_suspect(
    settings: Settings, library: Library, embedder: HashEmbedder
) -> None:
    add(library, embedder, *(report(f"same{number}", ["The very same words."] * 30) for number in range(3)))
    index = reopened(settings, library)
    index.sync()
    assert index.ready, index.state
    index.close()


def test_a_build_that_fails_leaves_the_old_one_and_the_next_one_succeeds(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder
) -> None:
    before = folder_of(settings)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.rebuild(stop)
    assert folder_of(settings) == before
    assert index.ready
    index.rebuild()
    assert index.ready
    assert [path.name for path in settings.vectors_path.glob("gen-[0-9]*[0-9]")] == [folder_of(settings).name]


def test_chroma_failing_in_the_middle_of_a_question_is_answered_around(
    index: VectorIndex, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[list[tuple[str, float]]]:
        raise chroma.ChromaFailed("the disk has gone")

    question = embedder.embed_question("Report 3 text 7")
    expected = [key for key, _ in index.query(question, 4)]
    monkeypatch.setattr(chroma.ChromaChunks, "query", broken)
    assert [key for key, _ in index.query(question, 4)] == expected
    assert "the disk has gone" in index.state


def test_a_rust_panic_is_an_error_like_any_other() -> None:
    class PanicException(BaseException):
        pass

    with pytest.raises(chroma.ChromaFailed, match="first line"), chroma.failing_as_one():
        raise PanicException("first line\nsecond line")
    with pytest.raises(KeyboardInterrupt), chroma.failing_as_one():
        raise KeyboardInterrupt


def test_two_builders_do_not_meet(settings: Settings, library: Library, index: VectorIndex) -> None:
    other = reopened(settings, library)
    seen: list[str] = []

    def while_building(done: int, total: int) -> None:
        def try_too() -> None:
            with pytest.raises(LibraryBusy, match="vector index"):
                other.rebuild()
            seen.append("refused")

        thread = threading.Thread(target=try_too)
        thread.start()
        thread.join()

    index.rebuild(while_building)
    assert seen == ["refused"]
    other.close()


def test_ten_threads_get_the_answers_that_one_gets(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder
) -> None:
    questions = [embedder.embed_question(f"Report {number % 8} text {number}") for number in range(50)]
    scopes = [None if number % 2 else [f"r{number % 8}"] for number in range(50)]
    serial = [index.query(question, 9, scope) for question, scope in zip(questions, scopes, strict=True)]
    wrong: list[int] = []

    def ask() -> None:
        for number, (question, scope) in enumerate(zip(questions, scopes, strict=True)):
            if index.query(question, 9, scope) != serial[number]:
                wrong.append(number)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    index.rebuild()
    for thread in threads:
        thread.join()
    assert index.ready
    assert not wrong


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", ""])
def test_a_server_address_that_is_none_is_said(settings: Settings, library: Library, url: str) -> None:
    elsewhere = settings.model_copy(update={"chroma_url": url or "x"})
    with pytest.raises(OfstedChatError, match="CHROMA_URL"):
        VectorIndex.open(elsewhere, library, "fake-1")


def test_a_server_that_does_not_answer_is_answered_around(
    settings: Settings, library: Library, index: VectorIndex, embedder: HashEmbedder
) -> None:
    (settings.vectors_path / "server").write_bytes((settings.vectors_path / "current").read_bytes())
    away = VectorIndex.open(settings.model_copy(update={"chroma_url": "http://127.0.0.1:9"}), library, "fake-1")
    assert not away.ready
    assert len(away.query(embedder.embed_question("word"), 3)) == 3
    with pytest.raises(OfstedChatError, match="cannot be rebuilt"):
        away.sync()
