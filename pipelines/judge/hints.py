"""A text comes in; how far what was learnt from labelled articles speaks for the topic's field goes out.

Writers name a digital thing in ever new ways: no list of words ends. But how they tell of it is alike, in small
pieces of text that say little alone: 屏, 扫, 后台. Each has a weight, learnt by `python -m tests.benchmarks.learn` and
kept with the topic. Names of places are masked, so that what is learnt is about the field alone. Text in Latin letters
is left to the words: there are too few labelled articles in English to learn from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from operator import add

from pipelines.judge.words import Found

MASK = "\n"
_NO_PIECE = re.compile("[^一-鿿a-z0]+")
_NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hints:
    """What was learnt of a topic's field: an article whose pieces weigh more than `least` gains, another loses."""

    weights: Mapping[str, float]
    base: float
    least: float
    scale: float
    """So much above `least` gives three quarters of what can be gained."""
    lift: float
    """How much of the field's share can be gained or lost at most."""
    keeps: float
    """So big a part of what the words give is left in any case."""
    chars: int
    """How much of a text is read."""

    def known(self, text: str) -> set[str]:
        """Return the pieces of a masked text that have a weight."""
        return _pieces(text).intersection(self.weights)

    def telling(self, known: Iterable[str], number: int, *, against: bool) -> list[str]:
        """Return the pieces that say most for the field, or against it."""
        most = nsmallest if against else nlargest
        return most(number, sorted(known), key=self.weights.__getitem__)

    def lifted(self, share: float, known: Iterable[str]) -> float:
        """Say what these pieces add to the share that the words give the field, or take from it."""
        lifted = self.lift * math.tanh((self.weight(known) - self.least) / self.scale)
        return min(1 - share, max(lifted, (self.keeps - 1) * share))

    def weight(self, known: Iterable[str]) -> float:
        """Add up what the pieces weigh; a long text has more of them and is no surer for that alone."""
        found = [self.weights[piece] for piece in known]
        return self.base + math.fsum(found) / math.sqrt(len(found) + 1)


def pieces(text: str) -> set[str]:
    """Return the characters of a masked text, and the pairs of them that stand together."""
    return {piece for piece in _pieces(text) if MASK not in piece}


def _pieces(text: str) -> set[str]:
    runs = _NO_PIECE.sub(MASK, text)
    return {*runs, *map(add, runs, runs[1:])}


def masked(lowered: str, places: Iterable[Found], chars: int) -> str:
    """Take the start of a text, put a line's end for each place's name, and 0 for each number."""
    parts, at = [], 0
    for one in sorted(places, key=lambda found: found.start):
        if one.start >= at:
            parts += [lowered[at : one.start], MASK]
            at = one.end
    return _NUMBER.sub("0", "".join((*parts, lowered[at:]))[:chars])
