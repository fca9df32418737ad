"""Text recognition: only when asked for, by a tool on the PATH, never silent, and bounded. The tools are stand-ins."""

from __future__ import annotations

import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from corpus import authorities_file, catalogue_file, reports_folder
from rag import cli
from rag.config import Settings
from rag.read import Reader
from rag.read.recognise import recognised, recogniser
from rag.types import OfstedChatError, ScannedFile, UnreadableFile
from tests.bad_files import pictures

GOOD = sorted(reports_folder().glob("*.pdf"))[0]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    (tmp_path / "scan.pdf").write_bytes(pictures(tmp_path))
    return tmp_path / "scan.pdf"


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH: what the stand-ins call is in it, and no tool that this machine may have."""
    made = tmp_path / "tools"
    made.mkdir()
    for name in ("cp", "ps", "sleep", "touch"):
        (made / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(made))
    return made


def tool(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def is_alive(process: int) -> bool:
    """False where the process is gone, or is a zombie that nobody waits for."""
    state = subprocess.run(["ps", "-o", "state=", "-p", str(process)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def reader(folder: Path, recognise: bool = True) -> Reader:
    return Reader(Settings(data=folder), authorities_file(), catalogue_file(), recognise=recognise)


COPIES = f'for last; do :; done; cp "{GOOD}" "$last"'
"""An ocrmypdf that writes a good report where its last argument says."""


def test_a_scanned_file_is_recognised_and_its_report_says_by_what(scan: Path, tools: Path) -> None:
    tool(tools, "ocrmypdf", COPIES)
    read = reader(scan.parent)
    report = read(scan)
    read.close()
    assert report.facts.warnings[0] == "text recognised by ocrmypdf: words may be wrong"
    assert report.facts.file_name == "scan.pdf"
    assert report.facts.sha256 != ""


def test_without_being_asked_nothing_is_recognised_and_the_refusal_names_the_option(scan: Path, tools: Path) -> None:
    tool(tools, "ocrmypdf", COPIES)
    read = reader(scan.parent, recognise=False)
    with pytest.raises(ScannedFile, match=r"--ocr"):
        read(scan)
    read.close()


def test_a_file_with_text_is_not_recognised(tmp_path: Path, tools: Path) -> None:
    tool(tools, "ocrmypdf", "touch called; exit 1")
    read = reader(tmp_path)
    assert not [warning for warning in read(GOOD).facts.warnings if "recognised" in warning]
    read.close()


def test_asking_without_a_tool_is_one_line_that_names_them(tools: Path, tmp_path: Path) -> None:
    with pytest.raises(OfstedChatError, match=r"^--ocr needs ocrmypdf or tesseract: install one of them$"):
        reader(tmp_path)


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("exit 3", "is scanned, and ocrmypdf failed on it (exit code 3)"),
        ("exit 0", "is scanned, and ocrmypdf made no text of it"),
        ('for last; do :; done; cp "$5" "$last"', "is scanned: 0 characters on 3 pages"),
    ],
)
def test_a_tool_that_fails_costs_that_file_only(scan: Path, tools: Path, script: str, line: str) -> None:
    tool(tools, "ocrmypdf", script)
    read = reader(scan.parent)
    with pytest.raises(UnreadableFile) as caught:
        read(scan)
    assert str(caught.value).startswith(line)
    assert read(GOOD).facts.urn
    read.close()


def test_a_tool_that_hangs_is_ended_with_its_children(scan: Path, tools: Path, tmp_path: Path) -> None:
    tool(tools, "ocrmypdf", "sleep 300 & echo $! > " + str(tmp_path / "child") + "; wait")
    began = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"^is scanned, and ocrmypdf took longer than 1 s on it$"):
        recognised(scan, tmp_path, "ocrmypdf", seconds=1.0)
    assert time.monotonic() - began < 10
    child = int((tmp_path / "child").read_text())
    while is_alive(child) and time.monotonic() - began < 20:
        time.sleep(0.05)  # it dies when the busy machine next gives it a turn
    assert not is_alive(child)


def test_tesseract_is_given_the_pages_as_pictures_of_their_own_size(scan: Path, tools: Path, tmp_path: Path) -> None:
    tool(tools, "tesseract", f'cp "$1" "{tmp_path}/seen.txt"; echo "$@" > "{tmp_path}/asked"; cp "{GOOD}" "$2.pdf"')
    assert recogniser() == "tesseract"
    (tmp_path / "out").mkdir()
    made = recognised(scan, tmp_path / "out", "tesseract")
    assert made.read_bytes() == GOOD.read_bytes()
    images = [Path(line) for line in (tmp_path / "seen.txt").read_text().splitlines()]
    assert len(images) == 3
    assert all(image.read_bytes().startswith(b"\x89PNG") for image in images)
    assert "--dpi 288 pdf" in (tmp_path / "asked").read_text()


def test_inspect_recognises_only_with_the_option(
    scan: Path, tools: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFSTED_CHAT_DATA", str(scan.parent))
    tool(tools, "ocrmypdf", COPIES)
    assert cli.main(["inspect", str(scan)]) == 1
    assert "scan.pdf is scanned" in capsys.readouterr().err
    assert cli.main(["inspect", str(scan), "--ocr"]) == 0
    assert "text recognised by ocrmypdf" in capsys.readouterr().out
