"""Finds articles on a list page: its bytes come in; links with titles and days, and the next page, go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.definition import soup_to_css
from crawlers.discover.links import Discovered, Found, Taking, absolute, bounded, day_of, spelled, title_of
from crawlers.discover.shapes import is_outside, repeated
from pipelines.html.decode import decode
from pipelines.html.limits import HostilePageError
from pipelines.html.parse import Element, parse

MAX_LINKS = 500
"""A page that offers more is a trap or a site map; the rest is counted."""
PRINTED_DAY = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
ROW_CHARACTERS = 200
"""A row of a list (li, tr, dd) with its date has fewer; a whole list has more."""
ANY_NEXT = "a:-soup-contains('下一页'), a:-soup-contains('下页'), a[rel=next]"
"""How a site of which nothing is said leads to its later pages."""
CUT_SHORT = ("…", "...", "..")


def discover(
    body: bytes,
    content_type: str,
    url: str,
    taking: Taking,
    *,
    encoding: str | None = None,
    next_page: str | None = None,
) -> Discovered:
    """Read a list page. `next_page` is the CSS selector of the link to the one behind it, if the site has one.

    A site that says what its articles look like says all; of one that does not, both are found from the page.
    """
    text, _ = decode(body, content_type, encoding)
    try:
        root = parse(text)
    except HostilePageError as error:
        return Discovered(links=(), damage=f"refused before parsing: {error}")
    if root is None:
        return Discovered(links=(), damage="empty page")
    base = _base(root, url)
    found = _articles(root, base, taking)
    links, overflow = bounded(found if taking.patterns else repeated(list(found)), MAX_LINKS)
    next_page = next_page or (None if taking.patterns else ANY_NEXT)
    return Discovered(links=links, overflow=overflow, next_url=next_page and _next(root, base, url, next_page, taking))


def anchors(root: Element, base: str) -> Iterator[tuple[str, str, Element]]:
    """Yield canonical URL, text and element of every link."""
    for anchor in root.iter("a"):
        href = anchor.get("href")
        target = absolute(base, href) if href else None
        if target:
            yield target, text_of(anchor), anchor


def text_of(element: Element) -> str:
    """Return the text of an element and of all within it."""
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def _articles(root: Element, base: str, taking: Taking) -> Iterator[Found]:
    for target, text, anchor in anchors(root, base):
        title = _title(text, anchor.get("title"))
        # A picture's link has no text: its headline stands beside it, and brings the same address.
        if taking.is_article(target, title or "") and (taking.patterns or not is_outside(anchor)):
            day = day_of(target, _printed_day(anchor))
            yield Found(url=target, title=title, day=day, spelled=spelled(base, anchor.get("href", ""), target))


def _title(text: str, tip: str | None) -> str | None:
    """Take the text of a link; where it is cut short (西藏数字…), the tip that holds it whole."""
    shown, whole = title_of(text), title_of(tip)
    if shown and not shown.endswith(CUT_SHORT):
        return shown
    return whole or shown


def _printed_day(anchor: Element) -> date | None:
    row = anchor
    for _ in range(3):
        around = row.getparent()
        if around is None or around.tag in ("body", "ul", "ol", "table", "tbody", "dl"):
            return None
        row = around
        text = text_of(row)
        if len(text) > ROW_CHARACTERS:
            return None
        if match := PRINTED_DAY.search(text):
            return _day(match)
    return None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _next(root: Element, base: str, url: str, selector: str, taking: Taking) -> str | None:
    """Follow the site's link to the next page; one that points to this page (PHPCMS on its last) ends the list."""
    matching = cast("list[Element]", CSSSelector(soup_to_css(selector), translator="html")(root))
    for element in matching:
        href = element.get("href")
        target = absolute(base, href) if href else None
        if target and target != absolute(url, "") and taking.is_own(target):
            return target
    return None


def _base(root: Element, url: str) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            return absolute(url, href) or url
    return url
