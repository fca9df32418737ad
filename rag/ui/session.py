"""One visitor's conversation, as plain data in Streamlit's session state: no other session can see it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import streamlit as st

from rag.plan.question import Correction
from rag.types import Answer

TURNS, SOURCE, VIEW, ATTENTION = "turns", "source", "view", "attention"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it. While `finished` is False the answer is still coming, or was stopped.

    `correction` is what the user has set in place of what was understood, `changes` how often they did.
    """

    question: str
    answer: Answer = field(default=Answer())
    error: str = ""
    finished: bool = False
    started: bool = False
    correction: Correction | None = None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Which source is open: the citation `marker`, the finding at `finding` or the passage at `passage`, of the turn
    at `turn`.

    `button` is the name of the button that opened it.
    """

    turn: int
    marker: int = 0
    finding: int | None = None
    passage: int | None = None
    button: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Attention:
    """An element to bring before the reader: scrolled to, or its button focused. `at` counts, to do it once."""

    at: int
    element: str
    scroll: bool = False
    focus: bool = False


def _state() -> MutableMapping[Any, Any]:
    return cast(MutableMapping[Any, Any], st.session_state)


def turns() -> list[Turn]:
    """The conversation, oldest first."""
    found: list[Turn] = _state().setdefault(TURNS, [])
    return found


def history() -> tuple[str, ...]:
    """The questions before the last one, oldest first."""
    return tuple(turn.question for turn in turns()[:-1])


def ask(question: str) -> None:
    """Put a question at the end of the conversation, to be answered when the page is drawn; an empty one is ignored."""
    if question.strip():
        turns().append(Turn(question.strip()))
        show_chat()


def ask_again() -> None:
    """Answer the last question anew."""
    last = turns()[-1]
    turns()[-1] = Turn(last.question, correction=last.correction, changes=last.changes)


def correct(index: int, correction: Correction) -> None:
    """Answer the turn at `index` anew, with this in place of what was understood; what was set before stays."""
    turn = turns()[index]
    before = turn.correction or Correction()
    both = correction.after(before)
    turns()[index] = Turn(turn.question, correction=both, changes=turn.changes + 1)
    _state()[SOURCE] = None


def changes(index: int) -> int:
    """How often the user has put right what was understood of the turn at `index`."""
    return turns()[index].changes


def corrections() -> dict[int, Correction]:
    """What the user has set, by the place of the turn."""
    return {place: turn.correction for place, turn in enumerate(turns()) if turn.correction}


def start(question: str) -> None:
    """Remember that the last question is being answered: a page drawn after an interruption does not begin again."""
    turns()[-1] = replace(Turn(question, started=True), correction=turns()[-1].correction, changes=turns()[-1].changes)


def keep(answer: Answer) -> None:
    """What has arrived of the last answer."""
    turns()[-1] = replace(turns()[-1], answer=answer)


def finish(error: str = "") -> None:
    """The last answer is complete, or has failed."""
    turns()[-1] = replace(turns()[-1], error=error, finished=True)
    _attend(f"turn-{len(turns()) - 1}", scroll=True)


def reset() -> None:
    """Forget the conversation."""
    _state()[TURNS] = []
    _state()[SOURCE] = None
    show_chat()


def source() -> Source | None:
    """The source that is open."""
    return cast("Source | None", _state().get(SOURCE))


def open_source(chosen: Source) -> None:
    """Open a source."""
    _state()[SOURCE] = chosen
    _attend("close-source", focus=True)


def close_source() -> None:
    """Close the source and go back to the button that opened it."""
    if opened := source():
        _attend(opened.button, focus=True, scroll=True)
    _state()[SOURCE] = None


def shows_reports() -> bool:
    """Whether the list of reports is on screen, in place of the chat."""
    return _state().get(VIEW) == "reports"


def show_reports() -> None:
    """Turn to the list of reports."""
    _state()[VIEW] = "reports"


def show_chat() -> None:
    """Turn back to the chat."""
    _state()[VIEW] = "chat"


def attention() -> Attention | None:
    """What the reader is to be brought to."""
    return cast("Attention | None", _state().get(ATTENTION))


def _attend(element: str, *, scroll: bool = False, focus: bool = False) -> None:
    last = attention()
    _state()[ATTENTION] = Attention(last.at + 1 if last else 1, element, scroll, focus)


def listed(index: int, step: int) -> int:
    """How many findings of the turn at `index` are listed: as many steps as were asked for."""
    return step * (1 + int(_state().get(f"listed-{index}", 0)))


def list_more(index: int) -> None:
    """List a step more of the findings of the turn at `index`."""
    _state()[f"listed-{index}"] = int(_state().get(f"listed-{index}", 0)) + 1
