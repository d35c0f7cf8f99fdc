"""An article in parts: whose next part is found, and what is none."""

from __future__ import annotations

import pytest

from crawlers.discover.links import Taking
from crawlers.discover.parts import next_part

SITE = Taking(hosts=("www.example.cn",))
BASE = "http://www.example.cn"


def page(*hrefs: str) -> bytes:
    return "".join(f'<a href="{href}">下一页</a>' for href in hrefs).encode()


@pytest.mark.parametrize(
    ("first", "number", "hrefs", "following"),
    [
        ("/n2/2026/c1-42.html", 0, ("/n2/2026/c1-42-2.html", "/n2/2026/c1-42-3.html"), ("/n2/2026/c1-42-2.html", 2)),
        ("/n2/2026/c1-42.html", 2, ("c1-42.html", "c1-42-2.html", "c1-42-3.html"), ("/n2/2026/c1-42-3.html", 3)),
        ("/n2/2026/c1-42.html", 3, ("c1-42.html", "c1-42-2.html", "c1-42-3.html"), None),
        ("/a/t20260318_28.shtml", 0, ("./t20260318_28_1.shtml",), ("/a/t20260318_28_1.shtml", 1)),
        ("/2015-03/26/c_1114.htm", 0, ("c_1114_2.htm",), ("/2015-03/26/c_1114_2.htm", 2)),
        ("/xy/1.html", 0, ("/xy/2.html", "/xy/11_2.html", "/xy/1_print.html", "/xy/1_2.shtml"), None),
        ("/xy/1.html", 0, ("/zt/1_2.html", "http://other.example.cn/xy/1_2.html"), None),
        ("/xy/1.html", 0, ("/xy/1_2.html?from=timeline", "/xy/1_2.html#p"), None),
        ("/xy/detail", 0, ("/xy/detail_2",), None),
        ("/xy/1.html", 0, (), None),
    ],
)
def test_the_next_part_has_the_articles_own_address_with_the_next_number(
    first: str, number: int, hrefs: tuple[str, ...], following: tuple[str, int] | None
) -> None:
    found = next_part(page(*hrefs), BASE + first, number, SITE)
    assert found == (following and (BASE + following[0], following[1]))


def test_a_part_is_found_in_a_page_of_any_encoding_and_quoting() -> None:
    body = "<a class=next href=1_2.html>下一页</a>".encode("gbk")
    assert next_part(body, f"{BASE}/xy/1.html", 0, SITE) == (f"{BASE}/xy/1_2.html", 2)
