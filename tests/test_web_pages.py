"""The pages in a real browser: each loads with the sample's data, nothing goes wrong, and keys reach all of it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines.database import Database
from tests.browsing import Served, serving, tab
from tests.program import MIRROR, copy
from tests.showcase import LONG, showcase

pytestmark = pytest.mark.slow
PAGES = (
    "/",
    "/?place=拉萨&role=reprint",
    "/story/10",
    "/article/1",
    "/dropped",
    "/dropped?reason=judge/off_topic",
    f"/why?url={MIRROR}",
    "/figures",
    "/figures/base_stations_5g",
    "/figures/informatisation_investment",
    "/sources",
    "/sources/cinic",
    "/search",
    "/search?q=西藏",
    "/search?q=火星人",
    "/feeds",
    "/digest",
    "/digest/2026-11-20?what=weekly&language=en",
    "/login",
    "/news",
    "/news/stories_v1",
    "/news/stories_v1?_facet=origin_name",
    "/news?sql=select+1",
)
FOCUS = """() => { const e = document.activeElement; const s = getComputedStyle(e);
    return [e.tagName, e.id || e.getAttribute('href') || e.textContent.trim().slice(0, 20),
            s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0] }"""
REACHABLE = "a[href]:visible, button:visible, input:visible, select:visible, summary:visible, textarea:visible"


@pytest.fixture(scope="module")
def shown(crawl_of_the_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample with what it lacks: revisions, endless titles, sites that are down."""
    with serving(showcase(crawl_of_the_sample / "demo.db", tmp_path_factory.mktemp("shown") / "shown.db")) as served:
        yield served


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_page_loads_and_says_nothing_on_the_console(
    shown: Served, browser: Browser, path: str, width: str
) -> None:
    with tab(browser, width) as opened:
        page = opened.go(shown.url + path)
        assert page.locator("main").inner_text().strip()
        # Wide content scrolls in its frame; the page itself never moves sideways.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert opened.wrong == []


@pytest.mark.parametrize(
    "path", ["/", "/story/10", "/dropped?reason=judge/off_topic", "/why", "/figures/base_stations_5g", "/sources/cinic"]
)
def test_keys_alone_reach_everything_and_show_where_they_are(shown: Served, browser: Browser, path: str) -> None:
    with tab(browser) as opened:
        page = opened.go(shown.url + path)
        wanted = page.locator(REACHABLE).count()
        seen: list[tuple[str, str, bool]] = []
        for _ in range(wanted + 20):
            page.keyboard.press("Tab")
            at = tuple(page.evaluate(FOCUS))
            if at[0] == "BODY" and seen:
                break
            seen.append(at)
        assert seen[0][1] == "#content"  # the first key leads past the navigation
        assert len(seen) >= wanted
        assert [at for at in seen if not at[2]] == []


def test_the_first_key_leads_to_the_content_and_the_search_box_to_the_search(shown: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(shown.url)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.fill("#find", "西藏")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")


def test_a_story_shows_its_text_its_figures_its_chain_and_where_each_is_from(shown: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(f"{shown.url}/why?url={MIRROR}")
        page.click("text=Read the article")
        page.click("text=The whole story")
        assert page.locator("h1").inner_text() == "上半年西藏数字经济规模超170亿元 增速较快"
        assert [each.inner_text() for each in page.locator(".copies .chip").all()[:3]] == [
            "首发 origin",
            "转载 reprint",
            "镜像 mirror",
        ]
        assert page.locator("svg .box").count() == 3 and page.locator("svg .arrow").count() == 2
        row = page.locator("#figures tr", has_text="171.3亿元")
        row.locator("a", has_text="show").click()
        marked = page.locator("mark:target")
        assert marked.count() == 1 and "171.3亿元" in marked.inner_text()
        link = page.locator(".links a").first
        assert link.get_attribute("rel") == "noreferrer noopener"
        assert "readings were injected" in page.locator(".copies").inner_text()
        assert opened.wrong == []


def test_a_revision_shows_the_words_that_changed_and_marks_the_figure(shown: Served, browser: Browser) -> None:
    with closing(sqlite3.connect(shown.database)) as connection:
        (id_,) = connection.execute("SELECT article_id FROM revisions LIMIT 1").fetchone()
    with tab(browser) as opened:
        page = opened.go(f"{shown.url}/article/{id_}#revisions")
        assert page.locator(".revision").count() == 2
        latest = page.locator(".revision").first
        out, into = latest.locator("del.figure").inner_text(), latest.locator("ins.figure").inner_text()
        assert out == f"1{into}" and re.search(r"\d", into)
        earlier = page.locator(".revision").nth(1).inner_text()
        assert "（初稿）" in earlier and "本段后来被网站删去" in earlier


def test_filters_and_pages_of_today_work_without_a_script(shown: Served, browser: Browser) -> None:
    with tab(browser, "phone", script=False) as opened:
        page = opened.go(shown.url)
        seen = [link.get_attribute("href") for link in page.locator(".story h2 a").all()]
        assert page.locator("h2", has_text=LONG[:20]).count() == 1
        page.click("a[rel=next]")
        older = [link.get_attribute("href") for link in page.locator(".story h2 a").all()]
        assert older and not set(older) & set(seen)
        page.click("text=Newest")
        page.click("summary")
        page.select_option("#role", "mirror")
        page.click(".filters button")
        expect(page.locator(".story")).to_have_count(1)
        page.click("text=Clear")
        expect(page.locator(".story")).to_have_count(len(seen))


def test_drops_are_counted_by_reason_and_each_says_why(shown: Served, browser: Browser) -> None:
    with closing(sqlite3.connect(shown.database)) as connection:
        sql = "SELECT count(*) FROM links_v1 WHERE reason = 'judge/off_topic'"
        (wanted,) = connection.execute(sql).fetchone()
    with tab(browser) as opened:
        page = opened.go(f"{shown.url}/dropped")
        assert page.locator(".reasons-list a", has_text="off topic").locator("b").inner_text() == str(wanted)
        page.click("text=off topic")
        page.locator("main table a", has_text="history").first.click()
        assert "judge/off_topic" in page.locator(".history").inner_text()
        page.fill("#url", "www.example.org")
        page.press("#url", "Enter")
        assert page.locator("[role=alert]").count() == 1
        page.fill("#url", "http://never.example/1.html")
        page.press("#url", "Enter")
        assert "never taken in" in page.locator(".note").inner_text()
        assert opened.wrong == []


def test_an_empty_database_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    database = tmp_path / "empty.db"
    Database.open(database).close()
    with serving(database) as served, tab(browser) as opened:
        assert "make demo" in opened.go(served.url).locator(".empty").inner_text()
        assert "Nothing that was seen" in opened.go(f"{served.url}/dropped").locator(".empty").inner_text()
        assert opened.wrong == []


def test_a_story_that_went_into_another_leads_there(
    crawl_of_the_sample: Path, tmp_path: Path, browser: Browser
) -> None:
    database = copy(crawl_of_the_sample / "demo.db", tmp_path / "demo.db")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO story_aliases VALUES (9000, 7)")
    with serving(database) as served, tab(browser) as opened:
        assert opened.go(f"{served.url}/story/9000").url == f"{served.url}/story/7"
