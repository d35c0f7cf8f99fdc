"""What is sent, whatever the channel: a title and lines, each on one line whatever a page printed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

TITLE_MOST: Final = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line, and where it leads to."""

    text: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is sent."""

    title: str
    lines: tuple[Line, ...] = ()
    html: str | None = None
    """A digest as it was drawn; None where lines are all there is."""


def one_line(text: object, most: int = TITLE_MOST) -> str:
    """Put what a page prints on one line: no control, format or direction characters, and no more than so many."""
    plain = " ".join(
        "".join(
            " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in str(text) if not _is_hidden(c)
        ).split()
    )
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cs", "Co", "Cn")
