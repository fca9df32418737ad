"""`python -m rag.index FOLDER`: open a Chroma folder, count and search it, and say why that failed.

The child process of rag/index/trial.py: whatever Chroma does to it, the process that asks lives on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rag.index.collection import ChromaFailed
from rag.index.tuning import tuning
from rag.index.vectors import EmbeddedStore


def main(folder: Path) -> int:
    """0 where the folder can be used; otherwise 1, with the reason in a line."""
    try:
        chunks = EmbeddedStore(folder.parent, tuning()).open(folder.name)
        try:
            chunks.exercise(tuning().probe_sample)
        finally:
            chunks.close()
    except ChromaFailed as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
