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
import zlib
from collections.abc import Callable, Iterator, Sequence

import brotli  # type: ignore[import-untyped]
from backports import zstd
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from crawlers.fetch.ends import Failed, TryLater
from crawlers.fetch.retry import Retry

logger = logging.getLogger(__name__)

_STEP_BYTES = 1 << 16


class WholeBodies(HttpCompressionMiddleware):
    """Scrapy's middleware with a strict way to decode: raises TryLater fetch/torn_body and Failed fetch/too_large."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    async def process_response(self, request: Request, response: Response) -> Response | Request:  # type: ignore[override]
        """Return the response unpacked, or the request to try again when its body was torn."""
        try:
            return super().process_response(request, response)
        except TryLater as torn:
            retry = self._crawler.get_downloader_middleware(Retry)
            if retry is None:
                raise
            return await retry.again(request, torn)

    def _warn_unknown_encoding(self, response: Response, encodings: list[bytes]) -> None:
        # As browsers do, take the body as it is: `Content-Encoding: utf-8` is a common slip. Any bytes may stand here.
        logger.debug("fetch: url=%s content_encoding=%r left as it is", response.url, encodings)

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        return decode(body, encoding, max_size)


def unpack(body: bytes, encodings: Sequence[bytes], max_bytes: int) -> bytes:
    """Undo the Content-Encoding headers of an archived response, last first; one that nobody knows is left as it is.

    TryLater and Failed as `decode`.
    """
    words = [word.strip().lower() for value in encodings for word in value.split(b",")]
    for word in reversed(words):
        if word not in _DECODERS:
            break
        body = decode(body, word, max_bytes)
    return body


def decode(body: bytes, encoding: bytes, max_bytes: int) -> bytes:
    """Undo one content-encoding (gzip, x-gzip, deflate, br, zstd); `max_bytes` 0 is no limit.

    TryLater fetch/torn_body: cut short or damaged. Failed fetch/too_large: unpacked, it is more than `max_bytes`.
    """
    if not body:
        return body  # some servers name an encoding and send nothing
    whole = bytearray()
    try:
        for piece in _DECODERS[encoding](body):
            whole += piece
            if max_bytes and len(whole) > max_bytes:
                raise Failed("fetch", "too_large", f"more than {max_bytes} bytes unpacked from {len(body)}")
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        raise TryLater("fetch", "torn_body", f"{encoding.decode()}: {error}") from error
    return bytes(whole)


def _gzip(body: bytes) -> Iterator[bytes]:
    """A stream may have several members; what stands behind the last one, padding as a rule, is passed over."""
    rest = body
    while rest[:2] == b"\x1f\x8b" or rest is body:
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield from _inflated(inflate, rest)
        rest = inflate.unused_data


def _deflate(body: bytes) -> Iterator[bytes]:
    """Deflate should be zlib's format; some servers send it bare. The first two bytes tell."""
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _inflated(zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS), body)


def _inflated(inflate: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while not inflate.eof:
        piece = inflate.decompress(data, _STEP_BYTES)
        data = inflate.unconsumed_tail
        if not piece and not data and not inflate.eof:
            raise EOFError("the body ends before its stream does")
        yield piece


def _br(body: bytes) -> Iterator[bytes]:
    inflate = brotli.Decompressor()
    yield inflate.process(body, output_buffer_limit=_STEP_BYTES)
    while not inflate.is_finished():
        piece = inflate.process(b"", output_buffer_limit=_STEP_BYTES)
        if not piece and not inflate.is_finished():
            raise EOFError("the body ends before its stream does")
        yield piece


def _zstd(body: bytes) -> Iterator[bytes]:
    rest = body
    while rest:
        inflate = zstd.ZstdDecompressor()
        data = rest
        while not inflate.eof:
            if inflate.needs_input and not data:
                raise EOFError("the body ends before its stream does")
            yield inflate.decompress(data, _STEP_BYTES)
            data = b""
        rest = inflate.unused_data


_DECODERS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"br": _br,
    b"zstd": _zstd,
}
