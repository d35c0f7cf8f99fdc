"""Own pages that are no article, and short or unusual ones that are: TOML and templates here -> pages as fetched."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from crawlers.items import Page

FOLDER = Path(__file__).parent
FETCHED_AT = datetime(2022, 8, 16, 4, 0, tzinfo=UTC)
ENCODINGS = {"tables": ("gb18030", "text/html"), "paper": ("gb18030", "text/html; charset=gb2312")}
"""How a frame is sent, where that is not UTF-8."""
DEFAULTS = {
    "channel": "要闻",
    "body_class": "archive category",
    "source": "本网",
    "at": "2022-08-15 10:22",
    "start": 0,
    "links": 0,
    "intro": "",
}


@dataclass(frozen=True, kw_only=True)
class NoArticle:
    """A page that must be refused."""

    name: str
    kinds: frozenset[str]
    """What `not_article:` may name; two where people would argue."""
    page: Page


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A page that is an article; `holds` are words of its first and last lines."""

    name: str
    holds: tuple[str, ...]
    page: Page


def no_articles() -> Iterator[NoArticle]:
    """Yield the pages of pages.toml, rendered."""
    for number, written in enumerate(_read("pages.toml")):
        name = f"{number:02}-{written['kinds'][0]}-{written['frame']}"
        shape = written.get("html") or (FOLDER / "shapes" / f"{written['shape']}.html").read_text("utf-8")
        main = _render(shape, written)
        yield NoArticle(name=name, kinds=frozenset(written["kinds"]), page=_page(name, written, main))


def kept() -> Iterator[Kept]:
    """Yield the pages of kept.toml, rendered."""
    for number, written in enumerate(_read("kept.toml")):
        name = f"{number:02}-{written['frame']}-{written['title']}"
        paragraphs = [each.strip() for each in written["text"].split("\n\n")]
        text = "\n".join(each if each.startswith("<") else f"<p>　　{each}</p>" for each in paragraphs)
        shape = (FOLDER / "shapes" / f"article-{written['frame']}.html").read_text("utf-8")
        page = _page(f"{number:02}", written, _render(shape, written | {"text": text}))
        yield Kept(name=name, holds=tuple(written["holds"]), page=page)


def _read(name: str) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = tomllib.loads((FOLDER / name).read_text("utf-8"))["page"]
    return pages


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))


def _page(name: str, written: dict[str, Any], main: str) -> Page:
    frame = written["frame"]
    html = _render((FOLDER / "frames" / f"{frame}.html").read_text("utf-8"), written | {"main": main})
    encoding, content_type = ENCODINGS.get(frame, ("utf-8", "text/html; charset=utf-8"))
    return Page(
        url=f"http://www.{frame}.example/n/{name}.html",
        body=html.encode(encoding),
        content_type=content_type,
        fetched_at=FETCHED_AT,
    )


def _render(template: str, written: dict[str, Any]) -> str:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    return environment.from_string(template).render({**DEFAULTS, **_words(), **written})
