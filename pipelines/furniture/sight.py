"""An article's text comes in; what learning keeps of it goes out: its title and the hashes of its lines, in order."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from urllib.parse import urlsplit

from crawlers.items import FoldedLine, Side, Sight
from pipelines.chinese import fold_tight

ZONE = 4
"""So many lines from either end may be furniture, of a short body the half that is nearer."""


def edge(sight: Sight, side: Side) -> tuple[FoldedLine, ...]:
    """Return the lines of one end."""
    return sight.blocks[: sight.zone] if side == "head" else sight.blocks[len(sight.blocks) - sight.zone :]


def look(url: str, title: str | None, text: str) -> Sight | None:
    """Return what learning keeps of an article; None for a URL without a host, whose site nobody knows."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host:
        return None
    blocks = tuple(block for _, line in lines_of(text) if (block := block_of(line)))
    return Sight(
        url=url,
        host=host.removeprefix("www."),
        rank=hash_of(url),
        title=title,
        blocks=blocks,
        zone=min(ZONE, (len(blocks) + 1) // 2) if len(blocks) > 1 else 0,
    )


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their offsets."""
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def block_of(line: str) -> FoldedLine | None:
    """Return a line as matching sees it; None for one that says nothing."""
    folded = fold_tight(line)
    return FoldedLine(hash=hash_of(folded), length=len(folded)) if folded else None


def hash_of(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
