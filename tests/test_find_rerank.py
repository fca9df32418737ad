"""Ranking by learned weights: the order is the model's, and scores can be compared."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

import numpy as np
import pytest

from rag.chat import Chat, Request
from rag.find import rerank
from rag.find.features import NAMES, Asked, features
from rag.find.rerank import CrossEncoderReranker, LinearReranker, LinearWeights
from rag.plan.question import Question, Wanted
from rag.types import Direction, Hit, OfstedChatError


@pytest.fixture
def hits(bundled_chat: Chat) -> tuple[Hit, ...]:
    return bundled_chat.search(Request("caseloads in North Northamptonshire"))


def asked(text: str = "caseloads", wanted: Wanted | None = None, direction: Direction | None = None) -> Asked:
    return Asked(Question(text, text, (text,), (), wanted=wanted), (), (), direction, ())


def test_every_hit_has_a_row_of_all_features(hits: tuple[Hit, ...]) -> None:
    assert features(hits, asked()).shape == (len(hits), len(NAMES))
    assert features((), asked()).shape == (0, len(NAMES))


def test_the_order_is_that_of_the_weights(hits: tuple[Hit, ...]) -> None:
    length = np.zeros(len(NAMES))
    length[NAMES.index("length")] = 1.0
    shortest = LinearReranker(LinearWeights(np.zeros(len(NAMES)), np.ones(len(NAMES)), -length))(hits, asked())
    counts = [len(hit.paragraph.text.split()) for hit in shortest]
    assert counts == sorted(counts)
    assert shortest[0].score == 1.0
    assert [hit.score for hit in shortest] == sorted((hit.score for hit in shortest), reverse=True)
    assert LinearReranker()((), asked()) == []


def test_the_way_a_question_asks_about_is_a_feature(hits: tuple[Hit, ...]) -> None:
    column = NAMES.index("direction")
    weak = features(hits, asked(direction=Direction.WEAK))[:, column]
    strong = features(hits, asked(direction=Direction.STRONG))[:, column]
    np.testing.assert_allclose(weak, -strong)
    assert not features(hits, asked())[:, column].any()
    assert np.abs(weak).max() > 0.1


def test_weights_for_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerank, "NAMES", (*NAMES, "another"))
    rerank.packaged_weights.cache_clear()
    with pytest.raises(OfstedChatError, match=r"eval\.search\.ranking"):
        rerank.packaged_weights()
    rerank.packaged_weights.cache_clear()


class Longest:
    """A cross-encoder that likes long paragraphs."""

    def __init__(self, name: str) -> None:
        if name == "missing":
            raise OSError("no such model\nand a trace")

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [float(len(text)) / 100 for _, text in pairs]


def test_a_cross_encoder_orders_the_best_and_leaves_the_rest(
    hits: tuple[Hit, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    models = ModuleType("sentence_transformers")
    models.CrossEncoder = Longest  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", models)
    linear = LinearReranker()(hits, asked())
    found = CrossEncoderReranker("any", LinearReranker(), best=3)(hits, asked())
    assert [hit.paragraph.id for hit in found[3:]] == [hit.paragraph.id for hit in linear[3:]]
    assert {hit.paragraph.id for hit in found[:3]} == {hit.paragraph.id for hit in linear[:3]}
    lengths = [len(hit.paragraph.text) for hit in found[:3]]
    assert lengths == sorted(lengths, reverse=True)
    with pytest.raises(OfstedChatError, match="missing cannot be loaded"):
        CrossEncoderReranker("missing", LinearReranker())(hits, asked())
