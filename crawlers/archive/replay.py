"""Answers requests from archives instead of the network: WARC files in, the recorded responses out.

The n-th request of a URL gets its n-th record, then the last one again; a request with validators that still hold
gets 304. A URL that no file holds is a miss: it is counted, ends its link, and is not tried again. Nothing waits.
"""

from __future__ import annotations

import logging
from array import array
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from w3lib.url import safe_url_string

from crawlers.archive.members import Damage
from crawlers.archive.read import read_record, read_records
from crawlers.archive.record import Record
from crawlers.errors import ArchiveError
from crawlers.fetch.ends import Failed

logger = logging.getLogger(__name__)


class Index:
    """Where each URL's records stand in some WARC files, in order; two integers a record are kept in memory."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read all files once; a torn or damaged place is warned of.

        ArchiveError: a file is missing or no WARC, or there is no response in any of them.
        """
        self._files = _files(paths)
        self._places: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        self.newest = datetime.min.replace(tzinfo=UTC)
        """When the last of all was fetched."""
        for number, file in enumerate(self._files):
            damage = Damage()
            for record in read_records(file, damage):
                self._places[_key(record.url)].extend((number, record.offset))
                self.newest = max(self.newest, record.at)
            _warn(file, damage)
        if not self._places:
            names = ", ".join(map(str, paths))
            raise ArchiveError(f"{names}: no response can be read in it; give a .warc.gz file that is whole.")

    def __len__(self) -> int:
        return len(self._places)

    def record(self, url: str, nth: int) -> Record | None:
        """Read the `nth` record of a URL, counted from 0, or its last; None when there is none."""
        places = self._places.get(_key(url))
        if not places:
            return None
        at = 2 * min(nth, len(places) // 2 - 1)
        return read_record(self._files[places[at]], places[at + 1])


class ReplayHandler(BaseDownloadHandler):
    """The download handler of a replay."""

    lazy = True

    def __init__(self, crawler: Crawler, index: Index) -> None:
        super().__init__(crawler)
        self._index = index
        self._asked: defaultdict[str, int] = defaultdict(int)

    async def download_request(self, request: Request) -> Response:
        """Return the recorded response as the network would; Failed archive/not_in_archive when there is none."""
        key = _key(request.url)
        nth = self._asked[key]
        self._asked[key] += 1
        try:
            record = self._index.record(request.url, nth)
            if record is not None and record.status == 304 and not _is_conditional(request):
                record = self._with_body(request.url, nth)
        except ArchiveError as error:
            raise Failed("archive", "unreadable", str(error)) from error
        if record is None:
            self.crawler.stats.inc_value("archive/miss")
            raise Failed("archive", "not_in_archive", request.url)
        request.meta["archive"], request.meta["fetched_at"] = record.where, record.at
        request.meta["download_latency"] = 0.0
        return _not_modified(request, record) or _response(request, record)

    async def close(self) -> None:
        """Nothing is held open between two requests."""

    def _with_body(self, url: str, nth: int) -> Record | None:
        """The record before a recorded 304: what the asker of then had, and this one has not."""
        for earlier in range(nth - 1, -1, -1):
            record = self._index.record(url, earlier)
            if record is not None and record.status != 304:
                return record
        return None


def _files(paths: Sequence[Path]) -> list[Path]:
    """A folder stands for the archives in it, in order of their names: site, then time."""
    files = [file for path in paths for file in (sorted(path.glob("*.warc.gz")) if path.is_dir() else [path])]
    if not files:
        raise ArchiveError(
            f"{', '.join(map(str, paths))}: no archive is there; give a .warc.gz file or a folder of them."
        )
    return files


def _key(url: str) -> str:
    return urldefrag(safe_url_string(url)).url


def _warn(file: Path, damage: Damage) -> None:
    if damage.torn_at is not None:
        logger.warning("archive: file=%s torn_at=%d; its whole records are used", file, damage.torn_at)
    if damage.broken:
        logger.warning("archive: file=%s broken=%d; its whole records are used", file, damage.broken)


def _is_conditional(request: Request) -> bool:
    return b"If-None-Match" in request.headers or b"If-Modified-Since" in request.headers


def _response(request: Request, record: Record) -> Response:
    headers = Headers()
    for name, value in record.headers:
        headers.appendlist(name, value)
    if record.status in (204, 304):
        headers[b"Content-Length"] = b"0"  # as the live handler says of an answer that cannot have a body
    url = urldefrag(request.url).url
    kind = responsetypes.from_args(headers=headers, url=url, body=record.body)
    return kind(url=url, status=record.status, headers=headers, body=record.body, protocol="HTTP/1.1")


def _not_modified(request: Request, record: Record) -> Response | None:
    """Answer as the server would have, had it been asked with the validators of this very record."""
    said = {name.lower(): value for name, value in record.headers}
    tag, since = request.headers.get(b"If-None-Match"), request.headers.get(b"If-Modified-Since")
    same = tag == said.get(b"etag") if tag else since is not None and since == said.get(b"last-modified")
    if record.status != 200 or not same:
        return None
    kept = {name: value for name, value in record.headers if name.lower() in (b"etag", b"last-modified", b"date")}
    return Response(url=urldefrag(request.url).url, status=304, headers=Headers(kept), protocol="HTTP/1.1")
