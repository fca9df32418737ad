"""Vectors of a library's chunks without their context lines, so that what the lines are worth can be measured.

    python -m eval.search.contextless --data FOLDER [--cache FOLDER] [--threads N]

Kept by content, a file a report, so that a stopped run goes on where it was and only changed reports are embedded anew.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray
from tqdm import tqdm

from rag.config import Settings
from rag.index.embed import SentenceEmbeddings
from rag.index.library import Library

CACHE = Path(platformdirs.user_cache_dir("ofsted-chat")) / "contextless"
"""Where the vectors are kept: beside those of the quickstart."""

Vectors = NDArray[np.float32]


def contextless_vectors(library: Library, embeddings: SentenceEmbeddings, cache: Path = CACHE) -> Vectors:
    """The vectors of all chunks' texts alone, shape (chunks, dimension), in the order of `library.vectors`."""
    cache.mkdir(parents=True, exist_ok=True)
    ids = library.vectors(embeddings.fingerprint).chunk_ids
    parts: list[Vectors] = []
    with tqdm(total=len(ids), desc="embedding without context", unit="chunk", mininterval=2) as bar:
        for _, chunk_ids in groupby(ids, key=_report_of):
            texts = [chunk.text for chunk in library.chunks(chunk_ids).values()]
            parts.append(_kept(texts, embeddings, cache))
            bar.update(len(texts))
    return np.concatenate(parts)


def _report_of(chunk_id: str) -> str:
    """The report's part of `80418/2022-11-04/ilacs-standard/p14#0`."""
    return chunk_id.rpartition("/")[0]


def _kept(texts: Sequence[str], embeddings: SentenceEmbeddings, cache: Path) -> Vectors:
    digest = hashlib.sha256("\0".join([embeddings.fingerprint, *texts]).encode()).hexdigest()[:24]
    file = cache / f"{digest}.npy"
    if not file.exists():
        partial = cache / f"partial-{digest}.npy"
        np.save(partial, embeddings.embed_array(texts))
        partial.replace(file)
    vectors: Vectors = np.load(file)
    return vectors


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Embed a library's chunks without their context lines.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder of the vectors (%(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="torch threads (%(default)s)")
    chosen = parser.parse_args(arguments)
    settings = Settings(data=chosen.data, threads=chosen.threads)
    with Library.open(settings.library_path, readonly=True) as library:
        vectors = contextless_vectors(library, SentenceEmbeddings(settings), chosen.cache)
    print(f"{len(vectors)} vectors in {chosen.cache}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
