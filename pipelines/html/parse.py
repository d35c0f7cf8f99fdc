"""Decoded HTML -> one parsed tree, with what a hostile page could cost bounded before it costs it.

For lists and for selectors; extraction itself asks for no tree (markup.py). lxml cuts off nesting at 2,048 levels, but
is quadratic in the attributes of one tag (100,000 take over half a minute), so that is what is looked for first.
"""

from __future__ import annotations

import re

from lxml import etree

from pipelines.html.limits import HostilePageError, refuse_large

MAX_ATTRIBUTES = 1_000
TAG = re.compile(
    r"(<(?:([sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE])(?=[\s/>])|[a-zA-Z])"
    r"[^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+)"
    r"(?(2)(?:[^<]++|<(?!/(?:[sS][cC][rR]|[sS][tT][yY])))*+)"
)
"""A start tag as a tokenizer reads it: a > within a quoted value does not end it; a script's code goes with its tag,
for it is full of a<b. Possessive, so linear; where it differs from a tokenizer it takes too much, never too little."""
HARMLESS = 60_000
"""Characters: a tag that fills so short a page holds the parser for half a second at most."""
LONG_TAG = 5 * MAX_ATTRIBUTES
"""Characters; an attribute whose name differs from a thousand others takes at least these."""
ATTRIBUTE = re.compile(r"[^\s\"'>/=]+(?:\s*=\s*(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]+))?")

Element = etree._Element


def parse(html: str) -> Element | None:
    """Return the root element, None for a page without any; HostilePageError instead of a parse that takes seconds."""
    refuse_hostile(html)
    if "\x00" in html:
        html = html.replace("\x00", "")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        # The stubs do not know that a page of comments alone gives None.
        root: Element | None = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None
    return root


def refuse_hostile(html: str) -> None:
    """Raise HostilePageError for a page that is too large, has too many tags, or a tag with too many attributes."""
    refuse_large(html)
    if len(html) < HARMLESS:
        return
    for found in TAG.finditer(html):
        if found.end(1) - found.start() > LONG_TAG and _attributes(found[1]) > MAX_ATTRIBUTES:
            raise HostilePageError("more than 1,000 attributes on a tag")


def _attributes(tag: str) -> int:
    return sum(1 for _ in ATTRIBUTE.finditer(tag))
