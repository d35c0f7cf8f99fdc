"""The frontier and its ledger: every URL that discovery took in, what became of it, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.database.alias_tables import IDENTITY
from pipelines.database.aliases import Aliases
from pipelines.database.connection import stamp

LinkState = Literal[
    "new", "leased", "retry", "stored", "dropped", "gone", "refused", "failed", "quarantined", "overflow"
]


_ASKED = IDENTITY.format(url="?1")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundLink:
    """A link that discovery offers; `url` is canonical."""

    url: str
    title: str | None = None
    spelled: tuple[str, ...] = ()
    """How else its address was written, with the marks of a share button or a session."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """A link that a crawl may fetch now. `tries` counts the tries that ended before."""

    url: str
    channel: str
    tries: int
    is_visit: bool = False
    """Its article is stored: this is a look whether it was edited."""


class Links(Aliases):
    """Queries on the table `links`."""

    def take_in(
        self,
        site: str,
        channel: str,
        links: Sequence[FoundLink],
        *,
        overflow: int = 0,
        is_backfill: bool = False,
        at: datetime,
    ) -> int:
        """Add the links that are not known yet, as new, and return how many those were.

        Links of a backfill wait until there are no others; what a daily walk finds among them waits no longer.
        `overflow` says how many links the channel offered beyond the bound: one row of the channel keeps the count.
        """
        with self.transaction():
            self._know_site(site, at)
            before = self._connection.total_changes
            self._connection.executemany(
                "INSERT INTO links (url, site, channel, title, state, first_seen_at, is_backfill)"
                " SELECT ?1, ?2, ?3, ?4, 'new', ?5, ?6"
                f" WHERE NOT EXISTS (SELECT 1 FROM links WHERE identity = {_ASKED})",
                [(link.url, site or None, channel, link.title, stamp(at), int(is_backfill)) for link in links],
            )
            added = self._connection.total_changes - before
            self._connection.executemany(
                "INSERT OR IGNORE INTO sightings (link_id, channel, first_seen_at)"
                f" SELECT id, ?2, ?3 FROM links WHERE identity = {_ASKED}",
                [(link.url, channel, stamp(at)) for link in links],
            )
            self.note_twins((link.url for link in links), at=at)
            for link in links:
                if link.spelled:
                    self.note_aliases(link.spelled, link.url, "spelling", at=at)
            if not is_backfill:
                sql = "UPDATE links SET is_backfill = 0 WHERE is_backfill AND url IN (SELECT value FROM json_each(?))"
                self._write(sql, (json.dumps([link.url for link in links]),))
            if overflow > 0:
                self._write(
                    "INSERT INTO links (url, site, channel, state, reason, rule, rule_version, first_seen_at, tried_at)"
                    " VALUES (?1 || '#overflow', ?2, ?1, 'overflow', 'discover/overflow', ?3, '1', ?4, ?4)"
                    " ON CONFLICT (url) DO UPDATE SET rule = excluded.rule, tried_at = excluded.tried_at",
                    (channel, site or None, f"{overflow} links beyond the bound", stamp(at)),
                )
        return added

    def lease(self, site: str, run_id: int, limit: int, *, is_backfill: bool = False, at: datetime) -> list[Lease]:
        """Take up to `limit` links of the site that are new or due again, oldest first; those of a backfill if asked.

        A link whose lease was interrupted comes after the others: a page that kills the crawl holds up only itself.
        """
        sql = """
            UPDATE links SET state = 'leased', run_id = ? WHERE id IN (
                SELECT id FROM links
                WHERE site IS ? AND is_backfill = ? AND state IN ('new', 'retry')
                    AND (state = 'new' OR next_try_at <= ?)
                ORDER BY interrupted, id LIMIT ?
            ) RETURNING interrupted, id, url, channel, tries
        """
        with self.transaction():
            values = (run_id, site or None, int(is_backfill), stamp(at), limit)
            leased = self._connection.execute(sql, values).fetchall()
        return [Lease(url=url, channel=channel, tries=tries) for _, _, url, channel, tries in sorted(leased)]

    def release(self, site: str) -> int:
        """Give back the site's leases, left by a crawl that ended early; the caller holds the site's lock."""
        sql = (
            "UPDATE links SET state = iif(revisit_at IS NULL, 'new', 'stored'), run_id = NULL, next_try_at = NULL,"
            " interrupted = interrupted + 1 WHERE site IS ? AND state = 'leased'"
        )
        return self._write(sql, (site or None,)).rowcount

    def finish(
        self,
        url: str,
        state: LinkState,
        *,
        stage: str,
        reason: str,
        rule: str = "",
        rule_version: str = "",
        at: datetime,
        next_try_at: datetime | None = None,
        article_id: int | None = None,
    ) -> None:
        """End one try of a link with its reason, `<stage>/<reason>`; an article it once led to stays with it.

        Raises LookupError for a URL that was never taken in.
        """
        sql = """
            UPDATE links SET state = ?, reason = ?, rule = ?, rule_version = ?, tries = tries + 1, tried_at = ?,
                next_try_at = ?, revisit_at = NULL, article_id = coalesce(?, article_id), run_id = NULL
            WHERE url = ?
        """
        next_try = stamp(next_try_at) if next_try_at else None
        values = (state, f"{stage}/{reason}", rule or None, rule_version or None, stamp(at), next_try, article_id, url)
        if self._write(sql, values).rowcount != 1:
            raise LookupError(f"{url} was never taken in")

    def reconsider(
        self,
        url: str,
        state: Literal["stored", "dropped"],
        *,
        stage: str,
        reason: str,
        rule: str = "",
        rule_version: str = "",
        article_id: int | None = None,
    ) -> None:
        """Write what the page of a link comes to now; it is no try, nothing was fetched.

        A link whose last word was not the flow's keeps its state: one that waits or is leased belongs to the crawl, one
        that is gone stays gone.
        """
        ended = "(state IN ('stored', 'dropped', 'quarantined') OR (state = 'retry' AND reason LIKE '%/broken'))"
        values = (state, f"{stage}/{reason}", rule or None, rule_version or None, url)
        with self.transaction():
            self._write(
                "UPDATE links SET state = ?, reason = ?, rule = ?, rule_version = ?, next_try_at = NULL"
                f" WHERE url = ? AND {ended}",
                values,
            )
            if article_id is not None:
                self._write("UPDATE links SET article_id = ? WHERE url = ? AND article_id IS NULL", (article_id, url))

    def ask_again(self, site: str, channel: str, url: str, *, at: datetime) -> None:
        """Have a page fetched by the next lease, whatever became of it before."""
        with self.transaction():
            self.take_in(site, channel, [FoundLink(url=url)], at=at)
            self._write(
                "UPDATE links SET state = 'new', next_try_at = NULL WHERE url = ? AND site IS ? AND state != 'leased'",
                (url, site or None),
            )

    def known(self, urls: Iterable[str]) -> set[str]:
        """Return those of `urls` that were taken in before, themselves or a twin of theirs."""
        same = f"SELECT 1 FROM links WHERE identity = {IDENTITY.format(url='value')}"
        sql = f"SELECT value AS url FROM json_each(?) WHERE EXISTS ({same})"
        return {row["url"] for row in self.rows(sql, (json.dumps(list(urls)),))}

    def tries(self, url: str) -> int:
        """Return how many tries of the link ended; 0 for a URL that was never taken in."""
        row = self._row("SELECT tries FROM links WHERE url = ?", (url,))
        return int(row["tries"]) if row else 0
