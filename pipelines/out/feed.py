"""Entries come in; an Atom feed (RFC 4287) or a JSON Feed (1.1) goes out, as bytes.

Titles and excerpts go in as plain text, never as HTML, without the characters that XML has not. Nobody is the author
but the service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pipelines.out.entry import Entry, updated

ATOM: Final = "http://www.w3.org/2005/Atom"
SERVICE: Final = "西藏数字经济新闻 Tibet digital economy news"
TAG: Final = "tag:xizang-digital-news.invalid,2026"
"""RFC 4151. The name is nobody's and never will be; the day is when ids of this form began."""
_SHANGHAI: Final = timezone(timedelta(hours=8))
_NOT_XML: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_IN_HTML: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

register_namespace("", ATOM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """What a feed is: `name` tells it from others for good, `home` and `self` are where it is served."""

    name: str
    title: str
    home: str
    """Address of the service, without a slash at the end."""
    self_url: str


def id_of(story_id: int) -> str:
    """Name a story for good: of stories that merge, the lower id stays, in feeds too."""
    return f"{TAG}:story/{story_id}"


def atom(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Write an Atom feed."""
    feed = Element(_("feed"), {"xml:lang": "zh-Hans"})
    _text(feed, "id", f"{TAG}:feed/{channel.name}")
    _text(feed, "title", channel.title)
    _text(feed, "updated", moment(updated(entries)) or "")
    _text(SubElement(feed, _("author")), "name", SERVICE)
    SubElement(feed, _("link"), {"rel": "self", "type": "application/atom+xml", "href": clean(channel.self_url)})
    SubElement(feed, _("link"), {"rel": "alternate", "type": "text/html", "href": clean(f"{channel.home}/")})
    for entry in entries:
        _atom_entry(feed, channel, entry)
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _atom_entry(feed: Element, channel: Channel, entry: Entry) -> None:
    item = SubElement(feed, _("entry"))
    _text(item, "id", id_of(entry.story_id))
    _text(item, "title", entry.title or "（无题）")
    _text(item, "updated", moment(entry.updated_at) or "")
    if published := moment(entry.published_at):
        _text(item, "published", published)
    page = f"{channel.home}/story/{entry.story_id}"
    SubElement(item, _("link"), {"rel": "alternate", "href": clean(entry.url or page)})
    SubElement(item, _("link"), {"rel": "related", "type": "text/html", "href": clean(page)})
    for topic in entry.topics:
        SubElement(item, _("category"), {"term": clean(topic)})
    _text(item, "summary", "\n".join(lines(entry)))


def json_feed(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Write a JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": f"{channel.home}/",
        "feed_url": channel.self_url,
        "language": "zh-Hans",
        "authors": [{"name": SERVICE}],
        "items": [_item(channel, entry) for entry in entries],
    }
    # What is escaped so is the same to a JSON reader, and no markup to one that takes it for HTML.
    return json.dumps(feed, ensure_ascii=False, indent=1).translate(_IN_HTML).encode() + b"\n"


def _item(channel: Channel, entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": id_of(entry.story_id),
        "url": entry.url or f"{channel.home}/story/{entry.story_id}",
        "external_url": entry.url,
        "title": clean(entry.title),
        "content_text": clean("\n".join(lines(entry))),
        "summary": clean(entry.excerpt),
        "date_published": moment(entry.published_at),
        "date_modified": moment(entry.updated_at),
        "tags": [clean(topic) for topic in entry.topics],
        "language": entry.language,
        "_news": {
            "about": f"{channel.home}/story/{entry.story_id}",
            "story_id": entry.story_id,
            "origin_name": entry.origin_name,
            "articles": entry.articles,
            "independent_origins": entry.independent_origins,
            "figures": list(entry.figures),
        },
    }
    return {name: value for name, value in item.items() if value is not None}


def lines(entry: Entry) -> list[str]:
    """Say of a story what a feed says: the excerpt, where it comes from, its figures."""
    origin = f"{entry.origin_name} · " if entry.origin_name else ""
    spread = f"{origin}{entry.articles} 篇，独立来源 {entry.independent_origins}"
    return [line for line in (entry.excerpt, spread, *entry.figures) if line]


def moment(printed: str | None) -> str | None:
    """Bring a time into RFC 3339; a day begins at midnight in China, where it was printed; None for what is none."""
    try:
        at = datetime.fromisoformat(printed or "")
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=_SHANGHAI)).isoformat(timespec="seconds").replace("+00:00", "Z")


def http_date(stamp: str) -> datetime:
    """Return a stored time as HTTP has it, in whole seconds."""
    return datetime.fromisoformat(stamp).astimezone(UTC).replace(microsecond=0)


def clean(text: str) -> str:
    """Take out what XML cannot carry, escaped or not."""
    return _NOT_XML.sub("", text)


def _(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, _(name)).text = clean(text)
