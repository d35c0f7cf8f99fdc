"""Which site is crawled next: what is due comes out of the database, crawls go to the children, never more than fit.

There is no queue but the column sites.next_due_at. Whenever there may be room (a tick, a crawl that ended) it is asked
anew, so nothing is lost with this process, and a site that somebody crawled by hand meanwhile is not crawled again.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.child import Cut, Limits
from crawlers.children import Children, Crawl, Ended, Options
from crawlers.daemon.definitions import Definitions
from crawlers.daemon.quiet import AGAIN_S, is_quiet
from crawlers.errors import NewsError
from crawlers.locks import is_held
from crawlers.show.progress import line
from pipelines.database import Database

log = logging.getLogger(__name__)

PATIENCE_S = 2.0
"""How long a look waits for another program's write; the next look comes soon enough."""
SPREAD_S, SPREAD_OVER_S = 10.0, 900.0
"""What was missed while no daemon ran is made up for one site after the other, so far apart, within this time."""
MISSED_S = 600.0
"""What is overdue for so long was missed; what became due since then is only next."""
BACK_OFF_S = 60.0
"""How long a site waits whose crawl left it due: locked, killed, a full disk; twice as long each time, up to …"""
BACK_OFF_MAX_S = 3600.0
ALERT_DEATHS = 3
"""So many deaths in a row are told as an error."""


class Queue:
    """Starts what is due while there is room. Its methods may be called from any thread."""

    def __init__(self, path: Path, jobs: int, definitions: Definitions, logs: Path, limits: Limits) -> None:
        self.path, self.jobs = path, jobs
        self.looked_at: datetime | None = None
        self.trouble: str | None = None
        """Why nothing is started now."""
        self.waiting = 0
        self.wal_bytes = 0
        self.dying: dict[str, int] = {}
        """Site to how often its crawls died, or failed before they began, in a row."""
        self._logs = logs
        self._definitions = definitions
        self.children = Children(self._options(), jobs, limits=limits, cut=self._cut)
        self._lock = threading.Lock()
        self._is_stopped = False
        self._again: dict[str, tuple[float, float]] = {}
        """Site to when it may be started again, on the monotonic clock, and how long that wait was."""
        self._quiet: set[str] = set()
        """Sites whose last crawl got no answer: they come last, and are not cut short again."""

    def begin(self) -> None:
        """Enter the sites, and put what was missed while no daemon ran one after the other."""
        now = datetime.now(UTC)
        with closing(Database.open(self.path)) as database, database.transaction():
            self._enter_sites(database)
            known = set(self._definitions.sites.list())
            missed = [key for key in database.missed_sites(now - timedelta(seconds=MISSED_S)) if key in known]
            apart = min(timedelta(seconds=SPREAD_S), timedelta(seconds=SPREAD_OVER_S) / max(len(missed), 1))
            for place, key in enumerate(missed[self.jobs :], 1):
                database.save_site(key, None, next_due_at=now + place * apart)

    def go_by(self, definitions: Definitions) -> None:
        """Take other site and rule files; what runs goes on by those it began with."""
        with self._lock:
            self._definitions = definitions
            self.children.options = self._options()
        with closing(Database.open(self.path)) as database, database.transaction():
            self._enter_sites(database)

    def fill(self) -> None:
        """Start what is due while there is room."""
        with self._lock:
            if self._is_stopped:
                return
            try:
                due = self._due()
            except NewsError as error:
                self._say(str(error))
                return
            finally:
                self.looked_at = datetime.now(UTC)
            self._say(None)
            free = max(self.jobs - len(self.children.sites), 0)
            self.waiting = max(len(due) - free, 0)
            for key in due[:free]:
                self.children.start(Crawl(site=key), self._ended).add_done_callback(_failed)

    def stop(self) -> None:
        """Start no more; let what runs finish the pages it has in hand."""
        self._is_stopped = True
        self.children.stop()

    def _due(self) -> Sequence[str]:
        """Name what may be started now, in order; StorageError when the database can be read or written by nobody."""
        now, now_s = datetime.now(UTC), time.monotonic()
        with closing(Database.open(self.path, patience_s=PATIENCE_S)) as database:
            # While nothing can be written, a crawl would fetch pages that it cannot keep.
            database.beat(os.getpid(), at=now)
            due = database.due_sites(now)
            self.wal_bytes = database.wal_bytes()
        known, busy = set(self._definitions.sites.list()), self.children.sites
        free = [
            key
            for key in due
            if key in known
            and key not in busy
            and self._again.get(key, (0.0, 0.0))[0] <= now_s
            and not is_held(self.path, key)
        ]
        return sorted(free, key=lambda key: key in self._quiet)

    def _ended(self, ended: Ended) -> None:
        """Say how a crawl ended, and see to it that its site has its time, and its place another one."""
        log.info("%s", line(ended))
        site = ended.site
        is_quiet_one = bool(ended.cut and ended.cut.page is None and not ended.cut.is_over_time)
        (self._quiet.add if is_quiet_one else self._quiet.discard)(site)
        if not ended.is_stopped:
            try:
                self._plan(ended, is_quiet=is_quiet_one)
            except NewsError as error:
                self._say(str(error))
                self._back_off(site)
        self.fill()

    def _plan(self, ended: Ended, *, is_quiet: bool) -> None:
        now, site = datetime.now(UTC), ended.site
        with closing(Database.open(self.path)) as database:
            if is_quiet:
                database.save_site(site, None, next_due_at=now + timedelta(seconds=AGAIN_S))
            died = database.deaths_in_a_row(site)
            is_due = database.is_due(site, now)
        if died:
            self.dying[site] = died
            if died >= ALERT_DEATHS:
                log.error("%s: its crawls died %d times in a row; see %s", site, died, ended.log)
        else:
            self.dying.pop(site, None)
        # A page that held it up is out of the way, and one that only had its time goes on in its turn.
        if is_due and not (ended.cut and (ended.cut.is_over_time or ended.cut.page)):
            self._back_off(site)
        else:
            self._again.pop(site, None)

    def _back_off(self, site: str) -> None:
        wait_s = min(max(2 * self._again.get(site, (0.0, 0.0))[1], BACK_OFF_S), BACK_OFF_MAX_S)
        self._again[site] = (time.monotonic() + wait_s, wait_s)

    def _cut(self, site: str, age_s: float) -> Cut | None:
        if not self.waiting or site in self._quiet:
            return None
        try:
            return is_quiet(self.path, site, age_s)
        except NewsError:
            return None  # the database cannot be read now: no reason to end a crawl

    def _say(self, trouble: str | None) -> None:
        """Tell a trouble when it begins, and when it is over."""
        if trouble and trouble != self.trouble:
            log.error("nothing is crawled now: %s", trouble)
        if self.trouble and not trouble:
            log.info("it goes on: the database can be written again")
            self._again.clear()  # what failed meanwhile did so for this
        self.trouble = trouble

    def _options(self) -> Options:
        return Options(
            database=self.path,
            logs=self._logs,
            settings={**self._definitions.settings, "NEWS_DUE_ONLY": "True"},
            env=self._definitions.env,
        )

    def _enter_sites(self, database: Database) -> None:
        for key in self._definitions.sites.list():
            database.save_site(key, self._definitions.sites.load(key).publisher)


def _failed(future: Future[Ended]) -> None:
    """Keep the trace of a crawl that could not even be started or seen to its end."""
    if error := future.exception():
        log.error("a crawl could not be started: %r", error, exc_info=error)
