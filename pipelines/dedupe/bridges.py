"""What stories share: a cluster, its stories and digests go in, the edges between stories come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from crawlers.items import Confidence, Edge, EdgeKind
from pipelines.dedupe.cluster import Cluster, Neighbour, Side
from pipelines.dedupe.digests import Digest

_KINDS: Final[Mapping[Side, EdgeKind]] = {"template": "template", "rewrite": "rewrite"}
"""What is neither is a shared passage."""


def digest_edges(child: int, digest: Digest, heads: Mapping[int, int], cluster: Cluster) -> Iterator[Edge]:
    """Yield an edge from a digest to the head of each story that it was made of."""
    for part in digest.parts:
        found = cluster.between(child, part)
        certainty: Confidence = "high" if found and found.side == "around" else "medium"
        yield Edge(
            child=child,
            parent=heads[part],
            parent_name=None,
            kind="digest",
            confidence=certainty,
            evidence=found.evidence if found else "",
        )


def cross_edges(stories: Mapping[int, int], digests: Mapping[int, Digest], cluster: Cluster) -> Iterator[Edge]:
    """Yield edges between stories: from the later document to the earlier, the strongest for each story and kind.

    A recurring report is linked to the last issue only, not to every one of years; a digest has edges of its own. Of
    documents with the same text the first has the edge: the others are its copies.
    """
    made_of = {id: {stories[part] for part in digest.parts} for id, digest in digests.items()}
    for child in reversed([one for one in cluster.documents if cluster.first(one.id) == one.id]):
        done: set[tuple[int, EdgeKind]] = set()
        for other in _earlier(child.id, cluster):
            story, kind = stories[other.id], _KINDS.get(other.side, "partial")
            is_digest = story in made_of.get(child.id, ()) or stories[child.id] in made_of.get(other.id, ())
            if story == stories[child.id] or (story, kind) in done or is_digest:
                continue
            done.add((story, kind))
            yield Edge(
                child=child.id,
                parent=other.id,
                parent_name=None,
                kind=kind,
                confidence="medium",
                evidence=other.evidence,
            )


def _earlier(id: int, cluster: Cluster) -> list[Neighbour]:
    """Return the neighbours before a document, the strongest first; of those with other figures only the last."""
    before = [one for one in cluster.neighbours(id) if cluster.rank[one.id] < cluster.rank[id]]
    last = max((cluster.rank[one.id] for one in before if one.side == "template"), default=None)
    return [one for one in before if one.side != "template" or cluster.rank[one.id] == last]
