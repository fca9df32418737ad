"""Which inspections and visits a question names: what each was, when, and how it stands to another (occasions.toml).

"Was the weakness of the 2021 visit still there at the next inspection?" names two: a visit of 2021, and the inspection
after it. A question that names neither visit nor inspection, nor a part of a year, names none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.plan.occasion_words import NamedOccasion, NamedTime, Occasion, Relation, nouns_in, patterns, times_in

__all__ = ["Occasion", "Relation", "occasions_in", "without_occasions"]

_COUNTS = {
    word: n for n, word in enumerate(["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
} | {"one": 1}
_LEFT_OVER = re.compile(
    r"\b(?:(?:the|its|their|that|this|a|an) )?(?:next|following|previous|preceding|prior|earlier|last|latest|newest"
    r"|most recent|first|full|short|standard|focus?sed|ofsted)(?=\s{2,})",
    re.IGNORECASE,
)
"""What qualified a noun that was taken out."""
_CLOSE = re.compile(
    r"[\s,(]*(?:(?:of|in|from|on|for)\s+)?(?:the\s+|that\s+)?(?:(?:next|following|previous|preceding|same)\s+)?",
    re.IGNORECASE,
)
_NEAR, _FAR = 14, 46
"""Characters between a time and the noun that it belongs to: before it ("the 2021 council visit"), behind it."""


def occasions_in(text: str) -> tuple[Occasion, ...]:
    """The occasions that `text`, the places taken out, names; none where it names neither kind nor part of a year."""
    nouns = [noun for noun in nouns_in(text) if not patterns()["not"].search(text[: noun.start])]
    times = [time for time in times_in(text) if not _is_bound(text, time, nouns)]
    free = _with_times(text, nouns, times)
    _related(text, nouns)
    _together(text, nouns)
    free = _shared_year(nouns, free)
    spread = _named_apart(text, nouns, free)
    telling = any(o.kinds or o.relation or o.months for o in spread) or any(time.partial for time in free)
    return tuple(dict.fromkeys(spread)) if telling else ()


def without_occasions(text: str) -> str:
    """`text` without the words that say which inspection or visit is meant: none of them is a subject."""
    nouns, times = list(nouns_in(text)), list(times_in(text))
    named = [(noun.start, noun.end) for noun in nouns]
    free = _with_times(text, nouns, times)
    spans = [_with_theme(text, span, noun) for span, noun in zip(named, nouns, strict=True)]
    spans += [_with_preposition(text, time) for time in times if time.partial or time not in free]
    for name in ("later", "sooner", "after_that", "before_that"):
        spans += [match.span() for match in patterns()[name].finditer(text)]
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return _LEFT_OVER.sub(" ", "".join(kept)) if spans else text


_THEME = re.compile(
    r"\s+(?:about|on|into|of|looking (?:at|into))"
    r"(?:\s+(?!(?:find|found|say|says|said|tell|told|report|note|raise|conclude)\b)[\w'’-]+){1,4}\s*\(?",
    re.IGNORECASE,
)
"""What a visit was about, between it and its time: "the visit on permanence in 2018"."""


def _with_theme(text: str, span: tuple[int, int], noun: NamedOccasion) -> tuple[int, int]:
    """The place of a noun, with what the visit was about where its time follows that."""
    start, end = span
    between = _THEME.match(text, end)
    reached = between is not None and noun.end > end and between.end() >= noun.end - len(" 0000")
    return (start, noun.end) if reached else span


def _with_preposition(text: str, time: NamedTime) -> tuple[int, int]:
    found = re.search(r"\b(?:in|of|from|on|at) $", text[: time.start], re.IGNORECASE)
    return (found.start() if found else time.start), time.end


def _is_bound(text: str, time: NamedTime, nouns: Sequence[NamedOccasion]) -> bool:
    """A year that only bounds a period ("since 2019"); not that of a noun behind it ("before the 2019 inspection")."""
    followed = any(0 <= noun.start - time.end <= _NEAR for noun in nouns)
    return bool(patterns()["bound"].search(text[: time.start])) and not followed


def _with_times(text: str, nouns: list[NamedOccasion], times: Sequence[NamedTime]) -> list[NamedTime]:
    """Give each time to the noun that it stands by; those that are left stand for themselves.

    Months go first: "in 2018, a visit in May" is one time of two words.
    """
    free: list[NamedTime] = []
    for time in sorted(times, key=lambda time: not time.months):
        close = [n for n in nouns if n.end <= time.start and _CLOSE.fullmatch(text[n.end : time.start])]
        behind = [noun for noun in nouns if noun.start >= time.end and _gap(text, time.end, noun.start) <= _NEAR]
        before = [noun for noun in nouns if noun.end <= time.start and _gap(text, noun.end, time.start) <= _FAR]
        near = [noun for noun in (*close, *behind[:1], *before[-1:]) if not noun.occasion.year]
        near = [noun for noun in near if not (noun.occasion.months and time.months)]
        if near:
            relation = _turned(text, time)
            months = time.months or near[0].occasion.months
            near[0].occasion = replace(near[0].occasion, year=time.year, months=months, relation=relation)
            near[0].start, near[0].end = min(near[0].start, time.start), max(near[0].end, time.end)
        else:
            free.append(time)
    return free


def _turned(text: str, time: NamedTime) -> Relation | None:
    """ "The next spring" comes after another time."""
    found = re.search(r"\b(next|following|previous|preceding)\s*$", text[: time.start], re.IGNORECASE)
    if not found or time.year:
        return None
    return Relation.AFTER if found[1].lower() in ("next", "following") else Relation.BEFORE


def _gap(text: str, start: int, end: int) -> int:
    """Characters between two places without counting blanks in a row; very many across the end of a sentence."""
    between = text[start:end]
    if re.search(r"[.?!;:](?:\s|$)|\s[-–—]\s|\b(?:and|but|than)\b", between):
        return 999
    return len(" ".join(between.split()))


def _related(text: str, nouns: list[NamedOccasion]) -> None:
    """What is said of how each noun stands to another."""
    known = patterns()
    for noun in nouns:
        head = text[: noun.start]
        for name, relation in _ADJECTIVES if noun.occasion.kinds or noun.named else ():
            if re.search(rf"(?:{known[name].pattern})(?:\s+[\w'’-]+){{0,2}}\s*$", head, re.IGNORECASE):
                noun.occasion = replace(noun.occasion, relation=relation)
        if known["since"].search(head):
            noun.occasion = replace(noun.occasion, since=True)
        tail = text[noun.end :][:40]
        for name, relation in _BEHIND:
            match = re.match(rf"[\s,]*(?:{known[name].pattern})", tail, re.IGNORECASE)
            if match:
                off = _count(match) if name in ("later", "sooner") else None
                noun.occasion = replace(noun.occasion, relation=relation, years_off=off)
    for first, second in pairwise(nouns):
        joint = re.fullmatch(
            r"\s*(?:(?:that came )?(after|following|before|preceding)) (?:the|its|that)?\s*",
            text[first.end : second.start],
        )
        if joint and not first.occasion.told:
            second.occasion = replace(second.occasion, since=False)
            way = Relation.AFTER if joint[1].lower() in ("after", "following") else Relation.BEFORE
            first.occasion = replace(first.occasion, relation=way)


_ADJECTIVES = (
    ("after", Relation.AFTER),
    ("before", Relation.BEFORE),
    ("latest", Relation.LATEST),
    ("first", Relation.FIRST),
)
_BEHIND = (
    ("after_that", Relation.AFTER),
    ("before_that", Relation.BEFORE),
    ("later", Relation.AFTER),
    ("sooner", Relation.BEFORE),
)


def _count(match: re.Match[str]) -> int | None:
    """Of "two years later" 2; None of months, which only say after or before."""
    if re.search(r"\bmonths?\b", match[0], re.IGNORECASE):
        return None
    said = next((group for group in match.groups() if group), "one").lower()
    return int(said) if said.isdigit() else _COUNTS.get(said, 1)


def _together(text: str, nouns: list[NamedOccasion]) -> None:
    """ "A visit and a full inspection in 2019": the time of one is that of the other."""
    for first, second in pairwise(nouns):
        joined = re.fullmatch(r"\s*(?:,|and|or|&)(?: (?:a|an|the|its))?\s*", text[first.end : second.start])
        if joined and not first.occasion.told and second.occasion.year:
            first.occasion = replace(first.occasion, year=second.occasion.year, months=second.occasion.months)


def _shared_year(nouns: list[NamedOccasion], free: list[NamedTime]) -> list[NamedTime]:
    """ "Twice in 2018, a visit in May and an inspection in the autumn": the one year is that of both."""
    yearless = [n for n in nouns if n.occasion.months and n.occasion.year is None and n.occasion.relation is None]
    bare = [time for time in free if time.year is not None and not time.months]
    years = {time.year for time in bare} | {noun.occasion.year for noun in nouns if noun.occasion.year}
    if not yearless or len(years) != 1:
        return free
    for noun in yearless:
        noun.occasion = replace(noun.occasion, year=next(iter(years)))
    return [time for time in free if time not in bare]


def _named_apart(text: str, nouns: Sequence[NamedOccasion], free: Sequence[NamedTime]) -> list[Occasion]:
    """The occasions in the order of the text: the nouns, and the times that stand for themselves.

    One noun without a time and one time without a noun are one occasion; a season without a year says which of those
    that follow or stand beside.
    """
    bare = [noun for noun in nouns if not noun.occasion.told]
    timed = [time for time in free if time.year is not None]
    if len(bare) == 1 and len(timed) == 1 and len(nouns) == 1:
        return [replace(bare[0].occasion, year=timed[0].year, months=timed[0].months)]
    placed = [(noun.start, noun.occasion) for noun in nouns]
    placed += [(time.start, replace(_kind(text, time, nouns), year=time.year, months=time.months)) for time in timed]
    ordered = [occasion for _, occasion in sorted(placed, key=lambda each: each[0])]
    apart = [occasion for occasion in ordered if occasion.told]
    relations = _standing_alone(text, nouns) if apart and not any(o.relation for o in apart) else []
    return [*apart, *relations] if len(apart) + len(relations) > 1 else (apart + relations or ordered[:1])


def _kind(text: str, time: NamedTime, nouns: Sequence[NamedOccasion]) -> Occasion:
    """The kinds that a time by itself shares with the nouns of its sentence: "the 2018 and 2023 inspections", "two
    visits, May 2021 and June 2023"."""
    begins = max((match.end() for match in re.finditer(r"[.?!](?:\s|$)", text[: time.start])), default=0)
    ends = next((match.start() for match in re.finditer(r"[.?!](?:\s|$)", text[time.end :])), len(text)) + time.end
    beside = {(n.occasion.kinds, n.occasion.exact) for n in nouns if n.occasion.kinds and begins <= n.start < ends}
    kinds, exact = beside.pop() if len(beside) == 1 else ((), False)
    return Occasion(kinds, exact)


def _standing_alone(text: str, nouns: Sequence[NamedOccasion]) -> list[Occasion]:
    """A relation that no noun has: "a year later" by itself."""
    for name, relation in (each for each in _BEHIND if each[0] in ("later", "after_that")):
        for match in patterns()[name].finditer(text):
            if not any(noun.start <= match.start() <= noun.end + 3 for noun in nouns):
                off = _count(match) if name in ("later", "sooner") else None
                return [Occasion(relation=relation, years_off=off)]
    return []
