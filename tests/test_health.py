"""Health: what runs see in, ok, suspect, down or blocked out; on an invented clock, and in real crawls."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import comb, exp
from pathlib import Path
from typing import Any

import pytest

from crawlers.fetch.shields import named
from crawlers.health import signs
from crawlers.health.examine import examine
from crawlers.health.quiet import is_holiday, quietest
from crawlers.health.standing import RECOVERED, overall
from crawlers.health.tails import few, in_a_row, rarely
from crawlers.ways import SHANGHAI
from pipelines.database import Database, Look, Standing
from tests.crawling import Loop, article, html, listing
from tests.newsroom import DAYS, Newsroom, states, turns
from tests.program import run, scheduler, scrapy
from tests.server import Reply, serve

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
RATES = (0.7, 1.5, 3.0, 8.0, 20.0)
FULL = {"title": 3, "published_at": 3, "source": 3, "author": 2, "editor": 3, "text": 3}


# --- tails ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "mean"), [(0, 3.0), (2, 9.5), (30, 60.0), (300, 400.0)])
def test_without_dispersion_few_is_poissons_tail(count: int, mean: float) -> None:
    term, exact = exp(-mean), 0.0
    for k in range(count + 1):
        exact += term
        term *= mean / (k + 1)
    assert few(count, mean, 0.0) == pytest.approx(exact, rel=0.01)


def test_a_burstier_site_is_less_surprising() -> None:
    chances = [few(10, 60.0, dispersion) for dispersion in (0.0, 0.05, 0.2, 0.8)]
    assert chances == sorted(chances)
    assert few(60, 60.0, 0.2) == 1.0


def test_with_much_weight_rarely_is_the_binomial_tail() -> None:
    exact = sum(comb(12, k) * 0.8**k * 0.2 ** (12 - k) for k in range(5))
    assert rarely(4, 12, 0.8, 1e6) == pytest.approx(exact, rel=0.01)
    assert rarely(4, 12, 0.8, 25) > 3 * exact


def test_what_happened_often_before_is_no_wonder_in_a_row() -> None:
    assert in_a_row(2, 0, 8) < 1 / 200 < in_a_row(2, 0, 5)
    assert in_a_row(2, 20, 40) > 0.2


# --- signs ------------------------------------------------------------------------------------------------------


def looks(*given: dict[str, Any], every: timedelta = timedelta(hours=6)) -> list[Look]:
    """Make looks, one every few hours; a plain one is a list of twenty links with three new articles, whole ones."""
    sound: dict[str, Any] = {"lists": 1, "links": 20, "new": 3, "pages": 3, "articles": 3, "filled": FULL}
    return [Look(**({"at": BEGIN + n * every} | (sound if "lists" not in words else {}) | words))
            for n, words in enumerate(given)]  # fmt: skip


SOUND: dict[str, Any] = {}
EMPTY = {"lists": 1}
FAILED = {"lists": 0, "failures": 1}
BLOCKED = {"lists": 0, "failures": 1, "blocked": 1}
UNCHANGED = {"lists": 0, "unchanged": 1}


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([SOUND] * 10, None),
        ([SOUND] * 10 + [EMPTY], None),
        ([SOUND] * 10 + [EMPTY] * 2, "empty"),
        ([SOUND] * 10 + [EMPTY, SOUND, EMPTY], None),
        ([SOUND] * 3 + [EMPTY] * 2, None),
        ([SOUND, EMPTY] * 10 + [EMPTY], None),
        ([SOUND] * 10 + [EMPTY] * 2 + [UNCHANGED], "empty"),
        ([SOUND] * 10 + [FAILED], None),
        ([SOUND] * 10 + [FAILED] * 2, "failing"),
        ([FAILED] * 4, "failing"),
        ([SOUND] * 10 + [UNCHANGED] * 5, None),
        ([BLOCKED], "blocked"),
        ([SOUND] * 10 + [BLOCKED], "blocked"),
        ([SOUND] * 10 + [BLOCKED, SOUND], None),
        ([], None),
    ],
)
def test_a_channels_lists_give_it_away(given: list[dict[str, Any]], kind: str | None) -> None:
    sign = signs.of_channel(looks(*given))
    assert (sign and sign.kind) == kind


def without(*names: str) -> dict[str, Any]:
    """A look whose articles lack some fields."""
    return {"filled": {name: 0 if name in names else n for name, n in FULL.items()}}


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([SOUND] * 20, None),
        ([SOUND] * 20 + [without("source")], None),
        ([SOUND] * 20 + [without("source")] * 2, "field"),
        ([SOUND] * 20 + [without("source")] * 2 + [SOUND], None),
        ([SOUND] * 20 + [without("author")] * 2, None),
        ([SOUND] * 20 + [without("author")] * 9, "field"),
        ([SOUND] * 3 + [without("source")] * 3, None),
        ([without("author")] * 20, None),
        ([SOUND] * 20 + [{"articles": 0, "filled": {}}] * 2, "unread"),
        ([SOUND] * 20 + [without("text")] * 2, "field"),
        ([SOUND] * 20 + [{"canary": False}], "canary"),
        ([SOUND] * 20 + [{"canary": False}, SOUND], "canary"),
        ([SOUND] * 20 + [{"canary": False}, {"canary": True}], None),
        ([SOUND] * 20 + [{"lists": 1, "links": 9, "blocked": 5}], "blocked"),
    ],
)
def test_a_sites_pages_give_it_away(given: list[dict[str, Any]], kind: str | None) -> None:
    sign = signs.of_site(looks(*given))
    assert (sign and sign.kind) == kind


def test_a_sign_says_what_was_seen_and_what_used_to_be() -> None:
    sign = signs.of_site(looks(*[SOUND] * 20, *[without("source")] * 2))
    assert sign
    assert sign.why.startswith("0 of the last 6 articles have source, where 100% did (chance ")


def test_a_field_that_a_person_gave_up_is_missed_no_more_and_watched_again_once_it_is_back() -> None:
    seen = looks(*[SOUND] * 20, *[without("source")] * 9)
    sign = signs.of_site(seen, seen[21].at)
    assert sign
    assert sign.kind == "field"
    accepted = {"source": seen[21].at + timedelta(minutes=1)}
    assert signs.of_site(seen, seen[21].at, accepted=accepted) is None
    other = signs.of_site(looks(*[SOUND] * 20, *[without("source", "title")] * 9), seen[21].at, accepted=accepted)
    assert other
    assert "title" in other.why
    back = looks(*[SOUND] * 20, *[without("source")] * 9, *[SOUND] * 60, *[without("source")] * 3)
    assert signs.of_site(back[:-3], accepted=accepted) is None
    lost_again = signs.of_site(back, accepted=accepted)
    assert lost_again
    assert lost_again.kind == "field"


def test_trouble_does_not_become_the_rule_while_it_lasts() -> None:
    seen = looks(*[SOUND] * 20, *[EMPTY] * 300)
    assert signs.of_channel(seen, since=seen[21].at)


def test_a_stop_of_the_service_is_no_silence_of_the_site() -> None:
    """Nobody looked for three weeks, and the list holds only the last of what came meanwhile."""
    seen = looks(*[SOUND] * 200)
    late = [replace(look, at=look.at + timedelta(days=21)) for look in looks(*[SOUND] * 203)[200:]]
    assert signs.of_channel([*seen, *late]) is None


def test_the_weeks_on_which_offices_rest_say_nothing() -> None:
    assert [is_holiday(date(2026, 2, day)) for day in (15, 16, 24, 25)] == [False, True, True, False]
    assert is_holiday(date(2027, 10, 4))
    seen = looks(*[SOUND] * 400, every=timedelta(hours=12))
    resting = [replace(look, new=0 if is_holiday(look.at.astimezone(SHANGHAI).date()) else 3) for look in seen]
    assert not [n for n in range(60, 400) if signs.of_channel(resting[:n])]


# --- standing ---------------------------------------------------------------------------------------------------


def test_trouble_is_suspect_then_down_and_then_recovered() -> None:
    seen = looks(*[SOUND] * 10, *[EMPTY] * 8, *[SOUND] * 2)
    told = [each.state for each in states(seen, signs.of_channel)]
    assert told == ["ok"] * 11 + ["suspect"] * 4 + ["down"] * 3 + ["ok"] * 2
    assert list(states(seen, signs.of_channel))[18].why == RECOVERED


def test_a_block_is_never_taken_for_an_empty_list() -> None:
    seen = looks(*[SOUND] * 10, *[BLOCKED] * 8, SOUND)
    assert [each.state for each in states(seen, signs.of_channel)] == ["ok"] * 10 + ["blocked"] * 8 + ["ok"]


@pytest.mark.parametrize(
    ("own", "channels", "state"),
    [
        ("ok", ["ok", "ok"], "ok"),
        ("ok", ["ok", "down"], "suspect"),
        ("ok", ["suspect", "down"], "suspect"),
        ("ok", ["down", "down"], "down"),
        ("ok", ["blocked"], "blocked"),
        ("ok", ["ok", "blocked"], "suspect"),
        ("down", ["ok"], "down"),
        ("ok", [], "ok"),
    ],
)
def test_a_site_is_as_well_as_its_channels(own: Any, channels: list[Any], state: str) -> None:
    assert overall(Standing(state=own), [Standing(state=each) for each in channels]) == state


# --- the invented clock -----------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Watched:
    """One site, ninety days long."""

    room: Newsroom
    seen: list[Look]
    turned: list[int]
    """The runs in which it turned from ok."""


def ninety_days(room: Newsroom) -> Watched:
    """Run after run, as the end of each crawl does it."""
    seen = list(room.looks(BEGIN, DAYS))
    return Watched(room=room, seen=seen, turned=turns(seen))


def decidable(watched: Watched, first: int) -> int | None:
    """The run from which one who knows the site's true habits can hardly be wrong: chances below one in a million.

    An empty list needs a second look. A lost field: so many articles that each had it with its true share. A decline:
    a window that brought less than a third of what the true rate and burstiness let expect.
    """
    room, seen = watched.room, watched.seen
    if room.empties_from:
        return first + 1
    articles = 0
    for n in range(first, len(seen)):
        if room.loses:
            articles += seen[n].articles
            if (1 - min(room.shares[room.loses], 0.9)) ** articles < 1e-6:
                return n
        elif any(_is_far_below(room, seen[: n + 1], days) for days in (3, 7, 14, 28)):
            return n
    return None


def _is_far_below(room: Newsroom, seen: Sequence[Look], days: int) -> bool:
    sound = replace(room, declines_from=None)
    opens = seen[-1].at - timedelta(days=days)
    recent = [pair for pair in pairwise(seen) if pair[1].at > opens]
    recent = [(a, b) for a, b in recent if not is_holiday(b.at.astimezone(SHANGHAI).date())]
    expected = sum(sound.true_rate(b.at) * ((b.at - a.at) / timedelta(days=1)) for a, b in recent)
    came = sum(b.new for _, b in recent)
    return came < expected / 3 and few(came, expected, room.burstiness / days) < 1e-9


@pytest.mark.slow
def test_what_breaks_is_suspect_within_two_runs_and_hardly_anything_else_is() -> None:
    alarms, site_days, late = 0, 0.0, []
    for n in range(20):
        at = BEGIN + timedelta(days=40 + n)
        faults: list[dict[str, Any]] = [
            {},
            {"empties_from": at},
            {"loses": ("source", "editor", "title", "text", "author")[n // 4], "loses_from": at},
            {"declines_from": at},
        ]
        fault = faults[n % 4]
        room = Newsroom(rate=RATES[n // 4], runs_a_day=(2, 4)[n % 2], random=random.Random(n), **fault)
        watched = ninety_days(room)
        first = next((k for k, look in enumerate(watched.seen) if fault and look.at >= at), len(watched.seen))
        alarms += sum(k < first for k in watched.turned)
        site_days += first / room.runs_a_day
        bound = decidable(watched, first) if fault else None
        if bound is not None:
            # A field shows in runs that bring an article; a list in every run.
            runs = [k for k in range(bound + 1, len(watched.seen)) if watched.seen[k].articles or not room.loses]
            latest = runs[1] if len(runs) > 1 else len(watched.seen)
            if not any(first <= k <= latest for k in watched.turned):
                late.append((n, room.rate, fault, first, bound, watched.turned))
    assert late == []
    assert alarms <= site_days / 365, (alarms, site_days)


# --- what a person accepts ----------------------------------------------------------------------------------------


def judged(database: Path, *given: dict[str, Any]) -> list[str]:
    """Let runs see these in a database, one every six hours, as the end of each crawl does; return its states."""
    found = []
    with closing(Database.open(database)) as db:
        db.save_site("cinic", "中国产业经济信息网")
        (known,) = db.rows("SELECT count(*) AS n FROM runs_v1")
        for look in looks(*[SOUND] * known["n"], *given)[known["n"] :]:
            at = datetime.now(UTC) + (look.at - BEGIN) - timedelta(days=9)
            run_id = db.start_run("cinic", "crawl", at=at)
            seen = replace(look, at=at)
            examine(db, "cinic", run_id, {"list": seen, "": seen}, at=at, judges=True)
            db.end_run(run_id, "ok", None, {}, at=at)
            found += [row["state"] for row in db.rows("SELECT state FROM sites_v1")]
    return found


@pytest.mark.slow
def test_a_field_that_a_redesign_dropped_is_accepted_by_command_and_that_is_undone(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    assert judged(database, *[SOUND] * 20, *[without("source")] * 14)[-1] in ("suspect", "down")
    said = run(scrapy("sites", "--accept", "cinic", "source", "--note", "改版", "--by", "张三", "--database", database))
    assert said.returncode == 0, said.stderr
    assert "accepted (1): no source since" in said.stdout
    assert "张三: 改版" in said.stdout
    with closing(Database.open(database)) as db:
        accepted = {"source": db.accepted("cinic")["source"] - timedelta(days=3)}  # the runs above are of those days
        db._write(
            "UPDATE accepted_fields SET accepted_at = ?", (accepted["source"].isoformat(timespec="milliseconds"),)
        )
    assert judged(database, without("source")) == ["ok"]
    undone = run(scrapy("sites", "--undo", "1", "--database", database))
    assert undone.returncode == 0, undone.stderr
    assert "accepted (" not in undone.stdout
    assert judged(database, without("source")) == ["suspect"]
    with closing(Database.open(database)) as db:
        (row,) = db.rows("SELECT field, accepted_by, undone_by IS NULL AS holds FROM accepted_fields_v1")
    assert row == {"field": "source", "accepted_by": "张三", "holds": 0}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--accept", "cinic"], "name a site and one of its fields: scrapy sites --accept cinic source"),
        (["--accept", "cinik", "source"], "--accept: 'cinik' is no site; did you mean cinic"),
        (["--accept", "cinic", "sorce"], "--accept: 'sorce' is no field that is watched; did you mean source"),
        (["--undo", "7"], "--undo 7: no such acceptance holds; `scrapy sites` shows those that do."),
        (["--undo", "x"], "--undo x: no such acceptance holds; `scrapy sites` shows those that do."),
        (["--accept", "cinic", "source", "--undo", "7"], "one at a time: --accept or --undo."),
        (["--note", "改版"], "--note and --by go with --accept or --undo."),
    ],
)
def test_wrong_words_on_what_is_accepted_get_one_sentence(words: list[str], sentence: str, tmp_path: Path) -> None:
    Database.open(tmp_path / "news.db").close()
    ended = run(scrapy("sites", *words, "--database", tmp_path / "news.db"))
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


# --- in crawls --------------------------------------------------------------------------------------------------


def runs_before(loop: Loop, channel: str, count: int) -> None:
    """Write the past of a site that always was well."""
    with closing(Database.open(loop.database)) as db:
        for n in range(count):
            at = datetime.now(UTC) - timedelta(hours=6 * (count - n))
            run_id = db.start_run("loop", "crawl", at=at)
            look = Look(at=at, lists=1, links=5, new=1, pages=1, articles=1, filled=dict.fromkeys(FULL, 1))
            db.save_looks("loop", run_id, {channel: look, "": look})
            db.end_run(run_id, "ok", None, {}, at=at)


@pytest.mark.slow
def test_j05_a_list_that_empties_is_told_once_and_once_more_when_it_is_back(tmp_path: Path) -> None:
    paths = [f"/xy/{n}.html" for n in range(1000, 1004)]
    with serve({path: article(n) for n, path in enumerate(paths)}) as server:
        loop = Loop(server=server, folder=tmp_path)
        runs_before(loop, server.url("/list"), 10)
        for page in (listing(*paths), html(""), html(""), html(""), listing(*paths)):
            server.routes["/list"] = page
            loop.crawl('Listing("{url}/list")')
    turns = loop.rows("SELECT channel, was, now, why FROM site_states_v1 ORDER BY id")
    assert [(row["channel"], row["was"], row["now"]) for row in turns] == [
        (server.url("/list"), "ok", "suspect"),
        (server.url("/list"), "suspect", "ok"),
    ]
    assert turns[1]["why"] == RECOVERED
    (site,) = loop.rows("SELECT id, state FROM sites_v1")
    assert site["state"] == "ok"
    logged = loop.rows(f"SELECT op FROM change_log WHERE kind = 'site' AND id = {site['id']} AND op = 'changed'")
    assert len(logged) >= 2
    last = loop.rows("SELECT * FROM health_v1 WHERE channel != '' ORDER BY id DESC LIMIT 5")
    assert [row["links"] for row in last] == [4, 0, 0, 0, 4]
    whole = loop.rows("SELECT * FROM health_v1 WHERE channel = '' ORDER BY id DESC LIMIT 5")[-1]
    assert (whole["pages"], whole["articles"]) == (4, 4)
    assert whole["median_length"] > 100


SHIELD = (
    b"<html><head><meta charset=utf-8></head><body><script>$_ts=window['$_ts']||{};$_ts.cd='qrc'</script></body></html>"
)


@pytest.mark.slow
@pytest.mark.parametrize("status", [403, 412, 202, 200, 521])
def test_e16_a_shield_blocks_and_is_neither_asked_again_nor_taken_for_an_empty_list(
    status: int, tmp_path: Path
) -> None:
    with serve({"/list": Reply(status=status, body=SHIELD)}) as server:
        loop = Loop(server=server, folder=tmp_path)
        code, said = loop.crawl('Listing("{url}/list")')
        assert server.paths() == ["/robots.txt", "/list"]
    assert code == 1
    assert "fetch/blocked" in said
    assert [row["state"] for row in loop.rows("SELECT state FROM sites_v1")] == ["blocked"]
    (turn,) = loop.rows("SELECT * FROM site_states_v1")
    assert (turn["now"], turn["channel"]) == ("blocked", server.url("/list"))


@pytest.mark.slow
def test_e16_a_hundred_pages_of_a_shield_in_three_crawls_are_no_article_and_one_notice(tmp_path: Path) -> None:
    """And the site's row and `status` say that it is blocked."""
    paths = [f"/xy/{n}.html" for n in range(1000, 1100)]
    with serve({"/list": listing(*paths)}) as server:
        server.otherwise = lambda _: Reply(status=403, body="访问被拦截".encode())
        server.routes["/robots.txt"] = Reply(status=404)
        loop = Loop(server=server, folder=tmp_path)
        runs_before(loop, server.url("/list"), 10)
        for _ in range(3):
            loop.crawl('Listing("{url}/list")')
            with closing(Database.open(loop.database)) as db, db.transaction():
                db._write("UPDATE links SET next_try_at = NULL, state = 'new' WHERE state = 'retry'")
        assert sum(path.startswith("/xy/") for path in server.paths()) < 100
    assert loop.rows("SELECT 1 FROM articles_v1") == []
    (notice,) = loop.rows("SELECT cause, site, payload FROM notices_v1")
    assert (notice["cause"], notice["site"]) == ("source", "loop")
    assert {turn["now"] for turn in json.loads(notice["payload"])["turns"]} == {"blocked"}
    assert [row["state"] for row in loop.rows("SELECT state FROM sites_v1")] == ["blocked"]
    told = json.loads(run(scheduler("status", "--json", "--database", loop.database)).stdout)
    assert [row["state"] for row in told["sites"] if row["site"] == "loop"] == ["blocked"]
    assert "blocked" in run(scheduler("status", "--database", loop.database)).stdout


