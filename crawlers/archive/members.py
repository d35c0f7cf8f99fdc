"""Walks the gzip members of a file: bytes in, (offset, decompressed member) out, damage stepped over and counted."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

MEMBER_MAX_BYTES = 256 << 20  # no page of ours comes near it; a bomb in someone else's archive does
PLACES_KEPT = 1000  # a file that is damaged all over needs no longer list
_CHUNK_BYTES = 1 << 16
_BEHIND_BYTES = 4 << 20
_MAGIC = b"\x1f\x8b\x08"


@dataclass(slots=True)
class Damage:
    """What could not be read of a file; filled in while it is read."""

    torn_at: int | None = None
    """Where the file ends inside a record: its writer was killed there."""
    broken: int = 0
    """Places further up that hold no readable record."""
    places: list[int] = field(default_factory=list)
    """Where those are: the first PLACES_KEPT of them."""

    def note(self, at: int) -> None:
        """Count a place that holds no readable record."""
        self.broken += 1
        if len(self.places) < PLACES_KEPT:
            self.places.append(at)


def members(data: mmap.mmap | bytes, damage: Damage, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield each whole member from `at` on with its offset; after a damaged one go on where the next one starts."""
    behind = 0
    while at < len(data):
        if isinstance(data, mmap.mmap) and at - behind > _BEHIND_BYTES:
            # What was read stays in the page cache; it need not count as this process's memory too.
            pages = (at - behind) // mmap.PAGESIZE * mmap.PAGESIZE
            data.madvise(mmap.MADV_DONTNEED, behind, pages)
            behind += pages
        body, end = _gunzip(data, at)
        if body is not None:
            yield at, body
            at = end
            continue
        following = data.find(_MAGIC, at + 1)
        if following < 0:
            damage.torn_at = at
            return
        damage.note(at)
        at = following


def _gunzip(data: mmap.mmap | bytes, start: int) -> tuple[bytes | None, int]:
    """Return the member at `start` and where it ends; None when it is cut short, damaged or beyond all measure."""
    inflate, body, at = zlib.decompressobj(zlib.MAX_WBITS | 16), bytearray(), start
    while not inflate.eof:
        chunk = data[at : at + _CHUNK_BYTES]
        at += len(chunk)
        try:
            body += inflate.decompress(chunk, MEMBER_MAX_BYTES + 1 - len(body))
        except zlib.error:
            return None, at
        if not chunk or len(body) > MEMBER_MAX_BYTES:
            return None, at
    return bytes(body), at - len(inflate.unused_data)
