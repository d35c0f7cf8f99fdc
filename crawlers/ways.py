"""The ways to discover a site's articles, as values: Listing, Feed, Sitemap."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page, and how to reach the ones behind it."""

    url: str
    _: KW_ONLY
    next_page: str | None = None
    """CSS selector of the link to the next page; `:-soup-contains('下一页')` asks for its text."""
    pages: str | None = None
    """Address of the later pages with {n}, absolute or beside `url`: TRS writes index_{n}.shtml."""
    first: int = 1
    """The n of the second page: 1 for TRS (index.html, index_1.html), 2 for index.html, index2.html."""
    max_pages: int = 5
    """How far a daily crawl walks back; a crawl back to a date walks further."""


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS, Atom or RDF feed."""

    url: str


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or sitemap index, gzipped or not; without an address, those that robots.txt names."""

    url: str | None = None


Way = Listing | Feed | Sitemap
"""What a site file may name."""
