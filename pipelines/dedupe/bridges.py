"""What stories share: a cluster, its stories and digests go in, the edges between stories come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawlers.items import Confidence, Edge, EdgeKind
from pipelines.dedupe.cluster import Cluster
from pipelines.dedupe.digests import Digest


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

    A recurring report is linked to the last issue only, not to every one of years.
    """
    done: set[tuple[int, int | None, str]] = set()
    for child in reversed(cluster.documents):
        earlier = [one for one in cluster.neighbours[child.id] if cluster.rank[one.id] < cluster.rank[child.id]]
        for other in sorted(earlier, key=lambda one: (one.side != "template", -cluster.rank[one.id])):
            kind: EdgeKind = other.side if other.side in ("partial", "template", "rewrite") else "partial"
            spot = (child.id, None if kind == "template" else stories[other.id], kind)
            if stories[other.id] == stories[child.id] or spot in done or _is_digest_of(child.id, other.id, digests):
                continue
            done.add(spot)
            yield Edge(
                child=child.id,
                parent=other.id,
                parent_name=None,
                kind=kind,
                confidence="medium",
                evidence=other.evidence,
            )


def _is_digest_of(a: int, b: int, digests: Mapping[int, Digest]) -> bool:
    return (a in digests and b in digests[a].apart) or (b in digests and a in digests[b].apart)
