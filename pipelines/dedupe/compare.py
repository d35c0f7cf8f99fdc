"""How two documents overlap: two documents go in, one pair or None comes out, whichever way round they are given."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, Literal

from crawlers.items import Document, Pair
from pipelines.dedupe import numbers, titles, when
from pipelines.dedupe.overlap import share
from pipelines.dedupe.relation import Look, Relation, relation_of
from pipelines.dedupe.units import grams

UNDATED: Final = 0
"""Before every day that a calendar has."""
Named = Literal["same", "a_in_b", "b_in_a", "partial", "template", "rewrite"]
_NAMES: Final[Mapping[Relation, tuple[Named, Named]]] = {
    "same": ("same", "same"),
    "short_in_long": ("b_in_a", "a_in_b"),
    "long_in_short": ("a_in_b", "b_in_a"),
    "partial": ("partial", "partial"),
    "template": ("template", "template"),
    "rewrite": ("rewrite", "rewrite"),
}
"""How a relation is called where the long text, or the short one, has the lower id."""


def compare(a: Document, b: Document, days: int | Literal["their own"] | None = "their own") -> Pair | None:
    """Say how two documents overlap, or None where they do not; `a` of the pair is the one with the lower id.

    `days` is how far apart the two texts are where other documents carry them as well: a copy with a false date must
    not part an article from its other copies.
    """
    short, long = sorted((a, b), key=lambda one: (len(one.canonical), one.canonical, when.order(one)))
    if not _may_overlap(short.canonical, long.canonical):
        return None
    look = Look(
        short=share(short.canonical, long.canonical),
        long=share(long.canonical, short.canonical),
        numbers=numbers.agreement(short.canonical, long.canonical),
        days=when.days_apart(short, long) if days == "their own" else days,
        other_issue=short.canonical != long.canonical and titles.are_two_issues(short.title, long.title),
    )
    relation = relation_of(look)
    if relation is None:
        return None
    is_short_first = short.id < long.id
    first, second = (look.short, look.long) if is_short_first else (look.long, look.short)
    return Pair(
        a=min(a.id, b.id),
        b=max(a.id, b.id),
        relation=_NAMES[relation][is_short_first],
        contained_a=round(first.contained, 4),
        contained_b=round(second.contained, 4),
        shared_sentences=look.sentences,
        evidence=_evidence(look),
    )


def closest(days: Collection[str], others: Collection[str]) -> int | None:
    """Return how many days lie between two texts, each carried on several days; None where one may be of any day."""
    own, theirs = (sorted(map(_ordinal, one)) for one in (days, others))
    if own[0] == UNDATED or theirs[0] == UNDATED:
        return None
    return min(
        abs(day - near) for day in own for at in [bisect(theirs, day)] for near in theirs[max(0, at - 1) : at + 1]
    )


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return UNDATED


def _may_overlap(a: str, b: str) -> bool:
    """Spare the sentences of two texts that share next to nothing."""
    own, theirs = grams(a), grams(b)
    return bool(own and theirs) and len(own & theirs) >= 0.05 * min(len(own), len(theirs))


def _evidence(look: Look) -> str:
    found = look.numbers
    days = "undated" if look.days is None else f"{look.days} days apart"
    return (
        f"{look.long.contained:.0%} of the longer and {look.short.contained:.0%} of the shorter text are shared, "
        f"{look.sentences} sentences word for word, longest passage {max(look.short.longest, look.long.longest)}, "
        f"{found.aligned - found.different} of {found.aligned} numbers equal, {days}"
    )
