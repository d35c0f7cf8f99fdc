"""Finds articles in a feed: RSS, Atom or RDF bytes come in, links with titles and days go out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from crawlers.discover.hardened import UnreadableError, elements, local
from crawlers.discover.links import Discovered, Found, Taking, absolute, bounded, day_of, spelled, title_of
from pipelines.html.parse import Element

MAX_ENTRIES = 2000
ENTRIES = frozenset(("item", "entry"))
DATES = ("pubDate", "published", "date", "issued", "updated")


def discover_feed(body: bytes, content_type: str, url: str, taking: Taking) -> Discovered:
    """Read a feed as far as it is readable."""
    reading = elements(body, content_type, ENTRIES)
    try:
        found = [link for entry in islice(reading, MAX_ENTRIES) if (link := _found(entry, url, taking))]
        more = sum(1 for _ in reading)
    except UnreadableError as error:
        return Discovered(links=(), damage=str(error))
    links, over = bounded(found, MAX_ENTRIES)
    return Discovered(links=links, overflow=over + more)


def _found(entry: Element, url: str, taking: Taking) -> Found | None:
    href = next(_addresses(entry), None)
    target = absolute(url, href) if href else None
    # A feed's titles may be short (a flash), and all it lists are articles: only the address decides.
    if not target or not taking.is_article(target, None):
        return None
    title, day = title_of(_text(entry, "title")), day_of(target, _day(entry))
    return Found(url=target, title=title, day=day, spelled=spelled(url, href or "", target))


def _addresses(entry: Element) -> Iterator[str]:
    for link in entry:
        if local(link) != "link":
            continue
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            yield link.get("href", "")
        elif link.text and link.text.strip():
            yield link.text
    for guid in entry:
        if local(guid) == "guid" and guid.get("isPermaLink", "true") == "true" and guid.text:
            yield guid.text


def _text(entry: Element, name: str) -> str | None:
    for child in entry:
        if local(child) == name:
            return "".join(str(text) for text in child.itertext())
    return None


def _day(entry: Element) -> date | None:
    for name in DATES:
        if printed := _text(entry, name):
            return read_day(printed.strip())
    return None


def read_day(printed: str) -> date | None:
    """Read the day of an ISO 8601 or RFC 822 time, as printed there; None for neither."""
    try:
        return date.fromisoformat(printed[:10])
    except ValueError:
        pass
    try:
        stated: datetime = parsedate_to_datetime(printed)
    except ValueError:
        return None
    return stated.date()
