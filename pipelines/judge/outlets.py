"""A URL and the names in 来源 come in; whether they are an outlet of the region, which means it by 我区, goes out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.judge.topics import Outlets


def is_local(url: str, names: Sequence[str], outlets: Outlets) -> bool:
    """Say whether host or 来源 is an outlet of the region."""
    if any(outlet in name for outlet in outlets.sources for name in names):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:  # a broken bracketed host
        return False
    host, path = (parts.hostname or ""), parts.path
    for outlet in outlets.hosts:
        name, slash, start = outlet.partition("/")
        if (host == name or host.endswith(f".{name}")) and (not slash or path.startswith(f"/{start}")):
            return True
    return False
