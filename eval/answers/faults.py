"""What the checks of a chat model's claims catch, and what true claims they refuse.

    python -m eval.answers.faults ../shared/reports [--show] [--count N] [--seed N] [--claims FILE]

Faults are planted by seeded rules (`eval.answers.planting`) and by hand; true claims are written by hand in
`claims.jsonl`, which holds no report text: a quote there is a span of words of a paragraph. Each passes the way that a
model's reply passes: source, quote, and every check. Exits 1 where a bar is not met.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import authorities_file, catalogue_file
from eval.answers.planting import KINDS, Place, Planted, places_of, planted
from rag.answer.checks.gate import Gate
from rag.answer.claims import RawClaim
from rag.answer.generate import part_of
from rag.answer.verify import meant
from rag.read.authorities import Register
from rag.read.catalogue import Catalogue
from rag.read.report import read_file
from rag.types import Hit, Paragraph, Report, UnreadableFile

CAUGHT, REFUSED = 0.95, 0.05
"""The bars: share of faults caught at least, share of true claims refused at most."""
CLAIMS = Path(__file__).with_name("claims.jsonl")


@dataclass(frozen=True, slots=True)
class Written:
    """A claim written by hand: true as it is, with its turned versions as (kind, claim)."""

    half: str
    claim: str
    quote: str
    hit: Hit
    turned: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Row:
    """How many of a kind were not shown, and what was."""

    kept_back: int
    total: int
    shown: list[str]

    @property
    def share(self) -> float:
        return self.kept_back / self.total if self.total else 1.0


class Checked:
    """The way of a claim through the checks."""

    def __init__(self, register: Register) -> None:
        self._bears = meant(Gate(register))

    def shows(self, claim: str, quote: str, hit: Hit) -> bool:
        """True where the claim with this quote of this paragraph would be shown."""
        raw = RawClaim(claim, (("source", quote),))
        return part_of(raw, {"source": hit}, lambda paragraph: paragraph, self._bears, 0) is not None

    def row(self, cases: Sequence[tuple[str, str, Hit]]) -> Row:
        """What becomes of (claim, quote, hit)s."""
        shown = [f"{claim}\n    quote: {quote}" for claim, quote, hit in cases if self.shows(claim, quote, hit)]
        return Row(len(cases) - len(shown), len(cases), shown)


def read_reports(folder: Path, stems: Sequence[str], more: int, seed: int) -> dict[str, Report]:
    """The reports with these stems, and `more` others by chance, by stem. Unreadable files are left out."""
    register, catalogue = Register.load(authorities_file()), Catalogue.load(catalogue_file())
    names = sorted(path.stem for path in folder.glob("*.pdf"))
    others = [name for name in names if name not in set(stems)]
    chosen = [*stems, *random.Random(seed).sample(others, min(more, len(others)))]
    found: dict[str, Report] = {}
    for stem in chosen:
        try:
            found[stem] = read_file(folder / f"{stem}.pdf", register, catalogue)
        except UnreadableFile:
            continue
    return found


def written(path: Path, reports: dict[str, Report]) -> Iterator[Written]:
    """The claims of `path` whose paragraph is found in `reports`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        report = reports.get(row["report"])
        paragraph = _paragraph(report, row) if report else None
        if report and paragraph:
            quote = " ".join(paragraph.text.split()[row["quote_from"] : row["quote_to"]])
            turned = tuple((fault["kind"], fault["claim"]) for fault in row["faults"])
            yield Written(row["half"], row["claim"], quote, Hit(paragraph, report.facts, 1.0), turned)


def _paragraph(report: Report, row: dict[str, object]) -> Paragraph | None:
    return next(
        (
            paragraph
            for paragraph in report.paragraphs
            if row["page"] in paragraph.pages
            and paragraph.number == row["paragraph"]
            and " ".join(paragraph.text.split()[:4]) == row["start"]
        ),
        None,
    )


def stems_of(path: Path) -> list[str]:
    """The reports that the claims of `path` are about."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(str(json.loads(line)["report"]) for line in lines))


def measure(
    claims: Sequence[Written], faults: Sequence[Planted], places: Sequence[Place], register: Register
) -> dict[str, Row]:
    """A row for each kind of planted fault, of turned claim by half, and of true claims by half."""
    checked = Checked(register)
    rows: dict[str, Row] = {}
    for kind in KINDS:
        rows[f"planted: {kind}"] = checked.row([(f.claim, f.quote, f.hit) for f in faults if f.kind == kind])
    for half in ("tune", "held"):
        own = [claim for claim in claims if claim.half == half]
        for kind in sorted({kind for claim in own for kind, _ in claim.turned}):
            cases = [(text, c.quote, c.hit) for c in own for told, text in c.turned if told == kind]
            rows[f"by hand, {half}: {kind}"] = checked.row(cases)
        true = [(claim.claim, claim.quote, claim.hit) for claim in own]
        rows[f"true, {half}"] = checked.row(true)
    rows["true, sentences as they stand"] = checked.row([(p.text, p.text, p.hit) for p in places])
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--claims", type=Path, default=CLAIMS)
    parser.add_argument("--count", type=int, default=60, help="planted faults a kind")
    parser.add_argument("--more", type=int, default=25, help="reports beside those of the claims")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--show", action="store_true", help="print what was shown and should not have been")
    options = parser.parse_args(arguments)
    register = Register.load(authorities_file())
    stems = stems_of(options.claims)
    reports = read_reports(options.reports, stems, options.more, options.seed)
    others = [report for stem, report in reports.items() if stem not in set(stems)]
    claims = list(written(options.claims, reports))
    faults = planted(others, register, options.count, options.seed)
    places = random.Random(options.seed).sample(places_of(others), 300)
    rows = measure(claims, faults, places, register)
    _print(rows, options.show)
    return 0 if _met(rows) else 1


def totals(rows: dict[str, Row]) -> dict[str, Row]:
    """Faults of all kinds, by rule, by hand in the held-out half, and all together."""
    groups = {
        "faults planted by rule": [row for name, row in rows.items() if name.startswith("planted")],
        "faults by hand, held": [row for name, row in rows.items() if name.startswith("by hand, held")],
        "faults, all but the tuned": [r for n, r in rows.items() if n.startswith(("planted", "by hand, held"))],
    }
    return {
        name: Row(sum(row.kept_back for row in listed), sum(row.total for row in listed), [])
        for name, listed in groups.items()
    }


def _met(rows: dict[str, Row]) -> bool:
    return totals(rows)["faults, all but the tuned"].share >= CAUGHT and rows["true, held"].share <= REFUSED


def _print(rows: dict[str, Row], show: bool) -> None:
    print("| kind | cases | not shown | share |\n| --- | ---: | ---: | ---: |")
    for name, row in [*rows.items(), *totals(rows).items()]:
        print(f"| {name} | {row.total} | {row.kept_back} | {row.share:.3f} |")
    if show:
        wrong = Counter({name: len(row.shown) for name, row in rows.items() if not name.startswith("true")})
        for name in wrong:
            for text in rows[name].shown:
                print(f"\n{name}\n    claim: {text}")


if __name__ == "__main__":
    sys.exit(main())
