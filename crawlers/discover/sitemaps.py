"""Finds articles in a sitemap, gzipped or not: its bytes come in; the newest links, and an index's sitemaps, go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crawlers.discover.feeds import read_day
from crawlers.discover.hardened import UnreadableError, elements, local
from crawlers.discover.links import Discovered, Found, Taking, absolute, bounded, day_of, title_of
from pipelines.html.parse import Element

MAX_LINKS = 5000
"""The newest ones of a sitemap; a full one has 50,000."""
ENTRIES = frozenset(("url", "sitemap"))


def discover_sitemap(body: bytes, content_type: str, url: str, taking: Taking) -> Discovered:
    """Read a url set or a sitemap index as far as it is readable."""
    links: list[Found] = []
    sitemaps: list[Found] = []
    try:
        for entry in elements(body, content_type, ENTRIES):
            found = _found(entry, url)
            if found and local(entry) == "sitemap":
                sitemaps.append(found)
            elif found and taking.is_article(found.url, found.title):
                links.append(found)
    except UnreadableError as error:
        return Discovered(links=(), damage=str(error))
    kept, overflow = bounded(_newest_first(links), MAX_LINKS)
    own = tuple(each.url for each in _newest_first(sitemaps) if taking.is_own(each.url))
    return Discovered(links=kept, overflow=overflow, sitemaps=own)


def _found(entry: Element, url: str) -> Found | None:
    address, changed, published, title = None, None, None, None
    for child in entry.iter():
        text = (child.text or "").strip()
        match local(child):
            case "loc" if address is None:  # a later one is a picture's (image:loc)
                address = absolute(url, text)
            case "lastmod":
                changed = read_day(text)
            case "publication_date":
                published = read_day(text)
            case "title":
                title = title_of(text)
    if address is None:
        return None
    return Found(url=address, title=title, day=day_of(address, published or changed))


def _newest_first(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda each: each.day or date.min, reverse=True)
