"""What leaves by the web, and the search page: asked of the real server, and looked at in a real browser."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen
from xml.etree.ElementTree import fromstring

import pytest
from playwright.sync_api import Browser

from pipelines import search
from pipelines.database import Database
from pipelines.out import feed
from tests.browsing import Served, serving, tab
from tests.hostile import HOSTILE
from tests.test_out import RULE, hostile_entries
from tests.test_search import HOSTILE as TYPED
from web.sheets import harmless

pytestmark = pytest.mark.slow
ATOM = f"{{{feed.ATOM}}}"
FEEDS = ("/feeds/all.{}", "/feeds/topic/tibet_digital.{}", "/feeds/search.{}?q=" + quote("西藏"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve nothing but stories of hostile pages."""
    path = tmp_path_factory.mktemp("hostile") / "news.db"
    with closing(Database.open(path)) as db:
        hostile_entries(db)
        search.catch_up(db)
    with serving(path) as served:
        yield served


def ask(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], str]:
    try:
        with urlopen(Request(url, headers=dict(headers or {})), timeout=20) as answer:
            return answer.status, dict(answer.headers.items()), answer.read().decode()
    except HTTPError as error:
        return error.code, dict(error.headers.items()), error.read().decode()


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_the_samples_stories_once_each(looked_at: Served, path: str) -> None:
    status, headers, body = ask(looked_at.url + path.format("atom"))
    assert (status, headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    assert headers["x-content-type-options"] == "nosniff"
    ids = [item.findtext(f"{ATOM}id") for item in fromstring(body).iter(f"{ATOM}entry")]
    assert 40 < len(ids) == len(set(ids)) <= 50
    items = json.loads(ask(looked_at.url + path.format("json"))[2])["items"]
    assert [item["id"] for item in items] == ids
    assert all(len(item["summary"]) <= 120 for item in items)


@pytest.mark.parametrize("path", [*(path.format("atom") for path in FEEDS), "/export/stories.csv", "/opml"])
def test_who_has_it_already_is_told_so(looked_at: Served, path: str) -> None:
    _, headers, body = ask(looked_at.url + path)
    assert body
    for held in ({"If-None-Match": headers["etag"]}, {"If-None-Match": f'"other", W/{headers["etag"]}'}):
        assert ask(looked_at.url + path, held)[0::2] == (304, "")
    assert ask(looked_at.url + path, {"If-None-Match": '"other"'})[2] == body
    if "last-modified" in headers:
        assert ask(looked_at.url + path, {"If-Modified-Since": headers["last-modified"]})[0] == 304
        assert ask(looked_at.url + path, {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"})[0] == 200
        for broken in ("yesterday", "", "Thu, 99 Jan 1970 00:00:00 GMT"):
            assert ask(looked_at.url + path, {"If-Modified-Since": broken})[0] == 200


def test_a_topic_that_there_is_not_is_no_feed(looked_at: Served) -> None:
    assert ask(f"{looked_at.url}/feeds/topic/nix.atom")[0] == 404


def test_tables_are_taken_away_as_files(looked_at: Served) -> None:
    for name, least in (("stories", 50), ("figures", 200)):
        status, headers, body = ask(f"{looked_at.url}/export/{name}.csv")
        assert status == 200
        assert headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        rows = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))
        assert least < len(rows) <= 1000
        assert all(row["url"] for row in rows if name == "figures")
    asked = f"?indicator=digital_economy_size&region={quote('西藏')}"
    rows = list(
        csv.DictReader(io.StringIO(ask(f"{looked_at.url}/export/figures.csv{asked}")[2].removeprefix("\ufeff")))
    )
    assert {(row["indicator"], row["region"]) for row in rows} == {("digital_economy_size", "西藏")}


@pytest.mark.parametrize(
    "path",
    ["/export/stories.csv", "/news/stories_v1.csv?_size=max", "/news/articles_v1.csv?_size=max&_dl=1",
     "/news.csv?sql=select+title+from+stories_v1", "/news/stories_v1?_format=csv&_size=max"],
)  # fmt: skip
def test_f04_no_cell_that_leaves_by_the_web_begins_as_a_formula_does(hostile: Served, path: str) -> None:
    rows = list(csv.reader(io.StringIO(ask(f"{hostile.url}{path}")[2].removeprefix("\ufeff"))))
    assert len(rows) > len(HOSTILE)
    begins = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    assert not [cell for row in rows for cell in row if cell.lstrip(" \u3000").startswith(begins)]


@pytest.mark.parametrize("value", RULE)
def test_f04_the_rule_of_datasettes_csv_is_that_of_every_other(value: str) -> None:
    """As Datasette writes it, and this process passes it on."""
    written = io.StringIO()
    csv.writer(written).writerow([value])
    assert list(csv.reader(io.StringIO(harmless(written.getvalue()), newline=""))) == [[RULE[value]]]


def test_a_number_in_datasettes_csv_stays_one(hostile: Served) -> None:
    said = ask(
        f"{hostile.url}/news.csv?sql=select+-3.5+as+a,'-x'+as+b,'%2B1'+as+c,'西藏,+\"5G\"'+as+d".replace(
            "西藏", quote("西藏")
        )
    )[2]
    assert list(csv.reader(io.StringIO(said))) == [["a", "b", "c", "d"], ["-3.5", "'-x", "'+1", '西藏, "5G"']]


@pytest.mark.parametrize("typed", TYPED)
def test_f05_whatever_is_typed_has_an_answer(hostile: Served, typed: str) -> None:
    asked = quote(typed.encode("utf-8", "surrogatepass"))
    for path in ("/search?q=", "/feeds/search.atom?q=", "/feeds/search.json?q="):
        status, _, body = ask(hostile.url + path + asked)
        assert status == 200, body
    fromstring(ask(f"{hostile.url}/feeds/search.atom?q={asked}")[2])


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "1e9", "NaN", "２", ""])
def test_f05_a_page_that_there_is_not_is_the_nearest(hostile: Served, page: str) -> None:
    assert ask(f"{hostile.url}/search?q={quote('西藏')}&page={quote(page)}")[0] == 200


