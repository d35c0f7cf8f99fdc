"""Chains of claims: who names whom goes in; where each chain ends, and whether one went round, comes out.

a mirror -> 中国产业经济信息网 -> 中国经济网, which names nobody: there the chain ends
"""

from __future__ import annotations

from collections.abc import Mapping

from crawlers.items import Document
from pipelines.dedupe.claims import Claim


def follow(claims: Mapping[int, Claim], seen: Mapping[str, list[Document]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return house -> the house where its chain of claims ends, for seen houses, and whether a chain went round.

    A house follows the claim of its first member only where none of its members stands without one.
    """
    step: dict[str, str] = {}
    for house, documents in seen.items():
        if all(one.id in claims for one in documents):
            step[house] = claims[documents[0].id].house
    ends: dict[str, str] = {}
    flags: set[str] = set()
    order = list(seen)  # by the time of each house's first member
    for house in seen:
        path = [house]
        while (after := step.get(path[-1])) and after not in path:
            path.append(after)
        end = path[-1]
        if after:  # round: the earliest of the circle is where it ends
            flags.add("circular_claims")
            circle = path[path.index(after) :]
            end = min(circle, key=order.index)
        ends[house] = end
    return ends, tuple(sorted(flags))
