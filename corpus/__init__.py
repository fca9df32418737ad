"""The bundled corpus: digests of three reports as PDFs, the authority register and the catalogue of published reports.

The digests are in this project's own words; `corpus/README.md` says where everything comes from.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def reports_folder() -> Path:
    """The folder of the bundled PDFs, `<stem>-digest.pdf` each."""
    return _HERE / "reports"


def digests_folder() -> Path:
    """The folder of the TOML sources that the bundled PDFs are typeset from."""
    return _HERE / "digests"


def authorities_file() -> Path:
    """The authority register, one row an authority: names, aliases, trusts, predecessors, region, neighbours."""
    return _HERE / "authorities.csv"


def catalogue_file() -> Path:
    """The catalogue: each authority's newest published inspection report and its address."""
    return _HERE / "catalogue.csv"
