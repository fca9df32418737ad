"""Questions that no paragraph answers, and turns that only steer the conversation (asides.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Asides:
    """The patterns; `talk` are those of small talk with our replies."""

    talk: tuple[tuple[re.Pattern[str], str], ...]
    held: re.Pattern[str]
    dates: re.Pattern[str]
    led: re.Pattern[str]
    library_words: frozenset[str]
    not_library: re.Pattern[str]
    more: re.Pattern[str]
    verbatim: re.Pattern[str]
    meant: re.Pattern[str]


@cache
def asides() -> Asides:
    """The packaged patterns."""
    data = tomllib.loads(files("rag.plan").joinpath("asides.toml").read_text(encoding="utf-8"))
    library, steering = data["library"], data["steering"]
    return Asides(
        talk=tuple((_compiled(entry["said"]), entry["reply"]) for entry in data["talk"]),
        held=_compiled(library["held"]),
        dates=_compiled(library["dates"]),
        led=_compiled(library["led"]),
        library_words=frozenset(library["words"]),
        not_library=_compiled(library["not_library"]),
        more=_compiled(steering["more"]),
        verbatim=_compiled(steering["verbatim"]),
        meant=_compiled(steering["meant"]),
    )


def small_talk(text: str) -> str | None:
    """Our reply to small talk; None for what is a question."""
    typed = _bare(text)
    return next((reply for said, reply in asides().talk if said.fullmatch(typed)), None)


def asks_about_the_library(text: str, terms: Sequence[str]) -> bool:
    """True for a question, the names of places taken out, that asks which reports there are, when or how often there
    were inspections, or who led them; `terms` are its telling words: one with a subject asks about that."""
    known, typed = asides(), _bare(text)
    if any(term.lower() not in known.library_words for term in terms) or known.not_library.search(text):
        return False
    return bool(known.held.search(typed) or known.dates.search(typed))


def asks_who_led(text: str) -> bool:
    """True for a question that asks who led an inspection."""
    return bool(asides().led.search(text))


def asks_for_more(text: str) -> bool:
    """True for a turn that only asks for further findings."""
    return bool(asides().more.fullmatch(_bare(text)))


def asks_for_the_words(text: str) -> bool:
    """True for a turn that only asks for the cited paragraphs in full."""
    return bool(asides().verbatim.fullmatch(_bare(text)))


def corrects(text: str) -> bool:
    """True for a turn that puts the place or the time of the former question right."""
    return bool(asides().meant.search(text.strip().replace("’", "'")))


def without_opening(text: str) -> str:
    """The text without the words that begin a correction: "no, I meant"."""
    return asides().meant.sub(" ", text.strip().replace("’", "'"))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _bare(text: str) -> str:
    """The words, without marks at the ends and between."""
    return " ".join(re.sub(r"[!?.…,;:]+", " ", text.replace("’", "'")).split())
