"""Which ports processes listen on: pids come in, addresses and ports go out, as the kernel has them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

LISTENS = "0A"
LOOPBACK = "0100007F"


def listening(pids: Iterable[int]) -> list[tuple[str, int]]:
    """Return address (as the kernel writes it, in hexadecimal) and port of every socket on which they listen."""
    pids = list(pids)
    inodes = {inode for pid in pids for inode in _sockets(pid)}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == LISTENS and words[9] in inodes:
                address, _, port = words[1].partition(":")
                found.add((address, int(port, 16)))
    return sorted(found)


def _sockets(pid: int) -> set[str]:
    held = set()
    with contextlib.suppress(FileNotFoundError):  # it has ended
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # it was closed meanwhile
                held.add(str(link.readlink()))
    return {text[8:-1] for text in held if text.startswith("socket:[")}
