"""The constants of `index.toml`, which gives the reason and the measurement for each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tuning:
    """One field for each constant; meanings and units stand beside the values in `index.toml`."""

    context_tokens: int
    batch: int
    exact_scope_chunks: int
    probe_sample: int
    probe_neighbours: int
    hnsw_construction: int
    hnsw_search: int
    hnsw_neighbours: int
    upsert_rows: int
    rebuild_share: float
    server_seconds: float
    retry_seconds: float
    trial_seconds: float
    text_weight: float
    context_weight: float
    spanned_reports: int
    read_ahead: int
    commit_texts: int
    lock_seconds: float


@cache
def tuning() -> Tuning:
    """The constants as they stand in the packaged `index.toml`."""
    tables = tomllib.loads(files("rag.index").joinpath("index.toml").read_text(encoding="utf-8"))
    return Tuning(**{name: value for table in tables.values() for name, value in table.items()})
