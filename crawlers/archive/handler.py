"""What settings name: the archive of a crawl, and the download handler that uses it, live or replay.

Settings:
    EXTENSIONS = {"crawlers.archive.handler.Archive": 0}      # opens the archive before anything is asked for
    DOWNLOAD_HANDLERS = {"http": "crawlers.archive.handler.ArchiveHandler", "https": the same,
                         "file": None, "data": None, "ftp": None, "s3": None}
    NEWS_REPLAY = ""              # WARC files or folders of them, parted by commas: answer from these, ask no network
    NEWS_ARCHIVE_DIR = ""         # where a live crawl writes; "" = nowhere
    NEWS_ARCHIVE_ROLL_MB = 256    # a file that has grown to this is followed by a new one
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler

from crawlers.archive.replay import Index, ReplayHandler
from crawlers.archive.write import WarcWriter
from crawlers.ways import SHANGHAI

if TYPE_CHECKING:
    from crawlers.archive.live import LiveHandler

logger = logging.getLogger(__name__)


class Archive:
    """The archive of one crawl: `index` in a replay, `writer` in a live crawl that keeps what it gets, else neither."""

    def __init__(self, *, index: Index | None = None, writer: WarcWriter | None = None) -> None:
        self.index, self.writer = index, writer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open what the settings say. ArchiveError, before the crawl begins: a file to replay is missing or no WARC."""
        settings = crawler.settings
        if replayed := settings.getlist("NEWS_REPLAY"):
            # Nobody is at the other end whom a pause would spare.
            settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
            settings.set("DOWNLOAD_SLOTS", {}, priority="cmdline")
            index = Index([Path(name) for name in replayed])
            if not settings["NEWS_TODAY"]:
                settings.set("NEWS_TODAY", index.newest.astimezone(SHANGHAI).date().isoformat(), priority="cmdline")
            logger.info("archive: replay=%s urls=%d", ",".join(replayed), len(index))
            return cls(index=index)
        if not (folder := settings["NEWS_ARCHIVE_DIR"]):
            return cls()
        roll_bytes = settings.getint("NEWS_ARCHIVE_ROLL_MB", 256) << 20
        site = crawler.spidercls.name
        return cls(writer=WarcWriter(Path(folder), site, roll_bytes=roll_bytes, software=settings["BOT_NAME"]))


class ArchiveHandler:
    """The download handler for http and https; what is built is a LiveHandler or a ReplayHandler."""

    lazy = False
    """Built before the first request: that one's pause would run while its handler was still being imported."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LiveHandler | ReplayHandler:
        """Build the handler that fits the crawl's archive; both schemes share one archive."""
        archive = crawler.get_extension(Archive)
        if archive is None:
            raise RuntimeError("EXTENSIONS must name crawlers.archive.handler.Archive")
        if archive.index is not None:
            return ReplayHandler(crawler, archive.index)
        from crawlers.archive.live import LiveHandler  # a replay needs neither sockets nor certificates

        return LiveHandler(crawler, archive.writer)
