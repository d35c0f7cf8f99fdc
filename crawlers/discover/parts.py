"""Finds the next part of an article in parts: a page and the article's address come in, the part's goes out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawlers.discover.links import Taking, absolute

MAX_PARTS = 20
HREF = rb"href\s*=\s*[\"']?((?:[^\"'>\s]*/)?%s[_-](\d{1,2})%s)[\"'>\s]"
NAME = re.compile(r"(?<![^/])([^/]*\d)(\.[a-z]+)$", re.IGNORECASE)


def next_part(body: bytes, first: str, number: int, taking: Taking) -> tuple[str, int] | None:
    """Return address and number of the part that follows part `number` of the article at `first`; None for the last.

    A part has the article's own address with a number added (c1-42.html, c1-42-2.html), so no other article and no
    下一篇 is ever followed; the lowest number beyond the last is next, whatever its link says.
    """
    name = NAME.search(urlsplit(first).path)
    if not name:
        return None
    stem, ending = (text.encode() for text in name.groups())
    # Most pages have one part: looking for its name is a hundred times as fast as building a pattern for each page.
    if stem + b"_" not in body and stem + b"-" not in body:
        return None
    found: dict[int, str] = {}
    for href, digits in re.findall(HREF % (re.escape(stem), re.escape(ending)), body):
        target = absolute(first, href.decode("ascii", "ignore"))
        if target and int(digits) > number and taking.is_own(target) and _folder(target) == _folder(first):
            found.setdefault(int(digits), target)
    if not found:
        return None
    lowest = min(found)
    return found[lowest], lowest


def _folder(url: str) -> str:
    return url.rpartition("/")[0]
