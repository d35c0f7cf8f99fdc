"""What came of a start of crawls, for the person who started it: the database's views in, sheets out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.added import ADDED
from crawlers.children import Ended
from crawlers.show.sheet import Sheet
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


def headline(before: Totals, after: Totals, seconds: float, requests: int) -> str:
    """Say what is new, and how fast it came."""
    return (
        f"{_news(before, after)}\n{requests} requests in {seconds:.1f} s: {requests / max(seconds, 0.01):.1f} a second."
    )


def _news(before: Totals, after: Totals) -> str:
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
    found = {row["site"] or ADDED: row for row in database.rows(sql, (before.runs,))}
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
    """The stories, those with most copies first, each with its members: in what role, where, when."""
    sql = "SELECT * FROM stories_v1 ORDER BY articles DESC, published_at DESC, id LIMIT ?"
    rows = [row for story in database.rows(sql, (limit,)) for row in _story(database, story)]
    (held,) = database.rows("SELECT count(*) AS stories FROM stories_v1")
    shown = f", {limit} of {held['stories']}" if held["stories"] > limit else ""
    return Sheet(
        title=f"Stories, with who copied whom{shown}",
        columns=("story", "title / role", "published", "origin / where"),
        rows=rows,
        right=frozenset({"story"}),
    )


def _story(database: Database, story: Mapping[str, Any]) -> Iterable[list[str]]:
    """A story's own row, then one for each member; a story of one needs but one."""
    members = list(_members(database, story["id"]))
    is_alone = len(members) == 1
    where = f"{story['origin_name'] or 'unknown'} ({story['origin_confidence']})"
    if not is_alone and story["independent_origins"] > 1:
        where += f", {story['independent_origins']} independent origins"
    if is_alone:
        where = f"{members[0][0]}: {members[0][2]}" + (
            "" if members[0][0] in ("origin", "unique") else f", from {where}"
        )
    yield [str(story["id"]), story["title"] or "", members[0][1] if is_alone else story["published_at"] or "", where]
    if not is_alone:
        yield from (["", f"    {role}", at, place] for role, at, place in members)


def _members(database: Database, story_id: int) -> Iterable[tuple[str, str, str]]:
    sql = """
        SELECT role, publisher, url, published_at FROM articles_v1 WHERE story_id = ?
        ORDER BY role != 'origin', role = 'mirror', published_at, url
    """
    for row in database.rows(sql, (story_id,)):
        host = urlsplit(row["url"]).hostname or row["url"]
        yield row["role"], row["published_at"] or "undated", f"{row['publisher'] or 'unknown'} ({host})"


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
    """One row a site: its health (ok, suspect, down, blocked), its last run, what it gave, when it is due."""
    sql = """
        SELECT key AS site, publisher, sites_v1.state, next_due_at, last.started_at AS last_run_at, last.outcome,
               last.reason,
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
    names = ("site", "publisher", "state", "outcome", "articles", "waiting", "last run", "last new", "next due")
    keys = ("site", "publisher", "state", "outcome", "articles", "waiting", "last_run_at", "last_new_at", "next_due_at")
    cells = [[_cell(key, row[key]) for key in keys] for row in rows]
    right = frozenset({"articles", "waiting"})
    return Sheet(title="Sites (times in UTC)", columns=names, rows=cells, right=right, empty="none was crawled yet")


def _cell(key: str, value: object) -> str:
    text = "" if value is None else str(value)
    return text[:16].replace("T", " ") if key.endswith("_at") else text


def requests(database: Database, before: Totals) -> tuple[int, int]:
    """Count the requests of this start, and those that were answered."""
    sql = "SELECT count(*) AS made, count(status) AS answered FROM fetches_v1 WHERE run_id > ?"
    (row,) = database.rows(sql, (before.runs,))
    return row["made"], row["answered"]


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
            f"  .venv/bin/scrapy figures digital_economy_size{option}",
            f"  .venv/bin/python scheduler.py status{option}",
            f'  .venv/bin/sqlite-utils query {path} "SELECT title, origin_name, articles FROM stories_v1" --table',
            "  make crawl    # the same job on the live sites",
            "  make look     # look at it in a browser: http://127.0.0.1:8001",
        )
    )
