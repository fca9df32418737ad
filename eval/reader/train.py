"""Train the reader: rag/find/reader.npz.

    python -m eval.reader.train --data FOLDER [--to FILE] [--on] [--epochs 2] [--threads 2]

The packaged model reads question and paragraph together; an adapter of low rank is learned, and a head that says of
each sentence whether it answers (rag/find/reader_model.py). Of each question the paragraphs with an answer, those with
a sentence that might be taken for one, and some of those that the search puts first. The loss is that of each sentence
by itself (cross-entropy towards the grade) and of all sentences of a question beside one another (softmax). One twelfth
of the authorities is set apart, and measured on after each epoch; test.jsonl and test2.jsonl are not read here.
With --on it goes on from the weights that are there, at a slower rate. They are written to FILE after each epoch.
FOLDER has a library of the published reports and letters. 40 minutes an epoch on two idle cores.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import nn

from corpus import authorities_file
from eval.measure import QUESTIONS, load
from eval.reader.examples import Example, Read, examples
from rag.chat import build
from rag.config import Settings
from rag.find.reader import lengths
from rag.find.reader_model import ADAPTED, Head, body_and_tokens, log_odds
from rag.find.search import Search
from rag.find.windows import NOBODY, Window, windows
from rag.plan.followup import TELLING
from rag.read.authorities import Register

MODEL = Path(__file__).parents[2] / "rag" / "find" / "reader.npz"
RANK = 32
"""Of the adapter: 1.4 million weights, 2.8 MB in half precision."""
RATE, HEAD_RATE = 6e-4, 1e-3
ON = 0.6
"""What the rates are multiplied by where training goes on from the weights that are there."""
TOGETHER, PARAGRAPHS, LONG = 6, 5, 2
"""Questions in a step, paragraphs of each, and windows of a paragraph at most."""
WORTH = {3: 1.0, 2: 0.6, 1: 0.12, 0: 0.0}
"""What a grade is worth as an answer."""
APART = 12
TYPED = 0.3
"""The share of questions that are read as typed, not as understood."""
BEHIND = 0.15
"""The share of first questions that are read behind another of their report: a chat may have changed its subject."""
MEASURED = 10
"""Paragraphs that are read for the figures."""


class Adapter(nn.Module):
    """A linear map, turned by a product of low rank."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        """As the map, and what was learned on top."""
        found: torch.Tensor = self.base(given) + (given @ self.a.T) @ self.b.T
        return found


class Network(nn.Module):
    """The packaged model with an adapter in each linear map, and the head."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.tokens = body_and_tokens()
        self.head = Head()
        self.body.requires_grad_(False)
        for layer in self.body.encoder.layer:
            for name in ADAPTED:
                above, _, last = name.rpartition(".")
                setattr(layer.get_submodule(above), last, Adapter(layer.get_submodule(name)))
            layer.attention.output.LayerNorm.requires_grad_(True)
            layer.output.LayerNorm.requires_grad_(True)
        self.body.embeddings.token_type_embeddings.requires_grad_(True)
        self._kept: dict[str, list[int]] = {}

    def windows(self, question: str, paragraph: Read) -> list[Window]:
        """The windows of a paragraph, those with the best grades first."""
        ends = self.tokens.cls_token_id, self.tokens.sep_token_id
        rows = windows(question, paragraph.heading, paragraph.sentences, self._tokens_of, ends, lengths())
        return sorted(rows, key=lambda row: -max(paragraph.grades[n] for n in row.owners if n != NOBODY))

    def _tokens_of(self, text: str, most: int) -> list[int]:
        if text not in self._kept:
            self._kept[text] = self.tokens(text, add_special_tokens=False)["input_ids"]
        return self._kept[text][:most]

    def odds(
        self, given: Sequence[tuple[str, Read]], most: int | None = None
    ) -> tuple[list[tuple[int, int]], torch.Tensor]:
        """Of the sentences of questions' paragraphs: place and number, and the log-odds of each."""
        pairs = [(n, row) for n, (question, read) in enumerate(given) for row in self.windows(question, read)[:most]]
        pairs.sort(key=lambda pair: len(pair[1]))
        names: list[tuple[int, int]] = []
        found: list[torch.Tensor] = []
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.backends.mkldnn.is_available()):
            for start in range(0, len(pairs), 10):
                keys, rows = zip(*pairs[start : start + 10], strict=True)
                some, values = log_odds(self.body, self.head, rows, keys)
                names += some
                found.append(values.float())
        return names, torch.cat(found)

    def go_on_from(self, path: Path) -> None:
        """Take the weights of a reader.npz."""
        with np.load(path, allow_pickle=False) as file, torch.no_grad():
            kept = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
        own = {_key(name): parameter for name, parameter in self.body.named_parameters()}
        with torch.no_grad():
            for name, value in kept.items():
                if not name.startswith("head."):
                    own[name].copy_(value)
        self.head.load_state_dict({k.removeprefix("head."): v for k, v in kept.items() if k.startswith("head.")})

    def written(self) -> dict[str, Any]:
        """The arrays of reader.npz."""
        kept: dict[str, Any] = {f"head.{name}": value.numpy() for name, value in self.head.state_dict().items()}
        for name, parameter in self.body.named_parameters():
            if parameter.requires_grad:
                kind = np.float16 if _is_adapter(name) else np.float32
                kept[_key(name)] = parameter.detach().numpy().astype(kind)
        return kept


def _is_adapter(name: str) -> bool:
    return name.endswith((".a", ".b"))


def _key(name: str) -> str:
    """A parameter's name in the file."""
    return name.removeprefix("encoder.") if _is_adapter(name) else f"body.{name}"


