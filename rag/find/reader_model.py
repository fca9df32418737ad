"""The reader's network: the packaged model, turned by a small adapter to say of each sentence whether it answers.

Question and paragraph go through it together, so that a sentence is read with what stands around it. The adapter is
of low rank (LoRA: Hu et al. 2021, arXiv 2106.09685); merged into the weights it costs no time. The head reads the mean
of a sentence's tokens and the first token. Imported where it is first needed: torch takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel, AutoTokenizer

from rag.find.windows import NOBODY, Window
from rag.index.embed import packaged_model

HIDDEN, INNER = 384, 128
ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The linear maps of each layer that the adapter turns."""


class Head(nn.Module):
    """From the mean of a sentence's tokens and the first token to the log-odds that the sentence answers."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(2 * HIDDEN, INNER)
        self.outer = nn.Linear(INNER, 1)
        nn.init.constant_(self.outer.bias, -2.0)

    def forward(self, mean: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        """Log-odds, shape (sentences,)."""
        inner = nn.functional.gelu(self.inner(torch.cat([mean, first], -1)))
        found: torch.Tensor = self.outer(nn.functional.dropout(inner, 0.1, self.training)).squeeze(-1)
        return found


def body_and_tokens() -> tuple[Any, Any]:
    """The packaged model and its tokenizer. OfstedChatError where the package is missing."""
    folder = str(packaged_model())
    body = AutoModel.from_pretrained(folder, local_files_only=True)
    return body, AutoTokenizer.from_pretrained(folder, local_files_only=True)


def log_odds(
    body: Any, head: nn.Module, rows: Sequence[Window], keys: Sequence[int]
) -> tuple[list[tuple[int, int]], torch.Tensor]:
    """Of each sentence of some windows: the key of its window with its number, and its log-odds."""
    longest = max(len(row) for row in rows)
    index: dict[tuple[int, int], int] = {}
    owners = [
        [index.setdefault((key, owner), len(index)) if owner != NOBODY else NOBODY for owner in row.owners]
        for row, key in zip(rows, keys, strict=True)
    ]
    owner = _padded(owners, longest, NOBODY)
    states = body(
        input_ids=_padded([row.tokens for row in rows], longest, 0),
        token_type_ids=_padded([row.segments for row in rows], longest, 0),
        attention_mask=_padded([[1] * len(row) for row in rows], longest, 0),
    ).last_hidden_state.float()
    owned = owner >= 0
    whose, tokens = owner[owned], states[owned]
    sums = torch.zeros(len(index), HIDDEN).index_add_(0, whose, tokens)
    counts = torch.zeros(len(index)).index_add_(0, whose, torch.ones(len(whose)))
    row_of = torch.zeros(len(index), dtype=torch.long)
    row_of[whose] = torch.arange(len(rows)).unsqueeze(1).expand_as(owner)[owned]
    return list(index), head(sums / counts.clamp(min=1).unsqueeze(1), states[:, 0][row_of])


def _padded(rows: Sequence[Sequence[int]], length: int, filler: int) -> torch.Tensor:
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows])


def load(path: Path) -> tuple[Any, Head, Any]:
    """The network with the adapter of a file in it. OSError, KeyError or ValueError where the file is not one."""
    body, tokens = body_and_tokens()
    head = Head()
    with np.load(path, allow_pickle=False) as file, torch.no_grad():
        kept = {name: torch.from_numpy(_wide(file[name])) for name in file.files}
        for number, layer in enumerate(body.encoder.layer):
            for name in ADAPTED:
                key = f"layer.{number}.{name}"
                layer.get_submodule(name).weight += kept[f"{key}.b"] @ kept[f"{key}.a"]
        own = dict(body.named_parameters())
        for name, value in kept.items():
            if name.startswith("body."):
                own[name.removeprefix("body.")].copy_(value)
        head.load_state_dict({k.removeprefix("head."): v for k, v in kept.items() if k.startswith("head.")})
    return body.to(torch.bfloat16 if halves() else torch.float32).eval(), head.eval(), tokens


def halves() -> bool:
    """True where this processor multiplies numbers of half length faster, which changes log-odds by some hundredths."""
    return any(getattr(torch.cpu, name, bool)() for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))


def _wide(values: NDArray[np.generic]) -> NDArray[np.float32]:
    return values.astype(np.float32)
