"""Reading: a file goes in, a `Report` with numbered paragraphs, places and judgements comes out.

`read_file` reads in this process; `Reader` reads in a child process that a bad file cannot take the parent down with.
"""

from rag.read.report import read_file
from rag.read.worker import Reader

VERSION = "5"
"""Changes when the same file would give other paragraphs or judgements: it is read again by another version."""

__all__ = ["VERSION", "Reader", "read_file"]
