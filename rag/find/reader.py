"""The reader: of each sentence of the best paragraphs, the log-odds that it answers the question."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol

from rag.find.windows import Lengths, Window, windows
from rag.index.embed import COMPUTING
from rag.read.text import sentences
from rag.types import Hit, OfstedChatError

if TYPE_CHECKING:
    from rag.find.reader_model import Head

WEIGHTS = "reader.npz"


class Reader(Protocol):
    """Reads paragraphs for a question."""

    def __call__(self, question: str, hits: Sequence[Hit], share: float = 1.0) -> list[Hit]:
        """The hits in their order, those that were read with the log-odds of each of their sentences (`answers`).

        `share` is what of the tokens that may be read for an answer these hits may have.
        """


@dataclass(frozen=True, slots=True)
class _Loaded:
    body: Any
    head: Head
    tokens: Any
    ends: tuple[int, int]


@cache
def settings() -> dict[str, Any]:
    """The packaged settings of reader.toml."""
    return tomllib.loads(files("rag.find").joinpath("reader.toml").read_text(encoding="utf-8"))


@cache
def lengths() -> Lengths:
    """Of what is read, in tokens."""
    given = settings()
    return Lengths(given["window"], given["question"], given["heading"], given["before"])


def is_packaged() -> bool:
    """True where the weights are there."""
    return files("rag.find").joinpath(WEIGHTS).is_file()


class PackagedReader:
    """The reader with the packaged weights, loaded on first use, safe to share between threads."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._ready: _Loaded | None = None
        self._loading = threading.Lock()

    def warm(self) -> None:
        """Load the network now."""
        self._loaded()

    def __call__(self, question: str, hits: Sequence[Hit], share: float = 1.0) -> list[Hit]:
        """As `Reader`."""
        rows = [self._windows(question, hit) for hit in hits]
        used = accumulate(sum(map(len, some)) for some in rows)
        budget = share * settings()["budget"]
        read = sum(total <= budget for total in used) or 1
        odds = self._odds(rows[:read])
        return [
            replace(hit, answers=_in_order(odds.get(number, {}), hit)) if number in odds else hit
            for number, hit in enumerate(hits)
        ]

    def _windows(self, question: str, hit: Hit) -> list[Window]:
        text = hit.paragraph.text
        loaded = self._loaded()
        spoken = [" ".join(text[start:end].split()) for start, end in sentences(text)]
        heading = " / ".join(hit.paragraph.section[-2:])
        return list(windows(question, heading, spoken, self._tokens_of, loaded.ends, lengths()))

    def _tokens_of(self, text: str, most: int) -> list[int]:
        tokens: list[int] = self._loaded().tokens.encode(text, add_special_tokens=False).ids
        return tokens[:most]

    def _odds(self, rows: Sequence[Sequence[Window]]) -> dict[int, dict[int, float]]:
        """Of each paragraph, by its place, the log-odds of each sentence, by its number."""
        import torch

        from rag.find.reader_model import log_odds

        loaded, size = self._loaded(), settings()["batch"]
        pairs = sorted(((n, window) for n, some in enumerate(rows) for window in some), key=lambda pair: len(pair[1]))
        found: dict[int, dict[int, float]] = {}
        for start in range(0, len(pairs), size):
            keys, some = zip(*pairs[start : start + size], strict=True)
            with COMPUTING, torch.inference_mode():
                torch.set_num_threads(self._threads)
                names, odds = log_odds(loaded.body, loaded.head, some, keys)
            for (key, owner), value in zip(names, odds.tolist(), strict=True):
                found.setdefault(key, {})[owner] = value
        return found

    def _loaded(self) -> _Loaded:
        if self._ready is None:
            with self._loading:
                if self._ready is None:
                    from rag.find.reader_model import load

                    with as_file(files("rag.find").joinpath(WEIGHTS)) as path:
                        try:
                            body, head, tokens = load(path)
                        except (OSError, KeyError, ValueError, RuntimeError) as error:
                            raise OfstedChatError(f"the reader's weights, {path}, are damaged: install anew") from error
                    own = type(tokens.backend_tokenizer).from_str(tokens.backend_tokenizer.to_str())
                    own.no_truncation()
                    own.no_padding()
                    self._ready = _Loaded(body, head, own, (tokens.cls_token_id, tokens.sep_token_id))
        return self._ready


def _in_order(odds: dict[int, float], hit: Hit) -> tuple[float, ...]:
    """The log-odds of a paragraph's sentences, in printed order; the least of all for one that no window holds."""
    least = min(odds.values(), default=0.0)
    return tuple(odds.get(number, least) for number in range(len(sentences(hit.paragraph.text))))
