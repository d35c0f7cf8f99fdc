"""Datasette's CSV comes in, the same goes out of which no spreadsheet runs a cell (see pipelines.out.cells).

Datasette writes at most `max_returned_rows` of them, so that a whole answer is held here.
"""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs

from pipelines.out import cells
from web.headers import App, Message, Receive, Scope, Send
from web.query import TEXT_MAX_BYTES


class Sheets:
    """An ASGI application around another one."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _asks_for_csv(scope):
            await self._app(scope, receive, send)
            return
        begun: list[Message] = []
        body = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _send(send, begun[0], bytes(body))

        await self._app(scope, receive, sending)


def harmless(sheet: str) -> str:
    """Write a sheet anew, its cells made harmless."""
    csv.field_size_limit(TEXT_MAX_BYTES)  # of 128 KB, it would not take a long article
    written = io.StringIO()
    rows = csv.reader(io.StringIO(sheet, newline=""))
    csv.writer(written).writerows([cells.cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def _asks_for_csv(scope: Scope) -> bool:
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    return scope["path"].endswith(".csv") or asked.get("_format") == ["csv"]


async def _send(send: Send, begin: Message, body: bytes) -> None:
    """Send an answer on, another one than rows as it is."""
    kinds = [value for name, value in begin.get("headers", []) if name.lower() == b"content-type"]
    if begin["status"] == 200 and kinds and kinds[0].startswith((b"text/csv", b"text/plain")):
        body = harmless(body.decode("utf-8", "replace")).encode()
    headers = [(name, value) for name, value in begin.get("headers", []) if name.lower() != b"content-length"]
    await send({**begin, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
