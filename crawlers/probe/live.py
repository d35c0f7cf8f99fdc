"""Tries a site as its file describes it, once: its channels and one article, asked politely; what came goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from scrapy.http import Response

from crawlers.discover.links import Taking, absolute
from crawlers.discover.walk import Walk
from crawlers.errands import ListErrand
from crawlers.fetch.ends import End
from crawlers.probe.asking import Answer, Asker
from crawlers.probe.look import page_of
from crawlers.site import NewsSpider
from crawlers.ways import SHANGHAI, Sitemap, Way
from pipelines.explain import told
from pipelines.flow import Rules

SHOWN = ("title", "published_at", "source", "author", "editor")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What came of one site."""

    key: str
    channels: tuple[str, ...]
    """One sentence a channel."""
    article: str
    """One sentence: the fields that were read, or why none was."""
    is_well: bool
    """Every channel has links to articles, and one of them was read as an article."""


def live(site: type[NewsSpider], asker: Asker, rules: Rules) -> Tried:
    """Ask for the first page of each way, and for the first article that any of them names."""
    asker.hosts = site.hosts
    taking = Taking(hosts=site.hosts, patterns=site.article_patterns())
    walk = Walk(taking=taking, encoding=site.encoding, today=datetime.now(UTC).astimezone(SHANGHAI).date())
    channels: list[str] = []
    links: list[str] = []
    is_well = True
    for way in site.discover:
        for errand in _errands(way, walk, asker, site):
            said, found = _channel(errand, walk, asker)
            channels.append(f"{errand.channel}: {said}")
            links += found
            is_well = is_well and bool(found)
    article, is_read = _article(links, site, asker, rules)
    return Tried(key=site.name, channels=tuple(channels), article=article, is_well=is_well and is_read)


def _errands(way: Way, walk: Walk, asker: Asker, site: type[NewsSpider]) -> Iterator[ListErrand]:
    """Where the walk of a way begins; of a search its first word, which stands for the others."""
    if way.url is not None:
        yield from walk.begin(way)[:1]
        return
    origin = next((each.url for each in site.discover if each.url), f"https://{site.hosts[0]}/")
    try:
        named = [absolute(origin, url) for url in asker.robots(origin).sitemaps]
    except End:
        named = []
    yield from (ListErrand(way=Sitemap(url), channel=url, url=url) for url in named[:1] if url)


def _channel(errand: ListErrand, walk: Walk, asker: Asker) -> tuple[str, list[str]]:
    try:
        answer = asker.get(errand.url, errand.body, errand.headers)
    except End as end:
        return str(end), []
    found = walk.read(errand, _response(answer))
    if found.damage:
        return found.damage, []
    if found.sitemaps and not found.links:
        return f"{len(found.sitemaps)} sitemaps", list(found.sitemaps)
    return f"{len(found.links)} links", [link.url for link in found.links]


def _article(links: list[str], site: type[NewsSpider], asker: Asker, rules: Rules) -> tuple[str, bool]:
    url = next((link for link in links if not link.endswith((".xml", ".gz"))), None)
    if url is None:
        return "no article was named", False
    try:
        answer = asker.get(url)
    except End as end:
        return f"{url}: {end}", False
    explained = told(page_of(answer, site.hosts, site=site.hints(url)), rules)
    article = explained.outcome.article
    if article is None:
        verdict = explained.outcome.verdict
        return f"{url}: {verdict.reason if verdict else 'no article'}", False
    fields = ", ".join(name for name in SHOWN if getattr(article, name)) or "no field"
    return f"{fields}; {len(article.text)} characters", True


def _response(answer: Answer) -> Response:
    return Response(answer.url, body=answer.body, headers={"Content-Type": answer.content_type})
