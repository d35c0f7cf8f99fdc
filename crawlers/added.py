"""Single pages from anywhere (`scrapy add URL`): addresses come in, a spider that fetches just these goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request

from crawlers.errors import UsageError
from crawlers.items import SiteHints
from crawlers.site import NewsSpider
from crawlers.sites import SiteLoader
from crawlers.urls import canonicalise

ADDED = "added"
"""The name under which such pages are crawled; no site may have it."""


def added(urls: Sequence[str], sites: SiteLoader) -> type[NewsSpider]:
    """Make the spider of some pages; UsageError for what is no http or https address."""
    try:
        named = tuple(canonicalise(url) for url in urls)
    except ValueError as error:
        raise UsageError(f"{error}.") from error

    class Added(NewsSpider, is_file=False):
        name = ADDED
        publisher = ADDED
        hosts = tuple(dict.fromkeys(urlsplit(page).netloc.rpartition("@")[2] for page in named))
        discover = ()
        pages = named
        _sites: ClassVar[SiteLoader] = sites

        @classmethod
        def hints(cls, url: str) -> SiteHints:
            """Use what is known of the page's site, if it is one of ours; it stays a page from anywhere."""
            for key in cls._sites.find_by_request(Request(url)):
                return replace(cls._sites.load(key).hints(url), key="")
            return SiteHints(hosts=cls.hosts)

    return Added
