"""Finds articles in the JSON from which a script draws a list: its bytes come in; links with titles and days go out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from crawlers.discover.feeds import read_day
from crawlers.discover.links import Discovered, Found, Taking, absolute, bounded, day_of, title_of
from crawlers.discover.lists import MAX_LINKS, PRINTED_DAY, discover
from crawlers.ways import SHANGHAI, Endpoint, Search
from pipelines.html.decode import decode

FIELD = re.compile(r"\{([^{}]+)\}")
TAG = re.compile(r"<[^<>]{0,200}>")
MILLISECONDS_FROM = 100_000_000_000
"""A number beyond it counts milliseconds since 1970: as seconds it would be the year 5138."""
SECONDS_FROM = 100_000_000


def discover_rows(body: bytes, content_type: str, url: str, taking: Taking, way: Search | Endpoint) -> Discovered:
    """Read the rows that `way` names. Damage: it is no JSON, or `items` leads to nothing in it."""
    text, _ = decode(body, content_type, None)
    try:
        answer = _json(text, way.after)
    except (ValueError, RecursionError) as error:
        return Discovered(links=(), damage=f"it is no JSON that can be read: {error}"[:300])
    rows = _at(answer, way.items or "", missing="")
    if rows is None:
        return Discovered(links=())  # a search that found nothing
    if isinstance(rows, str) and rows:
        return discover(rows.encode("utf-8"), "text/html; charset=utf-8", url, taking)
    if isinstance(rows, dict):
        rows = list(rows.values())
    if not isinstance(rows, list):
        return Discovered(links=(), damage=f"items = {way.items!r} leads to no list in its JSON")
    links, overflow = bounded(_found(rows, url, taking, way), MAX_LINKS)
    return Discovered(links=links, overflow=overflow)


def _json(text: str, after: str | None) -> Any:
    """Parse the JSON that a text has, or a call (`back({…});`), or a script behind the words `after`."""
    start = text.find(after) + len(after) if after and after in text else -1 if after else 0
    if start < 0:
        raise ValueError(f"{after!r} does not stand in it")
    opening = re.compile(r"[\[{]").search(text, start)
    if opening is None:
        raise ValueError("no bracket opens in it")
    value, _ = json.JSONDecoder(strict=False).raw_decode(text, opening.start())
    return value


def _at(value: Any, path: str, missing: Any = None) -> Any:
    """Follow a path of names, and of numbers where there are lists; `missing` where it leads nowhere."""
    for name in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(name, missing)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return missing
    return value


def _found(rows: list[Any], url: str, taking: Taking, way: Search | Endpoint) -> Iterator[Found]:
    for row in rows:
        href = _link(row, way.link)
        target = absolute(url, href) if href else None
        # All that a list of JSON holds are its rows, as in a feed: only the address decides.
        if target and taking.is_article(target, None):
            title = _at(row, way.title) if way.title else None
            printed = _day(_at(row, way.day)) if way.day else None
            yield Found(url=target, title=_plain(title), day=day_of(target, printed))


def _link(row: Any, link: str) -> str | None:
    if "{" not in link:
        value = _at(row, link)
        return value if isinstance(value, str) and value.strip() else None
    values = {name: _at(row, name) for name in FIELD.findall(link)}
    if any(not isinstance(value, str | int) or value == "" for value in values.values()):
        return None
    return FIELD.sub(lambda name: str(values[name[1]]), link)


def _plain(title: Any) -> str | None:
    """Take the text of a title: searches mark the words they found with tags."""
    return title_of(html.unescape(TAG.sub("", title))) if isinstance(title, str) else None


def _day(value: Any) -> date | None:
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) >= 10:
        value = int(value)
    if isinstance(value, int | float) and value >= SECONDS_FROM:
        seconds = value / 1000 if value >= MILLISECONDS_FROM else value
        try:
            return datetime.fromtimestamp(seconds, UTC).astimezone(SHANGHAI).date()
        except (ValueError, OverflowError, OSError):
            return None
    if not isinstance(value, str):
        return None
    if match := PRINTED_DAY.search(value):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return read_day(value.strip())
