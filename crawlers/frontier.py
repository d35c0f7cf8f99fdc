"""Which page is asked for next, and how each one ends: links come out of the database, requests and pages go out.

    links of the site -> lease -> request -> Page -> the flow, which ends the link with the article
    list pages        -> request -> links taken in, and the next list page

The crawl lasts until no lease is left *and* nothing is in flight: a list page still on its way may bring links. Every
request has an errback, and every link leased here ends through `Database.finish`: by the flow, or by `_end` below.
What the crawl came to is `crawler.get_extension(Run)`, see crawlers/run.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.ends import End, TryLater, end_of
from crawlers.errands import Errand, ListErrand, PageErrand
from crawlers.errors import StorageError
from crawlers.items import Page, Part
from crawlers.links import Discovered, absolute
from crawlers.parts import MAX_PARTS, next_part
from crawlers.urls import canonicalise
from crawlers.walk import Walk
from crawlers.ways import Pages, Sitemap
from pipelines.database import Database, FoundLink, LinkState

if TYPE_CHECKING:
    from crawlers.run import Run
    from crawlers.site import NewsSpider

logger = logging.getLogger(__name__)
T = TypeVar("T")

IN_FLIGHT_MAX = 16
"""Links leased at a time: what a killed crawl leaves to be given back, and what waits for one slow host."""
SPACING = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)
"""How long a link waits after its n-th failed try; after as many it is given up."""
PART_TRIES = 1
"""An article whose part fails for now is fetched again whole that often; then it is kept without the part."""
HTML = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "application/octet-stream")
BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"\xd0\xcf\x11\xe0")


class Frontier:
    """The links of one site during one crawl."""

    def __init__(self, crawler: Crawler, spider: NewsSpider, run: Run, walk: Walk) -> None:
        self._crawler, self._spider, self._run, self._walk = crawler, spider, run, walk
        self._waiting: deque[Request] = deque()
        self._in_flight: dict[str, Errand] = {}
        self._asked: set[str] = set()
        self._taken: set[str] = set()
        self._ending: set[asyncio.Task[None]] = set()
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
                if not await self._lease() and not self._in_flight and not self._waiting:
                    return
            else:
                await self._changed.wait()

    async def read_list(self, response: Response, errand: ListErrand) -> None:
        """Take in the links of a list page, feed or sitemap, and ask for what lies behind it."""
        found = self._walk.read(errand, response)
        is_news = await self._take_in(errand, found)
        if found.damage:
            self._run.fail(f"{errand.url}: {found.damage}")
            self._count("discover/unreadable")
        self._count("discover/lists")
        logger.debug("discover: url=%s links=%d overflow=%d", errand.url, len(found.links), found.overflow)
        for behind in self._walk.behind(errand, found, is_news=is_news):
            self._ask_list(behind)
        self._over(errand.key)

    async def read_page(self, response: Response, errand: PageErrand) -> AsyncIterator[Page]:
        """Build the page and hand it to the flow; an article in parts first gets its next part."""
        self._count("fetch/pages")
        part = _part(response)
        if errand.page is None:
            if not _is_html(response):
                await self._end(errand, "dropped", "fetch", "not_html", part.content_type)
                return
            errand.page = self._page(part, response, errand)
        else:
            errand.parts.append(part)
        following = next_part(response.body, errand.page.url, errand.number, self._walk.taking)
        if following and len(errand.parts) + 1 < MAX_PARTS:
            url, errand.number = following
            self._push(Request(url, callback=self.read_page, errback=self.page_failed), errand)
            return
        yield _whole(errand, missing=1 if following else 0)

    async def list_failed(self, failure: Failure) -> None:
        """End a walk: a numbered list ends with a 404, anything else is a failure of the run."""
        errand: ListErrand = failure.request.cb_kwargs["errand"]  # type: ignore[attr-defined]
        end = self._end_of(failure)
        # A replay knows only the pages that the walk of then asked for.
        if end.state == "stopped":
            self._count("discover/stopped")
        elif errand.number > 1 and (end.state == "gone" or end.stage == "archive"):
            self._count("discover/ended")
        else:
            self._count("discover/failed")
            self._run.fail(f"{errand.url}: {end}")
        self._over(errand.key)

    async def page_failed(self, failure: Failure) -> AsyncIterator[Page]:
        """End a link that gave no page; of an article in parts, keep what came."""
        errand: PageErrand = failure.request.cb_kwargs["errand"]  # type: ignore[attr-defined]
        end = self._end_of(failure)
        if end.state == "stopped":
            self._over(errand.key)  # its lease is given back when the run closes
        elif errand.page is not None and (end.state != "retry" or errand.lease.tries >= PART_TRIES):
            self._count("fetch/missing_parts")
            yield _whole(errand, missing=1)
        elif end.state != "retry":
            await self._end(errand, end.state, end.stage, end.reason, end.rule)
        elif errand.lease.tries < len(SPACING):
            wait = max(SPACING[errand.lease.tries], timedelta(seconds=end.retry_after_s or 0))
            await self._end(errand, "retry", end.stage, end.reason, end.rule, wait)
        else:
            await self._end(errand, "failed", end.stage, end.reason, f"given up: {end.rule}")

    def page_done(self, item: Any) -> None:
        """Hear that the flow is through with a page, whatever came of it (item signals)."""
        if isinstance(item, Page):
            self._over(item.link)

    def broken(self, failure: Failure, response: Response | Failure) -> None:
        """End what a fault of our own code broke, so that the crawl goes on and comes to an end (spider_error)."""
        errand: Errand | None = response.request.cb_kwargs.get("errand")  # type: ignore[union-attr]
        if errand is None:
            return
        self._run.fail(f"a fault of this program on {errand.key}: {failure.value!r}")
        if isinstance(errand, PageErrand):
            end = self._end(errand, "retry", "crawl", "broken", repr(failure.value), SPACING[0])
            self._ending.add(task := asyncio.ensure_future(end))
            task.add_done_callback(self._ending.discard)
        else:
            self._over(errand.key)

    async def _begin(self) -> None:
        await self._run.begin()
        for way in self._spider.discover:
            if isinstance(way, Pages):
                await self._take_named(way)
            elif way.url is not None:
                self._ask_list(ListErrand(way=way, channel=way.url, url=way.url))
            else:
                async for url in self._sitemaps_of_robots():
                    self._ask_list(ListErrand(way=Sitemap(url), channel=url, url=url))

    async def _take_named(self, way: Pages) -> None:
        links = [FoundLink(url=canonicalise(url)) for url in way.urls]
        await self._write(lambda db: db.take_in(self._run.site, "added", links, at=_now()))

    async def _sitemaps_of_robots(self) -> AsyncIterator[str]:
        origins = {absolute(way.url, "/") for way in self._spider.discover if not isinstance(way, Pages) and way.url}
        for origin in sorted(filter(None, origins)) or [f"https://{self._spider.hosts[0]}/"]:
            named = [absolute(origin, each) for each in await self._crawler.robots.sitemaps(origin)]  # type: ignore[attr-defined]
            for url in filter(None, named):
                if self._walk.taking.is_own(url):
                    yield url

    def _ask_list(self, errand: ListErrand) -> None:
        if errand.url in self._asked:
            return
        self._asked.add(errand.url)
        self._push(Request(errand.url, callback=self.read_list, errback=self.list_failed), errand)

    def _push(self, request: Request, errand: Errand) -> None:
        # No duplicate filter: `links` is ours, and a request that Scrapy dropped would never end.
        self._waiting.append(request.replace(cb_kwargs={"errand": errand}, dont_filter=True))
        self._in_flight[errand.key] = errand
        self._changed.set()

    async def _lease(self) -> bool:
        limit = IN_FLIGHT_MAX - len(self._in_flight)
        self._may_lease = False
        leases = await self._write(lambda db: db.lease(self._run.site, self._run.id, limit, at=_now()))
        for lease in leases:
            errand = PageErrand(lease=lease)
            self._push(Request(lease.url, callback=self.read_page, errback=self.page_failed), errand)
        self._may_lease = self._may_lease or len(leases) == limit
        return bool(leases)

    async def _take_in(self, errand: ListErrand, found: Discovered) -> bool:
        """Return whether any link was not known before this crawl."""
        lists = {*self._asked, errand.url, found.next_url}
        taken = [link for link in self._walk.taken(found.links) if link.url not in lists]
        links = [FoundLink(url=link.url, title=link.title) for link in taken]

        def work(db: Database) -> set[str]:
            with db.transaction():
                known = db.known(link.url for link in links)
                db.take_in(self._run.site, errand.channel, links, overflow=found.overflow, at=_now())
            return {link.url for link in links} - known

        new = await self._write(work)
        self._taken |= new
        self._may_lease = self._may_lease or bool(new)
        self._count("discover/links", len(links))
        self._count("discover/new", len(new))
        return any(link.url in self._taken for link in links)

    async def _end(
        self, errand: PageErrand, state: LinkState, stage: str, reason: str, rule: str, wait: timedelta | None = None
    ) -> None:
        at = _now()
        url, next_try_at = errand.lease.url, at + wait if wait else None
        await self._write(
            lambda db: db.finish(url, state, stage=stage, reason=reason, rule=rule, at=at, next_try_at=next_try_at)
        )
        self._count(f"{stage}/{reason}")
        logger.debug("frontier: url=%s state=%s reason=%s/%s", url, state, stage, reason)
        self._over(errand.key)

    def _end_of(self, failure: Failure) -> End:
        end = end_of(failure.value) if failure.value else None
        if end is None:
            logger.error("fetch: url=%s broken", failure.request.url, exc_info=failure.value)  # type: ignore[attr-defined]
            end = TryLater("fetch", "broken", repr(failure.value))
            self._run.fail(f"{failure.request.url}: {end}")  # type: ignore[attr-defined]
        return end

    def _page(self, part: Part, response: Response, errand: PageErrand) -> Page:
        return Page(
            url=part.url,
            body=part.body,
            content_type=part.content_type,
            archive=part.archive,
            fetched_at=response.meta.get("fetched_at") or _now(),
            link=errand.lease.url,
            status=response.status,
            site=self._spider.hints(part.url),
        )

    def _over(self, key: str) -> None:
        self._in_flight.pop(key, None)
        self._changed.set()

    def _count(self, what: str, by: int = 1) -> None:
        self._crawler.stats.inc_value(what, by)

    async def _write(self, work: Callable[[Database], T]) -> T:
        try:
            return await self._run.writer.write(work)
        except StorageError as error:
            # The run knows it from the writer; Scrapy's own word ends the crawl without a trace for each page in hand.
            raise CloseSpider("write_failed") from error


def _part(response: Response) -> Part:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    url = canonicalise(response.url)
    return Part(url=url, body=response.body, content_type=kind, archive=response.meta.get("archive"))


def _is_html(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    return (not kind or kind in HTML) and not response.body.startswith(BINARY)


def _whole(errand: PageErrand, *, missing: int) -> Page:
    assert errand.page is not None
    return replace(errand.page, parts=tuple(errand.parts), missing_parts=missing)


def _now() -> datetime:
    return datetime.now(UTC)
