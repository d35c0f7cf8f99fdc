"""What came of a start of crawls, for the person who started it: the database's views in, sheets out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.children import Ended
from crawlers.sheet import Sheet
from pipelines.database import Database

STORIES_SHOWN = 40


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How much the database holds."""

    articles: int
    stories: int
    runs: int
    """Highest run id: later ones are this start's."""


def totals(database: Database) -> Totals:
    """Count what is stored now."""
    sql = (
        "SELECT (SELECT count(*) FROM articles_v1) AS articles, (SELECT count(*) FROM stories_v1) AS stories,"
        " (SELECT coalesce(max(id), 0) FROM runs_v1) AS runs"
    )
    (row,) = database.rows(sql)
    return Totals(**row)


def headline(before: Totals, after: Totals) -> str:
    """Say in one sentence what is new."""
    held = f"{after.articles} articles in {after.stories} stories"
    if after.articles == before.articles:
        return f"Nothing new: the database holds {held}, as before."
    return f"{after.articles - before.articles} new articles; the database holds {held}."


def runs(database: Database, before: Totals, ended: Sequence[Ended]) -> Sheet:
    """One row a crawl: requests, what became of the links, pages a second."""
    sql = """
        SELECT site, counts, outcome, reason, started_at, ended_at,
               (SELECT count(*) FROM fetches_v1 WHERE run_id = runs_v1.id) AS requests
        FROM runs_v1 WHERE id > ? ORDER BY id
    """
    found = {row["site"]: row for row in database.rows(sql, (before.runs,))}
    rows = [_run(each, found.get(each.site)) for each in ended]
    return Sheet(
        title="Runs",
        columns=("site", "outcome", "requests", "stored", "dropped", "other", "seconds", "pages/s"),
        rows=rows,
        right=frozenset({"requests", "stored", "dropped", "other", "seconds", "pages/s"}),
    )


def _run(ended: Ended, row: Mapping[str, Any] | None) -> list[str]:
    counts: dict[str, int] = json.loads(row["counts"]) if row else {}
    stored, dropped = counts.get("stored", 0), counts.get("dropped", 0)
    other = sum(counts.get(state, 0) for state in ("retry", "gone", "refused", "failed", "quarantined"))
    requests = row["requests"] if row else 0
    outcome = row["outcome"] if row and row["outcome"] else "failed" if ended.exit_code else "ok"
    numbers = [str(n) for n in (requests, stored, dropped, other)]
    return [ended.site, outcome, *numbers, f"{ended.seconds:.1f}", f"{requests / max(ended.seconds, 0.01):.1f}"]


def stories(database: Database, *, limit: int = STORIES_SHOWN) -> Sheet:
    """The stories, those with most copies first, each with its members, their roles and publishers."""
    sql = """
        SELECT id, title, published_at, origin_name, origin_confidence, independent_origins, articles FROM stories_v1
        ORDER BY articles DESC, published_at DESC, id LIMIT ?
    """
    rows: list[list[str]] = []
    for story in database.rows(sql, (limit,)):
        origin = f"{story['origin_name'] or '?'} ({story['origin_confidence']})"
        rows.append([str(story["id"]), (story["published_at"] or "")[:10], story["title"] or "", origin])
        if story["articles"] > 1:
            rows += [["", "", f"  {role}", where] for role, where in _members(database, story["id"])]
    return Sheet(
        title="Stories, with who copied whom",
        columns=("story", "published", "title / copies", "origin / where"),
        rows=rows,
        right=frozenset({"story"}),
    )


def _members(database: Database, story_id: int) -> Iterable[tuple[str, str]]:
    sql = """
        SELECT role, publisher, url, published_at FROM articles_v1 WHERE story_id = ?
        ORDER BY role != 'origin', role = 'mirror', published_at, url
    """
    for row in database.rows(sql, (story_id,)):
        host = urlsplit(row["url"]).hostname or row["url"]
        yield row["role"], f"{row['publisher'] or 'unknown'} ({host}), {row['published_at'] or 'undated'}"


def ends(database: Database) -> Sheet:
    """Why links ended without a stored article, with how many and one case each."""
    sql = """
        SELECT state, reason, count(*) AS links, max(coalesce(title, url)) AS example, max(rule) AS rule FROM links_v1
        WHERE state NOT IN ('stored', 'new', 'leased') GROUP BY state, reason ORDER BY links DESC, reason
    """
    rows = [
        [row["reason"] or "", row["state"], str(row["links"]), row["example"], _short(row["rule"])]
        for row in database.rows(sql)
    ]
    return Sheet(
        title="Not kept, and why",
        columns=("reason", "state", "links", "for example", "what decided there"),
        rows=rows,
        right=frozenset({"links"}),
        empty="every link led to a stored article",
    )


def _short(rule: str | None, limit: int = 60) -> str:
    text = rule or ""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def status(database: Database) -> list[dict[str, Any]]:
    """One row a site: its last run, its links by what became of them, when it is due."""
    sql = """
        SELECT key AS site, publisher, next_due_at, last.started_at AS last_run_at, last.outcome, last.reason,
               (SELECT count(*) FROM articles_v1 WHERE site = key) AS articles,
               (SELECT count(*) FROM links_v1 WHERE site = key AND state IN ('new', 'retry', 'leased')) AS waiting,
               (SELECT max(first_seen_at) FROM articles_v1 WHERE site = key) AS last_new_at
        FROM sites_v1 LEFT JOIN runs_v1 AS last
            ON last.id = (SELECT max(id) FROM runs_v1 WHERE site = key)
        ORDER BY key
    """
    return list(database.rows(sql))


def status_sheet(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """The same for people: times to the minute, in UTC."""
    names = ("site", "publisher", "outcome", "articles", "waiting", "last run", "last new", "next due")
    keys = ("site", "publisher", "outcome", "articles", "waiting", "last_run_at", "last_new_at", "next_due_at")
    cells = [[_cell(key, row[key]) for key in keys] for row in rows]
    right = frozenset({"articles", "waiting"})
    return Sheet(title="Sites (times in UTC)", columns=names, rows=cells, right=right, empty="none was crawled yet")


def _cell(key: str, value: object) -> str:
    text = "" if value is None else str(value)
    return text[:16].replace("T", " ") if key.endswith("_at") else text


def is_unreachable(database: Database, before: Totals) -> bool:
    """Tell whether this start made requests and not one was answered."""
    (row,) = database.rows(
        "SELECT count(*) AS requests, count(status) AS answered FROM fetches_v1 WHERE run_id > ?", (before.runs,)
    )
    return bool(row["requests"]) and not row["answered"]


def next_commands(database: Database, path: Path) -> str:
    """Name what to type next, ready to paste."""
    (row,) = database.rows(
        "SELECT coalesce((SELECT url FROM articles_v1 ORDER BY role != 'mirror', id LIMIT 1), 'URL') AS url"
    )
    option = f" --database {path}"
    return "\n".join(
        (
            "",
            "Next:",
            f"  .venv/bin/scrapy why {row['url']}{option}",
            f"  .venv/bin/python scheduler.py status{option}",
            f'  sqlite3 {path} "SELECT title, origin_name, articles FROM stories_v1"',
            "  make crawl    # the same job on the live sites",
        )
    )
