"""What stands before every page: a request comes in, is refused or let through, and its answer gets its headers.

In this order: a Host that is not ours (400), a path that would lead elsewhere (400), a method that could change
something (405), a foreign Origin (403), who is not logged in (401), and what Datasette brings and we close (404). The
one request that is not a question is the login itself, and Datasette never sees it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from web.binding import Binding
from web.login import Login

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PUBLIC = re.compile(r"/login|/static/[a-z-]+\.(css|svg)|/favicon\.ico")
"""What is shown without a password, written down; everything else is not."""
CLOSED = re.compile(r"/-(?!/static/).*|/(_internal|_memory|:memory:)([/.].*)?|/[^/]+\.db", re.DOTALL)
"""Pages of Datasette that tell of the process, would log somebody in, or hand out the file."""
BODY_MAX = 4096
OWN_PAGES_S = 1.3
"""How long a page of Datasette's own may take."""

SECURITY = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
DATASETTES_OWN = {"content-security-policy": SECURITY["content-security-policy"] + "; style-src-attr 'unsafe-inline'"}
"""Datasette's templates colour with style attributes; no page has a script, and nowhere may one run."""


class Guard:
    """An ASGI application around another one."""

    def __init__(self, app: App, binding: Binding, database: str) -> None:
        """`database` is the name under which Datasette serves its own pages."""
        self._app, self._binding = app, binding
        self._login = Login(binding.password) if binding.password else None
        self._datasettes = f"/{database}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        send = self._with_headers(scope["path"], send)
        if refusal := self._refusal(scope, headers):
            await _answer(send, *refusal)
        elif scope["method"] == "POST":
            await self._log_in(scope, headers, receive, send)
        elif self._login and not PUBLIC.fullmatch(scope["path"]) and not self._is_in(scope, headers):
            await self._ask_for_login(scope, headers, receive, send)
        elif CLOSED.fullmatch(scope["path"]):
            await _answer(send, 404, "There is no such page.")
        elif self._is_datasettes(scope["path"]):
            await self._within_time(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _within_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Datasette answer. Its limits hold for one query each, and a page of it may make twenty."""
        is_begun = False

        async def sending(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await asyncio.wait_for(self._app(scope, receive, sending), OWN_PAGES_S)
        except TimeoutError:
            if not is_begun:
                await _answer(send, 503, "This took too long; narrow it down.")

    def _is_datasettes(self, path: str) -> bool:
        return path == self._datasettes or path.startswith((f"{self._datasettes}/", f"{self._datasettes}."))

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        path, method = scope["path"], scope["method"]
        raw = (scope.get("raw_path") or b"").decode("latin-1")
        if not self._binding.knows(headers.get("host", "")):
            return 400, "This name is not served here."
        if not is_here(path) or not is_here(raw or "/") or not is_here(unquote(unquote(raw)) or "/"):
            return 400, "This address is not well formed."
        if method not in ("GET", "HEAD") and (method, path) != ("POST", "/login"):
            return 405, "Pages here are only read."
        if "origin" in headers and urlsplit(headers["origin"]).netloc != headers["host"]:
            return 403, "Another site may not ask in your name."
        if method == "POST" and headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, "Another site may not ask in your name."
        return None

    def _is_in(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        return self._login is not None and self._login.is_in(headers, _address(scope))

    async def _ask_for_login(self, scope: Scope, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        """Show the login page in place of what was asked for; programs get one sentence, and the word for Basic."""
        if self._login and self._login.is_slowed(_address(scope)):
            await _answer(send, 429, "Too many wrong passwords; try again in a minute.")
        elif "text/html" in headers.get("accept", ""):
            wanted = quote(
                scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            )
            await self._show_login(scope, f"next={wanted}", 401, receive, send)
        else:
            challenge = [(b"www-authenticate", b'Basic realm="news", charset="UTF-8"')]
            await _answer(send, 401, "This needs the password.", challenge)

    async def _log_in(self, scope: Scope, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        """Take the password of the login form: a cookie and the way to where the person was going, or the form."""
        body = await _body(headers, receive)
        if self._login is None or body is None:
            await _answer(send, 404 if self._login is None else 413, "There is nothing to send here.")
            return
        form = parse_qs(body.decode("utf-8", "replace"))
        wanted = form.get("next", ["/"])[0]
        wanted = wanted if is_here(wanted) else "/"
        if self._login.takes(form.get("password", [""])[0], _address(scope)):
            where = quote(wanted, safe="/?&=%+:,;~-._")
            cookie = self._login.cookie()
            await _answer(send, 303, "", [(b"location", where.encode()), (b"set-cookie", cookie.encode())])
        else:
            status = 429 if self._login.is_slowed(_address(scope)) else 401
            await self._show_login(scope, f"wrong={status}&next={quote(wanted)}", status, receive, send)

    async def _show_login(self, scope: Scope, query: str, status: int, receive: Receive, send: Send) -> None:
        async def with_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "status": status}
            await send(message)

        asked = {**scope, "method": "GET", "path": "/login", "raw_path": b"/login", "query_string": query.encode()}
        await self._app(asked, receive, with_status)

    def _with_headers(self, path: str, send: Send) -> Send:
        """Add what every answer carries; a page's own policy (an archived copy's is stricter) stays."""
        ours = SECURITY | (DATASETTES_OWN if self._is_datasettes(path) else {})
        if self._login and not PUBLIC.fullmatch(path):
            ours = ours | {"cache-control": "private, no-store"}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = [(name.lower(), value) for name, value in message.get("headers", [])]
                has = {name.decode("latin-1") for name, _ in theirs}
                added = [(name.encode(), value.encode()) for name, value in ours.items() if name not in has]
                message = {**message, "headers": [*theirs, *added]}
            await send(message)

        return sending


def is_here(path: str) -> bool:
    r"""Tell whether a path leads to a page of ours: `//evil`, `/\evil` and what begins otherwise lead elsewhere."""
    return (
        path.startswith("/") and not path.startswith("//") and not re.search(r"[\\\x00-\x20\x7f]", path.split("?")[0])
    )


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes | None:
    """Read a small body; None when it says, or turns out, to be larger."""
    length = headers.get("content-length", "")
    if not length.isdecimal() or int(length) > BODY_MAX:
        return None
    body, is_more = b"", True
    while is_more:
        message = await receive()
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
        if message["type"] != "http.request" or len(body) > BODY_MAX:
            return None
    return body


async def _answer(send: Send, status: int, sentence: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    """Answer in one sentence; whatever is still being sent to us is not waited for."""
    own = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": own})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode() if sentence else b""})
