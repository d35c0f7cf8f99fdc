"""How large a page may be before it is read: what is refused here would cost seconds or bring nothing."""

from __future__ import annotations

MAX_CHARACTERS = 8_000_000
MAX_TAGS = 150_000
MAX_EQUALS = 250_000
"""A page of megabytes, its scripts included, has a tenth of them."""


class HostilePageError(ValueError):
    """The page would hold its reader; the message says by what."""


def refuse_large(html: str) -> None:
    """Raise HostilePageError for a page that is too large, or has too many tags or attributes."""
    if len(html) > MAX_CHARACTERS:
        raise HostilePageError(f"{len(html)} characters")
    if len(html) > MAX_TAGS and (tags := html.count("<")) > MAX_TAGS:
        raise HostilePageError(f"{tags} tags")
    if len(html) > MAX_EQUALS and (equals := html.count("=")) > MAX_EQUALS:
        raise HostilePageError(f"{equals} attributes")
