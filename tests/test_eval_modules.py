"""Every measure can be started: a script that no test runs may still not break."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

MEASURES = sorted(path.stem for path in (Path(__file__).parents[1] / "eval").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_can_be_started(name: str) -> None:
    assert import_module(f"eval.{name}").__doc__
