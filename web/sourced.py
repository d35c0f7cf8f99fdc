"""The database comes in; what the pages of sources show goes out: how each site is, what it was asked, what it brought.

What the health of a site comes to is told by crawlers/health/told.py, here as on the terminal. What is read is bounded
by days: of a site that was never crawled there is a line, and nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawlers.health.recall import Recall
from crawlers.health.told import ACCEPTED, PERIOD, recall, since, site, standing
from pipelines.database import Database

Row = dict[str, Any]
STRIP_DAYS = 30
ASKED_PERIOD = timedelta(days=7)
"""What the list says of requests is of these."""
PER_DAY_PERIOD = timedelta(days=14)
"""What a site's page says of them, day by day, is of these."""
RUNS, TURNS, ERRORS = 20, 20, 12
_CELLS = {"none": (20, 3), "failed": (12, 11), "mixed": (15, 8)}
"""How deep in the strip the cell of a kind of day begins, and how high it is; else all of it."""
WORST_FIRST = ("blocked", "down", "suspect", "ok", None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """The runs of one day."""

    day: date
    ok: int = 0
    failed: int = 0
    stopped: int = 0
    running: int = 0

    @property
    def runs(self) -> int:
        """All of them."""
        return self.ok + self.failed + self.stopped + self.running

    @property
    def kind(self) -> str:
        """What its cell in the strip looks like."""
        if not self.runs:
            return "none"
        if self.failed:
            return "mixed" if self.ok else "failed"
        return "ok" if self.ok else "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a site's hosts were asked, and gave, in live runs."""

    requests: int
    bytes: int
    not_modified: int
    unanswered: int
    hosts: tuple[Row, ...]
    """Each host with its requests, and what its robots.txt was last: state, delay_s, why, at."""

    @property
    def share_not_modified(self) -> float | None:
        """The share of answers that said: as you have it."""
        return self.not_modified / self.requests if self.requests else None

    @property
    def robots(self) -> tuple[str, ...]:
        """The states of its hosts' robots.txt, each once."""
        return tuple(sorted({host["robots"]["state"] for host in self.hosts if host["robots"]}))


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A site in the list."""

    key: str
    publisher: str | None
    state: str | None
    """None: never crawled."""
    whys: tuple[str, ...]
    last_run: Row | None
    next_due_at: str | None
    newest: Row | None
    """The article that came last."""
    strip: tuple[Day, ...]
    articles: int
    """Read in the last 30 days, on topic or not."""
    asked: Asked
    recall: Recall | None


def sources(database: Database, keys: Iterable[str], *, now: datetime) -> list[Source]:
    """Return every site that has a file or was ever crawled, those in trouble first."""
    known = {row["key"]: row for row in database.rows("SELECT key, publisher, next_due_at, state FROM sites_v1")}
    found = [_source(database, key, known.get(key), now) for key in sorted({*keys, *known})]
    return sorted(found, key=lambda one: WORST_FIRST.index(one.state))


def _source(database: Database, key: str, known: Row | None, now: datetime) -> Source:
    if known is None:
        return Source(
            key=key, publisher=None, state=None, whys=(), last_run=None, next_due_at=None, newest=None,
            strip=strip((), now), articles=0, asked=_sum(()), recall=None,
        )  # fmt: skip
    last_run = _last_run(database, key)
    return Source(
        key=key,
        publisher=known["publisher"],
        state=known["state"] if last_run else None,
        whys=whys(standing(database, key)),
        last_run=last_run,
        next_due_at=known["next_due_at"],
        newest=_newest(database, key),
        strip=strip(_runs_by_day(database, key, now), now),
        articles=_articles(database, key, now),
        asked=asked(database, key, ASKED_PERIOD, now),
        recall=recall(database, key, now),
    )


def whys(stood: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    """Say what is wrong, the site's own trouble first, then each channel's."""
    return tuple(f"{channel}: {why}" if channel else why for channel, (_, why) in sorted(stood.items()) if why)


def _last_run(database: Database, key: str) -> Row | None:
    sql = "SELECT started_at, ended_at, kind, outcome, reason FROM runs_v1 WHERE site = ? ORDER BY id DESC LIMIT 1"
    return next(database.rows(sql, (key,)), None)


def _newest(database: Database, key: str) -> Row | None:
    sql = """
        SELECT title, story_id, first_seen_at, published_at FROM articles_v1 WHERE site = ?
        ORDER BY first_seen_at DESC LIMIT 1
    """
    return next(database.rows(sql, (key,)), None)


def _articles(database: Database, key: str, now: datetime) -> int:
    sql = "SELECT coalesce(sum(articles), 0) AS n FROM health_v1 WHERE site = ? AND channel = '' AND at >= ?"
    return int(next(database.rows(sql, (key, since(now, PERIOD))))["n"])


def _runs_by_day(database: Database, key: str, now: datetime) -> list[Row]:
    sql = """
        SELECT substr(started_at, 1, 10) AS day, coalesce(outcome, 'running') AS outcome, count(*) AS runs
        FROM runs_v1 WHERE site = ? AND started_at >= ? AND kind != 'add' GROUP BY 1, 2
    """
    first = (now.astimezone(UTC) - timedelta(days=STRIP_DAYS - 1)).date().isoformat()
    return list(database.rows(sql, (key, first)))


def strip(runs: Iterable[Row], now: datetime) -> tuple[Day, ...]:
    """Lay out the runs of the last 30 days, in UTC, a day each, today last."""
    counts: dict[str, dict[str, int]] = {}
    for row in runs:
        counts.setdefault(row["day"], {})[row["outcome"]] = row["runs"]
    today = now.astimezone(UTC).date()
    days = (today - timedelta(days=back) for back in range(STRIP_DAYS - 1, -1, -1))
    return tuple(Day(day=day, **counts.get(day.isoformat(), {})) for day in days)


def cells(days: Sequence[Day]) -> tuple[tuple[str, str], ...]:
    """Draw a strip as a path for each kind of day: a list of sources has a thousand days."""
    paths: dict[str, str] = {}
    for at, day in enumerate(days):
        y, height = _CELLS.get(day.kind, (2, 21))
        paths[day.kind] = paths.get(day.kind, "") + f"M{at * 10 + 1} {y}h8v{height}h-8z"
        if day.kind == "mixed":  # the upper half of a day on which some runs were done
            paths["ok"] = paths.get("ok", "") + f"M{at * 10 + 1} 2h8v12h-8z"
    return tuple(paths.items())


def asked(database: Database, key: str, period: timedelta, now: datetime) -> Asked:
    """Sum up the requests of a site's runs that began in a period; a replay asks nobody."""
    sql = """
        SELECT host, count(*) AS requests, sum(bytes) AS bytes, sum(status IS 304) AS not_modified,
               sum(status IS NULL) AS unanswered
        FROM fetches_v1 WHERE run_id IN (SELECT id FROM runs_v1 WHERE site = ? AND started_at >= ?)
          AND sent_at IS NOT NULL
        GROUP BY host ORDER BY requests DESC
    """
    rows = list(database.rows(sql, (key, since(now, period))))
    return _sum([{**row, "robots": _robots(database, row["host"])} for row in rows])


def _sum(hosts: Sequence[Row]) -> Asked:
    return Asked(
        requests=sum(host["requests"] for host in hosts),
        bytes=sum(host["bytes"] for host in hosts),
        not_modified=sum(host["not_modified"] for host in hosts),
        unanswered=sum(host["unanswered"] for host in hosts),
        hosts=tuple(hosts),
    )


def _robots(database: Database, host: str) -> Row | None:
    sql = "SELECT state, delay_s, why, at FROM robots_v1 WHERE host = ? ORDER BY id DESC LIMIT 1"
    return next(database.rows(sql, (host,)), None)


def detail(database: Database, keys: Iterable[str], key: str, *, now: datetime) -> Row | None:
    """Return all that the page of one site shows; None for a site that nobody knows."""
    known = next(database.rows("SELECT * FROM sites_v1 WHERE key = ?", (key,)), None)
    if known is None and key not in set(keys):
        return None
    return {
        "source": _source(database, key, known, now),
        "health": site(database, key, known, now),
        "accepted": list(database.rows(ACCEPTED, (key,))),
        "canary": _canary(database, key),
        "asked": asked(database, key, PER_DAY_PERIOD, now),
        "asked_by_day": _asked_by_day(database, key, now),
        "errors": _errors(database, key, now),
        "runs": _runs(database, key),
        "turns": _turns(database, key),
    }


def _canary(database: Database, key: str) -> Row | None:
    sql = """
        SELECT canary, at FROM health_v1 WHERE site = ? AND channel = '' AND canary IS NOT NULL ORDER BY at DESC LIMIT 1
    """
    return next(database.rows(sql, (key,)), None)


def _asked_by_day(database: Database, key: str, now: datetime) -> list[Row]:
    """The gap is that between the starts of a host's requests, whichever run they were in."""
    sql = """
        WITH hosts AS (
            SELECT DISTINCT host FROM fetches_v1
            WHERE run_id IN (SELECT id FROM runs_v1 WHERE site = ?1 AND started_at >= ?2) AND sent_at IS NOT NULL
        ), sent AS (
            SELECT host, substr(sent_at, 1, 10) AS day, bytes, status,
                   (julianday(sent_at) - julianday(lag(sent_at) OVER (PARTITION BY host ORDER BY sent_at, id))) * 86400
                       AS gap
            FROM fetches_v1 WHERE host IN hosts AND sent_at >= ?2
        )
        SELECT host, day, count(*) AS requests, sum(bytes) AS bytes, sum(status IS 304) AS not_modified,
               sum(status IS NULL) AS unanswered, round(min(gap), 1) AS smallest_gap_s
        FROM sent GROUP BY host, day ORDER BY day DESC, host
    """
    return list(database.rows(sql, (key, since(now, PER_DAY_PERIOD))))


def _errors(database: Database, key: str, now: datetime) -> list[Row]:
    """Return what went wrong with requests, the most frequent first, each with the last address it happened to."""
    sql = """
        SELECT coalesce(error, status) AS what, count(*) AS times, max(fetched_at) AS last_at, url
        FROM fetches_v1 WHERE run_id IN (SELECT id FROM runs_v1 WHERE site = ? AND started_at >= ?)
          AND (error IS NOT NULL OR status >= 400)
        GROUP BY 1 ORDER BY times DESC LIMIT ?
    """
    return list(database.rows(sql, (key, since(now, PER_DAY_PERIOD), ERRORS)))


def _runs(database: Database, key: str) -> list[Row]:
    sql = """
        SELECT kind, started_at, ended_at, outcome, reason, coalesce(counts ->> '$."discover/new"', 0) AS new
        FROM runs_v1 WHERE site = ? ORDER BY id DESC LIMIT ?
    """
    return list(database.rows(sql, (key, RUNS)))


def _turns(database: Database, key: str) -> list[Row]:
    sql = "SELECT channel, at, was, now, why FROM site_states_v1 WHERE site = ? ORDER BY id DESC LIMIT ?"
    return list(database.rows(sql, (key, TURNS)))
