"""Which documents pose as another publisher's: the documents of a story go in, the mirrors with the sign come out.

A mirror is never an origin, and never counts as independent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from crawlers.items import Document
from pipelines.chinese import to_simplified
from pipelines.dedupe.claims import Houses, host_of

_OWN_SCRIPT: Final = re.compile(r"\.(hk|tw|mo|sg)$")
"""Hosts on which traditional script is at home."""
_ARTICLE_PATH: Final = re.compile(r"/[^/]+/.*\d{4}")
"""A path that two sites do not share by chance: folders and a number."""


Shapes = Mapping[str, re.Pattern[str]]
"""What the paths of a house's pages look like, where they look like nobody else's."""


def mirrors(documents: Sequence[Document], houses: Houses, shapes: Shapes) -> dict[int, str]:
    """Return id -> the sign by which each mirror gives itself away."""
    seen, scripts = twins(documents), {document.script for document in documents}
    found = ((document, _sign(document, seen, scripts, houses, shapes)) for document in documents)
    return {document.id: sign for document, sign in found if sign}


def _sign(
    document: Document,
    seen: Mapping[str, Document],
    scripts: Collection[str | None],
    houses: Houses,
    shapes: Shapes,
) -> str | None:
    if document.publisher_class == "mirror":
        return "the host is known to copy whole sites"
    if document.publisher is not None:
        return None  # an outlet's own host, big5 gates included
    if "injected_readings" in document.flags:
        return "readings were injected into the text"
    holder = to_simplified(document.copyright_holder or "")
    if holder in houses:
        return f"the footer says {holder}, whose host this is not"
    if twin := twin_of(document, seen):
        return f"the same path as on {host_of(twin)}"
    if house := _shaped_as(document, houses, shapes):
        return f"the path of a page of {house}, which it names, on a host that is not theirs"
    if document.script == "Hant" and not _OWN_SCRIPT.search(host_of(document)):
        names = filter(None, (document.source_name, document.reprinted_from_name))
        if any(name in houses for name in names) or "Hans" in scripts:
            return "traditional script, where what it copies is simplified"
    return None


def _shaped_as(document: Document, houses: Houses, shapes: Shapes) -> str | None:
    """Return the house that a document names and whose pages have paths like its own, though none of them was seen."""
    names = f"{document.source_name or ''}、{document.reprinted_from_name or ''}".split("、")
    named = (houses[name] for name in names if name in houses)
    return next((house for house in named if house in shapes and shapes[house].fullmatch(_path(document))), None)


def twins(story: Sequence[Document]) -> dict[str, Document]:
    """Return the documents of known publishers by the path that each stands at."""
    found: dict[str, Document] = {}
    for document in sorted(story, key=lambda one: one.url):
        if document.publisher and document.publisher_class != "mirror" and _ARTICLE_PATH.match(path := _path(document)):
            found.setdefault(path, document)
    return found


def twin_of(document: Document, seen: Mapping[str, Document]) -> Document | None:
    """Return the document of a known publisher, out of `twins`, that stands at the same path on another host."""
    return seen.get(_path(document)) if seen else None


def _path(document: Document) -> str:
    return urlsplit(document.url).path


def posed_as(document: Document, houses: Houses) -> str | None:
    """Return whom a mirror poses as: its 来源, else the footer's publisher, else whom its host is known to copy."""
    name = (document.source_name or "").split("、")[0] or document.copyright_holder
    if not name and document.publisher_class == "mirror":
        name = houses.get(document.publisher or "")
    return to_simplified(name) if name else None
