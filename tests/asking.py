"""Requests to the pages as anybody on the network may send them: no browser minds what they are."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from web.application import NAME, application

VALUES = {
    "kind": "atom",
    "topic": "tibet_digital",
    "id": "1",
    "key": "cinic",
    "indicator": "digital_economy_size",
    "database": NAME,
    "table": "stories_v1",
    "pks": "1",
    "path": "style.css",
    "rest": "",
    "format": "json",
    "date": "2026-11-20",
}
"""What stands for the parts of an address that vary. A page with another part must say here what stands for it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The body, read as UTF-8."""
        return self.body.decode("utf-8", "replace")


def ask(
    url: str,
    path: str = "",
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout_s: float = 30,
) -> Answer:
    """Send one request, its path as it stands here, and follow no redirect."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        connection.putrequest(method, path or parts.path or "/", skip_host=True, skip_accept_encoding=True)
        sent = {"Host": parts.netloc, **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Length", str(len(body)))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(status=answer.status, headers=named, body=answer.read())
    finally:
        connection.close()


def routes(database: Path) -> list[str]:
    """Return one address for each route that the application has, ours and Datasette's."""
    return [example(pattern.pattern) for pattern, _ in application(database)._routes()]


def example(pattern: str) -> str:
    """Write an address that a route's pattern takes."""
    text = re.sub(r"\((?:\\\.)?\(\?P<format>[^()]*\)\)\?|\(\\\.\(\?P<format>[^()]*\)\)\?", "", pattern)
    text = re.sub(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\])*\)", lambda found: VALUES[found[1]], text)
    text = text.replace(r"\.", ".").lstrip("^").removesuffix("$")
    assert re.match(pattern, text), f"{pattern}: tests/asking.py knows no address for it"
    return text
