"""The rows of some days: a database and two days of Shanghai come in, a Digest goes out.

What is shown of a day is what was stored on it, and how it stands now: a story that joined another one since then is
part of that one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final

from pipelines.database import Database
from pipelines.digest.values import Bar, ConflictRow, Digest, FigureRow, SourceRow, StoryRow, TargetRow

SHANGHAI: Final = timezone(timedelta(hours=8))
STORIES_MOST, FIGURES_MOST, GROWN_MOST, ROWS_MOST = 40, 16, 12, 12
ARTICLES_MOST: Final = 400
"""Articles whose figures are looked at; a first crawl brings more, and is no news."""
BARS: Final = 5
_BEFORE: Final = ("约", "近", "超", "突破", "超过", "逾")
"""Qualifiers that stand before a number; what stands behind it (以上) is printed with it."""
AGE_DAYS: Final = 14
_CONFLICTS: Final = ("sources", "copies", "growth", "share", "jump", "magnitude", "percentage")
"""Not those within one article: they are mostly a part that was read as the whole."""

_STORIES: Final = """
    SELECT stories_v1.id, stories_v1.title, stories_v1.published_at, origin_name, origin_confidence, articles, mirrors,
           independent_origins, first_seen_at,
           coalesce((SELECT url FROM articles_v1 WHERE articles_v1.id = origin_article_id),
                    (SELECT url FROM articles_v1 WHERE story_id = stories_v1.id ORDER BY id LIMIT 1)) AS url,
           (SELECT count(*) FROM articles_v1 WHERE story_id = stories_v1.id
            AND articles_v1.first_seen_at >= ?1 AND articles_v1.first_seen_at < ?2) AS joined
    FROM stories_v1 WHERE id IN (SELECT story_id FROM articles_v1 WHERE first_seen_at >= ?1 AND first_seen_at < ?2)
"""
_SOURCES: Final = """
    SELECT site, channel, now, since, why, (SELECT publisher FROM sites_v1 WHERE key = site) AS publisher
    FROM site_states_v1 WHERE now <> 'ok'
      AND id IN (SELECT max(id) FROM site_states_v1 WHERE at < ? GROUP BY site, channel)
    ORDER BY site, channel
"""
_RUNS: Final = """
    SELECT count(*) AS runs, coalesce(sum(outcome = 'failed'), 0) AS failed
    FROM runs_v1 WHERE started_at >= ? AND started_at < ?
"""


def gather(db: Database, first: date, last: date, *, what: str = "daily", age_days: int = AGE_DAYS) -> Digest:
    """Read what the days from `first` to `last` brought."""
    since, until = _begin(first), _begin(last + timedelta(days=1))
    span = (since.isoformat(timespec="milliseconds"), until.isoformat(timespec="milliseconds"))
    with db.reading():
        ids = [id_ for id_, _ in db.first_seen(since, until)]
        rows = sorted(db.rows(_STORIES, span), key=_weight)
        new = [row for row in rows if row["first_seen_at"] >= span[0]]
        oldest = (first - timedelta(days=age_days)).isoformat()
        recent = [row for row in new if (row["published_at"] or "9")[:10] >= oldest]
        figures = list(_figures(db, ids[:ARTICLES_MOST], oldest))
        (runs,) = db.rows(_RUNS, span)
        return Digest(
            what=what,
            first=first,
            last=last,
            stories=tuple(_story(row) for row in recent[:STORIES_MOST]),
            more_stories=max(len(recent) - STORIES_MOST, 0),
            old_stories=len(new) - len(recent),
            grown=tuple(_story(row) for row in rows if row["first_seen_at"] < span[0])[:GROWN_MOST],
            figures=tuple(figures[:FIGURES_MOST]),
            more_figures=max(len(figures) - FIGURES_MOST, 0),
            conflicts=tuple(_conflicts(db, set(ids)))[:ROWS_MOST] if ids else (),
            targets=tuple(_targets(db, set(ids)))[:ROWS_MOST] if ids else (),
            sources=tuple(_sources(db, span[1])),
            articles=len(ids),
            runs=runs["runs"],
            failed_runs=runs["failed"],
        )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _weight(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What many report comes first, then what is carried most, then what is newest."""
    return (-row["independent_origins"], -row["articles"], _reversed(row["published_at"] or ""), row["id"])


def _reversed(day: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in day[:10])


def _story(row: Mapping[str, Any]) -> StoryRow:
    return StoryRow(
        id=row["id"],
        title=row["title"] or row["url"] or "",
        url=_web(row["url"]),
        origin=row["origin_name"],
        confidence=row["origin_confidence"],
        published_on=(row["published_at"] or "")[:10] or None,
        copies=row["articles"] - 1,
        mirrors=row["mirrors"],
        origins=row["independent_origins"],
        new_copies=row["joined"],
    )


