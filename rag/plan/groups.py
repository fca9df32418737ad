"""Groups in a question over many reports: of authorities, of inspections, and what an answer is told apart by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.plan.patterns import patterns
from rag.types import INSPECTIONS, VISITS, Kind
from rag.types.plans import By, Side, Who

ILACS = (Kind.ILACS_STANDARD, Kind.ILACS_SHORT)
_KINDS: Mapping[str, tuple[Kind, ...]] = {"ilacs": ILACS, "full": INSPECTIONS, "visits": VISITS}
_SAID = {
    "County": "county councils",
    "Unitary Authority": "unitary authorities",
    "London Borough": "London boroughs",
    "Metropolitan District": "metropolitan districts",
}
"""Types of authority in the plural."""
KIND_SAID: Mapping[str, str] = {
    "sif": "single inspection framework",
    "ilacs": "ILACS",
    "ilacs-short": "short inspections",
    "ilacs-standard": "standard inspections",
    "focused-visit": "focused visits",
    "visits": "visits",
    "jtai": "joint targeted area inspections",
    "area-send": "area SEND inspections",
    "full": "full inspections",
}
REST = "the rest"


@dataclass(frozen=True, slots=True)
class Groups:
    """What was found in a text: types of authority and kinds of report in the order of the text, what it is told apart
    by, that sides are set against each other, and the text without the words for these."""

    types: tuple[str, ...]
    kinds: tuple[str, ...]
    by: By | None
    compared: bool
    rest: str


def type_said(type: str) -> str:
    """A type of authority in the plural: "county councils"."""
    return _SAID.get(type, type)


def groups_in(text: str) -> Groups:
    """The groups that `text` names."""
    types, rest = _taken(text, patterns("groups", "types"))
    kinds, rest = _taken(rest, patterns("groups", "kinds"))
    by, rest = _taken(rest, patterns("groups", "by"))
    compared = bool(patterns("groups", "compare")["words"].search(text))
    return Groups(types, kinds, By(by[0]) if by else None, compared, rest)


def _taken(text: str, patterns: Mapping[str, re.Pattern[str]]) -> tuple[tuple[str, ...], str]:
    """The names of the patterns that stand in `text`, in its order, and the text without them."""
    found: list[tuple[int, str]] = []
    for name, pattern in patterns.items():
        for match in pattern.finditer(text):
            found.append((match.start(), name))
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return tuple(dict.fromkeys(name for _, name in sorted(found))), text


def excluded(text: str, who: Who) -> Who:
    """`who` with those that `text` leaves out: "all outstanding ones except those in London"."""

    def left_out(said: str) -> bool:
        found = list(re.finditer(said, text, re.IGNORECASE))
        before = any(patterns("groups", "but")["words"].search(text[: match.start()]) for match in found)
        return before or any(patterns("groups", "but")["after"].match(text[match.end() :]) for match in found)

    regions = tuple(region for region in who.regions if left_out(rf"\b{re.escape(region)}"))
    types = tuple(type for type in who.types if left_out(patterns("groups", "types")[type].pattern))
    return replace(
        who,
        regions=tuple(region for region in who.regions if region not in regions),
        types=tuple(type for type in who.types if type not in types),
        but_regions=regions,
        but_types=types,
    )


def kinds_of(names: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of report of these names."""
    return tuple(dict.fromkeys(kind for name in names for kind in _KINDS.get(name) or (Kind(name),)))


def sides_of(groups: Groups, regions: Sequence[str], text: str) -> tuple[Side, ...]:
    """The sides set against each other: regions and types, or kinds of report; one of them against the rest of all;
    none where fewer than two are named."""
    places = [Side(region, Who(regions=(region,))) for region in regions]
    places += [Side(type_said(type), Who(types=(type,))) for type in groups.types]
    kinds = [Side(KIND_SAID[name], kinds=kinds_of([name])) for name in groups.kinds if name != "full"]
    if len(places) > 1 and groups.compared:
        return tuple(places)
    if len(kinds) > 1:
        return tuple(kinds)
    against_rest = len(places) == 1 and patterns("groups", "compare")["others"].search(text)
    return (places[0], Side(REST)) if against_rest else ()
