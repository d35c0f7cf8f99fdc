"""`scrapy probe`: a site that nobody described comes in; feeds, lists, a pattern and a file that crawls it go out."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.discover.links import Taking
from crawlers.errors import UsageError
from crawlers.probe.asking import Answer
from crawlers.probe.draft import Draft, key_of, place
from crawlers.probe.page import Looked, look
from crawlers.probe.pattern import guess
from crawlers.show.probed import printable
from crawlers.site import Feed, Listing, NewsSpider, Sitemap
from pipelines import flow
from pipelines.database import Database
from pipelines.explain import told
from tests.crawling import article, html, listing
from tests.local import sample_site
from tests.program import ROOT, TIMEOUT_S, run, scrapy
from tests.sample import pages
from tests.server import Reply, serve

STARTS = {
    "c114": "/news/16.html",
    "ce": "/newarea/roll/index.shtml",
    "chinanews": "/scroll-news/news1.html",
    "cinic": "/xy/gdcj/",
    "people_xz": "/GB/139190/index.html",
    "tibet_cn": "/cn/news/zx/",
    "xinhua_tibet": "/",
    "xizang_gov": "/xwzx_406/bmkx/",
}
HERE = ("-s", "NEWS_ALLOW_PRIVATE=127.0.0.1", "-s", "DOWNLOAD_DELAY=0")


def looked(body: str, url: str = "http://www.example.cn/xw/index.shtml") -> Looked:
    """Look at a page of our own."""
    page = f"<html><head><title>要闻_某某网</title></head><body>{body}</body></html>"
    kind = "text/html; charset=utf-8"
    answer = Answer(url=url, body=page.encode(), content_type=kind, fetched_at=datetime.now(UTC))
    return look(answer, Taking(hosts=("www.example.cn",)))


@pytest.mark.slow
@pytest.mark.parametrize("key", STARTS)
def test_a_sample_site_gets_a_file_that_crawls_it_at_once(key: str, tmp_path: Path) -> None:
    package = tmp_path / "found"
    package.mkdir()
    (package / "__init__.py").touch()
    database = tmp_path / "news.db"
    env = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    with sample_site(key) as site:
        where = site.url(STARTS[key])
        done = run(scrapy("probe", where, "--write", "found_site", "--folder", package, *HERE))
        assert (done.returncode, done.stderr) == (0, "")
        assert len(site.hits) <= 10
        found = ("-s", "SPIDER_MODULES=found", "-s", "NEWS_ARCHIVE_DIR=", *HERE)
        done = run(scrapy("crawl", "found_site", "--database", database, *found), env=env)
    with closing(Database.open(database, readonly=True)) as db:
        links = list(db.rows("SELECT url, state, reason FROM links_v1"))
    taken = [row for row in links if row["state"] == "stored" or row["reason"] == "judge/off_topic"]
    assert len(taken) >= 3, (done.stderr, links)
    assert any(row["state"] == "stored" for row in taken)
    assert not [row for row in links if (row["reason"] or "").startswith("extract/")]


@pytest.mark.slow
def test_adding_a_site_is_new_paths_and_no_edited_one(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in listed.splitlines():
        if name.startswith(("crawlers/", "pipelines/", "data/", "scrapy.cfg")) and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    before = digests(tmp_path)
    with sample_site("xizang_gov") as site:
        probed = there(tmp_path, "probe", site.url(STARTS["xizang_gov"]), "--write", "neighbour", *HERE)
    assert "scrapy crawl neighbour" in probed
    assert "neighbour" in there(tmp_path, "list").split()
    after = digests(tmp_path)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"crawlers/spiders/neighbour.py"}


def there(folder: Path, *words: str) -> str:
    """Run a command of the copy of the project in a folder."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(scrapy(*words), cwd=folder, env=env, capture_output=True, text=True, timeout=TIMEOUT_S)
    assert done.returncode == 0, done.stderr
    return done.stdout


