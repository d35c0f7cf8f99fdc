"""Articles whose names or fingerprints were made by other rules than today's, for whoever brings them up to date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from crawlers.items import Pair
from pipelines.database.articles import Names
from pipelines.database.connection import listed
from pipelines.database.rulings import Rulings

_MATCHED = """
    SELECT articles.id, url, sites.publisher AS declared, text, flags, source, reprinted_from, articles.publisher,
           publisher_class, source_name, reprinted_from_name, fingerprint_version
    FROM articles JOIN documents ON article_id = articles.id LEFT JOIN sites ON sites.key = site
"""


_NAMES = ("publisher", "publisher_class", "source_name", "reprinted_from_name")


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedBy:
    """A stored article, as far as names and matching go."""

    id: int
    url: str
    declared: str | None
    """The publisher that its site's file names."""
    text: str = field(repr=False)
    flags: str
    source: str | None
    reprinted_from: str | None
    names: Names
    version: int
    """Of its fingerprint."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Older:
    """How an older version has matched an article."""

    sorted_by: str
    heirs: frozenset[int]
    """Who stands, or will stand, for the text that it was found to carry, if others carry that."""
    pairs: tuple[Pair, ...] = ()


class Matching(Rulings):
    """Queries on the table `matching`, and on what it speaks of."""

    def matched_by(self, *, after: int, limit: int) -> list[MatchedBy]:
        """Return stored articles by id, after an id."""
        return [
            _matched(row) for row in self.rows(f"{_MATCHED} WHERE articles.id > ? ORDER BY 1 LIMIT ?", (after, limit))
        ]

    def is_matched_as(self, article: MatchedBy) -> bool:
        """Say whether the article still is as it was."""
        return [_matched(row) for row in self.rows(f"{_MATCHED} WHERE articles.id = ?", (article.id,))] == [article]

    def last_article(self) -> int:
        """Return the highest id of an article."""
        return int(self._tuples("SELECT coalesce(max(id), 0) FROM articles")[0][0])

    def name_article(self, article_id: int, names: Names, *, at: datetime) -> None:
        """Say anew whose an article's names are."""
        sql = "UPDATE articles SET publisher = ?, source_name = ?, reprinted_from_name = ? WHERE id = ?"
        with self.transaction():
            self._write(sql, (names.publisher, names.source_name, names.reprinted_from_name, article_id))
            sql = "UPDATE documents SET publisher_class = ? WHERE article_id = ?"
            self._write(sql, (names.publisher_class, article_id))
            self.log("article", [article_id], "changed", at=at)
            self._log_figures_of([article_id], at)

    def texts_of_other_versions(self, ids: Collection[int], version: int) -> Mapping[int, str]:
        """Return the clean texts of those of `ids` whose canonical form another version made."""
        if not ids:
            return {}
        sql = """
            SELECT article_id, text FROM documents JOIN articles ON articles.id = article_id
            WHERE article_id IN (SELECT value FROM json_each(?)) AND fingerprint_version != ?
        """
        return dict(self._tuples(sql, (listed(ids), version)))

    def overlapping_of_older(self, article_id: int, version: int) -> set[int]:
        """Return whom an older version found to overlap with an article that is still as that left it."""
        older = self._older(article_id, version)
        return (self.paired_with(article_id) | older.heirs) - {article_id} if older else set()

    def take_older(self, article_id: int, version: int) -> Older | None:
        """Take away the pairs of an article that an older version gave it; None where today's made them."""
        older = self._older(article_id, version)
        return replace(older, pairs=tuple(self.take_pairs(article_id))) if older else None

    def _older(self, article_id: int, version: int) -> Older | None:
        sql = """
            SELECT sorted_by, (
                SELECT twin.article_id FROM documents AS twin
                WHERE twin.exact = own.exact AND twin.canonical = own.canonical AND twin.article_id != own.article_id
                    AND twin.fingerprint_version = own.fingerprint_version
                ORDER BY twin.sorted_by LIMIT 1
            ) FROM documents AS own WHERE article_id = ? AND fingerprint_version != ?
        """
        for sorted_by, heir in self._tuples(sql, (article_id, version)):
            return Older(sorted_by=sorted_by, heirs=frozenset() if heir is None else frozenset((heir,)))
        return None

    def settled_to(self, rules: str) -> int:
        """Return the article up to which all are settled by these rules, 0 where other rules did it last."""
        settled_by, id_ = self._tuples("SELECT settled_by, settled_to FROM matching")[0]
        return int(id_) if settled_by == rules else 0

    def mark_settled(self, rules: str, to: int) -> None:
        """Note up to which article all are settled by these rules."""
        self._write("UPDATE matching SET settled_by = ?, settled_to = ?", (rules, to))


def _matched(row: dict[str, Any]) -> MatchedBy:
    names = Names(**{name: row.pop(name) for name in _NAMES})
    return MatchedBy(version=row.pop("fingerprint_version"), names=names, **row)
