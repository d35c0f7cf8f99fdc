"""How far back the lists of a site are walked: a page that was read comes in, the ones to read next go out.

A daily walk goes back until a page brings nothing new, but only where the walk of the channel before it was whole: one
that was killed, or met a page that failed, may have left unread pages behind known ones. A walk back to a day goes on
until a page shows nothing that young.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import urljoin

from scrapy.http import Response

from crawlers.discover import ask
from crawlers.discover.endpoints import discover_rows
from crawlers.discover.feeds import discover_feed
from crawlers.discover.links import Discovered, Found, Taking
from crawlers.discover.lists import discover
from crawlers.discover.sitemaps import discover_sitemap
from crawlers.errands import ListErrand
from crawlers.urls import date_in
from crawlers.ways import SHANGHAI, DayRoll, Endpoint, Feed, Listing, Search, Sitemap, Way
from pipelines.database import Place

MAX_PAGES_BACK = 2000
"""Pages of one list on a walk back to a day."""
MAX_SITEMAP_DEPTH = 3
NEWEST_SITEMAPS = 3
"""Of an index on a daily walk."""
MAX_SITEMAPS = 50
"""Of one index on a walk back to a day."""
SITEMAPS_AT_ONCE = 46
"""Of a site in a crawl, whatever its indexes and its robots.txt name: some name each other, or new ones without end."""
MAX_DAYS = 31
"""Day rolls of a daily walk after a service that stood still; further back, a walk back to a day goes."""
MAX_MISSING = 60
"""So many day rolls missing in a row, more than any holiday has days, are where they begin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """The rules of one crawl's walk."""

    taking: Taking
    encoding: str | None = None
    since: date | None = None
    """Nothing older is taken, and lists are walked no further than to it."""
    is_back: bool = False
    """A walk back to that day, however far."""
    today: date = date.max
    """The day in Asia/Shanghai: where day rolls begin."""
    walked: Mapping[str, datetime] = field(default_factory=dict)
    """Channels whose walk before this one was whole, and when it ended: what lies behind known links is known."""

    def begin(self, way: Way) -> list[ListErrand]:
        """Return where the walk of a way begins; nothing for the sitemaps that only robots.txt names."""
        match way:
            case Search():
                named = ((f"{way.url} {word}", word, ask.page_of(way, 1, word)) for word in way.words)
                return [
                    ListErrand(way=way, channel=channel, word=word, url=of.url, body=of.body, headers=of.headers)
                    for channel, word, of in named
                ]
            case Endpoint():
                of = ask.page_of(way, 1)
                return [ListErrand(way=way, channel=way.url, url=of.url, body=of.body, headers=of.headers)]
            case DayRoll():
                url = ask.day_of(way, self.today).url
                return [ListErrand(way=way, channel=way.url, url=url, day=self.today)]
        return [] if way.url is None else [ListErrand(way=way, channel=way.url, url=way.url)]

    def back_to(self, since: date) -> Walk:
        """Return the rules of a walk back to a day."""
        return replace(self, since=since, is_back=True, walked={})

    def read(self, errand: ListErrand, response: Response) -> Discovered:
        """Find the articles of a page, by what kind of page it is."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        match errand.way:
            case Feed():
                return discover_feed(response.body, kind, response.url, self.taking)
            case Sitemap():
                return discover_sitemap(response.body, kind, response.url, self.taking)
            case Endpoint() | Search(items=str()) as way:
                return discover_rows(response.body, kind, response.url, self.taking, way)
            case Listing(next_page=selector):
                pass
            case Search() | DayRoll():
                selector = None
        return discover(response.body, kind, response.url, self.taking, encoding=self.encoding, next_page=selector)

    def taken(self, links: Iterable[Found]) -> list[Found]:
        """Leave out the links whose own address says that they are older than what is asked for, or of days to come.

        A calendar has a page for each day of next year; the day after today has begun east of Shanghai.
        """
        return [link for link in links if (day := date_in(link.url)) is None or self._is_in_time(day)]

    def _is_in_time(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and not self._is_to_come(day)

    def _is_to_come(self, day: date) -> bool:
        return day - timedelta(days=1) > self.today

    def behind(self, errand: ListErrand, found: Discovered, *, is_news: bool) -> list[ListErrand]:
        """Return what to read next: nothing, the next page of a list, the day before, or the sitemaps of an index.

        `is_news`: the page had a link that was not known before this crawl.
        """
        match errand.way:
            case Sitemap() as way if errand.number < MAX_SITEMAP_DEPTH:
                most = MAX_SITEMAPS if self.is_back else NEWEST_SITEMAPS
                return [replace(errand, url=url, number=errand.number + 1) for url in found.sitemaps[:most]]
            case Listing() as way if self._goes_on(errand, found, way.max_pages, is_news=is_news):
                url = found.next_url or _numbered(way, errand.number)
                return [_after(errand, ask.Asked(url=url), found)] if url else []
            case Search() | Endpoint() as way if ask.has_pages(way):
                if self._goes_on(errand, found, way.max_pages, is_news=is_news):
                    return [_after(errand, ask.page_of(way, errand.number + 1, errand.word), found)]
            case DayRoll():
                return self.day_before(errand, missing=0)
        return []

    def day_before(self, errand: ListErrand, *, missing: int) -> list[ListErrand]:
        """Return the roll of the day before, unless that is too far back; `missing` in a row were not there."""
        way, day = errand.way, errand.day
        if not isinstance(way, DayRoll) or day is None or missing >= MAX_MISSING:
            return []
        if (self.since and day <= self.since) or (not self.is_back and errand.number >= self._days(errand, way)):
            return []
        before = day - timedelta(days=1)
        asked = ask.day_of(way, before)
        return [replace(errand, url=asked.url, day=before, number=errand.number + 1, missing=missing)]

    def _goes_on(self, errand: ListErrand, found: Discovered, max_pages: int, *, is_news: bool) -> bool:
        links = frozenset(link.url for link in found.links)
        if not links or links == errand.before:
            return False
        days = [link.day for link in found.links if link.day]
        if days and ((self.since and max(days) < self.since) or self._is_to_come(min(days))):
            return False
        if self.is_back:
            return errand.number < MAX_PAGES_BACK
        return errand.number < max_pages and (is_news or errand.channel not in self.walked)

    def _days(self, errand: ListErrand, way: DayRoll) -> int:
        """How many rolls a daily walk takes: all since the last one, for each has what no other has."""
        last = self.walked.get(errand.channel)
        missed = (self.today - last.astimezone(SHANGHAI).date()).days + 1 if last else 0
        return max(way.days, min(missed, MAX_DAYS))


def place_of(errand: ListErrand) -> Place:
    """Return what the database keeps of a page on the way back, so that `at_place` can ask for it again."""
    assert errand.since is not None
    return Place(
        channel=errand.channel,
        since=errand.since,
        url=errand.url,
        number=errand.number,
        day=errand.day,
        missing=errand.missing,
        before=tuple(sorted(errand.before)),
    )


def at_place(begun: ListErrand, place: Place) -> ListErrand:
    """Go on at a place of the channel whose walk begins with `begun`."""
    asked = ask.Asked(url=place.url)
    if isinstance(begun.way, Search | Endpoint):
        asked = ask.page_of(begun.way, place.number, begun.word)
    return replace(
        begun,
        url=asked.url,
        body=asked.body,
        headers=asked.headers,
        number=place.number,
        day=place.day,
        missing=place.missing,
        since=place.since,
        before=frozenset(place.before),
    )


def _after(errand: ListErrand, asked: ask.Asked, found: Discovered) -> ListErrand:
    """Return the errand of the page after one that had those links."""
    links = frozenset(link.url for link in found.links)
    number = errand.number + 1
    return replace(errand, url=asked.url, body=asked.body, headers=asked.headers, number=number, before=links)


def _numbered(way: Listing, number: int) -> str | None:
    """Address of the page after page `number` of a numbered list."""
    if way.pages is None:
        return None
    return urljoin(way.url, way.pages.replace("{n}", str(way.first + number - 1)))
