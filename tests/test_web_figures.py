"""The pages of figures and sources in a real browser: they draw, lead somewhere, and do nothing a page told them to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipelines.database import Database, Look, SiteState, Standing
from tests.browsing import Served, serving, tab
from tests.telling import SIZE, STATIONS, amount, rate, tell

pytestmark = pytest.mark.slow
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}' onfocus='alert(3)"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve conflicts, targets, what cannot be, hostile words in every part, and sites in trouble."""
    path = tmp_path_factory.mktemp("figures") / "news.db"
    db = Database.open(path)
    for year, printed in (("2018", "200亿元"), ("2019", "250亿元")):
        tell(db, f"站{year}", f"{int(year) + 1}-01-01", amount(printed, year))
    tell(db, "甲网", "2021-01-02", amount("300亿元", "2020"), amount("18元", "2020-H2", flags=("magnitude",)))
    tell(db, "乙网", "2021-01-03", amount("361亿元", "2020"), amount("500亿元", "2021", status="target"))
    tell(db, HOSTILE, "2022-01-03", amount("413.6亿元", "2021", sentence=HOSTILE, printed=f"413.6亿元{HOSTILE}"))
    tell(db, "丙网", "2022-02-03", rate(12.8, "2021"), amount("9000个", "asof:2021-12-31", STATIONS))
    tell(db, "丁网", "2022-02-04", amount("100亿元", "2021", region="拉萨"))
    _trouble(db)
    db.close()
    with serving(path) as served:
        yield served


def _trouble(db: Database) -> None:
    """Make one site that is down, one that a shield blocks, and one that was asked and answered."""
    now = datetime.now(UTC)
    for key, outcome in (("cinic", "ok"), ("ce", "failed"), ("cnr", "failed")):
        db.save_site(key, f"{key}出版社", at=now)
        run = 0
        for days in range(5, 0, -1):
            at = now - timedelta(days=days)
            run = db.start_run(key, "crawl", at=at)
            sent = at + timedelta(seconds=2)
            for number, status in enumerate((200, 304, None if outcome == "failed" else 200)):
                db.record_fetch(
                    run,
                    f"http://{key}.test/{number}",
                    status=status,
                    error=None if status else f"TimeoutError {HOSTILE}",
                    bytes=4000,
                    seconds=0.1,
                    archive=None,
                    at=sent,
                    sent_at=sent + timedelta(seconds=3 * number),
                )
            filled = {"title": 2, "text": 1}
            look = Look(at=at, lists=1, links=9, new=2, pages=2, articles=2, filled=filled, canary=True)
            db.save_looks(key, run, {"": look, f"http://{key}.test/list": look})
            db.end_run(run, "failed" if outcome == "failed" else "ok", None, {"discover/new": 2}, at=at)
        db.note_robots(f"http://{key}.test/robots.txt", "rules", delay_s=2.0, digest="x", why=None, at=now)
        if key != "cinic":
            state: SiteState = "down" if key == "ce" else "blocked"
            standing = Standing(state=state, since=now, why=f"it could not be fetched: 9 times in a row {HOSTILE}")
            db.turn(key, "", "suspect", standing, run_id=run, at=now)
            db.set_state(key, state, at=now)
    db.accept_field("cinic", "editor", by="张三", note="the site prints none", at=now)


@pytest.mark.parametrize("path", ["/figures", f"/figures/{SIZE}", "/sources", "/sources/ce", "/sources/cinic"])
def test_a_hostile_sentence_or_publisher_does_nothing(told: Served, browser: Browser, path: str) -> None:
    for width in ("desktop", "phone"):
        with tab(browser, width) as opened:
            page = opened.go(told.url + path)
            assert page.locator("main script, main img").count() == 0
            assert page.locator("[onfocus], [onerror]").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            if path == f"/figures/{SIZE}":
                assert HOSTILE in page.locator("main").inner_text()
            assert opened.wrong == []


