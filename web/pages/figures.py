"""The figures: all indicators with what was last stated of each, and a page of charts and tables for one."""

from __future__ import annotations

from typing import Any

from pipelines.database import Database
from web.figured import Sheet, Summary, regions, sheet, summaries, unnamed
from web.page import missing, page
from web.query import read
from web.words import STATUS

LIMIT_MS = 3000
"""A tenth of it is used at a million figures; a machine with ten other things to do needs the rest."""
MEASURES = {"level": ("总量", "level"), "increment": ("新增", "added"), "cumulative": ("累计", "cumulative")}
STATES = {
    "met": ("达到", "met"),
    "missed": ("未达到", "missed"),
    "open": ("未到期", "open"),
    "unknown": ("不明", "unknown"),
}
KINDS = {
    "sources": ("来源之间不一致", "sources differ"),
    "article": ("同一篇内不一致", "one article, two values"),
    "copies": ("转载与原文不一致", "a copy differs"),
    "growth": ("与增速、基数不符", "does not fit its growth"),
    "share": ("与占比不符", "does not fit the share"),
    "jump": ("突变", "a jump"),
    "percentage": ("不可能的百分比", "no percentage can be this"),
    "magnitude": ("量级不可能", "no amount can be this"),
}
WORDS = {"measures": MEASURES, "statuses": STATUS, "states": STATES, "kinds": KINDS}


async def index(datasette: Any, request: Any) -> Any:
    """List the indicators."""
    region = request.args.get("region") or None

    def work(database: Database) -> tuple[list[Summary], list[str], str | None]:
        return summaries(database, region), regions(database), None if region else unnamed(database)

    found, places, nameless = await read(datasette, work, limit_ms=LIMIT_MS)
    context = {"found": found, "regions": places, "region": region, "unnamed": nameless, **WORDS}
    return await page(datasette, request, "figures.html", context)


async def indicator(datasette: Any, request: Any) -> Any:
    """Show one indicator."""
    key, region = request.url_vars["indicator"], request.args.get("region") or None

    def work(database: Database) -> Sheet | None:
        return sheet(database, key, region)

    found = await read(datasette, work, limit_ms=LIMIT_MS)
    if found is None:
        raise missing()
    return await page(datasette, request, "indicator.html", {"sheet": found, **WORDS})


ROUTES = [(r"/figures$", index), (r"/figures/(?P<indicator>[a-z0-9_]{1,100})$", indicator)]
