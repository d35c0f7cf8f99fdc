"""Lists, feeds and sitemaps become links: whose, with which titles and days, how many, and what bad input costs."""

from __future__ import annotations

import gzip
import re
import time
from datetime import date

import pytest

from crawlers.discover.endpoints import discover_rows
from crawlers.discover.feeds import discover_feed
from crawlers.discover.links import Taking
from crawlers.discover.lists import discover
from crawlers.discover.sitemaps import discover_sitemap
from crawlers.ways import Endpoint, Search

URL = "http://www.example.cn/xy/"
SITE = Taking(hosts=("www.example.cn",), patterns=(re.compile(r"/xy/\d+\.html$"),))
OPEN = Taking(hosts=("www.example.cn",))
LIST = """<html><head><title>列表</title></head><body>
<ul class="news">
<li><a href="/xy/1001.html">那曲新增三百座通信基站，牧民用上高速网络</a><span>2022-03-01</span></li>
<li><a href="1002.html" title="拉萨数据中心二期投入运行，机柜增加一倍">拉萨数据中心二期投入运行…</a>
    <i>2022年2月9日</i></li>
<li><a href="http://www.example.cn/xy/1003.html#top"><img src="3.jpg"></a>
    <a href="http://www.example.cn/xy/1003.html">日喀则电商进村，  农牧民网上卖货</a></li>
<li><a href="http://other.example.cn/xy/1004.html">别的网站的一篇报道，不在本站之内</a></li>
<li><a href="/xy/">产经频道首页</a><a href="javascript:void(0)">收藏</a>
    <a href="//www.example.cn/about.html">关于我们</a></li>
</ul>
<div class="pages"><a href="/xy/">上一页</a><a href="/xy/2.htm">下一页</a></div></body></html>"""
RSS = """<?xml version="1.0" encoding="GB2312"?>
<rss version="2.0"><channel><title>资讯</title><link>http://www.example.cn/</link>
<item><title>西藏移动开通首个5G&nbsp;专网</title><link>http://www.example.cn/xy/7001.html?a=1&b=2</link>
<pubDate>Tue, 01 Mar 2022 10:00:00 +0800</pubDate></item>
<item><title><![CDATA[喆镕公司 R&D 中心落户拉萨]]></title><link><![CDATA[http://www.example.cn/xy/7002.html]]></link></item>
<item><title>别处</title><link>http://other.example.cn/xy/7003.html</link></item>
</channel></rss>"""
ANY = Taking(hosts=("www.example.cn",), patterns=(re.compile(r"/xy/\d+\.html"),))


def read_list(
    html: str = LIST, taking: Taking = SITE, next_page: str | None = None
) -> dict[str, tuple[str | None, date | None]]:
    found = discover(html.encode(), "text/html; charset=utf-8", URL, taking, next_page=next_page)
    return {link.url.removeprefix("http://www.example.cn"): (link.title, link.day) for link in found.links}


def test_the_articles_of_the_site_are_found_with_titles_and_printed_days() -> None:
    assert read_list() == {
        "/xy/1001.html": ("那曲新增三百座通信基站，牧民用上高速网络", date(2022, 3, 1)),
        "/xy/1002.html": ("拉萨数据中心二期投入运行，机柜增加一倍", date(2022, 2, 9)),
        "/xy/1003.html": ("日喀则电商进村， 农牧民网上卖货", None),
    }


def test_a_site_without_a_pattern_takes_what_has_the_shape_and_text_of_an_article() -> None:
    html = """<a href="/a/202203/t20220301_123456.html">林芝智慧旅游平台上线，游客扫码入园</a>
    <a href="/detail?id=7">自治区发布数字经济发展规划全文</a><a href="/a/202203/t20220302_123457.html">更多</a>
    <a href="/a/index_2.html">第二页的新闻列表在这里可以看到</a>
    <a href="/pic/20220301123.jpg">一张图片的说明文字也很长很长</a>
    <a href="/sz/">数字西藏建设专题栏目的首页在此</a>"""
    assert set(read_list(html, OPEN)) == {"/a/202203/t20220301_123456.html", "/detail?id=7"}


