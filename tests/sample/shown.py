"""What templates are given: articles as list items, paragraphs as blocks, times and the addresses of parts."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from tests.sample.written import Written

IMAGE = re.compile(r"!\[(?P<alt>[^]]*)\]\((?P<src>[^)]+)\)$")


@dataclass(frozen=True, kw_only=True)
class Item:
    """What lists, feeds and related boxes know of an article."""

    number: str
    url: str
    path: str
    title: str
    at: datetime | None
    summary: str
    source: str | None


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph for a template: kind p, head (`### …`) or image (`![alt](src)`); text is escaped HTML."""

    kind: str
    text: str
    src: str = ""


def item(number: str, article: Written) -> Item:
    """What a list says of an article."""
    return Item(
        number=number,
        url=article.url,
        path=urlsplit(article.url).path,
        title=html.escape(article.title, quote=False),
        at=when(article.published_at),
        summary=html.escape(article.paragraphs[0][:60], quote=False),
        source=article.source,
    )


def block(paragraph: str) -> Block:
    """Tell a paragraph from a subheading and an image."""
    if image := IMAGE.match(paragraph):
        return Block(kind="image", text=html.escape(image["alt"], quote=False), src=image["src"])
    if paragraph.startswith("### "):
        return Block(kind="head", text=html.escape(paragraph[4:], quote=False))
    return Block(kind="p", text=html.escape(paragraph, quote=False))


def expected(paragraphs: Sequence[str]) -> str:
    """What of the written paragraphs is clean text: no image, no agency's end mark."""
    text = "\n".join(each.removeprefix("### ") for each in paragraphs if not IMAGE.match(each))
    return text.removesuffix("(完)")


def part_urls(article: Written, pattern: str) -> list[str]:
    """The URL of every part of an article, the first one its own."""
    path = PurePosixPath(urlsplit(article.url).path)
    stem = article.url.removesuffix(path.suffix)
    later = range(1, len(article.parts))
    return [article.url, *(pattern.format(stem=stem, ext=path.suffix, n=n, page=n + 1) for n in later)]


def when(published_at: str | None) -> datetime | None:
    """The printed time; midnight, without a zone, where only the day is known."""
    return datetime.fromisoformat(published_at) if published_at else None


def stamp(at: datetime, form: str) -> str:
    """Format a time by strftime's letters; other text of the form may be Chinese whatever the locale."""
    return re.sub("%[A-Za-z]", lambda letter: at.strftime(letter[0]), form)
