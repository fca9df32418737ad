"""From a question to plans: what of it is asked over many reports, each part by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.plan.building import BUILDERS, Words, left_words, settled
from rag.plan.conditions import conditions_in
from rag.plan.direction_ask import direction_asked
from rag.plan.groups import Groups, excluded, groups_in, kinds_of, sides_of
from rag.plan.places import named
from rag.plan.when import times_of
from rag.read.authorities import Authority, Register
from rag.types import Grade
from rag.types.plans import By, Graded, Plan, Side, Telling, When, Who


def plans_of(text: str, register: Register, before: Sequence[Plan] = ()) -> tuple[Plan, ...]:
    """The plans of a question over many reports, one for each of its parts; none where it is another kind of question.

    `before` are those of the question that it follows: a part that says only who or when goes on from there.
    """
    whole = plan_of(text, register, before[-1] if before else None)
    parts: list[Plan] = []
    lead = ""
    for piece in _pieces(text):
        part = plan_of(f"{lead} {piece}".strip(), register, parts[-1] if parts else None)
        if part is None and not parts:
            lead = f"{lead} {piece}"
            continue
        if part is None:
            parts[-1] = replace(parts[-1], unread=(*parts[-1].unread, piece.strip(" ?.,;")))
            continue
        parts.append(_within(part, parts, piece) if parts else part)
    if len(parts) > 1 and not _one_step(parts, whole):
        return tuple(dict.fromkeys(parts))
    return (whole,) if whole else ()


_PARTED = re.compile(
    r"(?<=[?;])\s+(?=(?:and|but|what|which|who|who's|how|when|where|were|are|is|was|did)\b)"
    r"|\s*[,;]?\s+(?:and|but)\s+(?=(?:how (?:many|often)|which|who|what|where|when|were|are|was|is)\b)"
    r"|,\s+(?=(?:which (?:ones|of|\w+ (?:are|were|is|was|have|had))|who|how many|when|what about)\b)",
    re.IGNORECASE,
)


def _pieces(text: str) -> list[str]:
    """The parts of a question that asks several things."""
    return [piece.strip() for piece in _PARTED.split(text) if len(piece.split()) > 1]


_THOSE = re.compile(r"\b(?:those|these|them|they|their|ones|of which|each|whose)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:isn.?t|aren.?t|wasn.?t|weren.?t|is not|are not|did not|didn.?t|who.?s not|not)\b", re.IGNORECASE
)


def _within(part: Plan, parts: Sequence[Plan], piece: str) -> Plan:
    """A part of a question, with the place and the time of the first part where it names none, and the conditions of
    the one before where it goes on about those that it found."""
    first, before = parts[0], parts[-1]
    when = first.when if first.when.named and not part.when.named else part.when
    part = replace(part, who=part.who or first.who, when=when)
    if part.telling is before.telling is Telling.GRADES and _THOSE.search(piece):
        conditions = tuple(dict.fromkeys((*before.conditions, *part.conditions)))
        return replace(part, conditions=conditions)
    return part


def _one_step(parts: Sequence[Plan], whole: Plan | None) -> bool:
    """ "How many went up and how many down?" is one count of steps, "which ones?" after a count asks for its list."""
    return bool(whole and whole.step and all(part.telling is Telling.MOVES for part in parts))


def plan_of(text: str, register: Register, before: Plan | None = None) -> Plan | None:
    """The plan of one part of a question; None where it is not one over many reports."""
    places = named(text, register)
    neighbours = _neighbours(text, register)
    if places.authorities and not neighbours:
        return None
    times, rest = times_of(places.rest)
    groups = groups_in(rest)
    who = excluded(text, Who(places.regions, groups.types))
    sides = neighbours or sides_of(groups, who.regions, text) or _of_times(times, groups)
    kinds = kinds_of(groups.kinds)
    base = Plan(
        Telling.GRADES,
        who=Who() if sides and not (sides[0].kinds or sides[0].when.named) else who,
        when=When() if sides and sides[0].when.named else _whole_time(times),
        kinds=() if sides and sides[0].kinds else kinds,
        by=By.SIDES if sides else By.YEAR if len(times) > 1 else groups.by,
        sides=sides,
    )
    words = Words(text, groups.rest, conditions_in(groups.rest))
    return _told(base, words, before)


def _of_times(times: Sequence[When], groups: Groups) -> tuple[Side, ...]:
    """Two times that are set against each other."""
    if len(times) != 2 or not groups.compared or any(time.first is None or time.last is None for time in times):
        return ()
    return tuple(Side(time.said.removeprefix("in "), when=time) for time in times)


def _whole_time(times: Sequence[When]) -> When:
    """The time from the first to the last that is named."""
    if len(times) < 2 or any(time.first is None or time.last is None for time in times):
        return times[0] if times else When()
    firsts, lasts = [time.first for time in times if time.first], [time.last for time in times if time.last]
    first, last = min(firsts), max(lasts)
    return When(first, last, said=f"in {first.year} to {last.year}" if first.year != last.year else f"in {first.year}")


def _told(base: Plan, words: Words, before: Plan | None) -> Plan | None:
    """The plan, by what is asked for beside who and when."""
    if before and (going_on := _going_on(base, words, before)):
        return going_on
    for build in BUILDERS:
        plan = build(base, words)
        if plan is not None:
            return settled(plan, words)
    return None


def _going_on(base: Plan, words: Words, before: Plan) -> Plan | None:
    """The plan before with what this part names in its stead: "and how many in London?", "and who isn't?"; None where
    it asks for something of its own."""
    if before.telling is Telling.THEME and _AND.match(words.text) and (another := _another_theme(base, words, before)):
        return another
    if words.found.conditions or words.themes or left_words(words.found.rest):
        return None
    others = bool(_OTHERS.search(words.text)) and bool(before.conditions) and before.telling is Telling.GRADES
    own = base.who or base.when.named or base.by or base.kinds or words.found.areas
    by_itself = base.kinds and before.telling is not Telling.THEME and before.telling is not Telling.REPORTS
    if not (own or others) or by_itself or words.has("step_words"):
        return None
    conditions = tuple(map(_complement, before.conditions)) if others else before.conditions
    return replace(
        before,
        who=base.who or before.who,
        when=replace(base.when, published=before.when.published) if base.when.named else before.when,
        kinds=base.kinds or before.kinds,
        by=base.by or before.by,
        sides=base.sides or before.sides,
        areas=words.found.areas or (() if base.who or base.when.named else before.areas),
        conditions=conditions,
        unread=(),
        goes_on=True,
    )


_AND = re.compile(r"\W*(?:and|but|or|what about|how about|what of)\b(?!.{50})", re.IGNORECASE)


def _another_theme(base: Plan, words: Words, before: Plan) -> Plan | None:
    """The plan before on another theme ("what about early help?"), or pointing the other way ("and the strengths?")."""
    direction = direction_asked(words.rest) if words.themes or words.has("side_named") else None
    if words.found.conditions or not (words.themes or direction) or (not words.themes and left_words(words.rest)):
        return None
    return replace(
        before,
        themes=tuple(theme.name for theme in words.themes) or before.themes,
        listed=before.listed or bool(words.themes),
        either=before.either and not words.themes,
        direction=direction or before.direction,
        who=base.who or before.who,
        when=replace(base.when, published=before.when.published) if base.when.named else before.when,
        beside=(),
        unread=(),
        goes_on=True,
    )


def _complement(condition: Graded) -> Graded:
    return replace(condition, grades=frozenset(Grade) - condition.grades)


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
