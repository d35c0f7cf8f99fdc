"""A stored article comes in; its names and its fingerprint are brought up to today's rules, and its story is settled.

Its text stays as it is: for that its page is read again (`reread`). While articles of two versions stand side by side,
hashes of one are never looked up among those of the other, and texts are compared in today's form whatever form they
are stored in. An article that comes meanwhile is not compared with those whose turn is still to come; they are with it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from pipelines import dedupe
from pipelines.database import Database, MatchedBy
from pipelines.naming import names_of
from pipelines.publishers import Publishers
from pipelines.settle import rematch, resettle, settle

VERSION = dedupe.VERSION

Became = Literal["unchanged", "renamed", "rematched"]


def bring_up(
    db: Database, article: MatchedBy, publishers: Publishers, *, at: datetime, is_settled: bool
) -> Became | None:
    """Bring an article up to today's rules, in one transaction; None when it changed meanwhile: ask for it again.

    `is_settled`: today's publishers have settled its story before, so that only a change of its own is a reason to.
    """
    names = names_of(article.url, article.source, article.reprinted_from, article.declared, publishers)
    is_named = names == article.names
    matched = None
    if article.version != VERSION:  # compared before the lock is taken, as a new article is
        matched = rematch(db, article.id, article.text, tuple(json.loads(article.flags)), names)
    elif is_named and is_settled:
        return "unchanged"
    with db.transaction():
        if not db.is_matched_as(article):
            return None
        if not is_named:
            db.name_article(article.id, names, at=at)
        if matched:
            settle(db, article.id, matched, publishers, at=at)
            return "rematched"
        if not is_named or min(db.hanging_together([article.id])) == article.id:  # of a story, once
            resettle(db, [article.id], publishers, at=at)
    return "unchanged" if is_named else "renamed"
