"""One archived response: the head and body as the server sent them, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

HOP_BY_HOP = frozenset(
    (b"connection", b"keep-alive", b"te", b"trailers", b"transfer-encoding", b"upgrade", b"proxy-connection")
)
"""What the connection said, not the page: Scrapy delivers none of it, live or from here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One response record of an archive."""

    url: str
    at: datetime
    """When it was fetched; aware UTC, whole seconds."""
    status: int
    head: bytes = field(repr=False)
    """Status line and headers as sent, lines ended by CRLF, without the empty line."""
    body: bytes = field(repr=False)
    """As sent: chunks are joined, content-encoding still stands."""
    file: Path
    offset: int

    @property
    def where(self) -> str:
        """What `articles.archive` holds: file name and offset."""
        return f"{self.file.name}#{self.offset}"

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The page's own headers, in order, values as sent (a Location may be raw UTF-8)."""
        return [(name, value) for name, value in header_lines(self.head) if name.lower() not in HOP_BY_HOP]

    def header(self, name: bytes) -> list[bytes]:
        """All values of a header, whatever its case."""
        return [value for each, value in self.headers if each.lower() == name.lower()]


def header_lines(head: bytes) -> list[tuple[bytes, bytes]]:
    """Split a header block below its first line; folded lines are joined, lines without a colon left out."""
    lines: list[bytes] = []
    for line in head.split(b"\n")[1:]:
        line = line.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += b" " + line.strip()
        elif line:
            lines.append(line)
    pairs = (line.split(b":", 1) for line in lines if b":" in line)
    return [(name.strip(), value.strip()) for name, value in pairs]


def status_of(head: bytes) -> int:
    """Read the status of a header block; ValueError when its first line is no HTTP status line."""
    protocol, status = head.split(b"\n", 1)[0].split(None, 2)[:2]
    if not protocol.upper().startswith(b"HTTP/"):
        raise ValueError(f"not an HTTP response: {head[:40]!r}")
    return int(status)
