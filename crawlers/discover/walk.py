"""How far back the lists of a site are walked: a page that was read comes in, the ones to read next go out.

A daily walk goes back until a page brings nothing new, but only if the walk before ended well: one that was killed may
have left unread pages behind known ones. A walk back to a day goes on until a page shows nothing that young.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from scrapy.http import Response

from crawlers.discover.feeds import discover_feed
from crawlers.discover.links import Discovered, Found, Taking
from crawlers.discover.lists import discover
from crawlers.discover.sitemaps import discover_sitemap
from crawlers.errands import ListErrand
from crawlers.urls import date_in
from crawlers.ways import Feed, Listing, Sitemap

MAX_PAGES_BACK = 2000
"""Pages of one list on a walk back to a day."""
MAX_SITEMAP_DEPTH = 3
NEWEST_SITEMAPS = 3
"""Of an index on a daily walk; on a walk back to a day MAX_SITEMAPS."""
MAX_SITEMAPS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """The rules of one crawl's walk."""

    taking: Taking
    encoding: str | None = None
    since: date | None = None
    is_sure: bool = False
    """The walk before ended well, so what lies behind known links is known."""

    def read(self, errand: ListErrand, response: Response) -> Discovered:
        """Find the articles of a page, by what kind of page it is."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        match errand.way:
            case Listing(next_page=selector):
                return discover(
                    response.body, kind, response.url, self.taking, encoding=self.encoding, next_page=selector
                )
            case Feed():
                return discover_feed(response.body, kind, response.url, self.taking)
            case Sitemap():
                return discover_sitemap(response.body, kind, response.url, self.taking)

    def taken(self, links: Iterable[Found]) -> list[Found]:
        """Leave out the links whose own address says that they are older than what is asked for."""
        return [link for link in links if not (self.since and (day := date_in(link.url)) and day < self.since)]

    def behind(self, errand: ListErrand, found: Discovered, *, is_news: bool) -> list[ListErrand]:
        """Return what to read next: nothing, the next page of a list, or the sitemaps of an index.

        `is_news`: the page had a link that was not known before this crawl.
        """
        match errand.way:
            case Listing() as way:
                url = found.next_url or _numbered(way, errand.number)
                if url and self._goes_on(way, errand, found, is_news=is_news):
                    links = frozenset(link.url for link in found.links)
                    page = errand.number + 1
                    return [ListErrand(way=way, channel=errand.channel, url=url, number=page, before=links)]
            case Sitemap() as way if errand.number < MAX_SITEMAP_DEPTH:
                most = MAX_SITEMAPS if self.since else NEWEST_SITEMAPS
                return [
                    ListErrand(way=way, channel=errand.channel, url=url, number=errand.number + 1)
                    for url in found.sitemaps[:most]
                ]
        return []

    def _goes_on(self, way: Listing, errand: ListErrand, found: Discovered, *, is_news: bool) -> bool:
        links = frozenset(link.url for link in found.links)
        if not links or links == errand.before:
            return False
        if self.since:
            days = [link.day for link in found.links if link.day]
            return errand.number < MAX_PAGES_BACK and (not days or max(days) >= self.since)
        return errand.number < way.max_pages and (is_news or not self.is_sure)


def _numbered(way: Listing, number: int) -> str | None:
    """Address of the page after page `number` of a numbered list."""
    if way.pages is None:
        return None
    return urljoin(way.url, way.pages.replace("{n}", str(way.first + number - 1)))
