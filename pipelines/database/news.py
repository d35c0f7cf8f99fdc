"""What one transaction changed, asked of the rows that it wrote: facts for whoever decides what is worth a notice.

Conflicts and targets are their views, over those figures alone that could contradict or meet one of the article's: a
table of the name `figures`, made for the question, stands before the stored one. So there is one rule, and it costs
no more than the figures of one line and day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.database.articles import Articles
from pipelines.database.conflict_view import AT_ONCE_VIEW
from pipelines.database.connection import listed, stamp
from pipelines.database.series_views import SERIES_VIEWS

_NEAR = """
    figures AS MATERIALIZED (
        SELECT near.* FROM main.figures AS near
        JOIN (SELECT DISTINCT indicator, region, ends_on FROM main.figures
              WHERE article_id = ?1 AND indicator IS NOT NULL) AS own
          ON near.indicator = own.indicator AND near.region IS own.region AND near.ends_on = own.ends_on
        UNION SELECT * FROM main.figures WHERE article_id = ?1
    ),"""


def _over_near(view: str) -> str:
    """Write a view over the figures that stand beside those of one article, in place of all."""
    return f"WITH {_NEAR}{view.strip().removeprefix('WITH')}"


_OWN = "(SELECT id FROM main.figures WHERE article_id = ?1)"
_CONFLICTS = f"""
    SELECT * FROM ({_over_near(AT_ONCE_VIEW)})
    WHERE figure_id IN {_OWN} OR other_id IN {_OWN}
"""
_TARGETS = f"""
    SELECT * FROM ({_over_near(SERIES_VIEWS["targets_v1"])})
    WHERE state IN ('met', 'missed') AND outcome_figure_id IN {_OWN}
"""

_BESIDE = """
    SELECT max(near.article_id <> own.article_id OR own.flags LIKE '%"magnitude"%' OR own.growth_percent < -100),
           max(own.status = 'actual' AND near.status <> 'actual')
    FROM figures AS own JOIN figures AS near
      ON near.id = own.id
      OR (near.indicator = own.indicator AND near.region IS own.region AND near.ends_on = own.ends_on)
    WHERE own.article_id = ? AND own.indicator IS NOT NULL
"""

# One that stands in the text only because a page repeats another's is not its own: a story speaks by its origin, or
# where that was never seen, by its earliest page.
_FIGURES = """
    SELECT figures.id, indicator, definition, region, period, slot, status, measure, value, value_max, unit, printed,
           qualifier, growth_percent, growth_points, growth_base, low, high, confidence,
           NOT EXISTS (
               SELECT 1 FROM figures AS said
               WHERE said.indicator = figures.indicator AND said.region IS figures.region
                 AND said.ends_on = figures.ends_on AND said.slot = figures.slot AND said.status = figures.status
                 AND said.measure = figures.measure AND said.definition IS figures.definition
                 AND said.article_id <> figures.article_id AND (?2 OR said.article_id < figures.article_id)
           ) AS is_first
    FROM figures JOIN articles ON articles.id = article_id JOIN stories ON stories.id = story_id
    WHERE article_id = ?1 AND indicator IS NOT NULL AND slot IS NOT NULL AND low IS NOT NULL
      AND articles.stale_since IS NULL AND figures.flags NOT LIKE '%"magnitude"%'
      AND article_id = coalesce(origin_article_id, (
          SELECT first.id FROM articles AS first WHERE first.story_id = stories.id
          ORDER BY coalesce(first.published_at, '9'), first.url LIMIT 1))
    ORDER BY sentence_at, figures.id
"""

_STORY = """
    SELECT stories.id, stories.title, stories.published_at, origin_article_id, origin_name, origin_confidence,
           stories.articles, mirrors, independent_origins, articles.id AS article_id, url, site, publisher, topic, band
    FROM stories JOIN articles ON articles.story_id = stories.id
    WHERE stories.id = ? ORDER BY articles.id = origin_article_id DESC, articles.id LIMIT 1
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """An article as a notice names it."""

    id: int
    url: str
    title: str | None
    text: str
    site: str | None
    publisher: str | None
    published_at: str | None
    topic: str | None
    story_id: int | None
    stale_since: str | None


