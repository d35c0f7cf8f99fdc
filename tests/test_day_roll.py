"""A site's day roll at work: the real file of c114, the real program, rolls and articles in our own words.

Of three days that the archive has, a daily crawl takes today's roll and yesterday's; a walk back to a day takes them
all, and passes by the one that has none.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawlers.discover.links import Taking
from crawlers.discover.lists import discover
from crawlers.site import DayRoll
from pipelines.database import Database
from pipelines.flow import process
from tests.program import ROOT, run, scrapy
from tests.sample import ARCHIVE, answers
from tests.sample.archive import write
from tests.sample.files import read_article, read_sites
from tests.sample.page import part, sample_page, spider
from tests.sample.render import Answer, Renderer
from tests.sample.written import Listing, Site, Written
from tests.storing import rules

ROLL = "https://www.c114.com.cn/news/roll.asp?y=2026&m=11&d={day}&o=true"
ROLLS = {20: "01", 19: "02", 17: "03"}
"""Day of November 2026, the last of them today, to the article that its roll adds to what other lists have."""
TODAY, YESTERDAY, BEFORE = "news/118/a1310020.html", "news/22/a1309977.html", "news/118/a1309801.html"


def written() -> tuple[Site, dict[str, Written]]:
    """The site of the sample, with the rolls of three days and their articles in place of its own."""
    found = [read_article(path) for path in sorted((ROOT / "tests" / "rolls" / "c114").glob("*.md"))]
    lists = tuple(Listing(urls=[ROLL.format(day=day)], articles=[number]) for day, number in ROLLS.items())
    site = replace(read_sites()["c114"], articles=tuple(found), listings=lists, responses=())
    return site, {f"c114/{each.number}": each for each in found}


def rolled() -> list[Answer]:
    return list(Renderer(*written()).answers())


def crawled(folder: Path, *words: str) -> list[dict[str, Any]]:
    """Crawl an archive of the sample's pages and the rolls; return the links that the rolls led to, and the run."""
    archive, database = folder / "rolls.warc.gz", folder / "news.db"
    archive.write_bytes(write([each for each in answers() if "c114" in each.url] + rolled()))
    done = run(scrapy("crawl", "c114", "--replay", archive, "--database", database, *words))
    assert done.returncode == 0, done.stderr
    with closing(Database.open(database, readonly=True)) as opened:
        assert [row["outcome"] for row in opened.rows("SELECT outcome FROM runs_v1")] == ["ok"]
        sql = "SELECT url, state, reason FROM links_v1 WHERE channel LIKE '%roll.asp%' ORDER BY url"
        return [{**row, "url": row["url"].removeprefix("https://www.c114.com.cn/")} for row in opened.rows(sql)]


def test_the_address_of_a_roll_is_written_as_the_site_writes_it() -> None:
    (way,) = [way for way in spider("c114").discover if isinstance(way, DayRoll)]
    assert way.url == "https://www.c114.com.cn/news/roll.asp?y=%Y&m=%-m&d=%-d&o=true"


def test_a_roll_names_its_articles_and_nothing_else() -> None:
    taking = Taking(hosts=spider("c114").hosts, patterns=spider("c114").article_patterns())
    pages = [part(each) for each in rolled() if "roll.asp" in each.url]
    found = [discover(page.body, page.content_type, page.url, taking).links for page in pages]
    assert [[link.url for link in links] for links in found] == [
        [f"https://www.c114.com.cn/{path}"] for path in (TODAY, YESTERDAY, BEFORE)
    ]


def test_its_articles_are_read_field_by_field() -> None:
    site, articles = written()
    for name, article in articles.items():
        parts = [part(each) for each in rolled() if each.name == name]
        wanted = sample_page(name, site, article, parts)
        outcome = process(wanted.page, rules())
        found = outcome.article
        assert found and outcome.judgement and outcome.judgement.band == wanted.expect
        assert (found.title, found.text, found.published_at) == (wanted.title, wanted.text, wanted.published_at)
        assert (found.source, found.author) == (wanted.source, wanted.author)


@pytest.mark.slow
def test_a_daily_crawl_takes_todays_roll_and_yesterdays(tmp_path: Path) -> None:
    assert crawled(tmp_path) == [
        {"url": TODAY, "state": "stored", "reason": "judge/on"},
        {"url": YESTERDAY, "state": "dropped", "reason": "judge/off_topic"},
    ]


@pytest.mark.slow
def test_a_walk_back_to_a_day_takes_roll_after_roll_and_passes_a_day_without_one_by(tmp_path: Path) -> None:
    assert crawled(tmp_path, "--since", "2026-11-17") == [
        {"url": BEFORE, "state": "stored", "reason": "judge/on"},
        {"url": TODAY, "state": "stored", "reason": "judge/on"},
        {"url": YESTERDAY, "state": "dropped", "reason": "judge/off_topic"},
    ]


@pytest.mark.slow
def test_an_archive_that_was_recorded_without_rolls_is_replayed_all_the_same(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    done = run(scrapy("crawl", "c114", "--replay", ARCHIVE, "--database", database))
    assert done.returncode == 0, done.stderr
    with closing(Database.open(database, readonly=True)) as opened:
        (row,) = opened.rows("SELECT outcome, reason FROM runs_v1")
    assert row == {"outcome": "ok", "reason": None}
