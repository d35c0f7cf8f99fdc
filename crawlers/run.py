"""One crawl of one site, from its lock to its outcome: an extension that settings name, so that every crawl has one.

    start   the site's lock, the database with its writing thread, the spider's frontier; any of them may say no
    begin   the run's row; leases that a killed crawl left are given back, and the page it had in hand is noted
    close   leases are given back, the row gets outcome, reason and counts, the site its next time; all is let go

How it becomes the exit status of a process: `ended(crawler, task)`, once the crawl's task is done.

Settings: NEWS_DATABASE, NEWS_REPLAY ("" is a live crawl), NEWS_SINCE and NEWS_TODAY (a day, or ""),
NEWS_CONTACT (joins USER_AGENT), NEWS_CANARY_EVERY, NEWS_DUE_ONLY (nothing is done unless the site is due).
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any, Literal, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.defer import deferred_from_coro

from crawlers.discover.links import Taking
from crawlers.discover.walk import Walk
from crawlers.due import Bounds, Walked, next_due
from crawlers.errors import LockedError, NewsError, NotDueError, UsageError
from crawlers.fetch.agent import user_agent
from crawlers.frontier import Frontier
from crawlers.health.examine import examine
from crawlers.health.watch import Watch
from crawlers.locks import Lock, die_with_parent, hold, is_held, told
from crawlers.logs import note_run
from crawlers.reading import Reading
from crawlers.site import NewsSpider
from crawlers.urls import canonicalise
from crawlers.ways import SHANGHAI
from crawlers.writer import Writer
from pipelines import search
from pipelines.database import Database
from pipelines.telling import NoticeRules, load_notices

logger = logging.getLogger(__name__)

Outcome = Literal["ok", "failed", "stopped"]
SEARCHABLE_AT_END = 2000
"""Articles that the end of a crawl makes findable, a third of a second's work: all of its own, unless many wait."""
FAILURES = {
    "memusage_exceeded": "it took more memory than MEMUSAGE_LIMIT_MB allows",
    "archive_failed": "the archive could not be written",
    "start_error": "a fault of this program while it started",
}
"""Scrapy's reasons for closing that are failures, in words. A failed write names itself."""
STAGES = (
    "archive",
    "backfill",
    "clean",
    "crawl",
    "dedupe",
    "discover",
    "extract",
    "fetch",
    "figures",
    "guard",
    "judge",
    "retry",
    "robots",
    "store",
)
"""The stats that are ours: what a run's row keeps."""


