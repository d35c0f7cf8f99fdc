"""Undoes content-encoding strictly: a body as sent in, the whole body out, or the end that it is torn or too large."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence

import brotli  # type: ignore[import-untyped]
from backports import zstd

from crawlers.fetch.ends import Failed, TryLater

_STEP_BYTES = 1 << 16


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
