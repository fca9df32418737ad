"""The reader's training: what it writes is what the application loads, and its steps learn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.answers.quoted import Quoted, figures, handled
from eval.measure import Entry
from eval.reader.examples import Example, Read, of_the_part
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
    before = float(loss_of(made, [EXAMPLE, NONE], random.Random(1), {}).detach())
    assert list(trained(made, [EXAMPLE, NONE], epochs=80)) == list(range(1, 81))
    return before, made.eval()


def test_steps_of_training_halve_the_loss(losses_and_network: tuple[float, Network]) -> None:
    before, network = losses_and_network
    assert float(loss_of(network, [EXAMPLE, NONE], random.Random(1), {}).detach()) < before / 2


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


def quoted(entry: Entry, names: Sequence[str], unanswered: bool = False) -> Quoted:
    grades = tuple(entry["grades"].get(name, (0, ""))[0] for name in names)
    return Quoted(entry, not names, False, unanswered, grades, tuple(names), (3, 0), 0.1)


def test_a_two_part_question_is_handled_where_each_part_is_answered_or_said_not_to_be() -> None:
    grades = {"p1.0": [3, ""], "p2.1": [2, ""], "p2.0": [1, ""]}
    both = {"style": "two", "grades": grades, "parts": {"p1.0": "a", "p2.1": "b"}}
    one = {"style": "two", "grades": grades, "parts": {"p1.0": "a"}}
    assert handled(quoted(both, ["p1.0", "p2.1"]))
    assert not handled(quoted(both, ["p1.0", "p2.0"], unanswered=True))
    assert handled(quoted(one, ["p1.0"], unanswered=True))
    assert not handled(quoted(one, ["p1.0"]))


def test_the_figures_of_what_is_quoted() -> None:
    can = {"style": "lay", "grades": {"p1.0": [3, ""], "p1.1": [1, ""]}}
    cannot: Entry = {"style": "none", "grades": {}}
    found = figures([quoted(can, ["p1.0", "p1.2"]), quoted(can, []), quoted(cannot, []), quoted(cannot, ["p9.0"])])
    assert (found["first answers"], found["any answers"], found["answerable declined"]) == (0.5, 0.5, 0.5)
    assert (found["shown that answer"], found["shown beside the point"]) == (0.5, 0.5)
    assert found["declined rightly"] == 0.5


def test_a_question_of_two_parts_is_learned_from_part_by_part() -> None:
    grades = {"r/p1": {0: 3, 1: 1}, "r/p2": {1: 2}}
    assert of_the_part(grades, {"p1.0": "a", "p2.1": "b"}, "a") == {"r/p1": {0: 3, 1: 1}, "r/p2": {1: 1}}
    assert of_the_part(grades, {"p1.0": "a", "p2.1": "b"}, "b") == {"r/p1": {0: 1, 1: 1}, "r/p2": {1: 2}}


def test_a_first_question_is_now_and_then_read_behind_another_and_a_follow_up_never() -> None:
    beside = ["adoption placements"]
    asked = {taken(EXAMPLE, random.Random(n), beside)[0][0] for n in range(40)}
    assert asked == {"Are they overworked?", "Are they overworked? (adoption placements)"}
    later = replace(EXAMPLE, behind=("staff",))
    assert {taken(later, random.Random(n), beside)[0][0] for n in range(40)} == {"Are they overworked?"}


def test_training_goes_on_from_what_was_written(losses_and_network: tuple[float, Network], tmp_path: Path) -> None:
    _, network = losses_and_network
    np.savez(tmp_path / "reader.npz", **network.written())
    again = Network()
    again.go_on_from(tmp_path / "reader.npz")
    names, odds = again.eval().odds([(EXAMPLE.subject, ABOUT)])
    own_names, own = network.odds([(EXAMPLE.subject, ABOUT)])
    assert names == own_names
    assert odds.tolist() == pytest.approx(own.tolist(), abs=0.1)
