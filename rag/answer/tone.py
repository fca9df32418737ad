"""Strengths and weaknesses apart: what is clearly one of the two is shown under its heading, the rest under none."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from rag.answer.sentences import Sentence, constants
from rag.retrieve.direction import is_to_improve, weakness


class Tone(StrEnum):
    """What a finding clearly tells of."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"


def tone_of(group: Sequence[Sentence]) -> Tone | None:
    """What the quoted sentences of a paragraph clearly tell of; None where that is not clear, or they tell of both.

    What stands under what is to improve is a weakness whatever its words.
    """
    if not group:
        return None
    if is_to_improve(group[0].hit.paragraph):
        return Tone.WEAKNESS
    limits = constants()["tone"]
    odds = [weakness(sentence.text) for sentence in group]
    clear, contrary = float(limits["clear"]), float(limits["contrary"])
    if max(odds) >= clear and min(odds) > -contrary:
        return Tone.WEAKNESS
    if min(odds) <= -clear and max(odds) < contrary:
        return Tone.STRENGTH
    return None
