"""How many told a story for themselves: its members and origin go in, the number of independent origins comes out.

An independent origin is a publisher whose text is not contained in, not attributed to, and not a rewrite of the same
release as, an earlier one. Mirrors never count. An origin that was only named counts once, as claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawlers.items import Document, Role
from pipelines.dedupe.claims import Houses, own_house
from pipelines.dedupe.cluster import Cluster
from pipelines.dedupe.origin import Origin


def independent_origins(
    members: Sequence[Document],
    mirrors: Mapping[int, str],
    origin: Origin,
    telling: Mapping[int, Role],
    cluster: Cluster,
    houses: Houses,
) -> int:
    """Count the houses that stand for themselves; members come in the order of time and URL."""
    if origin.document is None:
        return 1 if origin.name else 0
    found: set[str] = set()
    for one in members:
        if one.id in mirrors or one.id in origin.claims or telling.get(one.id) == "rewrite":
            continue
        if one is origin.document or not _is_covered(one, members, mirrors, origin.document, cluster):
            found.add(own_house(one, houses))
    return len(found)


def _is_covered(
    document: Document, members: Sequence[Document], mirrors: Mapping[int, str], origin: Document, cluster: Cluster
) -> bool:
    """Say whether a text stands, step by step, in the origin or in an earlier member."""
    ids = {one.id for one in members if one.id not in mirrors}
    seen, queue = {cluster.first(document.id)}, [cluster.first(document.id)]
    while queue:
        text = queue.pop()
        carriers = [id for id in cluster.copies(text) if id in ids]
        if any(id == origin.id or cluster.rank[id] < cluster.rank[document.id] for id in carriers):
            return True
        if carriers:
            further = {neighbour.id for neighbour in cluster.find(text, "same", "in")} - seen
            seen |= further
            queue += further
    return False
