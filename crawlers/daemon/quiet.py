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

QUIET_S = 7.0
"""From the start of the process, which takes a second or two, or from the last answer."""
AGAIN_S = 15 * 60.0
"""When a site that was cut short for this is due again."""
LAST_ANSWER = """
    SELECT max(fetched_at) AS answered_at,
           (SELECT coalesce(max(delay_s), 0) FROM robots_v1
            WHERE host IN (SELECT host FROM fetches_v1 WHERE run_id = run)) AS delay_s
    FROM (SELECT max(id) AS run FROM runs_v1 WHERE site = ?)
    LEFT JOIN fetches_v1 ON fetches_v1.run_id = run AND status IS NOT NULL
"""


def is_quiet(path: Path, site: str, age_s: float) -> Cut | None:
    """Say why the crawl of a site is to be cut short, if no answer has come; a Crawl-delay is no silence."""
    if age_s < QUIET_S:
        return None
    with closing(Database.open(path, readonly=True)) as database:
        (row,) = database.rows(LAST_ANSWER, (site,))
    silent_s = age_s
    if row["answered_at"]:
        since = datetime.now(UTC) - datetime.fromisoformat(row["answered_at"])
        silent_s = min(silent_s, since.total_seconds())
    if silent_s < QUIET_S + 2 * row["delay_s"]:
        return None
    return Cut(why=f"no answer for {silent_s:.0f} s while other sites waited")
