"""No page of Datasette's counts all rows: in a database of a million that takes longer than all else of a page.

A table's or view's page is asked for with Datasette's own `_nocount`, as if the person had; who wants the number asks
with `_nocount=`, or by SQL. The list of tables shows no counts, so that none are made for it.
"""

from __future__ import annotations

import re

from datasette.database import Database

from web.headers import App, Receive, Scope, Send

ASKED = re.compile(rb"(?:^|&)_nocount=")


class Uncounted:
    """An ASGI application around Datasette's."""

    def __init__(self, app: App, database: str) -> None:
        """`database` is the name under which Datasette serves its own pages."""
        self._app, self._rows = app, re.compile(rf"/{re.escape(database)}/[^/]+")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._rows.fullmatch(scope["path"]) and not ASKED.search(scope["query_string"]):
            scope = {**scope, "query_string": b"&".join(filter(None, (scope["query_string"], b"_nocount=1")))}
        await self._app(scope, receive, send)


class File(Database):  # type: ignore[misc]
    """A database file whose tables are named and not counted."""

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:  # noqa: ARG002 - Datasette's argument
        """Name the tables."""
        return dict.fromkeys(await self.table_names())
