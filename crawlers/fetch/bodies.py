"""Undoes content-encoding, and takes whole bodies only: bytes as sent in, bytes as meant out.

Scrapy's own middleware hands on what could be unpacked of a gzip stream that was cut short: an article that ends in
the middle of a sentence, with status 200. Here such a body is torn, and one that grows beyond the limit is too large.

Settings:
    DOWNLOADER_MIDDLEWARES = {"scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
                              "crawlers.fetch.bodies.WholeBodies": 590}
    DOWNLOAD_MAXSIZE = 4 << 20       # holds for the body as sent, and again for the body unpacked
"""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from crawlers.fetch import shields
from crawlers.fetch.ends import TryLater
from crawlers.fetch.packing import decode
from crawlers.fetch.retry import Retry

logger = logging.getLogger(__name__)


class WholeBodies(HttpCompressionMiddleware):
    """Scrapy's middleware with a strict way to decode: raises TryLater fetch/torn_body and Failed fetch/too_large."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    async def process_response(self, request: Request, response: Response) -> Response | Request:  # type: ignore[override]
        """Return the response unpacked, or the request to try again when its body was torn.

        What is unpacked is looked at once: TryLater fetch/blocked when a shield answered in the site's place.
        """
        retry = self._crawler.get_downloader_middleware(Retry)
        try:
            unpacked = super().process_response(request, response)
        except TryLater as torn:
            if retry is None:
                raise
            return await retry.again(request, torn)
        if isinstance(unpacked, Response) and retry and (shield := shields.named(unpacked.body)):
            raise retry.blocked(request, f"{response.status}, {shield}")
        return unpacked

    def _warn_unknown_encoding(self, response: Response, encodings: list[bytes]) -> None:
        # As browsers do, take the body as it is: `Content-Encoding: utf-8` is a common slip. Any bytes may stand here.
        logger.debug("fetch: url=%s content_encoding=%r left as it is", response.url, encodings)

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        return decode(body, encoding, max_size)
