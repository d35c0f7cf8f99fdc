"""What the files under tests/sites say that a crawl of the whole sample comes to; no stage is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tests.sample.copies import resolve
from tests.sample.files import read_sites
from tests.sample.render import Renderer


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Pages of the sample by what is expected of them."""

    sites: int
    """Those that are crawled: all but the mirror."""
    articles: int
    kept: int
    """Articles that are on topic or may be, but for those of which the judge is known to be wrong; the mirror's page,
    which no site lists, is one of them."""
    off: int
    no_article: int
    answers: int
    """All that the servers say: lists, robots.txt and 404s too."""

    @property
    def dropped(self) -> int:
        """Pages that are read and not kept."""
        return self.off + self.no_article


@cache
def counts() -> Counts:
    """Count what is written."""
    sites = read_sites()
    articles = resolve(sites)
    sent = [answer for site in sites.values() for answer in Renderer(site, articles).answers()]
    off = sum((each.judged or each.expect) == "off" for each in articles.values())
    return Counts(
        sites=len(sites.keys() - {"mirror"}),
        articles=len(articles),
        kept=len(articles) - off,
        off=off,
        no_article=sum(bool(each.no_article) for each in sent),
        answers=len(sent),
    )
