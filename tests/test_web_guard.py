"""Group G of the table of faults: whom the pages let in, asked over every route that the application has."""

from __future__ import annotations

import base64
import hashlib
import re
import resource
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawlers.errors import UsageError
from tests.asking import Answer, ask, routes
from tests.browsing import Served, serving
from tests.ports import LOOPBACK, listening
from tests.program import ROOT, copy
from web.application import application
from web.binding import bind
from web.headers import CLOSED, PUBLIC, is_here
from web.login import COOKIE, TRIES, Login
from web.password import HASH, Password

pytestmark = pytest.mark.slow
WORD = "a-word-of-nobody"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def locked(crawl_of_the_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample behind a password."""
    database = copy(crawl_of_the_sample / "demo.db", tmp_path_factory.mktemp("locked") / "demo.db")
    with serving(database, env={HASH: str(Password.of(WORD))}) as served:
        yield served


def basic(word: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"anybody:{word}".encode()).decode()}


def log_in(served: Served, word: str, **headers: str) -> Answer:
    body = f"password={word}&next=/dropped".encode()
    return ask(served.url, "/login", method="POST", headers={**FORM, "Origin": served.url, **headers}, body=body)


def digest(database: Path) -> str:
    """Return a digest of all that the file holds, its log included."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        held = hashlib.sha256()
        for (name,) in connection.execute(sql).fetchall():
            held.update(repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()).encode())
    connection.close()
    return held.hexdigest()


