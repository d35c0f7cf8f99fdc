"""The lists of a crawl: pages that were read come in; links are taken in, and the next pages to ask for go out.

Daily walks first. When all that they led to is done, a walk back to a day goes on where it was, a slice of time long:
it never holds up the daily crawl. A crawl that was told the day (`--since`) takes slice after slice, with the daily
walks between them, until the walk back is over; any other one takes one slice.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.crawler import Crawler

from crawlers.discover.links import Discovered, Found, absolute
from crawlers.discover.walk import SITEMAPS_AT_ONCE, Walk, at_place, place_of
from crawlers.errands import ListErrand
from crawlers.fetch.ends import End
from crawlers.items import Validators
from crawlers.ways import DayRoll, Sitemap
from pipelines.database import Database, FoundLink

if TYPE_CHECKING:
    from crawlers.frontier import Frontier
    from crawlers.run import Run
    from crawlers.site import NewsSpider

logger = logging.getLogger(__name__)


class Lists:
    """The walks of one site during one crawl."""

    def __init__(self, crawler: Crawler, spider: NewsSpider, run: Run, walk: Walk, frontier: Frontier) -> None:
        self._crawler, self._spider, self._run, self._frontier = crawler, spider, run, frontier
        self._daily = walk
        self._slice_s = crawler.settings.getfloat("NEWS_BACKFILL_S")
        self._slice_ends_s: float | None = None
        """None on daily walks."""
        self._asked: dict[str, str] = {}
        self._open: Counter[str] = Counter()
        self._torn: set[str] = set()
        self._new: set[str] = set()
        self._sitemaps = 0

    @property
    def is_back(self) -> bool:
        """Tell whether it is a walk back's turn."""
        return self._slice_ends_s is not None

    @property
    def is_slice_over(self) -> bool:
        """Tell whether a walk back has had its time for now."""
        return self._slice_ends_s is not None and time.monotonic() >= self._slice_ends_s

    def walk_of(self, errand: ListErrand) -> Walk:
        """Return the rules of the walk that an errand belongs to."""
        return self._daily.back_to(errand.since) if errand.since else self._daily

    async def begin(self) -> None:
        """Ask for the first page of every way; note down how far back to walk, if this crawl was told."""
        begun = [errand async for errand in self._begun()]
        for errand in begun:
            self._ask(errand)
        if (since := self._daily.since) and self._run.site:
            places = [place_of(replace(errand, since=since)) for errand in begun]
            await self._frontier.write(lambda db: db.begin_backfill(self._run.site, places, at=_now()))

    async def next_phase(self) -> bool:
        """Begin what comes after all is done: a slice of the walk back, or daily walks again; False for nothing."""
        if not self._run.site or self._slice_s <= 0:
            return False
        if not await self._frontier.write(lambda db: db.has_backfill(self._run.site, at=_now())):
            return False
        if not self.is_back:
            await self._begin_slice()
            return True
        if self._daily.since is None or not self.is_slice_over:
            return False
        walked = await self._frontier.write(lambda db: db.walked(self._run.site))
        self._daily = replace(self._daily, walked=walked)
        self._slice_ends_s = None
        self._asked.clear()
        self._torn.clear()
        self._sitemaps = 0
        await self.begin()
        return True

    async def take_in(self, channel: str, urls: list[str]) -> None:
        """Take in pages that a person named."""
        links = [FoundLink(url=url) for url in urls]
        await self._frontier.write(lambda db: db.take_in(self._run.site, channel, links, at=_now()))

    async def read(self, errand: ListErrand, found: Discovered, url: str, said: Validators) -> None:
        """Take in the links of a page at `url`, which says `said` of its version, and ask for what lies behind it."""
        walk = self.walk_of(errand)
        # A numbered list's own pages (/xy/2.html) may look like articles of the site.
        lists = {errand.url, found.next_url, *self._asked.values()}
        links = [link for link in walk.taken(found.links) if link.url not in lists]
        if errand.since:
            await self._take_back(errand, links, found)
            return
        # A page on which nothing was found is read again next time, whatever it says of its version.
        kept = said if errand.body is None and (found.links or found.sitemaps) else Validators()

        def work(db: Database) -> set[str]:
            with db.transaction():
                new = _take_in(db, self._run.site, errand, links, found.overflow)
                db.begin_walk(self._run.site, errand.channel)
                db.keep_validators(url, kept, at=_now())
            return new

        new = await self._frontier.write(work)
        self._new |= new
        self._frontier.found(len(links), len(new), "discover")
        self._run.watch.list_read(errand.channel, len(found.links))
        self._run.watch.taken_in(errand.channel, len(new))
        behind = walk.behind(errand, found, is_news=any(link.url in self._new for link in links))
        await self._go_on(errand, behind, is_whole=not found.damage)

    async def unchanged(self, errand: ListErrand, url: str) -> None:
        """Go on from a list that has nothing new; the sitemaps that an index named may have."""
        self._run.watch.list_unchanged(errand.channel)
        said = await self._frontier.write(lambda db: db.validators(url)) or Validators()
        found = Discovered(links=(), sitemaps=said.leads_to)
        await self._go_on(errand, self._daily.behind(errand, found, is_news=False), is_whole=True)

    async def failed(self, errand: ListErrand, end: End) -> None:
        """End a walk: a numbered list ends with a 404, a day may have no roll, anything else fails the run."""
        # A replay knows only the pages that the walk of then asked for.
        is_missing = end.state == "gone" or end.stage == "archive"
        missing = errand.missing + 1 if is_missing else 0
        before = [] if end.state == "stopped" else self.walk_of(errand).day_before(errand, missing=missing)
        # A holiday has no roll, and today's may not have begun; none on any day is an address that changed, but in an
        # archive: it may have been recorded before the site's file named one.
        is_other_day = bool(before) or errand.number > missing or errand.since is not None
        is_over = is_missing and (is_other_day or (isinstance(errand.way, DayRoll) and end.stage == "archive"))
        if end.state == "stopped":
            self._frontier.count("discover/stopped")
        elif is_over:
            self._frontier.count("discover/ended")
        else:
            if not errand.since:  # what a walk back meets tells nothing of the site's health today
                self._run.watch.list_failed(errand.channel, end)
            self._frontier.count("discover/failed")
            self._run.fail(f"{errand.url}: {end}")
        if errand.since and end.state != "stopped":
            await self._fail_back(errand, before, end, is_over=is_over)
        await self._go_on(errand, before, is_whole=is_over)

    async def _begun(self) -> AsyncIterator[ListErrand]:
        for way in self._spider.discover:
            for errand in self._daily.begin(way):
                yield errand
            if way.url is None:
                async for url in self._sitemaps_of_robots():
                    yield ListErrand(way=Sitemap(url), channel=url, url=url)

    async def _sitemaps_of_robots(self) -> AsyncIterator[str]:
        origins = {absolute(way.url, "/") for way in self._spider.discover if way.url}
        for origin in sorted(filter(None, origins)) or [f"https://{self._spider.hosts[0]}/"]:
            named = [absolute(origin, each) for each in await self._crawler.robots.sitemaps(origin)]  # type: ignore[attr-defined]
            for url in filter(None, named):
                if self._daily.taking.is_own(url):
                    yield url

    def _ask(self, errand: ListErrand) -> None:
        """Ask for a list page, feed or sitemap, once in a walk; one sitemap too many waits for a later crawl."""
        if errand.key not in self._asked and not self._is_one_too_many(errand):
            self._asked[errand.key] = errand.url
            self._open[errand.channel] += 1
            is_known = errand.since is None and errand.channel in self._daily.walked
            self._frontier.ask(errand.url, errand, revalidate=is_known and errand.body is None)

    def _is_one_too_many(self, errand: ListErrand) -> bool:
        if not isinstance(errand.way, Sitemap):
            return False
        self._sitemaps += 1
        if self._sitemaps <= SITEMAPS_AT_ONCE:
            return False
        if self._sitemaps == SITEMAPS_AT_ONCE + 1:
            logger.warning(
                "discover: channel=%s more than %d sitemaps; the rest waits", errand.channel, SITEMAPS_AT_ONCE
            )
        self._frontier.count("discover/sitemaps_left")
        return True

    async def _go_on(self, errand: ListErrand, behind: list[ListErrand], *, is_whole: bool) -> None:
        """End a list page and ask for what lies behind it; when nothing does any more, its channel was walked.

        `is_whole` false: it could not be read, and so the next walk must not trust what it knows.
        """
        channel = errand.channel
        if errand.since is None or not self.is_slice_over:
            for each in behind:
                self._ask(each)
        if not is_whole:
            self._torn.add(channel)
        self._open[channel] -= 1
        is_over = not errand.since and not self._open[channel] and channel not in self._torn
        if is_over and self._run.site:
            await self._frontier.write(lambda db: db.end_walk(self._run.site, channel, at=_now()))
        self._frontier.over(errand.key)

    async def _begin_slice(self) -> None:
        self._slice_ends_s = time.monotonic() + self._slice_s
        places = await self._frontier.write(lambda db: db.places(self._run.site))
        begun = {errand.channel: errand async for errand in self._begun()}
        for place in places:
            if place.channel in begun:  # a way that the site's file has no more is left where it was
                self._ask(at_place(begun[place.channel], place))
        self._frontier.may_lease()

    async def _take_back(self, errand: ListErrand, links: list[Found], found: Discovered) -> None:
        behind = self.walk_of(errand).behind(errand, found, is_news=True)

        def work(db: Database) -> set[str]:
            with db.transaction():
                new = _take_in(db, self._run.site, errand, links, found.overflow)
                places = [place_of(each) for each in behind]
                db.step_back(self._run.site, place_of(errand), places, "read", found.damage, at=_now())
            return new

        new = await self._frontier.write(work)
        self._frontier.found(len(links), len(new), "backfill")
        await self._go_on(errand, behind, is_whole=True)

    async def _fail_back(self, errand: ListErrand, before: list[ListErrand], end: End, *, is_over: bool) -> None:
        place, places = place_of(errand), [place_of(each) for each in before]
        site, words = self._run.site, f"{end.stage}/{end.reason}"
        if is_over:
            await self._frontier.write(lambda db: db.step_back(site, place, places, "ended", words, at=_now()))
        elif await self._frontier.write(lambda db: db.fail_back(site, place, places, words, at=_now())):
            logger.warning("discover: url=%s given up on the walk back to %s", errand.url, errand.since)


def _take_in(db: Database, site: str, errand: ListErrand, links: list[Found], overflow: int) -> set[str]:
    """Take in links, and return those that were not known."""
    urls = {link.url for link in links}
    new = urls - db.known(urls)
    found = [FoundLink(url=link.url, title=link.title, spelled=link.spelled) for link in links]
    is_backfill = errand.since is not None
    db.take_in(site, errand.channel, found, overflow=overflow, is_backfill=is_backfill, at=_now())
    return new


def _now() -> datetime:
    return datetime.now(UTC)
