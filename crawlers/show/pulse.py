"""How the daemon stands, in words: its beat in, lines for a person out."""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.daemon.beat import Beat, Health


def words_of(health: Health) -> Iterator[str]:
    """Yield the lines."""
    if health.is_running and health.beat:
        yield f"Daemon: running (pid {health.beat.pid}) since {_minute(health.beat.started_at)} UTC."
    if health.why:
        yield f"Daemon: {health.why}"
    if health.is_running and health.beat:
        yield from _more(health.beat)


def _more(beat: Beat) -> Iterator[str]:
    crawls = ", ".join(f"{site} for {age_s:.0f} s (pid {pid:.0f})" for site, (pid, age_s) in beat.crawls.items())
    yield f"  crawls: {crawls or 'none'}; waiting for room: {beat.waiting}"
    yield f"  site and rule files read at {_minute(beat.definitions_at)} UTC"
    yield from (f"  broken: {sentence}" for sentence in beat.broken)
    yield from (f"  {site}: its crawls died {times} times in a row" for site, times in beat.dying.items())
    yield f"  newest backup: {beat.backup or 'none yet'}; write-ahead log: {beat.wal_bytes / 2**20:.1f} MB"
    if beat.restarts:
        yield f"  the scheduler was started again {beat.restarts} times"


def _minute(stamp: str | None) -> str:
    return (stamp or "never")[:16].replace("T", " ")
