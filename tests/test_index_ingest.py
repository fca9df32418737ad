"""Taking files in: what is new and nothing twice, whatever happens on the way."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.config import Settings
from rag.index.embed import SentenceEmbeddings
from rag.index.files import copy_path
from rag.index.ingest import IngestResult, forget, ingest
from rag.index.library import Library
from rag.index.lock import only_writer
from rag.index.vector_index import VectorIndex
from rag.types import LibraryBusy, ModelMismatch, Report, UnreadableFile
from tests.index_helpers import HashEmbedder, LineReader, report, settings_at, write_reports

ROOT = Path(__file__).resolve().parents[1]


class House:
    """A library with everything that an ingest needs."""

    def __init__(self, data: Path, embedder: HashEmbedder | None = None) -> None:
        self.settings = settings_at(data)
        self.embedder = embedder or HashEmbedder()
        self.reader = LineReader()
        self.library = Library.open(self.settings.library_path)
        self.vectors = VectorIndex.open(self.settings, self.library, self.embedder.fingerprint)
        self.events: list[tuple[int, int, str, str]] = []

    def ingest(self, *paths: Path, again: bool = False, reader_version: str = "1") -> IngestResult:
        return ingest(
            paths,
            self.settings,
            self.library,
            self.embedder,
            self.vectors,
            self.reader,
            lambda *event: self.events.append(event),
            reader_version=reader_version,
            again=again,
        )

    def copies(self) -> set[str]:
        return {file.name for file in self.settings.sources_path.iterdir()}

    def close(self) -> None:
        self.vectors.close()
        self.library.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    write_reports(tmp_path / "in", 5)
    return tmp_path / "in"


def test_a_folder_goes_in_and_a_second_time_nothing_is_read_or_embedded(house: House, inbox: Path) -> None:
    (inbox / "deeper").mkdir()
    (inbox / "r004.txt").rename(inbox / "deeper" / "r004.TXT")
    (inbox / "notes.docx").write_text("skipped", encoding="utf-8")
    first = house.ingest(inbox)
    assert first.added == ("r004.TXT", "r000.txt", "r001.txt", "r002.txt", "r003.txt")
    assert (first.unchanged, first.refused, first.notes) == ((), (), ())
    assert house.vectors.ready, house.vectors.state
    assert house.library.counts().chunks == house.library.counts().vectors == 30
    assert house.events[0] == (0, 5, "r004.TXT", "embedding")
    assert (5, 5, "r003.txt", "added") in house.events
    assert house.events[-1] == (30, 30, "vector index", "indexing")
    generation, embedded, read = house.library.generation(), house.embedder.embedded, len(house.reader.read)
    second = house.ingest(inbox)
    assert second.unchanged == first.added
    assert (second.added, house.library.generation()) == ((), generation)
    assert (house.embedder.embedded, len(house.reader.read)) == (embedded, read)


def test_the_source_is_kept_under_its_sha256_and_goes_with_its_report(house: House, inbox: Path) -> None:
    house.ingest(inbox)
    facts = house.library.facts("r002")
    assert facts is not None
    assert facts.file_name == "r002.txt"
    assert copy_path(house.settings, facts).read_bytes() == (inbox / "r002.txt").read_bytes()
    assert facts.sha256 == hashlib.sha256((inbox / "r002.txt").read_bytes()).hexdigest()
    assert len(house.copies()) == 5
    assert forget("r002", house.settings, house.library, house.vectors)
    assert not forget("r002", house.settings, house.library, house.vectors)
    assert len(house.copies()) == 4
    assert house.vectors.ready, house.vectors.state
    assert house.ingest(inbox).added == ("r002.txt",)


def test_a_bad_file_is_one_line_and_the_others_go_in(house: House, inbox: Path) -> None:
    (inbox / "r001.txt").write_text("bad", encoding="utf-8")
    (inbox / "empty.txt").write_text("empty\n\n \n", encoding="utf-8")
    result = house.ingest(inbox, inbox / "absent.pdf")
    assert result.refused == (
        ("empty.txt", "has no paragraph with any text"),
        ("r001.txt", "is not a PDF file"),
        ("absent.pdf", "cannot be read: No such file or directory"),
    )
    assert len(result.added) == 4
    assert [refusal.file_name for refusal in house.library.refusals()] == ["absent.pdf", "empty.txt", "r001.txt"]
    assert len(house.copies()) == 4
    write_reports(inbox, 1, start=1)
    assert house.ingest(inbox).added == ("r001.txt",)
    assert "r001.txt" not in {refusal.file_name for refusal in house.library.refusals()}


def test_the_same_bytes_twice_are_one_report_and_it_is_said(house: House, inbox: Path) -> None:
    (inbox / "z-copy.txt").write_bytes((inbox / "r001.txt").read_bytes())
    (inbox / "bad1.txt").write_text("bad", encoding="utf-8")
    (inbox / "bad2.txt").write_text("bad", encoding="utf-8")
    for _ in range(2):
        result = house.ingest(inbox)
        assert result.notes == (("z-copy.txt", "has the same bytes as r001.txt"),)
        assert [name for name, _ in result.refused] == ["bad1.txt", "bad2.txt"]
        assert len(house.library.reports()) == 5


def test_only_changed_paragraphs_are_embedded_anew(house: House, inbox: Path) -> None:
    house.ingest(inbox)
    before = house.embedder.embedded
    lines = (inbox / "r000.txt").read_text(encoding="utf-8").splitlines()
    lines[3] = "This paragraph has other words."
    (inbox / "r000.txt").write_text("\n".join(lines), encoding="utf-8")
    assert house.ingest(inbox).added == ("r000.txt",)
    assert house.embedder.embedded == before + 1
    assert len(house.library.reports()) == 5
    assert house.library.counts().vectors == 30
    assert len(house.copies()) == 5


def test_another_reader_version_reads_again_and_embeds_nothing(house: House, inbox: Path) -> None:
    house.ingest(inbox)
    embedded = house.embedder.embedded
    assert len(house.ingest(inbox, reader_version="2").added) == 5
    assert house.embedder.embedded == embedded


def test_the_newer_issue_of_an_inspection_stays_in_whatever_order_they_come(house: House, tmp_path: Path) -> None:
    issues = {"a-new.txt": date(2022, 6, 2), "b-old.txt": date(2022, 6, 1), "c-newest.txt": date(2022, 6, 3)}

    def read(path: Path) -> Report:
        return report("r", [f"Issued on {issues[path.name]}."], published=issues[path.name])

    for name in issues:
        (tmp_path / name).write_text(name, encoding="utf-8")
    house.reader = read  # type: ignore[assignment]
    result = house.ingest(*(tmp_path / name for name in issues))
    assert result.added == ("a-new.txt", "c-newest.txt")
    assert result.notes == (
        ("b-old.txt", "is an older issue of the inspection in a-new.txt"),
        ("c-newest.txt", "replaces a-new.txt: the same inspection"),
    )
    assert [facts.file_name for facts in house.library.reports()] == ["c-newest.txt"]
    assert len(house.ingest(*(tmp_path / name for name in issues)).unchanged) == 3


def test_another_model_is_refused_until_again_and_then_every_report_is_of_it(house: House, inbox: Path) -> None:
    house.ingest(inbox)
    house.close()
    copy_path(house.settings, Library.open(house.settings.library_path).reports()[0]).unlink()
    other = House(house.settings.data, HashEmbedder(dimension=20, fingerprint="fake-2"))
    with pytest.raises(ModelMismatch, match="ingest --again"):
        other.ingest(inbox)
    assert "ingest --again" in other.vectors.state
    result = other.ingest(again=True)
    assert len(result.added) == 4  # from the library's own copies; the fifth from its own paragraphs
    assert other.library.fingerprints() == {"fake-2"}
    assert other.vectors.ready, other.vectors.state
    assert other.library.counts().vectors == 60  # the other model's stay: going back costs nothing
    assert other.vectors.query(other.embedder.embed_question("caseloads"), 3)
    other.close()
    back = House(house.settings.data)
    back.ingest(again=True)
    assert back.embedder.embedded == 0
    assert back.vectors.ready
    back.close()


def test_an_interrupted_run_leaves_whole_reports_and_the_next_one_finishes(house: House, inbox: Path) -> None:
    embed, calls = house.embedder.embed_array, 0

    def interrupted(texts: list[str]) -> np.ndarray:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return embed(texts)

    house.embedder.embed_array = interrupted  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        house.ingest(inbox)
    assert [facts.id for facts in house.library.reports()] == ["r000", "r001"]
    assert not house.vectors.ready
    assert len(house.vectors.query(house.embedder.embed_question("caseloads"), 100)) == 12
    result = house.ingest(inbox)
    assert (len(result.unchanged), len(result.added)) == (2, 3)
    assert house.vectors.ready
    assert house.embedder.embedded == 30


KILLED = """
import sys
from pathlib import Path
from rag.index.ingest import ingest
from rag.index.library import Library
from rag.index.vector_index import VectorIndex
from tests.index_helpers import HashEmbedder, LineReader, settings_at