def _figures(db: Database, ids: Sequence[int], oldest: str) -> Iterator[FigureRow]:
    found = []
    for id_ in ids:
        carrier = db.carrier(id_)
        if (carrier.published_at or "9")[:10] >= oldest:
            slots: dict[tuple[Any, ...], dict[str, Any]] = {}
            for row in db.figures_stated(id_, ever=False):
                if row["is_first"]:
                    slots.setdefault((*_line(row), row["slot"], row["status"]), row)
            found += [(carrier, row) for row in slots.values()]
    if not found:
        return
    series = _series(db)
    for carrier, row in sorted(
        found, key=lambda each: (each[1]["status"] != "actual", each[1]["confidence"] != "high")
    ):
        yield FigureRow(
            indicator=row["indicator"],
            definition=row["definition"],
            region=row["region"],
            period=row["period"] or row["slot"],
            printed=row["printed"],
            qualifier=row["qualifier"] if row["qualifier"] in _BEFORE else None,
            status=row["status"],
            measure=row["measure"],
            growth_percent=row["growth_percent"] if row["value"] is not None else None,
            growth_base=row["growth_base"],
            title=carrier.title or carrier.url,
            url=_web(carrier.url),
            bars=_bars(series.get(_line(row), ()), row["slot"]),
        )


def _line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("indicator", "definition", "region", "measure"))


def _series(db: Database) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    """Return the points of each line; the view is read once, for it is made anew each time."""
    lines: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in db.rows("SELECT indicator, definition, region, measure, points FROM series_v1"):
        lines.setdefault(_line(row), []).extend(json.loads(row["points"]))
    return lines


def _bars(points: Sequence[Mapping[str, Any]], slot: str) -> tuple[Bar, ...]:
    """The last points that may be set beside this one: every year, or every first half; two at least make a chart."""
    own = next((point for point in points if point["period"] == slot), None)
    if own is None:
        return ()
    like = [one for one in points if one["cycle"] == own["cycle"] and one["unit"] == own["unit"] and one["value"] > 0]
    last: dict[str, Mapping[str, Any]] = {one["period"]: one for one in like if one["ends_on"] <= own["ends_on"]}
    shown = list(last.values())[-BARS:]
    if len(shown) < 2:
        return ()
    most = max(one["value"] for one in shown)
    return tuple(
        Bar(
            period=one["period"].removeprefix("asof:"),
            value=one["printed"],
            share=one["value"] / most,
            is_new=one["period"] == slot,
        )
        for one in shown
    )


def _conflicts(db: Database, ids: set[int]) -> Iterator[ConflictRow]:
    for row in db.rows("SELECT * FROM conflicts_v1"):
        sides = json.loads(row["sides"])
        if row["kind"] in _CONFLICTS and any(side["article_id"] in ids for side in sides):
            yield ConflictRow(
                kind=row["kind"],
                indicator=row["indicator"] or "",
                definition=row["definition"],
                region=row["region"],
                period=row["period"],
                sides=tuple(map(_side, sides)),
            )


def _side(side: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    printed = str(side["as_stated"]).partition(", as stated by ")[0]
    return printed, side["stated_by"], (side["stated_at"] or "")[:10] or None


def _targets(db: Database, ids: set[int]) -> Iterator[TargetRow]:
    sql = """
        SELECT targets_v1.* FROM targets_v1 JOIN figures_v1 AS outcome ON outcome.id = outcome_figure_id
        WHERE state IN ('met', 'missed') AND outcome.article_id IN (SELECT value FROM json_each(?))
    """
    for row in db.rows(sql, (json.dumps(sorted(ids)),)):
        grown = row["outcome_growth_percent"]
        yield TargetRow(
            indicator=row["indicator"],
            definition=row["definition"],
            region=row["region"],
            period=row["period"],
            state=row["state"],
            printed=f"{row['qualifier'] if row['qualifier'] in _BEFORE else ''}{row['printed']}",
            outcome=row["outcome_printed"]
            + (f" ({grown:+g} %)" if grown is not None and row["aim"] == "growth" else ""),
            by=row["outcome_stated_by"],
        )


def _sources(db: Database, until: str) -> Iterator[SourceRow]:
    by_site: dict[str, list[dict[str, Any]]] = {}
    for row in db.rows(_SOURCES, (until,)):
        by_site.setdefault(row["site"], []).append(row)
    order = ("blocked", "down", "suspect")
    for site, rows in sorted(by_site.items(), key=lambda each: min(order.index(row["now"]) for row in each[1])):
        worst = min(rows, key=lambda row: (row["channel"] != "", order.index(row["now"])))
        yield SourceRow(
            site=site,
            publisher=worst["publisher"],
            state=worst["now"],
            since_on=(worst["since"] or "")[:10] or None,
            why=worst["why"],
            channels=0 if worst["channel"] == "" else len(rows),
        )


def _web(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None
