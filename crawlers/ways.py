"""The ways to discover a site's articles, as values: Listing, Feed, Sitemap, Search, DayRoll, Endpoint.

    Listing("http://www.example.cn/xw/", pages="index_{n}.shtml")
    Feed("http://www.example.cn/rss.xml")
    Sitemap()
    Search("http://www.example.cn/s?q={word}&page={n}", words=("西藏 数字经济", "拉萨 大数据"), encoding="gbk")
    Search("http://www.example.cn/s.do", words=("西藏 数字经济",), form={"q": "{word}", "pageNo": "{n}"})
    DayRoll("https://www.example.cn/scroll-news/%Y/%m%d/news.shtml", days=2)
    Endpoint("https://www.example.cn/api/list?page={n}", items="data.list", link="url", title="title", day="time")

A way's channel, under which its links are kept, is its address as it is written here; a search has one for each word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The sites' own day; no summer time since 1991."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page, and how to reach the ones behind it."""

    url: str
    _: KW_ONLY
    next_page: str | None = None
    """CSS selector of the link to the next page; `:-soup-contains('下一页')` asks for its text."""
    pages: str | None = None
    """Address of the later pages with {n}, absolute or beside `url`: TRS writes index_{n}.shtml."""
    first: int = 1
    """The n of the second page: 1 for TRS (index.html, index_1.html), 2 for index.html, index2.html."""
    max_pages: int = 5
    """How far a daily crawl walks back; a crawl back to a date walks further."""


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS, Atom or RDF feed."""

    url: str


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or sitemap index, gzipped or not; without an address, those that robots.txt names."""

    url: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A site's own search, asked for each of `words`, with its later pages.

    GET with {word} and {n} in the address; POST where `form` or `json` says what is sent. Its answer is read as a list
    page, or as JSON where `items` says where in it the results stand (`link`, `title`, `day`, `after` as in Endpoint).
    """

    url: str
    _: KW_ONLY
    words: tuple[str, ...]
    form: Mapping[str, str] | None = None
    """Fields of a form to post; {word} and {n} are filled in."""
    json: Mapping[str, object] | None = None
    """The same as a JSON body; a value that is "{n}" alone is sent as a number."""
    encoding: str = "utf-8"
    """How the words are written in address or form: "gbk" where the site's own pages are."""
    first: int = 1
    """The n of the first page."""
    step: int = 1
    """What n grows by: 10 or 20 where it counts results, not pages."""
    max_pages: int = 3
    """How far a daily crawl goes for each word; a crawl back to a date goes further."""
    items: str | None = None
    link: str = "url"
    title: str | None = "title"
    day: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class DayRoll:
    """All of a day on one page whose address has the date in it, as strftime writes it: %Y %y %m %d, %-m %-d unpadded.

    The day is that of Asia/Shanghai. A crawl back to a date asks for day after day; one that has no page is passed by.
    """

    url: str
    _: KW_ONLY
    days: int = 2
    """How many days a daily crawl takes, today the first: yesterday's page grows until midnight."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The JSON from which a script draws a list, so no browser is needed. Fields are named by path: `data.list`."""

    url: str
    """With {n} where there are later pages."""
    _: KW_ONLY
    items: str
    """Where the rows stand: `data.list`; "" when the whole answer is the list. HTML there is read as a list page."""
    link: str = "url"
    """A row's address; or how it is made of its fields: `/xzweb/detail?id={id}`."""
    title: str | None = "title"
    day: str | None = None
    """The day or time, printed, or counted in seconds or milliseconds since 1970."""
    after: str | None = None
    """The text before the JSON where it stands in a script: `var docArr =`. A call around it needs no word."""
    form: Mapping[str, str] | None = None
    """Fields of a form to post; {n} is filled in."""
    json: Mapping[str, object] | None = None
    """The same as a JSON body."""
    first: int = 1
    """The n of the first page: 0 for many."""
    step: int = 1
    """What n grows by: 10 or 20 where it counts rows, not pages."""
    max_pages: int = 5
    """How far a daily crawl walks back; a crawl back to a date walks further."""


Way = Listing | Feed | Sitemap | Search | DayRoll | Endpoint
"""What a site file may name."""
