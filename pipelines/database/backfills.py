"""Walks back to a day: each list page on the way is a row, so that a walk that was killed goes on where it was.

Its links are a backfill's, leased after all that daily walks find. A page is read, its links are taken in and the page
behind it is put down in one transaction: killed at any moment, nothing is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pipelines.database.connection import stamp
from pipelines.database.sites import Sites

TRIES = 5
"""A list page that fails so often is given up, and with it what only it leads to."""

PlaceState = Literal["waiting", "read", "ended", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A list page on the way back."""

    channel: str
    since: date
    url: str
    number: int = 1
    day: date | None = None
    missing: int = 0
    before: tuple[str, ...] = ()
    """The links of the page before."""


class Backfills(Sites):
    """Queries on the table `backfills`."""

    def begin_backfill(self, site: str, places: Iterable[Place], *, at: datetime) -> int:
        """Put down where a walk back begins, for channels that were not walked back that far; return how many."""
        sql = "SELECT 1 FROM backfills WHERE site = ? AND channel = ? AND since <= ? LIMIT 1"
        with self.transaction():
            new = [p for p in places if not self._tuples(sql, (site, p.channel, p.since.isoformat()))]
            self._put_down(site, new, at)
        return len(new)

    def places(self, site: str) -> list[Place]:
        """Return the list pages that wait to be read."""
        sql = """
            SELECT channel, since, url, number, day, missing, before FROM backfills
            WHERE site = ? AND state = 'waiting' ORDER BY id
        """
        return [
            Place(
                channel=row["channel"],
                since=date.fromisoformat(row["since"]),
                url=row["url"],
                number=row["number"],
                day=date.fromisoformat(row["day"]) if row["day"] else None,
                missing=row["missing"],
                before=tuple(json.loads(row["before"])),
            )
            for row in self.rows(sql, (site,))
        ]

    def has_backfill(self, site: str, *, at: datetime) -> bool:
        """Tell whether a list page, or a link that one brought, waits."""
        sql = """
            SELECT EXISTS (SELECT 1 FROM backfills WHERE site = ?1 AND state = 'waiting')
                OR EXISTS (SELECT 1 FROM links WHERE site = ?1 AND is_backfill AND state IN ('new', 'retry')
                    AND (state = 'new' OR next_try_at <= ?2))
        """
        return bool(self._tuples(sql, (site, stamp(at)))[0][0])

    def step_back(
        self, site: str, place: Place, behind: Iterable[Place], state: PlaceState, reason: str | None, *, at: datetime
    ) -> None:
        """End one look at a place and put down what lies behind it; `before` is kept only while it waits."""
        sql = """
            UPDATE backfills SET state = ?1, reason = ?2, tries = tries + 1, at = ?3,
                before = iif(?1 = 'waiting', before, '[]')
            WHERE site = ?4 AND channel = ?5 AND since = ?6 AND number = ?7 AND url = ?8
        """
        with self.transaction():
            where = (site, place.channel, place.since.isoformat(), place.number, place.url)
            self._write(sql, (state, reason, stamp(at), *where))
            self._put_down(site, behind, at)

    def fail_back(self, site: str, place: Place, behind: Iterable[Place], reason: str, *, at: datetime) -> bool:
        """Note that a place could not be read; return whether that was once too often, so that it is given up."""
        sql = "SELECT tries FROM backfills WHERE site = ? AND channel = ? AND since = ? AND number = ? AND url = ?"
        with self.transaction():
            row = self._row(sql, (site, place.channel, place.since.isoformat(), place.number, place.url))
            is_over = row is not None and row["tries"] + 1 >= TRIES
            self.step_back(site, place, behind, "failed" if is_over else "waiting", reason, at=at)
        return is_over

    def _put_down(self, site: str, places: Iterable[Place], at: datetime) -> None:
        sql = """
            INSERT INTO backfills (site, channel, since, url, number, day, missing, before, state, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING
        """
        with self.transaction():
            for p in places:
                day = p.day.isoformat() if p.day else None
                before = json.dumps(p.before)
                values = (p.channel, p.since.isoformat(), p.url, p.number, day, p.missing, before, stamp(at))
                self._write(sql, (site, *values))
