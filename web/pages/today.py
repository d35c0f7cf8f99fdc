"""Today: the newest stories, and which of them to see."""

from __future__ import annotations

from typing import Any

from pipelines.database import Database
from web.filters import Filters
from web.page import page
from web.query import read
from web.stories import Listing, newest
from web.words import ROLES

PLACES = ("西藏", "拉萨", "日喀则", "昌都", "林芝", "山南", "那曲", "阿里")


async def today(datasette: Any, request: Any) -> Any:
    """Show the next page of stories that fit."""
    filters = Filters.of(request.args)

    def work(database: Database) -> tuple[Listing, list[str]]:
        return newest(database, filters), _publishers(database)

    listing, publishers = await read(datasette, work)
    context = {
        "listing": listing,
        "filters": filters,
        "publishers": publishers,
        "places": PLACES,
        "roles": ROLES,
    }
    return await page(datasette, request, "today.html", context)


def _publishers(database: Database) -> list[str]:
    sql = "SELECT DISTINCT publisher FROM sites_v1 WHERE publisher IS NOT NULL ORDER BY publisher"
    return [row["publisher"] for row in database.rows(sql)]


ROUTES = [(r"/$", today)]
