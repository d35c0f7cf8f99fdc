"""What the store has just written comes in; the notices of it are written in the same transaction.

Facts are asked of the database, what is worth a notice is decided by alert's pure functions. Only what a live crawl
fetches is told: a replay, reprocessing, cleaning anew and matching anew change what we make of old pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from crawlers.items import Page
from pipelines import alert
from pipelines.alert import Channel, Happening, NoticeRules, is_recent, load_notices
from pipelines.database import Carrier, Database, Saved, Told, Turn

__all__ = [
    "Before",
    "Channel",
    "Happening",
    "NoticeRules",
    "as_told",
    "before",
    "is_recent",
    "load_notices",
    "of_stored_page",
    "of_stored_turns",
    "tell",
    "tell_of_site",
    "write",
]

_FIGURE = (
    *("id", "indicator", "definition", "region", "period", "status", "measure", "value", "unit", "printed"),
    *("qualifier", "growth_percent", "growth_points", "growth_base", "confidence"),
)
_TARGET = (
    *("indicator", "definition", "region", "period", "state", "aim", "status", "printed", "qualifier", "stated_by"),
    *("stated_at", "growth_percent", "outcome_printed", "outcome_growth_percent", "outcome_stated_by"),
    "outcome_stated_at",
)
_SIDE = ("indicator", "period", "value", "unit", "growth_percent", "stated_by", "stated_at", "as_stated")


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """How it was before the page was stored."""

    seq: int
    figures: Sequence[Mapping[str, Any]] = ()
    """Those that the page stated, when it is stored already."""
    origins: Mapping[int, int] = field(default_factory=dict)
    """Of each story that is followed."""


def before(db: Database, rules: NoticeRules, url: str) -> Before:
    """Look, in the transaction that is going to store a page, how things are."""
    id_ = db.article_id(url)
    return Before(
        seq=db.last_seq(),
        figures=db.figures_stated(id_) if id_ is not None else (),
        origins=db.origins_of(rules.followed) if rules.followed else {},
    )


def tell(
    db: Database, rules: NoticeRules, was: Before, page: Page, article_id: int, saved: Saved, *, at: datetime
) -> None:
    """Write the notices of what storing a page changed; one of a cause that was told before is left out."""
    carrier = db.carrier(article_id)
    if not is_recent(carrier.published_at, at, rules.age_days):
        return
    if not db.is_worth_telling(page.site.key, page.link):
        return
    happenings: list[Happening] = []
    if saved == "added":
        new = _new_figures(db, carrier.id, ever=True)
        for story_id in db.stories_added(was.seq):
            happenings += _story(db, story_id, carrier.id, new)
        happenings += _of_new_page(db, rules, carrier, new, was.origins)
    elif saved == "revised":
        happenings += _revised(carrier, page, was.figures, db.figures_stated(article_id))
        happenings += _conflicts(db, carrier)
    write(db, rules, happenings, at=at)


def write(db: Database, rules: NoticeRules, happenings: Sequence[Happening], *, at: datetime) -> None:
    """Keep what the rules ask for."""
    for notice in alert.decide(happenings, rules):
        one = notice.happening
        db.notify(
            one.cause,
            one.key,
            notice.rule,
            one.facts,
            notice.channels,
            at=at,
            story_id=one.story_id,
            article_id=one.article_id,
            site=one.site,
            figure_id=one.figure_id,
        )


def tell_of_site(db: Database, rules: NoticeRules, site: str, run_id: int, *, at: datetime) -> None:
    """Write the notice of a site's turns in one run, in the transaction that writes them."""
    write(db, rules, of_stored_turns(db, site, run_id), at=at)


