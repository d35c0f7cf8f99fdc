"""Whether a crawl is to give its place to one that waits: it asked, and nobody answers.

A site that hangs costs its crawl a time-out for each try, more than a minute in all. Four such sites would hold up all
others for that long. So while others wait, a crawl that had no answer for QUIET_S ends; its site comes again later, and
then, behind all others, it has the time to find out for itself that its hosts are down.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crawlers.child import Cut
from pipelines.database import Database

QUIET_S = 5.0
"""From the start of its run, or from the last answer."""
AGAIN_S = 15 * 60.0
"""When a site that was cut short for this is due again."""
LAST_ANSWER = """
    SELECT started_at, max(fetched_at) AS answered_at,
           (SELECT coalesce(max(delay_s), 0) FROM robots_v1
            WHERE host IN (SELECT host FROM fetches_v1 WHERE run_id = run)) AS delay_s
    FROM (SELECT id AS run, started_at FROM runs_v1 WHERE site = ? AND outcome IS NULL ORDER BY id DESC LIMIT 1)
    LEFT JOIN fetches_v1 ON fetches_v1.run_id = run AND status IS NOT NULL
    GROUP BY run
"""


def is_quiet(path: Path, site: str, age_s: float) -> Cut | None:
    """Say why the crawl of a site, of this age, is to be cut short, if no answer has come; a Crawl-delay is no silence.

    One whose run has not begun is not quiet: on a busy machine, a process may take long to start.
    """
    if age_s < QUIET_S:
        return None
    with closing(Database.open(path, readonly=True)) as database:
        row = next(iter(database.rows(LAST_ANSWER, (site,))), None)
    # An open run that is older than the process is that of one before, which died.
    if row is None or _seconds_since(row["started_at"]) > age_s:
        return None
    silent_s = _seconds_since(row["answered_at"] or row["started_at"])
    if silent_s < QUIET_S + 2 * row["delay_s"]:
        return None
    return Cut(why=f"no answer for {silent_s:.0f} s while other sites waited")


def _seconds_since(stamp: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(stamp)).total_seconds()
