"""Stored articles are named and matched again by today's rules: a database comes in, a tally of what changed goes out.

Each article is one transaction that leaves it as a crawl of today would have stored it, so that a run which was killed
is simply run again: what is up to date is passed by. Crawls may write meanwhile; no lock of a site is needed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

import pipelines
from crawlers import locks
from crawlers.errors import StorageError, UsageError
from crawlers.logs import logging_to
from crawlers.reprocess.versions import digest
from crawlers.sites import SiteLoader
from pipelines.database import Database, MatchedBy
from pipelines.publishers import Publishers, load_publishers
from pipelines.rematch import VERSION, bring_up

log = logging.getLogger(__name__)

BATCH = 200

Progress = Callable[[int, int], None]
"""Called with how many articles are done, and of how many."""


@dataclass(kw_only=True)
class Tally:
    """What a run came to."""

    became: Counter[str] = field(default_factory=Counter)
    """Words of pipelines.rematch.Became, and broken."""
    seconds: float = 0.0
    is_stopped: bool = False


def rematch(path: Path, settings: BaseSettings, *, stopped: threading.Event, said: Progress) -> Tally:
    """Bring what is stored at `path` up to today's rules of naming and matching, until done or `stopped` is set."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such database yet; `make demo` or `make crawl` makes one.")
    publishers = Path(settings["NEWS_PUBLISHERS"])
    known, rules = load_publishers(publishers), f"matching {VERSION}, {digest([publishers, *_code()])}"
    sites = SiteLoader.from_settings(settings)
    with locks.hold(path, "rematch"), logging_to(path, "rematch"), closing(Database.open(path)) as database:
        for key in sites.list():
            database.save_site(key, sites.load(key).publisher)
        return _Run(database, known, rules).run(stopped, said)


def _code() -> list[Path]:
    """Name what decides stories: a version that people forget to raise says less than the bytes."""
    return sorted(Path(pipelines.__path__[0], "dedupe").glob("*.py"))


class _Run:
    def __init__(self, database: Database, publishers: Publishers, rules: str) -> None:
        self._database, self._publishers, self._rules = database, publishers, rules
        self._settled_to = database.settled_to(rules)
        self._tally = Tally()

    def run(self, stopped: threading.Event, said: Progress) -> Tally:
        began, tally = time.monotonic(), self._tally
        after, last = 0, self._database.last_article()
        while not stopped.is_set() and (batch := self._database.matched_by(after=after, limit=BATCH)):
            for article in batch:
                if stopped.is_set():
                    break
                tally.became[self._bring_up(article)] += 1
                after = article.id
                said(min(after, last), last)
            if after > self._settled_to:
                self._database.mark_settled(self._rules, after)
        tally.seconds, tally.is_stopped = time.monotonic() - began, stopped.is_set()
        return tally

    def _bring_up(self, article: MatchedBy) -> str:
        """Bring one article up to date; one that breaks stays as it is, with its trace in the log."""
        is_settled = article.id <= self._settled_to
        try:
            while True:
                now = datetime.now(UTC)
                became = bring_up(self._database, article, self._publishers, at=now, is_settled=is_settled)
                if became is not None:
                    return became
                (article,) = self._database.matched_by(after=article.id - 1, limit=1)
        except StorageError:
            raise
        except Exception:
            log.exception("broken article=%s url=%s", article.id, article.url)
            return "broken"
