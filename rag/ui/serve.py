"""`ofsted-chat serve`: Streamlit in this process, on this machine only, with every option that matters said here."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import redirect_stdout
from pathlib import Path
from typing import TextIO

from pydantic import AliasChoices, SecretStr

from rag.config import Settings
from rag.types import OfstedChatError

HOST = "127.0.0.1"
PORTS_TRIED = 50
HEALTH_SECONDS = 60.0

APP = Path(__file__).resolve().parents[2] / "app.py"
"""Beside the package `rag`, in a checkout and in an installed wheel."""

OPTIONS: dict[str, object] = {
    "server.headless": True,
    "server.address": HOST,
    "server.allowedHosts": [HOST, "localhost"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "strict",
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableExpensiveMemoryStats": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "server.maxUploadSize": 50,
    "server.maxMessageSize": 50,
    "browser.serverAddress": HOST,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "client.allowedOrigins": [],
    "runner.magicEnabled": False,
    "logger.level": "warning",
    "global.developmentMode": False,
    "theme.base": "light",
    "theme.primaryColor": "#1f6f70",
    "theme.backgroundColor": "#fdfcf9",
    "theme.secondaryBackgroundColor": "#f1eee6",
    "theme.textColor": "#22272b",
    "theme.linkColor": "#17595a",
    "theme.borderColor": "#d8d3c6",
    "theme.redColor": "#a1453c",
    "theme.orangeColor": "#b0702e",
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.headingFontSizes": ["2rem", "1.6rem", "1.3rem", "1.15rem", "1rem", "1rem"],
    "theme.baseFontSize": 17,
    "theme.baseRadius": "small",
    "theme.showWidgetBorder": True,
}
"""What .streamlit/config.toml says, so that it holds from any working directory; a test keeps the two alike."""


def serve(settings: Settings, port: int = 8501, open_browser: bool = True) -> None:
    """Run the chat over the library of `settings` until Ctrl-C; print the address once it answers.

    Takes the next free port where `port` is taken. OfstedChatError where none of the next ones is free.
    """
    chosen = free_port(port)
    if chosen != port:
        print(f"Port {port} is taken, so this is {chosen}.", flush=True)
    os.environ.update(environment(settings))
    address = f"http://{HOST}:{chosen}"
    told = threading.Thread(target=_tell_when_up, args=(address, open_browser, sys.stdout), daemon=True)
    told.start()
    _run(chosen)


def free_port(port: int) -> int:
    """The first port from `port` on that nothing listens on."""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            # As the server will, so that a port that was closed a moment ago counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except OSError:
                continue
            return candidate
    raise OfstedChatError(f"no port from {port} to {port + PORTS_TRIED - 1} is free: name another with --port")


def environment(settings: Settings) -> dict[str, str]:
    """The settings that were given, as the variables that `Settings()` reads in the app."""
    variables: dict[str, str] = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if value is None:
            continue
        alias = Settings.model_fields[name].validation_alias
        variable = str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"OFSTED_CHAT_{name.upper()}"
        secret = value.get_secret_value() if isinstance(value, SecretStr) else value
        variables[variable] = str(secret.resolve()) if isinstance(secret, Path) else str(secret)
    return variables


def can_open_browser() -> bool:
    """Whether there is a screen to open a browser on."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _run(port: int) -> None:
    # Imported here because it takes a second that the other commands need not spend.
    from streamlit.web import bootstrap

    options = {**OPTIONS, "server.port": port, "browser.serverPort": port}
    bootstrap.load_config_options(options)
    # Streamlit prints addresses and advice of its own; ours are enough. Warnings and traces go to stderr.
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        bootstrap.run(str(APP), False, [], options)


def _tell_when_up(address: str, open_browser: bool, out: TextIO) -> None:
    if not _answers(f"{address}/_stcore/health"):
        print(f"The chat did not start within {HEALTH_SECONDS:.0f} seconds.", file=sys.stderr, flush=True)
        return
    print(f"The chat is at {address}  (Ctrl-C ends it)", file=out, flush=True)
    if open_browser and can_open_browser():
        webbrowser.open(address)


def _answers(url: str) -> bool:
    # Without the proxies of the environment: this never leaves the machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + HEALTH_SECONDS
    while time.monotonic() < until:
        try:
            with opener.open(url, timeout=2) as reply:
                if reply.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False
