"""The sites: whose they are, and when each is due."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.database.changes import Changes
from pipelines.database.connection import stamp


class Sites(Changes):
    """Queries on the table `sites`."""

    def save_site(
        self, key: str, publisher: str | None, *, next_due_at: datetime | None = None, at: datetime | None = None
    ) -> None:
        """Add a site or change what is known of it; None leaves a value as it is. `at` is now, unless told."""
        at = at or datetime.now(UTC)
        due = stamp(next_due_at) if next_due_at else None
        with self.transaction():
            self._know_site(key, at)
            changed = self._write(
                "UPDATE sites SET publisher = coalesce(?1, publisher), next_due_at = coalesce(?2, next_due_at)"
                " WHERE key = ?3 AND (publisher IS NOT coalesce(?1, publisher)"
                " OR next_due_at IS NOT coalesce(?2, next_due_at)) RETURNING id",
                (publisher, due, key),
            ).fetchall()
            self.log("site", (id_ for (id_,) in changed), "changed", at=at)

    def publisher_of(self, key: str) -> str | None:
        """Return whose site it is."""
        row = self._row("SELECT publisher FROM sites WHERE key = ?", (key,))
        return row["publisher"] if row else None

    def due_sites(self, at: datetime) -> list[str]:
        """Return the keys of the sites that are due, those never crawled first, then the longest overdue."""
        sql = "SELECT key FROM sites WHERE next_due_at IS NULL OR next_due_at <= ? ORDER BY next_due_at, key"
        return [row["key"] for row in self.rows(sql, (stamp(at),))]

    def missed_sites(self, at: datetime) -> list[str]:
        """Return the keys of the sites that were to be crawled by then, the longest overdue first."""
        sql = "SELECT key FROM sites WHERE next_due_at <= ? ORDER BY next_due_at, key"
        return [row["key"] for row in self.rows(sql, (stamp(at),))]

    def is_due(self, key: str, at: datetime) -> bool:
        """Tell whether a site is due; one that nobody crawled yet is."""
        row = self._row("SELECT next_due_at FROM sites WHERE key = ?", (key,))
        return row is None or row["next_due_at"] is None or row["next_due_at"] <= stamp(at)

    def _know_site(self, key: str, at: datetime) -> None:
        """Add the site unless it is there; "" is no site, but a page handed in from elsewhere."""
        if not key:
            return
        # Asked first: an insert that meets a conflict uses up an id, and this is asked for every page.
        sql = "INSERT INTO sites (key) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM sites WHERE key = ?1) RETURNING id"
        added = self._write(sql, (key,))
        self.log("site", [id_ for (id_,) in added.fetchall()], "added", at=at)
