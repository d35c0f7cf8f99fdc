"""A view's page asks Datasette for no count of all rows, whatever form it is asked in; who wants it still gets it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette import hookimpl
from datasette.plugins import pm

from tests.crowded import crowded
from web.application import NAME, application
from web.counts import Uncounted

ROWS = 20_000
VIEWS = ("stories_v1", "articles_v1", "figures_v1", "links_v1", "change_log")


class Tracing:
    """A plugin of Datasette that notes every statement that SQLite runs."""

    __name__ = __name__  # by which Datasette looks for a plugin's files

    def __init__(self) -> None:
        self.ran: list[str] = []

    @hookimpl  # type: ignore[untyped-decorator]
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        conn.set_trace_callback(self.ran.append)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowded(tmp_path_factory.mktemp("counts") / "news.db", ROWS)


@pytest.fixture
def tracing() -> Iterator[Tracing]:
    plugin = Tracing()
    pm.register(plugin, "tracing")
    yield plugin
    pm.unregister(plugin)


def ask(database: Path, *paths: str) -> list[httpx.Response]:
    """Ask the pages as they are served, but for the guard before them."""

    async def asking() -> list[httpx.Response]:
        app: Any = Uncounted(application(database).app(), NAME)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            return [await client.get(path) for path in paths]

    with ThreadPoolExecutor(1) as thread:  # a browser's loop may run in this one
        return thread.submit(lambda: asyncio.run(asking())).result()


def counts(tracing: Tracing) -> list[str]:
    """Return the statements that count: all of a table's rows, or those of a query of one."""
    return [sql for sql in tracing.ran if "count(*)" in sql.lower() and "sqlite_master" not in sql]


@pytest.mark.parametrize("view", VIEWS)
def test_no_form_of_a_views_page_counts_its_rows(database: Path, tracing: Tracing, view: str) -> None:
    paths = [f"/news/{view}{tail}" for tail in ("", "?_size=20", ".json", ".json?_shape=array", ".csv", "?_next=100")]
    answers = ask(database, *paths)
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert any(view in sql for sql in tracing.ran)
    assert counts(tracing) == []


def test_the_list_of_tables_counts_none_and_names_all(database: Path, tracing: Tracing) -> None:
    (answer,) = ask(database, "/news")
    assert all(view in answer.text for view in VIEWS)
    assert counts(tracing) == []


def test_rows_are_the_same_and_the_number_is_there_for_who_asks(database: Path, tracing: Tracing) -> None:
    plain, counted = ask(database, "/news/articles_v1.json?_size=5", "/news/articles_v1.json?_size=5&_nocount=")
    assert plain.json()["rows"] == counted.json()["rows"] and len(plain.json()["rows"]) == 5
    assert (plain.json()["filtered_table_rows_count"], counted.json()["filtered_table_rows_count"]) == (None, ROWS)
    assert len(counts(tracing)) == 1
    (typed,) = ask(database, "/news.json?sql=select+count(*)+as+n+from+articles_v1&_shape=array")
    assert typed.json() == [{"n": ROWS}]
