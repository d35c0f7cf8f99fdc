"""A digest of a day: what was stored on it comes in, a page and a text to read go out; what pages say is data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crawlers.notices.digests import put_in
from pipelines.alert import Channel, Digests, NoticeRules
from pipelines.database import Database
from pipelines.digest import Digest, draw, gather, period_in, write
from pipelines.digest.values import Bar, ConflictRow, FigureRow, SourceRow, StoryRow, TargetRow
from pipelines.digest.words import WORDS
from tests.program import copy, run, scheduler

DAY = date(2026, 11, 20)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\"'>"


@pytest.fixture
def sample(tmp_path: Path, crawl_of_the_sample: Path) -> Iterator[Database]:
    db = Database.open(copy(crawl_of_the_sample / "demo.db", tmp_path / "news.db"))
    yield db
    db.close()


def day_of(db: Database) -> date:
    (row,) = db.rows("SELECT min(first_seen_at) AS at FROM articles_v1")
    return (datetime.fromisoformat(row["at"]) + timedelta(hours=8)).date()


def full(text: str, url: str | None = "https://a.test/1.html") -> Digest:
    """A digest with a row of each kind, all of the same words."""
    story = StoryRow(
        id=1, title=text, url=url, origin=text, confidence="high", published_on="2026-11-20", copies=2, mirrors=1,
        origins=2, new_copies=1,
    )  # fmt: skip
    bar = Bar(period="2024", value=text[:20], share=0.5, is_new=False)
    figure = FigureRow(
        indicator="online_retail", definition=text, region=text, period="2025-H1", printed=text,
        qualifier="约", status="target", measure="increment", growth_percent=-3.5, growth_base="yoy", title=text,
        url=url, bars=(bar, bar),
    )  # fmt: skip
    conflict = ConflictRow(
        kind="sources",
        indicator="online_retail",
        definition=None,
        region=None,
        period=None,
        sides=((text, text, None),),
    )
    target = TargetRow(
        indicator="x", definition=text, region=text, period="2025", state="missed", printed=text, outcome=text, by=text
    )
    source = SourceRow(site="ce", publisher=text, state="down", since_on="2026-11-01", why=text, channels=2)
    return Digest(
        what="daily", first=DAY, last=DAY, stories=(story,), more_stories=3, old_stories=2, grown=(story,),
        figures=(figure,), more_figures=1, conflicts=(conflict,), targets=(target,), sources=(source,), articles=5,
        runs=7, failed_runs=1,
    )  # fmt: skip


class Tags(HTMLParser):
    """Keeps the tags of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_f01_what_a_page_says_is_data_in_a_digest(language: str) -> None:
    page = draw(full(HOSTILE), language)  # type: ignore[arg-type]
    tags = Tags(page).found
    assert not {tag for tag, _ in tags} & {"script", "img", "iframe", "object", "link"}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert {each["href"] for _, each in tags if "href" in each} == {"https://a.test/1.html"}
    assert "{{7*7}}" in page and ">49<" not in page
    assert HOSTILE in write(full(HOSTILE), language)  # type: ignore[arg-type]


@pytest.mark.slow
def test_an_address_that_is_none_leads_nowhere(sample: Database) -> None:
    sample._write("UPDATE articles SET url = 'javascript:alert(1)//' || id")
    page = draw(gather(sample, day_of(sample), day_of(sample), age_days=36500), "zh")
    assert "javascript:" not in page


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    for key, words in WORDS["zh"].items():
        assert words.count("{}") == WORDS["en"][key].count("{}"), key


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2025", "2025年", "2025"),
        ("2024-H1", "2024年上半年", "2024-H1"),
        ("2021-Q1..Q3", "2021年前三季度", "2021-Q1 to Q3"),
        ("2024-01..08", "2024年1—8月", "2024-01 to 08"),
        ("2024-07", "2024年7月", "2024-07"),
        ("asof:2020-07-29", "截至2020-07-29", "as of 2020-07-29"),
        ("2016..2020", "2016—2020年", "2016 to 2020"),
        ("2016..asof", "2016年以来", "since 2016"),
        ("2023-01..asof", "2023年1月以来", "since 2023-01"),
        ("2023-11-01..2023-11-11", "2023-11-01至2023-11-11", "2023-11-01 to 2023-11-11"),
        (None, "", ""),
    ],
)
def test_a_period_is_written_for_people(period: str | None, zh: str, en: str) -> None:
    assert (period_in(period, "zh"), period_in(period, "en")) == (zh, en)


