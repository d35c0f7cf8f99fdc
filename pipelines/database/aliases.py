"""Other addresses of a page: recorded once each, so that `scrapy why` can tell of any of them what it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pipelines.database.alias_tables import IDENTITY
from pipelines.database.connection import stamp
from pipelines.database.sites import Sites

AliasKind = Literal["spelling", "twin", "redirect", "canonical", "same_page"]
"""Another spelling in a link, another scheme or screen, where it leads, what the page says, the same page elsewhere."""
ALIASES_MAX = 300
"""Of one page; a site that writes a new session into every link has no end of them."""


class Aliases(Sites):
    """Queries on the table `aliases`."""

    def note_aliases(self, urls: Iterable[str], link: str, kind: AliasKind, *, at: datetime) -> None:
        """Record that addresses stand for `link`; one that is known stays as it was."""
        sql = """
            INSERT INTO aliases (url, link, kind, first_seen_at) SELECT ?1, ?2, ?3, ?4
            WHERE ?1 != ?2 AND (SELECT count(*) FROM aliases WHERE link = ?2) < ?5 ON CONFLICT DO NOTHING
        """
        with self.transaction():
            for url in urls:
                self._write(sql, (url, link, kind, stamp(at), ALIASES_MAX))

    def note_twins(self, urls: Iterable[str], *, at: datetime) -> None:
        """Record those addresses that are no link of their own because a twin of theirs is one."""
        sql = f"""
            INSERT INTO aliases (url, link, kind, first_seen_at)
            SELECT ?1, links.url, 'twin', ?2 FROM links
            WHERE identity = {IDENTITY.format(url="?1")} AND NOT EXISTS (SELECT 1 FROM links WHERE url = ?1)
            ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING
        """
        with self.transaction():
            self._connection.executemany(sql, [(url, stamp(at)) for url in urls])

    def stands_for(self, url: str) -> tuple[str, AliasKind] | None:
        """Return what an address that is no link stands for, and how; None for one that was never seen."""
        row = self._row("SELECT link, kind FROM aliases WHERE url = ?", (url,))
        return None if row is None else (row["link"], row["kind"])

    def same_titles(self, title: str, published_at: str | None) -> list[tuple[int, str]]:
        """Return id and URL of the stored articles that print the same title and time."""
        sql = "SELECT id, url FROM articles WHERE title = ? AND published_at IS ? ORDER BY id LIMIT 20"
        return [(id_, url) for id_, url in self._tuples(sql, (title, published_at))]
