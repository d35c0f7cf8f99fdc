"""What a site repeats at the head or the tail of its articles is learnt from its pages, and taken off the text.

    text -> Sight (the hashes of its lines) -> refusal (is a line furniture?) -> take (the text without it)

Everything here is pure. What was seen so far is kept by the database for a crawl, by `Memory` for a filter; both end
in the same answer for the same set of pages, in whatever order they came.
"""

from __future__ import annotations

from pipelines.furniture.learn import PAGES, SAMPLE, VERSION, refusal
from pipelines.furniture.memory import Memory
from pipelines.furniture.sight import block_of, edge, lines_of, look
from pipelines.furniture.take import LARGE, Cut, Taken, take

__all__ = [
    "LARGE",
    "PAGES",
    "SAMPLE",
    "VERSION",
    "Cut",
    "Memory",
    "Taken",
    "block_of",
    "edge",
    "lines_of",
    "look",
    "refusal",
    "take",
]
