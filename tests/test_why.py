"""The history of a URL in words: tries, visits, revalidations, other addresses, revisions; every end has its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.show.history import history
from pipelines.database import Database, FoundLink
from tests.crawling import Loop, article, listing
from tests.server import Reply, serve
from tests.stored import AT
from tests.storing import LATER, sample, save


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def told(db: Database, url: str) -> dict[str, str]:
    """The history, by its words; the last line of a word counts."""
    return dict(history(db, url))


def test_a_stored_page_tells_visits_revalidations_revisions_and_its_other_addresses(db: Database) -> None:
    outcome = sample("cinic/01")
    assert outcome.article
    outcome = replace(outcome, article=replace(outcome.article, published_at=AT.date().isoformat()))
    url = outcome.page.url
    spelled = (f"{url}?spm=1", f"{url}?spm=2")
    db.take_in("cinic", "list", [FoundLink(url=url, spelled=spelled)], at=AT)
    save(db, outcome)
    edited = replace(outcome.article, title="另一个标题") if outcome.article else None
    page = replace(outcome.page, is_visit=True, fetched_at=outcome.page.fetched_at + timedelta(days=1))
    save(db, replace(outcome, article=edited, page=page), at=LATER)
    run = db.start_run("cinic", "crawl", at=LATER)
    db.record_fetch(run, url, status=304, error=None, bytes=0, seconds=0.1, archive=None, at=LATER)
    db.visited(url, "fetch/not_modified", at=LATER + timedelta(days=7))
    lines = told(db, url)
    assert lines["visits"] == "2, the last 2026-01-10 03:04: fetch/not_modified; again at 2026-02-01 03:04"
    assert "not modified since" in lines["fetched"]
    assert lines["also at"] == f"{spelled[0]} and 1 more (spelling)"
    assert lines["revised"] == "2026-01-03 03:04: its site changed title"


def test_another_address_tells_what_it_stands_for_and_then_the_page(db: Database) -> None:
    db.take_in("cinic", "list", [FoundLink(url="http://www.x.cn/a/1.html")], at=AT)
    db.take_in("cinic", "list", [FoundLink(url="https://m.x.cn/a/1.html")], at=AT)
    lines = told(db, "https://m.x.cn/a/1.html")
    assert lines["alias"] == "under another scheme or for another screen http://www.x.cn/a/1.html"
    assert lines["state"] == "new"
    assert told(db, "http://www.x.cn/a/2.html") == {}


@pytest.mark.slow
def test_every_link_that_ended_names_reason_rule_and_the_rules_version(tmp_path: Path) -> None:
    pages = [f"/xy/{n}.html" for n in range(1000, 1008)]
    routes = {
        "/robots.txt": Reply(body=b"User-agent: *\nDisallow: /xy/1003"),
        "/list.html": listing(*pages, *(f"/xy/{n}.html" for n in range(2000, 2500))),
        pages[0]: article(1),
        pages[1]: Reply(status=503),
        pages[2]: Reply(status=302, headers={"Location": "http://127.0.0.2/"}),
        pages[4]: Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        pages[5]: Reply(status=403),
        pages[6]: Reply(body="<html><body><p>一句话。</p></body></html>".encode()),
    }
    with serve(routes) as server:
        loop = Loop(server=server, folder=tmp_path)
        status, said = loop.crawl("Listing('{url}/list.html')", CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert status == 0, said
    rows = loop.rows("SELECT state, reason, rule, rule_version FROM links_v1")
    assert {row["state"] for row in rows} == {"stored", "retry", "refused", "gone", "dropped", "overflow"}
    assert not [row for row in rows if not (row["reason"] and row["rule"] and row["rule_version"])]
