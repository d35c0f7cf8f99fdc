"""The words in which a site is written: a spider that is data, and the ways to discover its articles.

    class Cinic(NewsSpider):
        name = "cinic"
        publisher = "中国产业经济信息网"
        hosts = ("www.cinic.org.cn",)
        discover = (Listing("http://www.cinic.org.cn/xy/gdcj/", next_page="a:-soup-contains('下一页')"),)
        article = r"/xy/[a-z]+/\\d+\\.html$"

A file that is wrong raises DefinitionError when it is loaded: `crawlers/definition.py` holds the checks.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider
from scrapy.http import Response

from crawlers import definition
from crawlers.due import Bounds, bounds_of
from crawlers.errors import UsageError
from crawlers.fetch.guard import refusal
from crawlers.items import SiteHints
from crawlers.ways import DayRoll, Endpoint, Feed, Listing, Search, Sitemap, Way

if TYPE_CHECKING:
    from crawlers.frontier import Frontier


__all__ = ["DayRoll", "Endpoint", "Feed", "Listing", "NewsSpider", "Search", "Sitemap"]


class NewsSpider(Spider):
    """A site. Everything but name, publisher, hosts and discover is optional."""

    name: str
    publisher: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]]
    """Exact host names; they hold on redirects too."""
    discover: ClassVar[tuple[Way, ...]]
    article: ClassVar[str | tuple[str, ...]] = ()
    """Regular expressions searched in a URL; without one, links are judged by their shape and text."""
    local: ClassVar[bool] = False
    encoding: ClassVar[str | None] = None
    every: ClassVar[tuple[str, str]] = ("30m", "1d")
    """The shortest and the longest time between two crawls; in between, what the site publishes decides."""
    waking: ClassVar[tuple[int, int] | None] = None
    """Hours in Asia/Shanghai between which the daemon crawls it: (7, 23); None is any."""
    pages: ClassVar[tuple[str, ...]] = ()
    """Addresses of pages that a person named (`scrapy add`); no site file has any."""
    canary: ClassVar[str | None] = None
    """Address of a known article that must still be read as one; looked at now and then."""
    arguments: ClassVar[tuple[str, ...]] = ()
    """Names that `scrapy crawl KEY -a NAME=VALUE` may set."""
    title: ClassVar[str | tuple[str, ...]] = ()
    body: ClassVar[str | tuple[str, ...]] = ()
    published_at: ClassVar[str | tuple[str, ...]] = ()
    source: ClassVar[str | tuple[str, ...]] = ()
    author: ClassVar[str | tuple[str, ...]] = ()
    editor: ClassVar[str | tuple[str, ...]] = ()

    frontier: Frontier
    """What asks for pages; set by the crawl."""

    def __init_subclass__(cls, *, is_file: bool = True, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if is_file:
            definition.check(cls)

    def __init__(self, **arguments: str) -> None:
        self.refuse_undeclared(arguments)
        super().__init__(**arguments)

    @classmethod
    def refuse_undeclared(cls, arguments: Mapping[str, str]) -> None:
        """Raise UsageError when an argument is given that the site does not declare."""
        for name in arguments:
            if name not in cls.arguments:
                declared = ", ".join(cls.arguments) or "none"
                raise UsageError(f"{cls.name}: argument {name!r} is not declared by the site (declared: {declared}).")

    @classmethod
    def hints(cls, url: str) -> SiteHints:  # noqa: ARG003 - pages from anywhere depend on it
        """Say what the stages may know of the site of a page."""
        given = {field: definition.as_tuple(getattr(cls, field)) for field in definition.SELECTORS}
        return SiteHints(
            key=cls.name,
            publisher=cls.publisher,
            hosts=cls.hosts,
            local=cls.local,
            encoding=cls.encoding,
            selectors={field: selectors for field, selectors in given.items() if selectors},
        )

    @classmethod
    def bounds(cls) -> Bounds:
        """Say how often the site is crawled, at the most and at the least."""
        return bounds_of(cls.every, cls.waking)

    @classmethod
    def article_patterns(cls) -> tuple[re.Pattern[str], ...]:
        """Compile the article patterns."""
        return tuple(re.compile(pattern) for pattern in definition.as_tuple(cls.article))

    @classmethod
    def handles_request(cls, request: Request) -> bool:
        """Tell whether a request is for one of the site's hosts, compared exactly."""
        return refusal(request.url, cls.hosts) is None

    async def start(self) -> AsyncIterator[Any]:
        """Ask for what the frontier wants, until nothing is left and nothing is in flight."""
        async for request in self.frontier.requests():
            yield request

    def parse(self, response: Response, **kwargs: Any) -> Any:
        """Refuse: every request names its callback."""
        raise NotImplementedError(f"{response.url}: a request without a callback")
