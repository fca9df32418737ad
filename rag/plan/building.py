"""What a part of a question asks for beside who and when: one small builder for each way of telling."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property

from rag.label.themes import Theme, named_themes, printed_phrase
from rag.plan.conditions import Found, conditions_in
from rag.plan.direction_ask import direction_asked
from rag.plan.patterns import data_of, patterns
from rag.plan.steps import step_in
from rag.plan.terms import terms_of
from rag.plan.vocabulary import vocabulary
from rag.read.text import plain
from rag.types import APART, INSPECTIONS, VISITS, Area, Kind
from rag.types.plans import By, Plan, Side, Telling, When

_UNREAD = 1
"""Words that a plan may leave: it names them. With more of them the question is not one of these."""


@cache
def _framing() -> frozenset[str]:
    return frozenset(data_of("telling")["framing"].split())


@dataclass(frozen=True)
class Words:
    """The text of a part of a question: whole, without places, times and groups, and its conditions on grades."""

    text: str
    rest: str
    found: Found

    def has(self, name: str, text: str | None = None) -> bool:
        """True where the pattern of telling.toml stands in the whole text, or in `text`."""
        return bool(patterns("telling")[name].search(self.text if text is None else text))

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes that are named, beside areas of judgement."""
        return tuple(theme for theme in named_themes(self.rest) if not _is_area(theme))

    @cached_property
    def asked_about(self) -> tuple[Theme, ...]:
        """The themes that are asked about: areas of judgement too, where nothing is said of grades."""
        graded = self.found.conditions or self.has("graded", self.rest) or self.has("ranked")
        return self.themes or (() if graded else named_themes(self.rest))

    @cached_property
    def alternative(self) -> bool:
        """True where an "or" stands between two themes, and hardly anything else."""
        first = [match.span() for theme in self.asked_about if (match := theme.said.search(self.rest))]
        between = self.rest[min(end for _, end in first) : max(start for start, _ in first)] if first else ""
        return bool(re.fullmatch(r"[\s,]*(?:\w+\s+)?or\s+(?:(?!of\b|for\b)[\w']+\s+){0,2}", between))

    @cached_property
    def literal(self) -> str:
        """A word or phrase that is asked for as it stands: "the word kinship"; "" where there is none."""
        match = patterns("telling")["literal"].search(self.text)
        words = match["words"].lower().split() if match else []
        return " ".join(word for word in words if word not in _framing())


def left_words(rest: str) -> tuple[str, ...]:
    """The telling words of `rest` that frame no question over many reports."""
    return tuple(term for term in terms_of(rest) if term.lower() not in _framing() and not term.isdigit())


def mentions(text: str) -> bool:
    """True where it is asked what is mentioned or spoken of."""
    return bool(patterns("telling")["mentions"].search(text))


def _is_area(theme: Theme) -> bool:
    """True for a theme that is an area of judgement: its grades may be meant."""
    return theme.name in vocabulary().areas or theme.name in set(Area)


def _literal(base: Plan, words: Words) -> Plan | None:
    """A word that is looked for as it stands."""
    if not words.literal:
        return None
    by = By.YEAR if words.has("more_now") and not base.by else base.by
    return replace(base, telling=Telling.THEME, themes=(words.literal,), listed=False, by=by)


def _step(base: Plan, words: Words) -> Plan | None:
    """Two inspections in turn."""
    of_others = bool(base.kinds) and not set(base.kinds) <= set(INSPECTIONS)
    of_kinds = bool(base.sides) and bool(base.sides[0].kinds)
    step = None if words.themes or of_others else step_in(words.text, words.found)
    if step is None or (words.has("compared") and len(words.found.areas) == 2):
        return None
    when = When() if base.when.newest == _TWO else base.when
    sides: tuple[Side, ...] = () if of_kinds else base.sides
    by = None if of_kinds or base.by is By.YEAR else base.by
    left = words.found.rest
    for said in patterns("steps").values():
        left = said.sub(" ", left)
    plan = replace(base, telling=Telling.MOVES, step=step, when=when, kinds=(), by=by, sides=sides)
    return replace(plan, unread=left_words(left))


_TWO = 2
"""The last two inspections of a step are each authority's own, not the newest of all; two themes may be either."""


def _contrast(base: Plan, words: Words) -> Plan | None:
    """What one group has more than another."""
    if not words.has("contrast", words.rest) or words.has("share_of", words.rest) or words.themes or base.by:
        return None
    own = [condition for condition in words.found.conditions if len(condition.grades) <= _HALF]
    if not own:
        return None
    against = [condition for condition in own[1:] if condition.grades.isdisjoint(own[0].grades)]
    plan = replace(base, telling=Telling.CONTRAST, conditions=(own[0], *against[-1:]))
    return replace(plan, unread=left_words(words.found.rest))


_HALF = 2
"""Grades of a group: what denies one grade names no group."""


