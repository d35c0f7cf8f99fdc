"""A new or changed article and its neighbours come in; the stories of all that hang together with it are settled.

The neighbours come from the database, who copied whom is decided by dedupe's pure functions. Comparing is done before
the lock is taken, so that other processes may write meanwhile; under the lock, only what they wrote is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from crawlers.items import Article, Document, Edge, Fingerprint, Grouping, Page, Pair, Story
from pipelines import dedupe
from pipelines.carrying import Seen, compare, near, place, today
from pipelines.database import Carried, Database, Names
from pipelines.dedupe.when import order
from pipelines.publishers import Publishers

_NEWEST = 2**62
"""The id of an article before it has one: above all others, as it will be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """An article as matching sees it, and what its text was compared with, as it will be carried."""

    document: Document
    sorted_by: str
    fingerprint: Fingerprint
    data_version: int
    """Of the database, before it was asked for neighbours."""
    first: Document
    """Who will stand for the text: the article, or an earlier one."""
    days: frozenset[str]
    pairs: Mapping[Seen, Pair | None]


def match(db: Database, page: Page, article: Article, names: Names, id_: int | None) -> Matched:
    """Compare the article with its neighbours before the lock is taken, while other processes may write.

    `id_` is the one that it is stored under, None where it is new.
    """
    canonical = dedupe.canonical(article.text)
    fingerprint = dedupe.fingerprint(canonical)
    document = Document(
        id=id_ or _NEWEST,
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
    return _compared(db, document, fingerprint)


def rematch(db: Database, id_: int, text: str, flags: tuple[str, ...], names: Names | None = None) -> Matched:
    """Compare a stored article, whose text (and names) are going to be these, with its neighbours."""
    (stored,) = db.documents([id_])
    canonical = dedupe.canonical(text)
    document = replace(stored, canonical=canonical, flags=flags, **(asdict(names) if names else {}))
    return _compared(db, document, dedupe.fingerprint(canonical))


def _compared(db: Database, document: Document, fingerprint: Fingerprint) -> Matched:
    with db.reading():
        return _compared_now(db, document, fingerprint)


def _compared_now(db: Database, document: Document, fingerprint: Fingerprint) -> Matched:
    sorted_by = " ".join(order(document))
    matched = Matched(
        document=document,
        sorted_by=sorted_by,
        fingerprint=fingerprint,
        data_version=db.data_version(),
        first=document,
        days=frozenset((sorted_by[:10],)),
        pairs={},
    )
    carried = db.carried(document.canonical, fingerprint.exact) if document.canonical else None
    if carried is None:
        is_new = document.id == _NEWEST
        older = set() if is_new else db.overlapping_of_older(document.id, fingerprint.version)
        return _with_pairs(matched, near(db, fingerprint, sorted_by, document.id, older))
    if document.id != _NEWEST:
        return replace(matched, days=frozenset())  # it may carry the text already: that is told under the lock
    matched = replace(matched, days=matched.days | carried.days)
    if carried.sorted_by < sorted_by:
        if matched.days == carried.days:
            return matched
        (first,) = db.documents([carried.article_id])
        matched, sorted_by = replace(matched, first=first), carried.sorted_by
    return _with_pairs(
        matched, near(db, fingerprint, sorted_by, carried.article_id, db.paired_with(carried.article_id))
    )


def _with_pairs(matched: Matched, seen: Iterable[Seen]) -> Matched:
    return replace(matched, pairs={each: compare(matched.first, matched.days, each) for each in seen})


def settle(db: Database, id_: int, matched: Matched, known: Publishers, *, at: datetime) -> None:
    """Make the article findable, and settle the stories of all that hang together with it, as if they came at once."""
    document = replace(matched.document, id=id_)
    concerned = place(
        db, document, matched.fingerprint, matched.sorted_by, lambda text, also: _pairs(db, id_, matched, text, also)
    )
    grouping = _regroup(db, {id_, *concerned}, known)
    db.write_grouping(grouping, rule_version=str(matched.fingerprint.version), at=at)


def resettle(db: Database, ids: Iterable[int], known: Publishers, *, at: datetime) -> None:
    """Settle the stories of articles anew, whose texts are as they were: a name or a ruling has changed."""
    db.write_grouping(_regroup(db, ids, known), rule_version=str(dedupe.VERSION), at=at)


def _regroup(db: Database, ids: Iterable[int], known: Publishers) -> Grouping:
    """Group again all that `ids` are joined to and all that leans on it; each core is seen with what it leans on."""
    cores = _cores(db, ids)
    cores += _cores(db, db.leaning_on(set().union(*cores)))
    stories: list[Story] = []
    edges: list[Edge] = []
    for core in sorted(cores, key=min):
        leant_on = db.leant_on_by(core)
        seen = core | db.hanging_together(leant_on) if leant_on else core
        grouping = dedupe.group(
            today(db, db.documents(seen)), db.pairs_among(seen), known.houses, db.rulings_among(seen), known.shapes
        )
        stories += [story for story in grouping.stories if not core.isdisjoint(story.roles)]
        edges += [edge for edge in grouping.edges if edge.child in core]
    return Grouping(stories=tuple(stories), edges=tuple(edges))


def _cores(db: Database, ids: Iterable[int]) -> list[set[int]]:
    """Return all that `ids` hang together with, each set of what hangs together once."""
    left, cores = set(ids), []
    while left:
        core = db.hanging_together([left.pop()])
        left -= core
        cores.append(core)
    return [core for core in cores if core]  # one that is of no text hangs together with nothing


def _pairs(db: Database, id_: int, matched: Matched, text: Carried, also: Collection[int]) -> list[Pair]:
    """Return the pairs with the texts there are now; compare only what another process wrote in between."""
    before = matched.first.id
    # One that was stored before leaves a text, which is then carried on fewer days than when it was compared.
    is_new = matched.document.id == _NEWEST
    if is_new and db.data_version() == matched.data_version:
        return [_with_id(pair, before, text.article_id) for pair in matched.pairs.values() if pair]
    (first,) = db.documents([text.article_id])
    is_same = replace(first, id=before) == matched.first and text.days == matched.days
    is_same = is_same and (before == first.id or (before == _NEWEST and first.id == id_))
    found = []
    for seen in near(db, matched.fingerprint, text.sorted_by, first.id, also):
        if is_same and seen in matched.pairs and (before == first.id or seen[0].id < first.id):
            pair = matched.pairs[seen]
            found.append(pair and _with_id(pair, before, first.id))
        else:
            found.append(compare(first, text.days, seen))
    return [pair for pair in found if pair]


def _with_id(pair: Pair, before: int, id_: int) -> Pair:
    return replace(pair, b=id_) if pair.b == before else pair
