"""From a question to plans: what of it is asked over many reports, each part by itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from rag.label.themes import Theme, named_themes
from rag.plan.conditions import Found, conditions_in
from rag.plan.direction_ask import direction_asked
from rag.plan.groups import Groups, groups_in, kinds_of, sides_of
from rag.plan.places import named
from rag.plan.steps import step_in
from rag.plan.terms import terms_of
from rag.plan.vocabulary import vocabulary
from rag.plan.when import when_of
from rag.read.authorities import Authority, Register
from rag.types import APART, INSPECTIONS, VISITS, Area, Kind
from rag.types.plans import At, By, Plan, Side, Telling, When, Who

_UNREAD = 1
"""Words that a plan may leave: it names them. With more of them the question is not one of these."""


@cache
def _words() -> tuple[Mapping[str, re.Pattern[str]], frozenset[str]]:
    data = tomllib.loads(files("rag.plan").joinpath("telling.toml").read_text(encoding="utf-8"))
    framing = frozenset(data.pop("framing").split())
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in data.items()}, framing


def _has(name: str, text: str) -> bool:
    return bool(_words()[0][name].search(text))


def plans_of(text: str, register: Register, before: Sequence[Plan] = ()) -> tuple[Plan, ...]:
    """The plans of a question over many reports, one for each of its parts; none where it is another kind of question.

    `before` are those of the question that it follows: a part that says only who or when goes on from there.
    """
    whole = plan_of(text, register, before[-1] if before else None)
    parts: list[Plan] = []
    for piece in _pieces(text):
        part = plan_of(piece, register, parts[-1] if parts else None)
        if part is None and not parts:
            break
        if part is None:
            parts[-1] = replace(parts[-1], unread=(*parts[-1].unread, piece.strip(" ?.,;")))
            continue
        parts.append(_within(part, parts[-1], piece) if parts else part)
    if len(parts) > 1 and not _one_step(parts, whole):
        return tuple(dict.fromkeys(parts))
    return (whole,) if whole else ()


_THOSE = re.compile(r"\b(?:those|these|them|they|their|ones|of which)\b", re.IGNORECASE)


def _within(part: Plan, before: Plan, piece: str) -> Plan:
    """A part of a question, with the place and the time of the part before where it names none, and its conditions
    where it goes on about those that it found."""
    part = replace(part, who=part.who or before.who, when=part.when if part.when.named else before.when)
    if part.telling is before.telling is Telling.GRADES and _THOSE.search(piece):
        conditions = tuple(dict.fromkeys((*before.conditions, *part.conditions)))
        return replace(part, conditions=conditions)
    return part


def _one_step(parts: Sequence[Plan], whole: Plan | None) -> bool:
    """ "How many went up and how many down?" is one count of steps."""
    return bool(whole and whole.step and all(part.telling is Telling.MOVES for part in parts))


_PARTED = re.compile(
    r"(?<=[?;])\s+(?=(?:and|but|what|which|who|how|when|where|were|are|is|was|did)\b)|\s*[,;]?\s+(?:and|but)\s+(?=(?:how (?:many|often)|which|who|what|where|when|were|are|was|is)\b)"
    r"|,\s+(?=(?:which (?:ones|of)|who|how many|when)\b)",
    re.IGNORECASE,
)


def _pieces(text: str) -> list[str]:
    """The parts of a question that asks several things."""
    return [piece.strip() for piece in _PARTED.split(text) if len(piece.split()) > 1]


def plan_of(text: str, register: Register, before: Plan | None = None) -> Plan | None:
    """The plan of one part of a question; None where it is not one over many reports."""
    places = named(text, register)
    neighbours = _neighbours(text, register)
    if places.authorities and not neighbours:
        return None
    when, rest = when_of(places.rest)
    groups = groups_in(rest)
    who = Who(places.regions, groups.types)
    sides = neighbours or sides_of(groups, places.regions, text)
    return _told(text, groups, when, who, sides, before)


def _told(text: str, groups: Groups, when: When, who: Who, sides: tuple[Side, ...], before: Plan | None) -> Plan | None:
    """The plan, by what is asked for beside who and when."""
    kinds = kinds_of([name for name in groups.kinds if name]) if groups.kinds else ()
    base = Plan(
        Telling.GRADES,
        who=Who() if sides and not sides[0].kinds else who,
        when=when,
        kinds=() if sides and sides[0].kinds else kinds,
        by=By.SIDES if sides else groups.by,
        sides=sides,
    )
    rest = groups.rest
    found = conditions_in(rest)
    theme = _theme(rest)
    if before and before.telling is Telling.THEME and theme is None and base.kinds:
        return _going_on(base, text, found, before)
    for build in (_step, _contrast, _of_theme, _compared, _of_grades, _of_reports, _mentioned):
        plan = build(base, text, rest, found, theme)
        if plan is not None:
            return _settled(plan, text, found)
    return _going_on(base, text, found, before) if before else None


def _theme(rest: str) -> Theme | None:
    """The theme that is asked about, beside areas of judgement; None where none or several are named."""
    themes = [theme for theme in named_themes(rest) if not _is_area(theme)]
    return themes[0] if len(themes) == 1 else None


def _is_area(theme: Theme) -> bool:
    """True for a theme that is an area of judgement: its grades may be meant."""
    return theme.name in {phrase for phrase in vocabulary().areas} or theme.name in set(Area)


def _step(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    step = step_in(text, found) if theme is None else None
    if step is None or (base.kinds and not set(base.kinds) <= set(INSPECTIONS)):
        return None
    when = When() if base.by is not By.YEAR else base.when
    return replace(
        base,
        telling=Telling.MOVES,
        step=step,
        when=base.when if base.when.named else when,
        kinds=(),
        by=_not_of_frameworks(base),
        sides=_not_kinds(base.sides),
    )


def _not_of_frameworks(base: Plan) -> By | None:
    return None if (base.sides and base.sides[0].kinds) or base.by is By.YEAR else base.by


def _not_kinds(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    return () if sides and sides[0].kinds else sides


def _contrast(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    asked = _has("contrast", rest) and not _has("share_of", rest)
    if not asked or not found.conditions or theme is not None or base.by:
        return None
    return replace(base, telling=Telling.CONTRAST, conditions=found.conditions[:1])


def _of_theme(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    if theme is None:
        return None
    conditions = conditions_in(rest, alone=False)
    left = theme.said.sub(" ", conditions.rest)
    direction = direction_asked(conditions.rest)
    over_many = base.when.named or base.who or base.by or conditions.conditions or _has("many", text)
    if not over_many:
        return None
    plan = replace(base, telling=Telling.THEME, theme=theme.name, direction=direction, conditions=conditions.conditions)
    return _with_unread(plan, left)


def _compared(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    if len(found.areas) != 2 or found.conditions or not _has("compared", text):
        return None
    return _with_unread(replace(base, areas=found.areas, compared=True), found.rest)


def _of_grades(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    graded = _has("graded", rest) and (base.when.named or base.who or base.by or _has("many", text))
    ranked = bool(base.by) and (_has("better", text) or bool(found.areas))
    if not (found.conditions or graded or ranked):
        return None
    plan = replace(base, conditions=found.conditions, areas=found.areas)
    return _with_unread(plan, found.rest)


def _of_reports(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    counted = bool(base.kinds) or _has("inspected", text)
    if not counted or not _has("reports", text):
        return None
    by = base.by if base.by else None
    return _with_unread(
        replace(base, telling=Telling.REPORTS, by=by, best_first=True if _has("most", text) else None), rest, 0
    )


def _mentioned(base: Plan, text: str, rest: str, found: Found, theme: Theme | None) -> Plan | None:
    """A theme that no list knows, by its words, where what is asked is how often or where it is mentioned."""
    if not _has("mentions", text) or named_themes(rest):
        return None
    terms = [term for term in terms_of(_words()[0]["mentions"].sub(" ", rest)) if term.lower() not in _words()[1]]
    if not 1 <= len(terms) <= 2:
        return None
    return replace(base, telling=Telling.THEME, theme=" ".join(terms).lower(), listed=False)


def _with_unread(plan: Plan, rest: str, most: int = _UNREAD) -> Plan | None:
    """The plan with the words that it could not take; None where these are too many."""
    framing = _words()[1]
    left = tuple(term for term in terms_of(rest) if term.lower() not in framing and not term.isdigit())
    return replace(plan, unread=left) if len(left) <= most else None


def _settled(plan: Plan, text: str, found: Found) -> Plan:
    """The plan with the time that is meant where none is named."""
    if plan.when.named or plan.telling in (Telling.MOVES, Telling.CONTRAST):
        return plan
    if plan.telling is Telling.REPORTS:
        return replace(plan, when=When(every=True))
    apart = plan.by in (By.YEAR, By.FRAMEWORK) or bool(plan.sides and plan.sides[0].kinds)
    history = any(condition.at is not At.COUNTED for condition in plan.conditions)
    sif = bool(plan.kinds) and Kind.SIF in plan.kinds and set(plan.kinds) != set(INSPECTIONS)
    of_others = bool(plan.kinds) and bool(set(plan.kinds) & {*VISITS, *APART})
    told = plan.telling is Telling.THEME and not (plan.conditions or plan.direction or plan.by or _has("now", text))
    if apart or sif or of_others or (told and not history):
        return replace(plan, when=When(every=True))
    return plan


def _going_on(base: Plan, text: str, found: Found, before: Plan) -> Plan | None:
    """The plan before with what this part names in its stead: "and how many in London?"."""
    left = _with_unread(base, found.rest, 0)
    if left is None or not (base.who or base.when.named or base.by or base.kinds or found.areas):
        return None
    return replace(
        before,
        who=base.who or before.who,
        when=base.when if base.when.named else before.when,
        kinds=base.kinds or before.kinds,
        by=base.by or before.by,
        sides=base.sides or before.sides,
        areas=found.areas or before.areas,
    )


_NEIGHBOURS = re.compile(r"\b(?:(?:its|their|the|his|her) )?(?:statistical|nearest) neighbours?\b", re.IGNORECASE)


def _neighbours(text: str, register: Register) -> tuple[Side, ...]:
    """An authority and its statistical neighbours, where a question sets one beside the other."""
    if not _NEIGHBOURS.search(text):
        return ()
    found = named(_NEIGHBOURS.sub(" ", text), register).authorities
    if len(found) != 1:
        return ()
    centre: Authority = found[0]
    around = tuple(other.urn for other in register.neighbours(centre))
    return (
        Side(centre.name, Who(urns=(centre.urn,))),
        Side("its statistical neighbours", Who(urns=around, neighbours_of=centre.urn)),
    )
