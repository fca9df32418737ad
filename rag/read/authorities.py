"""The register of local authorities: names, aliases, trusts, predecessors, and who is meant in a text."""

from __future__ import annotations

import csv
import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rag.read.text import plain

_NEARLY = 0.88
"""How alike a misspelt name must be (difflib's ratio): "Birmigham" is 0.95, "narrow" for Harrow 0.83."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority: `names` are all that it goes by; predecessors and successors are URNs, `neighbours` the ONS
    codes of its statistical neighbours, nearest first."""

    urn: str
    name: str
    names: tuple[str, ...]
    trusts: tuple[str, ...]
    region: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    ons_code: str = ""
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Authorities named at `text[start:end]`: several where a trust runs the services of several."""

    start: int
    end: int
    authorities: tuple[Authority, ...]


class Register:
    """All authorities, by URN and by what people call them."""

    def __init__(self, authorities: Iterable[Authority]) -> None:
        self.authorities = tuple(authorities)
        self._by_urn = {authority.urn: authority for authority in self.authorities}

    @classmethod
    def load(cls, path: Path) -> Register:
        """The register in the CSV at `path`; lists within a cell are separated by semicolons."""
        with path.open(encoding="utf-8", newline="") as file:
            return cls(_authority(row) for row in csv.DictReader(file))

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
        return [
            Mention(match.start(), match.end(), self._names[_key(match[0])])
            for match in self._pattern.finditer(compared)
            if not _is_common_word(compared, match)
        ]

    def misspelt(self, text: str) -> list[tuple[str, Authority]]:
        """Words of `text` that are nearly the name of one authority, each with it: for text that names none."""
        found: list[tuple[str, Authority]] = []
        for word in re.findall(r"[A-Za-z][A-Za-z-]{5,}", text):
            near = difflib.get_close_matches(_key(word), list(self._names), n=1, cutoff=_NEARLY)
            if near and len(self._names[near[0]]) == 1:
                found.append((word, self._names[near[0]][0]))
        return found

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


_COMMON_WORDS = frozenset({"reading", "bath", "bury"})
"""Names that are English words too, when written small: then a preposition before or a council behind must tell."""


def _is_common_word(text: str, match: re.Match[str]) -> bool:
    if match[0] not in _COMMON_WORDS:
        return False
    before = re.search(r"\b(?:in|for|of|at|about|from|is|has|did|does|was|how|and)\s+$", text[: match.start()])
    behind = re.match(r"(?:'s)?\s+(?:council|borough|\d{4}|report|inspection)\b", text[match.end() :])
    return not (before or behind)


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
    )
