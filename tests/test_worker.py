"""Reading in a child process: whatever a file does, the parent gets one line about it and reads the next one."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import authorities_file, catalogue_file, reports_folder
from rag.config import Settings
from rag.read import Reader
from rag.types import UnreadableFile
from tests.bad_files import bomb, cyclic, encrypted, html, no_unicode, pages, pictures

GOOD = sorted(reports_folder().glob("*.pdf"))[0]
SECONDS = 2.0


def reader_with(data: Path, **limits: float) -> Reader:
    return Reader(Settings(data=data, **limits), authorities_file(), catalogue_file())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    made = reader_with(tmp_path_factory.mktemp("data"))
    yield made
    made.close()


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Reader]:
    """A reader with `SECONDS` a file, its child already running."""
    made = reader_with(tmp_path, read_seconds=SECONDS)
    for _ in range(20):  # the first answer waits for the child's imports, which a busy machine makes slow
        try:
            made(GOOD)
            break
        except UnreadableFile:
            continue
    yield made
    made.close()


def refusal(reader: Reader, path: Path) -> str:
    """The one line that the reader says of the file; then it reads a good one."""
    with pytest.raises(UnreadableFile) as caught:
        reader(path)
    line = str(caught.value)
    assert line.strip()
    assert "\n" not in line
    assert reader(GOOD).facts.urn
    return line


def test_a_report_comes_back_whole_from_the_child(reader: Reader) -> None:
    report = reader(GOOD)
    assert report.facts.file_name == GOOD.name
    assert all(len(paragraph.places) for paragraph in report.paragraphs)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (html(), "is an HTML page saved as .pdf: download the report itself"),
        (b"", "is empty (0 bytes): download it again"),
        (b"just text " * 300, "is neither a PDF nor a text with front matter: download the report itself"),
        (GOOD.read_bytes()[:3000], "is a broken PDF: download it again"),
        (b"%PDF-1.7\n" + os.urandom(64) * 400, "is a broken PDF: download it again"),
        (pages(0), "is a broken PDF: download it again"),
        (pages(2001), "has 2001 pages, more than the limit of 2000: no inspection report"),
    ],
    ids=["html", "empty", "text", "truncated", "noise", "no-pages", "2001-pages"],
)
def test_a_file_that_is_no_report_gets_one_line(reader: Reader, tmp_path: Path, content: bytes, line: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(content)
    assert refusal(reader, path) == line


def test_an_encrypted_file_is_told_as_such(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(encrypted(tmp_path))
    assert refusal(reader, tmp_path / "bad.pdf") == "is encrypted: save it without a password"


def test_a_file_of_pictures_is_told_as_scanned(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(pictures(tmp_path))
    assert refusal(reader, tmp_path / "bad.pdf") == (
        "is scanned: 0 characters on 3 pages; not indexed"
        " (with ocrmypdf or tesseract installed, --ocr recognises its text)"
    )


def test_a_page_tree_that_turns_back_on_itself_ends_in_a_line(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(cyclic())
    assert refusal(reader, tmp_path / "bad.pdf") == "is a broken PDF: page 1 cannot be opened"


def test_a_font_without_a_map_to_unicode_takes_nothing_down(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "odd.pdf").write_bytes(no_unicode())
    assert reader(tmp_path / "odd.pdf").facts.urn is None
    assert reader(GOOD).facts.urn


def test_a_file_over_the_size_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    path.write_bytes(b"%PDF-1.4" + bytes(3 << 20))
    reader = reader_with(tmp_path, upload_limit_mb=2)
    with pytest.raises(UnreadableFile, match=r"^is 3 MB, over the limit of 2 MB$"):
        reader(path)
    assert reader._child is None
    reader.close()


def test_a_file_that_hangs_the_child_is_left_out_in_time(hasty: Reader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hangs.pdf")
    began = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"^took longer than 2 s to read: left out$"):
        hasty(tmp_path / "hangs.pdf")
    assert SECONDS <= time.monotonic() - began < SECONDS + 5
    assert hasty._child is None


def test_a_child_that_dies_over_a_file_costs_that_file_only(reader: Reader, tmp_path: Path) -> None:
    reader(GOOD)
    os.mkfifo(tmp_path / "crashes.pdf")
    child = reader._child
    assert child is not None
    threading.Timer(0.5, child.kill).start()
    line = refusal(reader, tmp_path / "crashes.pdf")
    assert line == "broke the PDF reader (a crash or too much memory): left out"
    assert reader._child is not None
    assert reader._child.pid != child.pid


def test_a_child_that_died_between_two_files_is_started_again(reader: Reader) -> None:
    reader(GOOD)
    assert reader._child is not None
    reader._child.kill()
    reader._child.wait()
    assert reader(GOOD).facts.urn


def test_the_child_has_the_memory_limit_and_a_file_that_unpacks_beyond_it_is_left_out(tmp_path: Path) -> None:
    reader = reader_with(tmp_path, read_memory_mb=384, read_seconds=60)
    reader(GOOD)
    assert reader._child is not None
    assert resource.prlimit(reader._child.pid, resource.RLIMIT_AS)[0] == 384 << 20
    (tmp_path / "bomb.pdf").write_bytes(bomb(600 << 20))
    assert (tmp_path / "bomb.pdf").stat().st_size < 2 << 20
    assert refusal(reader, tmp_path / "bomb.pdf") == "broke the PDF reader (a crash or too much memory): left out"
    reader.close()


def test_a_closed_reader_leaves_no_child_behind(tmp_path: Path) -> None:
    reader = reader_with(tmp_path)
    reader(GOOD)
    child = reader._child
    reader.close()
    reader.close()
    assert child is not None
    assert child.poll() is not None


def test_a_childs_end_is_the_end_of_its_parents_pipe(tmp_path: Path) -> None:
    reader = reader_with(tmp_path)
    reader(GOOD)
    child = reader._child
    assert child is not None
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(timeout=20) == 0
    assert child.stdout is not None
    child.stdout.close()
    reader._child = None


def test_threads_share_one_child_one_file_at_a_time(reader: Reader) -> None:
    wanted = {path: reader(path).facts.id for path in sorted(reports_folder().glob("*.pdf"))}
    got: list[bool] = []

    def work(path: Path) -> None:
        got.append(reader(path).facts.id == wanted[path])

    threads = [threading.Thread(target=work, args=(path,)) for path in wanted for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [True] * len(threads)
