"""Asking again: what has not changed is not sent, known articles are left alone, and edits are found on the ladder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.items import Figure, Outcome, Validators, Verdict
from pipelines.database import Database, FoundLink
from pipelines.database.again import next_visit
from tests.crawling import Loop, article, listing
from tests.server import Reply, Routes, serve
from tests.stored import AT
from tests.storing import LATER, sample, save

LISTED = "Listing('{url}/list.html')"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


@pytest.fixture
def loop_of(tmp_path: Path) -> Iterator[Callable[[Routes], Loop]]:
    """Serve routes of a test's own."""
    servers = []

    def make(routes: Routes) -> Loop:
        opened = serve(routes)
        servers.append(opened)
        return Loop(server=opened.__enter__(), folder=tmp_path)

    yield make
    for opened in servers:
        opened.__exit__(None, None, None)


def fresh() -> Outcome:
    """An article that appeared on the day it is found."""
    outcome = sample("cinic/01")
    assert outcome.article
    return replace(outcome, article=replace(outcome.article, published_at=AT.date().isoformat()))


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (timedelta(), 6 * HOUR),
        (5 * HOUR, DAY),  # a visit an hour after another finds nothing
        (6 * HOUR, DAY),
        (20 * HOUR, 7 * DAY),
        (DAY, 7 * DAY),
        (8 * DAY, 30 * DAY),
        (30 * DAY, None),
        (400 * DAY, None),
    ],
)
def test_an_article_is_visited_at_four_ages_and_then_no_more(age: timedelta, due: timedelta | None) -> None:
    assert next_visit(AT, AT.isoformat(), AT + age) == (AT + due if due else None)


def test_an_old_article_that_is_found_today_is_as_old_as_it_says() -> None:
    assert next_visit(AT, "2015-03-01", AT) is None
    ten_days_ago = (AT - 10 * DAY).date().isoformat()
    due = next_visit(AT, f"{ten_days_ago}T10:05+08:00", AT)
    assert due is not None
    assert due.date() == (AT + 20 * DAY).date()
    for unknown in (None, "", "soon"):
        assert next_visit(AT, unknown, AT) == AT + 6 * HOUR


def test_a_stored_link_is_leased_when_its_visit_is_due_after_all_that_is_new(db: Database) -> None:
    outcome = fresh()
    save(db, outcome)
    site, link = outcome.page.site.key, outcome.page.link
    run = db.start_run(site, "crawl", at=AT)
    assert db.lease_visits(site, run, 9, at=AT + 5 * HOUR) == []
    (lease,) = db.lease_visits(site, run, 9, at=AT + 7 * HOUR)
    assert (lease.url, lease.is_visit) == (link, True)
    assert db.lease_visits(site, run, 9, at=AT + 7 * HOUR) == []
    db.visited(link, "fetch/not_modified", at=AT + 7 * HOUR)
    (row,) = db.rows("SELECT state, revisits, revisit_at, revisit_reason, tries FROM links_v1 WHERE url = ?", (link,))
    assert datetime.fromisoformat(row.pop("revisit_at")) == AT + DAY
    assert row == {"state": "stored", "revisits": 1, "revisit_reason": "fetch/not_modified", "tries": 1}


def test_a_visit_that_a_kill_interrupted_leaves_the_article_stored(db: Database) -> None:
    outcome = fresh()
    save(db, outcome)
    run = db.start_run("cinic", "crawl", at=AT)
    db.lease_visits("cinic", run, 9, at=AT + DAY)
    assert db.release("cinic") == 1
    assert [row["state"] for row in db.rows("SELECT state FROM links_v1")] == ["stored"]
    assert len(db.lease_visits("cinic", run, 9, at=AT + DAY)) == 1


def test_a_page_from_anywhere_is_not_visited(db: Database) -> None:
    outcome = fresh()
    save(db, replace(outcome, page=replace(outcome.page, site=replace(outcome.page.site, key=""))))
    assert [row["revisit_at"] for row in db.rows("SELECT revisit_at FROM links_v1")] == [None]


