"""The service's own rows: the daemon's beat, and a row for all that was backed up, restored or taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pipelines.database.connection import Connection, stamp


class Upkeep(Connection):
    """Queries on the tables `beats` and `upkeep`."""

    def beat(self, pid: int, *, at: datetime) -> None:
        """Write that the daemon lives; StorageError when nothing can be written now."""
        self._write("INSERT OR REPLACE INTO beats (id, at, pid) VALUES (1, ?, ?)", (stamp(at), pid))

    def note_upkeep(
        self,
        what: Literal["backup", "restored", "pruned"],
        item: str,
        why: str,
        *,
        entries: int | None = None,
        bytes: int | None = None,
        at: datetime,
    ) -> None:
        """Keep what was done to a file or to old rows, and why."""
        self._write(
            "INSERT INTO upkeep (at, what, item, entries, bytes, why) VALUES (?, ?, ?, ?, ?, ?)",
            (stamp(at), what, item, entries, bytes, why),
        )

    def prune_fetches(self, before: datetime, why: str, *, at: datetime) -> int:
        """Take away the rows of requests that ended before then, a row of `upkeep` telling so; return how many.

        A batch a transaction, so that no crawl waits long; each batch has its row with it.
        """
        taken = 0
        while True:
            with self.transaction():
                gone = self._write(
                    "DELETE FROM fetches WHERE id IN"
                    " (SELECT id FROM fetches WHERE fetched_at < ? ORDER BY id LIMIT 5000)",
                    (stamp(before),),
                ).rowcount
                if not gone:
                    return taken
                self.note_upkeep("pruned", "fetches_v1", why, entries=gone, at=at)
            taken += gone

    def wal_bytes(self) -> int:
        """Return how large the write-ahead log is; a reader that never ends lets it grow."""
        wal = self.path.with_name(self.path.name + "-wal")
        return wal.stat().st_size if wal.exists() else 0
