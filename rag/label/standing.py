"""How a report stands to a theme: what its sentences on it come to, made once when they are labelled."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rag.types import Direction, Finding
from rag.types.findings import Stand


@cache
def _limits() -> Mapping[str, Any]:
    data = tomllib.loads(files("rag.label").joinpath("labels.toml").read_text(encoding="utf-8"))
    limits: Mapping[str, Any] = data["standing"]
    return limits


def clear_odds() -> float:
    """The log-odds by which one sentence must point a way for its report to count."""
    return float(_limits()["clear"])


def stands_in(findings: Iterable[Finding]) -> Iterator[Stand]:
    """What the findings of one report come to, theme by theme; none for a theme that no sentence tells of by itself."""
    by_theme: dict[str, list[Finding]] = {}
    for finding in findings:
        by_theme.setdefault(finding.theme, []).append(finding)
    for theme, some in by_theme.items():
        if stand := stand_of(theme, some):
            yield stand


def stand_of(theme: str, findings: Sequence[Finding]) -> Stand | None:
    """What a report's findings on one theme come to; None where no sentence tells of it by itself."""
    telling = [finding for finding in findings if finding.tells]
    if not telling:
        return None
    least = clear_odds()
    weak = [f for f in telling if f.to_improve or (f.direction is Direction.WEAK and f.weakness >= least)]
    strong = [f for f in telling if f.direction is Direction.STRONG and f.weakness <= -least and not f.to_improve]
    weakest, strongest = _clearest(weak, Direction.WEAK), _clearest(strong, Direction.STRONG)
    return Stand(
        telling[0].report_id,
        theme,
        weakest,
        strongest,
        weakest or strongest or telling[0],
        frozenset(way for way in (Direction.WEAK, Direction.STRONG) if points(findings, way)),
    )


def _clearest(findings: Sequence[Finding], way: Direction) -> Finding | None:
    """The clearest of those that have the theme's own words, as far as there are such."""
    named = [finding for finding in findings if finding.names_it] or findings
    return max(named, key=lambda finding: clearness(finding, way), default=None)


_LEANING = 0.5
"""What a sentence counts that does not name the subject itself, beside one that does."""


def points(found: Sequence[Finding], wanted: Direction | None) -> bool:
    """True where the report's sentences on the subject, taken together, point the way that is asked about, and one of
    them clearly.

    What stands under what is to improve is a weakness whatever else is said.
    """
    if wanted is None:
        return True
    if any(sentence.to_improve for sentence in found):
        return wanted is Direction.WEAK
    found = [sentence for sentence in found if sentence.direction is not Direction.NEITHER]
    if not any(_towards(sentence, wanted) >= clear_odds() for sentence in found if sentence.tells):
        return False
    weights = [1.0 if sentence.tells else _LEANING for sentence in found]
    weak = sum(w * _probability(sentence.weakness) for w, sentence in zip(weights, found, strict=True)) / sum(weights)
    return (weak if wanted is Direction.WEAK else 1 - weak) > float(_limits()["share"])


def _towards(sentence: Finding, wanted: Direction) -> float:
    """The log-odds that a sentence points the way that is asked about."""
    return sentence.weakness if wanted is Direction.WEAK else -sentence.weakness


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


_SHORT = 45
"""Characters of a sentence that says little by itself."""
_SURE = 3.0
"""Log-odds by which a sentence that is surely about the theme is clearer than one that may only touch it."""


def clearness(sentence: Finding, wanted: Direction | None) -> float:
    """How clearly a sentence says it: one that is surely about the subject before one that may only touch it, one that
    names it before one that leans, findings before bullets."""
    strength = abs(sentence.weakness) if wanted is None else sentence.weakness
    strength = -strength if wanted is Direction.STRONG else strength
    short = sentence.end - sentence.start < _SHORT
    return strength + _SURE * sentence.sure - 2.0 * (not sentence.names_it) - 4.0 * sentence.to_improve - 2.0 * short
