"""What the daemon says of itself, in a file beside its lock: written every few seconds, read by status and checks.

A file and not a row: it can be read while the database is locked or damaged, and it takes no room on a full disk but
its own.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.locks import is_held

BLOCK_BYTES = 4096
LATE_S = 60.0
"""A beat older than this is no sign of life."""


@dataclass(frozen=True, kw_only=True)
class Beat:
    """The daemon at one moment. Times are ISO 8601 in UTC."""

    pid: int
    at: str
    started_at: str
    looked_at: str | None
    """When it last looked what is due."""
    crawls: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Site to the pid and the age in seconds of its process."""
    waiting: int = 0
    """Sites that are due and wait for room."""
    trouble: str | None = None
    """Why nothing is crawled now."""
    restarts: int = 0
    """How often the scheduler's thread had to be started again."""
    definitions_at: str | None = None
    broken: Sequence[str] = ()
    """A sentence for each site or rule file that is broken."""
    dying: Mapping[str, int] = field(default_factory=dict)
    """Site to how often its crawls died in a row."""
    wal_bytes: int = 0
    backup: str | None = None
    """The newest backup."""
    open_files: int = 0
    threads: int = 0


@dataclass(frozen=True, kw_only=True)
class Health:
    """Whether the daemon of a database is well."""

    is_running: bool
    beat: Beat | None
    why: str | None
    """What is wrong; None when nothing is."""


def path_of(database: Path) -> Path:
    """Return where the beat of a database's daemon stands."""
    return database.parent / "locks" / f"{database.name}.daemon.json"


def write(database: Path, beat: Beat) -> None:
    """Write it over the last one, in one go and always as long: so it needs no room on a disk that is full."""
    said = json.dumps(asdict(beat), ensure_ascii=False).encode()
    blocks = -(-len(said) // BLOCK_BYTES)
    with contextlib.suppress(OSError):  # who reads it sees that it is old
        file = os.open(path_of(database), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(file, said.ljust(blocks * BLOCK_BYTES), 0)
            os.ftruncate(file, blocks * BLOCK_BYTES)
        finally:
            os.close(file)


def read(database: Path) -> Beat | None:
    """Read what was said last; None when nothing was, or by another version."""
    try:
        values: dict[str, Any] = json.loads(path_of(database).read_text("utf-8"))
        return Beat(**values)
    except (OSError, ValueError, TypeError):
        return None


def health(database: Path, now: datetime | None = None) -> Health:
    """Say whether the daemon runs, and what is wrong with it."""
    now = now or datetime.now(UTC)
    beat, is_running = read(database), is_held(database, "daemon")
    if not is_running:
        return Health(is_running=False, beat=beat, why="no daemon runs; `scheduler.py run` starts one.")
    if beat is None:
        return Health(is_running=True, beat=None, why="the daemon has said nothing yet.")
    if (age_s := _age_s(beat.at, now)) > LATE_S:
        return Health(is_running=True, beat=beat, why=f"the daemon gave no sign of life for {age_s:.0f} s.")
    if beat.looked_at is None or (late_s := _age_s(beat.looked_at, now)) > 2 * LATE_S:
        last = "never" if beat.looked_at is None else f"{late_s:.0f} s ago"
        return Health(is_running=True, beat=beat, why=f"the daemon looked {last} what is due.")
    return Health(is_running=True, beat=beat, why=beat.trouble)


def _age_s(stamp: str, now: datetime) -> float:
    return (now - datetime.fromisoformat(stamp)).total_seconds()