def test_what_a_visit_finds_never_takes_the_article_away(db: Database) -> None:
    outcome = fresh()
    save(db, outcome)
    again = replace(
        outcome,
        page=replace(outcome.page, is_visit=True),
        article=None,
        verdict=Verdict(stage="extract", reason="list"),
    )
    assert save(db, again, at=LATER).ended == "dropped"
    (row,) = db.rows("SELECT state, reason, revisit_reason FROM links_v1")
    assert (row["state"], row["reason"], row["revisit_reason"]) == ("stored", "judge/on", "extract/list")
    assert len(list(db.rows("SELECT id FROM articles_v1"))) == 1


FIGURE = Figure(
    indicator=None,
    definition=None,
    region="西藏",
    period="2020-H1",
    value=17e9,
    value_max=None,
    unit="元",
    printed="170亿元",
    sentence="上半年达170亿元。",
)


@pytest.mark.parametrize(
    ("title", "figure", "changed"),
    [
        ("另一个标题", FIGURE, ["title"]),
        ("另一个标题", replace(FIGURE, sentence_at=7, sentence="据介绍，上半年达170亿元。"), ["title"]),
        ("另一个标题", replace(FIGURE, value=17.5e9, printed="175亿元"), ["title", "figures"]),
        ("另一个标题", None, ["title", "figures"]),
    ],
)
def test_a_revision_says_what_changed_and_whether_a_figure_did(
    db: Database, title: str, figure: Figure | None, changed: list[str]
) -> None:
    outcome = fresh()
    assert outcome.article
    before = replace(outcome, figures=(FIGURE,))
    after = replace(
        outcome,
        article=replace(outcome.article, title=title),
        figures=(figure,) if figure else (),
        page=replace(outcome.page, fetched_at=outcome.page.fetched_at + DAY, is_visit=True),
    )
    save(db, before)
    assert save(db, after, at=LATER).ended == "revised"
    (row,) = db.rows("SELECT op, changed FROM revisions_v1")
    assert (row["op"], json.loads(row["changed"])) == ("revised", changed)
    (link,) = db.rows("SELECT revisit_reason FROM links_v1")
    assert link["revisit_reason"] == "store/revised"


def test_validators_are_kept_of_the_last_version_only_and_monsters_are_not(db: Database) -> None:
    url = "http://a.test/"
    said = Validators(etag='"a"', last_modified="Tue, 01 Mar 2022 10:00:00 GMT", leads_to=("http://a.test/s.xml",))
    db.keep_validators(url, said, at=AT)
    assert db.validators(url) == said
    db.keep_validators(url, Validators(etag="x" * 501), at=AT)
    assert db.validators(url) is None


def tagged(reply: Reply, tag: str) -> Reply:
    return replace(reply, headers={**reply.headers, "ETag": tag})


UNCHANGED = Reply(status=304)


def printed_today(number: int) -> Reply:
    """An article that is young enough to be visited again."""
    return article(number, day=datetime.now(UTC).date().isoformat())


def hits(loop: Loop, since: int) -> list[tuple[str, str | None]]:
    """Path and validator of every request after the first `since`."""
    asked = [(hit.path, hit.headers.get("if-none-match")) for hit in loop.server.hits[since:]]
    return [each for each in asked if each[0] != "/robots.txt"]


def make_due(loop: Loop) -> None:
    """Let every visit be due now."""
    past = (datetime.now(UTC) - HOUR).isoformat(timespec="milliseconds")
    with sqlite3.connect(loop.database) as own:
        own.execute("UPDATE links SET revisit_at = ? WHERE revisit_at IS NOT NULL", (past,))
    own.close()


