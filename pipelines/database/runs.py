"""What the crawls did: runs with their outcome, fetches with the place of the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pipelines.database.connection import stamp
from pipelines.database.sites import Sites


class Runs(Sites):
    """Queries on the tables `runs` and `fetches`."""

    def start_run(self, site: str, kind: Literal["crawl", "replay", "add"], *, at: datetime) -> int:
        """Open a run and return its id.

        A crawl or replay of the site that never ended was killed, for its lock is ours now: it ends as failed.
        """
        with self.transaction():
            self._know_site(site, at)
            if kind != "add":
                self._write(
                    "UPDATE runs SET outcome = 'failed', reason = 'its process died'"
                    " WHERE site IS ? AND kind != 'add' AND outcome IS NULL",
                    (site or None,),
                )
            run = self._write(
                "INSERT INTO runs (site, kind, started_at) VALUES (?, ?, ?)", (site or None, kind, stamp(at))
            )
            assert run.lastrowid is not None
            return run.lastrowid

    def end_run(
        self,
        run_id: int,
        outcome: Literal["ok", "failed", "stopped"],
        reason: str | None,
        counts: Mapping[str, int],
        *,
        at: datetime,
    ) -> None:
        """Close a run with what came of it."""
        self._write(
            "UPDATE runs SET outcome = ?, reason = ?, counts = ?, ended_at = ? WHERE id = ?",
            (outcome, reason, json.dumps(dict(sorted(counts.items()))), stamp(at), run_id),
        )

    def walks(self, site: str, limit: int = 100) -> list[tuple[datetime, int]]:
        """Return when the last crawls of a site that read its lists began, and how many links were new, in order."""
        sql = """
            SELECT started_at, coalesce(counts ->> '$."discover/new"', 0) AS new FROM runs
            WHERE site = ? AND kind != 'add' AND ended_at IS NOT NULL
                AND (counts ->> '$."discover/lists"' > 0 OR counts ->> '$."discover/unchanged"' > 0)
            ORDER BY id DESC LIMIT ?
        """
        rows = list(self.rows(sql, (site, limit)))
        return [(datetime.fromisoformat(row["started_at"]), int(row["new"])) for row in reversed(rows)]

    def record_fetch(
        self,
        run_id: int,
        url: str,
        *,
        status: int | None,
        error: str | None,
        bytes: int,
        seconds: float,
        archive: str | None,
        at: datetime,
        sent_at: datetime | None = None,
    ) -> None:
        """Keep one request's end; `archive` says where the response is kept, None for one that failed.

        `sent_at` is when it went out; None for a replay's.
        """
        self._write(
            "INSERT INTO fetches (run_id, url, status, error, bytes, seconds, archive, fetched_at, sent_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run_id, url, status, error, bytes, seconds, archive, stamp(at), stamp(sent_at) if sent_at else None),
        )

    def last_sent_at(self, host: str) -> datetime | None:
        """Return when the last request went to a host, whoever sent it; None when none is known of."""
        (row,) = self.rows("SELECT max(sent_at) AS at FROM fetches WHERE host = ? AND sent_at IS NOT NULL", (host,))
        return datetime.fromisoformat(row["at"]) if row["at"] else None

    def note_robots(
        self,
        url: str,
        state: Literal["rules", "none", "closed"],
        *,
        delay_s: float,
        digest: str | None,
        why: str | None,
        at: datetime,
    ) -> None:
        """Keep what a robots.txt said, when that differs from what it said last."""
        sql = """
            INSERT INTO robots (url, at, state, delay_s, digest, why) SELECT ?1, ?2, ?3, ?4, ?5, ?6
            WHERE (?3, ?4, ?5) IS NOT
                (SELECT state, delay_s, digest FROM robots WHERE url = ?1 ORDER BY id DESC LIMIT 1)
        """
        self._write(sql, (url, stamp(at), state, delay_s, digest, why))
