"""The family of errors that a user can act on."""

from __future__ import annotations


class OfstedChatError(Exception):
    """The family of errors that a user can act on: the message is one line and says what to do."""


class UnreadableFile(OfstedChatError):
    """A file that cannot be read as a report; the message names the reason."""


class ScannedFile(UnreadableFile):
    """A file whose pages are pictures: text recognition may help."""


class LibraryBusy(OfstedChatError):
    """Another process is writing to the library."""


class ModelMismatch(OfstedChatError):
    """The index was built with another embedding model or with other chunks."""
