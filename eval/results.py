"""Results as they are kept: dated, with the commit, the settings and the machine that they were measured on."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rag.index.library import Library

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "eval" / "results"
CONSTANTS = (
    "rag/find/ranking.toml",
    "rag/find/ranker.toml",
    "rag/plan/vocabulary.toml",
    "rag/index/index.toml",
)
"""The files whose constants a result depends on."""

NAMED = 3
"""Parts of a path that name a file of questions: `eval/questions/own.jsonl`."""

Result = dict[str, Any]


def digest(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def commit() -> str:
    """The commit of this checkout, with `-dirty` behind where more than results differ; "-" outside a checkout."""
    changed = _git("status", "--porcelain", "--", ".", ":!eval/results")
    return _git("rev-parse", "HEAD") + ("-dirty" if changed not in ("", "-") else "")


def code() -> str:
    """What names the application's code as it is, whatever else a commit holds; "" where it is not as committed."""
    changed = _git("status", "--porcelain", "--", "rag")
    return _git("rev-parse", "HEAD:rag") if changed == "" else ""


def machine() -> Result:
    """What it ran on, and how busy that was: the load is of the last minute, in waiting or running processes."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def settings(questions: Iterable[Path], library: Library) -> Result:
    """What the figures depend on: questions, constants, model, and what the library holds."""
    counts = library.counts()
    return {
        "questions": {"/".join(path.resolve().parts[-NAMED:]): digest(path) for path in questions},
        "constants": {name: digest(ROOT / name) for name in CONSTANTS},
        "fingerprint": " ".join(sorted(library.fingerprints())),
        "library": {"reports": counts.reports, "paragraphs": counts.paragraphs, "chunks": counts.chunks},
    }


def save(name: str, settings: Result, figures: Result, folder: Path = FOLDER) -> Path:
    """Write a result of today as `<date>-<name>.json`; one of the same day and name is replaced."""
    today = date.today().isoformat()
    path = folder / f"{today}-{name}.json"
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"date": today, "commit": commit(), "machine": machine(), "settings": settings, "figures": figures}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _git(*arguments: str) -> str:
    """What git says of this checkout; "-" where it cannot say."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "-"
    return done.stdout.strip()


def _processor() -> str:
    """The processor's name, as Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
