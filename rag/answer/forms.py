"""In what form a chat model is asked for claims: what its server takes is found out once, and remembered.

A server may refuse a JSON schema and take a JSON object, or take neither; a model may refuse a temperature whatever the
form. What was refused is left out the next time, the rest is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rag.answer.claims import SCHEMA

REFUSES = frozenset({400, 404, 415, 422})
"""Statuses with which servers refuse arguments that they do not know."""
FAILS = 500
"""The status with which llama.cpp's server answers a form that it does not know."""


class Form(StrEnum):
    """How strictly a reply is held to the form of claims."""

    SCHEMA = "schema"
    OBJECT = "object"
    PLAIN = "plain"


_OPENAI = ("openai", "azure_openai")
"""Providers whose class passes OpenAI's forms on."""


@dataclass(frozen=True, slots=True)
class Way:
    """A form, and whether a temperature of 0 is asked for."""

    form: Form = Form.SCHEMA
    cool: bool = True


@dataclass(slots=True)
class Ways:
    """The ways to ask a model: `make` gives the model without or with a temperature. Safe to share between threads."""

    provider: str
    make: Callable[[bool], Any]
    _known: Way = field(init=False)
    _proven: bool = False
    _models: dict[Way, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._known = Way(forms_of(self.provider)[0])

    def first(self) -> Way:
        """The way that is tried first: the one that was last answered, or the strictest."""
        return self._known

    def model(self, way: Way) -> Any:
        """The model, asked in a way."""
        with self._lock:
            if way not in self._models:
                self._models[way] = shaped(self.make(way.cool), self.provider, way.form)
            return self._models[way]

    def next(self, way: Way, status: int | None, message: str) -> Way | None:
        """The way to ask after one was refused; None where the fault is none of the way's, or no way is left."""
        failed = status == FAILS and way.form is not Form.PLAIN and not self._proven
        if status not in REFUSES and not failed:
            return None
        if way.cool and "temperature" in message.lower():
            return Way(way.form, cool=False)
        later = forms_of(self.provider)[forms_of(self.provider).index(way.form) + 1 :]
        if later:
            return Way(later[0], way.cool)
        return Way(way.form, cool=False) if way.cool else None

    def answered(self, way: Way) -> None:
        """Remember that the model replied when it was asked in this way."""
        self._known, self._proven = way, True


def forms_of(provider: str) -> tuple[Form, ...]:
    """The forms that a provider's class can ask for, strictest first."""
    if provider in _OPENAI:
        return (Form.SCHEMA, Form.OBJECT, Form.PLAIN)
    return (Form.SCHEMA, Form.PLAIN) if provider in ("ollama", "anthropic") else (Form.PLAIN,)


def shaped(model: Any, provider: str, form: Form) -> Any:
    """The model held to a form in its provider's way."""
    if form is Form.PLAIN:
        return model
    if form is Form.OBJECT:
        return model.bind(extra_body={"response_format": {"type": "json_object"}})
    if provider == "ollama":
        return model.bind(format=SCHEMA)
    if provider == "anthropic":
        tool = {"name": "claims", "description": "The claims that answer the question.", "input_schema": SCHEMA}
        return model.bind(tools=[tool], tool_choice={"type": "tool", "name": "claims"})
    schema = {"name": "claims", "strict": True, "schema": SCHEMA}
    return model.bind(extra_body={"response_format": {"type": "json_schema", "json_schema": schema}})
