"""How many told a story for themselves: its members and origin go in, the number of independent origins comes out.

An independent origin is a publisher whose text is not contained in, not attributed to, and not a rewrite of the same
release as, an earlier one. Mirrors never count. An origin that was only named counts once, as claimed. So a story has
one at least, unless all that is known of it are mirrors that name nobody; or unless it is nothing but another telling
of what an earlier story tells, a rewrite or a digest: counted there, a release counts once over all stories.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crawlers.items import Document
from pipelines.dedupe.claims import Houses, own_house
from pipelines.dedupe.cluster import Cluster
from pipelines.dedupe.origin import Origin


def independent_origins(
    members: Sequence[Document],
    mirrors: Mapping[int, str],
    origin: Origin,
    second_hand: Collection[int],
    cluster: Cluster,
    houses: Houses,
) -> int:
    """Count the houses that stand for themselves; members come in the order of time and URL.

    `second_hand` are documents whose text an earlier one of another story tells.
    """
    found: set[str] = set()
    ids = {one.id for one in members}
    own = [one for one in members if one.id not in second_hand and not cluster.is_rewrite_among(one.id, ids)]
    if origin.document is None and origin.house and any(one.id in origin.claims for one in own):
        found.add(origin.house)
    bearers = {origin.document.id} if origin.document else {*origin.claims}
    ids -= mirrors.keys()
    found |= {
        own_house(one, houses)
        for one in own
        if one is origin.document
        or (one.id in ids and one.id not in origin.claims and not _is_covered(one, ids, bearers, cluster))
    }
    return len(found)


def _is_covered(document: Document, ids: Collection[int], bearers: Collection[int], cluster: Cluster) -> bool:
    """Say whether a text stands, step by step, in what bears the origin's, or in an earlier one of `ids`."""
    seen, queue = {cluster.first(document.id)}, [cluster.first(document.id)]
    while queue:
        text = queue.pop()
        carriers = cluster.copies(text)
        if any(id in bearers or (id in ids and cluster.rank[id] < cluster.rank[document.id]) for id in carriers):
            return True
        if any(id in ids for id in carriers):
            further = {neighbour.id for neighbour in cluster.find(text, "same", "in")} - seen
            seen |= further
            queue += further
    return False
