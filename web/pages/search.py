"""Search: the words in the address come in, stories that have them go out; a form that needs no script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pipelines import search
from pipelines.search.find import RANKED
from web.page import page
from web.query import read


async def find(datasette: Any, request: Any) -> Any:
    """Show what is found, a page of it; without words, how to ask."""
    typed = (request.args.get("q") or "")[: search.LONGEST]
    number = request.args.get("page") or "1"
    wanted = int(number) if number.isdecimal() and len(number) < 4 else 1
    results = await read(datasette, lambda database: search.find(database, typed, page=wanted))
    return await page(datasette, request, "search.html", {"typed": typed, "results": results, **_links(typed, results)})


def _links(typed: str, results: search.Results) -> dict[str, Any]:
    def at(path: str, **more: int) -> str:
        return f"{path}?{urlencode({'q': typed, **more})}"

    newer, older = results.page - 1, results.page + 1
    return {
        "ranked": RANKED,
        "better": at("/search", page=newer) if newer else None,
        "more": at("/search", page=older) if older <= results.pages else None,
        "atom": at("/feeds/search.atom"),
        "json_feed": at("/feeds/search.json"),
    }


ROUTES = [(r"/search$", find)]
