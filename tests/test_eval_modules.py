"""Every measure can be started: a script that no test runs may still not break."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MEASURES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "eval").rglob("*.py")
    if path.stem != "__init__"
)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_can_be_started(name: str) -> None:
    assert import_module(name).__doc__
