"""What all sessions of the server share: the settings, the chat and the library. All are safe between threads."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

import streamlit as st

from corpus import authorities_file
from rag.chat import Chat, Request, build
from rag.config import Settings
from rag.index.library import Library
from rag.read.authorities import Register

WARM_QUESTION = "What did Ofsted say about caseloads?"


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings of this server, read once."""
    return Settings()


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """The library, for looking only. OfstedChatError where there is none."""
    return Library.open(settings().library_path, readonly=True)


@st.cache_resource(show_spinner=False)
def register() -> Register:
    """The register of authorities."""
    return Register.load(authorities_file())


def warm() -> None:
    """Begin to load the models in the background, so that the first question need not wait for them."""
    _starting()


def chat() -> Chat:
    """The chat; waits until it is warm. A start that failed is tried again at the next question."""
    starting = _starting()
    try:
        return starting.result()
    except Exception:
        _starting.clear()
        raise


@st.cache_resource(show_spinner=False)
def _starting() -> Future[Chat]:
    future: Future[Chat] = Future()
    chosen = settings()

    def run() -> None:
        try:
            started = build(chosen)
            started.invoke(Request(WARM_QUESTION))
            future.set_result(started)
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, name="warm", daemon=True).start()
    return future
