"""The sources: how every site is, and a page of one with its channels, fields, runs, errors and manners."""

from __future__ import annotations

import pkgutil
from datetime import UTC, datetime
from typing import Any

from crawlers import spiders
from crawlers.health.recall import DEPENDENCE
from crawlers.health.told import PERIOD, RECALL_MOST, RECALL_PERIOD
from pipelines.database import Database
from web.page import missing, page
from web.query import read
from web.sourced import ASKED_PERIOD, PER_DAY_PERIOD, Source, cells, detail, sources

LIMIT_MS = 3000
"""As for the figures."""
STATES = {
    "ok": ("正常", "ok", "good"),
    "suspect": ("可疑", "suspect", "gold"),
    "down": ("失效", "down", "bad"),
    "blocked": ("被拦", "blocked", "bad"),
    None: ("未抓取", "never crawled", "plain"),
}
ROBOTS = {
    "rules": ("有规则，遵守", "rules, kept"),
    "none": ("无规则", "no rules"),
    "closed": ("读不到，故不抓", "unreadable, so closed"),
}
FIELDS = {
    "title": ("标题", "title"),
    "published_at": ("日期", "date"),
    "source": ("来源", "source"),
    "author": ("作者", "author"),
    "editor": ("编辑", "editor"),
    "text": ("正文", "text"),
}
OUTCOMES = {
    "ok": ("完成", "ok"),
    "failed": ("失败", "failed"),
    "stopped": ("中止", "stopped"),
    None: ("未结束", "not ended"),
}
WORDS = {
    "states": STATES,
    "robots": ROBOTS,
    "fields": FIELDS,
    "outcomes": OUTCOMES,
    "days": PERIOD.days,
    "asked_days": ASKED_PERIOD.days,
    "per_days": PER_DAY_PERIOD.days,
    "recall_days": RECALL_PERIOD.days,
    "recall_most": RECALL_MOST,
    "dependence": f"{DEPENDENCE:g}",
}


def keys() -> list[str]:
    """Name the sites that have a file: the file's name is the site's key, so that none needs to be loaded."""
    return [module.name for module in pkgutil.iter_modules(spiders.__path__)]


def size(bytes_: int) -> str:
    """Write an amount of data."""
    return f"{bytes_ / 1e6:,.1f} MB" if bytes_ >= 1e5 else f"{bytes_ / 1e3:,.1f} kB"


async def index(datasette: Any, request: Any) -> Any:
    """List the sites."""
    now = datetime.now(UTC)

    def work(database: Database) -> list[Source]:
        return sources(database, keys(), now=now)

    found = await read(datasette, work, limit_ms=LIMIT_MS)
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    context = {"found": found, "counts": counts, "cells": cells, "size": size, **WORDS}
    return await page(datasette, request, "sources.html", context)


async def source(datasette: Any, request: Any) -> Any:
    """Show one site."""
    key, now = request.url_vars["key"], datetime.now(UTC)

    def work(database: Database) -> dict[str, Any] | None:
        return detail(database, keys(), key, now=now)

    found = await read(datasette, work, limit_ms=LIMIT_MS)
    if found is None:
        raise missing()
    return await page(datasette, request, "source.html", {**WORDS, **found, "size": size})


ROUTES = [(r"/sources$", index), (r"/sources/(?P<key>[a-z0-9_]{1,60})$", source)]