@pytest.mark.slow
def test_a_day_of_the_sample_has_its_stories_figures_and_charts(sample: Database) -> None:
    day = day_of(sample)
    (rows,) = sample.rows("SELECT count(*) AS n FROM stories_v1")
    digest = gather(sample, day, day, age_days=36500)
    assert len(digest.stories) + digest.more_stories == rows["n"]
    assert digest.figures and digest.conflicts and digest.targets
    assert any(figure.bars for figure in digest.figures)
    assert all(0 < bar.share <= 1 for figure in digest.figures for bar in figure.bars)
    (one, *_) = digest.stories
    assert one.title in draw(digest, "zh") and one.title in write(digest, "zh")


@pytest.mark.slow
def test_old_stories_that_are_only_stored_now_are_counted_and_not_listed(sample: Database) -> None:
    day = day_of(sample)
    digest = gather(sample, day, day)
    (rows,) = sample.rows("SELECT count(*) AS n FROM stories_v1")
    assert len(digest.stories) + digest.old_stories == rows["n"]
    assert digest.old_stories > 40


@pytest.mark.slow
def test_a_day_without_anything_says_so(sample: Database) -> None:
    digest = gather(sample, DAY - timedelta(days=400), DAY - timedelta(days=400))
    assert digest.is_empty
    assert WORDS["en"]["nothing"] in draw(digest, "en") and WORDS["zh"]["nothing"] in write(digest, "zh")


def test_a_digest_falls_due_once_a_day_and_once_a_week(tmp_path: Path) -> None:
    channel = Channel(name="team", kind="mail", url_env="NEWS_TEAM_URL", digests=("daily", "weekly"))
    rules = NoticeRules(channels={"team": channel}, digests=Digests())
    with_them = Database.open(tmp_path / "news.db")
    begin = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # midnight of a Monday in Shanghai
    for half_hours in range(7 * 48):
        put_in(with_them, rules, at=begin + timedelta(minutes=30 * half_hours))
    keys = [row["cause_key"] for row in with_them.rows("SELECT cause_key FROM notices_v1 ORDER BY id")]
    assert keys[:2] == ["daily:2026-11-22", "weekly:2026-11-22"]
    assert len(keys) == 8 and len(set(keys)) == 8
    first = next(iter(with_them.rows("SELECT at FROM notices_v1 ORDER BY id LIMIT 1")))["at"]
    assert first.startswith("2026-11-23T00:30")
    with_them.close()


@pytest.mark.slow
def test_a_digest_is_printed_by_command_and_written_as_a_page(sample: Database, tmp_path: Path) -> None:
    day, page = day_of(sample).isoformat(), tmp_path / "digest.html"
    done = run(scheduler("notices", "--database", sample.path, "--digest", day, "--language", "en"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Tibet digital economy, the day {day}\n")
    assert run(scheduler("notices", "--database", sample.path, "--digest", day, "--html", page)).returncode == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.slow
def test_what_a_day_would_have_told_is_printed_and_nothing_is_written(sample: Database) -> None:
    day = day_of(sample).isoformat()
    held = run(scheduler("notices", "--database", sample.path, "--dry-run", day))
    assert (held.returncode, held.stderr) == (0, "")
    assert re.search(r"0 notices of \d\d pages", held.stdout) and "dated more than 14 days before" in held.stdout
    shown = run(scheduler("notices", "--database", sample.path, "--dry-run", day, "--all"))
    (stories,) = sample.rows("SELECT count(*) AS n FROM stories_v1")
    assert len(re.findall(r"^\[stories -> no channel\] 新报道", shown.stdout, re.MULTILINE)) == stories["n"]
    assert list(sample.rows("SELECT id FROM notices_v1")) == []
    wrong = run(scheduler("notices", "--database", sample.path, "--dry-run", "yesterday"))
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr


@pytest.mark.slow
def test_on_a_phone_nothing_is_wider_than_the_screen(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    page = tmp_path / "digest.html"
    page.write_text(draw(full("很长的标题" * 30 + "AVeryLongWordWithoutAnySpace" * 8), "zh"), "utf-8")
    words = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync"
    )
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=words.split())
        for width in (360, 1100):
            shown = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark")
            shown.goto(page.as_uri())
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
            assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
        browser.close()