settings, embedder = settings_at(Path(sys.argv[1])), HashEmbedder(seconds=0.01)
library = Library.open(settings.library_path)
index = VectorIndex.open(settings, library, embedder.fingerprint)
say = lambda done, total, name, state: print(done, name, state, flush=True)
result = ingest([Path(sys.argv[2])], settings, library, embedder, index, LineReader(), say, reader_version="1")
print("embedded", embedder.embedded, flush=True)
"""


def started(data: Path, inbox: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", KILLED, data, inbox], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_killed_in_the_middle_the_next_run_goes_on_nothing_lost_nothing_twice(tmp_path: Path) -> None:
    data, inbox = tmp_path / "data", tmp_path / "in"
    write_reports(inbox, 12, paragraphs=10)
    lines = 0
    for stop_after in (5, 9):
        child = started(data, inbox)
        assert child.stdout is not None
        lines = 0
        while lines < stop_after:
            lines += bool(child.stdout.readline())
        time.sleep(0.03)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert child.returncode == -signal.SIGKILL
    child = started(data, inbox)
    output, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "r000.txt unchanged" in output
    assert "r011.txt added" in output
    assert 0 < int(output.split()[-1]) < 120
    with Library.open(settings_at(data).library_path) as library:
        counts = library.counts()
        assert (counts.reports, counts.paragraphs, counts.chunks, counts.vectors) == (12, 120, 120, 120)
        assert len(library.search_words("caseloads", limit=1000)) == 120
        index = VectorIndex.open(settings_at(data), library, "fake-1")
        assert index.ready, index.state
        embedder = HashEmbedder()
        for key, chunk in library.chunks(library.chunk_ids()).items():
            assert index.query(embedder.embed_question(chunk.embedded), 1)[0][0] == key
        index.close()
    assert len(list(settings_at(data).sources_path.iterdir())) == 12


def test_a_second_writer_is_told_within_two_seconds(house: House, inbox: Path) -> None:
    with only_writer(house.settings.data / "ingest.lock", "the library", 1.0):
        begin = time.monotonic()
        with pytest.raises(LibraryBusy, match="another process is writing"):
            house.ingest(inbox)
        assert time.monotonic() - begin < 2
        child = subprocess.run(
            [sys.executable, "-c", KILLED, house.settings.data, inbox],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "LibraryBusy" in child.stderr
    assert len(house.ingest(inbox).added) == 5


def test_a_file_that_changes_while_it_is_read_is_refused(house: House, inbox: Path) -> None:
    def read(path: Path) -> Report:
        one = LineReader()(path)
        path.write_text("other bytes", encoding="utf-8")
        return one

    house.reader = read  # type: ignore[assignment]
    result = house.ingest(inbox / "r000.txt")
    assert result.refused == (("r000.txt", "changed while it was being read: try again"),)
    assert house.library.reports() == ()
    assert house.copies() == set()


def test_a_report_that_claims_another_reports_paragraphs_is_refused(house: House, inbox: Path) -> None:
    house.ingest(inbox / "r000.txt")

    def read(path: Path) -> Report:
        one = report("r000", ["An intruder."])
        return replace(one, facts=replace(one.facts, id="intruder"))

    house.reader = read  # type: ignore[assignment]
    ((name, reason),) = house.ingest(inbox / "r001.txt").refused
    assert name == "r001.txt"
    assert "has an id that the library has from elsewhere" in reason
    assert [facts.id for facts in house.library.reports()] == ["r000"]


def test_a_reader_that_refuses_with_many_lines_is_quoted_in_one(house: House, inbox: Path) -> None:
    def read(path: Path) -> Report:
        raise UnreadableFile("first\nsecond")

    house.reader = read  # type: ignore[assignment]
    assert house.ingest(inbox / "r001.txt").refused == (("r001.txt", "first second"),)


def test_the_packaged_model_finds_the_paragraph_that_a_question_means(tmp_path: Path) -> None:
    settings: Settings = settings_at(tmp_path / "data")
    model = SentenceEmbeddings(settings)
    (tmp_path / "north.txt").write_text(
        "north\nCaseloads of social workers remain too high.\nCare leavers live in suitable homes.\n"
        "Managers check the quality of plans each month.",
        encoding="utf-8",
    )
    with Library.open(settings.library_path) as library:
        index = VectorIndex.open(settings, library, model.fingerprint)
        result = ingest([tmp_path], settings, library, model, index, LineReader())
        assert result.added == ("north.txt",)
        found = index.query(model.embed_question("Is the workload of social workers too great?"), 3)
        assert found[0][0] == "north/p1#0"
        assert index.ready, index.state
        index.close()
