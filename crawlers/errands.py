"""What a request was sent for: values that travel with it (`cb_kwargs`) and come back with its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawlers.items import Page, Part
from crawlers.ways import Way
from pipelines.database import Lease


@dataclass(eq=False, kw_only=True, slots=True)
class ListErrand:
    """One list page, feed or sitemap to read."""

    way: Way
    channel: str
    """Where the walk began; `links.channel` of what it finds."""
    url: str
    number: int = 1
    """Of a list: which page; of a sitemap: how deep below the one that robots.txt or the site names."""
    before: frozenset[str] = frozenset()
    """The links of the page before: a site that repeats its last page for ever is left."""

    @property
    def key(self) -> str:
        return f"list {self.url}"


@dataclass(eq=False, kw_only=True, slots=True)
class PageErrand:
    """One leased link to fetch, with its later parts."""

    lease: Lease
    page: Page | None = None
    """The first part, once it is there."""
    parts: list[Part] = field(default_factory=list)
    number: int = 0
    """The number in the last part's address; 0 for the first part, which has none."""

    @property
    def key(self) -> str:
        return self.lease.url


Errand = ListErrand | PageErrand
