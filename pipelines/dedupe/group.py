"""Stories of a cluster: all connected documents and their pairs go in; stories with roles and edges come out.

Pure, and independent of the order of arrival and of ids: ties are broken by time, then by URL. The steps: digests
are found, the pairs that join make stories, each story gets its mirrors, its origin, its roles and its edges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crawlers.items import Document, Edge, Grouping, Pair, Role, Ruling, Story
from pipelines.dedupe import rulings as said
from pipelines.dedupe import stale
from pipelines.dedupe.bridges import cross_edges, digest_edges
from pipelines.dedupe.claims import Houses, claim_of
from pipelines.dedupe.cluster import JOINING, MOST_OF_IT, Cluster
from pipelines.dedupe.digests import Digest, digests
from pipelines.dedupe.independence import independent_origins, told_again
from pipelines.dedupe.links import story_edges
from pipelines.dedupe.mirrors import Shapes, mirrors
from pipelines.dedupe.origin import Origin, find_origin
from pipelines.dedupe.unions import Unions


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What is known besides the documents."""

    houses: Houses
    shapes: Shapes
    rulings: Sequence[Ruling]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """A story on its way: its members in order, its mirrors with their signs, its origin and the roles."""

    members: Sequence[Document]
    mirrors: Mapping[int, str]
    origin: Origin
    roles: Mapping[int, Role]
    word: Mapping[int, str]
    """What a person said of the members that only this makes members."""
    stale: Mapping[int, Document]

    @property
    def head(self) -> int:
        """The document that stands for the story: its origin, else its first that is no mirror."""
        if self.origin.document:
            return self.origin.document.id
        return min(self.members, key=lambda one: (one.id in self.word, one.id in self.mirrors)).id


def group(
    documents: Sequence[Document],
    pairs: Sequence[Pair],
    houses: Houses | None = None,
    rulings: Iterable[Ruling] = (),
    shapes: Shapes | None = None,
) -> Grouping:
    """Decide the stories of one connected cluster.

    `houses` gives every known publisher's name to the name of its house (Publishers.houses): 经济日报 named on a
    page of 中国经济网 is then no other outlet. `rulings` are what people said of two of the documents. `shapes` are
    what the paths of houses look like.
    """
    cluster = Cluster(documents, pairs)
    rulings = said.among(rulings, cluster)
    known = _Known(houses=houses or {}, shapes=shapes or {}, rulings=rulings)
    found = digests(cluster)
    by_text = _stories(cluster, found, ())
    by_all = _stories(cluster, found, rulings) if rulings else by_text
    sets = sorted((list(cluster.sorted(one)) for one in by_all.sets()), key=lambda ids: cluster.rank[ids[0]])
    story_of = {id: number for number, members in enumerate(sets) for id in members}
    cross = list(cross_edges(story_of, found, cluster))
    telling = _telling(cross)
    told = [_tell(members, telling, found, cluster, by_text, known) for members in sets]
    old = stale.beside(cluster, story_of)
    grounded = {id for story in told if story.origin.name for id in story.roles}
    again = told_again(story_of, found, cross, grounded, cluster)
    old |= {id: dates for story in told for id, dates in story.stale.items()}
    heads = {id: head for story in told for head in (story.head,) for id in story.roles}
    edges = [edge for story in told for edge in _edges(story, found, heads, cluster, known.houses)]
    edges = [said.with_word(edge, rulings) for edge in (*edges, *cross, *said.parted_edges(rulings, story_of, cluster))]
    edges = stale.with_dates(edges, old, cluster.by_id)
    return Grouping(
        stories=tuple(_story(story, again, old, cluster, known.houses) for story in told),
        edges=tuple(sorted(edges, key=lambda edge: _edge_order(edge, cluster))),
    )


def _stories(cluster: Cluster, found: Mapping[int, Digest], rulings: Sequence[Ruling]) -> Unions:
    """Return the members of each story; a report with other figures and a digest's parts stay apart."""
    together = said.bound(rulings, cluster)
    vetoes = [(pair.a, pair.b) for pair in cluster.pairs if pair.relation == "template"]
    vetoes += [(id, part) for id, digest in found.items() for part in digest.apart]
    vetoes = [(a, b) for a, b in vetoes if together.root(a) != together.root(b)]
    stories = Unions(cluster.by_id, (*vetoes, *((one.a, one.b) for one in rulings if not one.is_one_story)))
    joined = [(one.a, one.b) for one in rulings if one.is_one_story]
    joined += [(pair.a, pair.b) for pair in cluster.pairs if pair.relation in JOINING]  # the strongest first
    for a, b in joined:
        stories.join(a, b)
    return stories


