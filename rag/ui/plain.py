"""Text from reports, users and models on the page: always as its characters, never as Markdown or HTML.

Everything that the screens show goes through `escape`. tests/test_browser.py holds it in a real browser.
"""

from __future__ import annotations

import re
import string
import unicodedata
from urllib.parse import urlsplit

import streamlit as st

_JOINER = "\u2060"
"""WORD JOINER, without width. It keeps Streamlit from making links and pictures out of text that has no mark-up."""

_WHITE = re.compile(r"[\s\x00-\x1f\x7f\x85]+")
_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
# Streamlit looks for these in the text after Markdown has been read, where a backslash no longer helps: addresses
# (https://, www., name@host) become links, :names: become pictures, two marks such as -> become one sign.
_READ_LATER = re.compile(
    r"(?<=http)(?=://)|(?<=https)(?=://)|(?<=www)(?=\.)|(?<=@)(?=\S)|(?<=:)(?=[\w+-])|(?<=[-<>~])(?=[-=>])",
    re.IGNORECASE,
)

_RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

PUBLISHER = "ofsted.gov.uk"


def escape(text: str) -> str:
    """Markdown that shows exactly these characters on one line of flowing text, white space run together.

    Every ASCII punctuation mark is escaped (CommonMark 2.4). A text that can change the direction of writing is
    isolated, so that it cannot turn round what stands beside it. Halves of a surrogate pair alone become U+FFFD.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    shown = _READ_LATER.sub(_JOINER, _WHITE.sub(" ", whole))
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in shown):
        shown = _ISOLATE + _closed(shown) + _END_ISOLATE
    return _PUNCTUATION.sub(r"\\\1", shown)


def _closed(text: str) -> str:
    """The text without isolates that would reach beyond it."""
    return text.translate({0x2066: None, 0x2067: None, 0x2068: None, 0x2069: None})


def escape_lines(text: str, *, before: str = "", after: str = "") -> str:
    """As `escape`, keeping line ends; `before` and `after` are our own Markdown round each line."""
    return "\\\n".join(before + escape(line) + after for line in text.split("\n") if line.strip())


def say(text: str, *, before: str = "", after: str = "") -> None:
    """One paragraph of text; `before` and `after` are our own Markdown round it."""
    st.markdown(before + escape(text).strip() + after, anchors=False)


def quiet(text: str) -> None:
    """A small line of text."""
    st.caption(escape(text).strip())


def published_address(url: str | None) -> str | None:
    """The address, if it is https on one of Ofsted's own hosts; anything else is None and shown as text at most."""
    if not url or any(character.isspace() or ord(character) < 32 for character in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    ours = host == PUBLISHER or host.endswith("." + PUBLISHER)
    return url if parts.scheme == "https" and ours and parts.username is None and port in (None, 443) else None
