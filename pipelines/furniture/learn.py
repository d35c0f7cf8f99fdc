"""A line and the pages of a host that carry it at one end come in; why it is no furniture, or None, comes out.

A line is furniture when pages that have nothing else in common carry it, at least three, on this host alone. Pages are
put together into groups that hang together, so that thirty reports on one flood count as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from crawlers.items import Sight
from pipelines.furniture.related import SHORTEST, Face, are_related, face_of
from pipelines.furniture.sight import block_of

VERSION = 1
"""Raised when another line would be furniture than before."""
PAGES = 3
"""So many pages, of which no two are related, make a line furniture …"""
PAGES_OF_PARAGRAPH = 5
"""… and so many one that is as long as a paragraph of news: what is lost by mistake would be more."""
PARAGRAPH = 80
"""Characters."""
GROUPS = 3
"""There must be one group to every so many pages; any twelve of the sample's make six."""
SAMPLE = 12
"""So many pages with a line are looked at, chosen by their URLs: a site's 10,000th page costs what its tenth did."""

_LEADS_ON = re.compile(
    r"[:：]\W*$|^\W*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．]|第.{1,3}[章节条部])"
)
"""A salutation (各市人民政府:) or a heading (一、总体要求) belongs to what follows, however often it is printed."""


def refusal(line: str, sights: Sequence[Sight], *, is_elsewhere: bool) -> str | None:
    """Say why `line` is no furniture of the host whose pages carry it; None when it is.

    `sights` are the host's pages with the line at one and the same end, at most `SAMPLE`; `is_elsewhere` says that a
    page of another host carries it.
    """
    block = block_of(line)
    if block is None or block.length < SHORTEST:
        return "too short to tell"
    if _LEADS_ON.search(line):
        return "leads on to what follows"
    if is_elsewhere:
        return "stands on another host as well"
    needed = max(PAGES if block.length <= PARAGRAPH else PAGES_OF_PARAGRAPH, -(-len(sights) // GROUPS))
    found = len(_groups(line, block.hash, sights))
    if found < needed:
        return f"stands on {found} unrelated pages, not {needed}"
    return None


def _groups(line: str, hash_: int, sights: Sequence[Sight]) -> list[list[Face]]:
    """Put pages together that hang together, directly or by way of others."""
    groups: list[list[Face]] = []
    for face in _telling(sights):
        joined = [group for group in groups if any(are_related(face, other, line, hash_) for other in group)]
        apart = [group for group in groups if group not in joined]
        groups = [*apart, [face, *(one for group in joined for one in group)]]
    return groups


def _telling(sights: Sequence[Sight]) -> list[Face]:
    """Return the pages that can tell: with a title, and with at least half of a body that other pages do not carry.

    A brief of one sentence above three lines of furniture is like every page of its site.
    """
    faces = [face_of(sight) for sight in sights]
    carried = Counter(hash_ for face in faces for hash_ in face.lengths)
    return [
        face
        for face in faces
        if face.features
        and 2 * sum(length for hash_, length in face.lengths.items() if carried[hash_] == 1)
        >= sum(face.lengths.values())
    ]
