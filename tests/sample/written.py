"""The words of the sample's files, as values: a site, its lists and other responses, an article as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["reprint", "mirror", "excerpt", "digest", "rewrite", "template"]


@dataclass(frozen=True, kw_only=True)
class Template:
    """How pages of one template are sent: `[template.<name>]` of site.toml; the file is `<name>.html`."""

    encoding: str = "utf-8"
    """Codec of the bytes."""
    content_type: str = "text/html; charset=utf-8"
    """The header as this server sends it; may be without a charset, or with a wrong one."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One channel: `[[list]]` of site.toml, rendered by its template once for each URL."""

    urls: list[str]
    """Its pages in order; the articles are divided over them evenly."""
    title: str = ""
    template: str = "list"
    articles: list[str] = field(default_factory=list)
    """Numbers of the articles to link; empty = all of the site, newest first."""
    skip: list[str] = field(default_factory=list)
    """Numbers to leave out: reached by another way, such as a redirect or the feed."""
    links: list[dict[str, str]] = field(default_factory=list)
    """Further links, {url, title, date}, at the end of the first page: a redirect, a page that is gone."""


@dataclass(frozen=True, kw_only=True)
class Response:
    """Anything else the server answers: `[[response]]` of site.toml."""

    url: str
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    encoding: str = "utf-8"
    location: str = ""
    """Where a redirect leads."""
    body: str = ""
    template: str = ""
    """File name (feed.xml, sitemap.xml) rendered with `articles`, instead of `body`."""
    articles: list[str] = field(default_factory=list)
    no_article: str = ""
    """What it is instead, where it answers at the address of an article: gallery, video."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """One articles/NN-slug.md: what the page prints, what is expected of it, and whom it copies."""

    number: str = ""
    url: str
    title: str
    published_at: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    reprinted_from: str | None = None
    original_title: str | None = None
    dateline: str | None = None
    expect: Literal["on", "unsure", "off"] = "on"
    why: str = ""
    judged: Literal["on", "unsure", "off"] | None = None
    """What the judge makes of it so far, where that is wrong; a test says when this line can go."""
    template: str = "article"
    copy_of: str | None = None
    kind: Kind | None = None
    replace: list[list[str]] = field(default_factory=list)
    keep: list[int] | None = None
    """Indexes of the parent's paragraphs; None = all of them."""
    prepend: list[str] = field(default_factory=list)
    append: list[str] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    """Further articles whose sentences may stand in this one (a digest of several)."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Values for the site's own template alone."""
    parts: tuple[tuple[str, ...], ...] = ()
    """Paragraphs as written here, part by part; of a copy with empty body, `copies.resolve` fills them in."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All parts as one text."""
        return tuple(paragraph for part in self.parts for paragraph in part)


@dataclass(frozen=True, kw_only=True)
class Site:
    """One folder of tests/sites."""

    key: str
    folder: Path
    publisher: str
    headers: dict[str, str]
    """Sent with every response."""
    gzip: bool
    """Send bodies of templates with Content-Encoding: gzip."""
    part_url: str
    """Later parts of an article: {stem}, {ext}, and {n} = 1, 2 … or {page} = 2, 3 …"""
    templates: dict[str, Template]
    listings: tuple[Listing, ...]
    responses: tuple[Response, ...]
    articles: tuple[Written, ...]
