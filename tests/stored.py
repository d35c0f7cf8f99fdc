"""What tests ask of a stored database: its log, one row, all that is published, and what a follower holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.items import Figure
from pipelines.database import Database
from tests.documents import blocks

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def log(db: Database, kind: str = "%") -> list[dict[str, Any]]:
    return list(db.rows("SELECT * FROM change_log WHERE kind LIKE ? ORDER BY seq", (kind,)))


def one(db: Database, sql: str) -> dict[str, Any]:
    (row,) = db.rows(sql)
    return row


def reader() -> Callable[[Path, Path], int]:
    """Return `follow` as docs/consume.md shows it."""
    namespace: dict[str, Any] = {}
    exec(blocks("consume.md", "python")[0], namespace)
    follow: Callable[[Path, Path], int] = namespace["follow"]
    return follow


def holdings(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what a follower holds."""
    connection = sqlite3.connect(path)
    held = {(kind, id_): json.loads(row) for kind, id_, row in connection.execute("SELECT kind, id, row FROM held")}
    connection.close()
    return held


def published(db: Database) -> dict[tuple[str, int], dict[str, Any]]:
    """Return all that the views of a follower show now."""
    views = {"article": "articles_v1", "story": "stories_v1", "copy": "copies_v1", "figure": "figures_v1"}
    views["site"] = "sites_v1"
    return {(kind, row["id"]): row for kind, view in views.items() for row in db.rows(f"SELECT * FROM {view}")}


def figure(printed: str) -> Figure:
    return Figure(
        indicator=None,
        definition=None,
        region=None,
        period=None,
        value=1.0,
        value_max=None,
        unit="元",
        printed=printed,
    )