@pytest.mark.slow
def test_e15_a_second_crawl_of_an_unchanged_site_asks_with_validators_and_gets_no_body(
    loop_of: Callable[[Routes], Loop],
) -> None:
    pages = ["/xy/1001.html", "/xy/1002.html", "/xy/1003.html"]
    tags = {path: f'"{number}"' for number, path in enumerate(["/list.html", "/feed", "/i.xml", "/s.xml", *pages])}
    loop = loop_of({})
    feed = Reply(body=b"<rss><item><link>/xy/1002.html</link></item></rss>")
    index = f"<sitemapindex><sitemap><loc>{loop.server.url('/s.xml')}</loc></sitemap></sitemapindex>"
    sitemap = f"<urlset><url><loc>{loop.server.url(pages[2])}</loc></url></urlset>"
    first = {
        "/list.html": listing(pages[0]),
        "/feed": feed,
        "/i.xml": Reply(body=index.encode()),
        "/s.xml": Reply(body=sitemap.encode()),
        **{path: printed_today(number) for number, path in enumerate(pages)},
    }
    loop.server.routes.update({path: [tagged(reply, tags[path]), UNCHANGED] for path, reply in first.items()})
    ways = f"{LISTED}, Feed('{{url}}/feed'), Sitemap('{{url}}/i.xml')"
    assert loop.crawl(ways)[0] == 0
    before = len(loop.server.hits)
    make_due(loop)
    status, said = loop.crawl(ways)
    assert status == 0, said
    assert dict(hits(loop, before)) == tags
    assert len(hits(loop, before)) == len(tags)
    rows = loop.rows(
        "SELECT status, sum(bytes) AS bytes FROM fetches_v1 WHERE run_id = 2 AND url NOT LIKE '%robots.txt'"
    )
    assert rows == [{"status": 304, "bytes": 0}]
    links = loop.rows("SELECT state, revisits, revisit_reason FROM links_v1")
    assert links == [{"state": "stored", "revisits": 1, "revisit_reason": "fetch/not_modified"}] * 3


@pytest.mark.slow
def test_e15_a_new_body_is_taken_whatever_its_tag_and_an_unasked_304_or_a_404_loses_no_article(
    loop_of: Callable[[Routes], Loop],
) -> None:
    edited, silent, gone, broken = pages = [f"/xy/100{n}.html" for n in range(4)]
    loop = loop_of(
        {
            "/list.html": listing(*pages),
            edited: [tagged(printed_today(1), '"a"'), tagged(printed_today(7), '"a"')],
            silent: [printed_today(2), UNCHANGED],
            gone: [printed_today(3), Reply(status=404)],
            broken: [printed_today(4), Reply(status=503)],
        }
    )
    assert loop.crawl(LISTED)[0] == 0
    make_due(loop)
    status, said = loop.crawl(LISTED)
    assert status == 0, said
    rows = loop.rows("SELECT url, state, reason, revisit_reason, article_id FROM links_v1")
    found = {loop.path(row["url"]): (row["state"], row["revisit_reason"]) for row in rows}
    assert found == {
        edited: ("stored", "store/revised"),
        silent: ("stored", "fetch/unasked_304"),
        gone: ("gone", None),
        broken: ("stored", "fetch/http_503"),
    }
    assert all(row["article_id"] for row in rows)
    titles = {row["title"] for row in loop.rows("SELECT title FROM articles_v1")}
    assert {"西藏数据中心扩建机房第7期投入运行", "西藏数据中心扩建机房第3期投入运行"} <= titles
    (revision,) = loop.rows("SELECT changed FROM revisions_v1")
    assert set(json.loads(revision["changed"])) >= {"title", "text"}


@pytest.mark.slow
def test_a_walk_that_was_torn_is_not_trusted_by_the_next(loop_of: Callable[[Routes], Loop]) -> None:
    """Page 2 failed, so what lies behind the links of page 1 is unknown: page 1 must come whole."""
    ways = "Listing('{url}/list.html', pages='list_{n}.html')"
    loop = loop_of(
        {
            "/list.html": tagged(listing("/xy/1001.html"), '"1"'),
            "/list_1.html": [Reply(status=503)] * 3 + [listing("/xy/1002.html")],
            "/xy/1001.html": printed_today(1),
            "/xy/1002.html": printed_today(2),
        }
    )
    assert loop.crawl(ways)[0] == 1
    before = len(loop.server.hits)
    status, said = loop.crawl(ways)
    assert status == 0, said
    assert ("/list.html", None) in hits(loop, before)
    assert loop.links().keys() == {"/xy/1001.html", "/xy/1002.html"}
    before = len(loop.server.hits)
    assert loop.crawl(ways)[0] == 0
    assert hits(loop, before) == [("/list.html", '"1"')]


def test_a_walk_is_known_to_be_whole_only_from_its_end_to_the_next_beginning(db: Database) -> None:
    db.take_in("cinic", "list", [FoundLink(url="http://a.test/1")], at=AT)
    db.end_walk("cinic", "list", at=AT)
    assert db.walked("cinic") == {"list": AT}
    db.begin_walk("cinic", "list")
    assert db.walked("cinic") == {}
