"""How a request is marked that asks whether a page has changed, and what an answer says of its version."""

from __future__ import annotations

from scrapy.http import Response

from crawlers.items import Validators

NOT_MODIFIED = 304
REVALIDATE = {"revalidate": True, "handle_httpstatus_list": [NOT_MODIFIED]}
"""The mark that Revalidate looks for, and Scrapy's word for an answer that is no failure."""


SITEMAPS_MAX = 50
"""Of an index, what is remembered for the day on which it has not changed."""


def validators_of(response: Response, sitemaps: tuple[str, ...] = ()) -> Validators:
    """Read what a response says of its version; `sitemaps` are those that it names."""
    etag, last_modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(
        etag=etag.decode("latin-1") if etag else None,
        last_modified=last_modified.decode("latin-1") if last_modified else None,
        leads_to=sitemaps[:SITEMAPS_MAX],
    )
