"""How a request is marked that asks whether a page has changed, and what an answer says of its version."""

from __future__ import annotations

from scrapy.http import Response

from crawlers.items import Validators

NOT_MODIFIED = 304
REVALIDATE = {"revalidate": True, "handle_httpstatus_list": [NOT_MODIFIED]}
"""The mark that Revalidate looks for, and Scrapy's word for an answer that is no failure."""


def validators_of(response: Response) -> Validators:
    """Read what a response says of its version."""
    etag, last_modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(
        etag=etag.decode("latin-1") if etag else None,
        last_modified=last_modified.decode("latin-1") if last_modified else None,
    )
