"""Crawls whose process died: what they left is given back, and the page that was in hand is remembered.

A page that was seen to kill its process is quarantined at once; of one that was only in hand when its process died, for
whatever reason, it is not known, and so the third time counts. Both stay quarantined until somebody tells otherwise.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pipelines.database.connection import stamp
from pipelines.database.links import Links

DEATHS_MAX = 3
"""So many deaths with one page in hand make the page guilty."""
KILLED = "crawl/killed"
"""The reason of a page that is quarantined for it."""
_GUILTY = f"SELECT max(is_certain) = 1 OR count(*) >= {DEATHS_MAX} FROM deaths WHERE url = ? AND forgiven_at IS NULL"


class Deaths(Links):
    """Queries on the table `deaths`."""

    def bury(self, site: str, how: str, url: str | None, *, is_certain: bool, at: datetime) -> bool:
        """End the site's open run as failed, give its leases back, note the page in hand; True: it is quarantined.

        The caller holds the site's lock. `is_certain`: the page was seen to be what killed the process.
        """
        with self.transaction():
            self._know_site(site, at)
            run = self._write(
                "UPDATE runs SET outcome = 'failed', reason = ?, ended_at = ?"
                " WHERE site IS ? AND kind != 'add' AND outcome IS NULL RETURNING id",
                (f"its process died: {how}", stamp(at), site or None),
            ).fetchone()
            self.release(site)
            self._write(
                "INSERT INTO deaths (at, run_id, site, url, how, is_certain) VALUES (?, ?, ?, ?, ?, ?)",
                (stamp(at), run[0] if run else None, site or None, url, how, int(is_certain)),
            )
            return url is not None and self._quarantine(url, how, at)

    def close_run(self, site: str, outcome: Literal["failed", "stopped"], reason: str, *, at: datetime) -> None:
        """End the open run, if there is one, of a crawl that ended through no page's fault; the caller has the lock."""
        with self.transaction():
            self._write(
                "UPDATE runs SET outcome = ?, reason = ?, ended_at = ?"
                " WHERE site IS ? AND kind != 'add' AND outcome IS NULL",
                (outcome, reason, stamp(at), site or None),
            )
            self.release(site)

    def is_deadly(self, url: str) -> bool:
        """Tell whether a page, or a list, killed its process and nobody said that it may be asked for again."""
        row = self._connection.execute(_GUILTY, (url,)).fetchone()
        return bool(row[0])

    def forgive(self, url: str, *, at: datetime) -> bool:
        """Have a quarantined page leased again; False when it is not quarantined."""
        with self.transaction():
            told = self._write(
                "UPDATE deaths SET forgiven_at = ? WHERE url = ? AND forgiven_at IS NULL", (stamp(at), url)
            ).rowcount
            given_back = self._write(
                "UPDATE links SET state = iif(article_id IS NULL, 'new', 'stored'), next_try_at = NULL, tries = 0"
                " WHERE url = ? AND state = 'quarantined'",
                (url,),
            ).rowcount
        return bool(told or given_back)

    def deaths_in_a_row(self, site: str) -> int:
        """Count the runs of a site that died since one came to an end of its own."""
        sql = (
            "SELECT count(*) AS n FROM deaths WHERE site IS ?1 AND run_id > coalesce((SELECT max(id) FROM runs"
            " WHERE site IS ?1 AND outcome IS NOT NULL AND id NOT IN (SELECT run_id FROM deaths"
            " WHERE site IS ?1 AND run_id IS NOT NULL)), 0)"
        )
        row = self._row(sql, (site or None,))
        return int(row["n"]) if row else 0

    def _quarantine(self, url: str, how: str, at: datetime) -> bool:
        if not self.is_deadly(url):
            return False
        self._write(
            "UPDATE links SET state = 'quarantined', reason = ?, rule = ?, rule_version = '1', tried_at = ?,"
            " next_try_at = NULL, revisit_at = NULL, run_id = NULL WHERE url = ?",
            (KILLED, how, stamp(at), url),
        )
        return True
