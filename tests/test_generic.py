"""A site of which nothing is known: which links are articles, found from address, place, text and repetition."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.discover.links import Taking, absolute
from crawlers.discover.lists import discover
from crawlers.discover.shapes import shape
from crawlers.sites import SiteLoader
from tests.crawling import Loop, article, listing
from tests.quality import BENCH
from tests.sample import answers
from tests.sample.render import Answer
from tests.sample.yields import links
from tests.server import serve

LISTS = BENCH / "lists" / "index.jsonl"
SITES = SiteLoader(["crawlers.spiders"])
FLOOR = 0.95
URL = "http://www.example.cn/xw/"
OPEN = Taking(hosts=("www.example.cn",))


def shares(found: set[str], wanted: set[str]) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & wanted)
    return right / max(1, len(found)), right / max(1, len(wanted))


@cache
def sent() -> dict[str, Answer]:
    """All that the sample's servers answer, rendered once."""
    return {answer.url: answer for answer in answers()}


@pytest.mark.parametrize("key", SITES.list())
def test_our_sites_are_read_as_well_with_their_patterns_taken_away(key: str) -> None:
    site = SITES.load(key)
    answered = sent()
    told, untold = Taking(hosts=site.hosts, patterns=site.article_patterns()), Taking(hosts=site.hosts)
    wanted = {link for way in site.discover for link in links(site, way, answered, told)}
    if not wanted:
        pytest.skip(f"no list page of {key} is saved")
    found = {link for way in site.discover for link in links(site, way, answered, untold)}
    precision, recall = shares(found, wanted)
    assert (precision >= FLOOR, recall >= FLOOR) == (True, True), (found - wanted, wanted - found)


def real_lists() -> Iterator[tuple[str, Path, str, dict[str, str]]]:
    """Name, file, address and labels (URL to label; article wins) of each real list page."""
    for line in LISTS.read_text("utf-8").splitlines() if LISTS.exists() else ():
        row = json.loads(line)
        labels: dict[str, str] = {}
        for link in row["links"]:
            url = absolute(row["base_url"], link["url"] or link["href"])
            if url and (urlsplit(url).hostname or "").endswith(row["site"]):
                labels[url] = "article" if "article" in (labels.get(url), link["label"]) else link["label"]
        yield row["id"], LISTS.parent.parent / row["file"], row["base_url"], labels


@pytest.mark.skipif(not LISTS.exists(), reason="the real list pages are not here: ../shared/bench/lists")
def test_real_lists_are_read_with_precision_and_recall_of_95_percent() -> None:
    results = {}
    for name, file, url, labels in real_lists():
        taking = Taking(hosts=tuple({urlsplit(each).netloc for each in labels}))
        found = {link.url for link in discover(gzip.decompress(file.read_bytes()), "", url, taking).links}
        results[name] = shares(found, {each for each, label in labels.items() if label == "article"})
    assert len(results) == 5
    assert min(min(each) for each in results.values()) >= FLOOR, results


ROWS = "".join(
    f'<li><a href="/xw/202203/t2022030{n}_12345{n}.html">西藏数字经济发展又有新进展之{n}</a></li>' for n in range(1, 8)
)
NONE = {
    "counter": '<a href="/xw/202203/t20220301_999991.html">评论（12345678）</a>',
    "foot": '<div id="footer"><a href="/xkz/10120170001.html">互联网新闻信息服务许可证10120170001</a></div>',
    "nav": '<nav><a href="/zt/20220301_12345.html">两会专题报道二〇二二年全集</a></nav>',
    "lone": '<a href="/about/contact10086.shtml">联系我们与违法不良信息举报方式</a>',
    "pictures": '<a href="/photo/202203/t20220301_888888.html">一组高原风光图片带你走进那曲</a>',
    "comments": '<a href="http://comment.example.cn/t20220301_888888.html">大家都在看的一篇评论文章</a>',
    "channel": '<a href="/sz/20220301888/">数字经济</a>',
    "page": '<div class="pages"><a href="/xw/202203/t20220301_777777.html">第一页第二页第三页第四页</a></div>',
}


@pytest.mark.parametrize("what", NONE)
def test_what_only_looks_like_an_article_is_none(what: str) -> None:
    html = f"<html><body><div class='list'><ul>{ROWS}</ul>{NONE[what]}</div></body></html>"
    taking = Taking(hosts=(*OPEN.hosts, "comment.example.cn"))
    assert len(discover(html.encode(), "", URL, taking).links) == 7


def test_a_short_list_has_nothing_that_repeats_and_loses_nothing() -> None:
    html = '<a href="/a/98765.html">拉萨数据中心二期投入运行</a><a href="/b/x76543.shtml">那曲新增三百座通信基站</a>'
    assert len(discover(html.encode(), "", URL, OPEN).links) == 2


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/article/4TTaoSTxMLp", True),
        ("/zhuanti/Tibet2025Expo", False),
        ("/article/newsletter", False),
        ("/M5G", False),
    ],
)
def test_a_key_of_digits_and_letters_of_both_cases_is_an_article(path: str, is_one: bool) -> None:
    assert OPEN.is_article(f"http://www.example.cn{path}", None) is is_one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a/202203/t20220301_1.html", "/b/201501/t20150102_23456.html"),
        ("/2-b51327b18dff4d8aa163774fcd9240e6.html", "/28-7171ca77b18547bcbc9b0547be4e8ad6.html"),
        ("/FGJ8N4GV0001899O.html", "/FIVR494C0538AT45.html"),
        ("/article/4TTaoSTxMLp", "/article/45cUxL8gpZl"),
        ("/detail?id=1", "/detail?id=22"),
    ],
)
def test_files_that_differ_in_numbers_and_keys_have_one_shape(one: str, other: str) -> None:
    assert shape(f"http://x.cn{one}") == shape(f"http://x.cn{other}")
    assert shape(f"http://x.cn{one}") != shape("http://x.cn/detail.html?id=1")


@pytest.mark.slow
def test_a_site_with_nothing_but_a_host_and_a_start_page_is_crawled(tmp_path: Path) -> None:
    pages = [f"/xw/202203/t2022030{n}_12345{n}.html" for n in range(1, 8)]
    routes = {
        "/": listing(*pages[:5], "/about/contact10086.shtml", after="/index_1.html"),
        "/index_1.html": listing(*pages[5:], after="/"),
        **{path: article(n) for n, path in enumerate(pages)},
    }
    with serve(routes) as server:
        loop = Loop(server=server, folder=tmp_path, pattern=())
        status, said = loop.crawl("Listing('{url}/')")
        assert status == 0, said
        assert loop.links().keys() == set(pages)
    assert {state for state, _ in loop.links().values()} == {"stored"}
