"""Dropped and why: what was seen and not kept, by reason; and the history of any address."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from crawlers.show.history import history
from crawlers.urls import canonicalise
from pipelines.database import Database
from pipelines.database.look_tables import LOOK_ENDED
from web.page import page
from web.query import read

SHOWN = 50
COUNTED = 10_000
"""A reason is counted so far; `10,000 and more` says enough."""
LINES_SHOWN = 200
URL_MAX_CHARS = 2000


async def dropped(datasette: Any, request: Any) -> Any:
    """Show the reasons, and the links that ended for one of them, the latest first."""
    asked = request.args.get("reason")
    before = (request.args.get("before") or "").partition("|")

    def work(database: Database) -> dict[str, Any]:
        reasons = _reasons(database)
        chosen = asked if asked in [row["reason"] for row in reasons] else None
        rows = _links(database, chosen, before[0], before[2]) if chosen else []
        return {"reasons": reasons, "chosen": chosen, "rows": rows[:SHOWN], "has_more": len(rows) > SHOWN}

    context = await read(datasette, work)
    if context["has_more"]:
        last = context["rows"][-1]
        query = {"reason": context["chosen"], "before": f"{last['first_seen_at']}|{last['url']}"}
        context["following"] = f"/dropped?{urlencode(query)}"
    return await page(datasette, request, "dropped.html", {**context, "counted": COUNTED, "before": before[0]})


async def why(datasette: Any, request: Any) -> Any:
    """Tell the history of an address, as `scrapy why` does."""
    typed = (request.args.get("url") or "").strip()
    context: dict[str, Any] = {"typed": typed[:URL_MAX_CHARS], "lines": [], "url": None, "is_wrong": False}
    if typed:
        with suppress(ValueError):
            context["url"] = canonicalise(typed) if len(typed) <= URL_MAX_CHARS else None
        context["is_wrong"] = context["url"] is None
    if context["url"]:
        context |= await read(datasette, lambda database: _history(database, context["url"]))
    return await page(datasette, request, "why.html", context)


def _history(database: Database, url: str) -> dict[str, Any]:
    lines = list(islice(history(database, url), LINES_SHOWN + 1))
    row = next(database.rows("SELECT id FROM articles_v1 WHERE url = ?", (url,)), None)
    return {
        "lines": lines[:LINES_SHOWN],
        "has_more": len(lines) > LINES_SHOWN,
        "article_id": row["id"] if row else None,
    }


def _reasons(database: Database) -> list[dict[str, Any]]:
    """Name the reasons by stepping through the index, and count each as far as it is counted."""
    sql = f"""
        WITH RECURSIVE each (reason) AS (
            SELECT min(reason) FROM links_v1 WHERE {LOOK_ENDED}
            UNION ALL
            SELECT (SELECT min(reason) FROM links_v1 WHERE {LOOK_ENDED} AND reason > each.reason)
            FROM each WHERE each.reason IS NOT NULL
        )
        SELECT reason, (
            SELECT count(*) FROM (SELECT 1 FROM links_v1 WHERE {LOOK_ENDED} AND reason = each.reason LIMIT ?)
        ) AS links
        FROM each WHERE reason IS NOT NULL ORDER BY links DESC, reason
    """
    return list(database.rows(sql, (COUNTED,)))


def _links(database: Database, reason: str, at: str, url: str) -> list[dict[str, Any]]:
    sql = f"""
        SELECT url, site, channel, state, reason, rule, rule_version, title, first_seen_at, article_id FROM links_v1
        WHERE {LOOK_ENDED} AND reason = ?1 AND first_seen_at <= ?2 AND (first_seen_at < ?2 OR url < ?3)
        ORDER BY first_seen_at DESC, url DESC LIMIT ?4
    """
    return list(database.rows(sql, (reason, at or "~", url, SHOWN + 1)))


ROUTES = [(r"/dropped$", dropped), (r"/why$", why)]
