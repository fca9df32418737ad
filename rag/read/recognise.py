"""Text recognition for scanned files, by ocrmypdf or tesseract where one is installed: only when asked for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rag.types import OfstedChatError, UnreadableFile

TOOLS = ("ocrmypdf", "tesseract")
"""In this order: ocrmypdf keeps the pages as they are and lays the words over them."""
SECONDS = 900.0
"""For one file: tesseract takes 2 to 10 seconds a page on one core, the longest reports have 70 pages."""
_SCALE = 4
"""Pixels a point for tesseract, which likes 300 dots an inch: 288, so that its pages are of the same size."""


def recogniser() -> str:
    """The tool that is used. OfstedChatError where none is on the PATH."""
    for tool in TOOLS:
        if shutil.which(tool):
            return tool
    raise OfstedChatError(f"--ocr needs {' or '.join(TOOLS)}: install one of them")


def recognised(path: Path, folder: Path, tool: str, seconds: float = SECONDS) -> Path:
    """A PDF in `folder` with the pages of `path` and the words that `tool` sees on them.

    UnreadableFile where the tool fails, makes nothing, or takes longer than `seconds`.
    """
    made = folder / "recognised.pdf"
    if tool == "ocrmypdf":
        _run([tool, "--quiet", "--force-ocr", "--jobs", "1", str(path), str(made)], tool, seconds)
    else:
        render = [sys.executable, "-m", "pypdfium2_cli", "render", str(path), "-o", str(folder)]
        _run([*render, "--scale", str(_SCALE), "--format", "png", "--prefix", "page-"], "pypdfium2", seconds)
        images = folder / "images.txt"
        images.write_text("\n".join(map(str, sorted(folder.glob("page-*.png")))), encoding="utf-8")
        dots = str(72 * _SCALE)
        _run([tool, str(images), str(made.with_suffix("")), "--dpi", dots, "pdf"], tool, seconds)
    if not made.is_file():
        raise UnreadableFile(f"is scanned, and {tool} made no text of it")
    return made


def _run(command: Sequence[str], tool: str, seconds: float) -> None:
    """Run a tool in a process group of its own, which is ended with all its children when the time is up."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise UnreadableFile(f"is scanned, and {tool} took longer than {seconds:.0f} s on it") from error
    if code != 0:
        raise UnreadableFile(f"is scanned, and {tool} failed on it (exit code {code})")
