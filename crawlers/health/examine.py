"""The end of a run: what it saw is kept, judged by what runs saw before, and every turn of a state is written down."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from crawlers.health import signs
from crawlers.health.standing import overall, stand
from crawlers.health.watch import SITE
from pipelines.database import Database, Look, Standing
from pipelines.telling import NoticeRules, tell_of_site

logger = logging.getLogger(__name__)

PAST = timedelta(days=240)
"""How far back runs are read: the tests look back 120 days, from where a trouble began."""


def examine(
    db: Database,
    site: str,
    run_id: int,
    looks: Mapping[str, Look],
    *,
    at: datetime,
    judges: bool,
    notices: NoticeRules | None = None,
) -> None:
    """Keep the looks of a run; when it `judges` (a replay does not), say how each channel and the site stand now,
    and write for whom `notices` asks how it turned."""
    with db.transaction():
        db.save_looks(site, run_id, looks)
        if judges:
            _judge(db, site, run_id, looks, at)
            if notices:
                tell_of_site(db, notices, site, run_id, at=at)


def _judge(db: Database, site: str, run_id: int, looks: Mapping[str, Look], at: datetime) -> None:
    known, before = db.looks(site, at - PAST), db.standings(site)
    accepted = db.accepted(site)
    now: dict[str, Standing] = {}
    for channel in looks:
        was, past = before.get(channel, Standing()), known.get(channel, [])
        if channel == SITE:
            sign = signs.of_site(past, was.since, channels=len(looks) - 1, accepted=accepted)
        else:
            sign = signs.of_channel(past, was.since)
        runs_since = sum(1 for look in past if was.since and look.at > was.since)
        now[channel] = stand(was, sign, at=at, runs_since=runs_since)
        if now[channel].state != was.state:
            db.turn(site, channel, was.state, now[channel], run_id=run_id, at=at)
            logger.warning(
                "health: site=%s channel=%s was=%s now=%s why=%s",
                site, channel or "(all)", was.state, now[channel].state, now[channel].why,
            )  # fmt: skip
    own = now.pop(SITE)
    db.set_state(site, overall(own, list(now.values())), at=at)
