"""Strength or weakness, up or down, so or not so: a claim points the way its quote points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rag.answer.checks.words import Match, Word, alike, limit, matches, meanings, telling, vocabulary, words_of
from rag.retrieve.words import stem

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
    denies: bool
    """True where there is a negation at all."""
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
    negations = _negations(words)
    turned: set[int] = set()
    pointers: list[Pointer] = []
    for match, poles in listed:
        turning = [n for n in negations if _turns(words, n, match.start, listed)]
        turned.update(n.start for n in turning if poles[0][2])
        around = tuple(words[i].stem for i in telling(words) if abs(i - match.start) <= 5)
        sign = -1 if len(turning) % 2 else 1
        clause = words[match.start].clause
        pointers += [Pointer(axis, way * sign, praise, clause, match.start, around) for axis, way, praise in poles]
    starts = {match.start for match, _ in listed}
    near = [*vocabulary()["negation"]["near"], *vocabulary()["negation"]["lessens"]]
    bare = [n for n in negations if n.start not in turned | starts and n.phrase not in near]
    pointers = [p for p in pointers if not any(_stands_before(words, p, n) for n in bare)]
    groups = meanings(words)
    return [
        _clause(words, number, groups, pointers, bare, negations) for number in sorted({word.clause for word in words})
    ]


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
    return sorted(found, key=lambda item: item[0].start)


def _rest(word: str) -> str | None:
    """The stem of what "un-" and its like deny in a word, or None: "irregular" gives that of "regular"."""
    match = _DENIES.fullmatch(word)
    return stem(match[1]) if match else None


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
    joined = any(word.text in ("and", "or") for word in words[negation.end : target])
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
        any(words[n.start].clause == number for n in negations if int(_reach(n)) > _NEAR),
        tuple((words[i].stem, frozenset(groups.get(i, set()))) for i in inside),
    )


def _denied(words: Sequence[Word], start: int) -> tuple[str, ...]:
    """The stems of the telling words behind a negation, within its clause and reach."""
    told = set(telling(words))
    reach = range(start, min(len(words), start + int(limit("reach"))))
    return tuple(words[i].stem for i in reach if i in told and words[i].clause == words[max(0, start - 1)].clause)


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
        if clause.denies and clause.praise == {-1} and any(_tells_of(part, clause) for part in claim):
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
