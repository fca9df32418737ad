"""Secrets are kept out of what is printed, whatever a message from elsewhere repeats of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from pydantic import SecretStr

from rag.config import Settings

Blot = Callable[[str], str]

_NAMES = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")
"""How the names of variables with secrets end: chat models' providers have theirs in the environment."""

_SHORTEST = 6
"""A shorter value of such a variable (1, true, none) is no secret, and blotting it would spoil other words."""


def blotter(settings: Settings, environment: Mapping[str, str]) -> Blot:
    """Puts *** in place of the settings' secrets, passwords in their addresses, and the environment's keys."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    secrets = {value.get_secret_value() for value in values if isinstance(value, SecretStr)}
    secrets |= {_password(value) for value in values if isinstance(value, str) and "@" in value}
    named = (value for name, value in environment.items() if name.upper().endswith(_NAMES))
    secrets |= {value for value in named if len(value) >= _SHORTEST}
    # The longest first: one may be the beginning of another.
    ordered = sorted(filter(None, secrets), key=len, reverse=True)

    def blot(text: str) -> str:
        for secret in ordered:
            text = text.replace(secret, "***")
        return text

    return blot


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""
