"""Why a message was not sent, in words that hold no secret."""

from __future__ import annotations

import os


class NotSentError(Exception):
    """The receiver did not take it; the message says why, and no address, key or answer."""


def value_of(name: str) -> str:
    """Read a variable of the environment; NotSentError names it when it is not set."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise NotSentError(f"the environment variable {name} is not set")
    return value
