"""What a run has learnt of each host: failures and waits in, whether to ask again out.

    5 failures in a row, or 3 times silence       the host is down: it is not asked again in this run
    Retry-After, or 429 without one               it is not asked again before that time

One answer of any kind that is no failure starts the count again. No clock of its own: times are handed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawlers.ends import RETRY_AFTER_MAX_S, TryLater

FAILURES_MAX = 5
SILENCES_MAX = 3


@dataclass(slots=True)
class _Host:
    failures: int = 0
    silences: int = 0
    open_at_s: float = 0.0

    @property
    def is_down(self) -> bool:
        return self.failures >= FAILURES_MAX or self.silences >= SILENCES_MAX


class Hosts:
    """The hosts of one run, each by its `host:port`."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    def refusal(self, host: str, now_s: float) -> TryLater | None:
        """Say why the host must not be asked now; None when it may."""
        known = self._hosts.get(host)
        if known is None:
            return None
        if known.is_down:
            return TryLater("retry", "host_down", host)
        wait_s = known.open_at_s - now_s
        return TryLater("retry", "retry_after", host, retry_after_s=wait_s) if wait_s > 0 else None

    def is_down(self, host: str) -> bool:
        """Tell whether the host failed too often."""
        return host in self._hosts and self._hosts[host].is_down

    def answered(self, host: str) -> None:
        """It gave an answer that is no failure."""
        if known := self._hosts.get(host):
            known.failures = known.silences = 0

    def failed(self, host: str, *, silent: bool) -> bool:
        """It failed, or said nothing at all; return whether that was once too often."""
        known = self._hosts.setdefault(host, _Host())
        was_down = known.is_down
        known.failures += 1
        known.silences = known.silences + 1 if silent else 0
        return known.is_down and not was_down

    def hold(self, host: str, wait_s: float, now_s: float) -> None:
        """It asked not to be asked again for `wait_s` seconds; the longest such wish holds."""
        known = self._hosts.setdefault(host, _Host())
        known.open_at_s = max(known.open_at_s, now_s + min(wait_s, RETRY_AFTER_MAX_S))
