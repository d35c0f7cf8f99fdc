"""Tries again what failed for now, a little; then the link waits for a later run.

    connection lost, torn body, time-out, no such host, 408, 5xx
                                              up to NEWS_RETRY_TIMES more within the run, spaced, then TryLater fetch/…
    429, 503 with Retry-After                 again within the run when it asks for little, else TryLater with the time
    a bad certificate                         TryLater at once: minutes change nothing
    a shield's page, whatever its status      TryLater fetch/blocked at once (crawlers/fetch/shields.py)
    too large                                 Failed
    a host that keeps failing                 TryLater retry/host_down for all its links; it is not asked again; one
                                              that mostly answers is first left alone for half a minute

A request that waited in the downloader's queue is checked once more just before it is sent (LiveHandler), so that
none goes out in a window that the site closed meanwhile. In a replay nothing waits and no host is down.

Settings:
    DOWNLOADER_MIDDLEWARES = {"crawlers.fetch.retry.Retry": 840}  # nearer to the wire than redirects and compression
    RETRY_ENABLED = False             # Scrapy's own
    NEWS_RETRY_TIMES = 2
    NEWS_RETRY_WAIT_S = 2.0           # before the first further try; three times as long before each after it
    DOWNLOAD_FAIL_ON_DATALOSS = True  # half a body is a failure
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.fetch import shields
from crawlers.fetch.closing import is_closing
from crawlers.fetch.ends import RETRY_AFTER_MAX_S, End, Stopped, TryLater
from crawlers.fetch.failures import failure_of
from crawlers.fetch.hosts import Hosts

logger = logging.getLogger(__name__)

STATUSES = frozenset((408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530))
WAIT_IN_RUN_MAX_S = 30.0
"""What a site may ask us to wait while a run goes on; beyond it the link waits for a later run."""
WAIT_UNSAID_S = 60.0
"""How long 429 means when it does not say."""
RESTS = 15
"""So many times NEWS_RETRY_WAIT_S a host is left alone that fails often, but mostly answers."""
_STEP_S = 0.1


class Retry:
    """Downloader middleware; `hosts` is what the run has learnt."""

    def __init__(self, crawler: Crawler, times: int, wait_s: float) -> None:
        self._crawler, self._times = crawler, times
        self._is_live = not crawler.settings.getlist("NEWS_REPLAY")
        self._wait_s = wait_s if self._is_live else 0.0
        self._one_ended = asyncio.Event()
        # Scrapy starts all that is queued at once when there is no delay, whatever this setting says.
        self.hosts = Hosts(crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from NEWS_RETRY_TIMES and NEWS_RETRY_WAIT_S; in a replay nothing waits and no host is down."""
        settings = crawler.settings
        return cls(crawler, settings.getint("NEWS_RETRY_TIMES", 2), settings.getfloat("NEWS_RETRY_WAIT_S", 2.0))

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise TryLater: its host is down, or asked for a longer rest than a run has."""
        self._refuse(request)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Return the response, or the request to try again; TryLater when it is not tried again in this run."""
        host = _host(request)
        self._ended(request)
        if response.status == 304 and not {b"If-None-Match", b"If-Modified-Since"} & set(request.headers):
            raise TryLater("fetch", "unasked_304", "not modified, said of a page that we do not have")
        if response.status != 429 and response.status not in STATUSES:
            self.hosts.answered(host)
            return response
        packed = response.headers.getlist(b"Content-Encoding")
        if shield := shields.named_packed(response.body, packed):  # 521 is Jiasule's, 503 Cloudflare's
            raise self.blocked(request, f"{response.status}, {shield}")
        asked_s = retry_after_s(response.headers.get(b"Retry-After"), datetime.now(UTC))
        if response.status == 429 and asked_s is None:
            asked_s = WAIT_UNSAID_S
        end = TryLater("fetch", f"http_{response.status}", str(response.status), retry_after_s=asked_s)
        if asked_s is not None and self._is_live:
            self.hosts.hold(host, asked_s, time.monotonic())
        if response.status != 429:
            self._count(host, silent=False)
        return await self._again(request, end, asked_s)

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request to try again, or raise how it ends; None for what is none of our business."""
        self._ended(request)
        failure = failure_of(exception, request)
        if failure is None:
            return None
        if isinstance(failure.end, TryLater):
            self._count(_host(request), silent=failure.silent)
        if not failure.again:
            raise failure.end from exception
        return await self._again(request, failure.end)

    async def permit(self, request: Request) -> None:
        """Wait until the host may be asked, just before a request is sent; TryLater or Stopped when that is not now."""
        host = _host(request)
        while True:
            if is_closing(self._crawler):
                raise Stopped
            self._refuse(request)
            if self.hosts.refusal(host, time.monotonic()) is None and not self.hosts.is_full(host):
                break
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STEP_S):
                    await self._one_ended.wait()
        self.hosts.sent(host)
        request.meta["is_on_its_way"] = True

    async def again(self, request: Request, end: End) -> Request:
        """Return the request to try again because its answer was found wanting further up, or raise `end`."""
        self._count(_host(request), silent=False)
        return await self._again(request, end)

    def blocked(self, request: Request, rule: str) -> TryLater:
        """Note that a shield answered in the site's place, and return how the request ends: nothing is tried again."""
        if self._is_live and self.hosts.blocked(_host(request)):
            self._crawler.stats.inc_value("retry/hosts_blocked")
            logger.warning("retry: host=%s blocks us (%s); it is not asked again in this run", _host(request), rule)
        return TryLater("fetch", "blocked", rule)

    def _ended(self, request: Request) -> None:
        if request.meta.pop("is_on_its_way", False):
            self.hosts.ended(_host(request))
            self._one_ended.set()
            self._one_ended = asyncio.Event()

    def _refuse(self, request: Request) -> None:
        end = self.hosts.refusal(_host(request), time.monotonic())
        if end is not None and (end.retry_after_s is None or end.retry_after_s > WAIT_IN_RUN_MAX_S):
            raise end

    def _count(self, host: str, *, silent: bool) -> None:
        if self._is_live and self.hosts.failed(host, silent=silent):
            self._crawler.stats.inc_value("retry/hosts_down")
            logger.warning("retry: host=%s keeps failing; it is not asked again in this run", host)
        elif self._is_live and self.hosts.takes_rest(host):
            rest_s = min(RESTS * self._wait_s, WAIT_IN_RUN_MAX_S)
            self._crawler.stats.inc_value("retry/hosts_rested")
            logger.warning("retry: host=%s fails often; it is left alone for %.0f s", host, rest_s)
            self.hosts.hold(host, rest_s, time.monotonic())

    async def _again(self, request: Request, end: End, asked_s: float | None = None) -> Request:
        """Return the request to try again after a pause, or raise its end: tried enough, asked to wait for long."""
        tried = request.meta.get("retry_times", 0)
        is_long = asked_s is not None and asked_s > WAIT_IN_RUN_MAX_S
        if tried >= self._times or is_long or self.hosts.is_down(_host(request)) or is_closing(self._crawler):
            self._crawler.stats.inc_value("retry/gave_up")
            raise end
        await self._rest(self._wait_s * 3**tried)
        self._crawler.stats.inc_value("retry/again")
        logger.debug("retry: url=%s tried=%d end=%s", request.url, tried + 1, end)
        again = request.replace(dont_filter=True)
        again.meta["retry_times"] = tried + 1
        return again

    async def _rest(self, rest_s: float) -> None:
        """Sleep, in steps: a run that is told to stop must not wait for our politeness."""
        until = time.monotonic() + rest_s
        while (left_s := until - time.monotonic()) > 0 and not is_closing(self._crawler):
            await asyncio.sleep(min(left_s, _STEP_S))


def retry_after_s(value: bytes | None, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or a date; None when there is none that can be read. At most a day."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), RETRY_AFTER_MAX_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), RETRY_AFTER_MAX_S)


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc.lower()