def test_g01_without_a_password_only_this_machine_is_served(tmp_path: Path, crawl_of_the_sample: Path) -> None:
    database = crawl_of_the_sample / "demo.db"
    command = [sys.executable, "-m", "web.serve", "--database", str(database), "--listen", "0.0.0.0:0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1 and "password" in done.stderr
    for address in ("0.0.0.0", "[::]:80", "192.168.1.4:8001", "10.0.0.1"):
        with pytest.raises(UsageError, match="need a password"):
            bind(address, env={})
        assert bind(address, env={HASH: str(Password.of(WORD))}).password
    for wrong in ("example.org", "127.0.0.1:x", "127.0.0.1:99999", ""):
        with pytest.raises(UsageError, match="write it like"):
            bind(wrong, env={})
    with pytest.raises(UsageError, match="longer"):
        bind("0.0.0.0", env={"NEWS_WEB_PASSWORD": "short"})
    with pytest.raises(UsageError, match="no hash of ours"):
        bind("0.0.0.0", env={HASH: "secret"})
    assert bind("8002", env={}).host == "127.0.0.1"


def test_g02_no_route_is_seen_without_login_or_with_a_wrong_or_expired_one(locked: Served) -> None:
    later = Login(Password.of(WORD), now_s=lambda: time.time() + 1e9)
    own_key = Login(Password.of(WORD)).cookie().split(";")[0]
    expired = Login(Password.of(WORD), now_s=lambda: 1.0).cookie().split(";")[0]
    assert not later.is_in({"cookie": later.cookie().replace("=", "=1")}, "")
    strangers: list[dict[str, str]] = [
        {},
        {"Cookie": own_key},
        {"Cookie": expired},
        {"Cookie": f"{COOKIE}=9999999999."},
    ]
    strangers += [{"Cookie": "ds_actor=x"}, {"Authorization": "Basic !"}, {"Authorization": f"Bearer {WORD}"}]
    asked = [*routes(locked.database), "/nothing", "/news/articles", "/-/x", "/story/99999"]
    assert len(asked) > 25
    for path in asked:
        for headers in strangers:
            answer = ask(locked.url, path, headers=headers)
            if not PUBLIC.fullmatch(path):
                assert answer.status in (401, 403), (path, headers)
                assert "西藏自治区" not in answer.text and "SELECT" not in answer.text
    shown = ask(locked.url, "/", headers={"Accept": "text/html"})
    assert shown.status == 401 and 'action="/login"' in shown.text
    for path in asked:
        assert (ask(locked.url, path, headers=basic(WORD)).status == 404) >= bool(CLOSED.fullmatch(path)), path


def test_g02_a_cookie_lets_in_for_its_time_and_no_longer() -> None:
    now = [1000.0]
    login = Login(Password.of(WORD), now_s=lambda: now[0])
    cookie = login.cookie().split(";")[0]
    assert login.is_in({"cookie": cookie}, "")
    assert "HttpOnly" in login.cookie() and "SameSite=Strict" in login.cookie()
    until = cookie.partition("=")[2].partition(".")[0]
    assert not login.is_in({"cookie": cookie.replace(until, str(int(until) + 1))}, "")
    now[0] += 13 * 3600
    assert not login.is_in({"cookie": cookie}, "")


def test_g03_no_method_but_asking_and_no_other_site_changes_anything(looked_at: Served, locked: Served) -> None:
    before = digest(looked_at.database)
    for path in routes(looked_at.database):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT-X"):
            answer = ask(looked_at.url, path, method=method, headers=FORM, body=b"sql=delete+from+articles")
            assert answer.status in (400, 404, 405), (method, path)
        for origin in (
            "http://evil.test",
            "null",
            "https://127.0.0.1",
            looked_at.url.replace("127.0.0.1", "evil.test"),
        ):
            assert ask(looked_at.url, path, headers={"Origin": origin}).status == 403, path
        assert "access-control-allow-origin" not in ask(looked_at.url, path).headers
    assert digest(looked_at.database) == before
    assert log_in(locked, WORD, Origin="http://evil.test").status == 403
    assert log_in(locked, WORD, **{"Sec-Fetch-Site": "cross-site"}).status == 403


def test_g04_a_name_that_is_not_ours_is_answered_400_on_every_route(looked_at: Served) -> None:
    for path in routes(looked_at.database):
        for host in (
            "evil.test",
            "evil.test:80",
            "127.0.0.1.evil.test",
            "",
            "localhost.evil.test",
            "10.0.0.1",
            "[::1].x",
        ):
            assert ask(looked_at.url, path, headers={"Host": host}).status == 400, (path, host)
    for host in ("127.0.0.1", "localhost:9", "[::1]:80"):
        assert ask(looked_at.url, "/", headers={"Host": host}).status == 200
    named = bind("0.0.0.0", ("News.example.org",), env={HASH: str(Password.of(WORD))})
    assert named.knows("news.example.org:443") and named.knows("192.168.1.4") and not named.knows("evil.test")


def test_g05_nothing_leads_to_another_host(looked_at: Served, locked: Served) -> None:
    for path in (
        "//evil.test/x/",
        "/\\evil.test/",
        "/%5cevil.test/",
        "/%2f%2fevil.test/",
        "//evil.test",
        "/%2fevil.test/",
    ):
        for tail in ("", "x/", "%2e%2e/", "?next=//evil.test"):
            answer = ask(looked_at.url, path + tail)
            assert is_here(answer.headers.get("location", "/")), (path, answer.headers)
    wanted = (
        "//evil.test",
        "/\\evil.test",
        "https:evil.test",
        "https://evil.test",
        "\t//evil.test",
        "/%0d%0aLocation:x",
    )
    for each in wanted:
        body = f"password={WORD}&next={each}".encode()
        answer = ask(locked.url, "/login", method="POST", headers={**FORM, "Origin": locked.url}, body=body)
        assert answer.status == 303 and is_here(answer.headers["location"]), each
    assert log_in(locked, WORD).headers["location"] == "/dropped"
    assert ask(looked_at.url, "/story/99999999999999999999").status == 404


def test_g06_who_says_that_he_is_here_has_no_more_rights_for_it(locked: Served) -> None:
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL"):
        for value in ("127.0.0.1", "/login", "for=127.0.0.1"):
            assert ask(locked.url, "/", headers={name: value}).status == 401


def test_g07_guesses_are_slowed_down_for_an_address_whatever_it_claims_to_be(
    crawl_of_the_sample: Path, tmp_path: Path
) -> None:
    database = copy(crawl_of_the_sample / "demo.db", tmp_path / "demo.db")
    with serving(database, env={HASH: str(Password.of(WORD))}) as served:
        for number in range(TRIES):
            said = log_in(served, f"guess-{number}", **{"X-Forwarded-For": f"10.0.0.{number}"})
            assert said.status == (401 if number < TRIES - 1 else 429)
        assert log_in(served, WORD).status == 429
        assert ask(served.url, "/", headers=basic(WORD)).status == 429
        log = served.database.with_suffix(".web.log").read_text()
    assert WORD not in log and "guess-" not in log
    now = [0.0]
    login = Login(Password.of(WORD), now_s=lambda: now[0])
    assert [login.takes("wrong", "one") for _ in range(TRIES)] == [False] * TRIES
    assert not login.takes(WORD, "one") and login.takes(WORD, "another")
    now[0] = 61.0
    assert login.takes(WORD, "one")


def test_g08_idle_connections_and_huge_posts_keep_nobody_out(looked_at: Served) -> None:
    host, port = looked_at.url.removeprefix("http://").split(":")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))
    with ExitStack() as open_:
        for number in range(1000):
            idle = open_.enter_context(socket.create_connection((host, int(port)), timeout=10))
            if number % 2:
                idle.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        started = time.monotonic()
        assert ask(looked_at.url, "/").status == 200
        assert time.monotonic() - started < 1
        flood = open_.enter_context(socket.create_connection((host, int(port)), timeout=10))
        flood.sendall(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 104857600\r\n\r\n")
        sent = 0
        try:
            while sent < 100 << 20:
                sent += flood.send(b"x" * 65536)
        except OSError:
            pass  # it does not listen to all of that
        assert sent < 50 << 20
        started = time.monotonic()
        assert ask(looked_at.url, "/").status == 200
        assert time.monotonic() - started < 1
        status = Path(f"/proc/{looked_at.pid}/status").read_text()
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert peak and int(peak[1]) < 300 << 10
        first = open_.enter_context(socket.create_connection((host, int(port)), timeout=20))
        first.sendall(b"GET / HT")
        assert first.recv(1) == b""  # it was given up


def test_g09_the_file_is_opened_read_only_and_no_route_writes(looked_at: Served) -> None:
    before = digest(looked_at.database)
    written = (
        "insert into sites (key) values ('x')",
        "delete from articles",
        "with x as (select 1) delete from articles",
        "drop view stories_v1",
        "pragma writable_schema=1",
        "pragma journal_mode=delete",
        "attach database '/tmp/x.db' as x",
        "vacuum into '/tmp/x.db'",
        "select load_extension('/tmp/x')",
        "select 1; delete from articles",
        "/* select */ update articles set title = ''",
    )
    for sql in written:
        for path in ("/news", "/news.json", "/news.csv"):
            quoted = sql.replace(" ", "+").replace("'", "%27").replace(";", "%3B")
            answer = ask(looked_at.url, f"{path}?sql={quoted}")
            # Rows as CSV are on their way before SQLite is asked.
            assert answer.status == 400 or (path == "/news.csv" and len(answer.body) < 200), (sql, answer.text)
    assert digest(looked_at.database) == before
    assert "mode=ro" in (ROOT / "web" / "application.py").read_text()

    import asyncio

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM articles")

    database = application(looked_at.database).get_database()
    with ThreadPoolExecutor(1) as thread:  # a browser's loop may run in this one
        written_to = thread.submit(lambda: asyncio.run(database.execute_fn(write)))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        written_to.result()
    assert digest(looked_at.database) == before


def test_g10_one_port_is_open_on_the_loopback_address_alone(looked_at: Served) -> None:
    assert [address for address, _ in listening([looked_at.pid])] == [LOOPBACK]


def test_g11_what_went_wrong_repeats_neither_the_address_nor_a_trace(crawl_of_the_sample: Path, tmp_path: Path) -> None:
    database = copy(crawl_of_the_sample / "demo.db", tmp_path / "broken.db")
    with serving(database) as served:
        mark = "zqxjk"
        wrong = [
            f"/{mark}",
            f"/{mark}.json",
            f"/story/{mark}",
            f"/news/{mark}",
            f"/{mark}/x",
            f"/{mark}%20/?{mark}={mark}",
        ]
        wrong += [f"/news/stories_v1?_sort={mark}", f"/news/{mark}.csv", f"/-/{mark}", f"/%7B%7B{mark}%7D%7D"]
        for path in wrong:
            answer = ask(served.url, path)
            assert answer.status in (302, 400, 404), path
            assert mark not in answer.text, path
        connection = sqlite3.connect(database)
        connection.execute("DROP VIEW articles_v1")
        connection.close()
        for path in ("/", "/story/1", "/article/1"):
            answer = ask(served.url, path)
            assert answer.status == 500
            for leak in ("Traceback", "articles_v1", str(tmp_path), "sqlite", ".py"):
                assert leak not in answer.text, leak
        assert "articles_v1" in served.database.with_suffix(".web.log").read_text()
