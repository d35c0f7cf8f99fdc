"""Who died with which page in hand: rows are set right, the guilty page is kept away, and comes back when told."""

from __future__ import annotations

import socket
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.children import LOG_ROLL_BYTES, LOGS_KEPT, Children, Crawl, Options
from crawlers.daemon.notify import notify
from crawlers.locks import hold, told
from pipelines.database import Database, FoundLink
from pipelines.database.deaths import DEATHS_MAX
from tests.crawling import Loop, listing
from tests.server import serve
from tests.stored import AT, one

URL = "http://a.test/1.html"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """A database in which cinic's crawl has two pages leased."""
    database = Database.open(tmp_path / "news.db")
    database.take_in("cinic", "list", [FoundLink(url=URL), FoundLink(url=f"{URL}2")], at=AT)
    begin(database)
    return database


def begin(db: Database) -> int:
    run = db.start_run("cinic", "crawl", at=AT)
    db.lease("cinic", run, 2, at=AT)
    return run


def states(db: Database) -> dict[str, str]:
    return {row["url"]: row["state"] for row in db.rows("SELECT url, state FROM links_v1")}


def test_a_page_that_was_seen_to_kill_is_quarantined_at_once_and_the_others_are_given_back(db: Database) -> None:
    assert db.bury("cinic", "one page held it up", URL, is_certain=True, at=AT)
    assert states(db) == {URL: "quarantined", f"{URL}2": "new"}
    run = one(db, "SELECT outcome, reason, ended_at FROM runs_v1")
    assert (run["outcome"], run["reason"]) == ("failed", "its process died: one page held it up")
    assert [lease.url for lease in db.lease("cinic", 1, 9, at=AT)] == [f"{URL}2"]
    db.close()


def test_a_page_that_was_only_in_hand_is_leased_last_and_twice_more(db: Database) -> None:
    for death in range(1, DEATHS_MAX + 1):
        assert db.bury("cinic", "killed by SIGKILL", URL, is_certain=False, at=AT) == (death == DEATHS_MAX)
        assert db.deaths_in_a_row("cinic") == death
        begin(db)
    assert states(db)[URL] == "quarantined"
    db.end_run(begin(db), "ok", None, {}, at=AT)
    assert db.deaths_in_a_row("cinic") == 0
    db.close()


def test_a_page_that_is_forgiven_has_a_clean_record_but_its_deaths_stay_told(db: Database) -> None:
    db.bury("cinic", "one page held it up", URL, is_certain=True, at=AT)
    assert db.forgive(URL, at=AT + timedelta(days=1))
    assert states(db)[URL] == "new"
    assert not db.bury("cinic", "killed by SIGKILL", URL, is_certain=False, at=AT)
    assert one(db, "SELECT count(*) AS n, count(forgiven_at) AS forgiven FROM deaths_v1") == {"n": 2, "forgiven": 1}
    assert not db.forgive(f"{URL}2", at=AT)
    db.close()


@pytest.mark.slow
def test_a_list_that_killed_its_crawl_fails_by_name_and_the_other_lists_are_read(tmp_path: Path) -> None:
    lists = {"/1.html": listing("/xy/1001.html"), "/2.html": listing("/xy/1002.html")}
    with serve(lists) as server:
        loop = Loop(server=server, folder=tmp_path)
        with closing(Database.open(loop.database)) as database:
            database.bury("loop", "one page held it up", server.url("/1.html"), is_certain=True, at=AT)
        code, said = loop.crawl("Listing('{url}/1.html'), Listing('{url}/2.html')")
        assert code == 1
        assert "/1.html: crawl/killed" in said
        assert set(loop.links()) == {"/xy/1002.html"}


def test_who_dies_leaves_the_page_on_the_locks_file_and_who_lets_go_does_not(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with hold(path, "cinic") as lock:
        with lock.in_hand(f"{URL}?{'长' * 3000}"):
            assert (told(path, "cinic")[1] or "").startswith(URL)
        assert told(path, "cinic")[1] is None
    file = tmp_path / "locks" / "news.db.cinic.lock"
    file.write_text(f"12\n{URL}\n", "utf-8")  # as a process leaves it that is killed
    with hold(path, "cinic") as lock:
        assert lock.left == URL
    with hold(path, "cinic") as lock:
        assert lock.left is None


@pytest.mark.slow
def test_a_log_that_grew_large_begins_anew_and_three_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Database.open(path).close()
    children = Children(Options(database=path, logs=tmp_path), 1, command=lambda _crawl, _options: ["echo", "ran"])
    with closing(children):
        for number in range(LOGS_KEPT + 2):
            (tmp_path / "cinic.log").write_text(f"{number}".ljust(LOG_ROLL_BYTES + 1))
            children.run([Crawl(site="cinic")], lambda _ended: None)
    assert (tmp_path / "cinic.log").read_text() == "ran\n"
    kept = {path.name: path.read_text()[0] for path in tmp_path.glob("cinic.log.*")}
    assert kept == {"cinic.log.1": "4", "cinic.log.2": "3", "cinic.log.3": "2"}


def test_systemd_is_told_where_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify("WATCHDOG=1")
        assert systemd.recv(100) == b"WATCHDOG=1"