def digests(folder: Path) -> dict[str, str]:
    """Return every file of a folder with what it holds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_the_pattern_of_each_sample_site_takes_its_articles_and_no_list() -> None:
    for key in STARTS:
        urls = [each.page.url for each in pages() if each.name.startswith(f"{key}/")]
        found = guess(urls, [f"http://www.example.cn{start}" for start in STARTS.values()])
        assert found.taken >= 0.75 * found.articles, (key, found)
        assert found.others_taken == 0


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/xy/gdcj/876518.html", "/xw/cyxw/870112.html", "/hy/ny/1870113.html"], r"/[a-z]+/[a-z]+/\d{5,}\.html$"),
        (["/n1/2021/0102/c12-3456789.html", "/n1/2022/0102/c12-3456780.html", "/n1/2022/1102/c12-13456780.html"],
         r"/n\d+/\d{4}/\d{4}/c\d{2}-\d{6,}\.html$"),
        (["/cn/zx/202105/t20210519_69983.html", "/cn/news/zx/202105/t20210519_69984.html",
          "/cn/tech/202105/t20210511_69985.html"], r"/cn/(?:[a-z]+/)+\d{6}/t\d{8}_\d{4,}\.html$"),
        (["/tech/20230905/8c21d7e6f4ab4b0f9d35c7e1a6b2084f/c.html"] * 2
         + ["/tech/20230906/8c21d7e6f4ab4b0f9d35c7e1a6b2084e/c.html",
            "/tech/20230907/8c21d7e6f4ab4b0f9d35c7e1a6b2084d/c.html"], r"/tech/\d{8}/[0-9a-f]{32}/c\.html$"),
        (["/d?id=7701&lx=a", "/d?id=7702&lx=a", "/d?id=7803&lx=a"], r"/d\?id=\d{3,}&lx=a$"),
        (["/a.html", "/b.html"], None),
        (["/1.html", "/x/2/1.html", "/3-4.html"], None),
    ],
)  # fmt: skip
def test_addresses_show_what_they_have_in_common(paths: Sequence[str], pattern: str | None) -> None:
    found = guess([f"http://www.example.cn{path}" for path in paths], [])
    assert found.patterns == ((pattern,) if pattern else ())
    assert all(re.search(pattern, path) for path in paths if pattern)


def test_a_pattern_that_takes_lists_too_is_none() -> None:
    articles = [f"http://www.example.cn/xw/{n}.html" for n in range(100, 110)]
    lists = [f"http://www.example.cn/zt/{n}.html" for n in range(200, 210)]
    assert guess(articles, lists).patterns == (r"/xw/\d{2,}\.html$",)
    assert guess([*articles, "http://www.example.cn/gn/1234.html"], lists).patterns == ()


def test_lists_are_told_from_menus_by_where_their_links_lead_and_what_they_say() -> None:
    rows = "".join(
        f"<li class=r{n}><a href='/xw/2022{n:04}.html'>数字西藏建设又有新进展之{n}</a></li>" for n in range(5)
    )
    menu = "".join(f"<a href='/{name}/'>{name}</a>" for name in ("xw", "zt", "gn", "sp"))
    found = looked(f"<div class='nav'>{menu}</div><div id='main'><ul class='list x'>{rows}</ul></div>")
    assert [(group.selector, group.articles) for group in found.lists] == [("div#main > ul.list > li > a", 5)]
    assert {(group.selector, len(group.links)) for group in found.groups if not group.is_list} == {("div.nav > a", 4)}
    assert len(found.links) == 9


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ('<script>createPageHTML(20, 0, "index", "shtml", 900);</script>', ("index_{n}.shtml", 1, None)),
        ('<a href="index_1.shtml">2</a><a href="index_2.shtml">3</a>', ("index_{n}.shtml", 1, None)),
        ('<a href="/xw/index2.shtml">2</a>', ("index{n}.shtml", 2, None)),
        ('<a href="/gn/index_1.shtml">2</a>', (None, 1, None)),
        ('<a href="?page=2">下一页</a>', (None, 1, "a:-soup-contains('下一页')")),
        ('<a href="http://other.example.cn/2.html">下一页</a>', (None, 1, None)),
        ("", (None, 1, None)),
    ],
)
def test_the_way_to_the_page_behind_is_found(body: str, way: tuple[str | None, int, str | None]) -> None:
    found = looked(body)
    assert (found.pages, found.first, found.next_page) == way


def test_feeds_are_those_that_the_page_names() -> None:
    found = looked(
        "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
        "<link rel='alternate' hreflang='en' href='/en/'><link rel='stylesheet' href='/a.css'>"
    )
    assert found.feeds == ("http://www.example.cn/rss.xml",)


@pytest.mark.slow
def test_feeds_and_sitemaps_that_give_articles_are_ways_of_the_file() -> None:
    paths = [f"/xy/20220301/{n}.html" for n in range(1000, 1006)]
    with serve({}) as site:
        entries = "".join(f"<item><link>{site.url(path)}</link><title>x</title></item>" for path in paths)
        places = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
        site.routes |= {path: article(n) for n, path in enumerate(paths)}
        site.routes |= {
            "/": html("<link rel=alternate type=application/rss+xml href=/news/feed>" + listing(*paths).body.decode()),
            "/news/feed": Reply(body=f"<rss><channel>{entries}</channel></rss>".encode()),
            "/robots.txt": Reply(body=f"Sitemap: {site.url('/map.xml')}".encode()),
            "/map.xml": Reply(body=f"<urlset>{places}</urlset>".encode()),
        }
        done = run(scrapy("probe", site.url("/"), *HERE))
    assert done.returncode == 0, done.stderr
    assert f'Listing("{site.url("/")}"),' in done.stdout
    assert f'Feed("{site.url("/news/feed")}"),' in done.stdout
    assert "Sitemap()," in done.stdout
    assert "西藏数据中心扩建机房第0期投入运行" in done.stdout
    assert site.paths().count("/map.xml") == 1


@pytest.mark.slow
def test_every_field_of_an_article_says_where_it_was_read() -> None:
    rules = flow.load_rules(*(ROOT / "data" / f"{name}.toml" for name in ("topics", "publishers", "indicators")))
    places: dict[str, set[str]] = {}
    for each in pages():
        explained = told(each.page, rules)
        extracted = explained.outcome.article
        assert extracted is not None
        for name, behind in explained.behind.items():
            assert behind.value == getattr(extracted, name), (each.name, name)
            places.setdefault(name, set()).add(behind.place)
        fields = ("title", "published_at", "source", "reprinted_from", "author", "editor", "original_title", "dateline")
        assert {name for name in fields if getattr(extracted, name)} <= explained.behind.keys(), each.name
    assert places["source"] >= {"between headline and body"}
    assert places["editor"] >= {"below the body"}
    assert not [name for name, found in places.items() if "several places together" in found and len(found) == 1]


def test_a_strangers_text_stays_a_text_in_the_file() -> None:
    nasty = '"""\n\'); import os; os.abort() #\\ \u2028 {0}'
    made = Draft(
        key="nasty",
        publisher=nasty,
        hosts=("www.example.cn",),
        ways=(Listing('http://www.example.cn/"', next_page="a.b"), Feed("http://www.example.cn/x'"), Sitemap()),
        patterns=(r"/\d+\.html$", 'a"b\n'),
    )
    names: dict[str, Any] = {"__name__": "nasty"}
    exec(compile(made.text(), "nasty.py", "exec"), names)
    site: type[NewsSpider] = names["Nasty"]
    assert site.publisher == nasty
    assert (site.hosts, site.discover, site.article) == (made.hosts, made.ways, made.patterns)


def test_what_a_page_says_moves_no_cursor() -> None:
    assert printable("红\x1b[31m色\x07\u202e\n题") == "红[31m色题"


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("www.cinic.org.cn", "cinic"),
        ("xz.people.com.cn", "xz_people"),
        ("drc.xizang.gov.cn", "drc_xizang"),
        ("www.360.cn", "site_360"),
        ("127.0.0.1:8080", "site_127_0_0_1"),
    ],
)
def test_a_site_gets_its_key_from_its_host(host: str, key: str) -> None:
    assert key_of(host) == key


@pytest.mark.parametrize("key", ["cinic", "Cinic", "../x", "", "1a"])
def test_no_site_is_written_over_and_none_outside_the_folder(key: str) -> None:
    with pytest.raises(UsageError):
        place(key, ROOT / "crawlers" / "spiders")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ([], 2, "name one page"),
        (["cinic"], 2, "no http or https address"),
        (["http://127.0.0.1:9/"], 1, "guard/private_address"),
        (["http://www.cinic.org.cn/", "--write", "cinic"], 2, "is there already"),
    ],
)
def test_wrong_words_and_refusals_get_one_sentence(words: list[str], status: int, sentence: str) -> None:
    done = run(scrapy("probe", *words))
    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
