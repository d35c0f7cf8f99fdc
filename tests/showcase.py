"""A database in which everything that a page may have to show is there: the sample, and on it what it lacks.

A site that changed a figure and a name, a title that never ends, a story without a date, one that its site took from
elsewhere years later, many copies, and sites that are down, blocked and suspect. All of it in our own words.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.program import copy

AT = "2026-11-28T08:00:00.000+00:00"
LONG = "西藏自治区人民政府办公厅关于印发数字经济高质量发展若干措施并同步公布重点任务分工方案与年度考核细则的通知" * 3


def showcase(sample: Path, to: Path) -> Path:
    """Copy the sample's database, add to it, and return where it stands."""
    copy(sample, to)
    with closing(sqlite3.connect(to)) as connection, connection:
        revise(connection)
        stories = [row[0] for row in connection.execute("SELECT id FROM stories ORDER BY published_at DESC LIMIT 6")]
        connection.execute("UPDATE stories SET title = ? WHERE id = ?", (LONG, stories[1]))
        connection.execute("UPDATE articles SET title = ? WHERE story_id = ?", (LONG, stories[1]))
        connection.execute("UPDATE stories SET flags = '[\"stale_reprint\"]' WHERE id = ?", (stories[2],))
        connection.execute("UPDATE articles SET band = 'unsure' WHERE story_id = ?", (stories[3],))
        (run,) = connection.execute("SELECT max(id) FROM runs").fetchone()
        for key, state, why in (
            ("cinic", "down", "3 runs in a row had no answer"),
            ("c114", "blocked", "412, a shield answered in the site's place"),
            ("ce", "suspect", "no article has an editor any more, before it was 92 of 100"),
        ):
            connection.execute("UPDATE sites SET state = ? WHERE key = ?", (state, key))
            connection.execute(
                "INSERT INTO site_states (site, channel, at, was, now, since, why, run_id)"
                " VALUES (?, '', ?, 'ok', ?, ?, ?, ?)",
                (key, AT, state, AT, why, run),
            )
    return to


def revise(connection: sqlite3.Connection) -> int:
    """Say of the article with most figures that its site changed it twice; return its id."""
    (id_,) = connection.execute(
        "SELECT article_id FROM figures GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    ).fetchone()
    columns = "title, text, published_at, source, reprinted_from, author, editor, original_title, dateline"
    row = connection.execute(f"SELECT {columns} FROM articles WHERE id = ?", (id_,)).fetchone()
    title, text, *rest = row
    (printed,) = connection.execute(
        "SELECT printed FROM figures WHERE article_id = ? AND indicator IS NOT NULL ORDER BY sentence_at LIMIT 1",
        (id_,),
    ).fetchone()
    before = text.replace(printed, f"1{printed}", 1)
    for old_title, old_text, changed in (
        (f"{title}（初稿）", f"{before}\n本段后来被网站删去。", ["title", "text"]),
        (title, before, ["text", "figures"]),
    ):
        connection.execute(
            f"INSERT INTO revisions (article_id, op, replaced_at, {columns}, fetched_at, extractor_version, changed)"
            f" VALUES (?, 'revised', ?{', ?' * 9}, ?, '1', ?)",
            (id_, AT, old_title, old_text, *rest, AT, json.dumps(changed)),
        )
    connection.execute("UPDATE articles SET revised_at = ? WHERE id = ?", (AT, id_))
    return int(id_)