def _tell(
    ids: Sequence[int],
    telling: Mapping[int, Role],
    found: Mapping[int, Digest],
    cluster: Cluster,
    by_text: Unions,
    known: _Known,
) -> _Told:
    members = [cluster.by_id[id] for id in ids]
    posing = mirrors(members, known.houses, known.shapes)
    core, word = said.by_text_and_by_word(members, posing, by_text, known.rulings, cluster)
    origin = find_origin(core, posing, cluster, known.houses)
    claims = {id: claim for id in word if (claim := claim_of(cluster.by_id[id], known.houses))}
    origin = replace(origin, claims={**origin.claims, **claims})
    story = frozenset(ids)
    roles: dict[int, Role] = {one.id: _role(one, story, origin, cluster) for one in members}
    if len(ids) == 1:
        roles |= {id: telling[id] for id in ids if id in telling}
    roles |= dict.fromkeys(word, "rewrite")
    roles |= dict.fromkeys((id for id in ids if id in found), "digest")
    roles |= dict.fromkeys(posing, "mirror")
    old = stale.in_story(core, posing, origin.document)
    return _Told(members=members, mirrors=posing, origin=origin, roles=roles, word=word, stale=old)


def _telling(cross: Sequence[Edge]) -> dict[int, Role]:
    """Return what an edge to another story says of its child, where it says more than whom an article names."""
    rewrites: dict[int, Role] = dict.fromkeys((edge.child for edge in cross if edge.kind == "rewrite"), "rewrite")
    return rewrites | dict.fromkeys((edge.child for edge in cross if edge.kind == "template"), "template")


def _role(document: Document, ids: Collection[int], origin: Origin, cluster: Cluster) -> Role:
    if document is origin.document:
        return "unique" if len(ids) == 1 else "origin"
    return "excerpt" if _is_excerpt(document, ids, origin, cluster) else "reprint"


def _is_excerpt(document: Document, ids: Collection[int], origin: Origin, cluster: Cluster) -> bool:
    """Say whether a text is only a part of the origin's, or of any member's where the two were not compared."""
    pair = cluster.between(document.id, origin.document.id) if origin.document else None
    wholes = [pair] if pair else cluster.find(document.id, "in")
    return any(one.side == "in" and one.theirs < MOST_OF_IT and one.id in ids for one in wholes)


def _edges(
    story: _Told, found: Mapping[int, Digest], heads: Mapping[int, int], cluster: Cluster, houses: Houses
) -> Iterator[Edge]:
    only_said = {id for id in story.word if id not in story.mirrors}
    yield from story_edges(story.members, story.roles, story.origin, story.mirrors, cluster, houses, but=only_said)
    for id in only_said:
        yield from said.word_edges(id, story.head, story.origin.claims.get(id), story.word[id], cluster)
    for one in story.members:
        if one.id in found:
            elsewhere = [part for part in found[one.id].parts if heads[part] != story.head]
            yield from digest_edges(one.id, replace(found[one.id], parts=tuple(elsewhere)), heads, cluster)


def _story(
    story: _Told, again: Mapping[int, int], old: Mapping[int, Document], cluster: Cluster, houses: Houses
) -> Story:
    since = {one.id: old[one.id].published_at or "" for one in story.members if one.id in old}
    independent = independent_origins(story.members, story.mirrors, story.origin, again, cluster, houses)
    retold = [again[id] for id in (story.head, *story.roles) if id in again]
    return Story(
        roles=story.roles,
        origin=story.origin.document.id if story.origin.document else None,
        origin_name=story.origin.name,
        origin_house=story.origin.house,
        origin_confidence=story.origin.confidence,
        mirrors=len(story.mirrors),
        independent_origins=independent,
        retold=retold[0] if retold and not independent else None,
        flags=(*story.origin.flags, *([stale.FLAG] if since else [])),
        signs=story.mirrors,
        stale=since,
    )


def _edge_order(edge: Edge, cluster: Cluster) -> tuple[int, bool, int, str, str]:
    parent = -1 if edge.parent is None else cluster.rank[edge.parent]
    return cluster.rank[edge.child], edge.parent is None, parent, edge.kind, edge.parent_name or ""
