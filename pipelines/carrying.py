"""An article comes to a text, leaves it or gets another date: index and pairs follow the article that stands for it.

Many pages carry one text. Which of them stands for it, the first, and on which days it was carried, depends on which
there are and not on when they came. A page that carries a known text on a known day changes neither: it costs a look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from crawlers.items import Document, Fingerprint, Pair
from pipelines import dedupe
from pipelines.database import Carried, Database

Seen = tuple[Document, frozenset[str]]
"""A text as the first document that carries it, and the days on which it is carried."""
Compares = Callable[[Carried, Collection[int]], list[Pair]]
"""Compares a text, as it is carried now, with those that look alike, and with those that it was paired with before."""


def place(db: Database, document: Document, fingerprint: Fingerprint, sorted_by: str, pairs: Compares) -> set[int]:
    """Put an article among those with its text, and out of those with the text it had.

    `pairs` is asked only where it has changed how the text is carried. Returns the articles whose stories that may
    concern.
    """
    texts = {document.canonical: fingerprint}
    older = db.take_older(document.id, fingerprint.version)
    former = db.canonical_of(document.id, fingerprint.version)
    if former is not None and former != document.canonical:
        texts[former] = dedupe.fingerprint(former)
    before = {text: db.carried(text, found_by.exact) for text, found_by in texts.items()}
    db.save_document(document, fingerprint, sorted_by=sorted_by)
    concerned = set[int]()
    for text, found_by in reversed(texts.items()):
        was, is_own = before[text], text == document.canonical
        now = _alone(document, sorted_by) if is_own and was is None else db.carried(text, found_by.exact)
        if was and was == now and was.article_id != document.id and not (is_own and older):
            continue
        _move(db, found_by, was, now)
        taken = db.take_pairs(was.article_id) if was else []
        also = ends(taken)
        if is_own and older:
            taken += older.pairs
            also |= ends(older.pairs) | older.heirs
        added = []
        if now:
            also -= {document.id, now.article_id, was.article_id if was else now.article_id}
            added = pairs(now, also) if is_own else _compared(db, found_by, now, also)
            db.add_pairs(added)
            concerned.add(now.article_id)
        is_dated_as_before = was is None and older is not None and older.sorted_by == sorted_by
        # A pair that is as before concerns nobody, unless what lies before what has changed with a date.
        concerned |= ends({*taken} ^ {*added} if is_dated_as_before else taken)
    return (concerned | older.heirs if older else concerned) - {document.id}


def near(db: Database, fingerprint: Fingerprint, sorted_by: str, but: int, also: Collection[int]) -> list[Seen]:
    """Return the texts worth comparing one with, as they are carried."""
    found = today(db, db.candidates(fingerprint, sorted_by=sorted_by, but=but, also=also))
    days = db.days_of([one.id for one in found])
    return [(one, days[one.id]) for one in found]


def today(db: Database, documents: Sequence[Document]) -> list[Document]:
    """Return documents in today's canonical form, also those that another version is still looked up by."""
    texts = db.texts_of_other_versions([one.id for one in documents], dedupe.VERSION)
    return [replace(one, canonical=dedupe.canonical(texts[one.id])) if one.id in texts else one for one in documents]


def compare(first: Document, days: Collection[str], seen: Seen) -> Pair | None:
    other, others = seen
    return dedupe.compare(first, other, dedupe.closest(days, others))


def ends(pairs: Iterable[Pair]) -> set[int]:
    return {id_ for pair in pairs for id_ in (pair.a, pair.b)}


def _alone(document: Document, sorted_by: str) -> Carried | None:
    """Return how a text is carried that nobody carries but this document; one without a text carries none."""
    if not document.canonical:
        return None
    return Carried(article_id=document.id, sorted_by=sorted_by, days=frozenset((sorted_by[:10],)))


def _compared(db: Database, fingerprint: Fingerprint, text: Carried, also: Collection[int]) -> list[Pair]:
    (first,) = db.documents([text.article_id])
    seen = near(db, fingerprint, text.sorted_by, first.id, also)
    return [pair for each in seen if (pair := compare(first, text.days, each))]


def _move(db: Database, fingerprint: Fingerprint, before: Carried | None, after: Carried | None) -> None:
    """Make a text findable under the article that stands for it now."""
    if before and after and (before.article_id, before.sorted_by) == (after.article_id, after.sorted_by):
        return
    if before:
        db.make_unfindable(before, fingerprint)
    if after:
        db.make_findable(after, fingerprint)
