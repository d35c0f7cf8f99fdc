"""Sends what waits: every so often each channel with something due is worked on, in a thread of its own.

    waiting -> tried (noted before it is sent) -> delivered, or put off: 30 s, 1 min, 2 min … an hour

Killed between sending and noting it, a message goes out once more, under the same id; none is lost, for it waits until
its receiver has taken it. What is more than a channel takes in an hour, and what came in its quiet hours, is folded
into one message. One that a receiver will not take holds up no other: what was tried least goes first.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers.errors import NewsError
from crawlers.notices import digests
from crawlers.notices.message import Message
from crawlers.notices.sender import LIMIT_S, Sender
from crawlers.notices.shape import shape
from crawlers.notices.words import say
from crawlers.ways import SHANGHAI
from pipelines.database import Database, Delivery, Told
from pipelines.telling import Channel, NoticeRules

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
THREADS = 8
IDLE_S = 60.0
"""A process that sends is kept so long after its last message: starting it costs more than a message."""
DUE_MOST = 20_000
"""So many are folded at once; a storm of more takes two messages."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long to wait for a receiver, and between tries."""

    first_wait_s: float = 30.0
    most_wait_s: float = 3600.0
    limit_s: float = LIMIT_S


class Post:
    """Delivers the notices of one database. Its methods may be called from any thread."""

    def __init__(
        self, path: Path, rules: NoticeRules, *, allowed: Collection[str] = (), pace: Pace | None = None
    ) -> None:
        self.path, self.rules = path, rules
        self._allowed, self._pace = tuple(allowed), pace or Pace()
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="post")
        self._busy: dict[str, Future[None]] = {}
        self._paused: dict[str, tuple[float, float]] = {}
        """Channel to when it is tried again, on the monotonic clock, and how long that wait was."""
        self._senders: dict[str, Sender] = {}
        self._used_s: dict[str, float] = {}
        self._lock = threading.Lock()
        self._is_stopped = False

    def look(self) -> None:
        """Begin to send what is due; come back at once."""
        if not self.rules.channels:
            return
        with closing(Database.open(self.path)) as db:
            digests.put_in(db, self.rules, at=datetime.now(UTC))
        with self._lock:
            for name, channel in self.rules.channels.items():
                if self._is_stopped or (name in self._busy and not self._busy[name].done()):
                    continue
                if self._paused.get(name, (0.0, 0.0))[0] <= time.monotonic():
                    self._busy[name] = self._threads.submit(self._work, channel)
            for name, sender in list(self._senders.items()):
                is_idle = time.monotonic() - self._used_s.get(name, 0.0) > IDLE_S
                if is_idle and (name not in self._busy or self._busy[name].done()):
                    del self._senders[name]
                    sender.close()

    def settle(self) -> None:
        """Wait until all that was begun is done."""
        for each in list(self._busy.values()):
            each.result()

    def stop(self) -> None:
        """Send no more; a message that is under way is cut, and goes out again another time."""
        self._is_stopped = True
        for sender in list(self._senders.values()):
            sender.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _work(self, channel: Channel) -> None:
        try:
            with closing(Database.open(self.path)) as db:
                self._send_due(db, channel)
        except NewsError as error:
            log.error("deliver: channel=%s %s", channel.name, error)
        except Exception:
            log.exception("deliver: channel=%s a delivery failed", channel.name)

    def _send_due(self, db: Database, channel: Channel) -> None:
        now = datetime.now(UTC)
        if channel.quiet and channel.quiet.holds(now.astimezone(SHANGHAI)):
            return
        room = channel.per_hour - db.tries_since(channel.name, now - HOUR)
        due = db.due_on(channel.name, now, DUE_MOST)
        if room <= 0 or not due:
            return
        if folded := to_fold(due, room, channel):
            db.fold(channel.name, folded, at=now)
            due = db.due_on(channel.name, now, DUE_MOST)
        sender = self._senders.setdefault(channel.name, Sender(self._pace.limit_s))
        for delivery in due[:room]:
            self._used_s[channel.name] = time.monotonic()
            if self._is_stopped or not self._send(db, channel, sender, delivery):
                return

    def _send(self, db: Database, channel: Channel, sender: Sender, delivery: Delivery) -> bool:
        message = message_of(db, channel, delivery.notice)
        wanted = request(channel, delivery.notice, message, delivery.message_id) | {"allow": list(self._allowed)}
        db.trying(delivery.id, at=datetime.now(UTC))
        error = sender.send(wanted)
        now = datetime.now(UTC)
        if self._is_stopped and error is not None:
            return False
        if error is None:
            db.delivered(delivery.id, at=now)
            self._paused.pop(channel.name, None)
            log.info("deliver: channel=%s notice=%d tries=%d ok", channel.name, delivery.notice.id, delivery.tries + 1)
            return True
        again_s = self._wait_s(self._pace.first_wait_s * 2.0 ** min(delivery.tries, 20))
        db.put_off(delivery.id, error, until=now + timedelta(seconds=again_s))
        # The next message waits for the channel: twice as long each time, until one is taken.
        wait_s = min(
            max(2 * self._paused.get(channel.name, (0.0, 0.0))[1], self._pace.first_wait_s), self._pace.most_wait_s
        )
        self._paused[channel.name] = (time.monotonic() + self._wait_s(wait_s), wait_s)
        log.warning("deliver: channel=%s notice=%d %s", channel.name, delivery.notice.id, error)
        return False

    def _wait_s(self, seconds: float) -> float:
        """Bound a wait, and spread it: many services that came back are not asked in one moment."""
        return min(seconds, self._pace.most_wait_s) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret


def to_fold(due: Sequence[Delivery], room: int, channel: Channel) -> list[Delivery]:
    """Say which of those that wait become one message: what is too many, and what came while nobody was to be woken."""
    plain = [one for one in due if one.notice.cause != "digest"]
    if channel.quiet:
        slept = [one for one in plain if channel.quiet.holds(one.notice.at.astimezone(SHANGHAI))]
        if len(slept) > 1:
            plain = [one for one in plain if one not in slept]
            return slept if len(plain) < room else [*slept, *plain[max(room - 2, 0) :]]
    if len(due) <= room:
        return []
    folded = plain[max(room - 1 - (len(due) - len(plain)), 0) :]
    return folded if len(folded) > 1 else []


def request(channel: Channel, told: Told, message: Message, message_id: str) -> dict[str, Any]:
    """Make what the process that sends is given: no secret, only the names of the variables that hold them."""
    body = shape(message, channel.kind, message_id)
    wanted: dict[str, Any] = {
        "kind": channel.kind,
        "url_env": channel.url_env,
        "secret_env": channel.secret_env,
        "id": message_id,
        "title": message.title,
        "body": body,
    }
    if channel.kind == "webhook":
        wanted["json"] = _json(told, message, body, message_id)
    return wanted


def message_of(db: Database, channel: Channel, told: Told) -> Message:
    """Put a notice into the words of a channel."""
    if told.cause == "digest":
        return digests.message(db, told.payload, channel.language)
    parts: Sequence[Told] = db.told(told.payload["notices"]) if told.cause == "folded" else ()
    return say(told, channel.language, parts)


def _json(told: Told, message: Message, body: str, message_id: str) -> Mapping[str, Any]:
    facts = told.payload if told.cause != "folded" else {"notices": told.payload["notices"][:1000]}
    return {
        "id": message_id,
        "notice": told.id,
        "cause": told.cause,
        "rule": told.rule,
        "at": told.at.isoformat(),
        "title": message.title,
        "text": body,
        "facts": facts,
    }
