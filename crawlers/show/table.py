"""docs/sites.md: the sites and what was tried of them live come in, the document goes out; what was not tried stays.

So do the sections below the table, which people write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from crawlers.probe.live import Tried
from crawlers.site import NewsSpider

NOT_YET = "not yet"
HEAD = """# Sites

Written by `make live-check`, for a person with a network: it tries every site once, politely, by the crawl's own guard,
robots and pace. Each channel's first page is asked for, and one article. Nothing of it is stored.

| site | publisher | channels | verified live |
|---|---|---|---|
"""
ROW = re.compile(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", re.MULTILINE)


def document(sites: Sequence[type[NewsSpider]], tried: Mapping[str, Tried], before: str, today: date) -> str:
    """Write the table; of a site that was not tried now, what the document said before stays."""
    known = dict(ROW.findall(before))
    rows = [
        f"| `{site.name}` | {_cell(site.publisher)} | {_channels(site)} |"
        f" {_verified(tried.get(site.name), known.get(site.name, NOT_YET), today)} |"
        for site in sites
    ]
    _, heading, sections = before.partition("\n## ")
    return HEAD + "\n".join(rows) + "\n" + heading + sections


def _channels(site: type[NewsSpider]) -> str:
    return "<br>".join(_cell(f"{type(way).__name__} {way.url or 'of robots.txt'}") for way in site.discover)


def _verified(tried: Tried | None, before: str, today: date) -> str:
    if tried is None:
        return before
    word = "yes" if tried.is_well else "no"
    return "<br>".join(map(_cell, (f"{word}, {today.isoformat()}", *tried.channels, f"article: {tried.article}")))


def _cell(text: str) -> str:
    """Keep a text within its cell."""
    return " ".join(text.replace("|", "&#124;").replace("<", "&lt;").split())[:300]
