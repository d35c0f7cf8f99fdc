"""What the pages of figures and sources ask of a large database: by SQLite's own plans, nothing large is read whole."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.database import Database, Look
from tests.telling import SIZE, amount, tell
from web.figured import regions, sheet, summaries, unnamed
from web.sourced import detail, sources

NOW = datetime(2026, 11, 28, tzinfo=UTC)
WHOLE = re.compile(r"SCAN (articles|stories|figures|links|sightings|runs|fetches|health|copies|change_log)\b")
OF_PICKED = {"MATERIALIZE picked", "CO-ROUTINE picked"}
"""Where this is in a plan, what was picked is called figures in what follows, and that is read whole, once."""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "news.db"
    db = Database.open(path)
    tell(db, "甲网", "2021-01-02", amount("300亿元", "2020"), amount("18元", "2020-H2", flags=("magnitude",)))
    tell(db, "乙网", "2021-01-03", amount("361亿元", "2020"), amount("500亿元", "2021", status="target"))
    db.save_site("cinic", "某社", at=NOW)
    run = db.start_run("cinic", "crawl", at=NOW - timedelta(hours=1))
    db.record_fetch(
        run, "http://a.test/", status=200, error=None, bytes=9, seconds=0.1, archive=None, at=NOW, sent_at=NOW
    )
    db.save_looks("cinic", run, {"": Look(at=NOW, lists=1, canary=True), "a": Look(at=NOW, lists=1)})
    db.end_run(run, "ok", None, {}, at=NOW)
    db.close()
    yield path


@pytest.mark.parametrize(
    ("work", "least"),
    [
        (lambda db: (summaries(db), summaries(db, "西藏"), regions(db), unnamed(db)), 8),
        (lambda db: (sheet(db, SIZE), sheet(db, SIZE, "西藏")), 12),
        (lambda db: sources(db, ["cinic"], now=NOW), 8),
        (lambda db: detail(db, ["cinic"], "cinic", now=NOW), 16),
    ],
    ids=["figures", "one indicator", "sources", "one source"],
)
def test_no_page_reads_a_large_table_whole(file: Path, work: Callable[[Database], Any], least: int) -> None:
    asked: list[str] = []
    connection = sqlite3.connect(file)
    connection.set_trace_callback(asked.append)
    assert work(Database(file, connection))
    connection.set_trace_callback(None)
    queries = [sql for sql in asked if re.match(r"\s*(SELECT|WITH)", sql)]
    assert len(queries) >= least
    for sql in queries:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        whole = [step for step in plan if WHOLE.search(step)]
        assert not whole or (whole == ["SCAN figures"] and OF_PICKED & set(plan)), (sql, plan)
    connection.close()
