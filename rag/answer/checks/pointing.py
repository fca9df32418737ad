"""Where a text points: its strengths and weaknesses, its more and less, and what it denies, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rag.answer.checks.words import Match, Word, limit, matches, meanings, telling, vocabulary, words_of
from rag.find.words import stem

_NEAR = 3
"""Words that a "less" reaches."""
_SUBJECT = 6
"""Words from an adjective of the subject to the "not" of its verb, at most."""
_DENIES = re.compile(r"(?:un|in|im|ir|il|dis|non|mis)(\w{3,})")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word that points: its axis, which way after negation (+1 or -1), whether that is praise, clause, position,
    and what stands around it."""

    axis: str
    way: int
    praise: bool
    clause: int
    at: int
    around: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: the stems and meanings of its telling words, what it points to, and its negations."""

    stems: tuple[str, ...]
    groups: frozenset[int]
    pointers: tuple[Pointer, ...]
    bare: tuple[tuple[str, ...], ...]
    """What each negation that turns no pointer denies."""
    denials: int
    """How many negations there are, those left out that turn only the next word."""
    told: tuple[tuple[str, frozenset[int]], ...] = ()
    """Each telling word's stem with its meanings."""

    @property
    def praise(self) -> set[int]:
        """The ways of praise that it points to: +1 for a strength, -1 for a weakness or a plain denial."""
        return {pointer.way for pointer in self.pointers if pointer.praise} | ({-1} if self.bare else set())


@cache
def _poles() -> dict[str, list[tuple[str, int, bool]]]:
    """Phrase to (axis, way, is praise)."""
    found: dict[str, list[tuple[str, int, bool]]] = {}
    for table, poles, praise in (("direction", ("positive", "negative"), True), ("way", ("up", "down"), False)):
        for axis, words in vocabulary()[table].items():
            for pole, way in zip(poles, (1, -1), strict=True):
                for phrase in words[pole]:
                    found.setdefault(phrase, []).append((axis, way, praise))
    return found


@cache
def _counting() -> tuple[str, ...]:
    """Amounts of several words: the "small" of "a small number" points nowhere."""
    return tuple(phrase for phrases in vocabulary()["amounts"].values() for phrase in phrases if "number" in phrase)


def clauses_of(text: str, rests: frozenset[str] = frozenset()) -> list[Clause]:
    """The clauses of a text that tell something. `rests` are words whose opposite ("un...") is told as well."""
    words = words_of(text)
    listed = _listed(words, rests)
    told = set(telling(words))
    negations = _negations(words)
    turned: set[int] = set()
    pointers: list[Pointer] = []
    for match, poles in listed:
        turning = _apart(words, [n for n in negations if _turns(words, n, match.start, listed)])
        turned.update(n.start for n in turning if poles[0][2])
        sign = -1 if len(turning) % 2 else 1
        clause = words[match.start].clause
        around = tuple(w.stem for i, w in enumerate(words) if i in told and w.clause == clause)
        pointers += [Pointer(axis, way * sign, praise, clause, match.start, around) for axis, way, praise in poles]
    starts = {match.start for match, _ in listed}
    near = [*vocabulary()["negation"]["near"], *vocabulary()["negation"]["lessens"]]
    bare = [n for n in negations if n.start not in turned | starts and n.phrase not in near]
    pointers = [p for p in pointers if not any(_stands_before(words, p, n) for n in bare)]
    groups = meanings(words)
    return [
        _clause(words, number, groups, pointers, bare, negations) for number in sorted({word.clause for word in words})
    ]


def _apart(words: Sequence[Word], turning: Sequence[Match]) -> list[Match]:
    """The negations without those that an "and" parts from the next: "not good and not regular" denies each once."""
    pairs = pairwise(turning)
    parted = {one.start for one, other in pairs if _joined(words[one.end : other.start])}
    return [negation for negation in turning if negation.start not in parted]


def _joined(words: Sequence[Word]) -> bool:
    return any(word.text in ("and", "or") for word in words)


def _stands_before(words: Sequence[Word], pointer: Pointer, negation: Match) -> bool:
    """True for the "rigorous" of "rigorous assessments were not carried out": denied with what it stands with."""
    return pointer.clause == words[negation.start].clause and 0 < negation.start - pointer.at <= _SUBJECT


def _way(target: int, listed: Listed) -> int:
    """The way, before negation, of the pointing word at `target`."""
    return next(poles[0][1] for match, poles in listed if match.start == target)


