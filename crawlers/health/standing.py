"""How a channel or a site stands: a sign or none comes in, the state goes out, and whether it turned.

ok       nothing is wrong
suspect  there is a sign; one notice
down     the sign was there for DOWN_AFTER_RUNS more runs and DOWN_AFTER at least
blocked  a shield answers: never taken for empty, and there is no way round it
ok       again when the sign is gone: one notice, "recovered"
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from crawlers.health.signs import Sign
from pipelines.database import SiteState, Standing

DOWN_AFTER = timedelta(days=1)
DOWN_AFTER_RUNS = 3
RECOVERED = "recovered"
SEVERITY: tuple[SiteState, ...] = ("ok", "suspect", "down", "blocked")


def stand(before: Standing, sign: Sign | None, *, at: datetime, runs_since: int) -> Standing:
    """Say how it stands now; `runs_since` counts the runs after the one in which the trouble began."""
    if sign is None:
        return Standing() if before.state == "ok" else Standing(why=RECOVERED)
    since = before.since or at
    if sign.kind == "blocked":
        return Standing(state="blocked", since=since, why=sign.why)
    is_long = before.state in ("suspect", "down") and runs_since >= DOWN_AFTER_RUNS and at - since >= DOWN_AFTER
    return Standing(state="down" if is_long or before.state == "down" else "suspect", since=since, why=sign.why)


def overall(own: Standing, channels: Sequence[Standing]) -> SiteState:
    """Say what a site comes to: its own trouble, else the mildest of its channels'; one of several makes it suspect."""
    if own.state != "ok":
        return own.state
    states = [channel.state for channel in channels]
    if any(state != "ok" for state in states):
        return max(min(states, key=SEVERITY.index), "suspect", key=SEVERITY.index)
    return "ok"
