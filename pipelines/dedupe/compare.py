"""How two documents overlap: two documents go in, one pair or None comes out, whichever way round they are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from crawlers.items import Document, Pair
from pipelines.dedupe import numbers, titles, when
from pipelines.dedupe.overlap import share
from pipelines.dedupe.relation import Look, Relation, relation_of
from pipelines.dedupe.units import grams

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


def compare(a: Document, b: Document) -> Pair | None:
    """Say how two documents overlap, or None where they do not; `a` of the pair is the one with the lower id."""
    short, long = sorted((a, b), key=lambda one: (len(one.canonical), one.canonical, when.order(one)))
    if not _may_overlap(short.canonical, long.canonical):
        return None
    look = Look(
        short=share(short.canonical, long.canonical),
        long=share(long.canonical, short.canonical),
        numbers=numbers.agreement(short.canonical, long.canonical),
        days=when.days_apart(short, long),
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