@pytest.mark.parametrize(
    ("selector", "next_url"),
    [
        ("a:-soup-contains('下一页')", "http://www.example.cn/xy/2.htm"),
        (".pages a:nth-child(2)", "http://www.example.cn/xy/2.htm"),
        ("a:-soup-contains('上一页')", None),  # points to this very page
        ("a:-soup-contains('尾页')", None),
    ],
)
def test_the_next_page_is_where_the_site_says(selector: str, next_url: str | None) -> None:
    assert discover(LIST.encode(), "", URL, SITE, next_page=selector).next_url == next_url


def test_a_list_in_gbk_that_declares_utf_8_is_read() -> None:
    found = discover(LIST.encode("gbk"), "text/html; charset=utf-8", URL, SITE)
    assert found.links[0].title == "那曲新增三百座通信基站，牧民用上高速网络"


def test_b12_links_beyond_the_bound_are_counted_not_taken() -> None:
    html = "".join(f'<a href="/xy/{n}.html">第{n}条</a>' for n in range(1, 1234))
    found = discover(html.encode(), "", URL, SITE)
    assert (len(found.links), found.overflow) == (500, 733)


@pytest.mark.parametrize("body", [b"", b"\x00\xff\x00", b"<a " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">"])
def test_a_page_that_is_no_list_gives_no_links_and_costs_no_time(body: bytes) -> None:
    began = time.monotonic()
    assert discover(body, "text/html", URL, SITE).links == ()
    assert time.monotonic() - began < 2


def test_a_feed_in_gbk_with_html_names_and_bare_ampersands_is_read() -> None:
    found = discover_feed(RSS.encode("gbk"), "text/xml", "http://www.example.cn/rss.xml", ANY)
    assert [(link.url, link.title, link.day) for link in found.links] == [
        ("http://www.example.cn/xy/7001.html?a=1&b=2", "西藏移动开通首个5G 专网", date(2022, 3, 1)),
        ("http://www.example.cn/xy/7002.html", "喆镕公司 R&D 中心落户拉萨", None),
    ]


def test_an_atom_feed_and_an_rdf_feed_are_read() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://www.example.cn/"/><entry>
    <title type="html">山南智慧农业</title><link rel="edit" href="/xy/1.html?edit"/><link href="/xy/1.html"/>
    <updated>2022-03-01T10:00:00+08:00</updated></entry></feed>"""
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="http://www.example.cn/xy/2.html"><title>昌都</title>
    <link>http://www.example.cn/xy/2.html</link><dc:date>2022-03-02</dc:date></item></rdf:RDF>"""
    for feed, url, day in ((atom, "/xy/1.html", date(2022, 3, 1)), (rdf, "/xy/2.html", date(2022, 3, 2))):
        (link,) = discover_feed(feed.encode(), "", "http://www.example.cn/rss", ANY).links
        assert (link.url, link.day) == (f"http://www.example.cn{url}", day)


def test_b17_a_feed_that_was_cut_gives_what_is_whole() -> None:
    items = "".join(
        f"<item><title>第{n}\x08条</title><link>http://www.example.cn/xy/{n}.html</link></item>" for n in range(50)
    )
    whole = f"<rss><channel>{items}</channel></rss>".encode()
    found = discover_feed(whole[: len(whole) * 7 // 10], "", "http://www.example.cn/rss", ANY)
    assert len(found.links) >= 34
    assert found.links[0].title == "第0条"


def test_b16_a_feed_gives_at_most_2000_entries() -> None:
    items = "".join(f"<item><link>/xy/{n}.html</link></item>" for n in range(100_000))
    feed, began = f"<rss>{items}</rss>".encode(), time.process_time()
    assert len(feed) < 4 << 20, "as much as a crawl reads"
    found = discover_feed(feed, "", "http://www.example.cn/rss", ANY)
    assert (len(found.links), found.overflow) == (2000, 98_000)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>',
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><title>&x;</title></item></rss>',
        gzip.compress(bytes(64 << 20)),
        b"\x1f\x8b not gzip",
        b"404 not found",
        b"",
    ],
)
def test_b06_b13_b15_what_is_no_feed_or_a_bomb_is_refused_with_a_reason(body: bytes) -> None:
    for reading in (discover_feed, discover_sitemap):
        found = reading(body, "", "http://www.example.cn/x.xml", ANY)
        assert found.links == ()
        assert found.damage


def url_set(*entries: str) -> bytes:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</urlset>'.encode()


