"""Does the cited paragraph say it? No quote that is not there word for word, no claim without a citation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rag.answer.checks.gate import Gate
from rag.read.text import plain
from rag.types import Citation, Claim

Bears = Callable[[Claim, Sequence[Citation]], bool]
"""Do these citations of one paragraph bear the claim?"""


def holds(citation: Citation) -> bool:
    """True where the quote is the paragraph's text from start to end, to the letter."""
    text = citation.paragraph.text
    return bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def said(claim: Claim, citations: Sequence[Citation]) -> bool:
    """True where the claim's text stands in the quotes, one after the other: an extractive answer's claims."""
    return _letters(claim.text) in _letters(" ".join(citation.quote for citation in citations))


def meant(gate: Gate) -> Bears:
    """A test for claims in other words: their one paragraph's quotes pass every check of the gate, or are the claim
    itself."""

    def bears(claim: Claim, citations: Sequence[Citation]) -> bool:
        first = citations[0]
        if any(citation.paragraph.id != first.paragraph.id for citation in citations):
            return False
        quote = " ".join(citation.quote for citation in citations)
        if _letters(claim.text) == _letters(quote):
            return True
        return gate.fault(claim.text, quote, first.paragraph, first.report) is None

    return bears


def verified(
    claims: Iterable[Claim], citations: Iterable[Citation], bears: Bears = said
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The claims that their citations bear, and the citations that they use; all others are dropped.

    Every marker of a claim resolves to a citation that holds, of the report that the claim is about. By default a
    claim is borne only by its own words.
    """
    sound = {citation.marker: citation for citation in citations if holds(citation)}
    kept = tuple(claim for claim in claims if _borne(claim, sound, bears))
    used = {marker for claim in kept for marker in claim.markers}
    return kept, tuple(citation for marker, citation in sound.items() if marker in used)


def _borne(claim: Claim, sound: Mapping[int, Citation], bears: Bears) -> bool:
    if not claim.markers or any(marker not in sound for marker in claim.markers):
        return False
    citations = [sound[marker] for marker in claim.markers]
    return all(citation.report.id == claim.report_id for citation in citations) and bears(claim, citations)


def _letters(text: str) -> str:
    """Letters and digits alone: quotation marks and the hyphen at a page's end do not count."""
    return "".join(character for character in plain(text).lower() if character.isalnum())
