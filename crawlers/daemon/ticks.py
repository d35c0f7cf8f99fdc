"""APScheduler looks every so often what is due, has notices sent and a backup made; it is looked after, lest it die.

The ticks hold no state: what is due is in the database. So a scheduler whose thread died is replaced by a new one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from crawlers.errors import NewsError

log = logging.getLogger(__name__)

BACKUP_EVERY = timedelta(days=1)
OVERDUE = 3
"""So many ticks that did not come are a scheduler that does not work."""
OVERDUE_MIN_S = 30.0


class Ticks:
    """Calls `look` and `deliver` every `every_s` seconds, `backup` once a day; begins again when that stops working."""

    def __init__(
        self, look: Callable[[], None], deliver: Callable[[], None], backup: Callable[[], None], *, every_s: float
    ) -> None:
        self._look, self._deliver, self._backup, self._every_s = look, deliver, backup, every_s
        self.restarts = 0
        self._looked_s = time.monotonic()
        self.scheduler = self._begin()

    def watch(self) -> None:
        """Begin again when the scheduler's thread is dead or the ticks do not come; call it every second or so."""
        silent_s = time.monotonic() - self._looked_s
        thread = self.scheduler._thread  # APScheduler offers no other way to ask whether it lives
        is_dead = thread is None or not thread.is_alive()
        if not is_dead and silent_s < max(OVERDUE * self._every_s, OVERDUE_MIN_S):
            return
        why = "its thread is dead" if is_dead else f"no tick came for {silent_s:.0f} s"
        log.critical("the scheduler does not work (%s); it is started again", why)
        self.restarts += 1
        self._looked_s = time.monotonic()
        self.scheduler = self._begin()

    def stop(self) -> None:
        """Tick no more."""
        if self.scheduler._thread is not None and self.scheduler._thread.is_alive():
            self.scheduler.shutdown(wait=False)

    def _begin(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(timezone=UTC)
        # A tick that finds the last one at work is no news; one that raises is, and is told by `_job`.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        now = datetime.now(UTC)
        rules = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        scheduler.add_job(self._tick, "interval", seconds=self._every_s, next_run_time=now, **rules)
        scheduler.add_job(_job(self._deliver), "interval", seconds=self._every_s, next_run_time=now, **rules)
        scheduler.add_job(_job(self._backup), "interval", hours=1, next_run_time=now + timedelta(minutes=10), **rules)
        scheduler.start()
        return scheduler

    def _tick(self) -> None:
        # Noted when it begins: a look that waits for the disk is no dead scheduler.
        self._looked_s = time.monotonic()
        _job(self._look)()


def _job(work: Callable[[], None]) -> Callable[[], None]:
    """Have a job that fails say so, and one that breaks leave its trace in the log; the next one comes on time."""

    def run() -> None:
        try:
            work()
        except NewsError as error:
            log.error("%s", error)
        except Exception:
            log.exception("a job of the scheduler failed")

    return run
