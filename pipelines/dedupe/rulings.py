"""What people said of documents goes before what their texts say: rulings come in, sets and evidence of them come out.

One story: the two stand together, whatever other figures or a digest would keep apart. Two stories: they never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crawlers.items import Document, Edge, Ruling
from pipelines.dedupe.claims import Claim
from pipelines.dedupe.cluster import THE_SAME, Cluster
from pipelines.dedupe.unions import Unions


def among(rulings: Iterable[Ruling], cluster: Cluster) -> list[Ruling]:
    """Return the rulings of which both documents are there, in an order that ids play no part in."""
    here = [one for one in rulings if one.a in cluster.by_id and one.b in cluster.by_id]
    return sorted(here, key=lambda one: sorted((cluster.rank[one.a], cluster.rank[one.b])))


def bound(rulings: Iterable[Ruling], cluster: Cluster) -> Unions:
    """Return the sets of documents that rulings alone make one story."""
    sets = Unions(cluster.by_id)
    for one in rulings:
        if one.is_one_story:
            sets.join(one.a, one.b)
    return sets


def by_text_and_by_word(
    members: Sequence[Document],
    mirrors: Mapping[int, str],
    texts: Unions,
    rulings: Iterable[Ruling],
    cluster: Cluster,
) -> tuple[list[Document], dict[int, str]]:
    """Part the members of a story into those whose texts join, and id -> what was said, for all others.

    What a page says of where its text is from says nothing of texts that only a person joined with it, so the origin
    is looked for among the first alone. Of several such sets it is that of the earliest member that is neither a
    rewrite of one before it nor a mirror.
    """
    ids = {one.id for one in members}
    first = min(members, key=lambda one: (cluster.is_rewrite_among(one.id, ids), one.id in mirrors))
    core = [one for one in members if texts.root(one.id) == texts.root(first.id)]
    if len(core) == len(members):
        return core, {}
    said = {id: one.evidence for one in rulings if one.is_one_story for id in (one.a, one.b)}
    others = {one.id for one in members} - {one.id for one in core}
    return core, {id: said.get(id, "a person joined a copy of it with this story") for id in others}


def word_edges(child: int, head: int, claim: Claim | None, word: str, cluster: Cluster) -> Iterator[Edge]:
    """Yield the edges of a member that only a person joined: to the story's head, and to whom it names itself."""
    pair = cluster.between(child, head)
    why = f"{pair.evidence}; {word}" if pair else word
    yield Edge(child=child, parent=head, parent_name=None, kind="rewrite", confidence="high", evidence=why)
    if claim:
        evidence = f"{claim.field} {claim.name}"
        yield Edge(
            child=child, parent=None, parent_name=claim.name, kind="named", confidence="medium", evidence=evidence
        )


def parted_edges(rulings: Iterable[Ruling], stories: Mapping[int, int], cluster: Cluster) -> Iterator[Edge]:
    """Yield an edge between stories for a text that a person keeps out of the story of the very same text."""
    done: set[tuple[int, int]] = set()
    for one in rulings:
        parent, child = cluster.sorted((one.a, one.b))
        if cluster.first(parent) != cluster.first(child) or (child, stories[parent]) in done:
            continue
        if stories[parent] != stories[child]:
            done.add((child, stories[parent]))
            yield Edge(
                child=child, parent=parent, parent_name=None, kind="partial", confidence="medium", evidence=THE_SAME
            )


def with_word(edge: Edge, rulings: Iterable[Ruling]) -> Edge:
    """Add to what two texts share what was said of the two."""
    said = (one.evidence for one in rulings if {one.a, one.b} == {edge.child, edge.parent})
    return next((replace(edge, evidence=f"{edge.evidence}; {one}") for one in said if one not in edge.evidence), edge)
