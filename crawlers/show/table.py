"""docs/sites.md: the sites, what they yield on the sample and what was tried live come in; the document goes out.

What was not tried or counted now stays as the document had it. So do the sections below the table, which people write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from crawlers.site import NewsSpider

if TYPE_CHECKING:
    from crawlers.probe.live import Tried

NOT_YET = "not yet"
NO_SAMPLE = "no page of it"
HEAD = """# Sites

Two commands write this table. `make sample` counts what each site yields on the sample: the links of its channels, one
below the other as in the column before, then its articles and how many of them are kept. `make live-check`, for a
person with a network, tries every site once, politely, by the crawl's own guard, robots and pace: each channel's first
page is asked for, and one article. Nothing of it is stored.

| site | publisher | channels | on the sample | verified live |
|---|---|---|---|---|
"""
ROW = re.compile(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", re.MULTILINE)
"""A site's key, and what was verified live."""
YIELD = re.compile(r"^\| `(\w+)` \|.*\| ([^|]*) \| [^|]* \|$", re.MULTILINE)
"""A site's key, and what it yields on the sample."""


def document(
    sites: Sequence[type[NewsSpider]],
    tried: Mapping[str, Tried],
    before: str,
    today: date,
    yields: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Write the table; of a site that was not tried or counted now, what the document said before stays."""
    known, counted = dict(ROW.findall(before)), dict(YIELD.findall(before))
    counted |= {key: "<br>".join(map(_cell, lines)) for key, lines in (yields or {}).items()}
    rows = [
        f"| `{site.name}` | {_cell(site.publisher)} | {_channels(site)} | {counted.get(site.name, NO_SAMPLE)} |"
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
