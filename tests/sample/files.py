"""tests/sites/<key>/ as written -> `Site`: its settings, lists, other responses and articles, checked word by word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

from tests.sample.errors import SampleError

SITES = Path(__file__).parent.parent / "sites"
PART = "---part---"
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


T = TypeVar("T")


def read_sites(folder: Path = SITES) -> dict[str, Site]:
    """Read every site, in order of its key. SampleError on the first wrong file."""
    return {path.parent.name: read_site(path.parent) for path in sorted(folder.glob("*/site.toml"))}


def read_site(folder: Path) -> Site:
    """Read one site's folder."""
    path = folder / "site.toml"
    table = _toml(path.read_text("utf-8"), path)
    default = _fill(Template, table.pop("default", {}), path)
    templates = {
        name: _fill(Template, vars(default) | given, path) for name, given in table.pop("template", {}).items()
    }
    for name in {p.stem for p in folder.glob("*.html")} - templates.keys():
        templates[name] = default
    site = Site(
        key=folder.name,
        folder=folder,
        publisher=table.pop("publisher", ""),
        headers=table.pop("headers", {}),
        gzip=table.pop("gzip", False),
        part_url=table.pop("part_url", "{stem}_{n}{ext}"),
        templates=templates,
        listings=tuple(_fill(Listing, each, path) for each in table.pop("list", [])),
        responses=tuple(_fill(Response, each, path) for each in table.pop("response", [])),
        articles=tuple(read_article(each) for each in sorted((folder / "articles").glob("*.md"))),
    )
    if table:
        raise SampleError(f"{path}: unknown key {', '.join(sorted(table))}")
    return site


def read_article(path: Path) -> Written:
    """Read front matter between +++ lines, then paragraphs parted by blank lines, parts by `---part---`."""
    empty, _, rest = path.read_text("utf-8").partition("+++\n")
    front, mark, body = rest.partition("\n+++\n")
    if empty or not mark:
        raise SampleError(f"{path}: front matter must stand between two lines of +++ at the top")
    given = _toml(front, path)
    parts = tuple(_paragraphs(part) for part in body.split(PART)) if body.strip() else ()
    return _fill(Written, given | {"number": path.name.split("-")[0], "parts": parts}, path)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(stripped for block in text.split("\n\n") if (stripped := block.strip().replace("\n", "")))


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SampleError(f"{path}: {error}") from error


def _fill(kind: type[T], given: Mapping[str, Any], path: Path) -> T:
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(given.keys() - known.keys()):
        raise SampleError(f"{path}: unknown key {', '.join(unknown)}; known: {', '.join(known)}")
    required = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    if missing := sorted(required - given.keys()):
        raise SampleError(f"{path}: {', '.join(missing)} is missing")
    return kind(**given)
