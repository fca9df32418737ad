"""Folding of printed text into words that a search can match."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2018\u2019\u02bc](?=\w)")
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019", " "))


def fold(text: str) -> str:
    """Text for the full-text index and for questions to it.

    Ligatures and full-width letters become plain ones, soft hyphens and zero-width characters go, curly quotes become
    spaces, and an apostrophe inside a word goes, so that "children's", "childrens" and "children" share a stem.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _APOSTROPHE.sub("", plain).translate(_QUOTES)
