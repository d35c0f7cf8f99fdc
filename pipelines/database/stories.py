"""A new grouping is laid over the stored one: what differs is written, logged, and nothing else is touched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crawlers.items import Edge, Grouping, Story
from pipelines.database.changes import Op
from pipelines.database.connection import listed, stamp
from pipelines.database.pairs import Pairs

_STATED = ("origin_article_id", "origin_name", "published_at")
"""The columns of a story that its articles' figures show."""


class Stories(Pairs):
    """Queries on the tables `stories`, `story_aliases` and `copies`."""

    def write_grouping(self, grouping: Grouping, *, rule_version: str, at: datetime) -> None:
        """Make the stories and edges of these documents those of `grouping`.

        Of stories that join, the lowest id stays and `story_aliases` resolves the others; of a story that splits, the
        part with most of its articles keeps the id.
        """
        with self.transaction():
            articles = self._articles_of(grouping)
            inherited = _heirs(grouping.stories, articles)
            for story, olds in zip(grouping.stories, inherited, strict=True):
                self._write_story(story, olds, articles, at)
            self._write_edges(grouping.edges, articles, rule_version, at)

    def place_of(self, article_id: int) -> tuple[int | None, str | None]:
        """Return the story that the article is in, and its role there."""
        row = self._row("SELECT story_id, role FROM articles WHERE id = ?", (article_id,))
        return (row["story_id"], row["role"]) if row else (None, None)

    def _articles_of(self, grouping: Grouping) -> dict[int, dict[str, Any]]:
        members = listed(id_ for story in grouping.stories for id_ in story.roles)
        sql = """
            SELECT articles.id, url, articles.title, articles.published_at, articles.first_seen_at, story_id, role,
                   role_evidence, stale_since, origin_article_id IS articles.id AS was_origin
            FROM articles LEFT JOIN stories ON stories.id = story_id
            WHERE articles.id IN (SELECT value FROM json_each(?))
        """
        return {row["id"]: row for row in self.rows(sql, (members,))}

    def _write_story(
        self, story: Story, olds: Sequence[int], articles: Mapping[int, dict[str, Any]], at: datetime
    ) -> None:
        new = _columns(story, articles)
        before = self._row("SELECT * FROM stories WHERE id = ?", olds[:1]) if olds else None
        parents = {articles[id_]["story_id"] for id_ in story.roles} - {None}
        if before is None:
            id_ = self._insert("stories", new)
            self.log("story", [id_], "split" if parents else "added", at=at, other_id=min(parents, default=None))
            self.grew([id_], at=at)
        else:
            id_ = int(before["id"])
            self._change_story(id_, before, new, at)
        moved = self._assign(id_, story, articles, at)
        told = before is None or any(before[name] != new[name] for name in _STATED)
        self._log_figures_of(story.roles if told else moved, at)
        for old in olds[1:]:
            self._merge(old, id_, at)

    def _change_story(self, id_: int, before: dict[str, Any], new: dict[str, Any], at: datetime) -> None:
        if all(before[name] == value for name, value in new.items()):
            return
        self._change("stories", id_, new)
        if new["independent_origins"] > before["independent_origins"]:
            self.grew([id_], at=at)
        origin = ("origin_article_id", "origin_name")
        if any(before[name] != new[name] for name in origin):
            self.log("story", [id_], "origin_changed", at=at, other_id=before["origin_article_id"])
        else:
            self.log("story", [id_], "changed", at=at)

    def _assign(self, id_: int, story: Story, articles: Mapping[int, dict[str, Any]], at: datetime) -> list[int]:
        """Put the story's members into it with their roles; return those whose figures show another story or date."""
        places = {
            member: (id_, role, story.signs.get(member), story.stale.get(member))
            for member, role in story.roles.items()
        }
        differing = [member for member, place in places.items() if _place(articles[member]) != place]
        self._connection.executemany(
            "UPDATE articles SET story_id = ?, role = ?, role_evidence = ?, stale_since = ? WHERE id = ?",
            [(*places[member], member) for member in differing],
        )
        self.log("article", differing, "changed", at=at)
        shown = {member: (articles[member]["story_id"], articles[member]["stale_since"]) for member in differing}
        return [member for member in differing if shown[member] != (id_, story.stale.get(member))]

    def _merge(self, old: int, survivor: int, at: datetime) -> None:
        # A member may yet stand in the old story: the story that it moves to comes later in the same grouping.
        self._write("UPDATE articles SET story_id = NULL WHERE story_id = ?", (old,))
        self._write("UPDATE story_aliases SET story_id = ? WHERE story_id = ?", (survivor, old))
        self._write("INSERT INTO story_aliases (alias_id, story_id) VALUES (?, ?)", (old, survivor))
        self._write("DELETE FROM stories WHERE id = ?", (old,))
        self.gone(old)
        self.log("story", [old], "merged", at=at, other_id=survivor)

    def _write_edges(self, edges: Iterable[Edge], articles: Iterable[int], rule_version: str, at: datetime) -> None:
        sql = "SELECT * FROM copies WHERE child_id IN (SELECT value FROM json_each(?)) ORDER BY id"
        stored = {_key(row): row for row in self.rows(sql, (listed(articles),))}
        wanted = {_key(columns): columns for columns in map(_edge, edges)}
        gone = [row["id"] for key, row in stored.items() if key not in wanted]
        self._connection.executemany("DELETE FROM copies WHERE id = ?", [(id_,) for id_ in gone])
        self.log("copy", gone, "changed", at=at)
        for key, columns in wanted.items():
            self._write_edge(stored.get(key), {**columns, "rule_version": rule_version}, at)

    def _write_edge(self, before: dict[str, Any] | None, columns: dict[str, Any], at: datetime) -> None:
        op: Op = "added"
        if before is None:
            id_ = self._insert("copies", {**columns, "decided_at": stamp(at)})
        elif any(before[name] != value for name, value in columns.items()):
            id_, op = before["id"], "changed"
            self._change("copies", id_, {**columns, "decided_at": stamp(at)})
        else:
            return
        self.log("copy", [id_], op, at=at)


