"""What discovery and the flow make of the sample, site by site: the middle column of docs/sites.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from crawlers.definition import ROOT
from crawlers.discover.endpoints import discover_rows
from crawlers.discover.feeds import discover_feed
from crawlers.discover.links import Discovered, Taking
from crawlers.discover.lists import discover
from crawlers.discover.sitemaps import discover_sitemap
from crawlers.items import Part
from crawlers.show.table import document
from crawlers.site import NewsSpider
from crawlers.sites import SiteLoader
from crawlers.ways import Endpoint, Listing, Search, Way
from pipelines import flow
from tests.sample.page import SamplePage, pages, part
from tests.sample.render import Answer
from tests.sample.walk import asked_of

TABLE = ROOT / "docs" / "sites.md"
RULES = ("topics", "publishers", "indicators")


def links(site: type[NewsSpider], way: Way, answered: dict[str, Answer], taking: Taking) -> set[str]:
    """Addresses of articles that one way of a site finds on its pages of the sample, those behind a link included."""
    found: set[str] = set()
    read: set[str] = set()
    waiting = asked_of(way, site.name, answered)
    while waiting := {url for url in waiting - read if url in answered and answered[url].status == 200}:
        read |= waiting
        pages_read = [_read(part(answered[url]), url, way, taking) for url in waiting]
        found |= {link.url for page in pages_read for link in page.links}
        waiting = {page.next_url for page in pages_read if page.next_url}
    return found - read  # a numbered list's own pages may look like articles


def _read(page: Part, url: str, way: Way, taking: Taking) -> Discovered:
    if isinstance(way, Search | Endpoint) and way.items is not None:
        return discover_rows(page.body, page.content_type, url, taking, way)
    if "html" in page.content_type:
        next_page = way.next_page if isinstance(way, Listing) else None
        return discover(page.body, page.content_type, url, taking, next_page=next_page)
    reading = discover_feed if b"<rss" in page.body[:300] or b"<feed" in page.body[:300] else discover_sitemap
    return reading(page.body, page.content_type, url, taking)


def yields(sent: dict[str, Answer]) -> dict[str, list[str]]:
    """By site: a line for each channel, in the order of its file, and one for its articles."""
    rules = flow.load_rules(*(ROOT / "data" / f"{name}.toml" for name in RULES))
    loader = SiteLoader(["crawlers.spiders"])
    written = {key: list(own) for key, own in groupby(pages(), lambda each: each.name.split("/")[0])}
    return {
        key: [*_channels(loader.load(key), sent), _articles(written[key], rules)]
        for key in loader.list()
        if key in written
    }


def _channels(site: type[NewsSpider], sent: dict[str, Answer]) -> Iterator[str]:
    taking = Taking(hosts=site.hosts, patterns=site.article_patterns())
    for way in site.discover:
        count = len(links(site, way, sent, taking))
        yield f"{count} link{'' if count == 1 else 's'}"


def _articles(written: list[SamplePage], rules: flow.Rules) -> str:
    outcomes = [flow.process(each.page, rules) for each in written]
    read = sum(outcome.article is not None for outcome in outcomes)
    return f"{read} articles, {sum(outcome.verdict is None for outcome in outcomes)} kept"


def table(sent: dict[str, Answer]) -> str:
    """Write docs/sites.md anew: every site and what it yields; what was verified live stays."""
    loader = SiteLoader(["crawlers.spiders"])
    sites = [loader.load(key) for key in loader.list()]
    return document(sites, {}, TABLE.read_text("utf-8"), date.min, yields(sent))
