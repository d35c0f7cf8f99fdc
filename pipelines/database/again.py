"""Asking again: with which validators, whether a channel was walked to its end, and when an article is visited again.

An article is visited 6 hours, a day, a week and a month after it appeared, and then no more. A visit that fails is not
repeated: the next one comes soon enough. What a visit finds never takes the article away; only the site can say that it
is gone, and even then what was stored stays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from crawlers.items import Validators
from pipelines.database.connection import stamp
from pipelines.database.links import Lease
from pipelines.database.sites import Sites

LADDER = (timedelta(hours=6), timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""The ages of an article at which it is visited again."""
TOO_SOON = 4
"""A visit that would come within a quarter of its rung after the last one is left out."""
LATE = timedelta(days=2)
"""An article that was printed longer before we found it is as old as it says."""
MAX_CHARACTERS = 500
"""Of a validator; a longer one is no ETag but an attack."""


class Again(Sites):
    """Queries on the tables `validators` and `walked`, and on the visits of `links`."""

    def validators(self, url: str) -> Validators | None:
        """Return what the page said last of its version; `url` is canonical."""
        row = self._row("SELECT etag, last_modified, leads_to FROM validators WHERE url = ?", (url,))
        if row is None:
            return None
        leads_to = tuple(json.loads(row["leads_to"]))
        return Validators(etag=row["etag"], last_modified=row["last_modified"], leads_to=leads_to)

    def keep_validators(self, url: str, said: Validators, *, at: datetime) -> None:
        """Keep what a page said of its version, in the transaction that keeps what was read in it."""
        etag, last_modified = (
            each if each and len(each) <= MAX_CHARACTERS else None for each in (said.etag, said.last_modified)
        )
        with self.transaction():
            self._write("DELETE FROM validators WHERE url = ?", (url,))
            if etag or last_modified:
                self._write(
                    "INSERT INTO validators (url, etag, last_modified, leads_to, kept_at) VALUES (?, ?, ?, ?, ?)",
                    (url, etag, last_modified, json.dumps(said.leads_to), stamp(at)),
                )

    def walked(self, site: str) -> dict[str, datetime]:
        """Return the channels whose last walk was whole, and when it ended."""
        sql = "SELECT channel, at FROM walked WHERE site = ?"
        return {row["channel"]: datetime.fromisoformat(row["at"]) for row in self.rows(sql, (site,))}

    def begin_walk(self, site: str, channel: str) -> None:
        """Note that a walk has begun: until it ends, what lies behind known links may be unknown."""
        self._write("DELETE FROM walked WHERE site = ? AND channel = ?", (site, channel))

    def end_walk(self, site: str, channel: str, *, at: datetime) -> None:
        """Note that a channel was walked as far as a daily walk goes."""
        sql = "INSERT INTO walked (site, channel, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at"
        self._write(sql, (site, channel, stamp(at)))

    def lease_visits(self, site: str, run_id: int, limit: int, *, at: datetime) -> list[Lease]:
        """Take up to `limit` stored links of the site that are due to be visited again, longest overdue first."""
        sql = """
            UPDATE links SET state = 'leased', run_id = ? WHERE id IN (
                SELECT id FROM links WHERE site = ? AND state = 'stored' AND revisit_at <= ?
                ORDER BY interrupted, revisit_at, id LIMIT ?
            ) RETURNING interrupted, revisit_at, id, url, channel, tries
        """
        with self.transaction():
            leased: Sequence[tuple[int, str, int, str, str, int]]
            leased = self._connection.execute(sql, (run_id, site, stamp(at), limit)).fetchall()
        return [
            Lease(url=url, channel=channel, tries=tries, is_visit=True)
            for *_, url, channel, tries in sorted(leased, key=lambda row: row[:3])
        ]

    def plan_visit(self, url: str, *, at: datetime) -> None:
        """Say when the article of a link is visited again; never, where another link leads to it or it is old."""
        sql = """
            UPDATE links SET revisit_at = ? WHERE url = ? AND site IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM links AS other WHERE other.article_id = links.article_id AND other.id < links.id)
        """
        self._write(sql, (self._next_visit(url, at), url))

    def visited(self, url: str, reason: str, *, at: datetime) -> None:
        """End a visit with its reason, `<stage>/<word>`; the link stays stored. LookupError: it was no visit."""
        sql = """
            UPDATE links SET state = 'stored', run_id = NULL, revisits = revisits + 1, revisited_at = ?1,
                revisit_reason = ?2, revisit_at = ?3
            WHERE url = ?4 AND article_id IS NOT NULL
        """
        with self.transaction():
            if self._write(sql, (stamp(at), reason, self._next_visit(url, at), url)).rowcount != 1:
                raise LookupError(f"{url} has no article to visit")

    def _next_visit(self, url: str, at: datetime) -> str | None:
        sql = """
            SELECT articles.first_seen_at, published_at FROM links JOIN articles ON articles.id = article_id
            WHERE links.url = ?
        """
        row = self._row(sql, (url,))
        if row is None:
            return None
        due = next_visit(datetime.fromisoformat(row["first_seen_at"]), row["published_at"], at)
        return stamp(due) if due else None


def next_visit(first_seen_at: datetime, published_at: str | None, now: datetime) -> datetime | None:
    """Return when an article is visited next; None when it is too old to change."""
    born_at = first_seen_at
    if published_at and (day := _day(published_at)) and (first_seen_at.date() - day) > LATE:
        born_at = datetime(day.year, day.month, day.day, tzinfo=first_seen_at.tzinfo)
    age = now - born_at
    return next((born_at + rung for rung in LADDER if rung - age >= rung / TOO_SOON), None)


def _day(published_at: str) -> date | None:
    try:
        return date.fromisoformat(published_at[:10])
    except ValueError:
        return None
