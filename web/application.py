"""Datasette as we serve it: a database file in, an ASGI application out.

The file is opened read-only. Datasette's pages over it (rows, SQL, JSON, CSV) stay under /news; what it has
for writing, logging in and looking into the process is closed (`web.headers.CLOSED`).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette
from datasette.plugins import pm

from web import plugin
from web.counts import File
from web.page import STATIC, TEMPLATES

NAME = "news"
"""The database's name in addresses, whatever its file is called: /news/stories_v1.json."""
SETTINGS = {
    "sql_time_limit_ms": 500,
    "facet_time_limit_ms": 100,
    "max_returned_rows": 1000,
    "default_page_size": 50,
    "num_sql_threads": 4,
    "suggest_facets": False,
    "allow_download": False,
    "allow_csv_stream": False,
    "truncate_cells_html": 300,
    "default_cache_ttl": 0,
}


def application(path: Path) -> Any:
    """Return the pages over a database, as a Datasette whose `app()` is to be served."""
    if pm.get_plugin("news") is None:
        pm.register(plugin, "news")
        # It prints each error with all local variables; ours says a sentence.
        pm.unregister(name="datasette.handle_exception")
    datasette = Datasette(
        settings=SETTINGS,
        metadata=_metadata(path),
        template_dir=str(TEMPLATES),
        static_mounts=[("static", str(STATIC))],
        memory=False,
    )
    datasette.remove_database("_memory")
    datasette.add_database(File(datasette, str(path), is_mutable=True), name=NAME)
    return datasette


def _metadata(path: Path) -> dict[str, Any]:
    """Put what is promised (versioned views, change_log) first: the tables behind it may change with every version."""
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    inner = {name: {"hidden": True} for name in tables if name not in ("change_log", "story_aliases")}
    title = "西藏数字经济新闻 Tibet digital economy news"
    return {"title": title, "databases": {NAME: {"tables": inner}}}
