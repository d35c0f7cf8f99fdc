"""Obeys robots.txt, and closes when it cannot be read: a request in, nothing or a refusal out.

    2xx                     its rules hold; a page of HTML in its place has none, so everything is allowed
    4xx                     there is none: everything is allowed
    429, 5xx, silence, a redirect that leads nowhere or off the site     closed: the links wait for a later run

It is fetched once a run and origin, the way every page is: through guard, retry, handler and archive.

Settings:
    DOWNLOADER_MIDDLEWARES = {"crawlers.fetch.robots.Robots": 100}
    ROBOTSTXT_OBEY = False            # Scrapy's own, which fails open and knows no Crawl-delay
    NEWS_ROBOTS_AGENT = "xizang-digital-news"       # the word that robots.txt files address us by
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawlers.errors import StorageError
from crawlers.fetch import resolve
from crawlers.fetch.ends import End, Refused, Stopped, TryLater
from crawlers.run import Run

logger = logging.getLogger(__name__)

MAX_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least; what stands behind is not read
DELAY_MAX_S = 60.0
MARGIN_S = 0.05  # a request that was sent a little late must not bring the next one too near


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What one robots.txt says to us."""

    parser: Protego
    sitemaps: tuple[str, ...] = ()
    delay_s: float = 0.0
    """Crawl-delay, at most DELAY_MAX_S."""


class Robots:
    """Downloader middleware; `await sitemaps(url)` tells discovery the Sitemap lines of a URL's origin."""

    def __init__(self, crawler: Crawler, agent: str) -> None:
        self._crawler, self._agent = crawler, agent
        self._reading: dict[str, asyncio.Task[Rules | End]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from NEWS_ROBOTS_AGENT, and be reachable as `crawler.robots`."""
        robots = cls(crawler, crawler.settings.get("NEWS_ROBOTS_AGENT", "xizang-digital-news"))
        crawler.robots = robots  # type: ignore[attr-defined]
        return robots

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused robots/disallowed or TryLater robots/unavailable."""
        if request.meta.get("is_robots_txt"):
            return
        rules = await self._rules(request.url)
        if isinstance(rules, Refused) and urlsplit(request.url).hostname in resolve.refused:
            raise rules  # the host itself is nowhere to go, not only its robots.txt
        if isinstance(rules, Stopped):
            raise rules
        if isinstance(rules, End):
            raise TryLater("robots", "unavailable", str(rules), retry_after_s=rules.retry_after_s)
        if not rules.parser.can_fetch(request.url, self._agent):
            raise Refused("robots", "disallowed", robots_url(request.url))

    async def sitemaps(self, url: str) -> list[str]:
        """List the Sitemap lines of the robots.txt that holds for `url`; none when it cannot be read."""
        rules = await self._rules(url)
        return [] if isinstance(rules, End) else list(rules.sitemaps)

    async def _rules(self, url: str) -> Rules | End:
        where = robots_url(url)
        if where not in self._reading:
            self._reading[where] = asyncio.ensure_future(self._read(where))
        # Shielded: one request that is given up must not take the answer from all the others.
        return await asyncio.shield(self._reading[where])

    async def _read(self, where: str) -> Rules | End:
        request = Request(where, meta={"is_robots_txt": True}, callback=NO_CALLBACK, dont_filter=True)
        assert self._crawler.engine is not None
        self._crawler.stats.inc_value("robots/asked")
        body = b""
        try:
            response = await self._crawler.engine.download_async(request)
            rules: Rules | End = rules_of(response.status, response.body, self._agent)
            body = response.body if response.status < 300 else b""
        except End as end:
            rules = end
        await self._note(where, rules, body)
        if isinstance(rules, End):
            return self._closed(where, rules)
        if not self._crawler.settings.getlist("NEWS_REPLAY"):
            self._slow_down(where, rules.delay_s)
        return rules

    async def _note(self, where: str, rules: Rules | End, body: bytes) -> None:
        """Keep what a host said to whoever asks, for the politeness ledger; a replay asks nobody."""
        run = self._crawler.get_extension(Run)
        if run is None or self._crawler.settings.getlist("NEWS_REPLAY") or isinstance(rules, Stopped):
            return
        is_closed = isinstance(rules, End)
        state: Literal["rules", "none", "closed"] = "closed" if is_closed else "rules" if body.strip() else "none"
        with contextlib.suppress(StorageError):  # the writer has told the run, which closes
            await run.writer.write(
                lambda db: db.note_robots(
                    where,
                    state,
                    delay_s=0.0 if isinstance(rules, End) else rules.delay_s,
                    digest=hashlib.sha256(body).hexdigest()[:16] if state == "rules" else None,
                    why=str(rules) if is_closed else None,
                    at=datetime.now(UTC),
                )
            )

    def _closed(self, where: str, end: End) -> Rules | End:
        if end.stage == "archive":
            # A replay asks nobody: pages that were archived may be read again without it.
            return read(b"", self._agent)
        if isinstance(end, Stopped):
            return end
        self._crawler.stats.inc_value("robots/closed")
        logger.warning("robots: url=%s unavailable; the links of this host wait: %s", where, end)
        return end

    def _slow_down(self, where: str, delay_s: float) -> None:
        """Hold the downloader's slot of the host to Crawl-delay: one request at a time, never earlier than it says."""
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        host = urlsplit(where).hostname or ""
        settings = self._crawler.settings
        given_s = downloader.per_slot_settings.get(host, {}).get("delay", settings.getfloat("DOWNLOAD_DELAY"))
        if delay_s <= given_s * (1 - settings.getfloat("DOWNLOAD_DELAY_JITTER")):
            return
        kept_s = max(given_s, delay_s + MARGIN_S)
        downloader.per_slot_settings[host] = {"delay": kept_s, "jitter": 0, "concurrency": 1}
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter, slot.concurrency = kept_s, 0.0, 1
        logger.info("robots: url=%s crawl_delay_s=%g", where, delay_s)


def rules_of(status: int, body: bytes, agent: str) -> Rules | TryLater:
    """Say what the answer means; TryLater: closed. 429 never comes so far: it asks to wait."""
    if not (200 <= status < 300 or 400 <= status < 500):
        return TryLater("fetch", "status", str(status))
    return read(body if status < 300 else b"", agent)


def read(body: bytes, agent: str) -> Rules:
    """Read a robots.txt for `agent`, UTF-8 with or without a BOM; HTML, and all behind MAX_BYTES, says nothing."""
    if len(body) > MAX_BYTES:
        body = body[: body.rfind(b"\n", 0, MAX_BYTES) + 1]
    text = body.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] == "<":
        text = ""
    parser = Protego.parse(text)
    asked_s = parser.crawl_delay(agent) or 0.0
    if asked_s > DELAY_MAX_S:
        logger.warning("robots: crawl_delay_s=%g is beyond all measure; %g is kept", asked_s, DELAY_MAX_S)
    return Rules(parser=parser, sitemaps=tuple(parser.sitemaps), delay_s=min(asked_s, DELAY_MAX_S))


def robots_url(url: str) -> str:
    """Return where the robots.txt stands that holds for a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
