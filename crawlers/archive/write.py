"""Writes WARC files: one exchange in, a response and a request record out, each a gzip member of its own.

A file has one writer, and its name says whose: site, time, process, running number. Each record reaches the
operating system in one write before `write` returns, so that a process killed at any moment leaves whole records
and at most one torn at the very end.
"""

from __future__ import annotations

import contextlib
import gzip
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive.record import header_lines
from crawlers.errors import ArchiveError
from pipelines.database import make_folder

GZIP_LEVEL = 4  # of real pages 24 %; warcio's 9 takes 2.5 times as long for 23 %


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """What went over the wire for one request that was answered in full."""

    url: str
    at: datetime
    request_head: bytes
    """Request line and headers, lines ended by CRLF, without the empty line."""
    request_body: bytes
    response_head: bytes
    """Status line and headers, the same; Transfer-Encoding still in it."""
    response_body: bytes
    """Chunks joined, content-encoding as sent."""
    ip_address: str | None = None


class _RawHead(StatusAndHeaders):  # type: ignore[misc]
    """A header block that is written as it came: warcio would percent-encode a UTF-8 Location."""

    def __init__(self, head: bytes) -> None:
        first = head.split(b"\r\n", 1)[0].decode("latin-1")
        super().__init__(first.partition(" ")[2] or "-", [], protocol=first.partition(" ")[0])
        self._head = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002 - warcio's argument
        self.headers_buff = self._head + b"\r\n"


class WarcWriter:
    """Appends exchanges to WARC files in `folder`, and starts a new file when one has grown to `roll_bytes`."""

    def __init__(self, folder: Path, site: str, *, roll_bytes: int, software: str) -> None:
        self._folder, self._site, self._roll_bytes, self._software = folder, site, roll_bytes, software
        self._fd: int | None = None
        self._size = self._files = 0
        self.path: Path | None = None
        """The file being written; None before the first record."""

    def write(self, exchange: Exchange) -> str:
        """Write both records; return where the response stands, `file.warc.gz#offset`. ArchiveError: it failed."""
        try:
            return self._write(exchange)
        except OSError as error:
            where = self.path or self._folder
            reason = error.strerror or error
            raise ArchiveError(
                f"{where}: the archive cannot be written ({reason}); free space or mend rights."
            ) from error

    def close(self) -> None:
        """Put what was written on the disk and let the file go."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            os.fsync(fd)
            os.close(fd)

    def _write(self, exchange: Exchange) -> str:
        if self._fd is None or self._size >= self._roll_bytes:
            self._roll()
        assert self.path is not None
        response, request = _records(exchange)
        where = f"{self.path.name}#{self._size}"
        self._append(response + request)
        return where

    def _roll(self) -> None:
        self.close()
        make_folder(self._folder)
        started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        while self._fd is None:
            self.path = self._folder / f"{self._site}-{started}-{os.getpid()}-{self._files:03d}.warc.gz"
            self._files += 1
            with contextlib.suppress(FileExistsError):  # of another writer of this process; never write to it
                self._fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._size = 0
        assert self.path is not None
        self._append(_warcinfo(self.path.name, {"software": self._software, "format": "WARC File Format 1.0"}))

    def _append(self, data: bytes) -> None:
        assert self._fd is not None
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._fd, left) :]
        except OSError:
            # A full disk took half of it: cut it off again, so that the file stays whole.
            os.ftruncate(self._fd, self._size)
            os.lseek(self._fd, self._size, os.SEEK_SET)
            raise
        self._size += len(data)


def _records(exchange: Exchange) -> tuple[bytes, bytes]:
    buffer = BytesIO()
    warc = WARCWriter(buffer, gzip=False, warc_version="1.0")
    date = exchange.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def record(kind: str, head: bytes, body: bytes, more: dict[str, str]) -> tuple[bytes, str]:
        made = warc.create_warc_record(
            exchange.url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=_RawHead(head),
            warc_headers_dict={"WARC-Date": date} | more,
        )
        warc.write_record(made)
        data = gzip.compress(buffer.getvalue(), GZIP_LEVEL, mtime=0)
        buffer.seek(0)
        buffer.truncate()
        return data, made.rec_headers.get_header("WARC-Record-ID")

    address = {"WARC-IP-Address": exchange.ip_address} if exchange.ip_address else {}
    response, id_ = record("response", _dechunked(exchange.response_head), exchange.response_body, address)
    request, _ = record("request", exchange.request_head, exchange.request_body, {"WARC-Concurrent-To": id_})
    return response, request


def _dechunked(head: bytes) -> bytes:
    """Drop Transfer-Encoding: the body is kept with its chunks joined, and other tools would join them again."""
    if not any(name.lower() == b"transfer-encoding" for name, _ in header_lines(head)):
        return head
    lines = head.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.lower().startswith(b"transfer-encoding:"))


def _warcinfo(name: str, info: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    warc = WARCWriter(buffer, gzip=False, warc_version="1.0")
    warc.write_record(warc.create_warcinfo_record(name, dict(info)))
    return gzip.compress(buffer.getvalue(), GZIP_LEVEL, mtime=0)
