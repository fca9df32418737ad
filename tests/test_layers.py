"""Imports run downwards only, and the rule that says so bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = ("rag", "eval", "corpus")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=100)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the house's sources and rules that a test may spoil."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    for source in (file for name in HOUSE for file in (root / name).rglob("*.py")):
        target = tmp_path / source.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    return tmp_path


def test_imports_run_downwards_only(root: Path) -> None:
    result = lint_imports(root)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("rag/read/spoiled.py", "import rag.index", "Imports run downwards only"),
        ("rag/index/spoiled.py", "from rag.answer import *", "Imports run downwards only"),
        ("rag/answer/spoiled.py", "import rag.chat", "Imports run downwards only"),
        ("rag/ui/spoiled.py", "import rag.cli", "Imports run downwards only"),
        ("rag/spoiled.py", "import rag.types", "Imports run downwards only"),
        ("rag/answer/spoiled.py", "import eval", "The house knows neither its measures nor its front door"),
        ("rag/read/spoiled.py", "def late():\n    import streamlit", "Only the screen imports streamlit"),
        ("eval/spoiled.py", "import streamlit", "Only the screen imports streamlit"),
        ("rag/index/spoiled.py", "from chromadb.config import Settings", "Only rag.index.vectors imports chromadb"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    (copy / file).write_text(f"{line}\n", encoding="utf-8")
    result = lint_imports(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())
