"""What an answer means: responses and failures come in; pages for the flow, links and next requests go out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.discover.links import Taking
from crawlers.discover.own_address import own_address
from crawlers.discover.parts import MAX_PARTS, next_part
from crawlers.errands import Errand, ListErrand, PageErrand
from crawlers.fetch.ends import End, Failed, TryLater, end_of
from crawlers.fetch.marks import NOT_MODIFIED, validators_of
from crawlers.items import Page, Part, Validators
from crawlers.urls import canonicalise
from pipelines.database import LinkState

if TYPE_CHECKING:
    from crawlers.frontier import Frontier
    from crawlers.lists import Lists
    from crawlers.run import Run
    from crawlers.site import NewsSpider

logger = logging.getLogger(__name__)

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


class Reading:
    """Callbacks and errbacks of all requests of a crawl."""

    def __init__(self, spider: NewsSpider, run: Run, taking: Taking, lists: Lists, frontier: Frontier) -> None:
        self._spider, self._run, self._taking, self._lists, self._frontier = spider, run, taking, lists, frontier
        self._ending: set[asyncio.Task[None]] = set()

    async def read_list(self, response: Response, errand: ListErrand) -> None:
        """Hand on the links of a list page, feed or sitemap."""
        url = canonicalise(response.url)
        if response.status == NOT_MODIFIED:
            self._frontier.count("discover/unchanged")
            await self._lists.unchanged(errand, url)
            return
        if await self._frontier.write(lambda db: db.is_deadly(errand.url)):
            await self._lists.failed(errand, Failed("crawl", "killed", "it killed its process; see deaths_v1"))
            return
        with self._run.in_hand(errand.url):
            found = self._lists.walk_of(errand).read(errand, response)
        if found.damage:
            self._frontier.count("discover/unreadable")
            self._run.fail(f"{errand.url}: {found.damage}")
        self._frontier.count("backfill/lists" if errand.since else "discover/lists")
        if not (found.links or found.sitemaps or found.damage):
            logger.warning("discover: url=%s has no link to an article", errand.url)
            self._frontier.count("discover/empty")
        logger.debug("discover: url=%s links=%d overflow=%d", errand.url, len(found.links), found.overflow)
        await self._lists.read(errand, found, url, validators_of(response, found.sitemaps))

    async def read_page(self, response: Response, errand: PageErrand) -> AsyncIterator[Page]:
        """Build the page and hand it to the flow; an article in parts first gets its next part."""
        if response.status == NOT_MODIFIED:
            await self._frontier.visited(errand, "fetch", "not_modified")
            return
        self._frontier.count("fetch/pages")
        part = _part(response)
        if errand.page is None:
            if not is_html(part):
                await self._end(errand, "dropped", Failed("fetch", "not_html", part.content_type))
                return
            with self._run.in_hand(errand.key):
                errand.page = self._page(part, response, errand)
        else:
            errand.parts.append(part)
        with self._run.in_hand(errand.key):
            following = next_part(response.body, errand.page.url, errand.number, self._taking)
        if following and len(errand.parts) + 1 < MAX_PARTS:
            url, errand.number = following
            self._frontier.ask(url, errand)
            return
        yield _whole(errand, missing=1 if following else 0)

    async def list_failed(self, failure: Failure) -> None:
        """Hand on why a list page could not be read."""
        errand: ListErrand = failure.request.cb_kwargs["errand"]  # type: ignore[attr-defined]
        await self._lists.failed(errand, self._end_of(failure))

    async def page_failed(self, failure: Failure) -> AsyncIterator[Page]:
        """End a link that gave no page; of an article in parts, keep what came."""
        errand: PageErrand = failure.request.cb_kwargs["errand"]  # type: ignore[attr-defined]
        end = self._end_of(failure)
        tries = errand.lease.tries
        self._run.watch.page_failed(errand.lease.url, end)
        if end.state == "stopped":
            self._frontier.over(errand.key)  # its lease is given back when the run closes
        elif errand.lease.is_visit:
            # A part that is missing today would pass for an edit that cut it.
            await self._end(errand, "failed" if errand.page else end.state, end)
        elif errand.page is not None and (end.state != "retry" or tries >= PART_TRIES):
            self._frontier.count("fetch/missing_parts")
            yield _whole(errand, missing=1)
        elif end.state != "retry":
            await self._end(errand, end.state, end)
        elif tries < len(SPACING):
            wait = max(SPACING[tries], timedelta(seconds=end.retry_after_s or 0))
            await self._frontier.end(errand, "retry", end.stage, end.reason, end.rule, wait)
        else:
            await self._frontier.end(errand, "failed", end.stage, end.reason, f"given up: {end.rule}")

    async def _end(self, errand: PageErrand, state: LinkState, end: End) -> None:
        """End a lease; of a stored article, only its site can say that it is gone."""
        if errand.lease.is_visit and state != "gone":
            await self._frontier.visited(errand, end.stage, end.reason)
        else:
            await self._frontier.end(errand, state, end.stage, end.reason, end.rule)

    def page_done(self, item: Any) -> None:
        """Hear that the flow is through with a page (item_scraped, item_dropped)."""
        if isinstance(item, Page):
            self._frontier.over(item.link)

    def item_broke(self, item: Any, failure: Failure) -> None:
        """End a page on which an item pipeline raised (item_error)."""
        if isinstance(item, Page):
            self._broke(self._frontier.in_flight(item.link), failure)

    def answer_broke(self, failure: Failure, response: Response | Failure) -> None:
        """End an errand on whose answer a callback raised (spider_error)."""
        self._broke(response.request.cb_kwargs.get("errand"), failure)  # type: ignore[union-attr]

    def _broke(self, errand: Errand | None, failure: Failure) -> None:
        """End what a fault of this program broke, so that the crawl goes on and comes to an end."""
        if errand is None:
            return
        self._run.fail(f"a fault of this program on {errand.key}: {failure.value!r}")
        if isinstance(errand, PageErrand):
            self._ending.add(task := asyncio.ensure_future(self._end_broken(errand, repr(failure.value))))
            task.add_done_callback(self._ending.discard)
        else:
            self._frontier.over(errand.key)

    async def _end_broken(self, errand: PageErrand, words: str) -> None:
        if errand.lease.is_visit:
            await self._frontier.visited(errand, "crawl", "broken")
        elif errand.lease.tries == 0:
            await self._frontier.end(errand, "retry", "crawl", "broken", words, SPACING[0])
        else:
            await self._frontier.end(errand, "quarantined", "crawl", "broken", words)

    def _end_of(self, failure: Failure) -> End:
        end = end_of(failure.value) if failure.value else None
        if end is None:
            logger.error("fetch: url=%s broken", failure.request.url, exc_info=failure.value)  # type: ignore[attr-defined]
            end = TryLater("fetch", "broken", repr(failure.value))
        return end

    def _page(self, part: Part, response: Response, errand: PageErrand) -> Page:
        own = own_address(part.body, part.url, self._taking)
        return Page(
            url=own or part.url,
            body=part.body,
            content_type=part.content_type,
            archive=part.archive,
            fetched_at=response.meta.get("fetched_at") or datetime.now(UTC),
            link=errand.lease.url,
            status=response.status,
            site=self._spider.hints(part.url),
            validators=validators_of(response),
            answered=part.url if own else None,
            is_visit=errand.lease.is_visit,
        )


def _part(response: Response) -> Part:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    url = canonicalise(response.url)
    return Part(url=url, body=response.body, content_type=kind, archive=response.meta.get("archive"))


def is_html(part: Part) -> bool:
    """Tell whether what came may be a page: by its type, or where none was said, by its first bytes."""
    kind = part.content_type.partition(";")[0].strip().lower()
    return (not kind or kind in HTML) and not part.body.startswith(BINARY)


def _whole(errand: PageErrand, *, missing: int) -> Page:
    assert errand.page is not None
    said = Validators() if errand.parts or missing else errand.page.validators
    return replace(errand.page, parts=tuple(errand.parts), missing_parts=missing, validators=said)
