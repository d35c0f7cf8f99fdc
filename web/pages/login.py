"""The login page; the password itself is taken before Datasette, in web/headers.py."""

from __future__ import annotations

from typing import Any

from web.page import page


async def login(datasette: Any, request: Any) -> Any:
    """Show the form."""
    return await page(
        datasette, request, "login.html", {"wrong": request.args.get("wrong"), "next": request.args.get("next") or "/"}
    )


ROUTES = [(r"/login$", login)]
