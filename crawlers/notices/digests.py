"""Digests fall due: the clock and the rules come in, a row of each goes in, once a day or week; and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from crawlers.notices.message import Line, Message, one_line
from crawlers.ways import SHANGHAI
from pipelines.database import Database
from pipelines.digest import draw, gather, write
from pipelines.digest.draw import title_of
from pipelines.telling import NoticeRules

LATE = timedelta(hours=12)
"""A digest that could not be sent for so long is left out: the next one is near."""


def put_in(db: Database, rules: NoticeRules, *, at: datetime) -> None:
    """Write the notices of the digests that have fallen due."""
    local = at.astimezone(SHANGHAI)
    for what in ("daily", "weekly"):
        channels = [name for name, channel in rules.channels.items() if what in channel.digests]
        due = datetime.combine(local.date(), rules.digests.daily if what == "daily" else rules.digests.weekly, SHANGHAI)
        is_day = what == "daily" or local.weekday() == rules.digests.weekday
        if not channels or not is_day or not due <= local < due + LATE:
            continue
        payload = payload_of(what, local.date() - timedelta(days=1))
        key = f"{what}:{payload['last']}"
        if not db.is_notified("digest", key):
            db.notify("digest", key, what, payload, channels, at=at)


def payload_of(what: str, last: date) -> dict[str, Any]:
    """Say which days a digest is of; `last` is the last one."""
    first = last if what == "daily" else last - timedelta(days=6)
    return {"what": what, "since": first.isoformat(), "last": last.isoformat()}


def message(db: Database, payload: Mapping[str, Any], language: Literal["zh", "en"]) -> Message:
    """Gather and draw a digest, for kinds that read HTML and for those that do not."""
    first, last = date.fromisoformat(payload["since"]), date.fromisoformat(payload["last"])
    digest = gather(db, first, last, what=payload["what"])
    lines = tuple(Line(text=one_line(line, 400)) for line in write(digest, language).splitlines()[1:])
    return Message(title=title_of(digest, language), lines=lines, html=draw(digest, language))
