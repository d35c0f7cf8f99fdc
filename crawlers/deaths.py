"""What is to be done when a crawl's process is gone: how it ended comes in, its row, leases and page are set right.

A crawl that came to its end did all that itself. One that died left its run open, its leases taken, and on its lock's
file the page that it had in hand.
"""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crawlers import locks
from crawlers.child import Exit
from crawlers.errors import LockedError, NewsError
from pipelines.database import Database

log = logging.getLogger(__name__)


def lay_to_rest(path: Path, site: str, over: Exit, sentence: str | None) -> None:
    """Set right what a crawl of `site` ("" for added pages) left; nothing for one that ended well.

    `sentence` is its own last word, of one that could not write it into its run's row.
    """
    if over.code == 0:
        return
    try:
        # Its name, as its process held it: no other crawl of the site is between its death and this.
        with locks.hold(path, site or "added") as lock, closing(Database.open(path)) as database:
            at = datetime.now(UTC)
            if over.code > 0 or (over.cut and over.cut.page is None):
                database.close_run(site, "failed" if over.code > 0 else "stopped", sentence or over.how, at=at)
                return
            page = over.cut.page if over.cut else lock.left
            is_guilty = database.bury(site, over.how, page, is_certain=over.cut is not None, at=at)
            log.error("death: site=%s how=%s page=%s quarantined=%s", site or "added", over.how, page, is_guilty)
    except LockedError:
        log.info("death: site=%s is crawled again already, and sets it right", site)
    except NewsError as error:
        # The next crawl of the site gives the leases back.
        log.error("death: site=%s could not be set right: %s", site, error)