class News(Articles):
    """Queries on what was written a moment ago; none of them writes."""

    def last_seq(self) -> int:
        """Return where the change log stands."""
        return int(self._tuples("SELECT coalesce(max(seq), 0) FROM change_log")[0][0])

    def stories_added(self, after_seq: int) -> list[int]:
        """Return the stories that were new after a place in the log, and still are stories."""
        sql = """
            SELECT DISTINCT change_log.id FROM change_log JOIN stories USING (id)
            WHERE seq > ? AND kind = 'story' AND op = 'added' ORDER BY 1
        """
        return [id_ for (id_,) in self._tuples(sql, (after_seq,))]

    def is_worth_telling(self, site: str, link: str) -> bool:
        """Tell whether a site's page can be news: it was crawled to its end before, and no walk back brought the link.

        What a site shows at the first look is its stock; what is handed in by a person is known to that person.
        """
        sql = """
            SELECT EXISTS (SELECT 1 FROM runs WHERE site = ? AND kind = 'crawl' AND outcome = 'ok')
                AND NOT EXISTS (SELECT 1 FROM links WHERE url = ? AND is_backfill)
        """
        return bool(site) and bool(self._tuples(sql, (site, link))[0][0])

    def carrier(self, article_id: int) -> Carrier:
        """Return an article that is there."""
        row = self._row(
            "SELECT id, url, title, text, site, publisher, published_at, topic, story_id, stale_since"
            " FROM articles WHERE id = ?",
            (article_id,),
        )
        assert row is not None
        return Carrier(**row)

    def first_seen(self, since: datetime, until: datetime) -> list[tuple[int, str]]:
        """Return the articles that were stored in that time, and their links, in order."""
        sql = """
            SELECT articles.id, coalesce((SELECT url FROM links WHERE article_id = articles.id ORDER BY id LIMIT 1), '')
            FROM articles WHERE first_seen_at >= ? AND first_seen_at < ? ORDER BY first_seen_at, articles.id
        """
        return self._tuples(sql, (stamp(since), stamp(until)))

    def story_began_with(self, article_id: int) -> int | None:
        """Return the story whose first article this is, by when they were stored."""
        sql = """
            SELECT story_id FROM articles AS this WHERE id = ?1 AND story_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM articles AS other WHERE other.story_id = this.story_id AND other.id < this.id)
        """
        row = self._row(sql, (article_id,))
        return int(row["story_id"]) if row else None

    def story(self, story_id: int) -> dict[str, Any] | None:
        """Return a story, and the article that stands for it."""
        return self._row(_STORY, (story_id,))

    def origins_of(self, stories: Iterable[int]) -> dict[int, int]:
        """Return how many independent origins the stories have that these numbers stand for now, by number."""
        sql = """
            SELECT asked.value AS asked, independent_origins FROM json_each(?) AS asked
            JOIN stories ON stories.id = coalesce(
                (SELECT story_id FROM story_aliases WHERE alias_id = asked.value), asked.value)
        """
        return dict(self._tuples(sql, (listed(stories),)))

    def story_now(self, story_id: int) -> int:
        """Return the story that a number stands for: of stories that joined, the lower one stays."""
        row = self._row("SELECT story_id FROM story_aliases WHERE alias_id = ?", (story_id,))
        return int(row["story_id"]) if row else story_id

    def stale_pages(self, story_id: int) -> int:
        """Return how many pages of a story are old news under a new date."""
        sql = "SELECT count(*) FROM articles WHERE story_id = ? AND stale_since IS NOT NULL"
        return int(self._tuples(sql, (story_id,))[0][0])

    def is_told_in_story(self, spellings: Iterable[str], story_id: int, but: int) -> bool:
        """Tell whether another article of a story has one of these in its text."""
        sql = """
            SELECT EXISTS (SELECT 1 FROM articles, json_each(?) AS spelled
                           WHERE story_id = ? AND articles.id <> ? AND instr(text, spelled.value))
        """
        return bool(self._tuples(sql, (json.dumps(list(spellings)), story_id, but))[0][0])

    def figures_stated(self, article_id: int, *, ever: bool = True) -> list[dict[str, Any]]:
        """Return the figures that an article states for its story; `is_first`: no other page states one of that slot.

        With `ever` false, no earlier one.
        """
        return list(self.rows(_FIGURES, (article_id, ever)))

    def stands_beside(self, article_id: int) -> tuple[bool, bool]:
        """Tell whether a figure of an article can contradict one, and whether it can settle a target: a first look."""
        (row,) = self._tuples(_BESIDE, (article_id,))
        return bool(row[0]), bool(row[1])

    def conflicts_with(self, article_id: int) -> list[dict[str, Any]]:
        """Return the conflicts that a figure of an article is in, of the kinds that are told at once."""
        return list(self.rows(_CONFLICTS, (article_id,)))

    def targets_settled_by(self, article_id: int) -> list[dict[str, Any]]:
        """Return the targets of which an article is the first to say what came."""
        return list(self.rows(_TARGETS, (article_id,)))
