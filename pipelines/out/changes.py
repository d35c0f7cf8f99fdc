"""The log of changes from a place on comes in; what the views hold now of all that changed goes out, once each.

A reader that puts in what has a row, and drops what has none, holds what one holds who reads everything afresh. Changes
come in the order of their last entry in the log, so the place to go on from is the last `seq` that was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crawlers.errors import UsageError
from pipelines.database import Database

VIEWS: Final = {
    "article": "articles_v1",
    "story": "stories_v1",
    "copy": "copies_v1",
    "figure": "figures_v1",
    "site": "sites_v1",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What became of one row of a view."""

    seq: int
    kind: str
    id: int
    row: dict[str, Any] | None = field(repr=False)
    """None for a row that is gone."""


def last(db: Database) -> int:
    """Return where the log ends."""
    (row,) = db.rows("SELECT coalesce(max(seq), 0) AS seq FROM change_log")
    return int(row["seq"])


def changes(db: Database, since: int, kinds: Sequence[str] = tuple(VIEWS)) -> Iterator[Change]:
    """Yield what changed after `since`; hold `db.reading()` around it, that all is of one moment.

    From the beginning, what is gone was never there. Raises UsageError for a place that the log has not reached.
    """
    end = last(db)
    if since > end:
        raise UsageError(
            f"--since {since}: the log ends at {end}; the database is another one, or was restored: begin at 0 again."
        )
    sql = "SELECT kind, id, max(seq) AS seq FROM change_log WHERE seq > ? AND seq <= ? GROUP BY kind, id ORDER BY seq"
    for logged in db.rows(sql, (since, end)):
        if logged["kind"] in kinds:
            row = next(db.rows(f"SELECT * FROM {VIEWS[logged['kind']]} WHERE id = ?", (logged["id"],)), None)
            if row is not None or since > 0:
                yield Change(**logged, row=row)


def columns(db: Database, kind: str) -> dict[str, str]:
    """Return the columns of a kind's view, in order, and what each holds: INTEGER, REAL or TEXT."""
    rows = db.rows("SELECT name, type FROM pragma_table_info(?) ORDER BY cid", (VIEWS[kind],))
    return {row["name"]: row["type"] or "TEXT" for row in rows}
