"""Fetches over HTTP/1.1 and writes what came, byte for byte, to the archive before anyone else sees it.

It stands below every middleware, so robots.txt, redirects and error pages are kept too, and bodies still compressed.
A fetch that failed or was cut short leaves no record: half a page must not be replayed as a whole one.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web._newclient import STATUS, ParseError
from twisted.web._newclient import Request as TxRequest
from twisted.web.iweb import IResponse

from crawlers.archive.write import Exchange, WarcWriter
from crawlers.errors import ArchiveError
from crawlers.fetch.ends import Stopped
from crawlers.fetch.retry import Retry

logger = logging.getLogger(__name__)

HEAD_MAX_BYTES = 256 * 1024  # 20,000 headers of a hostile server end here, not in memory


class LiveHandler(HTTP11DownloadHandler):
    """The download handler of a live crawl; without a writer it only fetches."""

    lazy = True

    def __init__(self, crawler: Crawler, writer: WarcWriter | None) -> None:
        super().__init__(crawler)
        self._writer = writer
        self._pool._factory = _Factory

    async def download_request(self, request: Request) -> Response:
        """Fetch, archive, and return the response; meta gets `fetched_at` and `archive` (`file#offset`)."""
        for left in ("archive", "download_latency", "sent_at"):
            request.meta.pop(left, None)  # a redirected or repeated request brings those of the one before
        if (retry := self._crawler.get_downloader_middleware(Retry)) is not None:
            await retry.permit(request)
        request.meta["sent_at"] = sent_at = datetime.now(UTC)
        request.meta["fetched_at"] = at = sent_at.replace(microsecond=0)
        agent = _Agent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=True,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            response = await maybe_deferred_to_future(agent.download_request(request))
        if self._writer is not None:
            request.meta["archive"] = self._archive(self._writer, request, response, agent, at)
        return response

    async def close(self) -> None:
        """End the connections and the file being written."""
        await super().close()
        if self._writer is not None:
            self._writer.close()

    def _archive(self, to: WarcWriter, request: Request, response: Response, agent: _Agent, at: datetime) -> str:
        exchange = Exchange(
            url=urldefrag(request.url).url,
            at=at,
            request_head=agent.request_head,
            request_body=request.body,
            response_head=agent.response_head,
            response_body=response.body,
            ip_address=str(response.ip_address) if response.ip_address else None,
        )
        try:
            where = to.write(exchange)
        except ArchiveError as error:
            # Pages that could not be kept must not be stored either: stop now, the links stay for the next run.
            self._stop(error)
            raise Stopped from error
        self._crawler.stats.inc_value("archive/written")
        return where

    def _stop(self, error: ArchiveError) -> None:
        if self._crawler.stats.get_value("archive/write_failed"):
            return
        self._crawler.stats.set_value("archive/write_failed", 1)
        self._crawler.stats.set_value("archive/error", str(error))  # what the run will say
        logger.error("archive: %s", error)
        assert self._crawler.engine is not None
        deferred_from_coro(self._crawler.engine.close_spider_async(reason="archive_failed"))


class _Agent(_ScrapyAgent):
    """Scrapy's agent, which also hands out both header blocks as they went over the wire."""

    request_head = response_head = b""

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        self.request_head, self.response_head = txresponse.news_heads
        return super()._cb_bodyready(txresponse, request)


class _Parser(_LenientHTTPClientParser):
    """Keeps the lines of the header block; a response of 1xx before the real one is forgotten."""

    head: list[bytes]
    size: int

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        if self.state == STATUS:
            self.head, self.size = [], 0
            if line[:5].upper() != b"HTTP/":  # Scrapy breaks on a protocol that is no text
                raise ParseError("not HTTP", line[:40])  # type: ignore[no-untyped-call]
        self.size += len(line)
        if self.size > HEAD_MAX_BYTES:
            raise ParseError(f"header block beyond {HEAD_MAX_BYTES} bytes", line[:40])  # type: ignore[no-untyped-call]
        if line.rstrip(b"\r"):
            self.head.append(line.rstrip(b"\r"))
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    """Puts both header blocks on the response, where the agent finds them."""

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        answered: Deferred[IResponse] = super().request(request)
        parser = self._parser
        assert parser is not None
        parser.__class__ = _Parser  # the way of the class above: Twisted fixes the parser's class in `request`

        def hand_out(response: Any) -> Any:
            assert isinstance(parser, _Parser)
            response.news_heads = (_sent(request), b"".join(line + b"\r\n" for line in parser.head))
            return response

        return answered.addCallback(hand_out)


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802, ARG002 - Twisted's name and arguments
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def _sent(request: TxRequest) -> bytes:
    """The request line and headers as Twisted writes them."""
    lines = [b"%s %s HTTP/1.1" % (request.method, request.uri)]
    lines += [] if request.persistent else [b"Connection: close"]
    lines += [b"%s: %s" % (name, value) for name, values in request.headers.getAllRawHeaders() for value in values]
    return b"".join(line + b"\r\n" for line in lines)
