"""The whole way of a page: what it comes to, what is counted, and that one broken page stays alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from crawlers.errors import DefinitionError
from crawlers.items import Page
from crawlers.writer import Writer
from pipelines import flow
from pipelines.database import FoundLink
from tests.documents import DOCS
from tests.sample import SamplePage, pages
from tests.stored import AT, one

DATA = DOCS.parent / "data"
SETTINGS = {
    "NEWS_TOPICS": str(DATA / "topics.toml"),
    "NEWS_PUBLISHERS": str(DATA / "publishers.toml"),
    "NEWS_INDICATORS": str(DATA / "indicators.toml"),
}


class Crawl:
    """A crawl as far as the flow sees it: settings, stats and the writing thread."""

    def __init__(self, path: Path) -> None:
        self.crawler: Crawler = get_crawler(settings_dict=SETTINGS)
        self.writer = self.crawler.writer = Writer(path)  # type: ignore[attr-defined]
        self.told: list[BaseException] = []
        self.writer.on_failure = self.told.append
        self.pipeline = flow.FlowPipeline(self.crawler, rules())  # read once; one test has them read from the settings

    def go_by(self, rules: flow.Rules) -> None:
        self.pipeline = flow.FlowPipeline(self.crawler, rules)

    def take(self, page: Page) -> Page:
        """Take one page in and through the flow."""
        link = [FoundLink(url=page.link)]
        self.writer.write_now(lambda db: db.take_in(page.site.key, "list", link, at=AT))
        found: Page = asyncio.run(self.pipeline.process_item(page))
        return found

    def counts(self) -> dict[str, Any]:
        assert self.crawler.stats is not None
        return {
            word: n for word, n in self.crawler.stats.get_stats().items() if "/" in word and word != "extract/cpu_us"
        }

    def row(self, sql: str) -> dict[str, Any]:
        return self.writer.write_now(lambda db: one(db, sql))


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawl]:
    crawl = Crawl(tmp_path / "news.db")
    yield crawl
    crawl.writer.close()


def test_a_page_on_topic_is_stored_and_counted_stage_by_stage(crawl: Crawl) -> None:
    page = sample("ce/01").page
    assert crawl.take(page) is page
    figures = crawl.counts()["figures/found"]
    assert crawl.counts() == {
        "extract/ok": 1,
        "judge/on": 1,
        "dedupe/unique": 1,
        "figures/found": figures,
        "store/added": 1,
    }
    assert crawl.row("SELECT count(*) AS n FROM figures_v1") == {"n": figures}
    assert crawl.row("SELECT state, reason FROM links_v1") == {"state": "stored", "reason": "judge/on"}


def test_a_page_off_topic_is_dropped_with_the_words_that_decided(crawl: Crawl) -> None:
    crawl.take(sample("cinic/05").page)
    assert crawl.counts() == {"judge/off_topic": 1}
    link = crawl.row("SELECT state, reason, rule, rule_version FROM links_v1")
    assert (link["state"], link["reason"]) == ("dropped", "judge/off_topic")
    assert link["rule"]
    assert link["rule_version"]


def test_a_page_that_is_no_article_is_dropped_by_extract(crawl: Crawl) -> None:
    crawl.take(replace(sample("cinic/05").page, body=b"<html><body><p>404</p></body></html>"))
    assert crawl.row("SELECT state FROM links_v1") == {"state": "dropped"}
    assert [word.startswith("extract/not_article:") for word in crawl.counts()] == [True]


def test_a_broken_page_stays_alone_and_is_quarantined_the_second_time(
    crawl: Crawl, caplog: pytest.LogCaptureFixture
) -> None:
    crawl.go_by(replace(rules(), topics=None))  # type: ignore[arg-type]  # so that judge raises
    page = sample("ce/01").page
    crawl.take(page)
    assert crawl.row("SELECT state, reason FROM links_v1") == {"state": "retry", "reason": "judge/broken"}
    crawl.take(page)
    assert crawl.row("SELECT state, reason FROM links_v1") == {"state": "quarantined", "reason": "judge/broken"}
    assert crawl.counts() == {"judge/broken": 2}
    assert [record.exc_info is not None for record in caplog.records if record.levelno == logging.ERROR] == [True] * 2
    crawl.go_by(rules())
    crawl.take(sample("ce/02").page)
    assert crawl.counts()["store/added"] == 1
    assert not crawl.told


def test_what_breaks_while_storing_breaks_that_page_alone(crawl: Crawl) -> None:
    crawl.go_by(replace(rules(), publishers=Nobody()))  # type: ignore[arg-type]
    crawl.take(sample("ce/01").page)
    assert crawl.row("SELECT state, reason FROM links_v1") == {"state": "retry", "reason": "store/broken"}
    assert not crawl.told


class Nobody:
    """Publishers that resolve names for judge, and know no hosts for store."""

    def resolve(self, name: str | None) -> None:
        return None


def test_a_database_that_cannot_be_written_is_told_once_and_leaves_no_trace_in_the_log(
    crawl: Crawl, caplog: pytest.LogCaptureFixture
) -> None:
    pages_used = crawl.row("PRAGMA page_count")["page_count"]
    crawl.row(f"PRAGMA max_page_count = {pages_used}")
    for name in ("ce/01", "ce/02", "ce/03"):
        page = sample(name).page
        asyncio.run(crawl.pipeline.process_item(replace(page, link="")))
    assert [type(error).__name__ for error in crawl.told] == ["StorageError"]
    assert "the disk is full" in str(crawl.told[0])
    assert crawl.counts() == {"store/failed": 3}
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert crawl.writer.failure is crawl.told[0]


def test_a_wrong_file_stops_the_start_with_its_name(tmp_path: Path) -> None:
    wrong = tmp_path / "topics.toml"
    wrong.write_text("version = 3\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"topics\.toml"):
        flow.load_rules(wrong, DATA / "publishers.toml", DATA / "indicators.toml")


def test_the_pipeline_goes_by_the_files_that_the_settings_name() -> None:
    flow.FlowPipeline.from_crawler(get_crawler(settings_dict=SETTINGS))
    with pytest.raises(DefinitionError, match=r"nowhere\.toml"):
        flow.FlowPipeline.from_crawler(get_crawler(settings_dict=SETTINGS | {"NEWS_TOPICS": "nowhere.toml"}))


@cache
def rules() -> flow.Rules:
    return flow.load_rules(DATA / "topics.toml", DATA / "publishers.toml", DATA / "indicators.toml")


def sample(name: str) -> SamplePage:
    return everything()[name]


@cache
def everything() -> dict[str, SamplePage]:
    return {each.name: each for each in pages()}
