"""Old news under a new date: a cluster comes in; which documents repeat a text of long before, and of when, comes out.

A page of 2023-09-20 prints, nearly whole, what an agency reported on 2015-03-26: both dates are kept. What joins a
story after sixty days is 0.97 the same; stale it is called from half a year on, when 今年, 上半年 and 同比 mean another
period than they did. The date that counts is the origin's, never the earliest one printed: spam moves dates both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from crawlers.items import Document, Edge
from pipelines.dedupe.candidates import TRUSTED
from pipelines.dedupe.cluster import Cluster
from pipelines.dedupe.relation import WHOLE
from pipelines.dedupe.when import published

STALE_DAYS: Final = 180
"""Half a year: from then on a relative period of the text (上半年) is another one on the new page's day."""
FLAG: Final = "stale_reprint"


def in_story(members: Sequence[Document], mirrors: Mapping[int, str], origin: Document | None) -> dict[int, Document]:
    """Return id -> the document that dates the story, for each member that is stale beside it."""
    dated = [one for one in members if published(one)]
    by_trust = sorted(dated, key=lambda one: (one.id in mirrors, one.publisher_class not in TRUSTED))
    dates = origin if origin and published(origin) else next(iter(by_trust), None)
    if dates is None or dates.id in mirrors:
        return {}
    return {one.id: dates for one in dated if _days_after(one, dates) >= STALE_DAYS}


def beside(cluster: Cluster, stories: Mapping[int, int]) -> dict[int, Document]:
    """Return id -> the earliest document of another story in which nearly all of a much later one stands."""
    found: dict[int, Document] = {}
    for one in cluster.documents:
        for other in cluster.find(one.id, "partial"):
            before = cluster.by_id[other.id]
            is_other = stories[before.id] != stories[one.id] and other.own >= WHOLE
            if is_other and published(one) and published(before) and _days_after(one, before) >= STALE_DAYS:
                found[one.id] = min(before, found.get(one.id, before), key=lambda each: cluster.rank[each.id])
    return found


def with_dates(edges: Iterable[Edge], stale: Mapping[int, Document], by_id: Mapping[int, Document]) -> list[Edge]:
    """Add both dates to the evidence of what a stale document copied."""
    return [_dated(edge, by_id[edge.child], stale[edge.child]) if edge.child in stale else edge for edge in edges]


def _dated(edge: Edge, child: Document, before: Document) -> Edge:
    dates = f"dated {child.published_at}, told before on {before.published_at}"
    return replace(edge, evidence=f"{edge.evidence}; stale: {dates}")


def _days_after(one: Document, other: Document) -> int:
    later, earlier = published(one), published(other)
    return (later[0] - earlier[0]).days if later and earlier else 0
