"""The address that a page says is its own (`<link rel="canonical">`): its bytes come in, an address or None goes out.

It is believed on the site's own hosts only, and only where it names the same file as the address that answered: many a
template carries the canonical link of the page it was copied from, and would turn a whole site into one article.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from crawlers.discover.links import Taking, absolute

HEAD_BYTES = 64 << 10
LINK = re.compile(rb"<link\b[^<>]{0,600}>", re.IGNORECASE)
REL = re.compile(rb"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'>]+))", re.IGNORECASE)


def own_address(body: bytes, url: str, taking: Taking) -> str | None:
    """Return the canonical address of the page at `url` when it names another one that can be believed."""
    head = body[:HEAD_BYTES]
    if b"canonical" not in head.lower():
        return None
    for tag in LINK.findall(head):
        if REL.search(tag) and (href := HREF.search(tag)):
            written = next(filter(None, href.groups())).decode("utf-8", "replace")
            target = absolute(url, html.unescape(written))
            return target if target and target != url and taking.is_own(target) and is_same_file(target, url) else None
    return None


def is_same_file(one: str, other: str) -> bool:
    """Tell whether two addresses differ in host, folder or query only; a file without a digit is no article's."""
    paths = urlsplit(one).path, urlsplit(other).path
    names = [path.rstrip("/").rpartition("/")[2] for path in paths]
    return names[0] == names[1] and any(letter.isdigit() for letter in names[0])
