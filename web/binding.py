"""Where the pages are served, and to whom: words and environment in, a checked address and its password out.

Without a password the pages are served on the loopback interface alone. Any other address needs one in the
environment: NEWS_WEB_PASSWORD_HASH, as `python -m web.password` makes it, or NEWS_WEB_PASSWORD itself.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from crawlers.errors import UsageError
from web.password import Password

PORT = 8001
HOST = "127.0.0.1"
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(?::\d{1,5})?")
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


@dataclass(frozen=True, kw_only=True)
class Binding:
    """An address that may be served, as it was checked."""

    host: str = HOST
    port: int = PORT
    names: frozenset[str] = frozenset()
    """Names beside the address by which browsers may ask for the pages."""
    password: Password | None = field(default=None, repr=False)

    @property
    def is_local(self) -> bool:
        """Only programs of this machine can connect."""
        return _is_loopback(self.host)

    def knows(self, host: str) -> bool:
        """Tell whether a Host header names us.

        A name of somebody else's that leads to our address (DNS rebinding) is refused; a bare address cannot be
        made to lead elsewhere, so any is taken where others than this machine may connect.
        """
        name = _without_port(host.lower())
        if name in self.names or name == "localhost":
            return True
        try:
            return ipaddress.ip_address(name).is_loopback or not self.is_local
        except ValueError:
            return False


def bind(address: str, names: tuple[str, ...] = (), env: Mapping[str, str] | None = None) -> Binding:
    """Read `host:port`, `host` or `port`; UsageError when it is none, or open to others and has no password."""
    host, port = _split(address)
    for name in names:
        if not _NAME.fullmatch(name.lower()):
            raise UsageError(f"{name!r} is no host name; write it like news.example.org.")
    password = Password.from_environment(os.environ if env is None else env)
    binding = Binding(host=host, port=port, names=frozenset(name.lower() for name in names), password=password)
    if not binding.is_local and password is None:
        raise UsageError(
            f"{host} can be reached from other machines, so the pages need a password: put NEWS_WEB_PASSWORD_HASH, as "
            "`python -m web.password` makes it, into the environment, or serve 127.0.0.1."
        )
    return binding


def _split(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon:
        host, port = (HOST, address) if address.isdecimal() else (address, str(PORT))
    host = host.strip("[]")
    try:
        ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise UsageError(f"{address!r} is no address; write it like 127.0.0.1:{PORT}.") from None
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{address!r} has no port from 0 to 65535; write it like 127.0.0.1:{PORT}.")
    return host, int(port)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def _without_port(host: str) -> str:
    match = _HOST.fullmatch(host)
    return (match["six"] or match["name"]) if match else ""
