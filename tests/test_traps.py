"""Traps that a site sets, knowingly or not: what has no end of addresses costs a bounded number of requests.

Each is the real program against a server that answers every address; E01 to E08 are rows of ../shared/reliability.md.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from crawlers.memory import PEAK
from tests.crawling import Loop, article, html, listing
from tests.server import Reply, serve

LISTED = "Listing('{url}/list.html')"
NEXT = "Listing('{url}/list.html', next_page='a.next')"
INDEX = "Sitemap('{url}/sitemap.xml')"
BACK = ("--since", "2015-01-01")


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    with serve({}) as server:
        yield Loop(server=server, folder=tmp_path)


def with_next(page: Reply) -> Reply:
    """A list whose way to the page behind is told from its articles by a class."""
    return replace(page, body=page.body.replace(b"<div><a", b"<div><a class=next"))


def month(at: date, *, path: str, text: str, step: int) -> Reply:
    """A page of a calendar: a link for each of its days, and one to the month beside it, for ever."""
    days = [at + timedelta(days=n) for n in range(28)]
    cells = "".join(f"<td><a href='{day:{path}}'>{day:{text}}</a></td>" for day in days)
    beside = at + timedelta(days=28 * step)
    return html(f"<table><tr>{cells}</tr></table><a class=next rel=next href='/cal/{beside}.html'>下一页</a>")


CALENDARS = {
    "days without a headline, years to come": ("/day/%Y%m%d.html", "%d", 1),
    "days that are written out, years gone by": ("/day/%Y%m%d.html", "%Y年%-m月%-d日 星期一", -1),
    "days that look like articles, years to come": ("/%Y/%m%d/1.html", "%Y年%m月%d日拉萨高新区举行的全部活动", 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), BACK], ids=["daily", "walk back"])
@pytest.mark.parametrize("calendar", CALENDARS)
def test_e01_a_calendar_without_end_costs_thirty_requests_at_most(
    loop: Loop, calendar: str, words: tuple[str, ...]
) -> None:
    path, text, step = CALENDARS[calendar]
    today = date.today() + timedelta(days=2)  # noqa: DTZ011 - any day will do

    def answer(asked: str) -> Reply:
        at = date.fromisoformat(asked[5:15]) if asked.startswith("/cal/") else today
        return month(at, path=path, text=text, step=step)

    loop.server.routes["/list.html"] = with_next(listing("/xy/20220301.html", after=f"/cal/{today}.html"))
    loop.server.routes.update({"/xy/20220301.html": article(1), "/robots.txt": Reply(status=404)})
    loop.server.otherwise = answer
    status, said = replace(loop, pattern=()).crawl(NEXT, *words)
    assert status == 0, said
    assert len(loop.server.hits) <= 30, loop.server.paths()
    assert [row["n"] for row in loop.rows("SELECT count(*) AS n FROM articles_v1")] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("write", ["{path};jsessionid=0A{n}", "{path}?PHPSESSID={n}", "{path}?sid=0123456789abcdef{n}"])
def test_e02_a_new_session_in_every_link_is_one_page_and_few_requests(loop: Loop, write: str) -> None:
    """Every answer writes new sessions into all its links: articles, parts, the list itself and the page behind it."""
    sessions = count()

    def with_session(path: str) -> str:
        return write.format(path=path, n=next(sessions))

    def answer(asked: str) -> Reply:
        if asked.startswith("/xy/1001.html"):
            return article(1, *(with_session("/xy/1001.html") for _ in range(30)))
        return with_next(listing(*(with_session("/xy/1001.html") for _ in range(40)), after=with_session("/list.html")))

    loop.server.routes["/robots.txt"] = Reply(status=404)
    loop.server.otherwise = answer
    for _ in range(3):
        status, said = loop.crawl(NEXT, NEWS_CANARY_EVERY=1)
        assert status == 0, said
    assert len(loop.server.hits) <= 100, len(loop.server.hits)
    assert [row["n"] for row in loop.rows("SELECT count(*) AS n FROM articles_v1")] == [1]
    assert {path: state for path, (state, _) in loop.links().items()} == {"/xy/1001.html": "stored"}


def named(loop: Loop, *paths: str) -> Reply:
    """An index of sitemaps."""
    rows = "".join(f"<sitemap><loc>{loop.server.url(path)}</loc></sitemap>" for path in paths)
    return Reply(body=f"<sitemapindex>{rows}</sitemapindex>".encode(), headers={"Content-Type": "text/xml"})


LOOPS: dict[str, Callable[[str, Iterator[int]], list[str]]] = {
    "two that name each other, and themselves": lambda _, __: ["/sitemap.xml", "/s1.xml"],
    "an index that names a hundred new ones, and each of them as many": lambda _, numbers: [
        f"/s{next(numbers)}.xml" for _ in range(100)
    ],
    "names that grow": lambda asked, _: [f"{asked[:-4]}-{n}.xml" for n in range(60)],
}


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), BACK], ids=["daily", "walk back"])
@pytest.mark.parametrize("trap", LOOPS)
def test_e05_sitemaps_that_name_each_other_cost_fifty_requests_at_most(
    loop: Loop, trap: str, words: tuple[str, ...]
) -> None:
    numbers = count()
    robots = "".join(f"Sitemap: {loop.server.url(f'/robots{n}.xml')}\n" for n in range(80))
    loop.server.routes["/robots.txt"] = Reply(body=robots.encode(), headers={"Content-Type": "text/plain"})
    loop.server.otherwise = lambda asked: named(loop, *LOOPS[trap](asked, numbers))
    for ways in (INDEX, f"Listing('{{url}}/list.html'), {INDEX}, Sitemap()"):
        before = len(loop.server.hits)
        loop.crawl(ways, *words)
        assert 2 <= len(loop.server.hits) - before <= 50


@pytest.mark.slow
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_e06_of_two_hundred_thousand_addresses_in_a_sitemap_the_newest_five_thousand_are_taken(
    loop: Loop, pack: Callable[[bytes], bytes]
) -> None:
    first = date(2015, 1, 1)
    rows = "".join(
        f"<url><loc>{loop.server.url(f'/xy/{n}.html')}</loc><lastmod>{first + timedelta(days=n // 60)}</lastmod></url>"
        for n in range(100_000, 300_000)
    )
    body = pack(f"<urlset>{rows}</urlset>".encode())
    loop.server.routes.update({"/robots.txt": Reply(status=404), "/sitemap.xml": Reply(body=body)})
    child = loop.start(INDEX)
    while child.poll() is None and "/sitemap.xml" not in loop.server.paths()[:-1]:  # the next one is an article
        time.sleep(0.05)
    peak = PEAK.search(Path(f"/proc/{child.pid}/status").read_text("ascii"))
    child.terminate()
    child.communicate(timeout=60)
    assert peak
    assert int(peak[1]) < 400 << 10, "kB: what a crawl may take before MEMUSAGE_LIMIT_MB ends it"
    (taken,) = loop.rows("SELECT count(*) AS n, min(url) AS oldest FROM links_v1 WHERE url LIKE '%.html'")
    assert taken["n"] == 5000
    assert taken["oldest"] >= loop.server.url("/xy/294000.html")
    (over,) = loop.rows("SELECT rule FROM links_v1 WHERE state = 'overflow'")
    assert "195000" in over["rule"]


NEWS = "".join(f"<li><a href='/xy/{n}.html'>拉萨数据中心第{n}期机房建成投入运行</a></li>" for n in range(1000, 1012))
SOFT = {
    "a sentence": html("<h1>404</h1><p>抱歉，您访问的页面不存在。</p><a href='/'>返回首页</a>"),
    "a sentence above the news": html(f"<h2>您要查看的页面已删除或不存在</h2><h3>推荐阅读</h3><ul>{NEWS}</ul>"),
    "the start page": html(f"<h1>某某网</h1><ul>{NEWS}</ul><div>版权所有 某某网</div>"),
    "a redirect to the start page": Reply(status=302, headers={"Location": "/"}),
    "a page that waits": html("<p>页面找不到了，5秒后自动跳转到首页</p><script>location='/'</script>"),
    "a frame without a text": html("<h1>数字西藏</h1><div>2022-03-01 来源：某某网</div><div class=text></div>"),
    "nothing": html(""),
    "English": html("<h1>Page not found</h1><p>The page you requested has been moved or removed.</p>"),
}


@pytest.mark.slow
def test_e07_of_two_hundred_pages_that_are_gone_and_say_200_none_is_an_article(loop: Loop) -> None:
    paths = [f"/xy/{n}.html" for n in range(2000, 2200)]
    kinds = list(SOFT.values())
    gone = {path: kinds[n % len(kinds)] for n, path in enumerate(paths)}
    whole = "/xy/1999.html"
    loop.server.routes.update({"/list.html": listing(whole, *paths), whole: article(1), **gone})
    loop.server.routes.update({"/": SOFT["the start page"], "/robots.txt": Reply(status=404)})
    status, said = loop.crawl(LISTED, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert status == 0, said
    links = loop.links()
    assert len(links) == 201
    assert links.pop(whole)[0] == "stored"
    assert {path: state for path, (state, _) in links.items() if state != "dropped"} == {}
    assert all(reason for _, reason in links.values())
    assert [row["n"] for row in loop.rows("SELECT count(*) AS n FROM articles_v1")] == [1]


@pytest.mark.slow
def test_e08_an_article_under_two_hundred_addresses_is_one_article_with_an_alias_for_each(loop: Loop) -> None:
    """Spellings, folders and queries together; tests/test_aliases.py has each of them alone."""
    spelled = [f"/xy/1001.html;jsessionid=0A{n}" for n in range(100)]
    folders = [f"/xy/{20220301 + n}/1001.html" for n in range(100)]
    page = article(1)
    loop.server.routes.update({"/list.html": listing(*spelled, *folders), "/xy/1001.html": page})
    loop.server.routes.update(dict.fromkeys(folders, page))
    status, said = loop.crawl(LISTED, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert status == 0, said
    assert [row["n"] for row in loop.rows("SELECT count(*) AS n FROM articles_v1")] == [1]
    assert [row["n"] for row in loop.rows("SELECT count(*) AS n FROM aliases_v1")] == [200]
