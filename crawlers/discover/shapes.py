"""Which links of a page are articles where the site's file does not say: from their place and from what repeats.

The address and the text of a link alone have been judged before (`Taking.is_article`). What stands in a page's head or
foot is none: a licence and a hotline are numbered too. And a list repeats: where most candidates have files of one
shape (t20220301_123.html), one of a shape of its own is something else, unless its address has a day in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawlers.discover.links import Found
from crawlers.urls import date_in
from pipelines.html.parse import Element

OUTSIDE = re.compile(
    r"(?:^|[\s_-])(?:foot(?:er)?|copy(?:right)?|bottom|nav(?:bar|igation)?|menu|crumbs?|breadcrumbs?|pager?s?|paging|login)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
OUTSIDE_TAGS = frozenset(("footer", "nav"))
KEY = re.compile(r"[0-9a-f]{12,}|(?=(?:[a-z]*\d){3})[a-z0-9]{12,}|\d+", re.IGNORECASE)
ENOUGH = 5
"""With fewer candidates nothing repeats."""


def is_outside(anchor: Element) -> bool:
    """Tell whether a link stands in the page's head or foot, or among the numbers of its pages."""
    element: Element | None = anchor
    while element is not None and element.tag != "body":
        named = f"{element.get('id', '')} {element.get('class', '')}"
        if element.tag in OUTSIDE_TAGS or OUTSIDE.search(named):
            return True
        element = element.getparent()
    return False


def repeated(found: Sequence[Found]) -> list[Found]:
    """Leave out candidates that are the only one of their shape among many, without a day in their address."""
    shapes = Counter(shape(url) for url in {each.url for each in found})
    if shapes.total() < ENOUGH:
        return list(found)
    return [each for each in found if shapes[shape(each.url)] > 1 or date_in(each.url)]


def shape(url: str) -> str:
    """Return the file of an address with its numbers and keys as 0, and the names of its query's parameters."""
    parts = urlsplit(url)
    names = sorted(each.partition("=")[0] for each in parts.query.split("&"))
    return KEY.sub("0", parts.path.rpartition("/")[2]) + "?" + "&".join(names)
