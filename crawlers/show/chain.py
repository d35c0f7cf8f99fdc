"""The chain of a story: who copied whom, with evidence, as a tree for people or as a graph for Graphviz."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text
from rich.tree import Tree

from pipelines.database import Database, said

Row = dict[str, Any]
_MOST = 2**63 - 1
"""SQLite has no larger id."""


def story_of(database: Database, words: str) -> int | None:
    """Return the story that an id or a canonical URL stands for; an id that was merged leads to where it went."""
    if words.isdecimal():
        sql = "SELECT coalesce((SELECT story_id FROM story_aliases WHERE alias_id = ?1), ?1) AS id"
        number = min(int(words), _MOST)
        (row,) = database.rows(f"SELECT max(id) AS id FROM stories_v1 WHERE id = ({sql})", (number,))
    else:
        (row,) = database.rows("SELECT max(story_id) AS id FROM articles_v1 WHERE url = ?", (words,))
    return None if row["id"] is None else int(row["id"])


def stories_of(database: Database, story_id: int | None, urls: Iterable[str]) -> list[int]:
    """Return the stories that articles are in now, a given one first where it is still there."""
    sql = "SELECT DISTINCT story_id FROM articles_v1 WHERE url IN (SELECT value FROM json_each(?)) ORDER BY story_id"
    found = [row["story_id"] for row in database.rows(sql, (json.dumps(list(urls)),))]
    return sorted(found, key=lambda id_: id_ != story_id)


def head_of(database: Database, story_id: int) -> str:
    """Return the URL of the article that stands for a story: its origin, else its first that is no mirror."""
    sql = """
        SELECT url FROM articles_v1 JOIN stories_v1 ON stories_v1.id = story_id WHERE story_id = ?
        ORDER BY origin_article_id IS NOT articles_v1.id, role = 'mirror', articles_v1.published_at IS NULL,
            articles_v1.published_at, url
    """
    return str(next(database.rows(sql, (story_id,)))["url"])


def tree(database: Database, story_id: int) -> Tree:
    """Draw a story: its origin, under each article those that took it, and beside it what only touches the story."""
    (story,) = database.rows("SELECT * FROM stories_v1 WHERE id = ?", (story_id,))
    articles = _articles(database, story_id)
    edges = list(_edges(database, story_id))
    root = Tree(Text(_headline(database, story)))
    for ruling in _rulings(database, articles.values()):
        root.add(Text(ruling))
    for name in sorted({edge["parent_name"] for edge in edges if edge["parent_id"] is None and edge["parent_name"]}):
        named = root.add(Text(f"{name} (named, not seen)"))
        for edge in edges:
            if edge["parent_id"] is None and edge["parent_name"] == name:
                named.add(Text(_edge(edge, articles[edge["child_id"]])))
    seen: set[int] = set()
    for article in (*_roots(articles, edges), *articles.values()):  # of a circle of claims, nobody is a root
        _grow(root, article, articles, edges, seen)
    return root


def dot(database: Database, story_id: int) -> Iterator[str]:
    """Yield the lines of the story's graph in Graphviz's language; an arrow leads from the copied to the copy."""
    yield "digraph story {"
    yield "  rankdir=LR; node [shape=box];"
    articles = _articles(database, story_id)
    for id_, article in articles.items():
        yield f"  a{id_} [label={_quoted(_article(article))}];"
    for number, edge in enumerate(_edges(database, story_id)):
        parent = f"a{edge['parent_id']}"
        if edge["parent_id"] not in articles:
            parent = f"n{number}"
            yield f"  {parent} [label={_quoted(edge['parent_name'] or edge['parent_url'])}, style=dashed];"
        yield f"  {parent} -> a{edge['child_id']} [label={_quoted(edge['kind'])}, tooltip={_quoted(edge['evidence'])}];"
    yield "}"


def _grow(
    branch: Tree, article: Row, articles: Mapping[int, Row], edges: list[Row], seen: set[int], edge: Row | None = None
) -> None:
    """Hang an article with why it hangs there, and under it those that took it; a circle of claims is entered once."""
    if article["id"] in seen:
        return
    seen.add(article["id"])
    why = f"\n{_why(edge)}" if edge else ""
    grown = branch.add(Text(f"{_article(article)}{why}"))
    if article["role_evidence"] and article["role_evidence"] not in why:
        grown.add(Text(f"{article['role']}: {article['role_evidence']}"))
    for flag in json.loads(article["flags"]):
        grown.add(Text(f"flag {flag}"))
    for other in edges:
        if other["child_id"] == article["id"] and other["parent_id"] not in articles and other["parent_id"] is not None:
            grown.add(Text(f"{_why(other)}\n{other['parent_url']}"))
    for other in edges:
        if other["parent_id"] == article["id"]:
            _grow(grown, articles[other["child_id"]], articles, edges, seen, other)


def _roots(articles: Mapping[int, Row], edges: list[Row]) -> Iterator[Row]:
    """Yield the articles that took from no other of the story, the origin first."""
    took = {edge["child_id"] for edge in edges if edge["parent_id"] in articles}
    yield from (article for id_, article in articles.items() if id_ not in took)


def _articles(database: Database, story_id: int) -> dict[int, Row]:
    sql = "SELECT * FROM articles_v1 WHERE story_id = ? ORDER BY role != 'origin', role = 'mirror', published_at, url"
    return {row["id"]: row for row in database.rows(sql, (story_id,))}


def _edges(database: Database, story_id: int) -> Iterator[Row]:
    sql = """
        SELECT copies_v1.*, parent.url AS parent_url FROM copies_v1
        JOIN articles_v1 AS child ON child.id = child_id LEFT JOIN articles_v1 AS parent ON parent.id = parent_id
        WHERE child.story_id = ? ORDER BY child.published_at, child.url, kind
    """
    return database.rows(sql, (story_id,))


def _rulings(database: Database, articles: Iterable[Row]) -> Iterator[str]:
    """Yield what people said of a story's articles: which of them belong together, or from which others they part."""
    here = {article["url"] for article in articles}
    for one in database.rulings():
        urls = {url for pair in one.pairs for url in pair}
        if not here.isdisjoint(urls):
            named = sorted(urls if one.says == "one_story" else urls - here)
            yield "\n".join((said(one.id, one.says, one.said_by, one.said_at, one.note), *named))


def _headline(database: Database, story: Row) -> str:
    origin = f"origin {story['origin_name'] or 'unknown'} ({story['origin_confidence']})"
    words = {"articles": "article", "mirrors": "mirror", "independent_origins": "independent origin"}
    counts = (f"{story[name]} {word}{'' if story[name] == 1 else 's'}" for name, word in words.items())
    flags = "".join(f"\nflag {flag}" for flag in json.loads(story["flags"]))
    sql = "SELECT story_id, url FROM articles_v1 WHERE id = ?"
    before = (
        f"\ntells again what story {row['story_id']} told before: {row['url']}"
        for row in database.rows(sql, (story["retold_article_id"],))
    )
    return f"{story['id']}: {story['title']}\n{', '.join(counts)}, {origin}{''.join(before)}{flags}"


def _article(article: Row) -> str:
    who = article["publisher"] or "unknown publisher"
    return f"{article['role']}: {who}, {article['published_at'] or 'undated'}\n{article['url']}"


def _edge(edge: Row, child: Row) -> str:
    return f"{_why(edge)}: {child['publisher'] or child['url']}"


def _why(edge: Row) -> str:
    return f"{edge['kind']}, confidence {edge['confidence']}: {edge['evidence']}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
