"""Whose a URL is: addresses come in; the site that owns the host, its hints, and what it takes as an article go out."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from crawlers.discover.links import Taking, absolute
from crawlers.items import SiteHints
from crawlers.site import NewsSpider
from crawlers.sites import SiteLoader
from crawlers.ways import DayRoll, Listing

PART = re.compile(r"(.*\d)[_-]\d{1,2}(\.[a-z]+)", re.IGNORECASE)


class Owners:
    """The sites by their hosts."""

    def __init__(self, sites: SiteLoader) -> None:
        self._sites = {key: sites.load(key) for key in sites.list()}
        self._keys = {host: key for key, site in self._sites.items() for host in site.hosts}
        self._takings = {key: _taking(site) for key, site in self._sites.items()}
        self._lists = {key: _lists(site) for key, site in self._sites.items()}

    def key_of(self, url: str) -> str:
        """Return the key of the site that owns the host of a canonical URL, "" for none."""
        return self._keys.get(_host(url), "")

    def takes(self, url: str) -> bool:
        """Tell whether discovery would take a URL as an article's; never on a host that no site owns."""
        key = self.key_of(url)
        return bool(key) and not self._lists[key].fullmatch(url) and self._takings[key].is_article(url, None)

    def taking(self, url: str) -> Taking:
        """Return what the page's later parts are held to: the site's hosts, or the page's own."""
        key = self.key_of(url)
        return self._takings[key] if key else Taking(hosts=(_host(url),))

    def hints(self, url: str, key: str) -> SiteHints:
        """Return the hints that a crawl of site `key` gives; key "": those of a page from anywhere (`scrapy add`)."""
        if key in self._sites:
            return self._sites[key].hints(url)
        owner = self.key_of(url)
        return replace(self._sites[owner].hints(url), key="") if owner else SiteHints(hosts=(_host(url),))


def whole_of(url: str) -> str | None:
    """Return the address of the article that a URL would be a later part of: c1-42-2.html of c1-42.html."""
    match = PART.fullmatch(url)
    return match[1] + match[2] if match else None


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _taking(site: type[NewsSpider]) -> Taking:
    return Taking(hosts=site.hosts, patterns=site.article_patterns())


def _lists(site: type[NewsSpider]) -> re.Pattern[str]:
    """Build what a site's own lists, of whatever way, match: /xy/2.html may look like an article."""
    patterns = []
    for way in site.discover:
        written = [way.url] if way.url else []
        if isinstance(way, Listing) and way.pages:
            written.append(urljoin(way.url, way.pages))
        patterns += [_written(each, is_day=isinstance(way, DayRoll)) for each in written]
    return re.compile("|".join(patterns) or r"(?!)")


def _written(url: str, *, is_day: bool) -> str:
    """Return the pattern of an address with {n}, {word} or, `is_day`, the letters of a day in it."""
    text = re.sub("%-?[Yymd]", "0123456789", url) if is_day else url.replace("{n}", "0123456789")
    # What is filled in is put back after canonicalising, which would escape the braces.
    known = absolute(url, text.replace("{word}", "9876543210")) or ""
    return re.escape(known).replace("0123456789", r"\d+").replace("9876543210", r"[^&/]*")
