"""A teacher for the labels: the packaged model, fine-tuned on the sentences read, asked about many that nobody read.

    python -m eval.labels.teacher --data FOLDER [--sentences 200000] [--seeds 2]

It sees what the shipped weights do not: the heading above a sentence and the sentence before it. It learns themes and
directions together. It is too large to ship and too slow to label with; `python -m eval.labels.direction` teaches its
judgement of directions to weights of words, and `python -m eval.labels.theme_weights` its judgement of themes. One
fifth of the authorities are left out of its training, and named in what it writes, so that all figures can be told on
these alone. Several are trained, from other beginnings, and their chances averaged. Written is
build/labels/teacher.npz: the sentences asked about (paragraph id and number), for each the chances that it tells of a
strength, a weakness, both or neither, and its ten likeliest themes with their chances (of 255). Twenty minutes of
training and half an hour of asking for each on two idle cores; minutes on an accelerator, used where one is.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from eval.labels.direction import Labelled, labelled_sentences, unread_sentences
from rag.config import Settings
from rag.index.embed import packaged_model
from rag.index.library import Library
from rag.label.themes import themes

TEACHER = Path("build/labels/teacher.npz")
ORDER = "PNMO"
"""Strength, weakness, both, neither: the columns of what is written."""
EPOCHS, BATCH, RATE, HEAD_RATE = 3, 32, 8e-5, 2e-3
"""Tried: 1 to 3 epochs; the area under the curve on authorities left out was 0.995 after one and 0.996 after three."""
TOKENS = 112
TOP = 10
"""Themes of a sentence whose chances are kept."""


@dataclass(slots=True)
class Teacher:
    """The model with two heads over the mean of the sentence's own tokens: four directions, and the themes."""

    tokens: AutoTokenizer
    body: torch.nn.Module
    directions: torch.nn.Linear
    themes: torch.nn.Linear
    device: str = "cpu"

    def logits(self, rows: Sequence[Labelled]) -> tuple[torch.Tensor, torch.Tensor]:
        """Of the directions, shape (rows, 4), and of the themes, shape (rows, themes)."""
        beside = [f"{row.section[-60:]} | {row.before[-160:]}" for row in rows]
        given = self.tokens(
            beside, [row.text for row in rows], truncation=True, max_length=TOKENS, padding=True, return_tensors="pt"
        )
        given = given.to(self.device)
        states = self.body(**given).last_hidden_state
        own = (given["attention_mask"] * (given["token_type_ids"] == 1)).unsqueeze(-1).float()
        mean = torch.nn.functional.dropout((states * own).sum(1) / own.sum(1).clamp(min=1), 0.1, self.body.training)
        return self.directions(mean), self.themes(mean)


def left_out(rows: Sequence[Labelled]) -> set[str]:
    """The fifth of the authorities that nothing is learned from."""
    authorities = sorted({row.authority for row in rows})
    random.Random(1).shuffle(authorities)
    return set(authorities[: len(authorities) // 5])


def taught(rows: list[Labelled], threads: int, seed: int = 1) -> Teacher:
    """A teacher trained on these sentences, begun at `seed`."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    folder = str(packaged_model())
    heads = torch.nn.Linear(384, len(ORDER)), torch.nn.Linear(384, len(themes()))
    torch.nn.init.constant_(heads[1].bias, -4.0)  # most sentences are not about most themes
    body = AutoModel.from_pretrained(folder).to(device)
    teacher = Teacher(AutoTokenizer.from_pretrained(folder), body, *(head.to(device) for head in heads), device)
    groups = [
        {"params": teacher.body.parameters(), "lr": RATE},
        {"params": [p for head in heads for p in head.parameters()], "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * (len(rows) // BATCH + 1)
    warm = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 100) * max(0.02, 1 - step / steps)
    )
    teacher.body.train()
    begin = time.monotonic()
    for epoch in range(EPOCHS):
        chance.shuffle(rows)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            optimizer.zero_grad()
            loss = loss_of(teacher, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(teacher.body.parameters(), 1.0)
            optimizer.step()
            warm.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}, {time.monotonic() - begin:.0f} s", flush=True)
    return teacher


def loss_of(teacher: Teacher, batch: Sequence[Labelled]) -> torch.Tensor:
    """Of both heads; the themes of a sentence whose themes nobody has read count for nothing."""
    directions, found = teacher.logits(batch)
    wanted = torch.tensor([ORDER.index(row.direction) for row in batch])
    names = [theme.name.replace(" ", "-") for theme in themes()]
    truth = torch.tensor([[_degree(row, name) for name in names] for row in batch])
    counts = torch.tensor([[float(row.themes is not None)] for row in batch])
    wanted, truth, counts = (given.to(teacher.device) for given in (wanted, truth, counts))
    of_themes = torch.nn.functional.binary_cross_entropy_with_logits(found, truth, reduction="none") * counts
    of_directions = torch.nn.functional.cross_entropy(directions, wanted, label_smoothing=0.03)
    return of_themes.sum() / len(batch) + of_directions


def _degree(row: Labelled, name: str) -> float:
    """1 where the sentence says something about a theme, a little where it touches it by a word."""
    return 1.0 if name in (row.themes or ()) else 0.15 if name in row.touched else 0.0


Chances = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Of each direction, shape (rows, 4), and of each theme, shape (rows, themes)."""


def asked(teacher: Teacher, rows: Sequence[Labelled]) -> Chances:
    """What a teacher says of sentences."""
    teacher.body.eval()
    directions = np.zeros((len(rows), len(ORDER)), dtype=np.float32)
    found = np.zeros((len(rows), len(themes())), dtype=np.float32)
    by_length = sorted(range(len(rows)), key=lambda place: len(rows[place].text) + len(rows[place].before[-160:]))
    with torch.no_grad():
        for start in range(0, len(rows), 64):
            places = by_length[start : start + 64]
            logits = teacher.logits([rows[place] for place in places])
            directions[places] = logits[0].softmax(-1).cpu().numpy()
            found[places] = logits[1].sigmoid().cpu().numpy()
    return directions, found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train a teacher for the labels and ask it about unread sentences.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args(arguments)
    with Library.open(Settings(data=chosen.data).library_path, readonly=True) as library:
        read, _ = labelled_sentences(library)
        unread = unread_sentences(library, (), chosen.sentences)
    apart = left_out(read)
    known = [row for row in read if row.authority not in apart]
    said = [asked(taught(list(known), chosen.threads, seed), unread) for seed in range(1, chosen.seeds + 1)]
    directions, found = (np.mean(chances, axis=0) for chances in zip(*said, strict=True))
    top = np.argsort(-found, axis=1)[:, :TOP]
    TEACHER.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        TEACHER,
        paragraphs=np.array([row.paragraph_id for row in unread]),
        numbers=np.array([row.number for row in unread]),
        chances=directions.astype(np.float16),
        top=top.astype(np.uint8),
        top_chances=np.round(255 * np.take_along_axis(found, top, 1)).astype(np.uint8),
        themes=np.array([theme.name.replace(" ", "-") for theme in themes()]),
        left_out=np.array(sorted(apart)),
    )
    print(f"written: {TEACHER}, {len(unread)} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
