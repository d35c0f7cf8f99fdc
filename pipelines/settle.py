"""A new or changed article and its neighbours come in; the stories of all that hang together with it are settled.

The neighbours come from the database, who copied whom is decided by dedupe's pure functions. Comparing is done before
the lock is taken, so that other processes may write meanwhile; under the lock, only what they wrote is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawlers.items import Article, Document, Edge, Fingerprint, Grouping, Page, Pair, Story
from pipelines import dedupe
from pipelines.database import Database, Names

_NEWEST = 2**62
"""The id of an article before it has one: above all others, as it will be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """An article as matching sees it, and the neighbours that it was compared with."""

    document: Document
    publisher_class: str | None
    fingerprint: Fingerprint
    pairs: Mapping[Document, Pair | None]


def match(db: Database, page: Page, article: Article, names: Names) -> Matched:
    """Compare the article with its neighbours before the lock is taken, while other processes may write."""
    canonical = dedupe.canonical(article.text)
    fingerprint = dedupe.fingerprint(canonical)
    id_ = db.article_id(article.url) or _NEWEST
    document = Document(
        id=id_,
        url=article.url,
        site=page.site.key,
        publisher=names.publisher,
        publisher_class=names.publisher_class,
        title=article.title,
        canonical=canonical,
        published_at=article.published_at,
        source=article.source,
        source_name=names.source_name,
        reprinted_from=article.reprinted_from,
        reprinted_from_name=names.reprinted_from_name,
        dateline=article.dateline,
        copyright_holder=article.copyright_holder,
        script=article.script,
        flags=article.flags,
    )
    pairs = {other: dedupe.compare(document, other) for other in db.candidates(fingerprint, but=id_)}
    return Matched(document=document, publisher_class=names.publisher_class, fingerprint=fingerprint, pairs=pairs)


def settle(db: Database, id_: int, matched: Matched, houses: Mapping[str, str], *, at: datetime) -> None:
    """Make the article findable, and settle the stories of all that hang together with it, as if they came at once."""
    before = db.canonical_of(id_)
    db.save_document(
        id_,
        matched.publisher_class,
        matched.document.canonical,
        matched.fingerprint,
        replaces=None if before is None else dedupe.fingerprint(before),
    )
    former = db.replace_pairs(id_, _pairs(db, id_, matched))
    stories: list[Story] = []
    edges: list[Edge] = []
    for documents, pairs in _parts(*db.cluster([id_, *former])):
        grouping = dedupe.group(documents, pairs, houses)
        stories += grouping.stories
        edges += grouping.edges
    version = str(matched.fingerprint.version)
    db.write_grouping(Grouping(stories=tuple(stories), edges=tuple(edges)), rule_version=version, at=at)


def _parts(documents: Sequence[Document], pairs: Sequence[Pair]) -> Iterator[tuple[list[Document], list[Pair]]]:
    """Part what hung together before a revision into what hangs together now: pair by pair, or alone."""
    part_of = {document.id: {document.id} for document in documents}
    for pair in pairs:
        small, large = sorted((part_of[pair.a], part_of[pair.b]), key=len)
        if small is not large:
            large |= small
            part_of.update(dict.fromkeys(small, large))
    for part in {id(part): part for part in part_of.values()}.values():
        yield [one for one in documents if one.id in part], [pair for pair in pairs if pair.a in part]


def _pairs(db: Database, id_: int, matched: Matched) -> list[Pair]:
    """Return the pairs with the neighbours there are now; compare only what another process wrote in between."""
    (document,) = db.documents([id_])
    known = matched.pairs if replace(document, id=matched.document.id) == matched.document else {}
    found = []
    for other in db.candidates(matched.fingerprint, but=id_):
        if other in known and (matched.document.id == id_ or other.id < id_):
            pair = known[other]
            found.append(pair and _with_id(pair, matched.document.id, id_))
        else:
            found.append(dedupe.compare(document, other))
    return [pair for pair in found if pair]


def _with_id(pair: Pair, before: int, id_: int) -> Pair:
    return replace(pair, b=id_) if pair.b == before else pair
