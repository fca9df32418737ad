"""The page: sidebar, conversation, question box, and the source beside it. Streamlit runs `main` at every change."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from rag.chat import Request
from rag.index.library import Library
from rag.types import Answer, Citation, OfstedChatError
from rag.ui import look, resources, session
from rag.ui.answer_view import show_coming, show_question, show_turn
from rag.ui.attention import attend
from rag.ui.plain import escape
from rag.ui.reports_view import show_reports
from rag.ui.sidebar import show_sidebar
from rag.ui.source_view import chosen, show_source

NEUTRAL = "Something went wrong on our side. Nothing that is on screen is lost; please try again."

EMPTY = "The library holds no reports yet. Add some on the command line: `ofsted-chat ingest` and a file or folder."

EXAMPLES = (
    "What did Ofsted say about caseloads?",
    "How is supervision in North Northamptonshire?",
    "What needs to improve for care leavers in West Northamptonshire?",
    "Are there unregistered children's homes?",
)

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


def main() -> None:
    """Draw the page."""
    side = session.source() is not None and not session.shows_reports()
    st.set_page_config(
        page_title="Ask the reports",
        page_icon=look.icon(),
        layout="wide" if side or session.shows_reports() else "centered",
        # A source needs the room; the arrow at the top left brings the sidebar back.
        initial_sidebar_state="collapsed" if side else "auto",
    )
    st.html(look.CSS)
    library = _guarded(resources.library)
    show_sidebar(library)
    if library is None:
        return
    resources.warm()
    if not _guarded(library.reports):
        st.info(EMPTY)
    if session.shows_reports():
        _guarded(lambda: show_reports(library))
    else:
        _show_chat(library)
    attend()


def _show_chat(library: Library) -> None:
    # Drawn first in the code, so that it stands at the foot of the page while an answer is being found.
    question = st.chat_input(
        "Ask about the inspection reports",
        key="question",
        max_chars=resources.settings().question_limit,
        submit_mode="stop",
    )
    if question is not None:
        if not question.strip():
            st.toast("Please type a question.")
        session.ask(question)
    citation = _open_citation(library)
    if citation is None:
        _show_turns(library)
        return
    left, right = st.columns([5, 7], gap="medium")
    with right:
        _guarded(lambda: show_source(resources.settings(), library, citation))
    with left:
        _show_turns(library)


def _open_citation(library: Library) -> Citation | None:
    source, turns = session.source(), session.turns()
    if source is None or source.turn >= len(turns):
        return None
    return _guarded(lambda: chosen(source, turns[source.turn].answer, library))


def _show_turns(library: Library) -> None:
    turns = session.turns()
    if not turns:
        _show_welcome()
        return
    waiting = not turns[-1].started and not turns[-1].finished
    for index, turn in enumerate(turns[: len(turns) - waiting]):
        show_turn(index, turn, library.reports(), last=index == len(turns) - 1)
    if waiting:
        _answer(turns[-1].question)


def _show_welcome() -> None:
    st.markdown("# Ask the reports", anchors=False)
    st.markdown(
        "Ask what inspectors found in children's services. Every sentence of the answer carries a number: "
        "click it, and the report's own paragraph lights up on its page."
    )
    st.caption("For example")
    with st.container(key="examples"):
        for number, example in enumerate(EXAMPLES):
            st.button(escape(example), key=f"example-{number}", on_click=session.ask, args=(example,))


def _answer(question: str) -> None:
    show_question(question)
    session.start(question)
    error = ""
    with st.chat_message("assistant"):
        try:
            _stream(Request(question, session.history(), session.corrections()))
        except OfstedChatError as known:
            error = str(known)
        except Exception as unknown:
            _note(unknown)
            error = NEUTRAL
    session.finish(error)
    st.rerun()


def _stream(request: Request) -> None:
    with st.spinner("Getting ready…"):
        chat = resources.chat()
    slot = st.empty()
    answer = Answer()
    with st.spinner("Searching the reports…"):
        for part in chat.stream(request):
            answer += part
            session.keep(answer)
            with slot.container():
                show_coming(answer)


def _guarded(step: Callable[[], _T]) -> _T | None:
    """What the step gives; where it fails, one line on the page, and the trace in the server's log."""
    try:
        return step()
    except OfstedChatError as error:
        st.warning(escape(str(error)))
    except Exception as unknown:
        _note(unknown)
        st.warning(NEUTRAL)
    return None


def _note(error: Exception) -> None:
    """The kind of an error and where it happened, for the server's log; its message may hold a question or a key."""
    _log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
