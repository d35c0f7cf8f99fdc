"""The real program in real child processes, on the sample archive; and what a database holds, free of ids and times."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from pipelines.database import Database
from tests.sample import ARCHIVE

ROOT = Path(__file__).resolve().parent.parent
MIRROR = "http://www.caijing-mirror.example/xy/gdcj/876518.html"
FEW = tuple(word for key in ("ce", "cinic", "tibet_cn", "xizang_gov", "c114") for word in ("--site", key))
"""Sites enough for what sites do to one another; a crawl of all of them costs a minute."""
TIMEOUT_S = 600


def scheduler(*words: str | Path) -> list[str]:
    """Return the command line of the scheduler."""
    return [sys.executable, str(ROOT / "scheduler.py"), *map(str, words)]


def scrapy(*words: str | Path) -> list[str]:
    """Return the command line of one of our scrapy commands."""
    return [sys.executable, "-m", "scrapy", *map(str, words)]


def replay(database: Path, *words: str | Path, archive: Path = ARCHIVE) -> list[str]:
    """Return the command line of `make demo` on another database."""
    return scheduler("once", "--replay", archive, "--database", database, *words)


def run(command: list[str], *, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in the project's folder."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def copy(database: Path, to: Path) -> Path:
    """Copy a database, whoever has it open, and return where it stands now."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return to


def snapshot(path: Path) -> dict[str, Any]:
    """Return what a database holds in a form that two runs may share: URLs for ids, nothing of when."""
    with closing(Database.open(path, readonly=True)) as database:
        urls = {row["id"]: row["url"] for row in database.rows("SELECT id, url FROM articles_v1")}
        assert len(set(urls.values())) == len(urls), "an article stands twice"
        articles = {
            row["url"]: {key: row[key] for key in row if key not in ("id", "story_id") and not key.endswith("_at")}
            for row in database.rows("SELECT * FROM articles_v1")
        }
        for article in articles.values():
            article.pop("archive")
        return {
            "articles": articles,
            "links": {
                row["url"]: (row["site"], row["state"], row["reason"], urls.get(row["article_id"]))
                for row in database.rows("SELECT * FROM links_v1")
            },
            "stories": _sorted(
                (
                    sorted(urls[id_] for id_ in json.loads(row["members"])),
                    urls.get(row["origin_article_id"]),
                    row["origin_name"],
                    row["origin_confidence"],
                    row["independent_origins"],
                    row["origin_house"],
                    urls.get(row["retold_article_id"]),
                )
                for row in database.rows(
                    "SELECT stories_v1.*, (SELECT json_group_array(id) FROM articles_v1 WHERE story_id = stories_v1.id)"
                    " AS members FROM stories_v1"
                )
            ),
            "copies": _sorted(
                (urls[row["child_id"]], urls.get(row["parent_id"]), row["parent_name"], row["kind"], row["evidence"])
                for row in database.rows("SELECT * FROM copies_v1")
            ),
        }


def _sorted(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Sort rows in which None may stand beside text."""
    return sorted(rows, key=repr)
