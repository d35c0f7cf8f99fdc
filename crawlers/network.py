"""Whether there is a network at all: host names in, True when any of them can be looked up out."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as LookUpTimeoutError

PATIENCE_S = 15.0


def is_reachable(hosts: Iterable[str]) -> bool:
    """Look the hosts (`name` or `name:port`) up, all at once, until one is found.

    Asked before a start of live crawls: without a name server each site would spend its tries and a quarter of a
    minute to say the same.
    """
    names = {host.partition(":")[0] for host in hosts}
    pool = ThreadPoolExecutor(max_workers=max(len(names), 1), thread_name_prefix="look-up")
    try:
        return any(done.result() for done in as_completed([pool.submit(_is_known, n) for n in names], PATIENCE_S))
    except LookUpTimeoutError:
        return False
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _is_known(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, None))
    except OSError:
        return False
