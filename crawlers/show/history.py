"""The history of one URL in words, from where it was found to what it copies: the database's views in, lines out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipelines.database import Database, said

Line = tuple[str, str]
NOT_MODIFIED = 304
MEANS = {
    "spelling": "another spelling of",
    "twin": "under another scheme or for another screen",
    "redirect": "led to",
    "canonical": "says of itself that it is",
    "same_page": "says to the letter what stands at",
}
"""How an address stands for another one."""


def tell(database: Database, url: str) -> bool:
    """Print the history of a canonical URL; return False, having printed nothing, for one that was never seen."""
    told = list(history(database, url))
    if told:
        print(url)
    for word, text in told:
        print(f"  {word:<10} {text}")
    return bool(told)


def history(database: Database, url: str) -> Iterator[Line]:
    """Yield what is known of a canonical URL, oldest first; nothing for one that was never seen.

    Of an address that only stands for another page, that is told, and then the history of the page.
    """
    meant = database.stands_for(url)
    if meant:
        yield "alias", f"{MEANS[meant[1]]} {meant[0]}"
        if not any(database.rows("SELECT 1 FROM links_v1 WHERE url = ?", (url,))):
            url = meant[0]
    for link in database.rows("SELECT * FROM links_v1 WHERE url = ?", (url,)):
        yield from _link(link)
    yield from _aliases(database, url)
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
    if link["revisits"] or link["revisit_at"]:
        last = f", the last {_minute(link['revisited_at'])}: {link['revisit_reason']}" if link["revisits"] else ""
        again = f"; again at {_minute(link['revisit_at'])}" if link["revisit_at"] else "; no more"
        yield "visits", f"{link['revisits']}{last}{again}"


def _aliases(database: Database, url: str) -> Iterator[Line]:
    """Yield the other addresses of a page: how many, and the first of each kind."""
    sql = "SELECT kind, count(*) AS n, min(url) AS first FROM aliases_v1 WHERE link = ? GROUP BY kind ORDER BY kind"
    for each in database.rows(sql, (url,)):
        more = f" and {each['n'] - 1} more" if each["n"] > 1 else ""
        yield "also at", f"{each['first']}{more} ({each['kind'].replace('_', ' ')})"


def _fetch(fetch: dict[str, Any]) -> str:
    came = f"status {fetch['status']}, {fetch['bytes']:,} bytes" if fetch["status"] else fetch["error"] or "no answer"
    came = "not modified since, no body was sent" if fetch["status"] == NOT_MODIFIED else came
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
    yield from _revised(database, article["id"])
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


def _revised(database: Database, article_id: int) -> Iterator[Line]:
    """Yield what changed since the article was first stored, and who changed it."""
    for each in database.rows("SELECT * FROM revisions_v1 WHERE article_id = ? ORDER BY id", (article_id,)):
        who = "its site changed" if each["op"] == "revised" else "we read otherwise"
        yield each["op"], f"{_minute(each['replaced_at'])}: {who} {', '.join(json.loads(each['changed'])) or 'it'}"


def _taken(database: Database, article_id: int) -> Iterator[Line]:
    """Yield the lines that the site repeats, which its text is shown without."""
    for line in database.rows("SELECT * FROM furniture_v1 WHERE article_id = ? ORDER BY place", (article_id,)):
        rule = (
            f"rule {line['rule_id']} of {line['host']} since {_minute(line['since'])}, version {line['rule_version']}"
        )
        yield "taken", f"{line['side']} line {line['place']}, {rule}: {line['text']}"


def _minute(stamp: str | None) -> str:
    return (stamp or "never")[:16].replace("T", " ")
