"""Reads WARC files, ours and other tools': a path in, its response records out, one in memory at a time.

Each record is a gzip member of its own, so a damaged one hides no other: what stands before and after it is read,
and the damage is counted. The usual damage is the last record of a process that was killed.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.timeutils import iso_date_to_datetime

from crawlers.archive.members import Damage, members
from crawlers.archive.record import Record, header_lines, status_of
from crawlers.errors import ArchiveError

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_LOADER = ArcWarcRecordLoader(verify_http=False)


def read_records(path: Path, damage: Damage | None = None) -> Iterator[Record]:
    """Yield the response records of a WARC file in order; what is damaged is left out and noted in `damage`.

    ArchiveError: the file is missing, cannot be read, or is no WARC with a gzip member for each record. An empty file
    is none: its writer was killed before the first record.
    """
    damage = damage or Damage()
    with _mapped(path) as data:
        if not data:
            damage.torn_at = 0
        for offset, member in members(data, damage):
            warc = _parsed(path, member)
            if warc is not None and warc.rec_type != "response":
                continue
            record = warc and _response(path, offset, warc)
            if record is None:
                damage.note(offset)
            else:
                yield record


def read_record(path: Path, offset: int) -> Record:
    """Read the one response record that stands at `offset`; ArchiveError when none does."""
    with _mapped(path) as data:
        at, member = next(members(data, Damage(), offset), (None, b""))
        warc = _parsed(path, member) if at == offset else None
        record = _response(path, offset, warc) if warc is not None and warc.rec_type == "response" else None
    if record is None:
        raise ArchiveError(f"{path}#{offset}: no response record stands there; the file was changed or cut.")
    return record


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                yield b""
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if data[:5] == b"WARC/":
                    raise ArchiveError(f"{path}: not compressed; `warcio recompress` makes a file that can be read.")
                if data[:2] != b"\x1f\x8b":
                    raise ArchiveError(f"{path}: not a WARC file; give a .warc.gz file.")
                yield data
    except OSError as error:
        raise ArchiveError(f"{path}: the archive cannot be read ({error.strerror}); give another path.") from error


def _parsed(path: Path, member: bytes) -> ArcWarcRecord | None:
    """Parse one member as one record; None when it is none. `raw_stream` of the answer holds the whole block."""
    stream = BytesIO(member)
    try:
        warc = _LOADER.parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except (ArchiveLoadFailed, EOFError):
        return None
    if warc.length is None:
        return None
    block = warc.raw_stream.read()
    if len(block) < warc.length:
        return None
    if stream.read().strip(b"\r\n"):
        raise ArchiveError(f"{path}: compressed as one piece; `warcio recompress` makes a file that can be read.")
    warc.raw_stream = BytesIO(block)
    return warc


def _response(path: Path, offset: int, warc: ArcWarcRecord) -> Record | None:
    """Take the HTTP response out of a response record; None when there is none in it."""
    block = warc.raw_stream.read()
    url, date = warc.rec_headers.get_header("WARC-Target-URI"), warc.rec_headers.get_header("WARC-Date")
    end = _END_OF_HEAD.search(block)
    if end is None or not url or not date:
        return None
    head, body = block[: end.start()] + b"\r\n", block[end.end() :]
    try:
        status, at = status_of(head), iso_date_to_datetime(date, tz_aware=True)
    except ValueError:
        return None
    return Record(url=url, at=at, status=status, head=head, body=_joined(head, body), file=path, offset=offset)


def _joined(head: bytes, body: bytes) -> bytes:
    """Join the chunks that some tools leave in a record; ours are joined already and say nothing of chunks."""
    if not any(
        name.lower() == b"transfer-encoding" and b"chunked" in value.lower() for name, value in header_lines(head)
    ):
        return body
    reader, whole = ChunkedDataReader(BytesIO(body)), bytearray()
    while piece := reader.read(1 << 16):
        whole += piece
    return bytes(whole)
