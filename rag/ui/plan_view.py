"""The parts of a plan as chips that can be changed in place: theme, direction, grade, grouping."""

from __future__ import annotations

import streamlit as st

from rag.label.themes import themes
from rag.plan.question import ANY_WAY, Correction
from rag.types import Direction, Grade
from rag.types.plans import By, Plan, Telling
from rag.ui import session
from rag.ui.plain import escape

ANY_DIRECTION, NO_GROUPS = "Weaknesses and strengths", "Not told apart"
_DIRECTIONS: dict[str, Direction | str] = {
    ANY_DIRECTION: ANY_WAY,
    "Weaknesses": Direction.WEAK,
    "Strengths": Direction.STRONG,
}
_GROUPS: dict[str, By | str] = {
    NO_GROUPS: ANY_WAY,
    "By region": By.REGION,
    "By type of authority": By.TYPE,
    "By year": By.YEAR,
    "By kind of inspection": By.FRAMEWORK,
}


def show_plan(index: int, plan: Plan) -> None:
    """Chips for the parts of a plan, each with a form that asks again."""
    change = session.changes(index)
    if plan.telling is Telling.THEME:
        with st.popover(escape(theme_words(plan)), help="Change the theme", key=f"theme-{index}-{change}"):
            _form(index, "theme", plan)
        with st.popover(direction_words(plan), help="Change which way it points", key=f"way-{index}-{change}"):
            _form(index, "way", plan)
    if plan.telling in (Telling.THEME, Telling.GRADES):
        with st.popover(grade_words(plan), help="Change the grade overall", key=f"grade-{index}-{change}"):
            _form(index, "grade", plan)
    if plan.telling is not Telling.CONTRAST:
        with st.popover(group_words(plan), help="Change the groups", key=f"group-{index}-{change}"):
            _form(index, "group", plan)


def theme_words(plan: Plan) -> str:
    """The themes in a few words."""
    said = " or ".join(plan.themes) if plan.either else ", ".join(plan.themes)
    return said[:1].upper() + said[1:]


def direction_words(plan: Plan) -> str:
    """Which way the findings point."""
    return next(said for said, way in _DIRECTIONS.items() if way == (plan.direction or ANY_WAY))


def grade_words(plan: Plan) -> str:
    """The grades that the inspections must have."""
    said = [f"{'/'.join(g.value for g in Grade if g in c.grades)} ({c.area.value})" for c in plan.conditions]
    words = "; ".join(said) or "Any grade"
    return words[:1].upper() + words[1:]


def group_words(plan: Plan) -> str:
    """What the answer is told apart by."""
    if plan.by is By.SIDES:
        return " / ".join(side.name for side in plan.sides)
    return next(said for said, by in _GROUPS.items() if by == (plan.by or ANY_WAY))


def _form(index: int, part: str, plan: Plan) -> None:
    """The form of one part."""
    key = f"{part}-choice-{index}"
    with st.form(key=f"{part}-form-{index}", border=False):
        if part == "theme":
            names = [theme.name for theme in themes()]
            chosen = names.index(plan.themes[0]) if plan.themes[0] in names else None
            st.selectbox("Theme", names, index=chosen, key=key)
        elif part == "way":
            options = list(_DIRECTIONS)
            st.radio("Sentences that tell of", options, index=options.index(direction_words(plan)), key=key)
        elif part == "grade":
            preset = [grade.value for grade in Grade if plan.conditions and grade in plan.conditions[0].grades]
            st.multiselect("Graded overall (none: any)", [grade.value for grade in Grade], default=preset, key=key)
        else:
            options = list(_GROUPS)
            shown = group_words(plan)
            st.radio("Groups", options, index=options.index(shown) if shown in options else 0, key=key)
        st.form_submit_button("Ask again", on_click=_set, args=(index, part, key))


def _set(index: int, part: str, key: str) -> None:
    """Take what the form says as the user's correction."""
    chosen = st.session_state[key]
    if part == "theme" and chosen is None:
        return
    if part == "theme":
        session.correct(index, Correction(theme=chosen))
    elif part == "way":
        session.correct(index, Correction(direction=_DIRECTIONS[chosen]))
    elif part == "grade":
        session.correct(index, Correction(grades=frozenset(map(Grade, chosen))))
    else:
        session.correct(index, Correction(by=_GROUPS[chosen]))
