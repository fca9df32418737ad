"""Does the cited paragraph say it? No quote that is not there word for word, no claim without a citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rag.read.text import plain
from rag.types import Citation, Claim


def holds(citation: Citation) -> bool:
    """True where the quote is the paragraph's text from start to end, to the letter."""
    text = citation.paragraph.text
    return bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def verified(claims: Iterable[Claim], citations: Iterable[Citation]) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The claims whose every marker resolves to a citation that holds, and the citations that they use.

    In an extractive answer a claim's text stands in the quotes of its citations, one after the other; where it does
    not, the claim is dropped.
    """
    sound = {citation.marker: citation for citation in citations if holds(citation)}
    kept = tuple(claim for claim in claims if _borne(claim, sound))
    used = {marker for claim in kept for marker in claim.markers}
    return kept, tuple(citation for marker, citation in sound.items() if marker in used)


def _borne(claim: Claim, sound: Mapping[int, Citation]) -> bool:
    if not claim.markers or any(marker not in sound for marker in claim.markers):
        return False
    quotes = " ".join(sound[marker].quote for marker in claim.markers)
    return _letters(claim.text) in _letters(quotes)


def _letters(text: str) -> str:
    """Letters and digits alone: quotation marks and the hyphen at a page's end do not count."""
    return "".join(character for character in plain(text).lower() if character.isalnum())