def _place(row: Mapping[str, Any]) -> tuple[int | None, str | None, str | None, str | None]:
    return row["story_id"], row["role"], row["role_evidence"], row["stale_since"]


def _heirs(stories: Sequence[Story], articles: Mapping[int, dict[str, Any]]) -> list[list[int]]:
    """Say for each new story which stored ones it continues, the lowest id first.

    A stored story goes on in the one that holds most of its articles, of two halves in that with its origin.
    """
    shares: dict[int, Counter[int]] = {}
    with_origin: dict[int, int] = {}
    for number, story in enumerate(stories):
        for row in (articles[id_] for id_ in story.roles if articles[id_]["story_id"] is not None):
            shares.setdefault(row["story_id"], Counter())[number] += 1
            if row["was_origin"]:
                with_origin[row["story_id"]] = number
    inherited: list[list[int]] = [[] for _ in stories]
    for old, share in sorted(shares.items()):
        heir = max(
            share, key=lambda number: (share[number], with_origin.get(old) == number, -min(stories[number].roles))
        )
        inherited[heir].append(old)
    return inherited


def _columns(story: Story, articles: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    members = [articles[id_] for id_ in story.roles]
    origin = articles[story.origin] if story.origin is not None else None
    first = min(members, key=lambda row: (row["published_at"] or "9", row["url"]))
    return {
        "title": (origin or first)["title"],
        "published_at": origin["published_at"] if origin else None,
        "first_seen_at": min(row["first_seen_at"] for row in members),
        "last_seen_at": max(row["first_seen_at"] for row in members),
        "origin_article_id": story.origin,
        "origin_name": story.origin_name,
        "origin_confidence": story.origin_confidence,
        "articles": len(members),
        "mirrors": story.mirrors,
        "independent_origins": story.independent_origins,
        "flags": json.dumps(list(story.flags)),
        "origin_house": story.origin_house,
        "retold_article_id": story.retold,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "child_id": edge.child,
        "parent_id": edge.parent,
        "parent_name": edge.parent_name,
        "kind": edge.kind,
        "confidence": edge.confidence,
        "evidence": edge.evidence,
    }


def _key(row: dict[str, Any]) -> tuple[int, str, int | None, str | None]:
    """Tell one edge from another: a child has one of a kind to each parent, and to each name that was never seen."""
    return row["child_id"], row["kind"], row["parent_id"], row["parent_name"] if row["parent_id"] is None else None
