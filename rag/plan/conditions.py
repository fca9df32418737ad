"""Conditions on grades in a question over many reports: "outstanding for care leavers but not overall"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rag.plan.grade_words import BEST_FIRST, grade_words
from rag.plan.patterns import data_of, patterns
from rag.plan.vocabulary import vocabulary
from rag.types import Area, Grade
from rag.types.plans import At, Graded, Over


def _data() -> Mapping[str, str]:
    return data_of("conditions")


def _pattern(name: str) -> re.Pattern[str]:
    return patterns("conditions")[name]


@dataclass(frozen=True, slots=True)
class Found:
    """The conditions, the areas that are named beside them, and the text without grades and areas."""

    conditions: tuple[Graded, ...]
    areas: tuple[Area, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    grades: frozenset[Grade] = frozenset()
    denied: bool = False
    area: Area | None = None


@cache
def _grades_pattern() -> re.Pattern[str]:
    """A grade, or several that are alternatives, with what makes them a bound or denies them."""
    said = grade_words().said
    others = "|".join(f"(?:{said[grade].pattern})" for grade in BEST_FIRST if grade is not Grade.GOOD)
    good = r"(?:(?<![\w-])good(?![\w-]))"
    one = rf"(?:{others}|{good})"
    return re.compile(
        rf"(?P<not>{_data()['denied']}\s+(?:{_data()['denied_on']}\s+)*)?"
        rf"(?P<bound>\b{_data()['bound']}\s+(?:rated |graded |judged )?)?"
        rf"(?P<grades>{one}(?:\s*(?:,|/|\bor\b|\band\b|\bnor\b|,\s*or)\s*{one})*)"
        rf"(?P<more>\s+or\s+{_data()['more']})?",
        re.IGNORECASE,
    )


def conditions_in(text: str, alone: bool = True) -> Found:
    """The conditions that `text` sets on grades.

    With `alone` nothing but grades is asked about. Otherwise the question is about a theme, and only what is said of
    authorities or inspections counts ("inadequate ones praised for early help"): areas are left to the theme.
    """
    mentions = sorted([*_graded(text, alone), *(_areas(text) if alone else ())], key=lambda mention: mention.start)
    conditions, areas = _put_together(text, mentions)
    rest = text
    for mention in mentions:
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    return Found(tuple(conditions), areas, rest)


def _graded(text: str, alone: bool) -> Iterator[_Mention]:
    for match in _grades_pattern().finditer(text):
        grades = frozenset(grade for grade in BEST_FIRST if grade_words().said[grade].search(match["grades"]))
        if grades == {Grade.GOOD} and not match["bound"] and not match["more"] and not _is_grade(text, match):
            continue
        if not alone and not _of_an_authority(text, match):
            continue
        loose = grade_words().loose.fullmatch(match["grades"])
        if loose and next(_areas(text), None) and not re.match(rf"\s*{_data()['noun']}\b", text[match.end() :], re.I):
            continue  # "which councils are failing care leavers?" asks what is wrong, not for grades
        yield _Mention(match.start(), match.end(), _bounded(grades, match), bool(match["not"]))


def _is_grade(text: str, match: re.Match[str]) -> bool:
    """True where "good" is a grade, by the words around it."""
    start, end = match.span("grades")
    before = re.search(rf"\b{_data()['before_good']}\s*$", text[:start], re.IGNORECASE)
    behind = re.match(rf"\s*{_data()['behind_good']}\b|\s*[?.,;:()]|\s*$", text[end:], re.IGNORECASE)
    alone = re.match(
        rf"\s*(?:overall|or|{_data()['noun']}|(?:for |in )?(?:{_areas_said()}))\b", text[end:], re.IGNORECASE
    )
    judged = re.search(r"\b(?:rated|graded|judged)\s*$", text[:start], re.IGNORECASE)
    return bool(alone or judged) or (bool(behind) and bool(before))


@cache
def _areas_said() -> str:
    return "|".join(map(re.escape, sorted(vocabulary().areas, key=len, reverse=True)))


def _of_an_authority(text: str, match: re.Match[str]) -> bool:
    """True where a grade is said of authorities: "inadequate ones", "those rated good", "now inadequate:"."""
    before, behind = text[: match.start("grades")], text[match.end() :]
    noun = re.match(rf"\s*(?:overall|rated|graded)?\s*(?:english )?{_data()['noun']}\b", behind, re.IGNORECASE)
    said = re.search(
        r"\b(?:rated|graded|judged|found|now|currently|are|were|that is|those|that|which|who)\s*$",
        before,
        re.IGNORECASE,
    )
    return bool(noun or re.match(r"\s*overall\b", behind, re.IGNORECASE) or said)


def _bounded(grades: frozenset[Grade], match: re.Match[str]) -> frozenset[Grade]:
    """The grades that are meant: those named, or those on one side of them."""
    places = [BEST_FIRST.index(grade) for grade in grades]
    more, bound = (match["more"] or "").lower(), (match["bound"] or "").lower()
    if more:
        better = bool(re.search("better|above|higher", more))
        return frozenset(BEST_FIRST[: max(places) + 1] if better else BEST_FIRST[min(places) :])
    if re.search("least|as good as", bound):
        return frozenset(BEST_FIRST[: max(places) + 1])
    if re.search("other|anything but", bound):
        return frozenset(BEST_FIRST) - grades
    if re.search("better|higher|more|above", bound):
        return frozenset(BEST_FIRST[: min(places)])
    if bound:
        return frozenset(BEST_FIRST[max(places) + 1 :])
    return grades


def _areas(text: str) -> Iterator[_Mention]:
    taken: list[tuple[int, int]] = []
    for phrase in sorted(vocabulary().areas, key=len, reverse=True):
        for match in re.finditer(rf"\b{re.escape(phrase)}(?:'s?)?(?![\w-])", text, re.IGNORECASE):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                denied = bool(
                    re.search(
                        rf"{_data()['denied']}\s+(?:for |in |on )?(?:the )?$", text[: match.start()], re.IGNORECASE
                    )
                )
                yield _Mention(*match.span(), denied=denied, area=vocabulary().areas[phrase][0])


def _put_together(text: str, mentions: Sequence[_Mention]) -> tuple[list[Graded], tuple[Area, ...]]:
    """Each grade with the areas nearest to it in its clause, or overall; an area that is denied has the grade before.

    Areas of clauses without a grade are only named.
    """
    graded = [mention for mention in mentions if mention.grades]
    owned: dict[int, list[Area]] = {place: [] for place in range(len(graded))}
    named: list[Area] = []
    denied: list[tuple[int, Area]] = []
    for mention in mentions:
        if mention.area is None:
            continue
        owner = _owner(text, mention, graded)
        if owner is None and mention.denied and graded:
            denied.append((mention.start, mention.area))
        elif owner is None:
            named.append(mention.area)
        else:
            owned[owner].append(mention.area)
    conditions: list[tuple[int, Graded]] = []
    for place, mention in enumerate(graded):
        clause = _clause_of(text, mention)
        never = bool(_pattern("never").search(clause)) and not mention.denied
        grades = _denied(mention.grades) if mention.denied or never else mention.grades
        over, grades = _over(clause, grades)
        at = At.COUNTED if over is not Over.ONE else _at(clause)
        areas = [Area.OVERALL] if over is not Over.ONE else owned[place] or [Area.OVERALL]
        conditions += [(mention.start, Graded(area, grades, at, over)) for area in areas]
    for start, area in denied:
        before = [condition for at, condition in conditions if at < start] or [conditions[0][1]]
        conditions.append((start, Graded(area, frozenset(BEST_FIRST) - before[-1].grades)))
    ordered = [condition for _, condition in sorted(conditions, key=lambda item: item[0])]
    return list(dict.fromkeys(ordered)), tuple(dict.fromkeys(named))


def _denied(grades: frozenset[Grade]) -> frozenset[Grade]:
    """What is left where grades are denied; "not good" means less than good."""
    if grades == {Grade.GOOD}:
        return frozenset(BEST_FIRST[BEST_FIRST.index(Grade.GOOD) + 1 :])
    return frozenset(BEST_FIRST) - grades


def _owner(text: str, area: _Mention, graded: Sequence[_Mention]) -> int | None:
    """The place of the grade that an area belongs to: the nearest with no end of a clause between."""
    near: list[tuple[int, int]] = []
    for place, grade in enumerate(graded):
        first, last = (grade, area) if grade.start < area.start else (area, grade)
        between = text[first.end : last.start]
        if not _pattern("clause").search(between) and not (area.denied and grade.end <= area.start):
            near.append((len(between), place))
    return min(near)[1] if near else None


def _over(clause: str, grades: frozenset[Grade]) -> tuple[Over, frozenset[Grade]]:
    """Whether a condition is on one area or on all; "no area below good" is every area good or better."""
    if _pattern("no_area").search(clause):
        return Over.EVERY, frozenset(BEST_FIRST) - grades
    if _pattern("every_area").search(clause):
        return Over.EVERY, grades
    return (Over.ANY if _pattern("any_area").search(clause) else Over.ONE), grades


def _clause_of(text: str, mention: _Mention) -> str:
    """The words of a mention's own clause."""
    begins = max((match.end() for match in _pattern("clause").finditer(text, 0, mention.start)), default=0)
    ends = _pattern("clause").search(text, mention.end)
    return text[begins : ends.start() if ends else len(text)]


def _at(clause: str) -> At:
    if _pattern("never").search(clause) or _pattern("always").search(clause):
        return At.ALWAYS
    return At.EVER if _pattern("ever").search(clause) else At.COUNTED
