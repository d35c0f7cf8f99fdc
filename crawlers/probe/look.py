"""The order in which a site is asked, and what each answer gave: an address in, what is known of the site out.

    robots.txt -> the page -> its feeds, or the usual ones -> sitemaps of robots.txt, or the usual one -> an article

Ten requests at most, each in its turn. What fails is a line of the report, and the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from crawlers.discover.feeds import discover_feed
from crawlers.discover.links import Discovered, Taking, absolute
from crawlers.discover.sitemaps import discover_sitemap
from crawlers.fetch.ends import End
from crawlers.items import Page, SiteHints
from crawlers.probe.asking import Answer, Asker
from crawlers.probe.page import Anchor, Looked, look
from crawlers.probe.pattern import Guess, guess
from crawlers.urls import canonicalise

USUAL_FEEDS = ("/rss.xml", "/feed", "/atom.xml")
USUAL_SITEMAP = "/sitemap.xml"
MAX_FEEDS = 3
MAX_SITEMAPS = 2
ARTICLES_TRIED = 2
"""The first link may be one that is gone, or a film."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One feed or sitemap that was asked for."""

    url: str
    is_named: bool
    """The site names it; else it is where such things usually are."""
    found: Discovered | None = None
    end: str = ""
    """Why nothing came of it."""

    @property
    def is_usable(self) -> bool:
        """It can be read and says something."""
        return self.found is not None and not self.found.damage and bool(self.found.links or self.found.sitemaps)


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """All that a probe learnt."""

    hosts: tuple[str, ...]
    looked: Looked
    delay_s: float
    """Crawl-delay that its robots.txt asks for; 0 for none."""
    feeds: tuple[Asked, ...]
    sitemaps: tuple[Asked, ...]
    guessed: Guess
    article: Page | None
    """The first article that came."""
    ends: tuple[str, ...]
    """What failed besides, a sentence each."""
    requests: int


def probe(asker: Asker, url: str) -> Site:
    """Ask a site. End: its first page does not come; HostilePageError: that page is none to read."""
    first = asker.begin(url)
    rules = asker.robots(first.url)
    taking = Taking(hosts=asker.hosts)
    looked = look(first, taking)
    feeds = tuple(_feeds(asker, looked, taking))
    sitemaps = tuple(_sitemaps(asker, first.url, rules.sitemaps, taking))
    articles = list(_articles(looked, (*feeds, *sitemaps), taking))
    others = {link.url for link in looked.links} - set(articles)
    guessed = guess(articles, others)
    ends: list[str] = []
    article = _article(asker, _likely(articles, guessed), ends)
    # With its own pattern the site's feeds and sitemaps may say less than with none, or more.
    own = replace(taking, patterns=tuple(map(re.compile, guessed.patterns)))
    return Site(
        hosts=asker.hosts,
        looked=look(first, own),
        delay_s=rules.delay_s,
        feeds=feeds,
        sitemaps=sitemaps,
        guessed=guessed,
        article=article,
        ends=tuple(ends),
        requests=asker.asked,
    )


def _feeds(asker: Asker, looked: Looked, taking: Taking) -> Iterator[Asked]:
    def read(answer: Answer) -> Discovered:
        return discover_feed(answer.body, answer.content_type, answer.url, taking)

    named = looked.feeds[:MAX_FEEDS]
    yield from (_ask(asker, url, read, is_named=True) for url in named)
    if not named:
        yield from _usual(asker, looked.url, USUAL_FEEDS, read)


def _sitemaps(asker: Asker, url: str, of_robots: Iterable[str], taking: Taking) -> Iterator[Asked]:
    def read(answer: Answer) -> Discovered:
        return discover_sitemap(answer.body, answer.content_type, answer.url, taking)

    named = [own for each in of_robots if (own := absolute(url, each))][:MAX_SITEMAPS]
    yield from (_ask(asker, each, read, is_named=True) for each in named)
    if not named:
        yield from _usual(asker, url, (USUAL_SITEMAP,), read)


def _usual(asker: Asker, url: str, paths: Iterable[str], read: Callable[[Answer], Discovered]) -> Iterator[Asked]:
    """Ask where such things usually are, until one is there."""
    for path in paths:
        asked = _ask(asker, absolute(url, path) or url, read, is_named=False)
        yield asked
        if asked.is_usable:
            return


def _ask(asker: Asker, url: str, read: Callable[[Answer], Discovered], *, is_named: bool) -> Asked:
    try:
        found = read(asker.get(url))
    except End as end:
        return Asked(url=url, is_named=is_named, end=str(end))
    return Asked(url=url, is_named=is_named, found=found, end=found.damage or "")


def _articles(looked: Looked, asked: Iterable[Asked], taking: Taking) -> Iterator[str]:
    """Yield addresses that look like articles: of the page's lists, else of all its links; of feeds and sitemaps."""
    listed = [link for group in looked.lists for link in group.links]
    links: Iterable[Anchor] = listed or looked.links
    yield from (link.url for link in links if taking.is_article(link.url, link.text))
    for each in asked:
        yield from (link.url for link in (each.found.links[:200] if each.found else ()))


def _likely(articles: list[str], guessed: Guess) -> list[str]:
    """Put the addresses first that the patterns take."""
    patterns = [re.compile(pattern) for pattern in guessed.patterns]
    return sorted(articles, key=lambda url: not any(pattern.search(url) for pattern in patterns))


def _article(asker: Asker, urls: Iterable[str], ends: list[str]) -> Page | None:
    for url in list(dict.fromkeys(urls))[:ARTICLES_TRIED]:
        try:
            answer = asker.get(url)
        except End as end:
            ends.append(f"{url}: {end}")
            continue
        return page_of(answer, asker.hosts, link=url)
    return None


def page_of(answer: Answer, hosts: tuple[str, ...], *, link: str = "", site: SiteHints | None = None) -> Page:
    """Make of an answer what a crawl would hand to the flow."""
    return Page(
        url=canonicalise(answer.url),
        body=answer.body,
        content_type=answer.content_type,
        fetched_at=answer.fetched_at,
        link=link or canonicalise(answer.url),
        site=site or SiteHints(hosts=hosts),
    )
