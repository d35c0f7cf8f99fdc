"""A site file: what it may say, what each fault in it says back, and that one broken file stops that site only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawlers.added import added
from crawlers.errors import DefinitionError, UsageError
from crawlers.site import NewsSpider
from crawlers.sites import SiteLoader, UnknownSiteError

GOOD = """
from crawlers.site import DayRoll, Endpoint, Feed, Listing, NewsSpider, Search, Sitemap

class Site(NewsSpider):
    name = "good"
    publisher = "某某网"
    hosts = ("www.example.cn", "m.example.cn:8080")
    discover = (Listing("http://www.example.cn/xw/", pages="index_{n}.html"),
        Feed("http://m.example.cn:8080/rss"), Sitemap(),
        Search("http://www.example.cn/s?q={word}&page={n}", words=("西藏 数字经济",), encoding="gbk"),
        Search("http://www.example.cn/s.do", words=("拉萨",), form={"q": "{word}"}),
        DayRoll("http://www.example.cn/roll/%Y/%m%d/news.shtml"),
        Endpoint("http://www.example.cn/api?page={n}", items="data.list", json={"page": "{n}"}))
    article = r"/\\d+\\.html$"
    body = ".text"
    arguments = ("channel",)
    every = ("30m", "2d")
    waking = (7, 23)
