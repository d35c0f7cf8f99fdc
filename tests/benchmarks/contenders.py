"""What the crawl is measured beside: `python -m tests.benchmarks.contenders bare|trio URL DATABASE` crawls a list page.

bare: Scrapy alone, which fetches and forgets. trio: Scrapy, trafilatura with metadata, and a row at a time through
sqlite-utils, as such crawlers are usually put together.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import sqlite_utils
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

SETTINGS = {
    "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
}
Keep = Callable[[Response], None]


class Contender(Spider):
    """Follows every article link of one list page and hands each page on."""

    name = "contender"

    def __init__(self, url: str, keep: Keep) -> None:
        super().__init__()
        self.url, self.keep = url, keep

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self.url)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        for link in response.css("a.article::attr(href)").getall():
            yield response.follow(link, callback=self.parse_article)

    def parse_article(self, response: Response) -> None:
        self.keep(response)


def forget(response: Response) -> None:
    """Keep nothing."""


def trio(path: str) -> Keep:
    """Extract with trafilatura, store a row at a time."""
    import trafilatura

    table = sqlite_utils.Database(path).table("articles")

    def keep(response: Response) -> None:
        found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        row = {key: value for key, value in found.as_dict().items() if isinstance(value, str | int | None)}
        table.upsert(row | {"url": response.url}, pk="url", alter=True)

    return keep


def main() -> None:
    """Crawl once."""
    which, url, path = sys.argv[1:]
    process = CrawlerProcess(SETTINGS)
    process.crawl(Contender, url=url, keep=trio(path) if which == "trio" else forget)
    process.start()


if __name__ == "__main__":
    main()
