"""Where a site file says that discovery begins, and every address that can be reached from there in the sample."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import urljoin

from crawlers.discover.ask import day_of, page_of
from crawlers.site import DayRoll, Endpoint, Listing, Search
from crawlers.ways import SHANGHAI, Way
from tests.sample.archive import FETCHED_AT
from tests.sample.page import part, spider
from tests.sample.render import Answer

LINK = re.compile(r"""(?:href=["']|<loc>|<link>|:\s*"(?=https?:|/))\s*([^"'<>\s]+)""")
"""An address in HTML, a feed, a sitemap, or JSON."""


def starts(key: str, answered: dict[str, Answer]) -> set[str]:
    """Where the site's file says that discovery begins, numbered list pages included, and what its rows lead to."""
    urls: set[str] = set()
    for way in spider(key).discover:
        asked = asked_of(way, key, answered)
        urls |= asked
        if isinstance(way, Search | Endpoint):
            urls |= {link for url in asked if url in answered for link in made(way, answered[url])}
    return urls


def asked_of(way: Way, key: str, answered: dict[str, Answer]) -> set[str]:
    """The pages that one way of a site asks for, as far as the sample has them."""
    match way:
        case Listing():
            numbered = (urljoin(way.url, way.pages.format(n=n)) for n in range(way.first, 20)) if way.pages else ()
            return {way.url, *(url for url in numbered if url in answered)}
        case Search() | Endpoint():
            words = way.words if isinstance(way, Search) else ("",)
            return {page_of(way, number, word).url for word in words for number in range(1, way.max_pages + 1)}
        case DayRoll():
            today = FETCHED_AT.astimezone(SHANGHAI).date()
            return {day_of(way, today - timedelta(days=days)).url for days in range(way.days)}
    if way.url:
        return {way.url}
    robots = (f"{scheme}://{host}/robots.txt" for scheme in ("http", "https") for host in spider(key).hosts)
    lines = b"\n".join(answered[url].body for url in robots if url in answered).decode().splitlines()
    return {line.split()[1] for line in lines if line.startswith("Sitemap:")}


def made(way: Search | Endpoint, answer: Answer) -> set[str]:
    """Addresses that a way makes of its rows' fields (`/article/{aid}`), of which the answer holds none."""
    rows: list[dict[str, str]] = json.loads(answer.body)[way.items] if way.items and "{" in way.link else []
    names = re.findall(r"\{(\w+)\}", way.link)
    return {urljoin(answer.url, way.link.format(**row)) for row in rows if row.keys() >= set(names)}


def reached(urls: set[str], answered: dict[str, Answer]) -> set[str]:
    """Follow links of whatever is no article, and redirects."""
    found: set[str] = set()
    waiting = sorted(urls)
    while waiting:
        url = waiting.pop()
        if url in found or url not in answered:
            continue
        found.add(url)
        if not answered[url].name:
            headers = dict(answered[url].headers)
            body = (
                part(answered[url]).body.decode("latin-1").replace("\\/", "/")
            )  # ASCII in every encoding of the sample
            waiting += [urljoin(url, each) for each in (*LINK.findall(body), headers.get("Location", ""))]
    return found