def as_told(rules: NoticeRules, happenings: Sequence[Happening], *, at: datetime) -> list[tuple[Told, Sequence[str]]]:
    """Return what `write` would keep, with its channels: nothing is written."""
    return [
        (
            Told(
                id=0,
                at=at,
                cause=notice.happening.cause,
                cause_key=notice.happening.key,
                rule=notice.rule,
                payload=notice.happening.facts,
                site=notice.happening.site,
                story_id=notice.happening.story_id,
            ),
            notice.channels,
        )
        for notice in alert.decide(happenings, rules)
    ]


def of_stored_page(db: Database, rules: NoticeRules, article_id: int) -> list[Happening]:
    """Say of a page that was stored some day what happened with it, as far as what is kept tells."""
    carrier = db.carrier(article_id)
    story_id = db.story_began_with(article_id)
    new = _new_figures(db, article_id, ever=False)
    stories = list(_story(db, story_id, article_id, new)) if story_id is not None else []
    return stories + list(_of_new_page(db, rules, carrier, new, None))


def of_stored_turns(db: Database, site: str, run_id: int) -> list[Happening]:
    """Say of a run that is over how its site turned."""
    turns = _turns(db, site, run_id)
    return [_source(db, site, run_id, turns)] if turns else []


def _turns(db: Database, site: str, run_id: int) -> list[Turn]:
    """Return the turns of a run, but for a channel that turns to blocked where its whole site had been told to be.

    A shield that answered in place of the articles yesterday, and today in place of the list, is one trouble.
    """
    sql = "SELECT now FROM site_states_v1 WHERE site = ? AND channel = '' AND run_id < ? ORDER BY id DESC LIMIT 1"
    is_blocked = any(row["now"] == "blocked" for row in db.rows(sql, (site, run_id)))
    return [turn for turn in db.turns_of(site, run_id) if not (is_blocked and turn.now == "blocked")]


def _of_new_page(
    db: Database,
    rules: NoticeRules,
    carrier: Carrier,
    new: Sequence[Mapping[str, Any]],
    origins: Mapping[int, int] | None,
) -> Iterator[Happening]:
    """`origins` is None of a page of some day: how many there were before is not known."""
    if new:
        yield _figures(carrier, f"article:{carrier.id}", new)
    can_contradict, can_settle = db.stands_beside(carrier.id)
    if can_contradict:
        yield from _conflicts(db, carrier)
    if can_settle:
        yield from _targets(db, carrier)
    if carrier.story_id is None:
        return
    if carrier.stale_since is not None:
        yield _stale(carrier, db.stale_pages(carrier.story_id))
    for asked in rules.followed:
        if db.story_now(asked) != carrier.story_id:
            continue
        yield from _numbers(db, carrier, asked)
        now = db.origins_of([asked]).get(asked, 0)
        if origins is not None and now > origins.get(asked, now):
            yield _origin(carrier, asked, now)


def _story(db: Database, story_id: int, article_id: int, new: Sequence[Mapping[str, Any]]) -> Iterator[Happening]:
    """Tell of a story that began with an article; `new` are the figures that it is the first to state."""
    row = db.story(story_id)
    if row is None:
        return
    figures = new if row["article_id"] == article_id else ()
    names = ("title", "url", "publisher", "published_at", "origin_name", "origin_confidence", "band")
    counts = ("articles", "mirrors", "independent_origins")
    yield Happening(
        cause="story",
        key=str(story_id),
        facts={name: row[name] for name in (*names, *counts)} | {"story": story_id, "figures": list(figures)},
        topic=row["topic"],
        site=row["site"],
        story_id=story_id,
        article_id=row["article_id"],
        indicators=_indicators(figures),
    )