def test_f01_f08_hostile_titles_do_nothing_in_search(hostile: Served, browser: Browser) -> None:
    for script in (True, False):
        with tab(browser, script=script) as opened:
            shown = ""
            for number in (1, 2):
                page = opened.go(f"{hostile.url}/search?q={quote('西藏')}&page={number}")
                shown += page.locator("main").inner_text()
                assert page.locator("main script, main svg, main img, main [onerror], main [onload]").count() == 0
                hrefs = [link.get_attribute("href") or "" for link in page.locator("a").all()]
                assert all(href.startswith(("/", "#", "http://", "https://")) for href in hrefs)
            assert "{{7*7}}" in shown
            assert "<script>alert(1)</script>" in shown
            assert opened.wrong == []


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_search_finds_the_seed_and_marks_it_without_a_script(looked_at: Served, browser: Browser, width: str) -> None:
    with tab(browser, width, script=False) as opened:
        page = opened.go(f"{looked_at.url}/search")
        page.locator("#asked").fill("西藏 171.3亿元")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        first = page.locator(".found").first
        assert "西藏" in first.inner_text()
        assert {"西藏", "171.3亿元"} & {mark.inner_text() for mark in first.locator("mark").all()}
        assert page.locator("#asked").input_value() == "西藏 171.3亿元"
        page.get_by_role("link", name="Atom", exact=True).first.focus()
        assert opened.wrong == []


def test_results_are_turned_over_by_keyboard(looked_at: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(f"{looked_at.url}/search?q={quote('西藏')}")
        seen = {link.get_attribute("href") for link in page.locator(".found h2 a").all()}
        assert len(seen) == 20
        page.locator("a[rel=next]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**page=2")
        assert not seen & {link.get_attribute("href") for link in page.locator(".found h2 a").all()}
        page = opened.go(f"{looked_at.url}/search?q={quote('火星人')}")
        assert page.locator(".empty").is_visible()
        assert opened.wrong == []
