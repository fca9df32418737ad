"""Steps from one inspection to the next in a question over many reports: who got better, worse, or kept a grade."""

from __future__ import annotations

import re

from rag.plan.conditions import Found
from rag.plan.grade_words import grade_words
from rag.plan.patterns import patterns
from rag.types import Area, Grade
from rag.types.plans import At, Going, Step

_COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3}


def step_in(text: str, found: Found) -> Step | None:
    """What `text` asks of two inspections in turn; `found` are its grades and areas, and its words without them."""
    words = patterns("steps")
    bare = found.rest
    if words["onward"].search(bare) and found.conditions:
        return Step(_area(found), before=found.conditions[0].grades, onward=True)
    if (then := _then_and_now(text, found)) is not None:
        return then
    frameworks = bool(words["frameworks"].search(text))
    between = frameworks or bool(words["between"].search(text))
    going = {way for way, name in _WAYS.items() if words[name].search(bare)}
    if between and not going:
        going = {way for way, name in _BETWEEN.items() if words[name].search(bare)}
    either = bool(words["either"].search(bare))
    least = words["least"].search(text)
    before, after = _ends(text, found, going)
    if not (going or either or (before and after)):
        return None
    named = bool(before or after or least or between)
    if not named and not _says_who_moved(bare, going):
        return None
    if len(going) > 1 and not (before or after):
        going = set()
    return Step(
        _area(found),
        frozenset(going),
        _COUNTS[least["count"].lower()] if least else 1,
        before,
        after,
        frameworks,
    )


_WAYS = {Going.UP: "up", Going.DOWN: "down", Going.SAME: "same"}
_BETWEEN = {Going.UP: "up_between", Going.DOWN: "down_between"}


def _then_and_now(text: str, found: Found) -> Step | None:
    """ "Requires improvement before, inadequate now": a grade in each of two clauses, one of then and one of now."""
    words = patterns("steps")
    clauses = [clause for clause in re.split(r"[,;:]|\b(?:but|and)\b", text) if _grades(clause)]
    then = [clause for clause in clauses if words["then"].search(clause)]
    now = [clause for clause in clauses if words["now"].search(clause) and clause not in then]
    if len(then) != 1 or len(now) != 1 or len(clauses) != 2:
        return None
    return Step(_area(found), before=_grades(then[0]), after=_grades(now[0]))


_WHO_MOVED = re.compile(
    r"\b(?:who|which|what|how many|any(?:one|body)?|number of|share of|list|councils|authorities|areas|boroughs)\b",
    re.IGNORECASE,
)


def _says_who_moved(bare: str, going: set[Going]) -> bool:
    """True for "which councils have improved?": a word of a step that can be nothing else, and nothing beside it."""
    return bool(_WHO_MOVED.search(bare)) and going != {Going.SAME}


def _ends(text: str, found: Found, going: set[Going]) -> tuple[frozenset[Grade], frozenset[Grade]]:
    """The grades from which and to which: "from inadequate to good", "lost their outstanding", "kept outstanding"."""
    either = "|".join(f"(?:{said.pattern})" for said in grade_words().said.values())
    begins = re.search(rf"\b(?:from|out of|escaped?|shed|left) (?:being |an? |the )?(?:{either})", text, re.IGNORECASE)
    ends = re.search(rf"\bto (?:being |an? )?(?:{either})", text, re.IGNORECASE)
    first = _grades(begins[0]) if begins else frozenset[Grade]()
    last = _grades(ends[0]) if ends else frozenset[Grade]()
    counted = [condition for condition in found.conditions if condition.at is At.COUNTED]
    if first or last or not counted:
        return first, last
    if re.search(r"\b(?:lost|lose|losing|no longer)\b", text, re.IGNORECASE):
        return counted[0].grades, last
    if going == {Going.SAME}:
        return counted[0].grades, counted[0].grades
    return first, last


def _grades(text: str) -> frozenset[Grade]:
    return frozenset(grade for grade, said in grade_words().said.items() if said.search(text))


def _area(found: Found) -> Area:
    """The area whose grades are meant."""
    owned = [condition.area for condition in found.conditions]
    return next((area for area in (*found.areas, *owned) if area is not Area.OVERALL), Area.OVERALL)
