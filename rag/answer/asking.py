"""What a chat model is asked: passages as marked data under codes that cannot be guessed, within a turn's limits."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from rag.answer.model import Limits, ModelFailed
from rag.answer.sentences import constants
from rag.answer.wording import headline, reference
from rag.types import Hit

_CHARACTERS_A_TOKEN = 3.0
"""English has about 4 characters a token in the usual vocabularies; 3 counts too many tokens rather than too few."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it goes to the model, and the passages by the codes under which it sees them."""

    messages: tuple[BaseMessage, ...]
    sources: Mapping[str, Hit]


def tokens(text: str) -> int:
    """The tokens of a text, estimated on the safe side."""
    return math.ceil(len(text) / _CHARACTERS_A_TOKEN)


def asked(question: str, hits: Sequence[Hit], limits: Limits) -> Asked:
    """The messages for a question, with as many of the best hits as the limits allow.

    ModelFailed where not even one passage fits.
    """
    sources: dict[str, Hit] = {}
    passages: list[str] = []
    room = limits.input_room() - tokens(prompt()) - tokens(question)
    for number, hit in enumerate(hits[: int(constants()["model"]["passages"])], 1):
        code = new_code(sources)
        passage = _passage(number, code, hit)
        room -= tokens(passage)
        if room < 0:
            break
        sources[code] = hit
        passages.append(passage)
    if not passages:
        raise ModelFailed("was not asked, since not one passage fits into the limits of a turn")
    text = "\n\n".join([*passages, f"Question: {question}"])
    return Asked((SystemMessage(prompt()), HumanMessage(text)), sources)


def new_code(known: Mapping[str, Hit]) -> str:
    """A code for a passage that nothing but this turn's question holds: 40 random bits, not to be made up."""
    while (code := f"s{secrets.token_hex(5)}") in known:
        continue
    return code


@cache
def prompt() -> str:
    """The instruction, as packaged."""
    return files("rag.answer").joinpath("prompts/answer.md").read_text(encoding="utf-8")


def _passage(number: int, code: str, hit: Hit) -> str:
    head = f"Passage {number}, source {code}: {headline(hit.report)}; {reference(hit.paragraph)}"
    return f"{head}\n<passage {code}>\n{hit.paragraph.text}\n</passage {code}>"
