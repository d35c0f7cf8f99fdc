"""Stories come in as the database has them, entries of a feed go out: one a story, however many copies it has.

An entry is new again (`updated_at`) when its story gains an independent origin or a figure. It names publishers, never
a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from pipelines import search
from pipelines.database import Database

ENTRIES: Final = 50
EXCERPT: Final = 120
"""Characters of a text that leave with an entry."""
FIGURES: Final = 12
LOOKED_AT: Final = 500
"""Articles of a topic, those that were stored last, whose stories may be in its feed."""

_STORY: Final = """
    SELECT stories_v1.id, stories_v1.title, stories_v1.published_at, origin_name, articles, independent_origins,
           url, substr(text, 1, 400) AS text, language
    FROM stories_v1 JOIN articles_v1 ON articles_v1.id = coalesce(
        origin_article_id, (SELECT min(id) FROM articles_v1 AS member WHERE member.story_id = stories_v1.id)
    ) WHERE stories_v1.id = ?
"""
_FIGURES: Final = """
    SELECT definition, indicator, region, period, printed, growth_percent, growth_base, qualifier, status, value
    FROM figures_v1 WHERE story_id = ? AND indicator IS NOT NULL ORDER BY id LIMIT 200
"""
_TOPICS: Final = "SELECT DISTINCT topic FROM articles_v1 WHERE story_id = ? AND topic IS NOT NULL ORDER BY 1"
_STATUS: Final = {"target": "目标 ", "plan": "计划 "}
_QUALIFIED: Final = {"超": "超{}", "约": "约{}", "近": "近{}", "突破": "突破{}", "以上": "{}以上", "以内": "{}以内"}
"""The others stand in the print itself: 1200多笔."""
_BASE: Final = {"yoy": "同比", "mom": "环比"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A story in a feed."""

    story_id: int
    title: str
    excerpt: str
    url: str | None
    """Of the origin's page, or of the first copy where the origin was never seen; None for what no link may lead to."""
    origin_name: str | None
    published_at: str | None
    updated_at: str
    articles: int
    independent_origins: int
    language: str | None
    topics: tuple[str, ...]
    figures: tuple[str, ...]


def newest(db: Database, limit: int = ENTRIES) -> list[Entry]:
    """Return the stories that grew last."""
    return _entries(db, db.grown(limit))


def of_topic(db: Database, topic: str, limit: int = ENTRIES) -> list[Entry]:
    """Return those of a topic."""
    return _entries(db, db.grown_of(db.stories_of_topic(topic, LOOKED_AT), limit))


def of_search(db: Database, typed: str, limit: int = ENTRIES) -> list[Entry]:
    """Return those that a search finds."""
    hits = search.hits_of(db, search.read(typed))
    return _entries(db, db.grown_of((hit.story_id for hit in hits if hit.story_id is not None), limit))


def _entries(db: Database, grown: Mapping[int, str]) -> list[Entry]:
    found = [_entry(db, id_, at) for id_, at in grown.items()]
    return [entry for entry in found if entry]


def _entry(db: Database, id_: int, at: str) -> Entry | None:
    story = next(db.rows(_STORY, (id_,)), None)
    if story is None:
        return None
    return Entry(
        story_id=id_,
        title=story["title"] or "",
        excerpt=excerpt(story["text"]),
        url=leading(story["url"]),
        origin_name=story["origin_name"],
        published_at=story["published_at"],
        updated_at=at,
        articles=story["articles"],
        independent_origins=story["independent_origins"],
        language=story["language"],
        topics=tuple(row["topic"] for row in db.rows(_TOPICS, (id_,))),
        figures=told(db.rows(_FIGURES, (id_,))),
    )


def excerpt(text: str, most: int = EXCERPT) -> str:
    """Cut the beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def told(figures: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Write each figure in a line, and once, however many copies print it: 数字经济规模 西藏 2020-H1 171.3亿元."""
    return tuple(dict.fromkeys(map(_line, figures)))[:FIGURES]


def _line(figure: Mapping[str, Any]) -> str:
    grown = figure["growth_percent"]
    base = _BASE.get(figure["growth_base"] or "", "增长")
    printed = _QUALIFIED.get(figure["qualifier"], "{}").format(figure["printed"])
    parts = (figure["definition"] or figure["indicator"], figure["region"], figure["period"])
    growth = f"（{base} {grown:+g}%）" if grown is not None and figure["value"] is not None else ""
    return _STATUS.get(figure["status"], "") + " ".join(part for part in (*parts, printed) if part) + growth


def leading(url: str | None) -> str | None:
    """Return an address that a link may lead to: http and https alone."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def updated(entries: Sequence[Entry]) -> str:
    """Return when a feed last had something new; the beginning of all times for an empty one."""
    return max((entry.updated_at for entry in entries), default="1970-01-01T00:00:00.000+00:00")
