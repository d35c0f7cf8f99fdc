"""Today: the newest stories."""

from __future__ import annotations

import json
from typing import Any

from pipelines.database import Database
from web.page import page
from web.query import read

SHOWN = 30


async def today(datasette: Any, request: Any) -> Any:
    """Show the newest stories."""
    stories = await read(datasette, _newest)
    return await page(datasette, request, "today.html", {"stories": stories})


def _newest(database: Database) -> list[dict[str, Any]]:
    sql = "SELECT * FROM stories_v1 ORDER BY published_at DESC, id DESC LIMIT ?"
    return [{**row, "flags": json.loads(row["flags"])} for row in database.rows(sql, (SHOWN,))]


ROUTES = [(r"/$", today)]
