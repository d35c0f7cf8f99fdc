"""Every article of the sample as a fetched page, beside what is expected of it: what the other tests use."""

from __future__ import annotations

import importlib.util
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.items import Band, Page, Part, SiteHints
from crawlers.site import NewsSpider
from tests.sample.archive import FETCHED_AT
from tests.sample.copies import resolve
from tests.sample.files import read_sites
from tests.sample.render import Answer, Renderer
from tests.sample.shown import expected
from tests.sample.written import Kind, Site, Written


@dataclass(frozen=True, kw_only=True)
class SamplePage:
    """One article: the page as a crawl hands it on, and what extract, judge and dedupe ought to say."""

    name: str
    """`key/NN`."""
    page: Page
    title: str
    text: str
    """Clean paragraphs parted by a line feed, subheadings included, images not."""
    published_at: str | None
    source: str | None
    author: str | None
    editor: str | None
    reprinted_from: str | None
    original_title: str | None
    dateline: str | None
    expect: Band
    why: str
    judged: Band | None
    """What the judge says instead, so far."""
    kind: Kind | None
    parent: str | None
    """`key/NN` of the article it copies."""


def pages() -> Iterator[SamplePage]:
    """Yield every article of every site, rendered."""
    sites = read_sites()
    articles = resolve(sites)
    for site in sites.values():
        renderer = Renderer(site, articles)
        for number, article in renderer.articles.items():
            parts = [part(answer) for answer in renderer.article(number)]
            yield sample_page(f"{site.key}/{number}", site, article, parts)


def sample_page(name: str, site: Site, article: Written, parts: list[Part]) -> SamplePage:
    """Put one article's bytes beside its expected values."""
    first, *later = parts
    return SamplePage(
        name=name,
        page=Page(
            url=first.url,
            link=first.url,
            body=first.body,
            content_type=first.content_type,
            fetched_at=FETCHED_AT,
            site=hints(site.key, first.url),
            parts=tuple(later),
        ),
        title=article.title,
        text=expected(article.paragraphs),
        published_at=article.published_at,
        source=article.source,
        author=article.author,
        editor=article.editor,
        reprinted_from=article.reprinted_from,
        original_title=article.original_title,
        dateline=article.dateline,
        expect=article.expect,
        why=article.why,
        judged=article.judged,
        kind=article.kind,
        parent=article.copy_of,
    )


def page_of(answer: Answer) -> Page:
    """Make a page of what a server says at any address, as the site on whose host it stands would be read."""
    sent = part(answer)
    host = urlsplit(answer.url).netloc
    keys = [key for key in read_sites() if (said := hints(key, answer.url)).key and host in said.hosts]
    site = hints(keys[0], answer.url) if keys else SiteHints()
    return Page(url=sent.url, body=sent.body, content_type=sent.content_type, fetched_at=FETCHED_AT, site=site)


def hints(key: str, url: str) -> SiteHints:
    """What the site's file in crawlers/spiders says; nothing for a page that no site file covers."""
    return SiteHints() if importlib.util.find_spec(f"crawlers.spiders.{key}") is None else spider(key).hints(url)


def spider(key: str) -> type[NewsSpider]:
    """The class of one site file."""
    module = importlib.import_module(f"crawlers.spiders.{key}")
    found: type[NewsSpider] = next(each for each in vars(module).values() if getattr(each, "name", None) == key)
    return found


def part(answer: Answer) -> Part:
    """Undo the content encoding, as a crawler does."""
    headers = dict(answer.headers)
    zipped = headers.get("Content-Encoding") == "gzip"
    body = zlib.decompress(answer.body, zlib.MAX_WBITS | 16) if zipped else answer.body
    return Part(url=answer.url, body=body, content_type=headers["Content-Type"])
