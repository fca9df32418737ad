"""Names and grades of a claim: they are the report's, or stand in what is cited."""

from __future__ import annotations

import re

from rag.answer.checks.words import vocabulary
from rag.read.authorities import Register
from rag.read.text import plain, printable
from rag.types import ReportFacts

_CAPITAL = re.compile(r"(?<![\w-])[A-Z][\w&-]*")
_GRADE = re.compile(
    r"\b(outstanding|inadequate|require[sd]?(?= improvement)"
    r"|(?:judged|graded|rated|judgement of|judged to be|grade of)\s+(?:as\s+)?good)\b"
)
_STRANGE = re.compile(r"\S*(?:[^\W\d_]\d|\d[^\W\d_]|[\[\]<>{}|`*#~^=@\\/_]|:[^\W\d_]|[^\W\d_]\.[^\W\d_]{2})\S*")
"""Words that are no words: of links, mark-up, addresses and keys. They pass only where the paragraph has them."""


def wrong_names(claim: str, paragraph: str, report: ReportFacts, about: str, register: Register | None) -> str | None:
    """Why a name of the claim is not the report's and not in the paragraph, or None. `about` names the report."""
    if register is not None:
        named = {authority.urn for mention in register.mentions(paragraph) for authority in mention.authorities}
        for mention in register.mentions(claim):
            urns = {authority.urn for authority in mention.authorities}
            if report.urn not in urns and not urns & named:
                return "names an authority that the report is not about"
    known = _comparable(" ".join([paragraph, about, report.authority]))
    own = _own_names(report, register)
    for match in _CAPITAL.finditer(plain(claim)):
        if not _starts_sentence(claim, match) and not _is_known(match[0], known, own):
            return "has a name that is not in the paragraph"
    return None


def wrong_grades(claim: str, quote: str) -> str | None:
    """Why a grade of the claim is not the quoted one, or None."""
    said, printed = plain(claim).lower(), plain(quote).lower()
    for grade in _GRADE.findall(said):
        if grade.split()[-1].removesuffix("s").removesuffix("d") not in printed:
            return "has a grade that is not in the quote"
    return None


def strange_words(claim: str, paragraph: str) -> str | None:
    """Why the claim may carry more than words (a link, mark-up, an address, a key), or None."""
    printed = plain(paragraph).lower()
    if any(word not in printed for word in _STRANGE.findall(plain(claim).lower())):
        return "has signs that are no words"
    if printable(claim) != claim:
        return "has signs that cannot be seen"
    return None


def _comparable(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9&]+", plain(text).lower()))


def _own_names(report: ReportFacts, register: Register | None) -> str:
    own = register.by_urn(report.urn) if register else None
    return _comparable(" ".join([*own.names, *own.trusts])) if own else ""


def _starts_sentence(claim: str, match: re.Match[str]) -> bool:
    before = plain(claim)[: match.start()].rstrip()
    return not before or before[-1] in ".!?\"'"


def _is_known(name: str, known: str, own: str) -> bool:
    plain_name = _comparable(name)
    if plain_name in vocabulary()["plain_words"]["names"]:
        return True
    singular = plain_name.removesuffix("s")
    if any(part and re.search(rf"\b{re.escape(part)}", f"{known} {own}") for part in (plain_name, singular)):
        return True
    long = vocabulary()["short"].get(name)
    return bool(long) and _comparable(long) in known
