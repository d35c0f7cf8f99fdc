"""Which page is asked for next, and when all is done: links come out of the database, requests go out.

    links of the site -> lease -> request -> Page -> the flow, which ends the link with the article
    list pages        -> request -> links taken in, and the next list page

The crawl lasts until no lease is left *and* nothing is in flight: a list page still on its way may bring links. Every
request has an errback, and every link leased here ends through `Database.finish`: by the flow, or by `end` below.
What the answers mean is crawlers/reading.py; what the crawl came to is `crawler.get_extension(Run)`, crawlers/run.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawlers.discover.hardened import MAX_BYTES
from crawlers.discover.walk import Walk
from crawlers.errands import Errand, ListErrand, PageErrand
from crawlers.errors import StorageError
from crawlers.fetch.ends import VERSION as RULES_VERSION
from crawlers.fetch.marks import REVALIDATE
from crawlers.lists import Lists
from crawlers.reading import Reading
from crawlers.urls import canonicalise
from crawlers.ways import Sitemap
from pipelines.database import Database, Lease, LinkState

if TYPE_CHECKING:
    from crawlers.run import Run
    from crawlers.site import NewsSpider

logger = logging.getLogger(__name__)
T = TypeVar("T")

IN_FLIGHT_MAX = 16
"""Links leased at a time: what a killed crawl leaves to be given back, and what waits for one slow host."""


class Frontier:
    """The links of one site during one crawl."""

    def __init__(self, crawler: Crawler, spider: NewsSpider, run: Run, walk: Walk) -> None:
        self._crawler, self._spider, self._run = crawler, spider, run
        self._lists = Lists(crawler, spider, run, walk, self)
        self.reading = Reading(spider, run, walk.taking, self._lists, self)
        self._waiting: deque[Request] = deque()
        self._in_flight: dict[str, Errand] = {}
        self._changed = asyncio.Event()
        self._may_lease = True

    async def requests(self) -> AsyncIterator[Request]:
        """Yield what to fetch until nothing is left and nothing is in flight."""
        await self._begin()
        while True:
            self._changed.clear()
            if self._waiting:
                yield self._waiting.popleft()
            elif len(self._in_flight) <= IN_FLIGHT_MAX // 2 and (self._may_lease or not self._in_flight):
                is_all = not await self._lease()
                is_over = is_all and not (self._in_flight or self._waiting or self._may_lease)
                if is_over and not await self._lists.next_phase():
                    return
            else:
                await self._changed.wait()

    def ask(self, url: str, errand: Errand, *, revalidate: bool = False) -> None:
        """Ask for a list page, for the page of a lease, or for its next part; `revalidate`: whether it has changed."""
        reading = self.reading
        # No duplicate filter: `links` is ours, and a request that Scrapy dropped would never end.
        if isinstance(errand, ListErrand):
            request = Request(
                url,
                callback=reading.read_list,
                errback=reading.list_failed,
                cb_kwargs={"errand": errand},
                method="GET" if errand.body is None else "POST",
                body=errand.body or b"",
                headers=dict(errand.headers),
                meta=(dict(REVALIDATE) if revalidate else {}) | _bounds(errand),
                dont_filter=True,
            )
        else:
            request = Request(
                url,
                callback=reading.read_page,
                errback=reading.page_failed,
                cb_kwargs={"errand": errand},
                meta=dict(REVALIDATE) if revalidate else {},
                dont_filter=True,
            )
        self._waiting.append(request)
        self._in_flight[errand.key] = errand
        self._changed.set()

    async def end(
        self, errand: PageErrand, state: LinkState, stage: str, reason: str, rule: str, wait: timedelta | None = None
    ) -> None:
        """End a lease with its reason; `wait` says how long until a retry."""
        url, at = errand.lease.url, _now()
        next_try_at = at + wait if wait else None
        await self.write(
            lambda db: db.finish(
                url,
                state,
                stage=stage,
                reason=reason,
                rule=rule,
                rule_version=RULES_VERSION,
                at=at,
                next_try_at=next_try_at,
            )
        )
        self.count(f"{stage}/{reason}")
        logger.debug("frontier: url=%s state=%s reason=%s/%s", url, state, stage, reason)
        self.over(errand.key)

    async def visited(self, errand: PageErrand, stage: str, reason: str) -> None:
        """End a visit to a stored article that brought no page."""
        url = errand.lease.url
        await self.write(lambda db: db.visited(url, f"{stage}/{reason}", at=_now()))
        self.count(f"{stage}/{reason}")
        self.over(errand.key)

    def over(self, key: str) -> None:
        """Hear that an errand is done."""
        self._in_flight.pop(key, None)
        self._changed.set()

    def in_flight(self, key: str) -> Errand | None:
        """Return the errand of that key, unless it is over."""
        return self._in_flight.get(key)

    def found(self, links: int, new: int, walk: str) -> None:
        """Hear how many links a list page had, and how many of them were new; `walk` is discover or backfill."""
        self._may_lease = self._may_lease or bool(new)
        self.count(f"{walk}/links", links)
        self.count(f"{walk}/new", new)

    def may_lease(self) -> None:
        """Hear that there may be links to lease."""
        self._may_lease = True

    def count(self, what: str, by: int = 1) -> None:
        """Count one of the run's stats."""
        self._crawler.stats.inc_value(what, by)

    async def write(self, work: Callable[[Database], T]) -> T:
        """Run `work` in the writing thread; CloseSpider when the database cannot be written."""
        try:
            return await self._run.writer.write(work)
        except StorageError as error:
            # The run knows it from the writer; Scrapy's own word ends the crawl without a trace for each page in hand.
            raise CloseSpider("write_failed") from error

    async def _begin(self) -> None:
        await self._run.begin(self._spider.publisher)
        if self._spider.pages:
            await self._lists.take_in("added", [canonicalise(url) for url in self._spider.pages])
        await self._lists.begin()

    async def _lease(self) -> bool:
        limit = IN_FLIGHT_MAX - len(self._in_flight)
        self._may_lease = False
        if self._lists.is_slice_over:
            return False
        leases = await self.write(lambda db: self._leases(db, limit))
        for lease in leases:
            # The canary comes whole: that its page is as it was does not say that we can read it.
            is_canary = lease.url == self._run.watch.canary
            self.ask(lease.url, PageErrand(lease=lease), revalidate=lease.is_visit and not is_canary)
        self._may_lease = self._may_lease or len(leases) == limit
        return bool(leases)

    def _leases(self, db: Database, limit: int) -> list[Lease]:
        """Take what is new or due again, then stored articles to look whether they were edited, last a backfill's."""
        site, run = self._run.site, self._run.id
        leases = db.lease(site, run, limit, at=_now())
        if site and len(leases) < limit:
            leases += db.lease_visits(site, run, limit - len(leases), at=_now())
        if self._lists.is_back and len(leases) < limit:
            leases += db.lease(site, run, limit - len(leases), is_backfill=True, at=_now())
        return leases


def _bounds(errand: ListErrand) -> dict[str, int]:
    """Let a sitemap be as long as it is read; for all else DOWNLOAD_MAXSIZE holds."""
    return {"download_maxsize": MAX_BYTES} if isinstance(errand.way, Sitemap) else {}


def _now() -> datetime:
    return datetime.now(UTC)