def _revised(
    carrier: Carrier, page: Page, was: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> Iterator[Happening]:
    if changed := alert.changed_figures(was, now):
        figures = [_figure(new) | {"was": old["printed"]} for old, new in changed]
        yield _figures(carrier, f"revision:{carrier.id}:{page.fetched_at.isoformat()}", figures)


def _figures(carrier: Carrier, key: str, figures: Sequence[Mapping[str, Any]]) -> Happening:
    one = _of(carrier, "figure", key, {"figures": figures})
    return replace(one, figure_id=figures[0]["id"], indicators=_indicators(figures))


def _conflicts(db: Database, carrier: Carrier) -> Iterator[Happening]:
    for row in db.conflicts_with(carrier.id):
        sides = [{name: side[name] for name in _SIDE} for side in json.loads(row["sides"])]
        values = "|".join(sorted(f"{side['value']}{side['unit']}" for side in sides))
        place = (row["kind"], row["indicator"], row["definition"], row["region"], row["period"], row["measure"], values)
        facts = {
            name: row[name] for name in ("kind", "indicator", "definition", "region", "period", "status", "measure")
        }
        one = _of(carrier, "conflict", "/".join(map(str, place)), facts | {"sides": sides})
        yield replace(one, figure_id=row["figure_id"], indicators=(row["indicator"],) if row["indicator"] else ())


def _targets(db: Database, carrier: Carrier) -> Iterator[Happening]:
    for row in db.targets_settled_by(carrier.id):
        aimed = row["value"] if row["aim"] == "value" else row["growth_percent"] or row["growth_points"]
        place = (row["indicator"], row["definition"], row["region"], row["ends_on"], row["measure"], row["aim"], aimed)
        one = _of(carrier, "target", "/".join(map(str, place)), {name: row[name] for name in _TARGET})
        yield replace(one, figure_id=row["id"], indicators=(row["indicator"],))


def _stale(carrier: Carrier, pages: int) -> Happening:
    facts = {"told_before": carrier.stale_since, "pages": pages}
    # Told when it begins to spread, and once more when ten times as many carry it.
    return replace(_of(carrier, "stale_reprint", f"{carrier.story_id}:{len(str(pages))}", facts), size=pages)


def _numbers(db: Database, carrier: Carrier, asked: int) -> Iterator[Happening]:
    assert carrier.story_id is not None
    for number in alert.document_numbers(carrier.text):
        if not db.is_told_in_story(alert.spellings(number), carrier.story_id, carrier.id):
            one = _of(carrier, "document_number", f"{asked}:{number}", {"number": number, "story": asked})
            yield replace(one, story_id=asked)


def _origin(carrier: Carrier, asked: int, origins: int) -> Happening:
    one = _of(carrier, "independent_origin", f"{asked}:{origins}", {"independent_origins": origins, "story": asked})
    return replace(one, story_id=asked)


def _source(db: Database, site: str, run_id: int, turns: Sequence[Turn]) -> Happening:
    states = {"recovered" if turn.now == "ok" else turn.now for turn in turns}
    facts = {
        "site": site,
        "publisher": db.publisher_of(site),
        "turns": [{"channel": one.channel, "was": one.was, "now": one.now, "why": one.why} for one in turns],
    }
    return Happening(cause="source", key=f"{site}:{run_id}", facts=facts, site=site, states=tuple(sorted(states)))


def _of(carrier: Carrier, cause: alert.Cause, key: str, facts: Mapping[str, Any]) -> Happening:
    about = {name: getattr(carrier, name) for name in ("title", "url", "publisher", "published_at")}
    return Happening(
        cause=cause,
        key=key,
        facts=about | dict(facts),
        topic=carrier.topic,
        site=carrier.site,
        story_id=carrier.story_id,
        article_id=carrier.id,
    )


def _new_figures(db: Database, article_id: int, *, ever: bool) -> list[dict[str, Any]]:
    """Return what an article is the first to state, one figure a slot: 超170亿 in the title is no second one."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in db.figures_stated(article_id, ever=ever):
        place = tuple(row[name] for name in ("indicator", "definition", "region", "slot", "status", "measure"))
        is_closer = place not in found or row["high"] - row["low"] < found[place]["high"] - found[place]["low"]
        if row["is_first"] and is_closer:
            found[place] = row
    return [_figure(row) for row in found.values()]


def _figure(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _FIGURE}


def _indicators(figures: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["indicator"] for one in figures))
