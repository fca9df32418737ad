"""Where a quotation stands in a paragraph, word for word."""

from __future__ import annotations

import re

from rag.answer.checks.words import limit

_FORMS = str.maketrans("‘’‚“”„–—‑‐−\u00a0\u2009\u202f", "'''\"\"\"-----   ")
"""One plain form of each quotation mark, dash and space; texts keep their length."""


def located(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, word for word; quotation marks, dashes and spaces may be of another form, and a
    stop at the end may be the model's own. None where it does not, or where it is too short to prove anything."""
    words = quote.translate(_FORMS).strip().strip('"').split()
    if len(words) < limit("quote_words"):
        return None
    words[-1] = words[-1].rstrip(".,;:") or words[-1]
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)[.!?]?"
    match = re.search(pattern, text.translate(_FORMS))
    return match.span() if match else None
