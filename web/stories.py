"""The newest stories that fit some filters: a database and filters in, cards out, within a time whatever is stored.

A story stands at the date of the article that leads it: its origin or, where that was only named, the first of its
articles that is no mirror. Those are read in the order of their index, a batch at a time; of each batch, those stories
stay of which an article fits. So a rare word costs no more than LOOKS_AT stories, and the page says how far back it
looked and goes on from there when asked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.database import Database
from web.filters import Filters
from web.outlets import class_of
from web.wording import words_in

Row = dict[str, Any]
SHOWN, BATCH, LOOKS_AT = 25, 250, 5000
LOOKS_FOR_S = 0.1
"""After so long it is enough, however few were found."""
FIGURES_SHOWN, WORDS_SHOWN = 4, 3
LOOKED_BACK = 200
"""Whether a figure is new is asked of so many others of its series and period, the first that were stored."""

_AT = "coalesce(lead.published_at, lead.first_seen_at)"
"""What the index holds."""
_RANK = "({0}.role = 'mirror', coalesce({0}.published_at, {0}.first_seen_at), {0}.id)"
_LEADS = f"""
    (lead.id = origin_article_id OR (origin_article_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM articles_v1 AS other
        WHERE other.story_id = lead.story_id AND {_RANK.format("other")} < {_RANK.format("lead")})))
"""
_LEAD = "lead.id AS lead_id, lead.url, lead.publisher, lead.language, lead.reasons, lead.band, lead.role"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page of the list."""

    cards: Sequence[Row]
    following: str | None
    """Where the next page begins; None at the end of all."""
    looked_to: str | None
    """How far back was looked, where the page is not full and not the last."""


def newest(database: Database, filters: Filters) -> Listing:
    """Return the next page of stories."""
    found: list[Row] = []
    looked, until_s = 0, time.monotonic() + LOOKS_FOR_S
    last: Row | None = None
    at, id_ = filters.start
    is_end = False
    while len(found) < SHOWN and looked < LOOKS_AT and time.monotonic() < until_s and not is_end:
        batch = list(_batch(database, at, id_, filters.since))
        fitting = _fitting(database, batch, filters)
        for story in batch:
            if len(found) == SHOWN:
                break
            last = story
            found += [story] if story["id"] in fitting else []
        else:
            is_end = len(batch) < BATCH
        if last:
            at, id_ = last["at"], last["lead_id"]
        looked += len(batch)
    if is_end:
        last = None
    return Listing(
        cards=[card(database, story) for story in found],
        following=f"{last['at']}_{last['lead_id']}" if last else None,
        looked_to=last["at"] if last and len(found) < SHOWN else None,
    )


def card(database: Database, story: Row) -> Row:
    """Return what is shown of a story as `newest` and `lead_of` give it: its topic's words, its figures, its flags."""
    reasons = json.loads(story["reasons"])
    figures = list(_figures(database, story["lead_id"]))
    return {
        **story,
        "origin_class": class_of(story["origin_name"]),
        "places": words_in(reasons, "place")[:WORDS_SHOWN],
        "terms": words_in(reasons, "field")[:WORDS_SHOWN],
        "figures": [{**figure, "is_new": _is_new(database, figure)} for figure in figures[:FIGURES_SHOWN]],
        "more_figures": max(len(figures) - FIGURES_SHOWN, 0),
        "flags": json.loads(story["flags"]),
    }


def lead_of(database: Database, story_id: int) -> int | None:
    """Return the article that stands for a story."""
    sql = f"""
        SELECT lead.id FROM stories_v1 JOIN articles_v1 AS lead ON lead.story_id = stories_v1.id
        WHERE stories_v1.id = ? ORDER BY lead.id IS NOT origin_article_id, {_RANK.format("lead")[1:-1]} LIMIT 1
    """
    row = next(database.rows(sql, (story_id,)), None)
    return int(row["id"]) if row else None


def _batch(database: Database, at: str, id_: int, since: str) -> Iterator[Row]:
    sql = f"""
        SELECT stories_v1.id, stories_v1.title, stories_v1.published_at, stories_v1.first_seen_at, last_seen_at,
               origin_article_id, origin_name, origin_confidence, articles, mirrors, independent_origins,
               stories_v1.flags, retold_article_id, {_AT} AS at, lead.published_at AS lead_published_at, {_LEAD}
        FROM articles_v1 AS lead CROSS JOIN stories_v1 ON stories_v1.id = lead.story_id
        WHERE {_AT} <= ?1 AND ({_AT} < ?1 OR lead.id < ?2) AND {_AT} >= ?3 AND {_LEADS}
        ORDER BY {_AT} DESC, lead.id DESC LIMIT ?4
    """
    return database.rows(sql, (at, id_, since, BATCH))


def _fitting(database: Database, stories: Sequence[Row], filters: Filters) -> set[int]:
    """Return the ids of those stories of which one article fits all that was asked."""
    ids = {story["id"] for story in stories}
    asked = [
        (filters.source, "(publisher = ?2 OR source_name = ?2 OR site = ?2)"),
        (filters.role, "role = ?3"),
        (filters.place, _NAMES.format(side="place", word="?4")),
        (filters.term, f"(instr(title, ?5) OR {_NAMES.format(side='field', word='?5')})"),
    ]
    wanted = [sql for word, sql in asked if word]
    if not wanted or not ids:
        return ids
    sql = f"""
        SELECT DISTINCT story_id FROM articles_v1
        WHERE story_id IN (SELECT value FROM json_each(?1)) AND {" AND ".join(wanted)}
    """
    words = (json.dumps(sorted(ids)), filters.source, filters.role, filters.place, filters.term)
    used = max(number for number, (word, _) in enumerate(asked, 2) if word)
    return {row["story_id"] for row in database.rows(sql, words[:used])}


_NAMES = "EXISTS (SELECT 1 FROM json_each(reasons) WHERE value LIKE '{side} in %' AND instr(value, {word}))"


def _figures(database: Database, article_id: int) -> Iterator[Row]:
    """Yield the figures of an article that belong to an indicator, what is done first."""
    sql = """
        SELECT id, story_id, indicator, definition, region, period, slot, printed, growth_percent, growth_base, status,
               stated_at
        FROM figures_v1 WHERE article_id = ? AND indicator IS NOT NULL AND value IS NOT NULL
        ORDER BY slot IS NULL, status <> 'actual', sentence_at, id
    """
    return database.rows(sql, (article_id,))


def _is_new(database: Database, figure: Row) -> bool:
    """Tell whether nobody stated anything of its series and period before."""
    if figure["slot"] is None:
        return False
    sql = """
        SELECT min(stated_at) AS first FROM (
            SELECT stated_at FROM figures_v1
            WHERE indicator = ? AND definition IS ? AND region IS ? AND slot = ? AND story_id <> ? LIMIT ?
        )
    """
    key = (figure["indicator"], figure["definition"], figure["region"], figure["slot"], figure["story_id"], LOOKED_BACK)
    (row,) = database.rows(sql, key)
    return row["first"] is None or (figure["stated_at"] or "9") < row["first"]
