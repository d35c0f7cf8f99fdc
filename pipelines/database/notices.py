"""What somebody is to be told, one row a cause, and each delivery of it: written once, marked once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipelines.database.changes import Changes
from pipelines.database.connection import listed, stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A notice as it is kept."""

    id: int
    at: datetime
    cause: str
    cause_key: str
    rule: str
    payload: Mapping[str, Any] = field(repr=False)
    site: str | None = None
    story_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A notice that waits to be sent on a channel."""

    id: int
    notice: Told
    channel: str
    tries: int
    message_id: str
    """The same at each try, so that a receiver can drop what came twice."""


class Notices(Changes):
    """Queries on the tables `notices` and `deliveries`."""

    def notify(
        self,
        cause: str,
        key: str,
        rule: str,
        payload: Mapping[str, Any],
        channels: Iterable[str],
        *,
        at: datetime,
        story_id: int | None = None,
        article_id: int | None = None,
        site: str | None = None,
        figure_id: int | None = None,
    ) -> int | None:
        """Write a notice and what is to be delivered of it; None where its cause was told before."""
        with self.transaction():
            sql = """
                INSERT INTO notices (at, cause, cause_key, rule, payload, story_id, article_id, site, figure_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
            """
            facts = json.dumps(payload, ensure_ascii=False)
            values = (stamp(at), cause, key, rule, facts, story_id, article_id, site, figure_id)
            row = self._connection.execute(sql, values).fetchone()
            if row is None:
                return None
            id_ = int(row[0])
            for channel in channels:
                self._write(
                    "INSERT INTO deliveries (notice_id, channel, state, next_try_at, message_id)"
                    " VALUES (?, ?, 'waiting', ?, ?)",
                    (id_, channel, stamp(at), _message_id(cause, key, channel, at)),
                )
        return id_

    def due_on(self, channel: str, at: datetime, limit: int) -> list[Delivery]:
        """Return what is due on a channel, what was tried least first, then in order."""
        sql = """
            SELECT deliveries.id, notice_id, notices.at, cause, cause_key, rule, payload, site, story_id, channel,
                   tries, message_id
            FROM deliveries JOIN notices ON notices.id = notice_id
            WHERE channel = ? AND state = 'waiting' AND next_try_at <= ? ORDER BY tries, deliveries.id LIMIT ?
        """
        return [_delivery(row) for row in self.rows(sql, (channel, stamp(at), limit))]

    def tries_since(self, channel: str, since: datetime) -> int:
        """Return how many messages went out on a channel since then, as far as anybody can tell: failed tries too."""
        sql = "SELECT count(DISTINCT message_id) FROM deliveries WHERE channel = ? AND tried_at > ?"
        return int(self._tuples(sql, (channel, stamp(since)))[0][0])

    def trying(self, delivery_id: int, *, at: datetime) -> None:
        """Note that a message goes out now: killed after this, it is sent once more, and counted."""
        self._write(
            "UPDATE deliveries SET tries = tries + 1, tried_at = ? WHERE id = ? AND state = 'waiting'",
            (stamp(at), delivery_id),
        )

    def delivered(self, delivery_id: int, *, at: datetime) -> None:
        """Record that the receiver took it; it is never sent again."""
        self._write(
            "UPDATE deliveries SET state = 'delivered', delivered_at = ?, error = NULL"
            " WHERE id = ? AND state = 'waiting'",
            (stamp(at), delivery_id),
        )

    def put_off(self, delivery_id: int, error: str, *, until: datetime) -> None:
        """Note why it was not taken, and when to try again."""
        self._write(
            "UPDATE deliveries SET error = ?, next_try_at = ? WHERE id = ? AND state = 'waiting'",
            (error, stamp(until), delivery_id),
        )

    def fold(self, channel: str, parts: Sequence[Delivery], *, at: datetime) -> None:
        """Put one message in the place of many that wait: in one transaction, so that none is told twice or never.

        A part that was a folded message itself hands on what is in it.
        """
        with self.transaction():
            ids: list[int] = []
            for part in parts:
                inner = part.notice.payload.get("notices") if part.notice.cause == "folded" else None
                ids += inner or [part.notice.id]
            key = f"{channel}:{ids[0]}-{ids[-1]}:{len(ids)}"
            made = self.notify("folded", key, "folded", {"notices": ids}, (channel,), at=at)
            if made is None:
                return
            message = self._tuples("SELECT message_id FROM deliveries WHERE notice_id = ?", (made,))[0][0]
            self._connection.executemany(
                "UPDATE deliveries SET state = 'folded', message_id = ? WHERE id = ? AND state = 'waiting'",
                [(message, part.id) for part in parts],
            )

    def told(self, ids: Collection[int]) -> list[Told]:
        """Return notices by their ids, in order."""
        sql = """
            SELECT id, at, cause, cause_key, rule, payload, site, story_id FROM notices
            WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
        """
        return [_told(row) for row in self.rows(sql, (listed(ids),))]

    def is_notified(self, cause: str, key: str) -> bool:
        """Tell whether there is a notice of a cause."""
        sql = "SELECT EXISTS (SELECT 1 FROM notices WHERE cause = ? AND cause_key = ?)"
        return bool(self._tuples(sql, (cause, key))[0][0])


def _told(row: Mapping[str, Any]) -> Told:
    return Told(**{**row, "at": datetime.fromisoformat(row["at"]), "payload": json.loads(row["payload"])})


def _delivery(row: dict[str, Any]) -> Delivery:
    mine = {name: row.pop(name) for name in ("id", "channel", "tries", "message_id")}
    return Delivery(notice=_told({"id": row.pop("notice_id"), **row}), **mine)


def _message_id(cause: str, key: str, channel: str, at: datetime) -> str:
    """Name a message for its receiver: nothing in it tells of what it is made."""
    return hashlib.sha256("\0".join((cause, key, channel, stamp(at))).encode()).hexdigest()[:24]
