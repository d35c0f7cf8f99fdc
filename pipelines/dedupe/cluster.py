"""The documents of one connected cluster with their pairs, as the steps of grouping look them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from crawlers.items import Document, Pair
from pipelines.dedupe.when import order

JOINING: Final = ("same", "a_in_b", "b_in_a")
MOST_OF_IT: Final = 0.7
"""A text that holds less than this of the one it stands in is an excerpt; with more it is a trimmed reprint."""
THE_SAME: Final = "the same text"
Side = Literal["same", "in", "around", "partial", "template", "rewrite"]
"""How one document stands to another: the same, in it, around it, or linked only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A pair as one of its two documents sees it."""

    id: int
    side: Side
    own: float
    """Share of this document that stands in the neighbour."""
    theirs: float
    evidence: str


def is_excerpt_of(neighbour: Neighbour) -> bool:
    """Say whether the neighbour is only a part of the document that it is a neighbour of."""
    return neighbour.side == "around" and neighbour.own < MOST_OF_IT


class Cluster:
    """Documents in the order of time and URL, the documents with the same text, and how each text stands to others.

    A text is compared once, however many documents carry it; the first of them stands for it in `pairs`.
    """

    def __init__(self, documents: Iterable[Document], pairs: Iterable[Pair]) -> None:
        self.documents = sorted(documents, key=order)
        self.by_id = {document.id: document for document in self.documents}
        self.rank = {document.id: rank for rank, document in enumerate(self.documents)}
        texts: dict[str | int, list[int]] = {}
        for document in self.documents:
            texts.setdefault(document.canonical or document.id, []).append(document.id)
        self._copies = {id: ids for ids in texts.values() for id in ids}
        between = [pair for pair in pairs if pair.a in self.by_id and pair.b in self.by_id]
        between = [pair for pair in between if self.first(pair.a) != self.first(pair.b)]
        same = [_same(ids[0], id) for ids in texts.values() for id in ids[1:]]
        self.pairs = [*same, *sorted(between, key=self._strength)]
        self._neighbours: dict[int, dict[int, Neighbour]] = {ids[0]: {} for ids in texts.values()}
        for pair in self.pairs[len(same) :]:
            a, b = self.first(pair.a), self.first(pair.b)
            self._neighbours[a].setdefault(b, _seen(pair, pair.a, b))
            self._neighbours[b].setdefault(a, _seen(pair, pair.b, a))

    def _strength(self, pair: Pair) -> tuple[float, float, int, int]:
        """Sort the strongest pair first, in an order that ids play no part in."""
        shares = sorted((pair.contained_a, pair.contained_b))
        ranks = sorted((self.rank[pair.a], self.rank[pair.b]))
        return -shares[1], -shares[0], ranks[0], ranks[1]

    def first(self, id: int) -> int:
        """Return the first document with the same text."""
        return self._copies[id][0]

    def copies(self, id: int) -> Sequence[int]:
        """Return the documents with the same text, itself among them, in order."""
        return self._copies[id]

    def neighbours(self, id: int) -> Collection[Neighbour]:
        """Return how a document stands to other texts, the strongest first; each is named by its first document."""
        return self._neighbours[self.first(id)].values()

    def find(self, id: int, *sides: Side) -> list[Neighbour]:
        """Return the neighbours of a document that stand to it so, strongest first."""
        return [neighbour for neighbour in self.neighbours(id) if neighbour.side in sides]

    def between(self, a: int, b: int) -> Neighbour | None:
        """Return how `a` stands to `b`, if their texts are the same or were compared."""
        if self.first(a) == self.first(b):
            return Neighbour(id=b, side="same", own=1.0, theirs=1.0, evidence=THE_SAME)
        return self._neighbours[self.first(a)].get(self.first(b))

    def is_rewrite_among(self, id: int, ids: Collection[int]) -> bool:
        """Say whether an earlier one of `ids` tells what the document tells, in other words."""
        return any(one.id in ids and self.rank[one.id] < self.rank[id] for one in self.find(id, "rewrite"))

    def sorted(self, ids: Iterable[int]) -> Sequence[int]:
        """Sort ids by time, then URL."""
        return sorted(ids, key=self.rank.__getitem__)


def _same(first: int, copy: int) -> Pair:
    return Pair(
        a=min(first, copy),
        b=max(first, copy),
        relation="same",
        contained_a=1.0,
        contained_b=1.0,
        shared_sentences=0,
        evidence=THE_SAME,
    )


def _seen(pair: Pair, own: int, other: int) -> Neighbour:
    """Return the pair as its document `own` sees it, the other one under the name `other`."""
    side: Side
    is_a = own == pair.a
    if pair.relation in ("a_in_b", "b_in_a"):
        side = "in" if (pair.relation == "a_in_b") == is_a else "around"
    else:
        side = pair.relation  # type: ignore[assignment]
    contained = (pair.contained_a, pair.contained_b)
    own_share, their_share = contained if is_a else contained[::-1]
    return Neighbour(id=other, side=side, own=own_share, theirs=their_share, evidence=pair.evidence)
