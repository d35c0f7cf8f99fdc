"""What a failed fetch was: an exception from below in, how its link ends and whether another try may help out."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy import Request, exceptions
from twisted.internet import error as tx

from crawlers.fetch import resolve
from crawlers.fetch.ends import End, Failed, Refused, TryLater

NO_HOST_WAIT_S = 900
"""A name that does not resolve is not asked for again before; servers of names need a while."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """One failed fetch."""

    end: End
    """How the link ends when it is not tried again."""
    again: bool = False
    """Another try within the run may help."""
    silent: bool = False
    """The host took the request, or not even that, and said nothing."""


def failure_of(error: Exception, request: Request) -> Failure | None:
    """Name the failure; None for what is no failure of the fetch: an End of ours, a bug."""
    match error:
        case exceptions.DownloadTimeoutError() | tx.TCPTimedOutError():
            is_silent = "download_latency" not in request.meta  # set when the header block came
            return Failure(end=TryLater("fetch", "timeout", _words(error)), again=True, silent=is_silent)
        case exceptions.CannotResolveHostError():
            return _unresolved(request)
        case exceptions.DownloadConnectionRefusedError():
            return Failure(end=TryLater("fetch", "connection_refused", _words(error)), again=True)
        case exceptions.ResponseDataLossError():
            return Failure(end=TryLater("fetch", "torn_body", _words(error)), again=True)
        case exceptions.DownloadCancelledError():
            # Nothing but the size ends a download of ours: time-outs have a name of their own.
            return Failure(end=Failed("fetch", "too_large", str(error) or "beyond DOWNLOAD_MAXSIZE"))
        case exceptions.NotSupported() | exceptions.UnsupportedURLSchemeError():
            return Failure(end=Refused("guard", "scheme", request.url))
        case exceptions.DownloadFailedError() | tx.ConnectError() | tx.ConnectionClosed():
            words = _words(error)
            if "certificate" in words.lower() or "VerificationError" in words:
                return Failure(end=TryLater("fetch", "certificate", words))
            return Failure(end=TryLater("fetch", "connection_lost", words), again=True)
    return None


def _unresolved(request: Request) -> Failure:
    host = (urlsplit(request.url).hostname or "").lower()
    if address := resolve.refused.get(host):
        return Failure(end=Refused("guard", "private_address", f"{host} is {address}"))
    return Failure(end=TryLater("fetch", "no_such_host", host, retry_after_s=NO_HOST_WAIT_S), again=True)


def _words(error: Exception) -> str:
    """Say the reasons in one short line; Twisted packs them into a list of tracebacks."""
    reasons = getattr(error.__cause__, "reasons", None) or [error]
    values = [getattr(reason, "value", reason) for reason in reasons]
    return "; ".join(f"{type(value).__name__}: {value}" if str(value) else type(value).__name__ for value in values)[
        :300
    ]
