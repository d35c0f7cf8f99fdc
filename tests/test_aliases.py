"""One page, many addresses: it is one link and one article, and every address that was seen says what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.discover.links import Taking
from crawlers.discover.own_address import own_address
from pipelines.database import Database, FoundLink
from tests.crawling import Loop, article, listing
from tests.server import Reply, Routes, serve
from tests.stored import AT
from tests.storing import sample, save

LISTED = "Listing('{url}/list.html')"
TAKING = Taking(hosts=("www.x.cn", "m.x.cn"))
URL = "http://m.x.cn/xy/1001.html?from=2"


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


@pytest.mark.parametrize(
    ("tag", "own"),
    [
        ('<link rel="canonical" href="http://www.x.cn/xy/1001.html">', "http://www.x.cn/xy/1001.html"),
        ("<LINK HREF='//www.x.cn/news/1001.html' REL='canonical'/>", "http://www.x.cn/news/1001.html"),
        ("<link href=/xy/1001.html?a=1&amp;b=2 rel=canonical>", "http://m.x.cn/xy/1001.html?a=1&b=2"),
        (f'<link rel="canonical" href="{URL}">', None),
        ('<link rel="canonical" href="http://other.cn/xy/1001.html">', None),  # another site's
        ('<link rel="canonical" href="http://10.0.0.1/xy/1001.html">', None),
        ('<link rel="canonical" href="http://www.x.cn/">', None),  # what every page of a careless site says
        ('<link rel="canonical" href="http://www.x.cn/xy/1002.html">', None),  # left over from a template
        ('<link rel="stylesheet" href="/canonical/1001.html">', None),
        ("", None),
    ],
)
def test_a_page_is_believed_on_its_own_site_and_of_its_own_file_only(tag: str, own: str | None) -> None:
    body = f"<html><head><title>数字西藏</title>{tag}</head><body></body></html>".encode()
    assert own_address(body, URL, TAKING) == own


def test_twins_of_scheme_and_screen_are_one_link(db: Database) -> None:
    twins = ["http://www.x.cn/a/1.html", "https://www.x.cn/a/1.html", "http://m.x.cn/a/1.html", "https://x.cn/a/1.html"]
    for url in twins:
        db.take_in("cinic", "list", [FoundLink(url=url)], at=AT)
    assert [row["url"] for row in db.rows("SELECT url FROM links_v1")] == twins[:1]
    assert {url: db.stands_for(url) for url in twins[1:]} == dict.fromkeys(twins[1:], (twins[0], "twin"))
    assert db.known([*twins, "http://www.x.cn/a/2.html"]) == set(twins)


def test_other_hosts_ports_and_queries_are_other_links(db: Database) -> None:
    urls = ["http://www.x.cn/a?id=1", "http://www.x.cn/a?id=2", "http://news.x.cn/a?id=1", "http://www.x.cn:81/a?id=1"]
    assert db.take_in("cinic", "list", [FoundLink(url=url) for url in urls], at=AT) == 4


def test_a_page_without_end_of_spellings_keeps_three_hundred(db: Database) -> None:
    spelled = tuple(f"http://www.x.cn/a?id=1&sessionid={n}" for n in range(500))
    db.take_in("cinic", "list", [FoundLink(url="http://www.x.cn/a?id=1", spelled=spelled)], at=AT)
    assert len(list(db.rows("SELECT url FROM aliases_v1"))) == 300


def test_the_same_file_in_another_folder_is_the_same_article_but_a_copy_under_another_name_is_one_of_its_own(
    db: Database,
) -> None:
    first = sample("cinic/01")
    assert first.article
    folder, _, name = first.page.url.rpartition("/")
    save(db, first)
    for url, articles in ((f"{folder}/zt/{name}", 1), (f"{first.page.url}?id=7", 1), (f"{folder}/9{name}", 2)):
        page = replace(first.page, url=url, link=url)
        save(db, replace(first, page=page, article=replace(first.article, url=url)))
        assert len(list(db.rows("SELECT id FROM articles_v1"))) == articles, url
    assert {row["state"] for row in db.rows("SELECT state FROM links_v1")} == {"stored"}
    kinds = [row["kind"] for row in db.rows("SELECT kind FROM aliases_v1")]
    assert kinds == ["same_page", "same_page"]


def test_an_article_is_visited_at_one_of_its_addresses(db: Database) -> None:
    first = sample("cinic/01")
    assert first.article
    fresh = replace(first.article, published_at=AT.date().isoformat())
    urls = [first.page.url, f"{first.page.url}?id=7"]
    for url in urls:
        save(db, replace(first, page=replace(first.page, url=url, link=url), article=replace(fresh, url=url)))
    due = {row["url"]: row["revisit_at"] for row in db.rows("SELECT url, revisit_at FROM links_v1")}
    assert [bool(due[url]) for url in urls] == [True, False]


@pytest.mark.slow
@pytest.mark.parametrize(
    "write",
    ["/xy/1001.html?utm_source={n}", "/xy/1001.html;jsessionid=0A{n}", "/xy/1001.html?sid=0123456789abcdef{n}"],
)
def test_e02_e08_an_article_under_200_spellings_is_asked_for_once_and_has_200_aliases(
    loop_of: Callable[[Routes], Loop], write: str
) -> None:
    loop = loop_of({"/list.html": listing(*(write.format(n=n) for n in range(200))), "/xy/1001.html": article(1)})
    status, said = loop.crawl(LISTED)
    assert status == 0, said
    assert sum(path.startswith("/xy/") for path in loop.server.paths()) == 1
    assert len(loop.rows("SELECT id FROM articles_v1")) == 1
    assert [row["n"] for row in loop.rows("SELECT count(*) AS n FROM aliases_v1")] == [200]


@pytest.mark.slow
@pytest.mark.parametrize("head", ["", "<link rel='canonical' href='/xy/1001.html'>"])
def test_e08_an_article_under_200_addresses_that_nothing_tells_apart_is_one_article(
    loop_of: Callable[[Routes], Loop], head: str
) -> None:
    paths = [f"/xy/1001.html?n={n}" for n in range(200)]
    page = Reply(body=article(1).body.replace(b"<title>", head.encode() + b"<title>"))
    loop = loop_of({"/list.html": listing(*paths), **dict.fromkeys(paths, page)})
    loop = replace(loop, pattern=r"/xy/\d+\.html")
    status, said = loop.crawl(LISTED, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert status == 0, said
    assert len(loop.rows("SELECT id FROM articles_v1")) == 1
    assert {row["state"] for row in loop.rows("SELECT state FROM links_v1")} == {"stored"}
    (aliases,) = loop.rows("SELECT count(*) AS n, min(kind) AS kind FROM aliases_v1")
    assert aliases == ({"n": 200, "kind": "canonical"} if head else {"n": 199, "kind": "same_page"})
    assert [row["n"] for row in loop.rows("SELECT count(revisit_at) AS n FROM links_v1")] == [0]
