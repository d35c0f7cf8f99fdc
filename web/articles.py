"""One article, and one story, as their pages show them: a database and an id in, rows for a template out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.database import Database
from web.differences import Revision, revisions

Row = dict[str, Any]
COPIES_SHOWN, EDGES_SHOWN = 100, 400
FIGURES_SHOWN = 400
REVISIONS_SHOWN = 20
_BRIEF = """
    id, url, site, publisher, title, language, published_at, role, role_evidence, flags, source, source_name,
    first_seen_at, story_id
"""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An article with what belongs to it."""

    article: Row
    figures: Sequence[Row]
    paragraphs: Sequence[Sequence[tuple[str, int | None]]]
    """The text in order; beside a piece that is a figure's sentence stands where it begins."""
    revisions: Sequence[Revision]


def article(database: Database, id_: int) -> Shown | None:
    """Return an article with all that its page shows."""
    row = next(database.rows("SELECT * FROM articles_v1 WHERE id = ?", (id_,)), None)
    if row is None:
        return None
    row["flags"], row["reasons"] = json.loads(row["flags"]), json.loads(row["reasons"])
    figures = list(_figures(database, id_))
    sql = "SELECT * FROM revisions_v1 WHERE article_id = ? ORDER BY id DESC LIMIT ?"
    earlier = list(database.rows(sql, (id_, REVISIONS_SHOWN)))
    return Shown(
        article=row,
        figures=figures,
        paragraphs=paragraphs(row["text"], figures),
        revisions=revisions(row, earlier),
    )


def story(database: Database, id_: int) -> Row | None:
    """Return a story; of one that went into another, that other one."""
    sql = "SELECT coalesce((SELECT story_id FROM story_aliases WHERE alias_id = ?1), ?1) AS id"
    found = next(database.rows(f"SELECT * FROM stories_v1 WHERE id = ({sql})", (id_,)), None)
    if found:
        found["flags"] = json.loads(found["flags"])
        sql = "SELECT id, story_id, title, publisher FROM articles_v1 WHERE id = ?"
        found["retold"] = next(database.rows(sql, (found["retold_article_id"],)), None)
    return found


def copies(database: Database, story_id: int) -> tuple[list[Row], list[Row]]:
    """Return the articles of a story, the origin first, each with its edges, and all edges; as many as a page shows."""
    sql = f"SELECT {_BRIEF} FROM articles_v1 WHERE story_id = ? ORDER BY id LIMIT ?"
    found = list(database.rows(sql, (story_id, COPIES_SHOWN)))
    found.sort(
        key=lambda row: (row["role"] not in ("origin", "unique"), row["role"] == "mirror", _when(row), row["url"])
    )
    for row in found:
        row["flags"] = json.loads(row["flags"])
    ids = json.dumps([row["id"] for row in found])
    sql = """
        SELECT copies_v1.id, child_id, parent_id, parent_name, kind, confidence, evidence, parent.url AS parent_url,
               parent.title AS parent_title, parent.publisher AS parent_publisher, parent.story_id AS parent_story_id
        FROM copies_v1 LEFT JOIN articles_v1 AS parent ON parent.id = parent_id
        WHERE child_id IN (SELECT value FROM json_each(?)) ORDER BY copies_v1.id LIMIT ?
    """
    edges = list(database.rows(sql, (ids, EDGES_SHOWN)))
    for row in found:
        row["edges"] = [edge for edge in edges if edge["child_id"] == row["id"]]
    return found, edges


def paragraphs(text: str, figures: Sequence[Row]) -> list[list[tuple[str, int | None]]]:
    """Part a text into paragraphs, and these where the sentences of figures begin and end."""
    spans = {figure["sentence_at"]: figure["sentence_at"] + len(figure["sentence"]) for figure in figures}
    found: list[list[tuple[str, int | None]]] = []
    at = 0
    for line in text.split("\n"):
        end, pieces = at + len(line), []
        for begin, stop in sorted(spans.items()):
            if at <= begin < stop <= end:
                pieces += [(text[at:begin], None), (text[begin:stop], begin)]
                at = stop
        found.append([*pieces, (text[at:end], None)])
        at = end + 1
    return found


def _figures(database: Database, article_id: int) -> Iterator[Row]:
    sql = """
        SELECT id, indicator, definition, region, period, value, value_max, unit, printed, growth_percent,
               growth_points, growth_base, qualifier, status, measure, sentence, sentence_at, flags, stated_by,
               stated_at, confidence
        FROM figures_v1 WHERE article_id = ? ORDER BY sentence_at, id LIMIT ?
    """
    for row in database.rows(sql, (article_id, FIGURES_SHOWN)):
        yield {**row, "flags": json.loads(row["flags"])}


def _when(row: Row) -> str:
    return str(row["published_at"] or "9")
