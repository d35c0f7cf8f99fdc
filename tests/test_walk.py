"""How far back lists are walked: which page comes next, and what ends the walk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.discover.links import Discovered, Found, Taking
from crawlers.discover.walk import Walk
from crawlers.errands import ListErrand
from crawlers.ways import DayRoll, Endpoint, Feed, Listing, Search, Sitemap, Way

BASE = "http://www.example.cn"
TAKING = Taking(hosts=("www.example.cn",))
TRS = Listing(f"{BASE}/xw/index.shtml", pages="index_{n}.shtml")
PEOPLE = Listing(f"{BASE}/GB/1/index.html", pages="index{n}.html", first=2)
ROOTED = Listing(f"{BASE}/xw/", pages=f"{BASE}/list?page={{n}}", first=2)
SEARCH = Search(f"{BASE}/s?q={{word}}&o={{n}}", words=("西藏 数字经济", "拉萨"), encoding="gbk", first=0, step=10)
POSTED = Search(f"{BASE}/s.do", words=("拉萨",), form={"q": "{word}", "no": "{n}"})
ROLL = DayRoll(f"{BASE}/roll/%Y/%m%d/news.shtml", days=3)
ROWS = Endpoint(f"{BASE}/api?p={{n}}", items="list", first=0)
TODAY = date(2022, 3, 1)
LINKED = Listing(f"{BASE}/xy/", next_page="a")

WALKED = {each.url: datetime(2022, 3, 1, 9, tzinfo=UTC) for each in (TRS, SEARCH, ROWS, ROLL)}


def links(*days: date | None) -> tuple[Found, ...]:
    return tuple(Found(url=f"{BASE}/xw/{n}.html", day=day) for n, day in enumerate(days, 10_000))


def behind(
    walk: Walk, way: Way, number: int = 1, *, found: Discovered | None = None, is_news: bool = True
) -> list[str]:
    assert way.url
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
    assert behind(Walk(taking=TAKING, walked=WALKED), TRS, is_news=False) == []
    assert behind(Walk(taking=TAKING, walked={}), TRS, is_news=False) == ["/xw/index_1.shtml"]


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
    walk = Walk(taking=TAKING, since=date(2022, 2, 15), is_back=True)
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
        assert len(Walk(taking=TAKING, since=since, is_back=bool(since)).behind(errand, found, is_news=True)) == count


def test_e05_sitemaps_that_name_each_other_come_to_an_end_and_feeds_have_nothing_behind() -> None:
    found = Discovered(links=links(None), sitemaps=(f"{BASE}/s.xml",))
    deep = ListErrand(way=Sitemap(), channel="s", url=f"{BASE}/s.xml", number=3)
    feed = ListErrand(way=Feed(f"{BASE}/rss"), channel="f", url=f"{BASE}/rss")
    assert Walk(taking=TAKING).behind(deep, found, is_news=True) == []
    assert Walk(taking=TAKING).behind(feed, found, is_news=True) == []


def test_a_search_begins_with_each_word_written_as_the_site_reads_it() -> None:
    begun = Walk(taking=TAKING).begin(SEARCH)
    assert [each.url for each in begun] == [
        f"{BASE}/s?q=%CE%F7%B2%D8%20%CA%FD%D7%D6%BE%AD%BC%C3&o=0",
        f"{BASE}/s?q=%C0%AD%C8%F8&o=0",
    ]
    assert [each.channel for each in begun] == [f"{SEARCH.url} 西藏 数字经济", f"{SEARCH.url} 拉萨"]
    (second,) = Walk(taking=TAKING).behind(begun[1], Discovered(links=links(None)), is_news=True)
    assert (second.url, second.channel, second.word) == (f"{BASE}/s?q=%C0%AD%C8%F8&o=10", begun[1].channel, "拉萨")


def test_a_search_that_is_posted_asks_each_page_by_its_body() -> None:
    (first,) = Walk(taking=TAKING).begin(POSTED)
    (second,) = Walk(taking=TAKING).behind(first, Discovered(links=links(None)), is_news=True)
    assert (first.body, second.body) == (b"q=%E6%8B%89%E8%90%A8&no=1", b"q=%E6%8B%89%E8%90%A8&no=2")
    assert first.url == second.url == POSTED.url
    assert first.key != second.key
    assert first.headers["Content-Type"] == "application/x-www-form-urlencoded"
    posted = Search(POSTED.url, words=("拉萨",), json={"key": "{word}", "page": "{n}", "types": [1, "{word}"]})
    (first,) = Walk(taking=TAKING).begin(posted)
    assert first.body == '{"key": "拉萨", "page": 1, "types": [1, "拉萨"]}'.encode()


@pytest.mark.parametrize("way", [SEARCH, ROWS])
def test_searches_and_endpoints_end_as_lists_do(way: Search | Endpoint) -> None:
    assert behind(Walk(taking=TAKING), way, way.max_pages - 1)
    assert behind(Walk(taking=TAKING), way, way.max_pages) == []
    assert behind(Walk(taking=TAKING, walked=WALKED), way, is_news=False) == []
    assert behind(Walk(taking=TAKING), way, found=Discovered(links=())) == []
    assert behind(Walk(taking=TAKING, since=date(2015, 1, 1), is_back=True), way, 100, is_news=False)


def test_an_endpoint_without_a_number_is_one_page() -> None:
    assert behind(Walk(taking=TAKING), Endpoint(f"{BASE}/api", items="")) == []
    assert behind(Walk(taking=TAKING), ROWS) == ["/api?p=1"]


def rolls(walk: Walk, *, missing: int = 0) -> list[str]:
    """Walk day rolls to their end; the last `missing` of them are not there."""
    (errand,) = walk.begin(ROLL)
    asked, following = [errand.url], walk.behind(errand, Discovered(links=()), is_news=False)
    while following:
        (errand,) = following
        asked.append(errand.url)
        following = walk.day_before(errand, missing=errand.missing + 1 if missing else 0)
    return [url.removeprefix(f"{BASE}/roll/") for url in asked]


def test_a_daily_walk_takes_the_last_days_known_links_or_not() -> None:
    walk = Walk(taking=TAKING, today=TODAY, walked=WALKED)
    assert rolls(walk) == ["2022/0301/news.shtml", "2022/0228/news.shtml", "2022/0227/news.shtml"]


def test_a_daily_walk_takes_every_day_that_was_missed_but_not_a_years() -> None:
    for hours, count in ((0, 3), (24 * 9, 10), (24 * 300, 31)):
        walked = {ROLL.url: datetime(2022, 3, 1, 9, tzinfo=UTC) - timedelta(hours=hours)}
        assert len(rolls(Walk(taking=TAKING, today=TODAY, walked=walked))) == count


def test_a_walk_back_to_a_day_takes_every_day_to_it_unless_there_are_none_any_more() -> None:
    assert len(rolls(Walk(taking=TAKING, today=TODAY, since=date(2021, 3, 1), is_back=True))) == 366
    assert len(rolls(Walk(taking=TAKING, today=TODAY, since=date(2015, 1, 1), is_back=True), missing=1)) == 61
