"""Lets a crawl that is told to stop do so at once: what still waits for its turn is given back, not waited for.

Scrapy, when it closes, first sends all that its downloader has queued, at the pace of each host: with a Crawl-delay of
60 seconds a SIGTERM took minutes. Here the pauses fall away and every queued request ends as Stopped before it is
sent; only what is on the wire is waited for, at most DOWNLOAD_TIMEOUT.

Settings:
    EXTENSIONS = {"crawlers.fetch.closing.Closing": 20}
"""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import signals
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler

_STEP_S = 0.25


def is_closing(crawler: Crawler) -> bool:
    """Tell whether a crawl has begun to end: nothing that can wait should be begun any more."""
    engine = crawler.engine
    return engine is None or not engine.running or (engine._slot is not None and engine._slot.closing is not None)


class Closing:
    """Extension: watches for the end, because Scrapy tells of it only when it is over."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._watching: asyncio.Task[None] | None = None
        crawler.signals.connect(self.begin, signals.engine_started)
        crawler.signals.connect(self.end, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch this crawl from its start to its end."""
        return cls(crawler)

    def begin(self) -> None:
        """Start to watch."""
        self._watching = asyncio.ensure_future(self._watch())

    def end(self) -> None:
        """Stop watching."""
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_STEP_S)
            engine = self._crawler.engine
            if engine is not None and is_closing(self._crawler):
                hurry(engine.downloader)


def hurry(downloader: Downloader) -> None:
    """Hand on all queued requests now; what would send them refuses them (Retry.permit)."""
    for slot in downloader.slots.values():
        slot.delay = 0.0
        if slot.latercall is not None:
            slot.latercall.cancel()
            slot.latercall = None
        downloader._process_queue(slot)
