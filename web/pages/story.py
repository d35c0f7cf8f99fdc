"""A story and its articles: text, figures, who copied whom, what was changed, and the copy in the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from pipelines.database import Database
from web import articles
from web.archived import Copy, archived
from web.chain import draw
from web.outlets import class_of
from web.page import missing, number, page
from web.query import read
from web.stories import lead_of
from web.wording import words_in


async def story(datasette: Any, request: Any) -> Any:
    """Show a story by the article that stands for it; an id that went into another story leads there."""
    wanted = number(request.url_vars["id"])

    def work(database: Database) -> dict[str, Any] | None:
        found = articles.story(database, wanted)
        if found is None or found["id"] != wanted:
            return found and {"story": found}
        lead = lead_of(database, wanted)
        return _context(database, found, lead) if lead else None

    context = await read(datasette, work)
    if context is None:
        raise missing()
    if context["story"]["id"] != wanted:
        return Response.redirect(f"/story/{context['story']['id']}")
    return await page(datasette, request, "story.html", context)


async def article(datasette: Any, request: Any) -> Any:
    """Show one article of a story."""
    wanted = number(request.url_vars["id"])

    def work(database: Database) -> dict[str, Any] | None:
        found = articles.article(database, wanted)
        its_story = articles.story(database, found.article["story_id"]) if found else None
        return _context(database, its_story, wanted) if its_story else None

    context = await read(datasette, work)
    if context is None:
        raise missing()
    return await page(datasette, request, "story.html", context | {"is_one": True})


async def copy(datasette: Any, request: Any) -> Any:
    """Give an article's page as it was fetched: its source as plain text, or its bytes to be kept. It never renders."""
    wanted = number(request.url_vars["id"])
    path = Path(datasette.get_database().path)

    def work(database: Database) -> Copy | None:
        row = next(database.rows("SELECT archive FROM articles_v1 WHERE id = ?", (wanted,)), None)
        return archived(row["archive"], path) if row else None

    found = await read(datasette, work)
    if found is None:
        raise missing()
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
    if request.args.get("download"):
        headers["Content-Disposition"] = f'attachment; filename="article-{wanted}.page"'
        return Response(found.body, headers=headers, content_type="application/octet-stream")
    told = f"{found.url}\n{found.at}\n\n{found.text}"
    return Response(told, headers=headers, content_type="text/plain; charset=utf-8")


def _context(database: Database, its_story: dict[str, Any], article_id: int) -> dict[str, Any] | None:
    shown = articles.article(database, article_id)
    if shown is None:
        return None
    members, edges = articles.copies(database, its_story["id"])
    reasons = shown.article["reasons"]
    return {
        "story": its_story,
        "shown": shown,
        "article": shown.article,
        "members": members,
        "edges": edges,
        "picture": draw(members, edges),
        "origin_class": class_of(its_story["origin_name"]),
        "places": words_in(reasons, "place"),
        "terms": words_in(reasons, "field"),
        "is_one": False,
    }


ROUTES = [
    (r"/story/(?P<id>\d+)$", story),
    (r"/article/(?P<id>\d+)$", article),
    (r"/article/(?P<id>\d+)/archived$", copy),
]
