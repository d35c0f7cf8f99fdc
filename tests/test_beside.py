"""Asking by hand beside crawls: the same lock, the same pace, the same ledger."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawlers import locks
from crawlers.errors import LockedError
from crawlers.fetch.ends import End
from crawlers.probe.asking import Asker
from crawlers.probe.beside import beside, keys_of
from crawlers.sites import SiteLoader
from pipelines.database import Database
from tests.program import run, scrapy
from tests.server import Reply, serve

PAGE = Reply(body=b"<html><body>" + b"<p>a page of its own</p>" * 100)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    Database.open(path).close()
    return path


def settings(database: Path, delay_s: float = 0.0) -> Settings:
    made = Settings()
    made.setmodule("crawlers.settings")
    made.setdict(
        {"NEWS_DATABASE": str(database), "NEWS_ALLOW_PRIVATE": ["127.0.0.1"], "DOWNLOAD_DELAY": delay_s,
         "DOWNLOAD_DELAY_JITTER": 0.0},
        priority="cmdline",
    )  # fmt: skip
    return made


def test_what_is_asked_by_hand_stands_in_the_ledger(database: Path) -> None:
    with serve({"/": PAGE, "/robots.txt": Reply(body=b"User-agent: *\nCrawl-delay: 0\n")}) as site:
        with beside(settings(database), [], "a test") as ledger:
            asker = Asker(settings(database), ledger)
            asker.begin(site.url("/"))
            with pytest.raises(End, match="404"):
                asker.get(site.url("/none.html"))
        with closing(Database.open(database, readonly=True)) as db:
            (day,) = db.rows("SELECT * FROM politeness_v1")
            (ran,) = db.rows("SELECT kind, outcome, reason FROM runs_v1")
            statuses = [row["status"] for row in db.rows("SELECT status FROM fetches_v1 ORDER BY id")]
    assert (day["host"], day["requests"], day["robots"]) == (site.host, 3, "rules")
    assert day["bytes"] > len(PAGE.body)
    assert statuses == [200, 200, 404]
    assert (ran["kind"], ran["outcome"], ran["reason"]) == ("add", "ok", "a test")


def test_a_request_that_fails_stands_there_too_and_the_run_says_so(database: Path) -> None:
    with pytest.raises(End), beside(settings(database), [], "a test") as ledger:
        Asker(settings(database), ledger).begin("http://127.0.0.1:9/")
    with closing(Database.open(database, readonly=True)) as db:
        (asked,) = db.rows("SELECT status, error FROM fetches_v1")
        (ran,) = db.rows("SELECT outcome FROM runs_v1")
    assert asked["status"] is None
    assert "connection_lost" in asked["error"]
    assert ran["outcome"] == "failed"


def test_the_first_request_keeps_its_distance_from_the_last_that_anybody_sent(database: Path) -> None:
    with serve({"/": PAGE}) as site, beside(settings(database, 1.0), [], "a test") as ledger:
        sent = datetime.now(UTC)
        ledger.sent(site.url("/of_a_crawl.html"), sent, status=200, error=None, size=1)
        began = time.monotonic()
        Asker(settings(database, 1.0), ledger).begin(site.url("/"))
        assert time.monotonic() - began >= 1.9  # robots.txt a second after it, the page a second after that


@pytest.mark.slow
def test_nobody_asks_a_site_while_it_is_crawled_nor_crawls_it_while_it_is_asked(database: Path) -> None:
    with locks.hold(database, "cinic"):
        done = run(scrapy("savepage", "--database", database, "cinic", "http://www.cinic.org.cn/xy/1.html"))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "cinic is already running" in done.stderr
        done = run(scrapy("probe", "--database", database, "http://cinic.org.cn/xy/"))
        assert "cinic is already running" in done.stderr
    with beside(settings(database), ["cinic"], "a test"), pytest.raises(LockedError):
        locks.hold(database, "cinic")


def test_without_a_database_none_is_made(tmp_path: Path) -> None:
    with beside(settings(tmp_path / "none.db"), ["cinic"], "a test") as ledger:
        assert ledger.since_last_s("a.test") == float("inf")
        ledger.sent("http://a.test/", datetime.now(UTC), status=200, error=None, size=1)
    assert list(tmp_path.iterdir()) == []


def test_a_site_is_known_by_its_hosts_with_and_without_www() -> None:
    sites = SiteLoader(["crawlers.spiders"])
    assert keys_of("http://cinic.org.cn/", sites) == keys_of("http://www.cinic.org.cn/xy/", sites) == ["cinic"]
    assert keys_of("http://nobody.example/", sites) == []
