"""How a request ends when no usable response came of it: an exception in, what to write on its link out.

    End (an IgnoreRequest, so that Scrapy logs no trace of it)
     ├── Refused    we did not ask, and will not: off site, a private address, robots.txt says no
     ├── TryLater   it failed for now; carries how long to wait, where the site said so
     ├── Gone       the site says that it is not there (404, 410)
     ├── Failed     it came, and can never be used: too large, not in the archive
     └── Stopped    the crawl is ending, it was never sent: its link stays as it is

Every middleware and handler of ours raises one of these, so an errback needs one question: `end_of(failure.value)`.
"""

from __future__ import annotations

from typing import Literal

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

EndState = Literal["refused", "retry", "gone", "failed", "stopped"]
"""States of a link, and one that is none: a link whose request was `stopped` keeps the state that it has."""

VERSION = "1"
"""Of these rules: what is written on a link as `rule_version`. Raised when an answer comes to mean something else."""
RETRY_AFTER_MAX_S = 86_400
"""A site that asks for a year gets a day: the next run asks again, and learns whether it meant it."""


class End(IgnoreRequest):
    """A request is over. `stage` and `reason` are the words of `links.reason`, `rule` says what exactly decided."""

    state: EndState = "failed"

    def __init__(self, stage: str, reason: str, rule: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(f"{stage}/{reason}: {rule}" if rule else f"{stage}/{reason}")
        self.stage, self.reason, self.rule = stage, reason, rule
        self.retry_after_s = None if retry_after_s is None else min(max(retry_after_s, 0.0), RETRY_AFTER_MAX_S)


class Refused(End):
    """It was not asked for, and will not be."""

    state: EndState = "refused"


class TryLater(End):
    """It failed for now; `retry_after_s` is what the site asked for, or None: the frontier's own spacing."""

    state: EndState = "retry"


class Gone(End):
    """The site says that it is not there."""

    state: EndState = "gone"


class Failed(End):
    """It can never be used as it is."""

    state: EndState = "failed"


class Stopped(End):
    """The crawl ends before its turn came; nothing was learnt of it."""

    state: EndState = "stopped"

    def __init__(self) -> None:
        super().__init__("crawl", "stopped")


def end_of(error: BaseException) -> End | None:
    """Tell how a request ended from what its errback got; None for an error that is nobody's to expect (a bug)."""
    if isinstance(error, End):
        return error
    if isinstance(error, HttpError):
        return of_status(error.response.status)
    return None


def of_status(status: int) -> End:
    """Name the end that a status other than success is."""
    if status in (404, 410):
        return Gone("fetch", "not_found", str(status))
    if status in (401, 403, 412, 451):
        # 403 is what a site's shield answers to a crawler, 412 that of many gov.cn hosts; it may be open tomorrow.
        return TryLater("fetch", "blocked", str(status))
    if status >= 500:
        return TryLater("fetch", "server_error", str(status))
    return Failed("fetch", "status", str(status))
