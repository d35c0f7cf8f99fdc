"""Articles by their URL: what the newest page prints, what it printed before, and the figures it states."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Literal

from crawlers.items import Article, Figure, Judgement, Page
from pipelines.database.changes import Op
from pipelines.database.connection import listed, stamp
from pipelines.database.growth import Growth

Saved = Literal["added", "unchanged", "changed", "revised", "recleaned", "older"]

_PRINTED = (
    "title",
    "text",
    "published_at",
    "source",
    "reprinted_from",
    "author",
    "editor",
    "original_title",
    "dateline",
)
"""The columns that the page itself prints; when one differs, the earlier version is kept as a revision."""
_ARTICLE_FIELDS: Final = tuple(each.name for each in fields(Article))


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Who an article's names are, in simplified script; None where the page or the register does not say."""

    publisher: str | None
    publisher_class: str | None
    source_name: str | None
    reprinted_from_name: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a stored article stands."""

    id: int
    band: str | None
    fetched_at: str
    """As `stamp` writes it."""


class Articles(Growth):
    """Queries on the tables `articles`, `revisions` and `figures`."""

    def article_id(self, url: str) -> int | None:
        """Return the id of the article at `url`, None when there is none."""
        row = self._row("SELECT id FROM articles WHERE url = ?", (url,))
        return None if row is None else int(row["id"])

    def standing(self, url: str) -> Standing | None:
        """Return what is stored of the article at `url`, None when there is none."""
        row = self._row("SELECT id, band, fetched_at FROM articles WHERE url = ?", (url,))
        return None if row is None else Standing(**row)

    def flag_article(self, article_id: int, flag: str, *, at: datetime) -> bool:
        """Put a flag on a stored article; return whether it was not there yet."""
        with self.transaction():
            row = self._row("SELECT flags FROM articles WHERE id = ?", (article_id,))
            flags = set(json.loads(row["flags"])) if row else {flag}
            if flag in flags:
                return False
            self._write("UPDATE articles SET flags = ? WHERE id = ?", (json.dumps(sorted({*flags, flag})), article_id))
            self.log("article", [article_id], "changed", at=at)
            return True

    def compare_article(
        self, page: Page, article: Article, judgement: Judgement | None, names: Names
    ) -> tuple[int | None, Saved]:
        """Say what `save_article` would do, without doing it; an article that it would add has no id yet."""
        old = self._row("SELECT * FROM articles WHERE url = ?", (article.url,))
        return (None, "added") if old is None else (old["id"], _compare(old, _columns(page, article, judgement, names)))

    def save_article(
        self, page: Page, article: Article, judgement: Judgement | None, names: Names, *, at: datetime
    ) -> tuple[int, Saved]:
        """Add or update the article by its URL; return its id and what that did.

        revised: the site prints something else; recleaned: we read the same page otherwise;
        changed: only what we conclude differs; older: the page was fetched before the one that is stored.
        """
        with self.transaction():
            self._know_site(page.site.key, at)
            new = _columns(page, article, judgement, names)
            old = self._row("SELECT * FROM articles WHERE url = ?", (article.url,))
            if old is None:
                id_ = self._insert("articles", {**new, "first_seen_at": stamp(at)})
                self.log("article", [id_], "added", at=at)
                return id_, "added"
            saved = _compare(old, new)
            if saved in ("changed", "revised", "recleaned"):
                self._update(old, new, saved, at)
            return int(old["id"]), saved

    def save_figures(self, article_id: int, figures: Sequence[Figure], op: Op, *, at: datetime) -> None:
        """Make `figures` those of the article; one that stands in the text as before keeps its id."""
        with self.transaction():
            wanted = Counter(_figure(article_id, figure) for figure in figures)
            stood = list(self.rows("SELECT * FROM figures WHERE article_id = ? ORDER BY id", (article_id,)))
            if op in ("revised", "recleaned") and _said(stood) != _said(dict(each) for each in wanted.elements()):
                self._note_figures_changed(article_id)
            gone = []
            for row in stood:
                id_ = row.pop("id")
                if wanted[tuple(row.items())] > 0:
                    wanted[tuple(row.items())] -= 1
                else:
                    gone.append(id_)
            self._connection.executemany("DELETE FROM figures WHERE id = ?", [(id_,) for id_ in gone])
            self.log("figure", gone, op, at=at)
            said = _said(stood)
            added = {self._insert("figures", dict(columns)): _said([dict(columns)]) for columns in wanted.elements()}
            self.log("figure", added, "added", at=at)
            self.grew_by_figures(article_id, [id_ for id_, says in added.items() if not says <= said], at=at)

    def _update(self, old: dict[str, Any], new: dict[str, Any], saved: Op, at: datetime) -> None:
        id_ = old["id"]
        if saved == "changed":
            new = {**new, "fetched_at": old["fetched_at"], "archive": old["archive"]}
        else:
            kept = {name: old[name] for name in (*_PRINTED, "fetched_at", "archive", "extractor_version")}
            changed = json.dumps([name for name in _PRINTED if old[name] != new[name]])
            self._tables.table("revisions").insert(
                {"article_id": id_, "op": saved, "replaced_at": stamp(at), "changed": changed, **kept}
            )
        if saved == "revised":
            new = {**new, "revised_at": stamp(at)}
        self._change("articles", id_, {**new, **_known_before(old, new)})
        self.log("article", [id_], saved, at=at)
        self._log_figures_of([id_], at)

    def _note_figures_changed(self, article_id: int) -> None:
        """Put it on the revision of the same transaction."""
        sql = """
            UPDATE revisions SET changed = json_insert(changed, '$[#]', 'figures')
            WHERE id = (SELECT max(id) FROM revisions WHERE article_id = ?)
                AND NOT EXISTS (SELECT 1 FROM json_each(changed) WHERE value = 'figures')
        """
        self._write(sql, (article_id,))

    def _log_figures_of(self, articles: Iterable[int], at: datetime) -> None:
        """Log the figures of articles whose row or story changed: their view shows columns of both."""
        sql = "SELECT id FROM figures WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY id"
        found = [row["id"] for row in self.rows(sql, (listed(sorted(articles)),))]
        self.log("figure", found, "changed", at=at)


def _columns(page: Page, article: Article, judgement: Judgement | None, names: Names) -> dict[str, Any]:
    return {
        **{name: getattr(article, name) for name in _ARTICLE_FIELDS},
        "flags": json.dumps(list(article.flags)),
        "site": page.site.key or None,
        "publisher": names.publisher,
        "source_name": names.source_name,
        "reprinted_from_name": names.reprinted_from_name,
        "topic": judgement.topic if judgement else None,
        "band": judgement.band if judgement else None,
        "score": judgement.score if judgement else None,
        "reasons": json.dumps(list(judgement.reasons) if judgement else [], ensure_ascii=False),
        "fetched_at": stamp(page.fetched_at),
        "archive": page.archive,
    }


def _known_before(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Keep whose page it is: the same URL handed in by hand says nothing of its site."""
    return {name: old[name] for name in ("site", "publisher") if new[name] is None}


