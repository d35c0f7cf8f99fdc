"""The measures: a database and the daemon's beat come in, Prometheus' families go out, made when they are asked for.

Read-only and bounded: queries that an index answers, in one short read, and for some seconds what was read last. What
runs counted is summed up once from the first run on and then followed, so that a counter never goes back while the
process lives.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from crawlers.daemon import beat
from crawlers.errors import NewsError
from pipelines.database import Database

KEPT_S: Final = 10.0
"""How long an answer is given again."""
PATIENCE_S: Final = 2.0
NO_DROPS: Final = {
    "ok",
    "on",
    "unsure",
    "pages",
    "asked",
    "unchanged",
    "found",
    "cpu_us",
    "closed",
    "not_modified",
    "revalidated",
}
"""Words of these stages that end no page."""
DROPPING: Final = ("crawl", "extract", "fetch", "guard", "judge", "robots")
STATES: Final = ("ok", "suspect", "down", "blocked")

_RUNS: Final = """
    SELECT id, coalesce(site, '') AS site, outcome, counts,
           (julianday(ended_at) - julianday(started_at)) * 86400 AS seconds
    FROM runs_v1 WHERE id > ? ORDER BY id
"""
_QUEUE: Final = """
    SELECT 'new' AS state, count(*) AS n FROM links_v1 WHERE state IN ('new', 'retry')
    UNION ALL SELECT 'leased', count(*) FROM links_v1 WHERE state = 'leased'
"""
_SITES: Final = """
    SELECT key, state, max(0, (julianday(?) - julianday(next_due_at)) * 86400) AS lag_s,
           (SELECT max(started_at) FROM runs_v1 WHERE site = key) AS ran_at
    FROM sites_v1 WHERE key <> ''
"""
_WAITING: Final = """
    SELECT channel, count(*) AS n, (julianday(?) - julianday(min(notices_v1.at))) * 86400 AS oldest_s,
           sum(tries > 0) AS tried
    FROM deliveries_v1 JOIN notices_v1 ON notices_v1.id = notice_id WHERE state = 'waiting' GROUP BY channel
"""


class Measures(Collector):
    """Collects of one database; may be asked by several threads."""

    def __init__(self, database: Path) -> None:
        self._path = database
        self._lock = threading.Lock()
        self._made: tuple[float, list[Metric]] = (-KEPT_S, [])
        self._counted_to = 0
        self._counted: set[int] = set()
        """Runs that are counted, above the first one that was still going on."""
        self._runs: Counter[tuple[str, str]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._words: Counter[tuple[str, str]] = Counter()

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand: registering is no reason to read the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Return the families of now, or of some seconds ago."""
        with self._lock:
            made_s, families = self._made
            if time.monotonic() - made_s > KEPT_S:
                families = list(self._collect())
                self._made = (time.monotonic(), families)
            return families

    def _collect(self) -> Iterator[Metric]:
        begun_s = time.monotonic()
        is_read = 1
        yield from self._of_daemon()
        yield from self._of_files()
        try:
            with closing(Database.open(self._path, readonly=True, patience_s=PATIENCE_S)) as db, db.reading():
                yield from self._of_runs(db)
                yield from _of_database(db)
        except NewsError:
            is_read = 0
        yield _gauge("news_scrape_ok", "Whether the database could be read for this answer", is_read)
        yield _gauge("news_scrape_seconds", "How long making this answer took", time.monotonic() - begun_s)

    def _of_daemon(self) -> Iterator[Metric]:
        health = beat.health(self._path)
        said = health.beat
        yield _gauge("news_well", "1 when the daemon is well: what /healthz says", int(health.why is None))
        if said is None:
            return
        age_s = (datetime.now(UTC) - datetime.fromisoformat(said.at)).total_seconds()
        yield _gauge("news_heartbeat_age_seconds", "Since the daemon's main thread gave a sign of life", age_s)
        yield _gauge("news_crawls", "Crawls that run now", len(said.crawls))
        yield _gauge("news_sites_waiting", "Sites that are due and wait for room", said.waiting)
        yield _gauge(
            "news_crawling_stopped", "1 while nothing is crawled: full disk, locked database", int(bool(said.trouble))
        )
        yield _gauge("news_broken_files", "Site and rule files that are broken", len(said.broken))
        yield _counter("news_scheduler_restarts", "How often the scheduler's thread was started again", said.restarts)
        dying = GaugeMetricFamily("news_crawl_deaths_in_a_row", "Crawls that died in a row", labels=["site"])
        for site, times in said.dying.items():
            dying.add_metric([site], times)
        yield dying

    def _of_files(self) -> Iterator[Metric]:
        yield _gauge("news_database_bytes", "Size of the database file", _size(self._path))
        wal = self._path.with_name(f"{self._path.name}-wal")
        yield _gauge("news_wal_bytes", "Size of the write-ahead log", _size(wal))

    def _of_runs(self, db: Database) -> Iterator[Metric]:
        self._count(db)
        runs = CounterMetricFamily("news_runs", "Runs that ended", labels=["site", "outcome"])
        for (site, outcome), n in sorted(self._runs.items()):
            runs.add_metric([site, outcome], n)
        yield runs
        yield _by_site("news_run_seconds", "How long runs took", self._seconds)
        named = (
            ("news_pages", "Pages that were fetched and may be articles", "fetch/pages", 1.0),
            ("news_articles_added", "Articles that were stored for the first time", "store/added", 1.0),
            ("news_extract_cpu_seconds", "Processor time of reading and judging pages", "extract/cpu_us", 1e-6),
        )
        for name, what, word, unit in named:
            yield _by_site(name, what, {site: n * unit for (site, each), n in self._words.items() if each == word})
        drops: Counter[tuple[str, str]] = Counter()
        for (_, word), n in self._words.items():
            stage, _, reason = word.partition("/")
            if stage in DROPPING and reason not in NO_DROPS:
                drops[(stage, reason)] += n
        family = CounterMetricFamily("news_drops", "Pages that ended early", labels=["stage", "reason"])
        for (stage, reason), n in sorted(drops.items()):
            family.add_metric([stage, reason], n)
        yield family

    def _count(self, db: Database) -> None:
        """Count the runs that have ended since the last time; they end in another order than they began."""
        is_first_open = None
        for row in db.rows(_RUNS, (self._counted_to,)):
            if row["outcome"] is None:
                is_first_open = is_first_open or row["id"]
                continue
            if row["id"] not in self._counted:
                self._counted.add(row["id"])
                self._add(row)
        if is_first_open is None and self._counted:
            self._counted_to = max(self._counted)
        elif is_first_open is not None:
            self._counted_to = is_first_open - 1
        self._counted = {id_ for id_ in self._counted if id_ > self._counted_to}

    def _add(self, row: Mapping[str, Any]) -> None:
        self._runs[(row["site"], row["outcome"])] += 1
        self._seconds[row["site"]] += max(row["seconds"] or 0.0, 0.0)  # type: ignore[assignment]
        for word, n in json.loads(row["counts"] or "{}").items():
            if isinstance(n, int) and "/" in word:
                self._words[(row["site"], word)] += n


