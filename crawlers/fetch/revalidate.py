"""Asks only whether a known page has changed: its validators go out with the request, a 304 without a body comes back.

Only requests marked `meta["revalidate"]` ask so: list pages whose channel was walked to its end, and visits to stored
articles. Whoever has to read a page anew, whatever it says of its version, leaves the mark out. Each hop of a redirect
is asked with validators of its own. A 304 that nobody asked for is no answer: Retry refuses it.

Settings:
    DOWNLOADER_MIDDLEWARES = {"crawlers.fetch.revalidate.Revalidate": 700}  # below redirects: each hop is a page
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.errors import StorageError
from crawlers.fetch.marks import NOT_MODIFIED
from crawlers.run import Run
from crawlers.urls import canonicalise

CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Revalidate:
    """Downloader middleware; without a Run (in `scrapy shell`) it only looks on."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the run at each request: it begins with the first."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Add what the page said last of its version."""
        run = self._crawler.get_extension(Run)
        if run is None or not request.meta.get("revalidate") or request.method != "GET":
            return
        url = canonicalise(request.url)
        for name in CONDITIONS:
            request.headers.pop(name, None)  # of the page that redirected here
        try:
            known = await run.writer.write(lambda db: db.validators(url))
        except StorageError:
            return  # the writer has told the run, which closes
        if known is None:
            return
        for name, value in zip(CONDITIONS, (known.etag, known.last_modified), strict=True):
            if value:
                request.headers[name] = value.encode("latin-1", "ignore")
        self._crawler.stats.inc_value("fetch/revalidated")

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """Count what had not changed."""
        if response.status == NOT_MODIFIED:
            self._crawler.stats.inc_value("fetch/not_modified")
        return response
