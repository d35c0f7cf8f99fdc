"""The frontier in the database: each URL once, each lease to one crawl, each end with its reason."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.database import Database, FoundLink

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def test_a_known_url_is_not_taken_in_again(db: Database) -> None:
    assert db.take_in("cinic", "http://a.test/list", links(1, 2, 2), at=AT) == 2
    assert db.take_in("ce", "http://b.test/list", links(2, 3), at=LATER) == 1
    assert db.known(["http://a.test/1", "http://a.test/9"]) == {"http://a.test/1"}
    assert link(db, 2)["channel"] == "http://a.test/list"
    assert link(db, 2)["first_seen_at"] == "2026-01-02T03:04:05.000+00:00"


def test_a_channel_has_one_overflow_row_with_the_newest_count(db: Database) -> None:
    for count in (12, 7):
        db.take_in("cinic", "http://a.test/list", links(1), overflow=count, at=AT)
    (row,) = db.rows("SELECT * FROM links_v1 WHERE state = 'overflow'")
    assert (row["channel"], row["reason"], row["rule"]) == (
        "http://a.test/list",
        "discover/overflow",
        "7 links beyond the bound",
    )


def test_links_are_leased_once_the_oldest_first(db: Database) -> None:
    run = taken(db, 1, 2, 3)
    assert leased(db, run, 2) == [1, 2]
    assert leased(db, run, 2) == [3]
    assert leased(db, run, 2) == []


def test_another_sites_links_are_not_leased(db: Database) -> None:
    run = taken(db, 1)
    assert db.lease("ce", run, 9, at=AT) == []


def test_a_link_without_a_site_is_leased_by_the_run_of_added_pages(db: Database) -> None:
    db.take_in("", "added", links(1), at=AT)
    run = db.start_run("", "add", at=AT)
    assert [lease.channel for lease in db.lease("", run, 9, at=AT)] == ["added"]
    assert link(db, 1)["site"] is None


def test_what_failed_for_now_is_leased_when_it_is_due(db: Database) -> None:
    run = taken(db, 1)
    leased(db, run)
    db.finish(url(1), "retry", stage="fetch", reason="timeout", at=AT, next_try_at=LATER)
    assert leased(db, run) == []
    (lease,) = db.lease("cinic", run, 9, at=LATER)
    assert (lease.url, lease.tries) == (url(1), 1)


@pytest.mark.parametrize("state", ["stored", "dropped", "gone", "refused", "failed", "quarantined"])
def test_what_ended_is_not_leased_again(db: Database, state: Any) -> None:
    run = taken(db, 1)
    leased(db, run)
    db.finish(url(1), state, stage="judge", reason="off_topic", rule="no field word", rule_version="3", at=AT)
    assert leased(db, run) == []
    row = link(db, 1)
    assert (row["state"], row["reason"], row["rule"], row["rule_version"], row["tries"]) == (
        state,
        "judge/off_topic",
        "no field word",
        "3",
        1,
    )


def test_leases_of_a_killed_crawl_come_back_after_the_others(db: Database) -> None:
    """A page that kills its crawl would otherwise be first again, and the others never reached."""
    run = taken(db, 1, 2, 3)
    leased(db, run, 2)
    assert db.release("cinic") == 2
    assert leased(db, run) == [3, 1, 2]
    assert link(db, 1)["tries"] == 0


def test_an_unknown_url_cannot_end(db: Database) -> None:
    with pytest.raises(LookupError, match="never taken in"):
        db.finish(url(1), "gone", stage="fetch", reason="not_found", at=AT)


@pytest.mark.slow
def test_four_crawls_at_once_wait_for_each_other_and_share_no_link(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database.open(path)
    run = taken(db, *range(400))
    with multiprocessing.get_context("spawn").Pool(4) as children:
        shares = children.starmap(lease_and_finish, [(path, run)] * 4)
    everything = [each for share in shares for each in share]
    assert sorted(everything) == sorted(url(n) for n in range(400))
    assert {row["state"] for row in db.rows("SELECT state FROM links_v1")} == {"gone"}
    db.close()


def lease_and_finish(path: Path, run: int) -> list[str]:
    """End every link that can be had, each in a transaction of its own, taking in some on the way."""
    db = Database.open(path)
    mine: list[str] = []
    while some := db.lease("cinic", run, 3, at=AT):
        for lease in some:
            db.take_in("cinic", "list", links(*range(400)), at=AT)
            db.finish(lease.url, "gone", stage="fetch", reason="not_found", at=AT)
            mine.append(lease.url)
    db.close()
    return mine


def url(n: int) -> str:
    return f"http://a.test/{n}"


def links(*numbers: int) -> list[FoundLink]:
    return [FoundLink(url=url(n)) for n in numbers]


def taken(db: Database, *numbers: int) -> int:
    """Take in links of cinic and start a run."""
    db.take_in("cinic", "list", links(*numbers), at=AT)
    return db.start_run("cinic", "crawl", at=AT)


def leased(db: Database, run: int, limit: int = 9) -> list[int]:
    return [int(lease.url.rsplit("/", 1)[1]) for lease in db.lease("cinic", run, limit, at=AT)]


def link(db: Database, n: int) -> dict[str, Any]:
    (row,) = db.rows("SELECT * FROM links_v1 WHERE url = ?", (url(n),))
    return row
