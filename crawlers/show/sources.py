"""Site files come in, the sources that they name go out, as other programs list them."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.site import Feed, NewsSpider
from crawlers.sites import SiteLoader
from pipelines.out.opml import Source


def sources(sites: SiteLoader) -> list[Source]:
    """Return the sites whose files are whole, by publisher."""
    found = [_source(key, sites.load(key)) for key in sites.list()]
    return sorted(found, key=lambda source: (source.publisher, source.key))


def _source(key: str, site: type[NewsSpider]) -> Source:
    addresses = [way.url for way in site.discover if way.url]
    scheme = urlsplit(addresses[0]).scheme if addresses else "https"
    feeds = tuple(way.url for way in site.discover if isinstance(way, Feed))
    return Source(key=key, publisher=site.publisher, home=f"{scheme}://{site.hosts[0]}/", feeds=feeds)
