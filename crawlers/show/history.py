"""The history of one URL in words, from where it was found to what it copies: the database's views in, lines out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipelines.database import Database, said

Line = tuple[str, str]


def tell(database: Database, url: str) -> bool:
    """Print the history of a canonical URL; return False, having printed nothing, for one that was never seen."""
    told = list(history(database, url))
    if told:
        print(url)
    for word, text in told:
        print(f"  {word:<10} {text}")
    return bool(told)


def history(database: Database, url: str) -> Iterator[Line]:
    """Yield what is known of a canonical URL, oldest first; nothing for one that was never seen."""
    for link in database.rows("SELECT * FROM links_v1 WHERE url = ?", (url,)):
        yield from _link(link)
    for fetch in database.rows("SELECT * FROM fetches_v1 WHERE url = ? ORDER BY id", (url,)):
        yield "fetched", _fetch(fetch)
    sql = "SELECT * FROM articles_v1 WHERE url = ?1 OR id = (SELECT article_id FROM links_v1 WHERE url = ?1)"
    for article in database.rows(sql, (url,)):
        yield from _article(database, article)


def _link(link: dict[str, Any]) -> Iterator[Line]:
    yield "found", f"{_minute(link['first_seen_at'])}, site {link['site'] or 'none'}, by {link['channel']}"
    state = link["state"]
    if link["reason"]:
        # Of a stored link the deciding words follow with its article, one a line.
        rule = f" ({link['rule']})" if link["rule"] and state != "stored" else ""
        version = f", rule version {link['rule_version']}" if link["rule_version"] else ""
        yield "state", f"{state}: {link['reason']}{rule}{version}"
    else:
        yield "state", state
    if link["tries"]:
        again = f"; again not before {_minute(link['next_try_at'])}" if link["next_try_at"] else ""
        yield "tries", f"{link['tries']}, the last {_minute(link['tried_at'])}{again}"


def _fetch(fetch: dict[str, Any]) -> str:
    came = f"status {fetch['status']}, {fetch['bytes']:,} bytes" if fetch["status"] else fetch["error"] or "no answer"
    kept = f", kept in {fetch['archive']}" if fetch["archive"] else ""
    return f"{_minute(fetch['fetched_at'])}: {came}{kept}"


def _article(database: Database, article: dict[str, Any]) -> Iterator[Line]:
    yield "article", f"{article['id']}: {article['title']}, {article['published_at'] or 'undated'}"
    names = {"来源": "source", "转自": "reprinted_from", "作者": "author", "编辑": "editor", "电头": "dateline"}
    printed = [f"{label} {article[key]}" for label, key in names.items() if article[key]]
    if printed:
        yield "prints", ", ".join(printed)
    yield "topic", f"{article['topic'] or 'none'}, band {article['band']}, score {article['score']:.1f}"
    for reason in json.loads(article["reasons"]):
        yield "", f"- {reason}"
    for flag in json.loads(article["flags"]):
        yield "flag", flag
    yield from _taken(database, article["id"])
    for story in database.rows("SELECT * FROM stories_v1 WHERE id = ?", (article["story_id"],)):
        origin = f"origin {story['origin_name'] or 'unknown'} ({story['origin_confidence']})"
        yield "story", f"{story['id']}: {story['title']}, {story['articles']} articles, {origin}"
    yield "role", f"{article['role']}{': ' + article['role_evidence'] if article['role_evidence'] else ''}"
    for one in database.rulings():
        if any(article["url"] in pair for pair in one.pairs):
            yield "ruling", said(one.id, one.says, one.said_by, one.said_at, one.note)
    sql = """
        SELECT copies_v1.*, articles_v1.url AS parent_url FROM copies_v1
        LEFT JOIN articles_v1 ON articles_v1.id = parent_id WHERE child_id = ? ORDER BY copies_v1.id
    """
    for copy in database.rows(sql, (article["id"],)):
        parent = copy["parent_url"] or f"{copy['parent_name']} (named, not seen)"
        yield copy["kind"], f"of {parent}, confidence {copy['confidence']}: {copy['evidence']}"


def _taken(database: Database, article_id: int) -> Iterator[Line]:
    """Yield the lines that the site repeats, which its text is shown without."""
    for line in database.rows("SELECT * FROM furniture_v1 WHERE article_id = ? ORDER BY place", (article_id,)):
        rule = (
            f"rule {line['rule_id']} of {line['host']} since {_minute(line['since'])}, version {line['rule_version']}"
        )
        yield "taken", f"{line['side']} line {line['place']}, {rule}: {line['text']}"


def _minute(stamp: str | None) -> str:
    return (stamp or "never")[:16].replace("T", " ")
