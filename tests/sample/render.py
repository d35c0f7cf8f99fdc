"""Sites and texts -> the bytes a server of that site would answer with, headers included."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import jinja2

from tests.sample.errors import SampleError
from tests.sample.shown import Item, block, item, part_urls, stamp, when
from tests.sample.written import Listing, Response, Site, Template, Written


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP response of the sample. `body` is as sent, content-encoding applied."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    name: str = ""
    """`key/NN` of the article whose (first or later) part this is; "" for all else."""
    no_article: str = ""
    """What stands at the address of an article instead of one, as site.toml expects it."""

    @property
    def status_line(self) -> str:
        """As HTTP/1.1 prints it."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"


class Renderer:
    """Renders one site: its articles, its lists, then all that site.toml spells out."""

    def __init__(self, site: Site, articles: Mapping[str, Written]) -> None:
        self.site = site
        self.articles = {n.split("/")[1]: a for n, a in articles.items() if n.startswith(f"{site.key}/")}
        loader = jinja2.FileSystemLoader(site.folder)
        self.env = jinja2.Environment(
            loader=loader, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self.env.filters["stamp"] = stamp

    def answers(self) -> Iterator[Answer]:
        """Yield the site's answers: responses of site.toml, lists, then articles in order."""
        for response in self.site.responses:
            yield self._response(response)
        for listing in self.site.listings:
            yield from self._listing(listing)
        for number in self.articles:
            yield from self.article(number)

    def article(self, number: str) -> Iterator[Answer]:
        """Yield the parts of one article."""
        article = self.articles[number]
        urls = part_urls(article, self.site.part_url)
        for n, (url, part) in enumerate(zip(urls, article.parts, strict=True)):
            context: dict[str, Any] = {
                "article": article,
                "at": when(article.published_at),
                "blocks": [block(each) for each in part],
                "part": n + 1,
                "urls": urls,
                "next_url": urls[n + 1] if n + 1 < len(urls) else None,
                "others": self._others(number),
                "extra": article.extra,
            }
            yield self._page(url, article.template, context, name=f"{self.site.key}/{number}")

    def items(self, numbers: Sequence[str] = ()) -> list[Item]:
        """The articles of a list in the order given, else all of them, newest first."""
        if unknown := sorted(set(numbers) - self.articles.keys()):
            raise SampleError(f"{self.site.folder}/site.toml: a list names {', '.join(unknown)}, which is not there")
        chosen = [item(number, self.articles[number]) for number in numbers or self.articles]
        return chosen if numbers else sorted(chosen, key=lambda i: (str(i.at), i.number), reverse=True)

    def _others(self, number: str) -> list[Item]:
        """What a related box offers: earlier articles, the newest first; later ones after them."""
        items = self.items()
        at = next(n for n, each in enumerate(items) if each.number == number)
        return [*items[at + 1 :], *items[:at]]

    def _listing(self, listing: Listing) -> Iterator[Answer]:
        items = [each for each in self.items(listing.articles) if each.number not in listing.skip]
        urls, size = listing.urls, -(-len(items) // len(listing.urls))
        for n, url in enumerate(urls):
            context: dict[str, Any] = {
                "title": listing.title,
                "items": items[n * size : (n + 1) * size],
                "links": listing.links if n == 0 else [],
                "page": n + 1,
                "urls": urls,
                "next_url": urls[n + 1] if n + 1 < len(urls) else None,
                "previous_url": urls[n - 1] if n else None,
            }
            yield self._page(url, listing.template, context)

    def _response(self, response: Response) -> Answer:
        body = response.body
        if response.template:
            body = self._render(response.template, {"articles": self.items(response.articles)})
        headers = [("Content-Type", response.content_type)]
        if response.location:
            headers.append(("Location", response.location))
        sent = self._encode(body, response.encoding, response.url)
        return replace(self._answer(response.url, response.status, headers, sent), no_article=response.no_article)

    def _page(self, url: str, template: str, context: dict[str, Any], name: str = "") -> Answer:
        sent = self.site.templates.get(template, Template())
        body = self._encode(self._render(f"{template}.html", context | {"url": url}), sent.encoding, url)
        headers = [("Content-Type", sent.content_type)]
        if self.site.gzip:
            packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
            body = packer.compress(body) + packer.flush()
            headers.append(("Content-Encoding", "gzip"))
        return self._answer(url, 200, headers, body, name)

    def _render(self, template: str, context: dict[str, Any]) -> str:
        try:
            return self.env.get_template(template).render(site=self.site, **context)
        except jinja2.TemplateError as error:
            raise SampleError(f"{self.site.folder}/{template}: {error!r}") from error

    def _encode(self, text: str, encoding: str, url: str) -> bytes:
        try:
            return text.encode(encoding)
        except UnicodeEncodeError as error:
            raise SampleError(f"{url}: {error.object[error.start : error.end]} cannot be sent as {encoding}") from error

    def _answer(self, url: str, status: int, headers: list[tuple[str, str]], body: bytes, name: str = "") -> Answer:
        sent = (*self.site.headers.items(), *headers, ("Content-Length", str(len(body))))
        return Answer(url=url, status=status, headers=sent, body=body, name=name)
