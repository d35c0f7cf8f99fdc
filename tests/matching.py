"""Documents for tests of matching: text and a few fields go in."""

from __future__ import annotations

from typing import Any

from crawlers.items import Document
from pipelines.dedupe import canonical


def document(id: int, text: str, **fields: Any) -> Document:
    """Make a document of a host that belongs to nobody, unless the fields say otherwise."""
    values: dict[str, Any] = {
        "url": f"http://host{id}.example/news/{id}.html",
        "site": "",
        "publisher": None,
        "publisher_class": None,
        "title": None,
    }
    return Document(id=id, canonical=canonical(text), **{**values, **fields})
