"""Our one plugin of Datasette: the pages of web/pages, their words, and what a connection may do."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment

from crawlers.errors import NewsError
from web import page, query
from web.errors import TooSlowError
from web.pages import routes

log = logging.getLogger(__name__)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Serve the pages; Datasette's own come after them."""
    return routes()


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Give the templates their words."""
    page.prepare(env)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Bound what queries may do."""
    query.prepare(conn)


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Say what went wrong in one sentence that repeats nothing of the request; the trace is for the log alone."""
    status, zh, en = _told(exception)

    async def answer() -> Any:
        if request.path.partition("?")[0].endswith(".json"):
            return Response.json({"ok": False, "error": en, "status": status}, status=status)
        context = {"status": status, "zh": zh, "en": en}
        return await page.page(datasette, request, "error.html", context, status=status)

    return answer()


def _told(exception: Exception) -> tuple[int, str, str]:
    if isinstance(exception, TooSlowError):
        return 503, "查询超时，请缩小范围。", "This took too long; narrow it down."
    if isinstance(exception, DatasetteError):
        # Of a person's own SQL: SQLite's word on it. What Datasette marks as HTML is of one that took too long.
        said = "This took too long; narrow it down." if exception.message_is_html else "This cannot be asked."
        is_sql = exception.title == "Invalid SQL" and not exception.message_is_html
        # It calls a wrong column to sort by a fault of its own.
        status = 400 if exception.status == 500 else exception.status
        return status, "查询未能执行。", str(exception.message) if is_sql else said
    if isinstance(exception, Base400):
        words = {404: ("没有这个页面。", "There is no such page."), 403: ("不可访问。", "This is not shown.")}
        return exception.status, *words.get(exception.status, ("请求有误。", "This cannot be asked."))
    if isinstance(exception, NewsError):
        log.error("%s", exception)
    else:
        log.error("a page failed", exc_info=exception)
    return 500, "页面出错，详见日志。", "The page failed; the log of the service says why."