def taken(example: Example, chance: random.Random, beside: Sequence[str] = ()) -> list[tuple[str, Read]]:
    """What of an example a step reads; `beside` are the telling words of questions on its report."""
    best = [read for read in example.paragraphs if max(read.grades) >= 2]
    named = [read for read in example.paragraphs if read.named and max(read.grades) < 2]
    others = [read for read in example.paragraphs if not read.named][:6]
    chance.shuffle(best)
    chance.shuffle(named)
    some = best[:2] + named[:2]
    some += chance.sample(others, min(max(0, PARAGRAPHS - len(some)), len(others)))
    question = example.typed if chance.random() < TYPED else example.subject
    if beside and not example.behind and chance.random() < BEHIND:
        question = f"{question} ({chance.choice(beside)})"
    return [(question, read) for read in some]


Others = Mapping[str, Sequence[str]]


def others_of(rows: Iterable[Example]) -> Others:
    """By report the telling words of its questions."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.report, []).append(" ".join(row.terms[:TELLING]))
    return found


def loss_of(network: Network, batch: Iterable[Example], chance: random.Random, others: Others) -> torch.Tensor:
    """Of each sentence by itself, and of those of a question beside one another."""
    given: list[tuple[str, Read]] = []
    whose: list[int] = []
    for number, example in enumerate(batch):
        some = taken(example, chance, others.get(example.report, ()))
        given += some
        whose += [number] * len(some)
    names, odds = network.odds(given, LONG)
    worth = torch.tensor([WORTH[given[place][1].grades[number]] for place, number in names])
    weight = torch.where(worth > 0.05, 2.0, 1.0)
    alone = nn.functional.binary_cross_entropy_with_logits(odds, worth, reduction="none") * weight
    question = torch.tensor([whose[place] for place, _ in names])
    beside = []
    for number in set(whose):
        own = question == number
        if worth[own].max() >= 0.3:
            beside.append(-(torch.log_softmax(odds[own], 0) * worth[own] / worth[own].sum()).sum())
    together = 0.5 * torch.stack(beside).mean() if beside else torch.tensor(0.0)
    return alone.sum() / weight.sum() + together


def trained(network: Network, rows: list[Example], epochs: int, rate: float = 1.0) -> Iterator[int]:
    """Train, with a line now and then, and say when an epoch is over; `rate` multiplies those written above."""
    others = others_of(rows)
    chance = random.Random(1)
    own = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("head")]
    groups = [{"params": own, "lr": rate * RATE}, {"params": network.head.parameters(), "lr": rate * HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * math.ceil(len(rows) / TOGETHER)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, (n + 1) / 60) * max(0.03, 1 - n / steps))
    begin, total, done = time.monotonic(), 0.0, 0
    for epoch in range(epochs):
        chance.shuffle(rows)
        network.train()
        for start in range(0, len(rows), TOGETHER):
            optimizer.zero_grad()
            loss = loss_of(network, rows[start : start + TOGETHER], chance, others)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*own, *network.head.parameters()], 1.0)
            optimizer.step()
            pace.step()
            total, done = total + float(loss.detach()), done + 1
            if done % 50 == 0:
                print(f"{done} of {steps}: loss {total / 50:.3f}, {time.monotonic() - begin:.0f} s", flush=True)
                total = 0.0
        yield epoch + 1


def measured(network: Network, rows: Sequence[Example]) -> str:
    """How often the sentence with the best odds answers, and how well these odds tell that one does."""
    network.eval()
    first = full = paragraph = before = 0
    tops: list[float] = []
    for row in rows:
        reads = [read for read in row.paragraphs if read.found][:MEASURED]
        with torch.no_grad():
            names, odds = network.odds([(row.subject, read) for read in reads])
        place, number = names[int(odds.argmax())]
        tops.append(float(odds.max()))
        if row.answerable:
            first += reads[place].grades[number] >= 2
            full += reads[place].grades[number] == 3
            paragraph += max(reads[place].grades) >= 2
            before += max(reads[0].grades) >= 2
    count = sum(row.answerable for row in rows)
    area = roc_auc_score([row.answerable for row in rows], tops)
    return (
        f"of {count}: first sentence answers {full / count:.3f}, or in part {first / count:.3f}; its paragraph"
        f" {paragraph / count:.3f} (before {before / count:.3f}); answerable or not, area {area:.3f}"
    )


def apart_among(urns: Iterable[str]) -> set[str]:
    """The authorities that are not learned from."""
    known = sorted(set(urns))
    random.Random(5).shuffle(known)
    return set(known[: len(known) // APART])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--on", action="store_true")
    chosen = parser.parse_args(arguments)
    torch.manual_seed(1)
    chat = build(Settings(data=chosen.data))
    entries = [entry for path in sorted((QUESTIONS / "reader").glob("train*.jsonl")) for entry in load(path)]
    search = Search(chat.library, chat.vectors, chat.embeddings)
    found = list(examples(entries, chat.library, search, Register.load(authorities_file())))
    chat.close()
    torch.set_num_threads(chosen.threads)  # the search has set its own
    rows = [row for row in found if isinstance(row, Example)]
    apart = apart_among(row.urn for row in rows)
    print(f"{len(rows)} questions; {len(found) - len(rows)} name sentences that this library has not", flush=True)
    network = Network()
    if chosen.on:
        network.go_on_from(MODEL)
        print(f"as it is: {measured(network, [r for r in rows if r.urn in apart])}", flush=True)
    learned, kept = [r for r in rows if r.urn not in apart], [r for r in rows if r.urn in apart]
    for epoch in trained(network, learned, chosen.epochs, ON if chosen.on else 1.0):
        print(f"epoch {epoch}: {measured(network, kept)}", flush=True)
        if chosen.to:
            np.savez(chosen.to, **network.written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
