"""Faults planted by seeded rules in real paragraphs: what a chat model does wrong, each kind in several ways.

The words to turn a sentence with are this file's own, and invented claims are this project's: no report text is here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.read.authorities import Register
from rag.read.text import sentences
from rag.types import Hit, Paragraph, ParagraphKind, Report

KINDS = ("fabricated", "misattributed", "altered", "stitched", "direction", "year", "authority")


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: what the model would write, for which paragraph, and of which kind and way."""

    kind: str
    way: str
    claim: str
    quote: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a paragraph that a fault is planted in."""

    hit: Hit
    text: str


# Of two opposite words either may stand for the other.
_OPPOSITES = (
    ("good", "poor"), ("strong", "weak"), ("effective", "ineffective"), ("effectively", "ineffectively"),
    ("timely", "delayed"), ("promptly", "late"), ("quickly", "slowly"), ("well", "badly"), ("clear", "unclear"),
    ("most", "few"), ("all", "few"), ("many", "few"), ("some", "all"), ("always", "never"),
    ("improved", "deteriorated"),
    ("better", "worse"), ("consistent", "inconsistent"), ("consistently", "inconsistently"), ("regular", "irregular"),
    ("regularly", "rarely"), ("stable", "unstable"), ("appropriate", "inappropriate"), ("sufficient", "insufficient"),
    ("sufficiently", "insufficiently"), ("increased", "reduced"), ("high", "low"), ("thorough", "superficial"),
    ("accurate", "inaccurate"), ("safe", "unsafe"), ("suitable", "unsuitable"), ("majority", "minority"),
    ("strengthened", "weakened"), ("positive", "negative"), ("robust", "weak"), ("detailed", "vague"),
)  # fmt: skip
_INVENTED = (
    "Two of the council's children's homes were sold to a property company.",
    "A helicopter was hired to take foster carers to their yearly conference.",
    "Social workers were given electric bicycles, and sickness fell by a fifth.",
    "The lead member resigned after a vote of no confidence in the chamber.",
    "Swimming lessons were offered free to adopters in a pilot at three pools.",
    "Staff went on strike for six days over the parking charges at the offices.",
    "The board spent its reserve on a television campaign about bullying.",
    "Interpreters were dismissed when the budget for translation ran out.",
    "An app told young people the name of the nearest dentist.",
    "A fire in the archive destroyed the minutes of the panel.",
    "Magistrates praised the new video link from the secure unit.",
    "Grandparents had founded a choir that toured primary schools.",
)
_ADDED = (
    ", and three managers had been dismissed for fraud",
    ", although the auditors had frozen the bank accounts",
    ", and a judge had publicly criticised the chief executive",
    ", while neighbouring councils had sued over unpaid invoices",
)


def planted(reports: Sequence[Report], register: Register, count: int, seed: int) -> list[Planted]:
    """`count` faults of each kind over the paragraphs of `reports`; the same for the same seed."""
    chance = random.Random(seed)
    places = list(_places(reports))
    chance.shuffle(places)
    makers: dict[str, Callable[[Place, list[Place], Register, random.Random], Planted | None]] = {
        "fabricated": _fabricated,
        "misattributed": _misattributed,
        "altered": _altered,
        "stitched": _stitched,
        "direction": _direction,
        "year": _year,
        "authority": _authority,
    }
    found: list[Planted] = []
    for kind in KINDS:
        made = (makers[kind](place, places, register, chance) for place in chance.sample(places, len(places)))
        found += [fault for fault, _ in zip((one for one in made if one is not None), range(count), strict=False)]
    return found


def places_of(reports: Sequence[Report]) -> list[Place]:
    """Whole sentences that a claim could be made of, in order."""
    return list(_places(reports))


def _places(reports: Sequence[Report]) -> Iterator[Place]:
    for report in reports:
        for paragraph in report.paragraphs:
            if paragraph.kind in (ParagraphKind.NUMBERED, ParagraphKind.SUMMARY) and "\n" not in paragraph.text:
                hit = Hit(paragraph, report.facts, 1.0)
                yield from (Place(hit, text) for text in _whole(paragraph))


def _whole(paragraph: Paragraph) -> list[str]:
    texts = [paragraph.text[start:end] for start, end in sentences(paragraph.text)]
    return [text for text in texts if 8 <= len(text.split()) <= 35 and text.endswith(".")]


def _fabricated(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted:
    way = chance.choice(["nothing is real", "real quote", "real quote, more added"])
    invented = chance.choice(_INVENTED)
    if way == "nothing is real":
        return Planted("fabricated", way, invented, invented, place.hit)
    if way == "real quote":
        return Planted("fabricated", way, invented, place.text, place.hit)
    return Planted("fabricated", way, place.text[:-1] + chance.choice(_ADDED) + ".", place.text, place.hit)


def _misattributed(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted | None:
    other = chance.choice(places)
    if other.hit.paragraph.id == place.hit.paragraph.id or place.text in other.hit.paragraph.text:
        return None
    way = chance.choice(["quote of the right paragraph", "quote of the wrong paragraph", "of the same report"])
    if way == "of the same report":
        same = [p for p in places if p.hit.report.id == place.hit.report.id]
        other = chance.choice([p for p in same if p.hit.paragraph.id != place.hit.paragraph.id] or [other])
    quote = place.text if way == "quote of the right paragraph" else other.text
    return Planted("misattributed", way, place.text, quote, other.hit)


def _altered(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted | None:
    words = place.text.split()
    index = chance.randrange(1, len(words) - 1)
    way = chance.choice(["another word", "a word less", "a word more"])
    other = chance.choice(chance.choice(places).text.split()[1:-1])
    changed = {
        "another word": [*words[:index], other, *words[index + 1 :]],
        "a word less": [*words[:index], *words[index + 1 :]],
        "a word more": [*words[:index], other, *words[index:]],
    }[way]
    quote = " ".join(changed)
    return None if quote in place.hit.paragraph.text else Planted("altered", way, place.text, quote, place.hit)


def _stitched(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted | None:
    others = [text for text in _whole(place.hit.paragraph) if text != place.text]
    if not others:
        return None
    first, second = place.text.split(), chance.choice(others).split()
    way, link = chance.choice(
        [("joined", " "), ("with dots", " … "), ("with dots", "... "), ("in brackets", " [...] ")]
    )
    quote = " ".join(first[: len(first) // 2]) + link + " ".join(second[len(second) // 2 :])
    claim = " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])
    return None if quote in place.hit.paragraph.text else Planted("stitched", way, claim, quote, place.hit)


def _direction(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted | None:
    turns = [turned for turned in _turns(place.text) if turned[1] != place.text]
    if not turns:
        return None
    way, claim = chance.choice(turns)
    return Planted("direction", way, claim, place.text, place.hit)


def _turns(text: str) -> Iterator[tuple[str, str]]:
    """The ways to turn a sentence round: its "not" taken out, one put in, or one word made its opposite."""
    if len(re.findall(r"\bnot\b", text)) == 1 and not re.search(r"\bnot (?:only|just|yet)\b", text):
        yield "not taken out", re.sub(r"\bnot (?=\w)", "", text)
    verb = re.search(r"\b(?:are|is|was|were|has|have) (?=\w)", text)
    if verb and not re.search(r"\b(?:not|no|never|lack|without|un\w+|few)\b", text):
        yield "not put in", f"{text[: verb.end()]}not {text[verb.end() :]}"
    words = {word: other for pair in _OPPOSITES for word, other in (pair, pair[::-1])}
    pointing = [match for match in re.finditer(r"(?<!\bnot )\b[a-z]+\b", text) if match[0] in words]
    if len(pointing) == 1:
        match = pointing[0]
        yield "opposite word", text[: match.start()] + words[match[0]] + text[match.end() :]


def _year(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted | None:
    facts = place.hit.report
    known = {str(day.year) for day in (facts.inspected_from, facts.inspected_to, facts.published) if day}
    wrong = [str(year) for year in range(2009, 2026) if str(year) not in known and str(year) not in place.text]
    year = chance.choice(wrong)
    stated = re.search(r"\b20\d\d\b", place.text)
    if stated:
        return Planted("year", "another year", place.text.replace(stated[0], year), place.text, place.hit)
    lead = chance.choice([f"In {year}, ", f"At the inspection in May {year}, ", f"By {year}, "])
    return Planted("year", "dated wrongly", lead + _small(place.text), place.text, place.hit)


def _authority(place: Place, places: list[Place], register: Register, chance: random.Random) -> Planted | None:
    other = chance.choice(register.authorities)
    own = place.hit.report.urn
    named = {one.urn for mention in register.mentions(place.hit.paragraph.text) for one in mention.authorities}
    if other.urn in named | {own} or len(other.name.split()) > 3:
        return None
    claim = chance.choice([f"In {other.name}, {_small(place.text)}", f"{place.text[:-1]} in {other.name}."])
    return Planted("authority", "named wrongly", claim, place.text, place.hit)


def _small(text: str) -> str:
    """A sentence as it goes on behind an introduction."""
    second = text[1:2]
    return text if second.isupper() or not second.isalpha() else text[0].lower() + text[1:]
