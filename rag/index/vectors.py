"""The vector index in Chroma: an index of the library that is checked on opening and can be rebuilt at any time.

The only file that imports chromadb: the places that hold generations of the index, a folder or a server. Spaces fixed
at creation and clients that outlive their folder are wrapped here, the rest in rag/index/collection.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import chromadb.config
from chromadb.api.shared_system_client import SharedSystemClient

from rag.index.collection import ChromaChunks, ChromaFailed, close, failing_as_one
from rag.index.trial import failure, seal
from rag.index.tuning import Tuning
from rag.types import OfstedChatError

NAME = "chunks"


class EmbeddedStore:
    """Generations as folders of a Chroma that runs in this process."""

    pointer = "current"

    def __init__(self, folder: Path, constants: Tuning) -> None:
        self._folder = folder
        self._constants = constants

    def create(self, name: str, metadata: dict[str, str | int]) -> ChromaChunks:
        """An empty generation in a folder of its own."""
        return self._in(name, lambda client: _created(client, NAME, metadata, self._constants))

    def prove(self, name: str) -> None:
        """ChromaFailed where the folder `name` is not as it was closed and a process of its own cannot use it."""
        if not (self._folder / name / "chroma.sqlite3").is_file():
            raise ChromaFailed(f"{name} is missing")
        if reason := failure(self._folder / name, self._constants.trial_seconds):
            raise ChromaFailed(reason[:300])

    def seal(self, name: str) -> None:
        """Write down how the files of the folder `name` are: opening a small index writes them anew."""
        seal(self._folder / name)

    def open(self, name: str) -> ChromaChunks:
        """The generation in the folder `name`, which must have been proved or built here."""
        if not (self._folder / name / "chroma.sqlite3").is_file():
            raise ChromaFailed(f"{name} is missing")
        return self._in(name, lambda client: client.get_collection(NAME, embedding_function=None))

    def copy(self, name: str, into: str) -> bool:
        """Copy the folder: the generation itself is not touched while others read it."""
        try:
            shutil.copytree(self._folder / name, self._folder / into)
        except (OSError, shutil.Error) as error:
            raise ChromaFailed(f"{name} cannot be copied: {type(error).__name__}") from error
        return True

    def remove_all_but(self, name: str) -> None:
        """Nothing: `Generations.prune` removes folders."""

    def _in(self, name: str, collection_of: Callable[[Any], Any]) -> ChromaChunks:
        quiet = chromadb.config.Settings(anonymized_telemetry=False)
        path = str(self._folder / name)
        client = None
        with failing_as_one():
            try:
                client = chromadb.PersistentClient(path=path, settings=quiet)
                return ChromaChunks(client, collection_of(client), owned=True, constants=self._constants)
            except BaseException:
                if client is None:
                    _forget(path)
                else:
                    close(client)
                raise


class ServerStore:
    """Generations as collections on a Chroma server; `token` goes into the Authorization header and nowhere else."""

    pointer = "server"

    def __init__(self, url: str, token: str | None, library_id: str, constants: Tuning) -> None:
        self._prefix = f"ofsted-chat-{library_id[:12]}-"
        self._constants = constants
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise OfstedChatError("CHROMA_URL is not an address like http://localhost:8000")
        self._address: dict[str, Any] = {
            "host": parts.hostname,
            "port": parts.port or (443 if parts.scheme == "https" else 80),
            "ssl": parts.scheme == "https",
            "headers": {"Authorization": f"Bearer {token}"} if token else None,
        }
        self._connected: Any = None

    def create(self, name: str, metadata: dict[str, str | int]) -> ChromaChunks:
        """An empty collection, in place of one that an interrupted build left."""
        with suppress(ChromaFailed), failing_as_one():
            self._client().delete_collection(self._prefix + name)
        with failing_as_one():
            collection = _created(self._client(), self._prefix + name, metadata, self._constants)
            return ChromaChunks(self._client(), collection, owned=False, constants=self._constants)

    def prove(self, name: str) -> None:
        """Nothing: a server's damage stays in the server's process."""

    def seal(self, name: str) -> None:
        """Nothing, likewise."""

    def open(self, name: str) -> ChromaChunks:
        """The collection of the generation `name`."""
        with failing_as_one():
            collection = self._client().get_collection(self._prefix + name, embedding_function=None)
            return ChromaChunks(self._client(), collection, owned=False, constants=self._constants)

    def copy(self, name: str, into: str) -> bool:
        """A server's collection is not copied but built anew."""
        return False

    def remove_all_but(self, name: str) -> None:
        """Remove this library's other collections, as far as the server lets us."""
        with suppress(ChromaFailed), failing_as_one():
            for collection in self._client().list_collections():
                if collection.name.startswith(self._prefix) and collection.name != self._prefix + name:
                    self._client().delete_collection(collection.name)

    def _client(self) -> Any:
        if self._connected is None:
            quiet = chromadb.config.Settings(anonymized_telemetry=False)
            client = chromadb.HttpClient(settings=quiet, **self._address)
            # Chroma's client waits for ever; there is no setting for it in 1.5.9.
            session = getattr(getattr(client, "_server", None), "_session", None)
            if session is not None:
                session.timeout = self._constants.server_seconds
            self._connected = client
        return self._connected


def _created(client: Any, name: str, metadata: dict[str, str | int], constants: Tuning) -> Any:
    hnsw = {
        "space": "cosine",
        "ef_construction": constants.hnsw_construction,
        "ef_search": constants.hnsw_search,
        "max_neighbors": constants.hnsw_neighbours,
    }
    return client.create_collection(name, metadata=metadata, configuration={"hnsw": hnsw}, embedding_function=None)


def _forget(path: str) -> None:
    """Take a half-started client out of Chroma's own cache, where it would fail every later opening of the folder."""
    if path not in SharedSystemClient._identifier_to_refcount:
        SharedSystemClient._identifier_to_system.pop(path, None)