def _of_theme(base: Plan, words: Words) -> Plan | None:
    """A theme of the list."""
    if not words.asked_about:
        return None
    conditions = conditions_in(words.rest, alone=False)
    if name := _phrase(words):
        graded = conditions.conditions
        return replace(base, telling=Telling.THEME, themes=(name,), listed=False, conditions=graded)
    asked = base.when.named or base.who or base.by or conditions.conditions or words.has("many")
    if not asked:
        return None
    left = conditions.rest
    for theme in words.asked_about:
        left = theme.said.sub(" ", left)
    plan = replace(
        base,
        telling=Telling.THEME,
        themes=tuple(theme.name for theme in words.asked_about),
        either=len(words.asked_about) == _TWO and words.alternative,
        direction=None if words.has("how_well") or base.by is By.SIDES else direction_asked(conditions.rest),
        conditions=conditions.conditions,
    )
    outright = base.when.named or base.who or base.by or plan.conditions or words.has("which_ones")
    beside = left_words(left)
    few = len(beside) <= _UNREAD + 2 * (len(words.asked_about) > 1)
    return replace(plan, beside=beside) if outright or few else None


def _phrase(words: Words) -> str:
    """A phrase that is less than its theme, where it is asked who mentions it: "bed and breakfast"."""
    if not words.has("names_it") or len(words.asked_about) > 1:
        return ""
    theme = words.asked_about[0]
    match = theme.said.search(words.rest)
    said = match[0].lower() if match else ""
    own = {plain(said).replace("-", " ").rstrip("s"), theme.name.rstrip("s")}
    printed = " " in said and printed_phrase(theme).fullmatch(plain(said))
    return said if printed and len(own) > 1 else ""


def _compared(base: Plan, words: Words) -> Plan | None:
    """Two areas whose grades are set beside each other."""
    if len(words.found.areas) != 2 or words.found.conditions or not words.has("compared"):
        return None
    return _with_unread(replace(base, areas=words.found.areas, compared=True), words.found.rest)


def _of_grades(base: Plan, words: Words) -> Plan | None:
    """Grades: conditions, how they spread, or groups side by side."""
    found = words.found
    graded = words.has("graded", words.rest) and (base.when.named or base.who or base.by or words.has("many"))
    ranked = bool(base.by) and (words.has("better") or bool(found.areas))
    if not (found.conditions or graded or ranked):
        return None
    span = base.when.first and base.when.last and base.when.last.year > base.when.first.year
    by = By.YEAR if words.has("changed") and not base.by and (span or not base.when.named) else base.by
    plan = _with_unread(replace(base, by=by, conditions=found.conditions, areas=found.areas), found.rest)
    why = patterns("telling")["reasons"].search(found.rest)
    return replace(plan, unread=(*plan.unread, why[0].lower())) if plan and why else plan


def _of_reports(base: Plan, words: Words) -> Plan | None:
    """Inspections or visits themselves."""
    most = words.has("most") and words.has("held")
    if not (base.kinds or words.has("inspected") or most) or words.found.conditions:
        return None
    if not (words.has("reports") or not left_words(words.found.rest)):
        return None
    kinds = base.kinds or (INSPECTIONS if words.has("inspected") or words.has("of_inspections") else tuple(Kind))
    plan = replace(base, telling=Telling.REPORTS, kinds=kinds, most_first=words.has("most"))
    return _with_unread(replace(plan, denied=words.has("denied") and base.when.named), words.rest, 0)


def _mentioned(base: Plan, words: Words) -> Plan | None:
    """A theme that no list knows, by its words, where what is asked is how often or where it is mentioned."""
    if not words.has("mentions") or words.asked_about:
        return None
    terms = left_words(patterns("telling")["mentions"].sub(" ", words.rest))
    if not 1 <= len(terms) <= 2:
        return None
    return replace(base, telling=Telling.THEME, themes=(" ".join(terms).lower(),), listed=False)


BUILDERS: tuple[Callable[[Plan, Words], Plan | None], ...] = (
    _literal,
    _step,
    _contrast,
    _of_theme,
    _compared,
    _of_grades,
    _of_reports,
    _mentioned,
)
"""The first that takes a part of a question builds its plan."""


def _with_unread(plan: Plan, rest: str, most: int = _UNREAD) -> Plan | None:
    """The plan with the words that it could not take; None where these are too many."""
    left = left_words(rest)
    return replace(plan, unread=left) if len(left) <= most else None


def settled(plan: Plan, words: Words) -> Plan:
    """The plan with the time that is meant where none is named."""
    first = plan.when.first
    if plan.telling is Telling.THEME and first and plan.when.last is None and (first.month, first.day) == (1, 1):
        return replace(plan, when=replace(plan.when, published=True))  # "since 2022": what came out since then
    if plan.when.named or plan.telling in (Telling.MOVES, Telling.CONTRAST):
        return plan
    if plan.telling is Telling.REPORTS:
        return replace(plan, when=When(every=True))
    of_sides = bool(plan.sides) and bool(plan.sides[0].kinds or plan.sides[0].when.named)
    apart = plan.by in (By.YEAR, By.FRAMEWORK) or of_sides
    sif = bool(plan.kinds) and Kind.SIF in plan.kinds and set(plan.kinds) != set(INSPECTIONS)
    of_others = bool(plan.kinds) and bool(set(plan.kinds) & {*VISITS, *APART})
    narrowed = plan.conditions or plan.direction or plan.by or plan.who
    told = plan.telling is Telling.THEME and not narrowed and not words.has("now")
    return replace(plan, when=When(every=True)) if apart or sif or of_others or told else plan
