"""docs/sites.md names every site as its file and the sample have it, and no site that is not crawled."""

from __future__ import annotations

import re

import pytest

from crawlers.show.table import NO_SAMPLE, NOT_YET, ROW, YIELD
from crawlers.site import DayRoll
from crawlers.sites import SiteLoader
from tests.program import ROOT
from tests.sample import answers, counts
from tests.sample.files import read_sites
from tests.sample.yields import TABLE, table

SITES = SiteLoader(["crawlers.spiders"])


@pytest.fixture(scope="module")
def written() -> str:
    return TABLE.read_text("utf-8")


def test_the_table_is_what_sites_and_sample_come_to(written: str) -> None:
    assert written == table({each.url: each for each in answers()}), "run make sample"


def test_every_site_has_a_row_and_pages_of_its_own(written: str) -> None:
    counted = dict(YIELD.findall(written))
    assert sorted(counted) == SITES.list()
    assert counts().sites == len(SITES.list())
    assert NO_SAMPLE not in counted.values()


def test_what_is_kept_is_what_the_articles_files_expect(written: str) -> None:
    """The table is written from what the program does; the files say what it ought to do."""
    kept = {key: int(re.findall(r"(\d+) kept", cell)[0]) for key, cell in YIELD.findall(written)}
    expected = {
        key: sum((each.judged or each.expect) != "off" for each in site.articles)
        for key, site in read_sites().items()
        if key in kept
    }
    assert kept == expected


def test_every_channel_finds_something(written: str) -> None:
    """But for day rolls, of which the sample has none: tests/rolls has a folder of each (tests/test_day_roll.py)."""
    for key, cell in YIELD.findall(written):
        found, ways = re.findall(r"(\d+) links?", cell), SITES.load(key).discover
        assert len(found) == len(ways), key
        empty = [way for way, links in zip(ways, found, strict=True) if links == "0"]
        assert all(isinstance(way, DayRoll) for way in empty), key
        assert not empty or (ROOT / "tests" / "rolls" / key).is_dir(), key


def test_what_was_verified_live_says_when(written: str) -> None:
    for key, verified in ROW.findall(written):
        assert verified == NOT_YET or re.match(r"(?:yes|no), \d{4}-\d\d-\d\d<br>", verified), key


def test_no_site_is_both_crawled_and_not(written: str) -> None:
    _, _, left = written.partition("\n## Not crawled")
    hosts = {host for row in re.findall(r"^\| [^|]+ \| ([^|]+) \|", left, re.MULTILINE) for host in row.split(", ")}
    assert hosts
    assert not {host for key in SITES.list() for host in SITES.load(key).hosts} & hosts
