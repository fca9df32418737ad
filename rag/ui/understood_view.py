"""What was understood of a question, above its answer: chips for place, time and kind that can be put right."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from rag.plan.period import Period
from rag.plan.question import Correction
from rag.types import INSPECTIONS, VISITS, Answer, Kind, ReportFacts, Understood
from rag.ui import resources, session
from rag.ui.plain import escape, quiet
from rag.ui.plan_view import show_plan

EVERYWHERE = "All authorities"
ANY_TIME = "Any time"
NEWEST = "Newest inspection only"
BETWEEN = "Inspected between"
ANY_KIND = "Inspections and visits"
KINDS_CHOSEN: dict[str, tuple[Kind, ...]] = {
    ANY_KIND: (),
    "Inspections": INSPECTIONS,
    "Visits": VISITS,
    "Joint inspections (JTAI)": (Kind.JTAI,),
    "Area SEND": (Kind.AREA_SEND,),
}
"""What the form offers; the first is what is searched where no kind is named."""
_NO_CHIPS = ("talk",)
_NAMED = 3
"""Authorities that a chip names; of more it says how many."""


def show_understood(index: int, answer: Answer, reports: Sequence[ReportFacts], can_be_changed: bool) -> None:
    """A line with what was understood; place, time and kind open a form where they can be put right."""
    found = answer.understood
    if found is None or found.shape in _NO_CHIPS:
        return
    if not can_be_changed:
        kind = kind_words(found) if found.kinds else ""
        words = ["Understood", place_words(found), time_words(found), kind, *_subject(found)]
        quiet(" · ".join(filter(None, words)))
        return
    with st.container(key=f"understood-{index}", horizontal=True, vertical_alignment="center"):
        quiet("Understood")
        # A key of its own after every change: the form is closed then.
        change = session.changes(index)
        with st.popover(escape(place_words(found)), help="Change the authorities", key=f"place-{index}-{change}"):
            _place_form(index, found, reports)
        with st.popover(escape(time_words(found)), help="Change the time", key=f"time-{index}-{change}"):
            _time_form(index, found, reports)
        with st.popover(escape(kind_words(found)), help="Change the kind of report", key=f"kind-{index}-{change}"):
            _kind_form(index, found)
        if len(answer.plans) == 1:
            show_plan(index, answer.plans[0])
        elif subject := _subject(found):
            quiet(subject[0])


def place_words(found: Understood) -> str:
    """The authorities and areas in a few words."""
    names = [*(name for _, name in found.authorities), *found.regions]
    if len(names) > _NAMED:
        return f"{names[0]} and {len(names) - 1} others"
    return ", ".join(names) or EVERYWHERE


def time_words(found: Understood) -> str:
    """The time in a few words."""
    return found.period[:1].upper() + found.period[1:] if found.period else ANY_TIME


def kind_words(found: Understood) -> str:
    """The kinds of report in a few words."""
    asked = set(found.kinds)
    named = next((name for name, kinds in KINDS_CHOSEN.items() if asked == set(kinds)), "")
    parts = [name for name, kinds in KINDS_CHOSEN.items() if kinds and set(kinds) <= asked]
    return named or " and ".join(
        [parts[0], *(part[:1].lower() + part[1:] for part in parts[1:])] if parts else [ANY_KIND]
    )


def _subject(found: Understood) -> list[str]:
    return [", ".join(found.subject[:6])] if found.subject else []


def _place_form(index: int, found: Understood, reports: Sequence[ReportFacts]) -> None:
    register = resources.register()
    held = {report.urn for report in reports}
    names = {a.urn: a.name for a in sorted(register.authorities, key=lambda a: a.name) if a.urn in held}
    names |= dict(found.authorities)
    names |= {f"area {name}": name for name in (*register.regions, *sorted(register.gazetteer.areas))}
    chosen = [urn for urn, _ in found.authorities] + [
        area for name in found.regions if (area := f"area {name}") in names
    ]
    with st.form(key=f"place-form-{index}", border=False):
        st.multiselect(
            "Authorities or areas (none: all)",
            list(names),
            default=chosen,
            format_func=lambda option: names[option],
            key=f"places-{index}",
        )
        st.form_submit_button("Ask again", on_click=_set_place, args=(index,))


def _set_place(index: int) -> None:
    chosen: list[str] = st.session_state[f"places-{index}"]
    areas = tuple(option.removeprefix("area ") for option in chosen if option.startswith("area "))
    urns = tuple(option for option in chosen if not option.startswith("area "))
    session.correct(index, Correction(authorities=urns, regions=areas))


def _time_form(index: int, found: Understood, reports: Sequence[ReportFacts]) -> None:
    years = sorted({report.inspected_to.year for report in reports if report.inspected_to}) or [2013]
    options = [ANY_TIME, NEWEST, BETWEEN]
    preset = 1 if found.latest else 2 if found.years or found.since or found.until else 0
    first = found.since or min(found.years, default=years[0])
    last = found.until or (max(found.years, default=years[-1]) if not found.since else years[-1])
    with st.form(key=f"time-form-{index}", border=False):
        st.radio("Inspections", options, index=preset, key=f"when-{index}")
        begin, end = st.columns(2)
        begin.selectbox("From", years, index=_place_of(first, years), key=f"since-{index}")
        end.selectbox("To", years, index=_place_of(last, years), key=f"until-{index}")
        st.form_submit_button("Ask again", on_click=_set_time, args=(index,))


def _place_of(year: int, years: Sequence[int]) -> int:
    """The place of the year nearest to one that may not be among them."""
    return min(range(len(years)), key=lambda place: abs(years[place] - year))


def _set_time(index: int) -> None:
    state = st.session_state
    kind = state[f"when-{index}"]
    if kind == BETWEEN:
        years = sorted((state[f"since-{index}"], state[f"until-{index}"]))
        period = Period(since=years[0], until=years[1])
    else:
        period = Period(latest=kind == NEWEST)
    session.correct(index, Correction(period=period))


def _kind_form(index: int, found: Understood) -> None:
    options = list(KINDS_CHOSEN)
    shown = kind_words(found)
    with st.form(key=f"kind-form-{index}", border=False):
        st.radio("Reports", options, index=options.index(shown) if shown in options else 0, key=f"kinds-{index}")
        st.form_submit_button("Ask again", on_click=_set_kind, args=(index,))


def _set_kind(index: int) -> None:
    session.correct(index, Correction(kinds=KINDS_CHOSEN[st.session_state[f"kinds-{index}"]]))