def _reach(negation: Match) -> int:
    """How many words a negation reaches."""
    table = vocabulary()["negation"]
    if negation.phrase in (*table["near"], *table["lessens"]):
        return _NEAR
    return int(limit("phrase_reach" if negation.phrase in table["phrase"] else "reach"))


Listed = list[tuple[Match, list[tuple[str, int, bool]]]]
"""Pointing words, each with its axes, ways, and whether they praise."""


def _listed(words: Sequence[Word], rests: frozenset[str]) -> Listed:
    """The words that point. Amounts ("a small number") point nowhere."""
    poles = _poles()
    silent = (*_counting(), *vocabulary()["neutral"]["words"])
    counted = {i for m in matches(words, silent) for i in range(m.start, m.end)}
    found: Listed = [(m, poles[m.phrase]) for m in matches(words, poles) if m.start not in counted]
    for index, word in enumerate(words):
        rest = _rest(word.text)
        if rest in rests:
            found.append((Match(index, index + 1, word.text), [(f"is {rest}", -1, True)]))
        elif (stem_ := next((known for known in rests if known == word.stem), None)) is not None:
            found.append((Match(index, index + 1, word.text), [(f"is {stem_}", 1, True)]))
    starts = {match.start for match, poles in found if poles[0][2]}
    found = [item for item in found if not (item[0].phrase in ("more", "less") and item[0].end in starts)]
    return sorted(found, key=lambda item: item[0].start)


def _rest(word: str) -> str | None:
    """The stem of what "un-" and its like deny in a word, or None: "irregular" gives that of "regular"."""
    match = _DENIES.fullmatch(word)
    rest = stem(match[1]) if match else None
    return rest[:-1] if rest and rest[-2:-1] == rest[-1] else rest


def opposites(one: str, other: str) -> frozenset[str]:
    """The stems that one of two texts has with "un-" or its like before, and the other without."""
    texts = [words_of(one), words_of(other)]
    stems = [{word.stem for word in words} for words in texts]
    rests = [{_rest(word.text) for word in words} for words in texts]
    return frozenset(rest for rest in (rests[0] & stems[1]) | (rests[1] & stems[0]) if rest)


def _negations(words: Sequence[Word]) -> list[Match]:
    """The negations; of "neither ... nor" the first alone."""
    table = vocabulary()["negation"]
    except_ = {i for m in matches(words, table["except"]) for i in range(m.start, m.end)}
    found = [m for m in matches(words, [*table["words"], *table["near"], *table["lessens"]]) if m.start not in except_]
    neither = {words[m.start].clause for m in found if m.phrase == "neither"}
    return [m for m in found if not (m.phrase == "nor" and words[m.start].clause in neither)]


def _turns(words: Sequence[Word], negation: Match, target: int, listed: Listed) -> bool:
    """True where the negation reaches the pointing word at `target`: in its clause, and not behind an "and" that goes
    on with the opposite ("not timely and delayed")."""
    reach = _reach(negation)
    if not negation.end <= target <= negation.start + reach:
        return False
    if words[negation.start].clause != words[target].clause:
        return False
    if negation.phrase in vocabulary()["negation"]["lessens"] and _way(target, listed) > 0:
        return False
    between = [(m, poles) for m, poles in listed if negation.end <= m.start <= target and poles[0][2]]
    joined = _joined(words[negation.end : target])
    if joined and target not in {m.start for m, _ in between}:
        return False  # "not done, and few know": what is no praise is turned only where it stands alone
    return not (
        joined and len(between) > 1 and between[0][1][0][1] != between[-1][1][0][1] and between[-1][0].start == target
    )


def _clause(
    words: Sequence[Word],
    number: int,
    groups: dict[int, set[int]],
    pointers: Iterable[Pointer],
    bare: Iterable[Match],
    negations: Iterable[Match],
) -> Clause:
    inside = [i for i in telling(words) if words[i].clause == number]
    return Clause(
        tuple(words[i].stem for i in inside),
        frozenset().union(*(groups.get(i, set()) for i in inside)) if inside else frozenset(),
        tuple(pointer for pointer in pointers if pointer.clause == number),
        tuple(_denied(words, n.end) for n in bare if words[n.start].clause == number),
        sum(words[n.start].clause == number for n in negations if _reach(n) > _NEAR),
        tuple((words[i].stem, frozenset(groups.get(i, set()))) for i in inside),
    )


def _denied(words: Sequence[Word], start: int) -> tuple[str, ...]:
    """The stems of the telling words behind a negation, within its clause and reach."""
    told = set(telling(words))
    reach = range(start, min(len(words), start + int(limit("reach"))))
    return tuple(words[i].stem for i in reach if i in told and words[i].clause == words[max(0, start - 1)].clause)
