"""Whose a page is and whom it names: host, site and printed names come in, the publishers they stand for go out."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.database import Names
from pipelines.publishers import Publishers


def names_of(
    url: str, source: str | None, reprinted_from: str | None, declared: str | None, publishers: Publishers
) -> Names:
    """Say whose page it is, by its host, else by what its site's file declares, and whom its 来源 and 转自 name."""
    owner = publishers.of_host(urlsplit(url).hostname or "")
    site, named, copied = map(publishers.resolve, (declared, source, reprinted_from))
    return Names(
        publisher=owner.name if owner else site.name if site else None,
        publisher_class=owner.publisher_class if owner else None,
        source_name=named.name if named else None,
        reprinted_from_name=copied.name if copied else None,
    )
