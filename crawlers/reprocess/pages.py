"""A response in an archive -> the page that a crawl would hand to the flow: unpacked, with its later parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from crawlers.archive.read import read_record
from crawlers.archive.record import Record
from crawlers.discover.own_address import own_address
from crawlers.discover.parts import MAX_PARTS, next_part
from crawlers.errors import ArchiveError
from crawlers.fetch.ends import End
from crawlers.fetch.packing import unpack
from crawlers.items import Page, Part
from crawlers.reading import is_html
from crawlers.reprocess.owners import Owners
from crawlers.urls import canonicalise

Find = Callable[[str, Page], tuple[Path, int] | None]
"""Where a later part of a page stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One page to read."""

    file_id: int
    path: Path
    offset: int
    site: str
    """Key of the site that its link belongs to, "" for a page from anywhere."""
    owner: str
    """Key of the site whose host it is on, "" for none."""
    link: str
    """URL of the link that led to it, "" for none."""
    links: tuple[str, ...]
    """That, and the others that lead to it."""
    is_stored: bool


class DamagedError(ArchiveError):
    """A response cannot be read, or not as a whole."""


def page_of(task: Task, owners: Owners, max_bytes: int, find: Find) -> Page | None:
    """Build the page; None when it is no HTML after all. DamagedError when the response cannot be read."""
    record = _read(task.path, task.offset)
    first = _part(record, max_bytes)
    if not is_html(first):
        return None
    own = own_address(first.body, first.url, owners.taking(first.url))
    page = Page(
        url=own or first.url,
        answered=first.url if own else None,
        body=first.body,
        content_type=first.content_type,
        archive=first.archive,
        fetched_at=record.at,
        link=task.link,
        status=record.status,
        site=owners.hints(first.url, task.site),
    )
    return _with_parts(page, owners, max_bytes, find)


def _with_parts(page: Page, owners: Owners, max_bytes: int, find: Find) -> Page:
    parts: list[Part] = []
    body, number = page.body, 0
    while following := next_part(body, page.url, number, owners.taking(page.url)):
        url, number = following
        place = find(url, page)
        if place is None or len(parts) + 1 == MAX_PARTS:
            return replace(page, parts=tuple(parts), missing_parts=1)
        try:
            parts.append(part := _part(_read(*place), max_bytes))
        except DamagedError:
            return replace(page, parts=tuple(parts), missing_parts=1)
        body = part.body
    return replace(page, parts=tuple(parts))


def _read(path: Path, offset: int) -> Record:
    try:
        return read_record(path, offset)
    except ArchiveError as error:
        raise DamagedError(str(error)) from error


def _part(record: Record, max_bytes: int) -> Part:
    kinds = record.header(b"content-type")
    try:
        body = unpack(record.body, record.header(b"content-encoding"), max_bytes)
    except End as end:
        raise DamagedError(str(end)) from end
    if len(body) > max_bytes:
        raise DamagedError(f"fetch/too_large: {len(body)} bytes")
    return Part(
        url=canonicalise(record.url),
        body=body,
        content_type=kinds[0].decode("latin-1") if kinds else "",
        archive=record.where,
    )
