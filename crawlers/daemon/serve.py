"""The life of the daemon: a database comes in, its sites are crawled as they are due, until a signal says to stop.

SIGTERM, SIGINT  no new crawl; what runs finishes the pages it has in hand, 25 s at most; a second one ends it at once
SIGHUP           site and rule files are read again; what is broken stays as it was
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from crawlers import locks
from crawlers.child import Limits
from crawlers.daemon import backups, beat
from crawlers.daemon.definitions import Definitions, Reader
from crawlers.daemon.notify import notify
from crawlers.daemon.page import Pages
from crawlers.daemon.queue import Queue
from crawlers.daemon.ticks import Ticks
from crawlers.errors import DaemonError, LockedError
from crawlers.logs import logging_to
from crawlers.measures.serve import serving
from crawlers.notices.post import Pace, Post
from crawlers.signals import hearing, stopping
from pipelines.telling import load_notices

log = logging.getLogger(__name__)

BEAT_EVERY_S = 5.0
LOOK_EVERY_S = 0.5
WAL_WARN_BYTES = 200 << 20
RESTARTS_MAX = 5
"""A scheduler that had to be started again so often will not do better: who supervises the service starts it anew."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the person who starts the daemon says."""

    database: Path
    jobs: int
    tick_s: float
    limits: Limits
    is_backing_up: bool = True
    web: tuple[str, ...] | None = None
    """The words of `python -m web.serve`; None serves no pages."""
    metrics: int | None = None
    """The port of loopback on which it is measured; None: nowhere."""


def serve(wanted: Wanted, settings: BaseSettings) -> int:
    """Run until told to stop; return 1 when a site or rule file is broken, or the scheduler gave up."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locks.hold(wanted.database, "daemon"))
        except LockedError as error:
            raise DaemonError("the daemon", error.pid) from error
        if locks.is_held(wanted.database, "restore"):
            raise LockedError("a restore", locks.told(wanted.database, "restore")[0])
        stack.enter_context(logging_to(wanted.database, "daemon"))
        backups.check_at_start(wanted.database)
        reader = Reader(wanted.database.absolute().parent / "running" / wanted.database.stem, settings)
        definitions = reader.read()
        _say_broken(definitions)
        logs = wanted.database.absolute().parent / "logs"
        queue = Queue(wanted.database.absolute(), wanted.jobs, definitions, logs, wanted.limits)
        stack.enter_context(serving(wanted.database.absolute(), wanted.metrics))
        queue.begin()
        post = Post(
            wanted.database.absolute(),
            load_notices(Path(definitions.settings["NEWS_NOTICES"])),
            allowed=settings.getlist("NEWS_ALLOW_PRIVATE"),
            pace=Pace(first_wait_s=settings.getfloat("NEWS_NOTICE_WAIT_S")),
        )
        return _Life(wanted, reader, queue, post).run()


class _Life:
    """The main thread, from the first tick to the last."""

    def __init__(self, wanted: Wanted, reader: Reader, queue: Queue, post: Post) -> None:
        self._wanted, self._reader, self._queue, self._post = wanted, reader, queue, post
        self._started_at = self._read_at = datetime.now(UTC)
        self._is_wal_told = False
        logs = wanted.database.absolute().parent / "logs"
        self._pages = Pages(wanted.database.absolute(), wanted.web, logs) if wanted.web is not None else None

    def run(self) -> int:
        assert self._reader.last is not None
        children = self._queue.children
        with stopping(self._queue.stop, children.kill) as stopped, hearing(signal.SIGHUP) as asked:
            log.info("watching %d sites, %d at a time", len(self._reader.last.sites.list()), self._wanted.jobs)
            ticks = Ticks(self._queue.fill, self._post.look, self._back_up, every_s=self._wanted.tick_s)
            notify("READY=1")
            self._wait(stopped, asked, ticks)
            notify("STOPPING=1")
            if self._pages:
                self._pages.stop()
            ticks.stop()
            self._queue.stop()
            self._post.stop()
            children.close()
        log.info("stopped")
        is_given_up = ticks.restarts >= RESTARTS_MAX
        return 1 if self._reader.last.broken or is_given_up else 0

    def _wait(self, stopped: threading.Event, asked: threading.Event, ticks: Ticks) -> None:
        """Keep watch over what works, until told to stop."""
        left_s = 0.0
        while not stopped.wait(LOOK_EVERY_S):
            ticks.watch()
            if self._pages:
                self._pages.look()
            if ticks.restarts >= RESTARTS_MAX:
                log.critical("the scheduler was started again %d times; this process ends", ticks.restarts)
                return
            if asked.is_set():
                asked.clear()
                self._read_again()
            left_s -= LOOK_EVERY_S
            if left_s <= 0:
                left_s = BEAT_EVERY_S
                self._beat(ticks)

    def _read_again(self) -> None:
        definitions = self._reader.read()
        self._read_at = datetime.now(UTC)
        _say_broken(definitions)
        self._queue.go_by(definitions)
        self._post.rules = load_notices(Path(definitions.settings["NEWS_NOTICES"]))
        log.info("read again: %d sites, %d broken files", len(definitions.sites.list()), len(definitions.broken))
        self._queue.fill()

    def _back_up(self) -> None:
        if self._wanted.is_backing_up:
            backups.daily(self._wanted.database)

    def _beat(self, ticks: Ticks) -> None:
        notify("WATCHDOG=1")
        queue, last = self._queue, self._reader.last
        if queue.wal_bytes > WAL_WARN_BYTES and not self._is_wal_told:
            log.warning("the write-ahead log has %d MB: does some program read for hours?", queue.wal_bytes >> 20)
        self._is_wal_told = queue.wal_bytes > WAL_WARN_BYTES
        made = backups.backups(self._wanted.database)
        beat.write(
            self._wanted.database,
            beat.Beat(
                pid=os.getpid(),
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                started_at=self._started_at.isoformat(timespec="seconds"),
                looked_at=queue.looked_at.isoformat(timespec="seconds") if queue.looked_at else None,
                crawls={site: (pid, round(age_s)) for site, (pid, age_s) in queue.children.running().items()},
                waiting=queue.waiting,
                trouble=queue.trouble,
                restarts=ticks.restarts,
                definitions_at=self._read_at.isoformat(timespec="seconds"),
                broken=last.broken if last else (),
                dying=dict(queue.dying),
                wal_bytes=queue.wal_bytes,
                backup=str(made[0]) if made else None,
                open_files=len(list(Path("/proc/self/fd").iterdir())),
                threads=threading.active_count(),
            ),
        )


def _say_broken(definitions: Definitions) -> None:
    for sentence in definitions.broken:
        log.error("error: %s", sentence)
