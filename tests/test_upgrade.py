"""A database of an older version comes in, one of today's goes out, with the same rows, killed on the way or not."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from functools import partial
from pathlib import Path

import pytest
import sqlite_utils

from pipelines.database.migrations import APPLICATION_ID, MIGRATIONS
from tests.test_database import assert_whole, in_child, open_and_close

TABLES = {
    "sites": "key, publisher, next_due_at",
    "runs": "id, site, kind, started_at, outcome, counts",
    "links": "url, site, channel, title, state, reason, tries, first_seen_at",
    "change_log": "seq, at, kind, id, op",
}
AT = "2024-05-01T00:00:00.000+00:00"
LINKS = 2000


def older(path: Path, version: int) -> list[list[tuple[object, ...]]]:
    """Make a database of an older version with rows in it, and return them."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN")
    for step in MIGRATIONS[:version]:
        step(sqlite_utils.Database(connection, execute_plugins=False))
    connection.execute("INSERT INTO sites (key, publisher, next_due_at) VALUES ('cinic', '某某网', ?)", (AT,))
    connection.execute(
        "INSERT INTO runs (site, kind, started_at, outcome) VALUES ('cinic', 'crawl', ?, 'ok')",
        (AT,),
    )
    connection.executemany(
        "INSERT INTO links (url, site, channel, state, first_seen_at) VALUES (?, 'cinic', 'list', 'new', ?)",
        [(f"http://a.test/{n}", AT) for n in range(LINKS)],
    )
    connection.execute("INSERT INTO change_log (at, kind, id, op) VALUES (?, 'site', 1, 'added')", (AT,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("COMMIT")
    connection.close()
    return rows(path)


def rows(path: Path) -> list[list[tuple[object, ...]]]:
    """Return what stands in the tables, in the columns that all versions have."""
    connection = sqlite3.connect(path)
    try:
        return [connection.execute(f"SELECT {of} FROM {table} ORDER BY 1").fetchall() for table, of in TABLES.items()]
    finally:
        connection.close()


@pytest.mark.parametrize("back", [1, 2, 3])
def test_h18_the_last_three_versions_become_todays_with_the_same_rows(tmp_path: Path, back: int) -> None:
    path = tmp_path / "news.db"
    before = older(path, len(MIGRATIONS) - back)
    open_and_close(path)
    assert rows(path) == before
    assert_whole(path)


@pytest.mark.slow
def test_h19_killed_twenty_times_on_the_way_from_the_first_version_it_is_old_or_new(tmp_path: Path) -> None:
    chance = random.Random(19)
    seen = set()
    for attempt in range(20):
        path = tmp_path / f"{attempt}.db"
        before = older(path, 1)
        pid, pipe = in_child(partial(open_and_close, path))
        time.sleep(chance.uniform(0, 0.08))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(pipe)
        connection = sqlite3.connect(path)
        seen.add(connection.execute("PRAGMA user_version").fetchone()[0])
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        assert rows(path) == before
        open_and_close(path)
        assert rows(path) == before
        assert_whole(path)
    assert len(seen) > 2, "every kill came too early or too late to tell anything"
