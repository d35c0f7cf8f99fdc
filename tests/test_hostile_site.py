"""One site that does everything wrong at once, crawled by the real program: what is good is stored, nothing else is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from xml.etree.ElementTree import fromstring

import pytest
from pyarrow import parquet

from crawlers.archive.read import read_record
from crawlers.discover.sitemaps import MAX_LINKS, discover_sitemap
from pipelines.out import feed
from tests.asking import ask
from tests.browsing import serving
from tests.crawling import Loop, article, html, listing
from tests.program import run, scrapy
from tests.server import Reply, Server, serve
from tests.test_discover import ANY, url_set

SOFT_404 = html("<h1>页面不存在</h1><p>您访问的页面不存在或已删除，请返回首页。</p>")
LOST = [f"/xy/{number}.html" for number in range(5000, 5200)]
GOOD = ("/xy/1001.html", "/xy/1002.html")
TIBETAN, EMOJI, RARE = "བོད་ལྗོངས", "📡", "𠮷"
OWN = (
    "西藏数字经济的新项目在那曲开工，旧仓库改成了数据中心，牧民合作社可以在那里学习网上记账。",
    "施工单位说，机房屋顶铺设的光伏板白天供电，夜里由电池接上，冬天也不必另烧柴油。",
    "县里打算明年再办三个教学点，让离公路远的乡镇也有人会修设备。",
)
ODD = {
    "/xy/2001.html": Reply(body=bytes(range(128, 256)) * 400),
    "/xy/2002.html": Reply(body=b""),
    "/xy/2003.html": Reply(body=b"<html><body><h1>\xe8\xa5\xbf\xe8\x97\x8f", headers={"Content-Type": ""}),
    "/xy/2004.html": Reply(body=b"\x89PNG\r\n" + bytes(5000), headers={"Content-Type": "text/html"}),
}
WAYS = (
    "Listing('{url}/list.html', next_page=\"a:-soup-contains('下一页')\"),"
    " Listing('{url}/calendar/1.html', next_page=\"a:-soup-contains('下一页')\"),"
    " Feed('{url}/rss.xml'), Sitemap('{url}/index.xml')"
)
CALENDAR = 400


def site(sentinel: Server) -> dict[str, Reply]:
    """A list, a calendar, a feed and sitemaps, all of which lead where nobody should go."""
    evil = sentinel.url("/xy/1.html")
    months = {
        f"/calendar/{month}.html": html(f"<p>{month}月</p><a href='/calendar/{month + 1}.html'>下一页</a>")
        for month in range(1, CALENDAR)
    }
    strange = html(
        f"<h1>西藏数字经济新进展{TIBETAN}{EMOJI}{RARE}</h1><div>2022-03-02 10:05 来源：某某网</div>"
        f"<p>\x00{OWN[0]}{TIBETAN}{EMOJI}{RARE}</p><p>{OWN[1]}</p><p>{OWN[2]}</p>"
    )
    torn = strange.body.replace("机房".encode(), "机\ud800房".encode("utf-8", "surrogatepass"), 1)
    page = article(1)
    return {
        "/list.html": Reply(
            body=listing(*GOOD, evil, *ODD, *LOST).body,
            headers={"Set-Cookie": "session=1", "Content-Type": "text/html"},
        ),
        "/xy/1001.html": Reply(
            body=page.body + f'<img src="{evil}"><iframe src="{evil}"></iframe>'.encode(),
            headers={**page.headers, "Set-Cookie": "session=2"},
        ),
        "/xy/1002.html": Reply(body=torn, headers=strange.headers),
        "/rss.xml": Reply(body=f"<rss><channel><item><link>{evil}</link></item></channel></rss>".encode()),
        "/index.xml": Reply(
            body=f"<sitemapindex><sitemap><loc>/index.xml</loc></sitemap><sitemap><loc>/more.xml</loc></sitemap>"
            f"<sitemap><loc>{sentinel.url('/s.xml')}</loc></sitemap></sitemapindex>".encode()
        ),
        "/more.xml": Reply(
            body=f"<sitemapindex><sitemap><loc>/index.xml</loc></sitemap><url><loc>{evil}</loc></url></sitemapindex>".encode()
        ),
        **months,
        **ODD,
        **dict.fromkeys(LOST, SOFT_404),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loop, Server, str]]:
    """The site after one crawl, the server that nobody should ask, and what the crawl said."""
    with serve({}, address="127.0.0.2") as sentinel, serve(site(sentinel)) as server:
        loop = Loop(server=server, folder=tmp_path_factory.mktemp("hostile"))
        _, said = loop.crawl(WAYS, NEWS_ARCHIVE_DIR=loop.folder / "archive")
        yield loop, sentinel, said


@pytest.mark.slow
def test_d15_links_pictures_feeds_and_sitemaps_lead_nobody_to_another_address(
    crawled: tuple[Loop, Server, str],
) -> None:
    loop, sentinel, said = crawled
    assert sentinel.hits == []
    assert "Traceback" not in said
    assert {row["url"] for row in loop.rows("SELECT url FROM articles_v1")} == {loop.server.url(path) for path in GOOD}


@pytest.mark.slow
def test_d18_no_request_carries_a_cookie_or_a_password(crawled: tuple[Loop, Server, str]) -> None:
    assert not [hit for hit in crawled[0].server.hits if {"cookie", "authorization"} & set(hit.headers)]


@pytest.mark.slow
def test_e07_of_two_hundred_pages_that_say_that_they_are_not_there_none_is_an_article(
    crawled: tuple[Loop, Server, str],
) -> None:
    links = crawled[0].links()
    assert {links[path][0] for path in LOST} == {"dropped"}


@pytest.mark.slow
def test_b20_noise_and_emptiness_are_no_articles_and_say_why(crawled: tuple[Loop, Server, str]) -> None:
    links = crawled[0].links()
    assert {links[path][0] for path in ODD} <= {"dropped", "failed"}
    assert all(links[path][1] for path in ODD)


@pytest.mark.slow
def test_e01_e05_a_calendar_without_end_and_sitemaps_in_a_circle_are_left(crawled: tuple[Loop, Server, str]) -> None:
    paths = crawled[0].server.paths()
    assert sum(path.startswith("/calendar/") for path in paths) <= 30
    assert sum(path.endswith(".xml") for path in paths) <= 10


@pytest.mark.slow
def test_c06_c07_half_characters_go_and_rare_ones_stay(crawled: tuple[Loop, Server, str]) -> None:
    (row,) = crawled[0].rows("SELECT title, text FROM articles_v1 WHERE url LIKE '%1002.html'")
    assert row["title"].endswith(f"{TIBETAN}{EMOJI}{RARE}")
    assert f"{OWN[0]}{TIBETAN}{EMOJI}{RARE}" in row["text"]
    assert "\x00" not in row["text"] and not any("\ud800" <= letter <= "\udfff" for letter in row["text"])


@pytest.mark.slow
def test_c07_tibetan_emoji_and_rare_characters_leave_as_they_came(crawled: tuple[Loop, Server, str]) -> None:
    """By the archive, byte for byte; by every file and feed, letter for letter."""
    loop = crawled[0]
    (row,) = loop.rows("SELECT * FROM articles_v1 WHERE url LIKE '%1002.html'")
    name, _, at = row["archive"].partition("#")
    sent = loop.server.routes["/xy/1002.html"]
    assert isinstance(sent, Reply) and read_record(loop.folder / "archive" / name, int(at)).body == sent.body
    exported = {form: loop.folder / f"articles.{form}" for form in ("jsonl", "csv", "parquet")}
    for form, file in exported.items():
        words = ("--kind", "article", "--format", form, "--output", file, "--database", loop.database)
        done = run(scrapy("export", *words))
        assert done.returncode == 0, done.stderr
    wanted = (row["title"], row["text"])
    lines = [json.loads(line)["row"] for line in exported["jsonl"].read_text("utf-8").splitlines()]
    table = csv.DictReader(io.StringIO(exported["csv"].read_bytes().decode("utf-8-sig"), newline=""))
    for rows in (lines, list(table), parquet.read_table(exported["parquet"]).to_pylist()):
        assert wanted in [(each["title"], each["text"]) for each in rows]
    with serving(loop.database) as served:
        for path in ("/feeds/all.atom", "/export/stories.csv", "/news/articles_v1.csv"):
            assert row["title"] in ask(served.url, path).text, path
        entries = fromstring(ask(served.url, "/feeds/all.atom").body).iter(f"{{{feed.ATOM}}}title")
        assert row["title"] in [entry.text for entry in entries]
        items = json.loads(ask(served.url, "/feeds/all.json").body)["items"]
        assert row["title"] in [item["title"] for item in items]
        assert any(f"{TIBETAN}{EMOJI}{RARE}" in item["summary"] for item in items)


@pytest.mark.slow
def test_e06_of_a_sitemap_without_end_the_newest_are_taken() -> None:
    urls = [
        f"<url><loc>http://www.example.cn/xy/{n}.html</loc><lastmod>20{n % 20:02}-01-01</lastmod></url>"
        for n in range(3 * MAX_LINKS)
    ]
    found = discover_sitemap(url_set(*urls), "", "http://www.example.cn/sitemap.xml", ANY)
    assert (len(found.links), found.overflow) == (MAX_LINKS, 2 * MAX_LINKS)
    assert min(link.day.year for link in found.links if link.day) >= 2013
