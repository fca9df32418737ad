"""Strengths and weaknesses apart: what is clearly one of the two is shown under its heading, the rest under none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from rag.answer.sentences import Sentence, constants
from rag.answer.wording import month
from rag.label.direction import is_to_improve, weakness
from rag.types import ParagraphKind, ReportFacts


class Tone(StrEnum):
    """What a finding clearly tells of."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"


def tone_of(group: Sequence[Sentence]) -> Tone | None:
    """What the quoted sentences of a paragraph clearly tell of; None where that is not clear, or they tell of both.

    What stands under what is to improve is a weakness whatever its words; a grade is neither.
    """
    if not group or group[0].hit.paragraph.kind in (ParagraphKind.TABLE, ParagraphKind.HEADING):
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


_TOLD = {Tone.STRENGTH: "strengths", Tone.WEAKNESS: "weaknesses"}


def change_line(groups: Sequence[Sequence[Sentence]]) -> str | None:
    """Of a question about change in one authority: what the oldest and the newest inspection quoted clearly tell of.

    None where either is not clear, tells of both, or has no date, and where several authorities are quoted.
    """
    tones: dict[ReportFacts, set[Tone | None]] = {}
    for group in groups:
        tones.setdefault(group[0].hit.report, set()).add(tone_of(group))
    dated = sorted(
        (report for report in tones if report.inspected_to), key=lambda report: report.inspected_to or date.min
    )
    if len(dated) < 2 or len(dated) < len(tones) or len({report.authority for report in tones}) > 1:
        return None
    ends = [tones[report] - {None} for report in (dated[0], dated[-1])]
    if any(len(told) != 1 for told in ends):
        return None
    (before,), (after,) = ends
    if before is None or after is None:
        return None
    first, last = month(dated[0]), month(dated[-1])
    if before is after:
        return f"Of what is quoted here, what is clear tells of {_TOLD[before]} in {first} and again in {last}."
    return f"Of what is quoted here, what is clear tells of {_TOLD[before]} in {first} and of {_TOLD[after]} in {last}."
