"""All, most, some, few, none: a claim may not tell more than its quote, nor drop its "some"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.checks.words import Word, alike, limit, matches, telling, vocabulary, words_of

_NOUNS = 3
"""Telling words behind an amount that may be what it counts."""
_LIMITS = frozenset({"some", "few", "not_all"})


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of one class, its clause, and the stems behind it in its clause."""

    kind: str
    clause: int
    counted: tuple[str, ...]


def amounts_of(text: str) -> list[Amount]:
    """The amounts of a text, in order."""
    words = words_of(text)
    kinds = {phrase: kind for kind, phrases in vocabulary()["amounts"].items() for phrase in phrases}
    telling_words = set(telling(words))
    found: list[Amount] = []
    for match in matches(words, kinds):
        clause = words[match.start].clause
        behind = [
            words[i].stem for i in range(match.end, len(words)) if words[i].clause == clause and i in telling_words
        ]
        if kinds[match.phrase] == "other":
            continue
        if match.phrase == "no" and match.end < len(words) and words[match.end].text in {"longer", "doubt"}:
            continue
        kind = "not_all" if kinds[match.phrase] == "all" and _is_denied(words, match.start) else kinds[match.phrase]
        found.append(Amount(kind, clause, tuple(behind[:_NOUNS])))
    return found


def _is_denied(words: Sequence[Word], index: int) -> bool:
    """True for the "every" of "were not carried out for every child", and of an aim that is not reached."""
    before = [w for w in words[max(0, index - int(limit("reach"))) : index] if w.clause == words[index].clause]
    return bool(matches(before, vocabulary()["wanted"]["words"]))


def wrong_amount(claim: str, quote: str) -> str | None:
    """Why the claim tells more, or other, than its quote of how many or how often; None where it does not."""
    told, quoted = amounts_of(claim), amounts_of(quote)
    small = bool(matches(words_of(quote), vocabulary()["way"]["level"]["down"]))
    may: dict[str, list[str]] = vocabulary()["amounts_may"]
    for amount in told:
        if amount.kind == "few" and small:
            continue  # the direction is checked
        candidates = _counterparts(amount, quoted)
        counted = any(_shares(amount.counted, other.counted) for other in candidates)
        if amount.kind == "none" and (len(told) > 1 or not counted):
            continue  # a negation: the direction is checked
        if candidates and not any(amount.kind in may[other.kind] for other in candidates):
            return "tells of more, or fewer, than the quote"
        if not candidates and amount.kind in ("all", "few", "most"):
            return "tells how many where the quote does not"
    words = words_of(claim)
    if not told and not matches(words, vocabulary()["negation"]["words"]) and _drops_limit(words, quoted):
        return "tells of all what the quote says of some"
    return None


def _counterparts(amount: Amount, quoted: Sequence[Amount]) -> list[Amount]:
    """The quote's amounts of the same thing, or all where none is."""
    same = [other for other in quoted if _shares(amount.counted, other.counted)]
    return same or list(quoted)


def _shares(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(alike(a, b) for a in one for b in other)


def _drops_limit(claim: Sequence[Word], quoted: Sequence[Amount]) -> bool:
    """True where the quote limits what the claim tells of without a limit."""
    stems = [claim[i].stem for i in telling(claim)]
    for amount in quoted:
        if amount.kind in _LIMITS and amount.counted:
            shared = sum(any(alike(stem, known) for known in stems) for stem in amount.counted)
            if shared >= limit("limit_shared") * len(amount.counted):
                return True
    return False
