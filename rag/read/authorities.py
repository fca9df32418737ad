"""The register of local authorities: names, aliases, trusts, predecessors, and who is meant in a text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rag.read.gazetteer import Gazetteer
from rag.read.spelling import nearest, not_a_place
from rag.read.text import plain


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority: `names` are all that it goes by; predecessors and successors are URNs, `neighbours` the ONS
    codes of its statistical neighbours, nearest first; `type` is County, Unitary Authority, London
    Borough or Metropolitan District."""

    urn: str
    name: str
    names: tuple[str, ...]
    trusts: tuple[str, ...]
    region: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    ons_code: str = ""
    neighbours: tuple[str, ...] = ()
    type: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Authorities named at `text[start:end]`: several where a trust runs the services of several."""

    start: int
    end: int
    authorities: tuple[Authority, ...]


class Register:
    """All authorities, by URN and by what people call them."""

    def __init__(self, authorities: Iterable[Authority], gazetteer: Gazetteer | None = None) -> None:
        self.authorities = tuple(authorities)
        self.gazetteer = gazetteer or Gazetteer({}, {})
        self._by_urn = {authority.urn: authority for authority in self.authorities}

    @classmethod
    def load(cls, path: Path) -> Register:
        """The register in the CSV at `path`, with the towns and areas of `places.csv` beside it where that is.

        Lists within a cell are separated by semicolons.
        """
        with path.open(encoding="utf-8", newline="") as file:
            authorities = [_authority(row) for row in csv.DictReader(file)]
        places = path.with_name("places.csv")
        return cls(authorities, Gazetteer.load(places) if places.exists() else None)

    def by_urn(self, urn: str | None) -> Authority | None:
        """The authority with this URN, or None."""
        return self._by_urn.get(urn or "")

    def neighbours(self, authority: Authority) -> tuple[Authority, ...]:
        """The statistical neighbours of an authority that are in the register, nearest first."""
        by_code = {other.ons_code: other for other in self.authorities if other.ons_code}
        return tuple(by_code[code] for code in authority.neighbours if code in by_code)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions of England, as the register names them."""
        return tuple(sorted({authority.region for authority in self.authorities if authority.region}))

    def lies_in(self, authority: Authority, area: str) -> bool:
        """True for an authority of a region or of an area of the gazetteer."""
        return authority.region == area or authority.name in self.gazetteer.areas.get(area, ())

    @cached_property
    def by_name(self) -> Mapping[str, Authority]:
        """The authorities by their official names."""
        return {authority.name: authority for authority in self.authorities}

    def is_trust(self, name: str) -> bool:
        """True for the name of a trust or company that runs services for an authority."""
        return _key(name) in self._trusts

    @cached_property
    def _trusts(self) -> frozenset[str]:
        return frozenset(_key(name) for authority in self.authorities for name in authority.trusts)

    @cached_property
    def _names(self) -> dict[str, tuple[Authority, ...]]:
        found: dict[str, list[Authority]] = {}
        for authority in self.authorities:
            for name in (*authority.names, *authority.trusts):
                found.setdefault(_key(name), []).append(authority)
        return {name: tuple(dict.fromkeys(listed)) for name, listed in found.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self._names, key=len, reverse=True)
        flexible = (r"[\s,]+".join(map(re.escape, name.split())) for name in names)
        joined = "|".join(name.replace(r"[\s,]+and[\s,]+", r"(?:[\s,]+and[\s,]+|[\s,]*&[\s,]*)") for name in flexible)
        return re.compile(rf"(?<![\w-])(?:{joined})(?![\w])", re.IGNORECASE)

    def mentions(self, text: str) -> list[Mention]:
        """Every authority that `text` names, longest names first, without overlaps; offsets are those of `text`."""
        compared = text.translate(str.maketrans("’‘‑–-", "''   "))
        found = list(self._pattern.finditer(compared))
        sure = [match for match in found if not not_a_place(compared, match.span(), alone=False)]
        kept = sure or [match for match in found if not not_a_place(compared, match.span(), alone=True)]
        return [Mention(match.start(), match.end(), self._names[_key(match[0])]) for match in kept]

    @cached_property
    def _spelt(self) -> tuple[str, ...]:
        """The names that may be misspelt: those that are no abbreviations, and mean one authority."""
        own = {_key(name) for authority in self.authorities for name in (authority.name, *authority.names)}
        return tuple(sorted(name for name in own if len(self._names[name]) == 1 and not name.isdigit()))

    def misspelt(self, text: str) -> list[tuple[str, Authority]]:
        """Runs of words of `text` that are nearly the name of one authority, each with it."""
        return [(words, self._names[name][0]) for words, name in nearest(text, self._spelt)]

    def identify(self, title: str, front: str) -> Authority | None:
        """Whose report this is: the one authority of `title`, else the one that `front` names most often."""
        for text in (title, front):
            counts: Counter[Authority] = Counter()
            for mention in self.mentions(text):
                if len(mention.authorities) == 1:
                    counts[mention.authorities[0]] += 1
            best = counts.most_common(2)
            if best and (len(best) == 1 or best[0][1] > best[1][1]):
                return best[0][0]
            if best:
                return self.mentions(text)[0].authorities[0]
        return None


def _key(name: str) -> str:
    words = plain(name).lower().replace("&", " and ").replace("-", " ").replace(",", " ").split()
    return " ".join(words)


def _list(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def _authority(row: dict[str, str]) -> Authority:
    spoken = {"city of": r"^(.*), City of$", "county of": r"^(.*), County of$"}
    names = [row["name"]]
    for prefix, pattern in spoken.items():
        match = re.match(pattern, row["name"])
        if match:
            names += [match[1], f"{prefix} {match[1]}"]
    names += _list(row.get("aliases"))
    return Authority(
        urn=row["urn"],
        name=row["name"],
        names=tuple(dict.fromkeys(names)),
        trusts=_list(row.get("trusts")),
        region=row.get("region", ""),
        predecessors=_list(row.get("predecessors")),
        successors=_list(row.get("successors")),
        ons_code=row.get("ons_code", ""),
        neighbours=_list(row.get("statistical_neighbours")),
        type=row.get("type", ""),
    )
