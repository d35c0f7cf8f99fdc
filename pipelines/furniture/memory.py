"""The pages of a stream come in one by one; what their hosts repeat, as far as has been seen, goes out.

For the filter, which has no database: bounded, so that memory stays flat over any number of pages and hosts.
"""

from __future__ import annotations

from collections import OrderedDict

from crawlers.items import Article, Rules, Side, Sight
from pipelines.furniture.learn import PAGES, SAMPLE, refusal
from pipelines.furniture.sight import block_of, edge, lines_of, look
from pipelines.furniture.take import Cut, take

MOST_PAGES = 2_000
"""Of all hosts; the host that was quiet for longest is forgotten first."""
PAGES_OF_HOST = 2 * SAMPLE

_SIDES: tuple[Side, Side] = ("head", "tail")


class Memory:
    """What a stream has shown so far."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, dict[str, Sight]] = OrderedDict()
        self._on: dict[int, dict[str, int]] = {}
        """On how many of a host's pages a line stands, by its hash and the host."""
        self._count = 0
        self._verdicts: dict[tuple[str, Side, int], tuple[tuple[int, ...], bool]] = {}

    @property
    def pages(self) -> int:
        """How many are remembered."""
        return self._count

    def pages_of(self, host: str) -> int:
        """Return how many of a host are remembered."""
        return len(self._hosts.get(host, ()))

    def clean(self, article: Article) -> Cut:
        """Take the article in; return its text without what its host is known by now to repeat."""
        sight = look(article.url, article.title, article.text)
        return take(article.text, self._see(sight, article.text)) if sight else Cut(text=article.text)

    def _see(self, sight: Sight, text: str) -> Rules:
        """Take a page in; return which lines at its ends are furniture now."""
        pages = self._hosts.setdefault(sight.host, {})
        self._hosts.move_to_end(sight.host)
        if sight.url in pages:
            self._forget(pages, sight.url)
        pages[sight.url] = sight
        self._count += 1
        for block in sight.blocks:
            on = self._on.setdefault(block.hash, {})
            on[sight.host] = on.get(sight.host, 0) + 1
        if len(pages) > PAGES_OF_HOST:
            self._forget(pages, max(pages, key=lambda url: pages[url].rank))
        while self._count > MOST_PAGES:
            host, oldest = next(iter(self._hosts.items()))
            for url in list(oldest):
                self._forget(oldest, url)
            del self._hosts[host]
        return self._rules(sight, pages, text)

    def _rules(self, sight: Sight, pages: dict[str, Sight], text: str) -> Rules:
        found: set[tuple[Side, int]] = set()
        # A page that ranks behind all that are remembered of its host was forgotten at once, and its lines with it.
        on = {block.hash: self._on.get(block.hash, {}) for block in sight.blocks}
        if not any(hosts.get(sight.host, 0) >= PAGES for hosts in on.values()):
            return frozenset()  # as for nearly every page of a stream of many hosts
        printed = {block.hash: line for _, line in lines_of(text) if (block := block_of(line))}
        for side in _SIDES:
            for block in edge(sight, side):
                hosts = on[block.hash]
                if hosts.get(sight.host, 0) < PAGES:
                    continue
                carrying = [page for page in pages.values() if block in edge(page, side)]
                carrying = sorted(carrying, key=lambda page: page.rank)[:SAMPLE]
                if len(hosts) == 1 and self._is_furniture(side, block.hash, printed[block.hash], carrying):
                    found.add((side, block.hash))
        return frozenset(found)

    def _is_furniture(self, side: Side, hash_: int, line: str, carrying: list[Sight]) -> bool:
        """Judge a line, unless the pages that it was judged by are still the same."""
        key, by = (carrying[0].host, side, hash_), tuple(map(hash, carrying))
        if len(self._verdicts) > MOST_PAGES:
            self._verdicts.clear()
        if key not in self._verdicts or self._verdicts[key][0] != by:
            self._verdicts[key] = by, refusal(line, carrying, is_elsewhere=False) is None
        return self._verdicts[key][1]

    def _forget(self, pages: dict[str, Sight], url: str) -> None:
        gone = pages.pop(url)
        self._count -= 1
        for block in gone.blocks:
            hosts = self._on[block.hash]
            hosts[gone.host] -= 1
            if not hosts[gone.host]:
                del hosts[gone.host]
            if not hosts:
                del self._on[block.hash]
