"""Pages made of several articles: a cluster goes in; the digests, each with the documents it was made of, come out.

    要闻汇总 = article X + article Y      X and Y stand in it, and X and Y have nothing to do with one another

A digest is linked to each and merged with none; otherwise it would join every story of the day into one. A long
report of which two excerpts are about also holds two texts that share nothing: those carry its title, or are later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crawlers.items import Document
from pipelines.dedupe.cluster import Cluster, Neighbour
from pipelines.dedupe.titles import are_alike
from pipelines.dedupe.unions import Unions
from pipelines.dedupe.units import grams
from pipelines.dedupe.when import is_before

MADE_UP: Final = 0.7
"""Share of a page that passages of other articles make up together, for it to be a digest of them."""
AN_ARTICLE: Final = 0.03
A_PASSAGE: Final = 0.07
"""Share of a digest that a whole article, or a passage, adds to what the parts before it made up."""
BESIDE_AN_ARTICLE: Final = 0.2
"""… and a passage beside whole articles: less is a quotation in a reprint."""
ALL_BUT: Final = 0.97
"""A long article and a brief make a digest that is nearly the long article."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """What a digest was made of."""

    parts: tuple[int, ...]
    """One document of each story, those that give most first."""
    apart: frozenset[int]
    """Every document whose story it must not join."""
    share: float
    """Of its text, what the parts make up."""


def digests(cluster: Cluster) -> dict[int, Digest]:
    """Return the digests by id; smaller ones are found first, and are no parts of larger ones."""
    found: dict[int, Digest] = {}
    texts = [one for one in cluster.documents if cluster.first(one.id) == one.id]
    for document in sorted(texts, key=lambda one: (len(one.canonical), cluster.rank[one.id])):
        beside = [
            neighbour
            for neighbour in cluster.neighbours(document.id)
            if neighbour.id not in found
            and _may_be_part(neighbour)
            and not _is_excerpt(cluster.by_id[neighbour.id], document)
        ]
        if len(beside) >= 2 and (made := _parts(document, beside, cluster)):
            digest = Digest(parts=made[0], apart=frozenset(neighbour.id for neighbour in beside), share=made[1])
            found |= dict.fromkeys(cluster.copies(document.id), digest)
    return found


def _may_be_part(neighbour: Neighbour) -> bool:
    if neighbour.side == "same":
        return neighbour.own < ALL_BUT <= neighbour.theirs
    return neighbour.side in ("around", "partial")


def _parts(document: Document, beside: list[Neighbour], cluster: Cluster) -> tuple[tuple[int, ...], float] | None:
    """Return the parts and their share, if two are unrelated and they make up most of it or are whole articles."""
    own = grams(document.canonical)
    left, parts, has_article = set(own), [], False
    for neighbour in _first_of_each(beside, cluster):
        is_passage = neighbour.side == "partial"
        least = AN_ARTICLE if not is_passage else BESIDE_AN_ARTICLE if has_article else A_PASSAGE
        added = left & grams(cluster.by_id[neighbour.id].canonical)
        if len(added) >= least * len(own):
            left -= added
            parts.append(neighbour)
            has_article |= not is_passage
    if len(parts) < 2:
        return None
    are_articles = all(part.side != "partial" and cluster.by_id[part.id].title for part in parts) and document.title
    if are_articles or len(left) <= (1 - MADE_UP) * len(own):
        return tuple(part.id for part in parts), 1 - len(left) / len(own)
    return None


def _first_of_each(beside: list[Neighbour], cluster: Cluster) -> list[Neighbour]:
    """Return one neighbour of each story, whole articles first, then those that give most.

    Whole articles are of one story where they join; a mere passage is of the story of anything it overlaps with.
    """
    whole = {neighbour.id for neighbour in beside if neighbour.side != "partial"}
    ids = {neighbour.id for neighbour in beside}
    stories = Unions(ids)
    for id in ids:
        for other in cluster.neighbours(id):
            if other.id in ids and (other.side in ("same", "in", "around") or not {id, other.id} <= whole):
                stories.join(id, other.id)
    best: dict[int, Neighbour] = {}
    for neighbour in sorted(beside, key=lambda one: (one.side == "partial", -one.own, cluster.rank[one.id])):
        best.setdefault(stories.root(neighbour.id), neighbour)
    return list(best.values())


def _is_excerpt(part: Document, whole: Document) -> bool:
    """Say whether a part was rather cut out of the page: it is surely later, or has its title."""
    return is_before(whole, part) or are_alike(part.title, whole.title)
