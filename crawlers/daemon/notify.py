"""Tells systemd that the service is ready, alive or stopping; where no systemd asks, nothing happens."""

from __future__ import annotations

import contextlib
import os
import socket


def notify(word: str) -> None:
    """Send `READY=1`, `WATCHDOG=1` or `STOPPING=1` to the socket that systemd names (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        # An address that begins with @ is an abstract one, written with a NUL.
        out.connect("\0" + address[1:] if address.startswith("@") else address)
        out.send(word.encode())
