"""Settings: from the environment and a `.env` file, passed down as one frozen value."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_data() -> Path:
    return user_data_path("ofsted-chat", appauthor=False)


class Settings(BaseSettings):
    """Everything that can be set from outside.

    Names in the environment carry the prefix `OFSTED_CHAT_`, but for the five that are customary without one:
    `EMBEDDING_MODEL`, `RERANK_MODEL`, `CHROMA_URL`, `CHAT_MODEL` and `CHAT_BASE_URL`.
    """

    model_config = SettingsConfigDict(env_prefix="OFSTED_CHAT_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(default_factory=_default_data, description="folder of the library and its indexes")
    embedding_model: str | None = Field(
        default=None,
        validation_alias=AliasChoices("EMBEDDING_MODEL", "embedding_model"),
        description="a sentence-transformers model, by folder or name; default: the packaged all-MiniLM-L6-v2",
    )
    rerank_model: str | None = Field(
        default=None,
        validation_alias=AliasChoices("RERANK_MODEL", "rerank_model"),
        description="a cross-encoder of sentence-transformers, by folder or name; default: the packaged linear ranking",
    )
    chroma_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("CHROMA_URL", "chroma_url"),
        description="a Chroma server, http://host:port; default: embedded in the data folder",
    )
    chroma_token: SecretStr | None = Field(default=None, description="the Chroma server's bearer token")
    chat_model: str | None = Field(
        default=None,
        validation_alias=AliasChoices("CHAT_MODEL", "chat_model"),
        description="a chat model as LangChain's init_chat_model names it, provider:model; default: none, extractive",
    )
    chat_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("CHAT_BASE_URL", "chat_base_url"),
        description="the address of the chat model's server, where it is not the provider's own",
    )
    chat_timeout: float = Field(default=30.0, gt=0, description="seconds a chat model may take for a whole answer")
    chat_input_tokens: int = Field(default=8000, ge=500, description="most tokens that a chat model is asked with")
    chat_output_tokens: int = Field(default=1500, ge=100, description="most tokens of a chat model's answer")
    chat_input_price: float | None = Field(default=None, gt=0, description="the price of a million tokens asked with")
    chat_output_price: float | None = Field(default=None, gt=0, description="the price of a million tokens answered")
    chat_cost_limit: float | None = Field(default=None, gt=0, description="most that an answer may cost, in that money")
    chat_turns_a_minute: int = Field(default=20, ge=1, description="most questions that go to a chat model in a minute")
    threads: int = Field(default=2, ge=1, description="threads for the embedding model")
    question_limit: int = Field(default=1000, ge=10, description="longest question, in characters")
    upload_limit_mb: int = Field(default=50, ge=1, description="largest file that is read, in MiB")
    read_seconds: float = Field(default=120.0, gt=0, description="longest time for reading one file")
    read_memory_mb: int = Field(default=1024, ge=256, description="most memory for the process that reads one file")

    @property
    def library_path(self) -> Path:
        """The SQLite file that is the truth."""
        return self.data / "library.sqlite"

    @property
    def sources_path(self) -> Path:
        """The folder with a copy of every ingested file, named by its sha256."""
        return self.data / "sources"

    @property
    def vectors_path(self) -> Path:
        """The folder of Chroma's generations."""
        return self.data / "chroma"
