"""Group F of the table of faults, as far as it concerns pages: what pages, people and queries may try to do there."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html
from playwright.sync_api import Browser

from tests.asking import ask, routes
from tests.browsing import Served, serving, tab
from tests.program import ROOT, copy
from web.archived import archived
from web.headers import PUBLIC

pytestmark = pytest.mark.slow
HOSTILE = (
    "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>\"'><svg onload=window.pwned=1>"
    "</title></textarea></style>{{7*1237}}{% raise %}${7*1237}<%= 7*1237 %> javascript:window.pwned=1"
)
LINK = "javascript:window.pwned=1//<script>"
SAFE_ON_ANY = ("default-src 'none'", "frame-ancestors 'none'")


@pytest.fixture(scope="module")
def hostile(crawl_of_the_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a database in which every text that a site could choose is hostile."""
    database = copy(crawl_of_the_sample / "demo.db", tmp_path_factory.mktemp("hostile") / "demo.db")
    with closing(sqlite3.connect(database)) as connection, connection:
        poison(connection)
    with serving(database) as served:
        yield served


def poison(connection: sqlite3.Connection) -> None:
    """Put hostile text into every field that came from a page, and hostile addresses into some."""
    reasons = json.dumps([f"place in the title: {HOSTILE} ×1", f"field in the lead: {HOSTILE} ×2"])
    connection.execute(
        "UPDATE articles SET title = ?1, text = ?1 || char(10) || text, publisher = ?1, source = ?1, source_name = ?1,"
        " reprinted_from = ?1, author = ?1, editor = ?1, original_title = ?1, dateline = ?1, reasons = ?2,"
        " flags = ?3, role_evidence = ?1",
        (HOSTILE, reasons, json.dumps([HOSTILE])),
    )
    connection.execute("UPDATE articles SET url = ? || id WHERE id % 2 = 0", (LINK,))
    connection.execute("UPDATE stories SET title = ?1, origin_name = ?1, flags = ?2", (HOSTILE, json.dumps([HOSTILE])))
    connection.execute("UPDATE links SET title = ?1, rule = ?1", (HOSTILE,))
    connection.execute("UPDATE links SET url = ? || id WHERE state = 'dropped' AND id % 2 = 0", (LINK,))
    connection.execute("UPDATE copies SET evidence = ?1, parent_name = iif(parent_id IS NULL, ?1, NULL)", (HOSTILE,))
    connection.execute("UPDATE sites SET publisher = ?1", (HOSTILE,))
    connection.execute("UPDATE figures SET definition = ?1, region = ?1, printed = ?1, qualifier = ?1", (HOSTILE,))
    connection.execute(
        "INSERT INTO revisions (article_id, op, replaced_at, title, text, fetched_at, extractor_version, changed,"
        " author) SELECT id, 'revised', fetched_at, ?1, ?1 || ' 12' || char(10) || text, fetched_at, '1', ?2, ?1 || 'x'"
        " FROM articles",
        (HOSTILE, json.dumps([HOSTILE])),
    )