def test_charts_draw_and_every_point_leads_to_its_story_by_keyboard(told: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(f"{told.url}/figures/{SIZE}?region=%E8%A5%BF%E8%97%8F")
        chart = page.locator("svg.chart[role=group]")
        assert chart.count() == 1
        assert chart.locator("a.mark").count() == 6
        box = chart.bounding_box()
        assert box
        assert box["width"] > 300
        assert box["height"] > 150
        chart.locator("a.mark").first.focus()
        reached = [page.evaluate("document.activeElement.getAttribute('href')")]
        for _ in range(5):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        assert all(re.fullmatch(r"/story/\d+", href) for href in reached)
        assert len(set(reached)) == 5  # one story states the target and one side of the conflict
        hollow = "e => getComputedStyle(e).fill === getComputedStyle(document.querySelector('.plate')).backgroundColor"
        assert page.locator("a.mark.target .sign").evaluate(hollow)
        assert not page.locator("a.mark.actual .sign").first.evaluate(hollow)
        assert page.locator("a.mark.disputed").count() == 2
        assert {"300亿元", "361亿元"} <= set(chart.locator(".labels text").all_text_contents())


def test_the_table_says_all_that_the_chart_does(told: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(f"{told.url}/figures/{SIZE}")
        marks = page.locator(".plate a.mark").count()
        assert page.locator(".plate tbody").count() == marks
        text = page.locator("main").inner_text()
        for words in ("18元", "+12.8% yoy", "未达到", "说法不一"):
            assert words in text
        # What cannot be is beside no chart.
        assert "18元" not in page.locator(".plate").all_inner_texts()[0]
        assert page.locator(f"a[href='/export/figures.csv?indicator={SIZE}']").count() == 1


def test_figures_are_narrowed_to_a_region(told: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(f"{told.url}/figures")
        page.get_by_role("link", name="拉萨").first.click()
        assert page.locator(".indicators li").count() == 1
        assert "100亿元" in page.locator("main").inner_text()
        page = opened.go(f"{told.url}/figures?region=%3Cb%3E")
        assert "还没有数字" in page.locator("main").inner_text()
        assert opened.wrong == []


def test_sites_in_trouble_come_first_with_the_reason_in_words(told: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        page = opened.go(f"{told.url}/sources")
        cards = page.locator(".sources > li")
        assert [card.split("\n")[0] for card in cards.all_inner_texts()[:2]] == ["cnr出版社 cnr", "ce出版社 ce"]
        first = cards.first.inner_text()
        assert "被拦" in first
        assert "9 times in a row" in first
        drawn = {kind: (cards.first.locator(f".cell.{kind}").get_attribute("d") or "") for kind in ("failed", "none")}
        assert (drawn["failed"].count("M"), drawn["none"].count("M")) == (5, 25)
        assert "15 · 60.0 kB · 304: 33%" in first
        assert "有规则，遵守" in first
        assert page.get_by_text("never crawled").count() > 20


def test_a_site_shows_its_channels_fields_manners_errors_and_what_was_accepted(told: Served, browser: Browser) -> None:
    with tab(browser) as opened:
        text = opened.go(f"{told.url}/sources/cinic").locator("main").inner_text()
        for words in ("http://cinic.test/list", "仍能读出", "50%", "cinic.test", "3.0 s", "the site prints none"):
            assert words in text
        assert "张三" not in text
        text = opened.go(f"{told.url}/sources/ce").locator("main").inner_text()
        assert "TimeoutError" in text
        assert "失效" in text
        assert opened.page.locator(".strip .cell.failed").count() == 5
        text = opened.go(f"{told.url}/sources/tibetol").locator("main").inner_text()
        assert "还没有抓取过" in text
        assert opened.wrong == []


@pytest.mark.parametrize("path", ["/figures/nothing", "/sources/nobody", "/figures/digital_economy_size?region=x"])
def test_what_nobody_knows_is_not_found(told: Served, browser: Browser, path: str) -> None:
    with tab(browser) as opened:
        answer = opened.page.goto(told.url + path)
        assert answer
        assert answer.status == 404


def test_an_empty_database_says_that_there_is_nothing_yet(browser: Browser, tmp_path: Path) -> None:
    Database.open(tmp_path / "news.db").close()
    with serving(tmp_path / "news.db") as served, tab(browser, "phone", scheme="dark") as opened:
        assert "还没有数字" in opened.go(f"{served.url}/figures").locator("main").inner_text()
        assert "never crawled" in opened.go(f"{served.url}/sources").locator("main").inner_text()
        assert opened.wrong == []