def _of_database(db: Database) -> Iterator[Metric]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    for kind in ("articles", "stories", "notices"):
        (row,) = db.rows(f"SELECT count(*) AS n FROM {kind}_v1")
        yield _gauge(f"news_{kind}", f"Rows of {kind}_v1", row["n"])
    queue = GaugeMetricFamily("news_queue_links", "Links that wait to be fetched, or are being", labels=["state"])
    for row in db.rows(_QUEUE):
        queue.add_metric([row["state"]], row["n"])
    yield queue
    lag = GaugeMetricFamily("news_site_lag_seconds", "Since a site was due; 0 while it is not", labels=["site"])
    state = GaugeMetricFamily("news_site_state", "1 for the state that a site is in", labels=["site", "state"])
    ran = GaugeMetricFamily("news_site_last_run_timestamp_seconds", "When a site's last run began", labels=["site"])
    for row in db.rows(_SITES, (now,)):
        lag.add_metric([row["key"]], row["lag_s"] or 0.0)
        for each in STATES:
            state.add_metric([row["key"], each], int(row["state"] == each))
        if row["ran_at"]:
            ran.add_metric([row["key"]], datetime.fromisoformat(row["ran_at"]).timestamp())
    yield from (lag, state, ran)
    yield from _of_deliveries(db, now)


def _of_deliveries(db: Database, now: str) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("news_deliveries_waiting", "Messages that wait to be sent", labels=["channel"])
    tried = GaugeMetricFamily("news_deliveries_failing", "Of them, those that were not taken", labels=["channel"])
    oldest = GaugeMetricFamily("news_delivery_oldest_seconds", "Age of the oldest that waits", labels=["channel"])
    for row in db.rows(_WAITING, (now,)):
        waiting.add_metric([row["channel"]], row["n"])
        tried.add_metric([row["channel"]], row["tried"])
        oldest.add_metric([row["channel"]], row["oldest_s"])
    yield from (waiting, tried, oldest)
    done = CounterMetricFamily(
        "news_deliveries_done", "Messages that were taken, or folded into another", labels=["channel", "state"]
    )
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    sql = "SELECT channel, state, count(*) AS n FROM deliveries_v1 WHERE state <> 'waiting' GROUP BY 1, 2"
    for row in db.rows(sql):
        counts[(row["channel"], row["state"])] = row["n"]
    for (channel, each), n in sorted(counts.items()):
        done.add_metric([channel, each], n)
    yield done


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(name, what, value=value)


def _by_site(name: str, what: str, values: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(name, what, labels=["site"])
    for site, value in sorted(values.items()):
        family.add_metric([site], value)
    return family


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