def _compare(old: dict[str, Any], new: dict[str, Any]) -> Saved:
    new = {**new, **_known_before(old, new)}
    differing = {name for name, value in new.items() if old[name] != value} - {"fetched_at", "archive"}
    if not differing:
        return "unchanged"
    if new["fetched_at"] < old["fetched_at"]:
        return "older"
    if differing.isdisjoint(_PRINTED):
        return "changed"
    # The same fetch cannot have been edited meanwhile: what differs is what we read in it, whatever the version says.
    is_same_fetch = new["archive"] is not None and new["fetched_at"] == old["fetched_at"]
    return "recleaned" if is_same_fetch or "extractor_version" in differing else "revised"


def _figure(article_id: int, figure: Figure) -> tuple[tuple[str, Any], ...]:
    """Lay a figure out as the columns of its table, in their order."""
    columns = {name: getattr(figure, name) for name in FIGURE_FIELDS}
    columns["flags"] = json.dumps(list(figure.flags))
    return (("article_id", article_id), *columns.items())


def _said(figures: Iterable[Mapping[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Count what figures say, wherever they stand: a sentence before them that was edited changes none of them."""
    told = [name for name in FIGURE_FIELDS if name not in ("sentence", "sentence_at", "flags", "confidence")]
    return Counter(tuple(figure[name] for name in told) for figure in figures)


FIGURE_FIELDS = (
    "indicator",
    "definition",
    "region",
    "period",
    "value",
    "value_max",
    "unit",
    "printed",
    "growth_percent",
    "growth_points",
    "growth_base",
    "qualifier",
    "status",
    "measure",
    "sentence",
    "sentence_at",
    "flags",
    "confidence",
    "low",
    "high",
    "growth_low",
    "growth_high",
    "slot",
    "base_slot",
    "ends_on",
    "part",
    "whole",
)
