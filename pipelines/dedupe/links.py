"""Who copied whom: a story and its origin go in, the edges within it come out.

One edge leads from each copy to its parent: whom it names, else the origin. A parent that was named and not seen
has a name and no id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from crawlers.items import Confidence, Document, Edge, EdgeKind, Role
from pipelines.dedupe.claims import Houses, house_of, own_house
from pipelines.dedupe.cluster import Cluster
from pipelines.dedupe.mirrors import posed_as, twin_of, twins
from pipelines.dedupe.origin import Origin

ByHouse = Mapping[str, Sequence[Document]]
"""The members of each house, in order, without mirrors."""
_KINDS: Mapping[Role, EdgeKind] = {"mirror": "mirror", "excerpt": "excerpt"}


def story_edges(
    members: Sequence[Document],
    roles: Mapping[int, Role],
    origin: Origin,
    mirrors: Mapping[int, str],
    cluster: Cluster,
    houses: Houses,
    *,
    but: Collection[int] = (),
) -> Iterator[Edge]:
    """Yield the edges from each copy to its parent within one story; of those in `but` there are others."""
    seen, twin_pages = _by_house(members, mirrors, houses), twins(members)
    for child in members:
        if origin.document is child or child.id in but:
            continue
        kind = _KINDS.get(roles[child.id], "reprint")
        if child.id in mirrors:
            yield from _mirror_edges(child, seen, twin_pages, origin, mirrors, houses)
        else:
            yield from _copy_edges(child, kind, seen, origin, cluster)


def _mirror_edges(
    child: Document,
    seen: ByHouse,
    twin_pages: Mapping[str, Document],
    origin: Origin,
    mirrors: Mapping[int, str],
    houses: Houses,
) -> Iterator[Edge]:
    """Yield whom the mirror copied, seen or named, and where that leads if it was not seen."""
    sign, name = mirrors[child.id], posed_as(child, houses)
    parent = twin_of(child, twin_pages) or (_of_house(house_of(name, houses), seen, child) if name else None)
    if parent:
        yield _edge(child, parent, None, "mirror", "high", sign)
        return
    if name:
        yield _edge(child, None, name, "mirror", "medium", f"{sign}; it poses as {name}")
    claim = origin.claims.get(child.id)
    if origin.document:
        yield _edge(child, origin.document, None, "mirror", "medium", f"{sign}; the text is the same")
    elif claim and claim.name != name:
        yield _edge(child, None, claim.name, "named", "medium", f"{claim.field} {claim.name}")
    elif not name and origin.name:
        yield _edge(child, None, origin.name, "named", "low", sign)


def _copy_edges(
    child: Document,
    kind: EdgeKind,
    seen: ByHouse,
    origin: Origin,
    cluster: Cluster,
) -> Iterator[Edge]:
    claim = origin.claims.get(child.id)
    if claim:
        certainty: Confidence = "medium" if claim.field == "电头" else "high"
        evidence = f"{claim.field} {claim.name}"
        parent = _of_house(claim.house, seen, child, origin)
        if parent:
            yield _edge(child, parent, None, kind, certainty, evidence)
            return
        yield _edge(child, None, claim.name, "named", "low" if claim.field == "电头" else "medium", evidence)
    if origin.document:
        pair = cluster.between(child.id, origin.document.id)
        certainty = "low" if origin.confidence == "unknown" or claim else "medium"
        yield _edge(
            child, origin.document, None, kind, certainty, pair.evidence if pair else "the same as other copies"
        )
    elif not claim and origin.name:
        yield _edge(child, None, origin.name, "named", "low", f"the same text as where {origin.evidence}")


def _by_house(members: Iterable[Document], mirrors: Mapping[int, str], houses: Houses) -> ByHouse:
    found: dict[str, list[Document]] = {}
    for one in members:
        if one.id not in mirrors:
            found.setdefault(own_house(one, houses), []).append(one)
    return found


def _of_house(house: str, seen: ByHouse, child: Document, preferred: Origin | None = None) -> Document | None:
    """Return the first other member on a host of this house, the story's origin before others."""
    if preferred and preferred.document and preferred.house == house:
        return preferred.document
    return next((one for one in seen.get(house, ()) if one is not child), None)


def _edge(
    child: Document, parent: Document | None, name: str | None, kind: EdgeKind, confidence: Confidence, evidence: str
) -> Edge:
    return Edge(
        child=child.id,
        parent=parent.id if parent else None,
        parent_name=name,
        kind=kind,
        confidence=confidence,
        evidence=evidence,
    )
