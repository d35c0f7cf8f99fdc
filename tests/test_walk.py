"""How far back lists are walked: which page comes next, and what ends the walk."""

from __future__ import annotations

from datetime import date

import pytest

from crawlers.discover.links import Discovered, Found, Taking
from crawlers.discover.walk import Walk
from crawlers.errands import ListErrand
from crawlers.ways import Feed, Listing, Sitemap

BASE = "http://www.example.cn"
TAKING = Taking(hosts=("www.example.cn",))
TRS = Listing(f"{BASE}/xw/index.shtml", pages="index_{n}.shtml")
PEOPLE = Listing(f"{BASE}/GB/1/index.html", pages="index{n}.html", first=2)
ROOTED = Listing(f"{BASE}/xw/", pages=f"{BASE}/list?page={{n}}", first=2)
LINKED = Listing(f"{BASE}/xy/", next_page="a")


def links(*days: date | None) -> tuple[Found, ...]:
    return tuple(Found(url=f"{BASE}/xw/{n}.html", day=day) for n, day in enumerate(days, 10_000))


def behind(
    walk: Walk, way: Listing, number: int = 1, *, found: Discovered | None = None, is_news: bool = True
) -> list[str]:
    errand = ListErrand(way=way, channel=way.url, url=way.url, number=number)
    following = walk.behind(errand, found or Discovered(links=links(None)), is_news=is_news)
    assert all((each.number, each.channel) == (number + 1, way.url) for each in following)
    return [each.url.removeprefix(BASE) for each in following]


@pytest.mark.parametrize(
    ("way", "number", "url"),
    [
        (TRS, 1, "/xw/index_1.shtml"),
        (TRS, 2, "/xw/index_2.shtml"),
        (PEOPLE, 1, "/GB/1/index2.html"),
        (PEOPLE, 4, "/GB/1/index5.html"),
        (ROOTED, 1, "/list?page=2"),
    ],
)
def test_numbered_pages_count_as_the_site_does(way: Listing, number: int, url: str) -> None:
    assert behind(Walk(taking=TAKING), way, number) == [url]


def test_a_list_with_a_link_goes_where_that_points() -> None:
    found = Discovered(links=links(None), next_url=f"{BASE}/xy/2.html")
    assert behind(Walk(taking=TAKING), LINKED, found=found) == ["/xy/2.html"]
    assert behind(Walk(taking=TAKING), LINKED) == []


def test_a_daily_walk_ends_at_known_links_but_only_after_a_walk_that_ended_well() -> None:
    assert behind(Walk(taking=TAKING, is_sure=True), TRS, is_news=False) == []
    assert behind(Walk(taking=TAKING, is_sure=False), TRS, is_news=False) == ["/xw/index_1.shtml"]


def test_a_daily_walk_goes_no_further_than_the_site_says() -> None:
    assert behind(Walk(taking=TAKING), TRS, TRS.max_pages - 1)
    assert behind(Walk(taking=TAKING), TRS, TRS.max_pages) == []


@pytest.mark.parametrize(
    ("days", "goes_on"),
    [
        ((date(2022, 3, 1), date(2021, 1, 1)), True),
        ((date(2022, 2, 15),), True),
        ((date(2022, 2, 14), date(2021, 1, 1)), False),
        ((None, None), True),  # a list without dates is walked to its end
        ((None, date(2021, 1, 1)), False),
    ],
)
def test_a_walk_back_to_a_day_ends_at_a_page_with_nothing_that_young(
    days: tuple[date | None, ...], goes_on: bool
) -> None:
    walk = Walk(taking=TAKING, since=date(2022, 2, 15), is_sure=True)
    found = Discovered(links=links(*days))
    assert bool(behind(walk, TRS, 40, found=found, is_news=False)) is goes_on


def test_only_the_address_of_a_link_says_that_it_is_too_old() -> None:
    walk = Walk(taking=TAKING, since=date(2022, 2, 15))
    old = Found(url=f"{BASE}/xw/202112/t20211201_1.html")
    printed = Found(url=f"{BASE}/xw/1.html", day=date(2021, 12, 1))  # may be its neighbour's
    assert walk.taken([old, printed]) == [printed]


def test_a_list_that_repeats_itself_or_is_empty_ends() -> None:
    walk = Walk(taking=TAKING)
    same = Discovered(links=links(None, None))
    errand = ListErrand(
        way=TRS, channel=TRS.url, url=TRS.url, number=2, before=frozenset(link.url for link in same.links)
    )
    assert walk.behind(errand, same, is_news=True) == []
    assert behind(walk, TRS, found=Discovered(links=())) == []


def test_of_an_index_the_newest_sitemaps_are_read_and_all_on_a_walk_back() -> None:
    found = Discovered(links=(), sitemaps=tuple(f"{BASE}/s{n}.xml" for n in range(60)))
    for since, count in ((None, 3), (date(2015, 1, 1), 50)):
        errand = ListErrand(way=Sitemap(), channel="s", url=f"{BASE}/s.xml")
        assert len(Walk(taking=TAKING, since=since).behind(errand, found, is_news=True)) == count


def test_sitemaps_that_name_each_other_come_to_an_end_and_feeds_have_nothing_behind() -> None:
    found = Discovered(links=links(None), sitemaps=(f"{BASE}/s.xml",))
    deep = ListErrand(way=Sitemap(), channel="s", url=f"{BASE}/s.xml", number=3)
    feed = ListErrand(way=Feed(f"{BASE}/rss"), channel="f", url=f"{BASE}/rss")
    assert Walk(taking=TAKING).behind(deep, found, is_news=True) == []
    assert Walk(taking=TAKING).behind(feed, found, is_news=True) == []
