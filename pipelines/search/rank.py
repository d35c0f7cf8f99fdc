"""Hits come in, the same go out, the best first: by how often and how densely they have what was asked for.

BM25 without the weight of rare words: every hit has every word, so that a word that few articles have tells no hit from
another. A place in the title counts as so many in the text. Scores are compared to a tenth; among equals the newest
comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.database import Hit

TITLE: Final = 5.0
SATURATION: Final = 1.2
"""BM25's k1: the tenth place of a word says little after the third."""
LENGTH: Final = 0.75
"""BM25's b: how far a long text must have more of them."""


def ranked(hits: Sequence[Hit], wanted: Sequence[str]) -> list[Hit]:
    """Sort hits."""
    if not hits:
        return []
    usual = max(1.0, sum(len(hit.text) for hit in hits) / len(hits))

    def key(hit: Hit) -> tuple[float, str, int]:
        return round(score(hit, wanted, usual), 1), hit.published_at or "", hit.article_id

    return sorted(hits, key=key, reverse=True)


def score(hit: Hit, wanted: Sequence[str], usual: float) -> float:
    """Weigh a hit; `usual` is how many characters a text has."""
    slow = SATURATION * (1 - LENGTH + LENGTH * len(hit.text) / usual)
    counts = (hit.text.count(word) + TITLE * hit.title.count(word) for word in wanted)
    return sum(count * (SATURATION + 1) / (count + slow) for count in counts)
