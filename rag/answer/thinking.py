"""What a reasoning model thinks aloud is no part of its reply."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"<(/?)(?:think|thinking|reasoning)>", re.IGNORECASE)
_LONGEST = len("</reasoning>")


@dataclass(slots=True)
class Spoken:
    """Takes a reply in pieces and gives what stands outside `<think>` and its like; a tag may come in two pieces."""

    _held: str = ""
    _depth: int = 0

    def feed(self, piece: str) -> str:
        """What of the reply so far is spoken and was not given before."""
        text, said, at = self._held + piece, "", 0
        for tag in _TAG.finditer(text):
            said += "" if self._depth else text[at : tag.start()]
            self._depth = max(0, self._depth - 1) if tag[1] else self._depth + 1
            at = tag.end()
        rest = text[at:]
        begun = rest.rfind("<", max(0, len(rest) - _LONGEST))
        cut = begun if begun >= 0 and ">" not in rest[begun:] else len(rest)
        self._held = rest[cut:]
        return said + ("" if self._depth else rest[:cut])

    def finish(self) -> str:
        """What was held back because it might have become a tag."""
        rest, self._held = self._held, ""
        return "" if self._depth else rest
