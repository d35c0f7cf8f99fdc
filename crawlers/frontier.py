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
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawlers.discover.links import Found, absolute
from crawlers.discover.walk import Walk
from crawlers.errands import Errand, ListErrand, PageErrand
from crawlers.errors import StorageError
from crawlers.fetch.marks import REVALIDATE
from crawlers.items import Validators
from crawlers.reading import Reading
from crawlers.urls import canonicalise
from crawlers.ways import Sitemap
from pipelines.database import Database, FoundLink, Lease, LinkState

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
        self._crawler, self._spider, self._run, self._walk = crawler, spider, run, walk
        self.reading = Reading(crawler, spider, run, walk, self)
        self._waiting: deque[Request] = deque()
        self._in_flight: dict[str, Errand] = {}
        self._lists: dict[str, str] = {}
        self._open: Counter[str] = Counter()
        self._torn: set[str] = set()
        self._new: set[str] = set()
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
                if is_all and not (self._in_flight or self._waiting or self._may_lease):
                    return
            else:
                await self._changed.wait()

    def ask_list(self, errand: ListErrand) -> None:
        """Ask for a list page, feed or sitemap, once in a crawl."""
        if errand.key not in self._lists:
            self._lists[errand.key] = errand.url
            self._open[errand.channel] += 1
            self._ask(errand.url, errand)

    def ask_page(self, url: str, errand: PageErrand) -> None:
        """Ask for the page of a lease, or for its next part."""
        self._ask(url, errand)

    async def take_in(
        self, channel: str, found: list[Found], *, overflow: int, page: tuple[str, Validators] | None = None
    ) -> bool:
        """Take in links; return whether any of them was not known before this crawl.

        `page`: the list page they stand on, and what it says of its version.
        """
        lists = set(self._lists.values())
        links = [FoundLink(url=link.url, title=link.title) for link in found if link.url not in lists]

        def work(db: Database) -> set[str]:
            with db.transaction():
                known = db.known(link.url for link in links)
                db.take_in(self._run.site, channel, links, overflow=overflow, at=_now())
                if page:
                    db.begin_walk(self._run.site, channel)
                    db.keep_validators(*page, at=_now())
            return {link.url for link in links} - known

        new = await self._write(work)
        self._new |= new
        self._may_lease = self._may_lease or bool(new)
        self.count("discover/links", len(links))
        self.count("discover/new", len(new))
        return any(link.url in self._new for link in links)

    async def end(
        self, errand: PageErrand, state: LinkState, stage: str, reason: str, rule: str, wait: timedelta | None = None
    ) -> None:
        """End a lease with its reason; `wait` says how long until a retry."""
        url, at = errand.lease.url, _now()
        next_try_at = at + wait if wait else None
        await self._write(
            lambda db: db.finish(url, state, stage=stage, reason=reason, rule=rule, at=at, next_try_at=next_try_at)
        )
        self.count(f"{stage}/{reason}")
        logger.debug("frontier: url=%s state=%s reason=%s/%s", url, state, stage, reason)
        self.over(errand.key)

    async def visited(self, errand: PageErrand, stage: str, reason: str) -> None:
        """End a visit to a stored article that brought no page."""
        url = errand.lease.url
        await self._write(lambda db: db.visited(url, f"{stage}/{reason}", at=_now()))
        self.count(f"{stage}/{reason}")
        self.over(errand.key)

    async def go_on(self, errand: ListErrand, behind: list[ListErrand], *, is_whole: bool) -> None:
        """End a list page and ask for what lies behind it; when nothing does any more, its channel was walked.

        `is_whole` false: it could not be read, and so the next walk must not trust what it knows.
        """
        channel = errand.channel
        for each in behind:
            self.ask_list(each)
        if not is_whole:
            self._torn.add(channel)
        self._open[channel] -= 1
        if self._run.site and not self._open[channel] and channel not in self._torn:
            await self._write(lambda db: db.end_walk(self._run.site, channel, at=_now()))
        self.over(errand.key)

    def over(self, key: str) -> None:
        """Hear that an errand is done."""
        self._in_flight.pop(key, None)
        self._changed.set()

    def in_flight(self, key: str) -> Errand | None:
        """Return the errand of that key, unless it is over."""
        return self._in_flight.get(key)

    def count(self, what: str, by: int = 1) -> None:
        """Count one of the run's stats."""
        self._crawler.stats.inc_value(what, by)

    async def _begin(self) -> None:
        await self._run.begin(self._spider.publisher)
        if self._spider.pages:
            await self.take_in("added", [Found(url=canonicalise(url)) for url in self._spider.pages], overflow=0)
        for way in self._spider.discover:
            for errand in self._walk.begin(way):
                self.ask_list(errand)
            if way.url is None:
                async for url in self._sitemaps_of_robots():
                    self.ask_list(ListErrand(way=Sitemap(url), channel=url, url=url))

    async def _sitemaps_of_robots(self) -> AsyncIterator[str]:
        origins = {absolute(way.url, "/") for way in self._spider.discover if way.url}
        for origin in sorted(filter(None, origins)) or [f"https://{self._spider.hosts[0]}/"]:
            named = [absolute(origin, each) for each in await self._crawler.robots.sitemaps(origin)]  # type: ignore[attr-defined]
            for url in filter(None, named):
                if self._walk.taking.is_own(url):
                    yield url

    def _ask(self, url: str, errand: Errand) -> None:
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
                meta=dict(REVALIDATE) if errand.channel in self._walk.walked else {},
                dont_filter=True,
            )
        else:
            request = Request(
                url,
                callback=reading.read_page,
                errback=reading.page_failed,
                cb_kwargs={"errand": errand},
                meta=dict(REVALIDATE) if errand.lease.is_visit and errand.page is None else {},
                dont_filter=True,
            )
        self._waiting.append(request)
        self._in_flight[errand.key] = errand
        self._changed.set()

    async def _lease(self) -> bool:
        limit = IN_FLIGHT_MAX - len(self._in_flight)
        self._may_lease = False
        leases = await self._write(lambda db: self._leases(db, limit))
        for lease in leases:
            self.ask_page(lease.url, PageErrand(lease=lease))
        self._may_lease = self._may_lease or len(leases) == limit
        return bool(leases)

    def _leases(self, db: Database, limit: int) -> list[Lease]:
        """Take what is new or due again, then stored articles to look whether they were edited."""
        leases = db.lease(self._run.site, self._run.id, limit, at=_now())
        if self._run.site and len(leases) < limit:
            leases += db.lease_visits(self._run.site, self._run.id, limit - len(leases), at=_now())
        return leases

    async def _write(self, work: Callable[[Database], T]) -> T:
        try:
            return await self._run.writer.write(work)
        except StorageError as error:
            # The run knows it from the writer; Scrapy's own word ends the crawl without a trace for each page in hand.
            raise CloseSpider("write_failed") from error


def _now() -> datetime:
    return datetime.now(UTC)