def pages(served: Served) -> list[str]:
    with closing(sqlite3.connect(served.database)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM stories WHERE articles > 1 ORDER BY id LIMIT 4")]
    hostile = quote(HOSTILE)
    ours = [
        "/",
        "/?place=a&term=b",
        f"/?source={hostile}&place={hostile}&term={hostile}&since={hostile}&before={hostile}",
    ]
    ours += [f"/dropped?reason={hostile}", "/dropped?reason=judge/off_topic", f"/why?url={hostile}", "/article/2"]
    ours += [f"/why?url=http://a.example/{hostile}", f"/search?q={hostile}", "/news/articles_v1", "/news/links_v1"]
    ours += [f"/news?sql=select+'{hostile}'", *(f"/story/{id_}" for id_ in ids)]
    return [*ours, *(path for path in routes(served.database) if path not in ours)]


def test_f01_hostile_texts_do_nothing_on_any_page(hostile: Served, browser: Browser) -> None:
    seen, shown = 0, list[str]()
    for path in pages(hostile):
        answer = ask(hostile.url, path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        shown.append(path)
        tree = html.fromstring(answer.body)
        assert not tree.xpath("//script | //iframe | //object | //embed | //base | //meta[@http-equiv]"), path
        assert not [name for each in tree.iter() for name in each.attrib if str(name).lower().startswith("on")], path
        for each in tree.iter():
            for name in ("href", "src", "action", "formaction"):
                link = str(each.get(name, "")).strip().lower()
                assert not link.startswith(("javascript:", "data:", "vbscript:")), (path, link)
        seen += HOSTILE[:20] in html.tostring(tree, encoding="unicode", method="text")
    assert seen > 10
    with tab(browser) as opened:
        for path in shown:
            page = opened.go(hostile.url + path)
            assert page.evaluate("window.pwned === undefined"), path
            assert page.locator("img, svg[onload]").count() == 0
    assert not [said for said in opened.wrong if "404" not in said and "400" not in said]


def test_f08_what_looks_like_a_template_is_shown_as_it_is(hostile: Served) -> None:
    for path in (
        "/",
        "/story/7",
        "/dropped?reason=judge/off_topic",
        "/search?q={{7*1237}}",
        "/why?url={{7*1237}}",
        "/{{7*1237}}",
    ):
        text = ask(hostile.url, quote(path, safe="/?=")).text
        assert "{{7*1237}}" in text or "8659" not in text
        assert "8659" not in text
    assert "{{7*1237}}" in ask(hostile.url, "/").text


def test_f02_every_answer_carries_its_policy(looked_at: Served) -> None:
    asked = [
        *routes(looked_at.database),
        "/nothing",
        "//x",
        "/?place=x",
        "/news.json?sql=select+1",
        "/news?sql=nonsense",
    ]
    for path in asked:
        for headers in ({}, {"Host": "evil.test"}, {"Origin": "http://evil.test"}):
            answer = ask(looked_at.url, path, headers=headers)
            policy = answer.headers["content-security-policy"]
            assert all(word in policy for word in SAFE_ON_ANY), path
            assert "script-src" not in policy and "unsafe-eval" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert b"<script" not in answer.body.lower() or "html" not in answer.headers["content-type"], path
    assert "sandbox" in ask(looked_at.url, "/article/1/archived").headers["content-security-policy"]


def test_f05_nothing_typed_reaches_the_database_as_sql(looked_at: Served) -> None:
    with closing(sqlite3.connect(looked_at.database)) as connection:
        before = [
            tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchone()) for name in ("articles", "links")
        ]
    typed = (
        "'",
        '"',
        "' OR 1=1 --",
        "1; DROP TABLE articles",
        "%",
        "_",
        "\\",
        "*",
        '" OR "',
        "NEAR(",
        "a" * 5000,
        "%00",
        "\x01",
    )
    for text in typed:
        word = quote(text)
        for path in (
            f"/?source={word}&place={word}&term={word}&role={word}&since={word}&until={word}&before={word}",
            f"/?before=2020_{word}",
            f"/dropped?reason={word}&before={word}",
            f"/dropped?reason=judge/off_topic&before={word}|{word}",
            f"/why?url={word}",
            f"/search?q={word}",
            f"/story/{word}",
            f"/article/{word}",
            f"/figures/{word}",
            f"/sources/{word}",
            f"/news/stories_v1?_sort={word}",
            f"/news/stories_v1?title__contains={word}",
            f"/news/{word}",
        ):
            assert ask(looked_at.url, path).status < 500, path
    everything = ask(looked_at.url, "/?term=' OR 1=1 --".replace(" ", "%20")).text
    assert 'href="/story/' not in everything
    with closing(sqlite3.connect(looked_at.database)) as connection:
        assert before == [
            tuple(connection.execute(f"SELECT count(*) FROM {name}").fetchone()) for name in ("articles", "links")
        ]


def test_f06_a_slow_query_and_a_huge_page_end_in_time(looked_at: Served) -> None:
    endless = "with recursive n(i) as (select 1 union all select i+1 from n) select "
    slow = (
        endless + "max(i) from n",
        endless + "i, (select count(*) from articles_v1) from n",
        "select count(*) from figures a, figures b, figures c, figures d",
        "select a.text, b.text from articles a, articles b, articles c",
        "select hex(zeroblob(2000000000))",
        endless + "group_concat(i) from n",
        "select printf('%.*c', 1000000000, 'x')",
    )
    for sql in slow:
        for form in ("/news", "/news.json"):
            started = time.monotonic()
            answer = ask(looked_at.url, f"{form}?sql={quote(sql)}")
            assert time.monotonic() - started < 1.5, sql
            if answer.status == 200 and form.endswith("json"):
                assert len(json.loads(answer.body)["rows"]) <= 1000
            assert answer.status in (200, 400)
    columns = "&".join(f"_facet={name}" for name in ("source", "author", "editor", "role", "band", "text", "reasons"))
    for path in (
        "/news/articles_v1?_size=max&_facet=text",
        f"/news/figures_v1.json?_size=1000&{columns}",
        "/news/figures_v1?_size=99999",
    ):
        started = time.monotonic()
        ask(looked_at.url, path)
        assert time.monotonic() - started < 1.5, path
    everything = json.loads(ask(looked_at.url, "/news/figures_v1.json?_size=max").body)
    assert len(everything["rows"]) <= 1000
    assert ask(looked_at.url, "/news/figures_v1.csv?_stream=1").body.count(b"\n") <= 20_000


def test_f07_no_address_and_no_row_opens_a_file_outside_of_ours(looked_at: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.warc.gz"
    secret.write_bytes((ROOT / "data" / "sample.warc.gz").read_bytes())
    beside = tmp_path / "db" / "archive"
    beside.mkdir(parents=True)
    (beside / "link.warc.gz").symlink_to(secret)
    (beside / "own.warc.gz").write_bytes(secret.read_bytes())
    with closing(sqlite3.connect(looked_at.database)) as connection:
        (where,) = connection.execute("SELECT archive FROM articles WHERE id = 1").fetchone()
    offset = where.partition("#")[2]
    database = tmp_path / "db" / "news.db"
    found = archived(f"own.warc.gz#{offset}", database)
    assert found and "<" in found.text
    outside = (
        "link.warc.gz",
        "../../secret.warc.gz",
        str(secret),
        "../secret.warc.gz",
        "..",
        "",
        "own.warc.gz/../../x.warc.gz",
    )
    for name in (*outside, ".warc.gz", "own.warc.gz\0", "publishers.toml", "file:///etc/passwd", "a/own.warc.gz"):
        assert archived(f"{name}#{offset}", database) is None, name
    for tail in ("", "#", "#-1", "#1", "#99999999999999", "#x", f"#{offset}#{offset}", "#" + "9" * 40):
        assert archived(f"own.warc.gz{tail}", database) is None, tail
    assert archived(None, database) is None
    opened = set(Path(f"/proc/{looked_at.pid}/fd").iterdir())
    for folder in ("/static/", "/-/static/"):
        for path in (
            "../serve.py",
            "..%2fserve.py",
            "%2e%2e/serve.py",
            "....//serve.py",
            "%2e%2e%2f%2e%2e%2fdata/demo.db",
            "/etc/passwd",
        ):
            answer = ask(looked_at.url, folder + path)
            assert answer.status in (400, 302, 404, 403), path
            assert b"import" not in answer.body and b"root:" not in answer.body
    assert len(set(Path(f"/proc/{looked_at.pid}/fd").iterdir()) - opened) < 20


def test_f07_the_archived_copy_is_the_page_as_text_and_never_a_page(looked_at: Served) -> None:
    shown = ask(looked_at.url, "/article/1/archived")
    assert shown.status == 200 and shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.text.startswith("http") and "<html" in shown.text.lower()
    kept = ask(looked_at.url, "/article/1/archived?download=1")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.headers["content-type"].startswith("application/octet-stream")
    assert ask(looked_at.url, "/article/999999/archived").status == 404


def test_f09_nothing_that_is_served_reads_yaml_or_evaluates_what_it_reads() -> None:
    for path in (ROOT / "web").rglob("*.py"):
        text = path.read_text("utf-8")
        for word in ("yaml", "eval(", "exec(", "pickle", "shell=True", "from_string"):
            assert word not in text, f"{path.name}: {word}"
    for path in (ROOT / "web" / "templates").glob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape", path.read_text("utf-8")), path.name


def test_what_is_public_is_no_more_than_the_way_in() -> None:
    public = ("/login", "/static/style.css", "/static/mark.svg", "/favicon.ico")
    assert all(PUBLIC.fullmatch(path) for path in public)
    for path in ("/", "/login/x", "/static/../x.css", "/static/x.css/", "/story/1", "/loginx", "/feeds/all.atom"):
        assert not PUBLIC.fullmatch(path), path
