"""How much of one text stands in another: two canonical texts go in, exact shares come out.

Containment, not Jaccard: a repost cuts and appends. `contained` counts grams one by one; `covered` counts whole
sentences of which at least half stands in the other text, so that an edited sentence still counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipelines.dedupe.units import GRAM, LONG_SENTENCE, taken_apart

HALF: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What of one text stands in another one."""

    contained: float
    """Share of its distinct grams, 0..1."""
    covered: float
    """Share of its units that lie in sentences of which at least half stands in the other, 0..1."""
    sentences: int
    """Its long sentences that stand in the other word for word."""
    longest: int
    """Units of the longest passage whose grams all stand in the other."""
    lead: int
    """Units of such a passage at its very start."""
    size: int
    """Its length in units."""


def share(text: str, other: str) -> Share:
    """Measure what of a canonical text stands in another canonical text."""
    own = taken_apart(text)
    common = own.grams & taken_apart(other).grams
    hits = bytes(map(common.__contains__, own.ordered))  # 1 where a gram stands in the other text
    runs = hits.split(b"\0")
    covered = exact = start = 0
    for sentence in own.sentences:
        places = max(1, len(sentence) - GRAM + 1)  # a sentence too short for a gram is asked by the one it begins
        found = hits.count(1, start, start + places)
        covered += len(sentence) if found >= HALF * places else 0
        exact += found == places and len(sentence) >= LONG_SENTENCE
        start += len(sentence)
    return Share(
        contained=len(common) / len(own.grams) if own.grams else 0.0,
        covered=covered / start if start else 0.0,
        sentences=exact,
        longest=_units(max(map(len, runs))),
        lead=_units(len(runs[0])),
        size=start,
    )


def _units(run: int) -> int:
    """Return the units that a run of so many grams covers."""
    return run + GRAM - 1 if run else 0
