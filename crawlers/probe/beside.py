"""Asking by hand beside crawls: nobody crawls the site meanwhile, and every request stands in the ledger.

The lock of a site is held while it is asked, as a crawl holds it, so that two never ask one host at a time; and the
first request keeps its distance from the last one that anybody sent there. Without a database there is no crawl to
mind and no ledger to write: a probe makes none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawlers import locks
from crawlers.fetch.ends import End
from crawlers.fetch.robots import Rules
from crawlers.sites import SiteLoader
from pipelines.database import Database


class Ledger:
    """Where requests sent by hand are noted; without a database it notes nothing and knows of nothing."""

    def __init__(self, database: Database | None = None, run_id: int = 0) -> None:
        self._database, self._run_id = database, run_id

    def since_last_s(self, host: str) -> float:
        """Return how long ago the last request went to a host, in seconds; infinite when none is known of."""
        last = self._database.last_sent_at(host) if self._database else None
        return (datetime.now(UTC) - last).total_seconds() if last else float("inf")

    def sent(self, url: str, at: datetime, *, status: int | None, error: str | None, size: int) -> None:
        """Note a request that went out, with its answer or without."""
        if self._database:
            now = datetime.now(UTC)
            self._database.record_fetch(
                self._run_id,
                url,
                status=status,
                error=error,
                bytes=size,
                seconds=(now - at).total_seconds(),
                archive=None,
                at=now,
                sent_at=at,
            )

    def robots(self, url: str, rules: Rules | End, body: bytes) -> None:
        """Note what a host said to whoever asks."""
        if self._database:
            is_closed = isinstance(rules, End)
            self._database.note_robots(
                url,
                "closed" if is_closed else "rules" if body.strip() else "none",
                delay_s=0.0 if isinstance(rules, End) else rules.delay_s,
                digest=hashlib.sha256(body).hexdigest()[:16] if body.strip() and not is_closed else None,
                why=str(rules) if is_closed else None,
                at=datetime.now(UTC),
            )


@contextmanager
def beside(settings: BaseSettings, keys: Iterable[str], why: str) -> Iterator[Ledger]:
    """Hold the locks of sites, and open a run for what is asked; LockedError when somebody crawls one of them."""
    path = Path(settings["NEWS_DATABASE"])
    with ExitStack() as stack:
        if not path.exists():
            yield Ledger()
            return
        for key in sorted(keys):
            stack.enter_context(locks.hold(path, key))
        database = Database.open(path)
        stack.callback(database.close)
        run_id = database.start_run("", "add", at=datetime.now(UTC))
        try:
            yield Ledger(database, run_id)
        except BaseException as error:
            database.end_run(run_id, "failed", f"{why}: {error}"[:300], {}, at=datetime.now(UTC))
            raise
        database.end_run(run_id, "ok", why, {}, at=datetime.now(UTC))


def keys_of(url: str, sites: SiteLoader) -> list[str]:
    """Name the sites that are crawled on the host of a URL, or on one that differs from it by its www."""
    host = _bare(urlsplit(url).netloc)
    return [key for key in sites.list() if host in {_bare(each) for each in sites.load(key).hosts}]


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
