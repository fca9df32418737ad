"""The packaged patterns of a question's parts: data files of regular expressions by name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def data_of(name: str) -> Mapping[str, Any]:
    """What rag/plan/`name`.toml holds."""
    return tomllib.loads(files("rag.plan").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def patterns(name: str, table: str = "") -> Mapping[str, re.Pattern[str]]:
    """The patterns of rag/plan/`name`.toml, or of one of its tables, by their names, case ignored; `framing`, a list
    of words, and tables within it are left out."""
    data = data_of(name)[table] if table else data_of(name)
    return {
        key: re.compile(value, re.IGNORECASE)
        for key, value in data.items()
        if isinstance(value, str) and key != "framing"
    }
