"""Sources come in, an OPML file (2.0) goes out: their home pages, and their own feeds where they have some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from pipelines.out.feed import SERVICE, clean


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A site that is watched."""

    key: str
    publisher: str
    home: str
    feeds: tuple[str, ...] = ()


def opml(sources: Sequence[Source]) -> bytes:
    """Write the list; a site with feeds has an outline for each, one without is a link."""
    root = Element("opml", {"version": "2.0"})
    SubElement(SubElement(root, "head"), "title").text = SERVICE
    body = SubElement(root, "body")
    for source in sources:
        told = {"text": clean(source.publisher), "title": clean(source.publisher)}
        if not source.feeds:
            SubElement(body, "outline", {**told, "type": "link", "url": clean(source.home)})
        for feed in source.feeds:
            each = {**told, "type": "rss", "xmlUrl": clean(feed), "htmlUrl": clean(source.home)}
            SubElement(body, "outline", each)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
