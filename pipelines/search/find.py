"""What a person typed comes in; stories that have it go out, each with its best article, marked, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.database import Database, Hit
from pipelines.search.asked import Asked, read
from pipelines.search.marks import Piece, marked, snippet
from pipelines.search.rank import ranked

RANKED: Final = 500
"""So many articles are ranked, those that were stored or changed last; of a word that half a million have, the rest is
older and is not looked at."""
SHOWN: Final = 20

_ARTICLES = """
    SELECT articles_v1.id AS article_id, articles_v1.story_id, url, articles_v1.title, text, publisher,
           articles_v1.published_at, role, articles, independent_origins
    FROM articles_v1 LEFT JOIN stories_v1 ON stories_v1.id = articles_v1.story_id WHERE articles_v1.id = ?
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A story, by the article of it that fits best."""

    article_id: int
    story_id: int | None
    url: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    publisher: str | None
    published_at: str | None
    role: str | None
    articles: int
    independent_origins: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """A page of what was found."""

    asked: Asked
    found: tuple[Found, ...]
    stories: int
    """All that were found, of which these are some."""
    is_bounded: bool
    """More articles have the words than are ranked."""
    page: int
    pages: int
    waiting: int
    """Articles that were stored and cannot be found yet."""


def find(db: Database, typed: str, *, page: int = 1, shown: int = SHOWN) -> Results:
    """Search. Never an error, whatever was typed: nothing is found of what says nothing."""
    asked = read(typed)
    hits = hits_of(db, asked)
    best = _one_a_story(ranked(hits, asked.wanted))
    pages = max(1, -(-len(best) // shown))
    page = min(max(page, 1), pages)
    return Results(
        asked=asked,
        found=tuple(_found(db, hit, asked.wanted) for hit in best[(page - 1) * shown : page * shown]),
        stories=len(best),
        is_bounded=len(hits) == RANKED,
        page=page,
        pages=pages,
        waiting=db.waiting_for_search(),
    )


def hits_of(db: Database, asked: Asked) -> list[Hit]:
    """Return the articles that fit, those that were stored or changed last."""
    return db.search(asked.expression, limit=RANKED) if asked.expression else []


def _one_a_story(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[int, Hit] = {}
    for hit in hits:
        best.setdefault(-hit.article_id if hit.story_id is None else hit.story_id, hit)
    return list(best.values())


def _found(db: Database, hit: Hit, wanted: Sequence[str]) -> Found:
    row: dict[str, Any] = next(db.rows(_ARTICLES, (hit.article_id,)))
    return Found(
        article_id=row["article_id"],
        story_id=row["story_id"],
        url=row["url"],
        title=marked(row["title"] or "", wanted),
        snippet=snippet(row["text"], wanted),
        publisher=row["publisher"],
        published_at=row["published_at"],
        role=row["role"],
        articles=row["articles"] or 1,
        independent_origins=row["independent_origins"] or 0,
    )
