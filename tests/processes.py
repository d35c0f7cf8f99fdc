"""What runs under a process: a pid comes in, the pids of its children, and which of them are crawls, go out."""

from __future__ import annotations

import contextlib
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return the children of a process."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if fields[1] == str(pid) and fields[0] != "Z":
                    found.append(int(entry.name))
    return found


def is_crawl(pid: int) -> bool:
    """Tell a crawl's process from others."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return b"crawl" in (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0")
    return False
