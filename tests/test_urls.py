"""The identity of a URL: what is dropped, what is kept, and that Scrapy's fingerprint is the same function."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from crawlers.urls import Fingerprinter, canonicalise, date_in

SAME = [
    ("HTTP://WWW.Tibet.CN/cn/news/zx/", "http://www.tibet.cn/cn/news/zx/"),
    ("http://www.tibet.cn:80/a.html", "http://www.tibet.cn/a.html"),
    ("https://www.news.cn:443/tech/", "https://www.news.cn/tech/"),
    ("http://www.tibet.cn./a.html", "http://www.tibet.cn/a.html"),
    ("http://www.tibet.cn", "http://www.tibet.cn/"),
    ("http://www.tibet.cn/a.html#comment", "http://www.tibet.cn/a.html"),
    ("http://www.tibet.cn/a.html?utm_source=x&spm=0.0.0", "http://www.tibet.cn/a.html"),
    ("http://www.tibet.cn/a.html?from=timeline&isappinstalled=0", "http://www.tibet.cn/a.html"),
    ("http://x.gov.cn/a;jsessionid=0A1B.node1?id=3", "http://x.gov.cn/a?id=3"),
    ("http://x.gov.cn/a?PHPSESSID=abc&id=3", "http://x.gov.cn/a?id=3"),
    ("http://x.gov.cn/a?sid=0a1b2c3d4e5f60718293a4b5&id=3", "http://x.gov.cn/a?id=3"),
    ("http://x.gov.cn/(S(lit3py55t21z5v55vlm25s55))/a.aspx?id=3", "http://x.gov.cn/a.aspx?id=3"),
    ("http://big5.www.gov.cn/gate/big5/www.gov.cn/xinwen/t1_2.htm", "http://www.gov.cn/xinwen/t1_2.htm"),
    ("http://big5.xinhuanet.com/gate/big5/xz.xinhuanet.com/a.htm?spm=1#x", "http://xz.xinhuanet.com/a.htm"),
    ("http://x.gov.cn/xw/default.html", "http://x.gov.cn/xw/"),
    ("http://x.gov.cn/a?b=2&a=1", "http://x.gov.cn/a?a=1&b=2"),
    ("http://x.gov.cn/xw/index.html", "http://x.gov.cn/xw/"),
    ("http://x.gov.cn/a/./b/../c.html", "http://x.gov.cn/a/c.html"),
    ("http://x.gov.cn/%7Ea/%d6%d0.html", "http://x.gov.cn/~a/%D6%D0.html"),
    (" http://x.gov.cn/a.html\n", "http://x.gov.cn/a.html"),
    ("http://x.gov.cn/西藏", "http://x.gov.cn/%E8%A5%BF%E8%97%8F"),
]
DIFFERENT = [
    ("https://jxt.xizang.gov.cn/xzweb/detail?id=7", "https://jxt.xizang.gov.cn/xzweb/detail?id=8"),
    ("http://x.cn/list?sid=12", "http://x.cn/list?sid=13"),
    ("http://www.x.cn/gate/big5/www.x.cn/a.htm", "http://www.x.cn/a.htm"),
    ("http://x.cn/list?from=2", "http://x.cn/list"),
    ("http://x.cn/index.php?id=1", "http://x.cn/?id=1"),
    ("http://x.cn/index.html?id=1", "http://x.cn/"),
    ("http://x.cn:8080/a", "http://x.cn/a"),
    ("http://x.cn/A.html", "http://x.cn/a.html"),
    ("http://x.cn/a", "http://x.cn/a/"),
    ("http://me@x.cn/a", "http://x.cn/a"),
]


@pytest.mark.parametrize(("found", "kept"), SAME)
def test_what_never_says_which_page_is_meant_is_dropped(found: str, kept: str) -> None:
    assert canonicalise(found) == kept


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_may_say_which_page_is_meant_is_kept(one: str, other: str) -> None:
    assert canonicalise(one) != canonicalise(other)


@pytest.mark.parametrize("url", ["mailto:a@b.cn", "javascript:void(0)", "/relative", "http://", "http://x.cn:port/"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonicalise(url)


@given(st.text(max_size=40), st.text(max_size=20))
def test_the_canonical_form_is_its_own_canonical_form(path: str, query: str) -> None:
    try:
        once = canonicalise(f"http://www.example.cn/{path}?{query}")
    except ValueError:
        return
    assert canonicalise(once) == once


@pytest.mark.parametrize(("found", "kept"), SAME)
def test_the_fingerprint_is_of_the_canonical_url(found: str, kept: str) -> None:
    fingerprint = Fingerprinter().fingerprint
    assert fingerprint(Request(found.strip())) == fingerprint(Request(kept))


def test_the_fingerprint_tells_methods_and_bodies_apart() -> None:
    url = "http://x.cn/search"
    requests = [Request(url), Request(url, method="POST"), Request(url, method="POST", body=b"q=1")]
    assert len({Fingerprinter().fingerprint(request) for request in requests}) == 3


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://district.ce.cn/newarea/roll/202009/22/t20200922_35790012.shtml", date(2020, 9, 22)),
        ("http://xz.people.com.cn/n2/2020/0915/c138901-34293273.html", date(2020, 9, 15)),
        ("https://www.chinanews.com.cn/cj/2016/03-16/7799827.shtml", date(2016, 3, 16)),
        ("http://news.xinhuanet.com/politics/2015-03/26/c_1114775641.htm", date(2015, 3, 26)),
        ("https://english.news.cn/20220104/ac320259669c4acf835639d2fda226ae/c.html", date(2022, 1, 4)),
        ("http://www.cinic.org.cn/xy/gdcj/876518.html", None),
        ("http://x.cn/20221399/1.html", None),
    ],
)
def test_the_day_in_a_url_is_read(url: str, day: date | None) -> None:
    assert date_in(url) == day
