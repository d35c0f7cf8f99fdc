"""What other programs follow: `change_log` grows by one row for every published row that becomes another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines.database.connection import Connection, stamp

Kind = Literal["article", "story", "copy", "figure", "site"]
Op = Literal["added", "changed", "revised", "recleaned", "merged", "split", "origin_changed"]


class Changes(Connection):
    """Queries on the table `change_log`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path, connection)
        self._logged: set[tuple[Kind, int]] = set()
        self._logged_in = 0

    def log(self, kind: Kind, ids: Iterable[int], op: Op, *, at: datetime, other_id: int | None = None) -> None:
        """Append one row per id, in the transaction that made the change: a reader sees both or neither.

        What the same transaction logged already is not logged as changed once more: a new article is added, and that
        it was then put into its story goes without saying. `other_id` is explained in docs/consume.md.
        """
        with self.transaction():
            if self._logged_in != self._transactions:
                self._logged, self._logged_in = set(), self._transactions
            news = [id_ for id_ in ids if op != "changed" or (kind, id_) not in self._logged]
            if not news:
                return
            self._logged.update((kind, id_) for id_ in news)
            self._connection.executemany(
                "INSERT INTO change_log (at, kind, id, op, other_id) VALUES (?, ?, ?, ?, ?)",
                [(stamp(at), kind, id_, op, other_id) for id_ in news],
            )
