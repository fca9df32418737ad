"""Strength or weakness, up or down, so or not so: a claim points the way its quote points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rag.answer.checks.pointing import Clause, Pointer, clauses_of, opposites
from rag.answer.checks.words import Word, alike, limit, vocabulary, words_of


def wrong_direction(claim: str, quote: str) -> str | None:
    """Why the claim points another way than its quote, or None."""
    if _runs_backwards(words_of(claim), words_of(quote)):
        return "runs from the quote's end to its beginning"
    rests = opposites(claim, quote)
    quoted = [clause for clause in clauses_of(quote, rests) if clause.stems]
    told = clauses_of(claim, rests)
    pointers = [pointer for clause in quoted for pointer in clause.pointers]
    for clause in told:
        if not clause.stems:
            continue
        if any(_same_but_denied(clause, other) for other in quoted):
            return "denies what the quote says, or says what it denies"
        if any(_contradicts(pointer, pointers) for pointer in clause.pointers):
            return "points the other way than the quote"
        if _turned(clause, quoted):
            return "tells a strength as a weakness, or a weakness as a strength"
    if _drops_denial(told, quoted):
        return "leaves out that the quote denies it"
    return None


def _runs_backwards(claim: Sequence[Word], quote: Sequence[Word]) -> bool:
    """True where the claim goes from what the quote goes to, and to what it goes from."""
    told, quoted = _course(claim), _course(quote)
    if not (told and quoted):
        return False
    straight = _shared(told[0], quoted[0]) + _shared(told[1], quoted[1])
    return _shared(told[0], quoted[1]) + _shared(told[1], quoted[0]) > straight


def _course(words: Sequence[Word]) -> tuple[set[str], set[str]] | None:
    """The stems of "from ... to ..." on each side, shares and sums alone where both sides have some."""
    texts = [word.text for word in words]
    if "from" not in texts or "to" not in texts[texts.index("from") :]:
        return None
    start = texts.index("from")
    turn = texts.index("to", start)
    sides = words[start + 1 : turn], words[turn + 1 : turn + 8]
    figures = [
        {word.text for word in side if "%" in word.text or "." in word.text or "£" in word.text} for side in sides
    ]
    if all(figures):
        return figures[0], figures[1]
    first, second = ({word.stem for word in side if word.text not in _small()} for side in sides)
    return first, second


def _shared(one: set[str], other: set[str]) -> int:
    return sum(any(alike(a, b) for b in other) for a in one)


@cache
def _small() -> frozenset[str]:
    return frozenset(vocabulary()["plain_words"]["stop"])


def _contradicts(pointer: Pointer, quoted: Sequence[Pointer]) -> bool:
    """True where the quote's pointers on the same axis, those nearest in what they stand with, point the other way."""
    same = [other for other in quoted if other.axis == pointer.axis]
    if not same:
        return False
    near = [(sum(any(alike(a, b) for b in other.around) for a in pointer.around), other) for other in same]
    best = max(shared for shared, _ in near)
    return not any(other.way == pointer.way for shared, other in near if shared == best)


def _turned(clause: Clause, quoted: Sequence[Clause]) -> bool:
    """True where the clause only praises and what it rests on only finds fault, or the other way round."""
    ways = clause.praise
    if ways - set().union(*(other.praise for other in quoted)) and (-1 in ways or any(o.praise for o in quoted)):
        return True
    if len(ways) != 1:
        return False
    near = [(_overlap(clause, other), other) for other in quoted]
    best = max((shared for shared, _ in near), default=0)
    resting = set().union(*(other.praise for shared, other in near if shared == best))
    everywhere = set().union(*(other.praise for other in quoted))
    (way,) = ways
    if way in resting:
        return False
    if -way in resting:
        return True
    return way not in everywhere and (way < 0 or bool(everywhere))


def _same_but_denied(clause: Clause, other: Clause) -> bool:
    """True where two clauses have the same words, and one of them a "not" more."""
    if min(len(clause.stems), len(other.stems)) < 3 or (clause.denials - other.denials) % 2 == 0:
        return False
    here, there = set(clause.stems), set(other.stems)
    return len(here & there) >= limit("same_shared") * max(len(here), len(there))


def _drops_denial(claim: Sequence[Clause], quoted: Sequence[Clause]) -> bool:
    """True where the quote denies or finds fault with just what the claim tells without any fault."""
    if any(-1 in clause.praise for clause in claim):
        return False
    stems = [stem for clause in claim for stem in clause.stems]
    for clause in quoted:
        for denied in clause.bare:
            shared = sum(any(alike(stem, known) for known in stems) for stem in denied)
            if denied and shared >= limit("denied_shared") * len(denied):
                return True
        if clause.denials and clause.praise == {-1} and any(_tells_of(part, clause) for part in claim):
            return True
    return False


def _tells_of(part: Clause, clause: Clause) -> bool:
    """True where nearly all that a clause of the claim tells stands in this clause of the quote."""
    shared = sum(_overlap_of(stem, groups, clause) for stem, groups in part.told)
    return len(part.told) > 1 and shared >= limit("told_shared") * len(part.told)


def _overlap_of(stem: str, groups: frozenset[int], clause: Clause) -> bool:
    return bool(groups & clause.groups) or any(alike(stem, known) for known in clause.stems)


def _overlap(one: Clause, other: Clause) -> int:
    """How many of the stems of `one` the other has, itself or by meaning."""
    return sum(any(alike(a, b) for b in other.stems) for a in one.stems) + len(one.groups & other.groups)
