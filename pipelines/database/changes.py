"""What other programs follow: `change_log` grows by one row for every published row that becomes another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pipelines.database.connection import Connection, stamp

Kind = Literal["article", "story", "copy", "figure", "site"]
Op = Literal["added", "changed", "revised", "recleaned", "merged", "split", "origin_changed"]


class Changes(Connection):
    """Queries on the table `change_log`."""

    def log(self, kind: Kind, ids: Iterable[int], op: Op, *, at: datetime, other_id: int | None = None) -> None:
        """Append one row per id, in the transaction that made the change: a reader sees both or neither.

        `other_id` is the story that a merged one went into, or the one that a split one came from.
        """
        with self.transaction():
            self._connection.executemany(
                "INSERT INTO change_log (at, kind, id, op, other_id) VALUES (?, ?, ?, ?, ?)",
                [(stamp(at), kind, id_, op, other_id) for id_ in ids],
            )