def test_a_sitemap_gives_the_newest_links_first_gzipped_or_not() -> None:
    plain = url_set(
        "<url><loc>http://www.example.cn/xy/1.html</loc><lastmod>2021-01-01</lastmod></url>",
        "<url><loc> http://www.example.cn/xy/2.html </loc><lastmod>2022-03-01T08:00:00+08:00</lastmod></url>",
        "<url><loc>http://www.example.cn/about.html</loc></url>",
    )
    for body in (plain, gzip.compress(plain)):
        found = discover_sitemap(body, "", "http://www.example.cn/sitemap.xml", ANY)
        assert [link.url[-6:] for link in found.links] == ["2.html", "1.html"]


def test_a_sitemap_index_names_the_sites_own_sitemaps_newest_first() -> None:
    body = b"""<sitemapindex><sitemap><loc>http://www.example.cn/s1.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>http://www.example.cn/s2.xml</loc><lastmod>2022-01-01</lastmod></sitemap>
    <sitemap><loc>http://10.0.0.1/s3.xml</loc></sitemap></sitemapindex>"""
    found = discover_sitemap(body, "", "http://www.example.cn/sitemap.xml", ANY)
    assert found.sitemaps == ("http://www.example.cn/s2.xml", "http://www.example.cn/s1.xml")


ROWS = Endpoint("http://www.example.cn/api", items="data.list", day="time")
JSON = """{"code": 0, "data": {"total": 3, "list": [
{"id": 1, "url": "/xy/1.html", "title": "西藏<em>数字</em>经济增长&nbsp;加快", "time": "2022-03-01 10:00"},
{"id": 2, "url": "http:\\/\\/www.example.cn/xy/2.html", "title": null, "time": 1646150400000},
{"id": 3, "url": "http://other.example.cn/xy/3.html", "title": "别处"}, {"id": 4, "url": null}, 7]}}"""


def rows(text: str, way: Endpoint | Search = ROWS) -> list[tuple[str, str | None, date | None]]:
    found = discover_rows(text.encode(), "application/json", way.url, ANY, way)
    assert not found.damage
    return [(link.url.removeprefix("http://www.example.cn"), link.title, link.day) for link in found.links]


def test_the_rows_of_an_endpoint_are_links_with_titles_and_days() -> None:
    assert rows(JSON) == [
        ("/xy/1.html", "西藏数字经济增长 加快", date(2022, 3, 1)),
        ("/xy/2.html", None, date(2022, 3, 2)),  # past midnight in Shanghai
    ]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (f"back({JSON});", None),
        (f"/**/window.back && back({JSON})", None),
        (f"<script>var a = [1]; var docArr = {JSON}; show(docArr)</script>", "var docArr ="),
        (f"\ufeff{JSON}", None),
    ],
)
def test_json_is_found_in_a_call_and_in_a_script(text: str, after: str | None) -> None:
    assert len(rows(text, Endpoint(ROWS.url, items="data.list", after=after))) == 2


def test_an_address_may_be_made_of_a_rows_fields() -> None:
    text = '[{"id": 7, "at": {"path": "xy"}}, {"id": null, "at": {"path": "xy"}}, {"id": 8}]'
    way = Endpoint(ROWS.url, items="", link="/{at.path}/{id}.html")
    assert rows(text, way) == [("/xy/7.html", None, None)]


def test_html_in_json_is_read_as_a_list() -> None:
    html = '{"page": {"html": "<li><a href=\'/xy/5.html\'>昌都建成农牧业大数据平台</a><i>2022-03-03</i></li>"}}'
    assert rows(html, Search(ROWS.url, words=("昌都",), items="page.html")) == [
        ("/xy/5.html", "昌都建成农牧业大数据平台", date(2022, 3, 3))
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html>系统维护</html>", "no JSON"),
        ('{"data": {"list"', "no JSON"),
        ("[" * 200_000, "no JSON"),
        ('{"data": {"rows": []}}', "'data.list' leads to no list"),
        ("", "no JSON"),
    ],
)
def test_an_endpoint_that_changed_is_damage_not_an_empty_list(text: str, words: str) -> None:
    found = discover_rows(text.encode(), "application/json", ROWS.url, ANY, ROWS)
    assert found.links == ()
    assert words in (found.damage or "")


def test_a_search_that_finds_nothing_is_an_empty_list() -> None:
    for text in ('{"data": {"list": []}}', '{"data": {"list": null}}'):
        assert rows(text) == []