def test_news_about_shields_and_sites_behind_one_are_pages() -> None:
    assert named(SHIELD) == "Ruishu ($_ts script)"
    assert named(SHIELD + "本报记者报道，数据中心建成。".encode() * 40) is None
    assert named(b"<html><body>nothing here") is None


@pytest.mark.slow
def test_a_canary_that_is_no_article_any_more_makes_the_site_suspect(tmp_path: Path) -> None:
    canary = 'Listing("{url}/list"),)\n    canary = "{url}/xy/900.html"\n    arguments = ("a"'
    sentence = "<p>拉萨高新区第{n}期数据中心扩建了机房，新增的机柜已经有三家企业租用，主要做云存储和灾备。</p>"
    long = "".join(sentence.format(n=n) for n in range(9))
    page = html(f"<h1>西藏数据中心扩建机房投入运行</h1><div>2022-03-01 10:05 来源：某某网</div><div>{long}</div>")
    with serve({"/list": listing("/xy/1000.html"), "/xy/1000.html": article(1), "/xy/900.html": page}) as server:
        loop = Loop(server=server, folder=tmp_path)
        assert loop.crawl(canary, NEWS_CANARY_EVERY=1)[0] == 0
        server.routes["/xy/900.html"] = html("<div>页面已改版</div>")
        loop.crawl(canary, NEWS_CANARY_EVERY=1)
        loop.crawl(canary, NEWS_CANARY_EVERY=7)
        assert server.paths().count("/xy/900.html") == 2
    assert [row["canary"] for row in loop.rows("SELECT canary FROM health_v1 WHERE channel = ''")] == [1, 0, None]
    turns = loop.rows("SELECT channel, now, why FROM site_states_v1")
    assert [(row["channel"], row["now"]) for row in turns] == [("", "suspect")]
    assert "canary" in turns[0]["why"]


