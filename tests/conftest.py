"""What every test stands on: no settings from outside, no model hub, and where the outer things are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

SETTINGS = ("CHAT_MODEL", "CHAT_BASE_URL", "CHROMA_URL", "EMBEDDING_MODEL", "RERANK_MODEL")
for name in list(os.environ):
    if name in SETTINGS or (name.startswith("OFSTED_CHAT_") and name != "OFSTED_CHAT_CHROMIUM"):
        del os.environ[name]
os.environ["HF_HUB_OFFLINE"] = "1"

# These read the settings, so they come behind.
from corpus import authorities_file  # noqa: E402
from rag.chat import Chat, build  # noqa: E402
from rag.config import Settings  # noqa: E402
from rag.read.authorities import Register  # noqa: E402
from tests.browser_helpers import bundled  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """The folder of published reports beside the checkout; a test that asks for it is skipped, by name, without."""
    folder = ROOT.parent / "shared" / "reports"
    if not folder.is_dir():
        pytest.skip("needs the published reports in ../shared/reports")
    return folder


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a library of the bundled reports, made once a run with the real model: only to be read."""
    return bundled(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def register() -> Register:
    """The register of authorities."""
    return Register.load(authorities_file())


@pytest.fixture(scope="session")
def bundled_chat(bundled_data: Path) -> Iterator[Chat]:
    """A chat over the bundled reports, without a chat model."""
    built = build(Settings(data=bundled_data))
    yield built
    built.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """A real Chromium's path, as `make test` finds or installs it."""
    path = os.environ.get("OFSTED_CHAT_CHROMIUM")
    if not path:
        pytest.fail("OFSTED_CHAT_CHROMIUM is not set: run `make test`, or set it to a Chromium's path")
    return path
