"""`scrapy savepage`: a page comes in; what is saved for the tests has its structure and not one word of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crawlers.commands.savepage import FIELDS, name_of
from crawlers.probe.skeleton import blank, skeleton
from pipelines.html.decode import decode
from tests.program import ROOT, run, scrapy
from tests.sample import pages
from tests.server import Reply, serve

HAN = re.compile(r"[\u4e00-\u9fff]+")


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("来源：西藏日报 2020-09-15 11:30", "来源：某某某某 2022-03-01 10:05"),
        ("2020年9月5日09:30:11", "2022年03月01日10:05:00"),
        ("增长13.5%，C114 Telecom", "某某00.0%，x000 xxxxxxx"),
        ("བོད་", "某某某"),
        ("\n  ", "\n  "),
        ("责任编辑：张三", "责任编辑：某某"),
    ],
)
def test_lengths_labels_and_the_shape_of_dates_stay(text: str, blanked: str) -> None:
    found = blank(text)
    assert found == blanked or (text == "བོད་" and set(found) == {"某", "་"})


@pytest.mark.slow
def test_no_sentence_of_a_page_is_left_and_its_structure_is() -> None:
    for each in pages():
        found = skeleton(each.page.body, each.page.content_type, each.page.site.encoding)
        before = BeautifulSoup(decode(each.page.body, each.page.content_type)[0], "lxml")
        after = BeautifulSoup(found, "lxml")
        shape = [(tag.name, tag.get("class"), tag.get("id")) for tag in before.find_all(True)]
        assert [(tag.name, tag.get("class"), tag.get("id")) for tag in after.find_all(True)] == shape, each.name
        kept = set(HAN.findall(found))
        long = [run for run in kept if len(run.replace("某", "")) > 4]
        assert not [words for words in long if words in each.text or words in each.title], (each.name, long)
        assert not [sentence for sentence in re.split(r"[。\n]", each.text) if len(sentence) > 8 and sentence in found]


def test_what_is_hidden_in_attributes_scripts_and_comments_goes_too() -> None:
    page = (
        "<html><head><meta charset=utf-8><meta name=description content='独家报道'><script>var t='独家'</script></head>"
        "<body data-title='独家' class=a style='display:none'><!-- 独家 --><a href='/独家.html' title='独家'>独家</a>"
        "<img src='/a.jpg' alt='独家'></body></html>"
    )
    found = skeleton(page.encode(), "text/html")
    assert "独" not in found
    assert '<meta charset="utf-8"/>' in found
    assert 'class="a" style="display:none"' in found
    assert 'href="#"' in found


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.example.cn/xw/t20200922_35790012.shtml", "xw_t20200922_35790012"),
        ("http://www.example.cn/xw/", "xw_list"),
        ("http://www.example.cn", "list"),
        ("http://www.example.cn/../../etc/passwd", "etc_passwd"),
        ("http://www.example.cn/a%2F..%2Fb.html", "a_2F_2Fb"),
    ],
)
def test_a_page_gets_its_name_from_its_address(url: str, name: str) -> None:
    assert name_of(url) == name


@pytest.mark.slow
def test_a_page_is_saved_twice_over_and_never_again(tmp_path: Path) -> None:
    package = tmp_path / "found"
    package.mkdir()
    (package / "__init__.py").touch()
    raw, tests = tmp_path / "raw", tmp_path / "tests"
    env = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    page = "<html><body><h1 class=t>西藏数据中心扩建</h1></body></html>".encode()
    with serve({"/xy/1.html": Reply(body=page), "/robots.txt": Reply(body=b"User-agent: *\nDisallow: /no")}) as site:
        (package / "loop.py").write_text(
            "from crawlers.site import Listing, NewsSpider\n\n\nclass Loop(NewsSpider):\n    name = 'loop'\n"
            f"    publisher = '某某网'\n    hosts = ({site.host!r},)\n    discover = (Listing({site.url('/')!r}),)\n"
        )
        options = ("-s", "SPIDER_MODULES=found", "--raw", raw, "--tests", tests)
        done = run(scrapy("savepage", "loop", site.url("/xy/1.html"), *options), env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert (raw / "loop" / "xy_1.html").read_bytes() == page
        assert '<h1 class="t">某某某某某某某某</h1>' in (tests / "loop" / "saved" / "xy_1.html").read_text("utf-8")
        expected = tomllib.loads((tests / "loop" / "saved" / "xy_1.toml").read_text("utf-8"))
        assert expected["url"] == site.url("/xy/1.html")
        assert set(FIELDS) <= expected.keys()
        again = run(scrapy("savepage", "loop", site.url("/xy/1.html"), *options), env=env)
        assert (again.returncode, site.paths().count("/xy/1.html")) == (2, 1)
        for path, status, word in (("/no/1.html", 1, "robots/disallowed"), ("/2.html", 1, "fetch/not_found")):
            refused = run(scrapy("savepage", "loop", site.url(path), *options), env=env)
            assert refused.returncode == status
            assert word in refused.stderr
        outside = run(scrapy("savepage", "loop", "http://www.example.org/", *options), env=env)
        assert "guard/offsite" in outside.stderr


def test_pages_as_they_came_are_never_committed() -> None:
    assert "data/pages/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
