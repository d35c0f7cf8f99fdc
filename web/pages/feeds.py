"""What leaves by the web: feeds of stories, tables of the newest rows, and the list of sources.

Feeds and tables answer whether anything changed (ETag, Last-Modified) before they are read again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from datasette.utils.asgi import Response

from pipelines import search
from pipelines.database import Database
from pipelines.out import cells
from pipelines.out.entry import Entry, newest, of_search, of_topic, updated
from pipelines.out.feed import SERVICE, Channel, atom, http_date, json_feed
from pipelines.out.opml import opml as list_of
from web.page import missing, page
from web.query import read

ROWS: Final = 1000
"""Rows of a table that leave by the web; `scrapy export` writes all."""
KINDS: Final = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json; charset=utf-8"),
}
STORIES: Final = (
    "id", "title", "published_at", "first_seen_at", "last_seen_at", "origin_name", "origin_confidence", "articles",
    "mirrors", "independent_origins", "flags", "url",
)  # fmt: skip
FIGURES: Final = (
    "id", "story_id", "indicator", "definition", "region", "period", "value", "value_max", "unit", "printed",
    "growth_percent", "growth_points", "growth_base", "qualifier", "status", "measure", "stated_by", "stated_at",
    "confidence", "flags", "sentence", "url",
)  # fmt: skip
ASKED: Final = ("indicator", "definition", "region")
"""Columns by which figures may be asked for."""


async def feeds(datasette: Any, request: Any) -> Any:
    """Show what can be subscribed to and taken away."""
    topics = await read(datasette, lambda database: database.topics())
    return await page(
        datasette, request, "feeds.html", {"topics": [(topic, quote(topic, safe="")) for topic in topics]}
    )


async def of_all(datasette: Any, request: Any) -> Any:
    """Serve the stories that grew last."""
    entries = await read(datasette, newest)
    return _feed(request, entries, "all", SERVICE)


async def of_a_topic(datasette: Any, request: Any) -> Any:
    """Serve those of a topic that is known."""
    topic = request.url_vars["topic"]

    def work(database: Database) -> list[Entry] | None:
        return of_topic(database, topic) if topic in database.topics() else None

    entries = await read(datasette, work)
    if entries is None:
        raise missing()
    return _feed(request, entries, f"topic/{quote(topic, safe='')}", f"{topic} · {SERVICE}")


async def of_a_search(datasette: Any, request: Any) -> Any:
    """Serve those that a search finds."""
    typed = (request.args.get("q") or "")[: search.LONGEST]
    entries = await read(datasette, lambda database: of_search(database, typed))
    return _feed(request, entries, f"search/{quote(typed, safe='')}", f"{typed} · {SERVICE}")


async def stories(datasette: Any, request: Any) -> Any:
    """Serve the newest stories as a table for spreadsheets."""
    sql = """
        SELECT stories_v1.*, url FROM stories_v1 LEFT JOIN articles_v1 ON articles_v1.id = origin_article_id
        ORDER BY stories_v1.id DESC LIMIT ?
    """
    rows = await read(datasette, lambda database: list(database.rows(sql, (ROWS,))))
    return _table(request, rows, STORIES, "stories")


async def figures(datasette: Any, request: Any) -> Any:
    """Serve the newest figures so, all or of one indicator, definition or region."""
    asked = {name: request.args.get(name) for name in ASKED if request.args.get(name)}
    wanted = " AND ".join(f"{name} = ?" for name in asked)
    sql = f"""
        SELECT figures_v1.*, url FROM figures_v1 JOIN articles_v1 ON articles_v1.id = article_id
        {f"WHERE {wanted}" if asked else ""} ORDER BY figures_v1.id DESC LIMIT ?
    """
    rows = await read(datasette, lambda database: list(database.rows(sql, (*asked.values(), ROWS))))
    return _table(request, rows, FIGURES, "figures")


async def opml(request: Any) -> Any:
    """Serve the sites that are watched."""
    return answer(request, await asyncio.to_thread(_sources), "text/x-opml; charset=utf-8", name="sources.opml")


@cache
def _sources() -> bytes:
    # Site files are spiders: who asks for none of this need not wait for Scrapy.
    from crawlers.show.sources import sources
    from crawlers.sites import SiteLoader
    from crawlers.words.definitions import project_settings

    return list_of(sources(SiteLoader.from_settings(project_settings())))


def _feed(request: Any, entries: Sequence[Entry], name: str, title: str) -> Any:
    kind = request.url_vars["kind"]
    write: Callable[[Channel, Sequence[Entry]], bytes]
    write, media_type = KINDS[kind]
    home = f"{request.scheme}://{request.host}"
    asked = f"?{urlencode({'q': request.args.get('q') or ''})}" if name.startswith("search/") else ""
    channel = Channel(name=name, title=title, home=home, self_url=f"{home}{quote(request.path)}{asked}")
    return answer(request, write(channel, entries), media_type, at=http_date(updated(entries)))


def _table(request: Any, rows: list[dict[str, Any]], columns: Sequence[str], name: str) -> Any:
    return answer(request, cells.sheet(rows, columns).encode(), "text/csv; charset=utf-8", name=f"{name}.csv")


def answer(request: Any, body: bytes, media_type: str, *, at: datetime | None = None, name: str | None = None) -> Any:
    """Answer with a body, or with 304 to whoever has it already; `name` is what a browser saves it as."""
    headers = {"etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "cache-control": "no-cache"}
    if at:
        headers["last-modified"] = format_datetime(at, usegmt=True)
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    if _is_held(request, headers["etag"], at):
        return Response("", status=304, headers=headers, content_type=media_type)
    return Response(body, headers=headers, content_type=media_type)


def _is_held(request: Any, etag: str, at: datetime | None) -> bool:
    """Say whether the asker has this body; a tag says more than a date, which is not looked at beside one."""
    if held := request.headers.get("if-none-match"):
        return held.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in held.split(","))
    since = request.headers.get("if-modified-since")
    try:
        return bool(since and at and at <= parsedate_to_datetime(since).astimezone(UTC))
    except ValueError:
        return False


ROUTES = [
    (r"/feeds$", feeds),
    (r"/feeds/all\.(?P<kind>atom|json)$", of_all),
    (r"/feeds/topic/(?P<topic>[^/]+)\.(?P<kind>atom|json)$", of_a_topic),
    (r"/feeds/search\.(?P<kind>atom|json)$", of_a_search),
    (r"/export/stories\.csv$", stories),
    (r"/export/figures\.csv$", figures),
    (r"/opml$", opml),
]
