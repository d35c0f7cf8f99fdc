"""What a run has learnt of each host: requests, failures and waits in, whether to ask now out.

    5 failures in a row, or 3 times silence       the host is down: it is not asked again in this run
    5 failures of a host that mostly answers      it is left alone for a while; 5 more before an answer, and it is down
    3 pages of a shield                           the same: we are not wanted there today
    Retry-After, or 429 without one               it is not asked again before that time
    not answered yet, or not since it failed      no more are on their way than it may still fail, else `parallel`

One answer that is no failure starts the count again. No clock of its own: times are handed in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from crawlers.fetch.ends import RETRY_AFTER_MAX_S, TryLater

FAILURES_MAX = 5
SILENCES_MAX = 3
BLOCKS_MAX = 3


@dataclass(slots=True)
class _Host:
    on_their_way: int = 0
    failures: int = 0
    silences: int = 0
    blocks: int = 0
    has_answered: bool = False
    """Since it failed last."""
    balance: int = 0
    """Answers less failures, in the whole run."""
    is_tired: bool = False
    """It failed as often in a row as may be, and had answered more often than not; nothing came since."""
    wants_rest: bool = False
    open_at_s: float = 0.0
    is_down: bool = False
    """Once down, it stays so: an answer that was still on its way comes too late."""

    @property
    def may_fail(self) -> int:
        """How often before it is down."""
        return min(FAILURES_MAX - self.failures, SILENCES_MAX - self.silences)


class Hosts:
    """The hosts of one run, each by its `host:port`; `parallel` requests to each may be on their way at a time."""

    def __init__(self, parallel: int) -> None:
        self._parallel = parallel
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def refusal(self, host: str, now_s: float) -> TryLater | None:
        """Say why the host must not be asked now; None when it may."""
        known = self._hosts[host]
        if known.is_down:
            return TryLater("retry", "host_down", host)
        wait_s = known.open_at_s - now_s
        return TryLater("retry", "retry_after", host, retry_after_s=wait_s) if wait_s > 0 else None

    def is_down(self, host: str) -> bool:
        """Tell whether the host failed too often."""
        return self._hosts[host].is_down

    def is_full(self, host: str) -> bool:
        """Tell whether one more would be too many on their way."""
        known = self._hosts[host]
        return known.on_their_way >= min(self._parallel, self._parallel if known.has_answered else known.may_fail)

    def sent(self, host: str) -> None:
        """A request is on its way; `ended` must follow."""
        self._hosts[host].on_their_way += 1

    def ended(self, host: str) -> None:
        """A request that was on its way has ended, one way or the other."""
        self._hosts[host].on_their_way -= 1

    def answered(self, host: str) -> None:
        """It gave an answer that is no failure."""
        known = self._hosts[host]
        known.failures = known.silences = 0
        known.has_answered = True
        known.balance += 1
        known.is_tired = False

    def failed(self, host: str, *, silent: bool) -> bool:
        """It failed, or said nothing at all; return whether that was once too often."""
        known = self._hosts[host]
        was_down = known.is_down
        known.failures += 1
        known.silences = known.silences + 1 if silent else 0
        known.has_answered = False
        known.balance -= 1
        is_once_more = known.failures >= FAILURES_MAX and known.silences < SILENCES_MAX
        if is_once_more and known.balance > 0 and not known.is_tired:
            # Three of ten requests that fail are five in a row every few hundred: no reason to leave the other links.
            known.is_tired = known.wants_rest = True
            known.failures = known.silences = 0
        known.is_down = was_down or known.may_fail <= 0
        return known.is_down and not was_down

    def takes_rest(self, host: str) -> bool:
        """Tell, once each time, whether it is to be left alone for a while."""
        known = self._hosts[host]
        wants, known.wants_rest = known.wants_rest, False
        return wants

    def blocked(self, host: str) -> bool:
        """A shield answered in its place; return whether that was once too often."""
        known = self._hosts[host]
        was_down = known.is_down
        known.blocks += 1
        known.is_down = was_down or known.blocks >= BLOCKS_MAX
        return known.is_down and not was_down

    def hold(self, host: str, wait_s: float, now_s: float) -> None:
        """It asked not to be asked again for `wait_s` seconds; the longest such wish holds."""
        known = self._hosts[host]
        known.open_at_s = max(known.open_at_s, now_s + min(wait_s, RETRY_AFTER_MAX_S))
