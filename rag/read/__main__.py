"""The reading child: `python -m rag.read REGISTER CATALOGUE MEMORY_MB`, started by `rag.read.worker.Reader`."""

import sys
from pathlib import Path

from rag.read.worker import serve

if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