@pytest.mark.slow
def test_a_canary_is_read_whole_also_when_its_site_would_say_that_it_is_unchanged(tmp_path: Path) -> None:
    canary = 'Listing("{url}/list"),)\n    canary = "{url}/xy/900.html"\n    arguments = ("a"'
    long = article(1).body.replace(
        b"</div>", f"<p>{'园区的机房全年靠自然风冷却，用电比平原省下近三成。' * 6}</p></div>".encode()
    )
    page = Reply(body=long, headers={"ETag": '"1"'})
    with serve({"/list": listing("/xy/1000.html"), "/xy/1000.html": article(2), "/xy/900.html": page}) as server:
        loop = Loop(server=server, folder=tmp_path)
        for _ in range(2):
            assert loop.crawl(canary, NEWS_CANARY_EVERY=1)[0] == 0
        asked = [hit.headers.get("if-none-match") for hit in server.hits if hit.path == "/xy/900.html"]
    assert asked == [None, None]
    assert [row["canary"] for row in loop.rows("SELECT canary FROM health_v1 WHERE channel = ''")] == [1, 1]
    assert loop.links()["/xy/900.html"][0] == "stored"


def test_a_window_of_which_too_little_is_known_says_nothing() -> None:
    assert quietest([]) is None
    assert quietest(looks(*[SOUND] * 8)) is None