"""
Loader = Callable[..., SiteLoader]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Loader]:
    """Write site files (key to text) into a package of their own and load it."""
    package = f"sites_{abs(hash(request.node.name))}"

    def loader(**files: str) -> SiteLoader:
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").touch()
        for key, text in files.items():
            (folder / f"{key}.py").write_text(text, "utf-8")
        return SiteLoader.from_settings(Settings({"SPIDER_MODULES": [package]}))

    monkeypatch.syspath_prepend(tmp_path)
    yield loader
    for name in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[name]


def test_a_good_file_is_a_site(load: Loader) -> None:
    loader = load(good=GOOD)
    assert (loader.list(), loader.broken) == (["good"], {})
    hints = loader.load("good").hints("http://www.example.cn/1.html")
    assert (hints.key, hints.publisher, hints.selectors) == ("good", "某某网", {"body": (".text",)})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    body =", "    bodie =", ("bodie", "did you mean body")),
        ("    body =", "    start =", ("start", "no such word")),
        ('name = "good"', 'name = "other"', ("name", "'good'", "rename the file")),
        ('name = "good"', 'name = "Gut!"', ("name", "lower-case")),
        ('publisher = "某某网"', 'publisher = ""', ("publisher",)),
        ('hosts = ("www.example.cn", "m.example.cn:8080")', "", ("hosts", "at least one")),
        ('("www.example.cn", "m.example.cn:8080")', '("www.example.cn")', ("hosts", "comma")),
        ('"www.example.cn",', '"http://www.example.cn/",', ("hosts", "no host name")),
        (r'r"/\d+\.html$"', r'r"/(\d+\.html$"', ("article", "does not compile")),
        (r'r"/\d+\.html$"', "7", ("article", "write a text")),
        ('body = ".text"', 'body = "a[["', ("body", "'a[['", "does not compile")),
        ("http://www.example.cn/xw/", "http://other.example.cn/xw/", ("Listing", "outside hosts")),
        ("http://m.example.cn:8080/rss", "http://m.example.cn/rss", ("Feed", "outside hosts")),
        ("http://www.example.cn/xw/", "www.example.cn/xw/", ("Listing", "no http or https address")),
        ("http://m.example.cn:8080/rss", "file:///etc/hostname", ("Feed", "no http or https address")),
        ("index_{n}.html", "index.html", ("pages", "{n}")),
        ("index_{n}.html", "http://10.0.0.1/{n}", ("Listing", "outside hosts")),
        (
            'pages="index_{n}.html"',
            'page="index_{n}.html"',
            ("line 8", "Listing has no word 'page'", "did you mean pages"),
        ),
        ('pages="index_{n}.html"', 'next_page="a["', ("Listing", "does not compile")),
        ('pages="index_{n}.html"', "max_pages=0", ("max_pages", "from 1")),
        ("Sitemap(),", '"http://www.example.cn/",', ("discover", "is none of", "DayRoll(…)")),
        ("?q={word}&page={n}", "?page={n}", ("Search", "has {word}")),
        ('words=("拉萨",)', 'words=("拉萨")', ("Search", "words", "comma")),
        ('encoding="gbk"', 'encoding="gkb"', ("Search", "encoding", "'gkb'")),
        ('encoding="gbk"', 'encoding="ascii"', ("Search", "encoding", "'ascii'")),
        ('form={"q": "{word}"}', 'form={"q": "{word}", "page": 1}', ("Search", "form", "text")),
        ('form={"q": "{word}"}', 'form="q={word}"', ("Search", "form is written as")),
        ('form={"q"', 'json={}, form={"q"', ("Search", "form or json, not both")),
        ("roll/%Y/%m%d/", "roll/%Y/%m/", ("DayRoll", "the same for two days")),
        ("roll/%Y/%m%d/", "roll/%Y/%M%d/", ("DayRoll", "'%M'", "%-d")),
        ("http://www.example.cn/roll/", "http://roll.example.cn/", ("DayRoll", "outside hosts")),
        ('items="data.list"', "items=None", ("Endpoint", "items", '"data.list"')),
        ('items="data.list"', 'items="data.list", step=0', ("Endpoint", "step", "from 1")),
        ('items="data.list"', 'items="data.list", datum="x"', ("Endpoint has no word 'datum'",)),
        ('"30m"', '"3d"', ("every", "write the shorter one first")),
        ('"30m"', '"half an hour"', ("every", "'half an hour'", "write 30m, 6h or 1d")),
        ('("30m", "2d")', '"30m"', ("every", '("1h", "1d")')),
        ("(7, 23)", "(23, 7)", ("waking", "no span of hours")),
        ("(7, 23)", "7", ("waking", "(7, 23)")),
        ("class Site", "class Site(", ("line 4", "good.py")),
        ("Sitemap(),", "Sitemap(), Atom(),", ("line 9", "Atom")),
        ("Endpoint, Feed,", "Endpoint, Fed,", ("line 2", "Fed")),
        ("Site(NewsSpider)", "Site", ("one class", "0")),
    ],
)
def test_a_wrong_file_stops_its_site_only_and_says_what_and_where(
    load: Loader, old: str, new: str, words: tuple[str, ...]
) -> None:
    assert old in GOOD
    loader = load(good=GOOD.replace(old, new), fine=GOOD.replace('"good"', '"fine"'))
    assert loader.list() == ["fine"]
    (sentence,) = loader.broken.values()
    assert all(word in sentence for word in ("good.py", *words)), sentence
    assert "\n" not in sentence
    with pytest.raises(DefinitionError, match=r"good\.py"):
        loader.load("good")


def test_an_unknown_key_names_the_near_ones(load: Loader) -> None:
    with pytest.raises(UnknownSiteError, match=r"goood: no such site; did you mean good\?"):
        load(good=GOOD).load("goood")


def test_an_argument_that_the_site_does_not_declare_is_refused(load: Loader) -> None:
    site = load(good=GOOD).load("good")
    assert site(channel="xw").channel == "xw"  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="'chanel' is not declared"):
        site(chanel="xw")


def test_a_site_owns_its_exact_hosts_only(load: Loader) -> None:
    loader = load(good=GOOD)
    urls = {"http://www.example.cn/1": ["good"], "http://example.cn/1": [], "http://x.www.example.cn/": []}
    assert {url: loader.find_by_request(Request(url)) for url in urls} == urls


def test_pages_from_anywhere_use_what_is_known_of_their_site(load: Loader) -> None:
    spider = added(["http://www.example.cn/1.html#a", "https://mirror.example/2.html"], load(good=GOOD))
    assert spider.hosts == ("www.example.cn", "mirror.example")
    known, unknown = spider.hints("http://www.example.cn/1.html"), spider.hints("https://mirror.example/2.html")
    assert (known.key, known.publisher, known.selectors) == ("", "某某网", {"body": (".text",)})
    assert (unknown.key, unknown.publisher) == ("", None)
    with pytest.raises(UsageError, match="no http or https address"):
        added(["mailto:a@example.cn"], SiteLoader([]))


def test_the_sites_of_the_project_are_all_whole() -> None:
    loader = SiteLoader(["crawlers.spiders"])
    assert loader.broken == {}
    assert {"cinic", "ce", "tibet_cn", "xizang_gov", "people_xz", "xinhua_tibet", "chinanews", "c114"} <= set(
        loader.list()
    )
    for key in loader.list():
        site = loader.load(key)
        assert issubclass(site, NewsSpider)
        assert site.__doc__
