"""Counts what a run sees of each channel of its site: lists, links, pages come in; a `Look` of each goes out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from crawlers.fetch.ends import End
from crawlers.health.signs import FIELDS, LONG_TEXT
from crawlers.items import Article, Outcome
from pipelines.database import Look

SITE = ""
"""The channel that stands for the whole site."""


@dataclass(kw_only=True, slots=True)
class _Page:
    """One page that was read."""

    article: Article | None


@dataclass(kw_only=True, slots=True)
class _Channel:
    counts: Counter[str] = field(default_factory=Counter)
    pages: list[_Page] = field(default_factory=list)


class Watch:
    """What one run has seen so far."""

    def __init__(self) -> None:
        self.canary = ""
        """The address of the page that must still be an article, when this run is to look; canonical."""
        self._channels: defaultdict[str, _Channel] = defaultdict(_Channel)
        self._pages: dict[str, _Page] = {}
        self._blocked: list[str] = []
        self._canary: bool | None = None

    def list_read(self, channel: str, links: int) -> None:
        """A list page, feed or sitemap came with so many links to articles."""
        self._channels[channel].counts.update(lists=1, links=links)

    def list_unchanged(self, channel: str) -> None:
        """The site said that a list is as it was."""
        self._channels[channel].counts.update(unchanged=1)

    def list_failed(self, channel: str, end: End) -> None:
        """A list did not come."""
        self._channels[channel].counts.update(failures=1, blocked=_is_block(end))

    def taken_in(self, channel: str, new: int) -> None:
        """So many links of a channel were not known before."""
        self._channels[channel].counts.update(new=new)

    def page(self, outcome: Outcome) -> None:
        """A page went through the flow."""
        article = outcome.article
        self._pages[outcome.page.link] = _Page(article=article)
        if outcome.page.link == self.canary:
            self._canary = article is not None and bool(article.title) and len(article.text) >= LONG_TEXT

    def page_failed(self, link: str, end: End) -> None:
        """A page did not come."""
        if _is_block(end):
            self._blocked.append(link)
        if link == self.canary and end.state == "gone":
            self._canary = False

    @property
    def links(self) -> list[str]:
        """The links of the pages that were read, or not."""
        return [*self._pages, *self._blocked]

    def looks(self, channel_of: Mapping[str, str], at: datetime) -> dict[str, Look]:
        """Return what was seen of each channel that was asked for, and of the site; a link belongs to a channel."""
        whole = _Channel(pages=list(self._pages.values()), counts=Counter(blocked=len(self._blocked)))
        for channel in self._channels.values():
            whole.counts.update(channel.counts)
        for link, page in self._pages.items():
            if of := self._channels.get(channel_of.get(link, SITE)):
                of.pages.append(page)
        for link in self._blocked:
            if of := self._channels.get(channel_of.get(link, SITE)):
                of.counts.update(blocked=1)
        looks = {name: _look(channel, at, None) for name, channel in self._channels.items()}
        return looks | {SITE: _look(whole, at, self._canary)}


def _look(channel: _Channel, at: datetime, canary: bool | None) -> Look:
    articles = [page.article for page in channel.pages if page.article is not None]
    counts = {name: channel.counts[name] for name in ("lists", "unchanged", "links", "new", "failures", "blocked")}
    return Look(
        at=at,
        pages=len(channel.pages),
        articles=len(articles),
        filled={name: sum(_has(article, name) for article in articles) for name in FIELDS},
        median_length=round(median(len(article.text) for article in articles)) if articles else None,
        canary=canary,
        **counts,
    )


def _has(article: Article, name: str) -> bool:
    return len(article.text) >= LONG_TEXT if name == "text" else bool(getattr(article, name))


def _is_block(end: End) -> bool:
    return (end.stage, end.reason) == ("fetch", "blocked")
