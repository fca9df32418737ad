"""A folder of everything that can be wrong with a file, and one good report: TRUST's test of taking files in."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import authorities_file, catalogue_file, reports_folder
from rag.config import Settings
from rag.index.ingest import IngestResult, ingest
from rag.index.library import Library
from rag.index.vector_index import VectorIndex
from rag.read import Reader
from tests.bad_files import bomb, cyclic, encrypted, html, pages, pictures
from tests.index_helpers import HashEmbedder

pytestmark = pytest.mark.timeout(300)
GOOD = sorted(reports_folder().glob("*.pdf"))[0]
MEMORY_MB, SECONDS = 512, 30.0
HTML = "is an HTML page saved as .pdf: download the report itself"
LINES = {
    "empty.pdf": "is empty (0 bytes): download it again",
    "encrypted.pdf": "is encrypted: save it without a password",
    "truncated.pdf": "is a broken PDF: download it again",
    "pictures.pdf": "is scanned: 0 characters on 3 pages; not indexed"
    " (with ocrmypdf or tesseract installed, --ocr recognises its text)",
    "3000 pages.pdf": "has 3000 pages, more than the limit of 2000: no inspection report",
    "cyclic.pdf": "is a broken PDF: page 1 cannot be opened",
    "bomb.pdf": "broke the PDF reader (a crash or too much memory): left out",
    "note.txt": "is neither a PDF nor a text with front matter: download the report itself",
    **{f"error {number}.pdf": HTML for number in range(4)},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("folder")
    scratch = tmp_path_factory.mktemp("scratch")
    for number in range(4):
        (made / f"error {number}.pdf").write_bytes(html() + b" " * number)
    files = {
        "empty.pdf": b"",
        "encrypted.pdf": encrypted(scratch),
        "truncated.pdf": GOOD.read_bytes()[:3000],
        "pictures.pdf": pictures(scratch),
        "3000 pages.pdf": pages(3000),
        "cyclic.pdf": cyclic(),
        "bomb.pdf": bomb(700 << 20),
        "note.txt": b"Bring milk.\n",
        "good.pdf": GOOD.read_bytes(),
        "same bytes.pdf": GOOD.read_bytes(),
    }
    for name, content in files.items():
        (made / name).write_bytes(content)
    return made


@dataclass
class Taken:
    """What became of the folder, the library and the reader afterwards, and the seconds that it took."""

    result: IngestResult
    library: Library
    reader: Reader
    seconds: float


@pytest.fixture(scope="module")
def taken(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    data = tmp_path_factory.mktemp("data")
    settings = Settings(data=data, read_memory_mb=MEMORY_MB, read_seconds=SECONDS)
    library, embedder = Library.open(settings.library_path), HashEmbedder()
    vectors = VectorIndex.open(settings, library, embedder.fingerprint)
    reader = Reader(settings, authorities_file(), catalogue_file())
    began = time.monotonic()
    result = ingest([folder], settings, library, embedder, vectors, reader)
    yield Taken(result, library, reader, time.monotonic() - began)
    reader.close()
    vectors.close()
    library.close()


def test_each_bad_file_has_its_one_clear_line(taken: Taken) -> None:
    assert dict(taken.result.refused) == LINES


def test_the_good_report_is_there_and_its_copy_is_named_as_such(taken: Taken) -> None:
    result, library = taken.result, taken.library
    assert (result.added, result.unchanged) == (("good.pdf",), ("same bytes.pdf",))
    assert result.notes == (("same bytes.pdf", "has the same bytes as good.pdf"),)
    assert [report.file_name for report in library.reports()] == ["good.pdf"]


def test_the_refusals_are_kept_for_the_status(taken: Taken) -> None:
    assert {refusal.file_name: refusal.reason for refusal in taken.library.refusals()} == LINES


def test_time_and_memory_are_bounded(taken: Taken) -> None:
    assert taken.seconds < 2 * SECONDS
    child = taken.reader._child
    assert child is not None, "the child that took over from the one that the bomb broke"
    assert resource.prlimit(child.pid, resource.RLIMIT_AS)[0] == MEMORY_MB << 20
