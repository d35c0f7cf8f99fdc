"""How many told a story for themselves: its members and origin go in, the number of independent origins comes out.

An independent origin is a publisher whose text is not contained in, not attributed to, and not a rewrite of the same
release as, an earlier one. Mirrors never count. An origin that was only named counts once, as claimed.

    171.3 亿元: 中国经济网 by way of a mirror: 1; nine days later the department in its own words: 0, told by the former

So each story has one at least, unless all that is known of it are mirrors that name nobody; or unless it is nothing but
another telling of what an earlier story tells: a rewrite, a digest, old news. Such a story says whom it tells again,
and somebody stands behind that: counted there, a release counts once over all stories, and never not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from crawlers.items import Document, Edge
from pipelines.dedupe.claims import Houses, own_house
from pipelines.dedupe.cluster import Cluster
from pipelines.dedupe.digests import MADE_UP, Digest
from pipelines.dedupe.origin import Origin
from pipelines.dedupe.relation import WHOLE


def told_again(
    stories: Mapping[int, int],
    digests: Mapping[int, Digest],
    cross: Iterable[Edge],
    grounded: Set[int],
    cluster: Cluster,
) -> dict[int, int]:
    """Return document -> the earlier document of another story that it tells again: digests, rewrites, old news.

    `stories` gives each document the number of its story, `grounded` are the documents of stories that have an origin:
    what only mirrors tell that name nobody was not told before. Nor is a digest another telling whose own words are
    more than a few.
    """
    made_up = {id: one for id, one in digests.items() if one.share >= MADE_UP and grounded >= {*one.parts}}
    found = {id: one.parts[0] for id, one in made_up.items()}
    tellers = grounded - made_up.keys()  # who tells what a digest does may have come before what that is made of
    for edge in cross:
        if edge.kind == "rewrite" and edge.parent in tellers:
            for copy in cluster.copies(edge.child):
                found.setdefault(copy, edge.parent)
    for one in cluster.documents:
        for whole in cluster.find(one.id, "partial"):  # too long after to be one story, or it would have joined
            is_earlier = cluster.rank[whole.id] < cluster.rank[one.id] and stories[whole.id] != stories[one.id]
            if whole.own >= WHOLE and is_earlier and whole.id in tellers:
                found.setdefault(one.id, whole.id)
    return found


def independent_origins(
    members: Sequence[Document],
    mirrors: Mapping[int, str],
    origin: Origin,
    again: Collection[int],
    cluster: Cluster,
    houses: Houses,
) -> int:
    """Count the houses that stand for themselves; members come in the order of time and URL.

    `again` are the documents that tell again what an earlier one of another story tells.
    """
    found: set[str] = set()
    ids = {one.id for one in members} - mirrors.keys()
    bearers = {origin.document.id} if origin.document else {*origin.claims}
    behind = ids | origin.claims.keys()  # a mirror that names nobody tells nothing before anybody
    own = [one for one in members if one.id not in again and not cluster.is_rewrite_among(one.id, behind)]
    if origin.document is None and origin.house and any(one.id in origin.claims for one in own):
        found.add(origin.house)
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
