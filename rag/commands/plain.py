"""Plain text on a terminal: wrapped, and free of characters that would steer the terminal instead of being shown."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing round, and nothing else."""

_NARROWEST = 40


def clean(text: str) -> str:
    """The text on one line; control characters, which a terminal would obey, and lone surrogates are U+FFFD."""
    shown = " ".join(text.split())
    return "".join("\ufffd" if _steers(character) else character for character in shown if character not in _DIRECTION)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def wrapped(text: str, indent: int = 0, first: str = "") -> str:
    """The text as a paragraph at the terminal's width, `indent` spaces in; `first` stands before its first line."""
    return textwrap.fill(
        clean(text),
        width=max(_NARROWEST, shutil.get_terminal_size().columns),
        initial_indent=first or " " * indent,
        subsequent_indent=" " * max(indent, len(first)),
        break_on_hyphens=False,
    )


def table(rows: Sequence[tuple[str, str]], widest: int = 44) -> str:
    """Two columns, the second wrapped; a first one over `widest` characters has a line of its own."""
    width = min(widest, max((len(clean(left)) for left, _ in rows), default=0)) + 2
    lines: list[str] = []
    for left, right in rows:
        name = clean(left)
        if len(name) > width - 2:
            lines += [f"  {name}", wrapped(right, indent=width + 2)]
        else:
            lines.append(wrapped(right, first=f"  {name:<{width}}"))
    return "\n".join(lines)


def size(count: int) -> str:
    """Bytes in words: 23.4 MB (decimal units, as disks are sold)."""
    value, units = float(count), ["bytes", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{count} bytes" if units[0] == "bytes" else f"{value:.1f} {units[0]}"


def counted(number: int, noun: str) -> str:
    """1 file, 2 files."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def say(*lines: str) -> None:
    """Lines for the reader, on stdout."""
    print(*lines, sep="\n")


def tell(*lines: str) -> None:
    """Lines about the work, on stderr: never in the way of what a program reads from stdout."""
    print(*map(clean, lines), sep="\n", file=sys.stderr, flush=True)


def as_json(value: Mapping[str, object]) -> str:
    """One JSON object on one line of ASCII: no line end, terminal or encoding can break it."""
    return json.dumps(value)


def joined(blocks: Iterable[str]) -> str:
    """Blocks of text with an empty line between them; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block)
