"""The documents of one connected cluster with their pairs, as the steps of grouping look them up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from crawlers.items import Document, Pair
from pipelines.dedupe.when import order

JOINING: Final = ("same", "a_in_b", "b_in_a")
MOST_OF_IT: Final = 0.7
"""A text that holds less than this of the one it stands in is an excerpt; with more it is a trimmed reprint."""
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
    """Documents in the order of time and URL, and the neighbours of each."""

    def __init__(self, documents: Iterable[Document], pairs: Iterable[Pair]) -> None:
        self.documents = sorted(documents, key=order)
        self.by_id = {document.id: document for document in self.documents}
        self.rank = {document.id: rank for rank, document in enumerate(self.documents)}
        self.neighbours: dict[int, list[Neighbour]] = {document.id: [] for document in self.documents}
        self.pairs = sorted(
            (pair for pair in pairs if pair.a in self.by_id and pair.b in self.by_id), key=self._strength
        )
        for pair in self.pairs:
            self.neighbours[pair.a].append(_seen(pair, pair.b, pair.contained_a, pair.contained_b))
            self.neighbours[pair.b].append(_seen(pair, pair.a, pair.contained_b, pair.contained_a))

    def _strength(self, pair: Pair) -> tuple[float, float, int, int]:
        """Sort the strongest pair first, in an order that ids play no part in."""
        shares = sorted((pair.contained_a, pair.contained_b))
        ranks = sorted((self.rank[pair.a], self.rank[pair.b]))
        return -shares[1], -shares[0], ranks[0], ranks[1]

    def find(self, id: int, *sides: Side) -> list[Neighbour]:
        """Return the neighbours of a document that stand to it so, strongest first."""
        return [neighbour for neighbour in self.neighbours[id] if neighbour.side in sides]

    def between(self, a: int, b: int) -> Neighbour | None:
        """Return how `a` stands to `b`, if the two were paired."""
        return next((neighbour for neighbour in self.neighbours[a] if neighbour.id == b), None)

    def sorted(self, ids: Iterable[int]) -> Sequence[int]:
        """Sort ids by time, then URL."""
        return sorted(ids, key=self.rank.__getitem__)


def _seen(pair: Pair, other: int, own: float, theirs: float) -> Neighbour:
    side: Side
    if pair.relation == "a_in_b":
        side = "in" if other == pair.b else "around"
    elif pair.relation == "b_in_a":
        side = "in" if other == pair.a else "around"
    else:
        side = pair.relation
    return Neighbour(id=other, side=side, own=own, theirs=theirs, evidence=pair.evidence)
