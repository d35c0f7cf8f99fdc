"""How much of one text stands in another: two canonical texts go in, exact shares come out.

Containment, not Jaccard: a repost cuts and appends. `contained` counts grams one by one; `covered` counts whole
sentences of which at least half stands in the other text, so that an edited sentence still counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipelines.dedupe.units import GRAM, LONG_SENTENCE, grams, sentences

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
    own, theirs = grams(text), grams(other)
    common = own & theirs
    parts = sentences(text)
    body = "".join(parts)
    hits = [body[at : at + GRAM] in common for at in range(len(body) - GRAM + 1)]
    runs = list(_runs(hits))
    covered = exact = start = 0
    for part in parts:
        shared = _share_of(hits, start, len(part))
        covered += len(part) if shared >= HALF else 0
        exact += shared == 1.0 and len(part) >= LONG_SENTENCE
        start += len(part)
    return Share(
        contained=len(common) / len(own) if own else 0.0,
        covered=covered / len(body) if body else 0.0,
        sentences=exact,
        longest=max((length for _, length in runs), default=0),
        lead=next((length for at, length in runs if at == 0), 0),
        size=len(body),
    )


def _share_of(hits: list[bool], start: int, length: int) -> float:
    """Return the share of hits among the grams that lie within a sentence; one too short for a gram is asked whole."""
    within = hits[start : start + max(1, length - GRAM + 1)]
    return sum(within) / len(within) if within else 0.0


def _runs(hits: list[bool]) -> list[tuple[int, int]]:
    """Return (start, units) of every unbroken run of hits."""
    runs, start = [], None
    for at, hit in enumerate([*hits, False]):
        if hit and start is None:
            start = at
        elif not hit and start is not None:
            runs.append((start, at - start + GRAM - 1))
            start = None
    return runs
