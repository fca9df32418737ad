"""Brings the reader to what has just changed: the new answer's beginning, the opened source, the citation left open.

The script is fixed and ours; what it is given is a name of an element that this package made, never text of others.
"""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from rag.ui import session

_SCRIPT = """
// Streamlit itself follows the foot of the page while it grows, so a place is taken again until it holds; a reader who
// moves is left alone at once.
const HOLD = 4, TRIES = 20, WAIT = 90, HANDS = ["wheel", "touchstart", "keydown", "pointerdown"];
let last = null;
export default function ({ data }) {
  if (!data || data.at === last) return;
  last = data.at;
  let left = TRIES, held = 0, before = null, focused = false;
  const stop = () => { left = 0; };
  HANDS.forEach((hand) => window.addEventListener(hand, stop, { once: true, passive: true }));
  const step = () => {
    if (left-- <= 0 || held >= HOLD || last !== data.at) return;
    const element = document.querySelector(`.st-key-${CSS.escape(data.element)}`);
    if (element && data.focus && !focused) {
      element.querySelector("button")?.focus({ preventScroll: true });
      focused = true;
    }
    if (element && data.scroll) {
      element.scrollIntoView({ block: data.focus ? "nearest" : "start" });
      const top = Math.round(element.getBoundingClientRect().top);
      held = top === before ? held + 1 : 0;
      before = top;
    }
    if (!(focused && !data.scroll)) setTimeout(step, WAIT);
  };
  step();
}
"""


def attend() -> None:
    """Do what the session asked for, once."""
    if wanted := session.attention():
        _component()(key="attention", data=asdict(wanted))


@st.cache_resource(show_spinner=False)
def _component() -> ComponentRenderer:
    return st.components.v2.component("ofsted_chat_attention", js=_SCRIPT, isolate_styles=False)
