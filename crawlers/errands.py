"""What a request was sent for: values that travel with it (`cb_kwargs`) and come back with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crawlers.items import Page, Part
from crawlers.ways import Way
from pipelines.database import Lease


@dataclass(eq=False, kw_only=True, slots=True)
class ListErrand:
    """One list page, feed, sitemap, day roll, or page of search results to read."""

    way: Way
    channel: str
    """Where the walk began; `links.channel` of what it finds."""
    url: str
    body: bytes | None = None
    """What is posted; None for GET."""
    headers: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    """Of a list: which page; of day rolls: which day; of a sitemap: how deep below the one that is named."""
    word: str = ""
    """What is searched."""
    day: date | None = None
    """The day of a day roll."""
    missing: int = 0
    """So many day rolls before this one, one after the other, were not there."""
    since: date | None = None
    """Of a walk back to a day: that day; None on a daily walk."""
    before: frozenset[str] = frozenset()
    """The links of the page before: a site that repeats its last page for ever is left."""

    @property
    def key(self) -> str:
        posted = f" {self.body.decode()}" if self.body is not None else ""
        return f"list {self.url}{posted}" + (f" back to {self.since}" if self.since else "")


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
