"""The reader's training: what it writes is what the application loads, and its steps learn."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.reader.examples import Example, Read
from eval.reader.train import Network, apart_among, loss_of, taken, trained
from rag.find import reader_model
from rag.find.reader import lengths
from rag.find.windows import windows

ABOUT = Read("Workforce", ("Staff like tea.", "Caseloads are too high.", "Audits are done."), (0, 3, 0), True, True)
BESIDE = Read("Workforce", ("The sky is blue.", "Doors are open."), (0, 0), True, False)
EXAMPLE = Example("one", "lay", "Are they overworked?", "Are they overworked?", "80001", (ABOUT, BESIDE))
NONE = Example("two", "none", "Who is the mayor?", "Who is the mayor?", "80002", (BESIDE,))


@pytest.fixture(scope="module")
def losses_and_network() -> tuple[float, Network]:
    """The loss before some steps of training, and the network after them."""
    torch.manual_seed(1)
    torch.set_num_threads(2)
    made = Network()
    before = float(loss_of(made, [EXAMPLE, NONE], random.Random(1)).detach())
    trained(made, [EXAMPLE, NONE], [EXAMPLE, NONE], epochs=80)
    return before, made.eval()


def test_steps_of_training_halve_the_loss(losses_and_network: tuple[float, Network]) -> None:
    before, network = losses_and_network
    assert float(loss_of(network, [EXAMPLE, NONE], random.Random(1)).detach()) < before / 2


def test_what_is_written_is_what_the_application_loads(
    losses_and_network: tuple[float, Network], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, network = losses_and_network
    np.savez(tmp_path / "reader.npz", **network.written())
    monkeypatch.setattr(reader_model, "halves", lambda: False)
    body, head, tokens = reader_model.load(tmp_path / "reader.npz")
    ends = tokens.cls_token_id, tokens.sep_token_id

    def tokens_of(text: str, most: int) -> list[int]:
        found: list[int] = tokens(text, add_special_tokens=False)["input_ids"]
        return found[:most]

    rows = list(windows(EXAMPLE.subject, ABOUT.heading, ABOUT.sentences, tokens_of, ends, lengths()))
    with torch.inference_mode():
        names, odds = reader_model.log_odds(body, head, rows, [0] * len(rows))
        own_names, own = network.odds([(EXAMPLE.subject, ABOUT)])
    loaded, trained_ones = (dict(zip(n, o.tolist(), strict=True)) for n, o in ((names, odds), (own_names, own)))
    assert loaded == pytest.approx(trained_ones, abs=0.2)
    assert max(loaded, key=loaded.__getitem__) == (0, 1)


def test_what_a_step_reads_has_the_answer_in_it() -> None:
    assert ABOUT in [read for _, read in taken(EXAMPLE, random.Random(3))]
    assert [read for _, read in taken(NONE, random.Random(3))] == [BESIDE]


def test_the_authorities_set_apart_are_the_same_every_time() -> None:
    urns = [str(number) for number in range(80000, 80100)]
    assert apart_among(urns) == apart_among(list(reversed(urns)))
    assert len(apart_among(urns)) == len(urns) // 12
