"""The politeness ledger and `scrapy sites`: what was asked of whom, and how the sites are."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.database import Database
from tests.crawling import Loop, article, listing
from tests.program import run, scrapy
from tests.sample import ARCHIVE
from tests.server import Reply, serve

AT = datetime(2026, 3, 1, 23, 59, 50, tzinfo=UTC)


def test_requests_are_counted_by_host_and_day_with_their_gaps(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    run_id = db.start_run("cinic", "crawl", at=AT)
    for seconds, host, status in (
        (0, "a.test", 200), (2, "a.test", 304), (3.5, "b.test:8080", 200), (9, "a.test", None), (13, "a.test", 200),
        (20, "a.test", 304),
    ):  # fmt: skip
        sent = AT + timedelta(seconds=seconds)
        db.record_fetch(run_id, f"http://{host}/1?a=b/c", status=status, error=None, bytes=10, seconds=0.1,
                        archive=None, at=sent, sent_at=sent)  # fmt: skip
    db.record_fetch(run_id, "http://c.test/", status=200, error=None, bytes=1, seconds=0.1, archive=None, at=AT)
    found = {(row["host"], row["day"]): row for row in db.rows("SELECT * FROM politeness_v1")}
    db.close()
    assert list(found) == [("a.test", "2026-03-01"), ("a.test", "2026-03-02"), ("b.test:8080", "2026-03-01")]
    first = found["a.test", "2026-03-01"]
    assert (first["requests"], first["bytes"], first["unanswered"], first["not_modified"]) == (3, 30, 1, 1)
    assert (first["smallest_gap_s"], first["median_gap_s"]) == (2.0, 4.5)
    assert first["share_not_modified"] == pytest.approx(1 / 3, abs=1e-4)
    second = found["a.test", "2026-03-02"]
    assert (second["smallest_gap_s"], second["median_gap_s"]) == (4.0, 5.5)
    assert found["b.test:8080", "2026-03-01"]["smallest_gap_s"] is None


def test_what_a_robots_txt_says_is_kept_when_it_changes(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    run_id = db.start_run("cinic", "crawl", at=AT)
    url = "http://a.test/robots.txt"
    for day, (state, delay_s, digest) in enumerate(
        [("none", 0.0, None), ("none", 0.0, None), ("rules", 0.0, "x"), ("rules", 5.0, "y"), ("closed", 0.0, None)]
    ):
        at = AT + timedelta(days=day)
        db.note_robots(url, state, delay_s=delay_s, digest=digest, why=None, at=at)  # type: ignore[arg-type]
        db.record_fetch(run_id, url, status=200, error=None, bytes=1, seconds=0, archive=None, at=at, sent_at=at)
    assert [row["state"] for row in db.rows("SELECT state FROM robots_v1")] == ["none", "rules", "rules", "closed"]
    told = [(row["robots"], row["robots_changes"]) for row in db.rows("SELECT * FROM politeness_v1 ORDER BY day")]
    db.close()
    assert told == [("none", 1), ("none", 0), ("rules", 1), ("rules", 1), ("closed", 1)]


@pytest.mark.slow
def test_a_crawl_fills_the_ledger_and_keeps_its_pace(tmp_path: Path) -> None:
    paths = [f"/xy/{n}.html" for n in range(1000, 1003)]
    robots = Reply(body=b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.4")
    routes = {path: article(n) for n, path in enumerate(paths)}
    with serve({"/list": listing(*paths), "/robots.txt": robots, **routes}) as server:
        loop = Loop(server=server, folder=tmp_path)
        assert loop.crawl('Listing("{url}/list")')[0] == 0
        (row,) = loop.rows("SELECT * FROM politeness_v1")
        assert (row["host"], row["requests"], row["robots"], row["robots_changes"]) == (server.host, 5, "rules", 1)
        assert row["smallest_gap_s"] >= 0.39
        assert row["median_gap_s"] < 3
    (said,) = loop.rows("SELECT * FROM robots_v1")
    assert (said["host"], said["delay_s"], said["state"]) == (server.host, 0.4, "rules")


@pytest.mark.slow
def test_sites_shows_health_fields_and_what_is_wrong(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    done = run(scrapy("crawl", "cinic", "--replay", ARCHIVE, "--database", database))
    assert done.returncode == 0, done.stderr
    with closing(Database.open(database)) as db:
        assert list(db.rows("SELECT * FROM politeness_v1")) == []  # a replay asks nobody
        assert list(db.rows("SELECT * FROM site_states_v1")) == []
    table = run(scrapy("sites", "--database", database))
    assert table.returncode == 0, table.stderr
    (cinic,) = [line for line in table.stdout.splitlines() if line.startswith("  cinic ")]
    assert "ti100%" in cinic
    assert "never crawled" in table.stdout
    found = json.loads(run(scrapy("sites", "--json", "--database", database)).stdout)
    row = next(each for each in found if each["site"] == "cinic")
    assert (row["state"], row["outcome"], row["articles"], row["recall"]) == ("ok", "ok", 9, None)
    assert row["filled"]["title"] == 1.0
    assert row["median_length"] > 200
    assert [each["channel"] for each in row["channels"]] == ["http://www.cinic.org.cn/xy/gdcj/"]
    assert row["channels"][0]["articles"] == 9
