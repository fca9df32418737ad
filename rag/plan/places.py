"""Which authorities a question names: in full, in part ("North and West Northamptonshire"), or misspelt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.read.authorities import Authority, Mention, Register

_POINT = r"(?:north|south|east|west)(?:[\s-]+(?:east|west))?"
_AND = r"(?:,|&|/|\b(?:and|or|versus|vs\.?|against|with|than|to|from)\b)"
_BEFORE = re.compile(rf"\b({_POINT})\s*{_AND}\s*$", re.IGNORECASE)
_NAME = re.compile(rf"({_POINT})\s+(.+)", re.IGNORECASE)
_NEIGHBOURS = re.compile(r"\b(?:(?:its|their|the|his|her) )?(?:statistical|nearest) neighbours?\b", re.IGNORECASE)
_ALONE = re.compile(rf"\b({_POINT})\b(?!\s+of\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The authorities that a text names, the text without their names, which names were put right, and the regions.

    `trusts` are the names, as typed, of those that run services for an authority.
    """

    authorities: tuple[Authority, ...]
    rest: str
    corrected: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    trusts: tuple[str, ...] = ()


def named(text: str, register: Register, before: Sequence[Authority] = ()) -> Named:
    """Who is named in `text`; `before` are the authorities of the question that it follows.

    "X and its statistical neighbours" names them all; a region names none of its authorities but itself.
    """
    regions, text = _regions(text, register)
    found = _named(text, register, before)
    if _NEIGHBOURS.search(text):
        centre = found.authorities or tuple(before)
        around = tuple(other for authority in centre for other in register.neighbours(authority))
        rest = _NEIGHBOURS.sub(" ", found.rest)
        found = replace(found, authorities=tuple(dict.fromkeys((*centre, *around))), rest=rest)
    return replace(found, regions=regions)


def _regions(text: str, register: Register) -> tuple[tuple[str, ...], str]:
    """The regions that `text` names, and the text without them."""
    spoken = {"Yorkshire and the Humber": r"Yorkshire and (?:the )?Humber(?:side)?", "London": r"London(?: boroughs?)?"}
    spoken |= {place: f"(?:{place}|{alias})" for alias, place in (register.gazetteer.spoken or {}).items()}
    found: list[str] = []
    for region in (*register.regions, *sorted(register.gazetteer.areas, key=len, reverse=True)):
        said = spoken.get(region, region).replace(" ", "[ -]")
        pattern = rf"\b(?:in |across |of )?(?:the )?{said}\b(?! corporation| of )"
        kept = text[:0]
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if not _part_of_a_name(text, match, register):
                found.append(region)
                kept = match[0]
        if kept:
            text = text.replace(kept, " ")
    return tuple(dict.fromkeys(found)), text


def _part_of_a_name(text: str, match: re.Match[str], register: Register) -> bool:
    """True for the London of "City of London", the North East of "North East Lincolnshire"; the Manchester of
    "Greater Manchester" is the other way about."""
    return any(
        m.start < match.end() and m.end > match.start() and not (match.start() <= m.start and m.end <= match.end())
        for m in register.mentions(text)
    )


def _named(text: str, register: Register, before: Sequence[Authority]) -> Named:
    text, towns = _towns(_spelled_out(text, register), register)
    mentions = register.mentions(text)
    if not mentions and not towns:
        text = _gone_on(text, register, before)
        mentions = register.mentions(text)
    rest = text
    for mention in reversed(mentions):
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    misspelt = (
        []
        if towns
        else [
            (typed, authority)
            for typed, authority in register.misspelt(rest)
            if not mentions or _in_a_place(rest, rest.find(typed), typed)
        ]
    )
    for typed, _ in misspelt:
        rest = rest.replace(typed, " ")
    authorities = (*_each_once(_meant(text, mentions)), *towns.values(), *(authority for _, authority in misspelt))
    corrected = [f"“{typed}” as {authority.name}" for typed, authority in misspelt]
    corrected += [f"{town} as a place in {authority.name}" for town, authority in towns.items()]
    trusts = [text[m.start : m.end] for m in mentions if register.is_trust(text[m.start : m.end])]
    return Named(tuple(dict.fromkeys(authorities)), rest, tuple(corrected), trusts=tuple(trusts))


_PLACE_BEFORE = re.compile(r"\b(?:in|at|about|from|for|and|or|vs|versus|with|than|of)\s+$|[,/&]\s*$", re.IGNORECASE)


def _in_a_place(text: str, start: int, typed: str) -> bool:
    """Where the text names another authority: whether a misspelt name stands where a place must stand."""
    return typed[0].isupper() and bool(_PLACE_BEFORE.search(text[:start]))


def _towns(text: str, register: Register) -> tuple[str, dict[str, Authority]]:
    """Of a text that names no authority outright: the towns and districts it names, and the text without them."""
    towns = register.gazetteer.towns_in(text)
    mentions = register.mentions(text)
    if any(not any(t.start <= m.start and m.end <= t.end for t in towns) for m in mentions):
        return text, {}
    found: dict[str, Authority] = {}
    for town in reversed(towns):
        found = {town.name: register.by_name[town.authority], **found}
        text = text[: town.start] + " " + text[town.end :]
    return text, found


def _each_once(mentions: Sequence[Mention]) -> tuple[Authority, ...]:
    """The authorities; beside one of those that a trust runs services for, the trust names no other."""
    single = {mention.authorities[0] for mention in mentions if len(mention.authorities) == 1}
    kept = (
        authority
        for mention in mentions
        for authority in mention.authorities
        if len(mention.authorities) == 1 or not single.intersection(mention.authorities) or authority in single
    )
    return tuple(dict.fromkeys(kept))


_NOT = re.compile(r"\b(?:not|rather than|instead of)\s+$", re.IGNORECASE)


def _meant(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that are ruled out: "Leicestershire, not Leicester"."""
    return [m for m in mentions if not _NOT.search(text[: m.start])] or list(mentions)


def _spelled_out(text: str, register: Register) -> str:
    """`text` with a name that two places share said for both of them."""
    for mention in reversed(register.mentions(text)):
        name = _NAME.fullmatch(text[mention.start : mention.end])
        first = _BEFORE.search(text[: mention.start])
        if name and first and _is_name(f"{first[1]} {name[2]}", register):
            text = f"{text[: first.end(1)]} {name[2]}{text[first.end(1) :]}"
    return text


def _gone_on(text: str, register: Register, before: Sequence[Authority]) -> str:
    """`text` with "West" alone said in full, where an authority named before has a neighbour of that name."""
    shared = [name[2] for name in (_NAME.fullmatch(authority.name) for authority in before) if name]
    for point in reversed(list(_ALONE.finditer(text))):
        whole = next((name for name in shared if _is_name(f"{point[1]} {name}", register)), None)
        if whole:
            text = f"{text[: point.end()]} {whole}{text[point.end() :]}"
    return text


def _is_name(name: str, register: Register) -> bool:
    return any(mention.start == 0 and mention.end == len(name) for mention in register.mentions(name))
