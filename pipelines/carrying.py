"""An article comes to a text, leaves it or gets another date: the index and the pairs follow the first that carries it.

Many pages carry one text. Which of them stands for it, and on which days it was carried, depends on which there are and
not on when they came. A page that carries a known text on a known day changes neither, and costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from crawlers.items import Document, Fingerprint, Pair
from pipelines import dedupe
from pipelines.database import Carried, Database


def place(
    db: Database, document: Document, fingerprint: Fingerprint, sorted_by: str, pairs: Callable[[], Iterable[Pair]]
) -> set[int]:
    """Put an article among those with its text, and out of those with the text it had.

    `pairs` compares its text with others; it is asked only where nobody else carries it. Returns the articles whose
    stories that may concern.
    """
    exact, canonical = fingerprint.exact, db.canonical_of(document.id)
    former = None if canonical is None else dedupe.fingerprint(canonical).exact
    before = {each: db.carried(each) for each in (former, exact) if each is not None}
    db.save_document(document, fingerprint, sorted_by=sorted_by)
    concerned = set[int]()
    for each, text in before.items():
        if each == exact and db.twin_of(exact, but=document.id) is None:
            concerned |= _carried_alone(db, document.id, text, exact, pairs)
        else:
            concerned |= _carried_by_others(db, document.id, text, db.carried(each))
    return concerned


def _carried_alone(
    db: Database, id_: int, before: Carried | None, exact: int, pairs: Callable[[], Iterable[Pair]]
) -> set[int]:
    """Nobody else carries the text: it is compared with all that look alike."""
    _move(db, before, db.carried(exact))
    former = _ends(db.take_pairs(id_))
    db.add_pairs(pairs())
    return former - {id_}


def _carried_by_others(db: Database, id_: int, before: Carried | None, after: Carried | None) -> set[int]:
    """Others carry the text, or carried it: what it was compared with is known already."""
    if before is None or (before == after and before.article_id != id_):
        return set()
    _move(db, before, after)
    taken = db.take_pairs(before.article_id)
    concerned = _ends(taken)
    if after:
        db.add_pairs(_compared_again(db, id_, before, after, taken))
        concerned.add(after.article_id)
    return concerned - {id_}


def _compared_again(db: Database, id_: int, before: Carried, after: Carried, taken: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs of a text under the article that stands for it now, at the distance in time of now."""
    is_same = before.article_id == after.article_id != id_
    pair_with = {pair.b if pair.a == before.article_id else pair.a: pair for pair in taken}
    days = db.days_of(pair_with)
    (first,) = db.documents([after.article_id])
    for other in db.documents(pair_with):
        apart = dedupe.closest(after.days, days[other.id])
        if is_same and apart == dedupe.closest(before.days, days[other.id]):
            yield pair_with[other.id]
        elif pair := dedupe.compare(first, other, apart):
            yield pair


def _move(db: Database, before: Carried | None, after: Carried | None) -> None:
    """Make a text findable under the article that stands for it now."""
    if before and after and (before.article_id, before.day) == (after.article_id, after.day):
        if before.canonical == after.canonical:
            return
    if before:
        db.make_unfindable(before, dedupe.fingerprint(before.canonical))
    if after:
        db.make_findable(after, dedupe.fingerprint(after.canonical))


def _ends(pairs: Iterable[Pair]) -> set[int]:
    return {id_ for pair in pairs for id_ in (pair.a, pair.b)}
