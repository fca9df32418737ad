"""What to ask instead of a question that nothing answers: about what the nearest paragraphs do tell of."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.sentences import constants
from rag.index.library import Library
from rag.label.themes import named_themes, themes_in
from rag.plan.question import Question, Shape
from rag.read.text import plain
from rag.types import Hit

_NEAREST = 5
"""Paragraphs that are looked at for what there is to ask about."""
_OFFERED = 2


def instead(question: Question, hits: Sequence[Hit], library: Library) -> tuple[str, ...]:
    """Questions that the reports searched do answer: on the themes that the question names and that they tell of, then
    on those of the nearest paragraphs. None where nothing near was found, or a whole report was asked for."""
    limit = float(constants()["declining"]["dense"])
    if question.shape not in (Shape.TOPIC, Shape.COMPARE, Shape.TREND):
        return ()
    if max((hit.dense or 0.0 for hit in hits), default=0.0) < limit:
        return ()
    told = {(theme, id) for theme, id, _, _ in library.themes_told({hit.report.id for hit in hits})}
    named = named_themes(question.subject)
    near = [(theme, hit) for hit in hits for theme in named]
    near += [(theme, hit) for hit in hits[:_NEAREST] for theme in themes_in(plain(hit.paragraph.text))]
    asked = (
        f"What did Ofsted say about {theme.said_name} in {hit.report.authority}?"
        for theme, hit in near
        if hit.report.authority and (theme.name, hit.report.id) in told
    )
    return tuple(dict.fromkeys(asked))[:_OFFERED]