class Run:
    """The bookkeeping of a crawl; `crawler.get_extension(Run)`."""

    def __init__(
        self, site: str, kind: Literal["crawl", "replay", "add"], bounds: Bounds, lock: Lock, writer: Writer
    ) -> None:
        self.site, self.kind, self.bounds, self.writer = site, kind, bounds, writer
        self.id = 0
        self.started_at = datetime.now(UTC)
        self.outcome: Outcome | None = None
        """None until the crawl has ended."""
        self.failures: list[str] = []
        self.notices: NoticeRules | None = None
        """Who is told how the site turns."""
        self.watch = Watch()
        """What it sees of the site's health."""
        self._lock = lock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the lock, open the database and give the spider its frontier; NewsError says in a sentence why not."""
        spider, settings = crawler.spider, crawler.settings
        if not isinstance(spider, NewsSpider):
            raise NotConfigured("not a site: `scrapy shell` and the like keep nothing")
        die_with_parent()
        settings.set("USER_AGENT", user_agent(settings), priority="cmdline")
        since = _day(settings, "NEWS_SINCE")
        notices = load_notices(Path(settings["NEWS_NOTICES"]))
        database = Path(settings["NEWS_DATABASE"])
        lock = hold(database, spider.name)
        try:
            if is_held(database, "restore"):
                raise LockedError("a restore", told(database, "restore")[0])
            writer = Writer(database)
            if settings.getbool("NEWS_DUE_ONLY") and not writer.write_now(lambda db: db.is_due(spider.name, _now())):
                writer.close()
                raise NotDueError(f"{spider.name} is not due: another crawl was just there.")
        except BaseException:
            lock.release()
            raise
        is_added = bool(spider.pages)
        kind: Literal["crawl", "replay", "add"] = (
            "add" if is_added else "replay" if settings["NEWS_REPLAY"] else "crawl"
        )
        run = cls("" if is_added else spider.name, kind, spider.bounds(), lock, writer)
        run.notices = notices
        run._join(crawler, spider, since)
        return run

    def in_hand(self, url: str) -> AbstractContextManager[None]:
        """Say to whoever watches, and to who comes after this process died, which page is worked on."""
        return self._lock.in_hand(url)

    async def begin(self, publisher: str) -> None:
        """Write the run's row, give back the leases of a crawl that was killed, take the canary in where it is due."""

        def work(db: Database) -> int:
            with db.transaction():
                if self.site:
                    db.save_site(self.site, publisher)
                if self._lock.left:
                    db.bury(self.site, "killed, nobody saw by whom", self._lock.left, is_certain=False, at=_now())
                db.release(self.site)
                if self.watch.canary:
                    db.ask_again(self.site, "canary", self.watch.canary, at=self.started_at)
                return db.start_run(self.site, self.kind, at=self.started_at)

        self.id = await self.writer.write(work)

    def fail(self, sentence: str) -> None:
        """Note what makes this run a failed one; it goes on."""
        logger.warning("run: %s", sentence)
        self.failures.append(sentence)

    @property
    def sentence(self) -> str | None:
        """Say what failed, in one sentence; None when nothing did."""
        if not self.failures:
            return None
        more = len(self.failures) - 1
        return self.failures[0] + (f" (and {more} more, see the log)" if more else "")

    def _join(self, crawler: Crawler, spider: NewsSpider, since: date | None) -> None:
        taking = Taking(hosts=spider.hosts, patterns=spider.article_patterns())
        walked = self.writer.write_now(lambda db: db.walked(self.site))
        today = _day(crawler.settings, "NEWS_TODAY") or self.started_at.astimezone(SHANGHAI).date()
        walk = Walk(taking=taking, encoding=spider.encoding, since=since, today=today, walked=walked)
        spider.frontier = Frontier(crawler, spider, self, walk)
        crawler.writer = self.writer  # type: ignore[attr-defined]
        crawler.watch = self.watch  # type: ignore[attr-defined]
        crawler.in_hand = self.in_hand  # type: ignore[attr-defined]
        if spider.canary and self.kind == "crawl":
            every = crawler.settings.getint("NEWS_CANARY_EVERY")
            if self.writer.write_now(lambda db: _crawls(db, self.site)) % every == 0:
                self.watch.canary = canonicalise(spider.canary)
        self.writer.on_failure = lambda error: self._write_failed(crawler, error)
        self._listen(crawler, spider.frontier.reading)

    def _listen(self, crawler: Crawler, reading: Reading) -> None:
        async def close(reason: str) -> None:
            await self._close(reason, crawler.stats.get_stats())

        self._close_handler = close  # Scrapy holds its handlers weakly
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(reading.page_done, signal)
        crawler.signals.connect(reading.item_broke, signals.item_error)
        crawler.signals.connect(reading.answer_broke, signals.spider_error)
        crawler.signals.connect(close, signals.spider_closed)

    def _write_failed(self, crawler: Crawler, error: BaseException) -> None:
        self.fail(str(error) if isinstance(error, NewsError) else f"a write failed: {error!r}")
        if crawler.engine.spider is not None:
            deferred_from_coro(crawler.engine.close_spider_async(reason="write_failed"))

    async def _close(self, reason: str, stats: Mapping[str, Any]) -> None:
        counts = {word: n for word, n in stats.items() if word.partition("/")[0] in STAGES and isinstance(n, int)}
        broken = sum(n for word, n in counts.items() if word.endswith("/broken"))
        if broken and not self.failures:
            self.fail(f"{broken} pages broke a stage; `scrapy why URL` and the log say where.")
        if reason in FAILURES and not self.failures:
            self.fail(str(stats.get("archive/error", FAILURES[reason])))
        self.outcome = "failed" if self.failures else "ok" if reason == "finished" else "stopped"
        words = self.sentence or (None if reason == "finished" else reason)
        logger.info("run: site=%s outcome=%s reason=%s", self.site or "added", self.outcome, words)
        note_run(self.writer.path, self._line(words, counts))
        if self.id and not self.writer.failure:
            await self.writer.write(lambda db: self._write_end(db, words, counts))
            await self.writer.write(lambda db: search.catch_up(db, at_most=SEARCHABLE_AT_END))
        self.writer.close()
        self._lock.release()

    def _line(self, words: str | None, counts: Mapping[str, int]) -> dict[str, object]:
        """Say all of the run in one line, as a program that collects logs wants it."""
        now = datetime.now(UTC)
        return {
            "at": now.isoformat(timespec="milliseconds"),
            "run": self.id,
            "site": self.site,
            "kind": self.kind,
            "outcome": self.outcome,
            "reason": words,
            "seconds": round((now - self.started_at).total_seconds(), 3),
            "counts": dict(sorted(counts.items())),
        }

    def _write_end(self, db: Database, words: str | None, counts: dict[str, int]) -> None:
        assert self.outcome is not None
        with db.transaction():
            db.release(self.site)
            ended = "SELECT state, count(*) AS n FROM links_v1 WHERE site IS ? AND tried_at >= ? GROUP BY state"
            since = self.started_at.isoformat(timespec="milliseconds")
            states = {row["state"]: row["n"] for row in db.rows(ended, (self.site or None, since))}
            at = datetime.now(UTC)
            db.end_run(self.id, self.outcome, words, counts | states, at=at)
            if self.site and self.outcome != "stopped":
                # With the run's end, so that no other process can find the site due between the two.
                walks = [Walked(at=each, new=new) for each, new in db.walks(self.site)]
                due = next_due(at, walks, self.bounds, Random())  # noqa: S311 - no secret
                db.save_site(self.site, None, next_due_at=due, at=at)
            if self.site:
                of = "SELECT url, channel FROM links_v1 WHERE url IN (SELECT value FROM json_each(?))"
                channels = {row["url"]: row["channel"] for row in db.rows(of, (json.dumps(self.watch.links),))}
                looks, judges = self.watch.looks(channels, at), self.kind == "crawl"
                examine(db, self.site, self.id, looks, at=at, judges=judges, notices=self.notices)


def ended(crawler: Crawler, task: asyncio.Task[None]) -> tuple[int, str | None]:
    """Return the exit status of a crawl and, unless it is 0, the sentence that says why."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, NewsError):
        return error.exit_code, str(error)
    run = crawler.get_extension(Run) if error is None else None
    if run is None:
        return 1, f"the crawl did not start: {error!r}"
    if run.outcome == "ok":
        return 0, None
    if run.outcome == "stopped":
        return 1, "stopped before its end; what was found is kept, and the next crawl goes on from there."
    return 1, run.sentence or "the crawl did not come to an end."


def _crawls(db: Database, site: str) -> int:
    (row,) = db.rows("SELECT count(*) AS n FROM runs_v1 WHERE site = ? AND kind = 'crawl'", (site,))
    return int(row["n"])


def _day(settings: BaseSettings, name: str) -> date | None:
    if not (text := settings[name]):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{name}: {text!r} is no day; write it as 2015-01-31.") from None


def _now() -> datetime:
    return datetime.now(UTC)
