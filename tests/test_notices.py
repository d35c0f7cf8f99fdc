"""What one transaction changed is told once: by rules, on channels, and never of what is old or only matched anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import DefinitionError
from crawlers.health.examine import examine
from crawlers.items import Article, Figure, Outcome, Page, SiteHints
from pipelines import rematch, store, telling
from pipelines.alert import NoticeRules, document_numbers, is_recent, load_notices
from pipelines.database import Database, FoundLink, Look
from pipelines.database.series_views import SERIES_VIEWS
from tests.documents import DOCS
from tests.program import copy
from tests.storing import JUDGED, publishers

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = "2026-11-20"
RULES = """
version = "1"
age_days = 14

[[channel]]
name = "desk"
kind = "webhook"
url_env = "NEWS_DESK_URL"
secret_env = "NEWS_DESK_KEY"

[[channel]]
name = "figures-only"
kind = "mail"
url_env = "NEWS_MAIL_URL"

[[rule]]
name = "all"
tell = ["story", "figure", "conflict", "target", "stale_reprint", "source"]
channels = ["desk"]

[[rule]]
name = "figures"
tell = ["figure"]
channels = ["figures-only"]

[[rule]]
name = "followed"
tell = ["document_number", "independent_origin"]
stories = [1]
channels = ["desk"]
"""
LONG = "拉萨市一座数据中心日前投入运行，首批机柜已经全部出租，负责人介绍说明年还要再建一期工程以满足需求。"
OTHER = "那曲市牧民用上北斗项圈，牛羊走到哪里手机上都看得见，合作社说今年走失的牲畜比往年少了一大半还多。"


@pytest.fixture
def rules(tmp_path: Path) -> NoticeRules:
    return parsed(tmp_path, RULES)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A database whose sites were all crawled before."""
    opened = Database.open(tmp_path / "news.db")
    for key in ("ce", "cinic", "tibet_cn"):
        crawled(opened, key)
    yield opened
    opened.close()


def crawled(db: Database, key: str) -> None:
    run = db.start_run(key, "crawl", at=AT - timedelta(days=1))
    db.end_run(run, "ok", None, {}, at=AT - timedelta(days=1))


def parsed(folder: Path, text: str) -> NoticeRules:
    path = folder / "notices.toml"
    path.write_text(text, "utf-8")
    return load_notices(path)


def figure(value: float, printed: str, **words: Any) -> Figure:
    given: dict[str, Any] = {
        "indicator": "online_retail",
        "definition": None,
        "region": "西藏",
        "period": "2025",
        "value": value,
        "value_max": None,
        "unit": "元",
        "printed": printed,
        "low": value * 0.999,
        "high": value * 1.001,
        "slot": "2025",
        "ends_on": "2025-12-31",
        "confidence": "high",
    }
    return Figure(**(given | words))


def outcome(
    url: str,
    text: str,
    *figures: Figure,
    site: str = "ce",
    title: str | None = None,
    day: str | None = TODAY,
    **words: Any,
) -> Outcome:
    page = Page(
        url=url,
        body=b"",
        content_type="text/html",
        fetched_at=AT,
        link=url,
        status=200,
        site=SiteHints(key=site, publisher=None),
    )
    article = Article(url=url, title=title or text[:16], text=text, published_at=day, extractor_version="1", **words)
    return Outcome(page=page, article=article, judgement=JUDGED, figures=figures)


def save(db: Database, rules: NoticeRules | None, found: Outcome, *, at: datetime = AT) -> store.Stored:
    db.take_in(found.page.site.key, "list", [FoundLink(url=found.page.link)], at=at)
    return store.save(db, found, publishers(), at=at, notices=rules)


def told(db: Database) -> list[tuple[str, str, list[str]]]:
    """Return (cause, rule, channels) of each notice."""
    sql = """
        SELECT cause, rule, (SELECT json_group_array(channel) FROM deliveries_v1 WHERE notice_id = notices_v1.id) AS at
        FROM notices_v1 ORDER BY id
    """
    return [(row["cause"], row["rule"], json.loads(row["at"])) for row in db.rows(sql)]


def causes(db: Database) -> list[str]:
    return [cause for cause, _, _ in told(db)]


def payload(db: Database, cause: str) -> dict[str, Any]:
    (row,) = db.rows("SELECT payload FROM notices_v1 WHERE cause = ?", (cause,))
    facts: dict[str, Any] = json.loads(row["payload"])
    return facts


# --- what is told -----------------------------------------------------------------------------------------------


def test_a_new_story_is_one_notice_with_its_figures_and_who_follows_figures_is_told_of_those(
    db: Database, rules: NoticeRules
) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, figure(2e10, "200亿元")))
    assert told(db) == [("story", "all", ["desk"]), ("figure", "all", ["figures-only"])]
    assert [one["printed"] for one in payload(db, "story")["figures"]] == ["200亿元"]


def test_a_new_copy_is_no_notice(db: Database, rules: NoticeRules) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, figure(2e10, "200亿元")))
    before = told(db)
    stored = save(
        db, rules, outcome("http://www.cinic.org.cn/a/2.html", LONG * 4, figure(2e10, "200亿元"), site="cinic")
    )
    assert stored.story_id == 1
    (story,) = db.rows("SELECT articles FROM stories_v1")
    assert (story["articles"], told(db)) == (2, before)


def test_a_figure_that_was_stated_before_is_not_new_and_another_value_is_a_conflict(
    db: Database, rules: NoticeRules
) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, figure(2e10, "200亿元")))
    save(db, rules, outcome("http://www.cinic.org.cn/a/2.html", OTHER * 4, figure(2e10, "200亿元"), site="cinic"))
    assert causes(db) == ["story", "figure", "story"]
    third = "昌都市第三家电商服务站开门营业，店里的直播间天天有人，当地的核桃和苹果销到了很远的地方去了，乡亲们很高兴。"
    save(db, rules, outcome("http://www.tibet.cn/a/3.html", third * 4, figure(3e10, "300亿元"), site="tibet_cn"))
    assert causes(db) == ["story", "figure", "story", "story", "conflict"]
    assert [side["value"] for side in payload(db, "conflict")["sides"]] in ([2e10, 3e10], [3e10, 2e10])


def test_a_figure_that_cannot_be_is_told_as_one(db: Database, rules: NoticeRules) -> None:
    wrong = figure(18.0, "18元", flags=("magnitude",), slot=None, ends_on=None, low=None, high=None)
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, wrong))
    assert causes(db) == ["story", "conflict"]
    assert payload(db, "conflict")["kind"] == "magnitude"


@pytest.mark.parametrize(("value", "state"), [(2.5e10, "met"), (1.5e10, "missed")])
def test_a_target_is_told_when_its_outcome_is_stated(
    db: Database, rules: NoticeRules, value: float, state: str
) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, figure(2e10, "200亿元", status="target")))
    save(db, rules, outcome("http://www.cinic.org.cn/a/2.html", OTHER * 4, figure(value, "亿元"), site="cinic"))
    assert payload(db, "target")["state"] == state


def test_an_edit_that_changes_a_figure_is_told_and_another_edit_is_not(db: Database, rules: NoticeRules) -> None:
    first = outcome("http://www.ce.cn/a/1.shtml", LONG * 4, figure(2e10, "200亿元"))
    save(db, rules, first)
    before = len(told(db))

    def edited(text: str, value: Figure, hours: int) -> None:
        page = replace(first.page, fetched_at=AT + timedelta(hours=hours), link="", is_visit=True)
        assert first.article
        again = replace(first, page=page, article=replace(first.article, text=text), figures=(value,))
        db.take_in("ce", "list", [FoundLink(url=page.url)], at=AT)
        stored = store.save(db, replace(again, page=replace(page, link=page.url)), publishers(), at=AT, notices=rules)
        assert stored.ended == "revised"

    edited(LONG * 4 + "编辑加了一句话。", figure(2e10, "200亿元"), 1)
    assert len(told(db)) == before
    edited(LONG * 4 + "编辑又改了一句话。", figure(2.3e10, "230亿元"), 2)
    assert causes(db)[before:] == ["figure"]
    rows = list(db.rows("SELECT payload FROM notices_v1 ORDER BY id DESC LIMIT 1"))
    (changed,) = json.loads(rows[0]["payload"])["figures"]
    assert (changed["was"], changed["printed"]) == ("200亿元", "230亿元")


def test_of_a_followed_story_a_new_document_number_is_told_once(db: Database, rules: NoticeRules) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4 + "依据藏政发[2025]3号文件。"))
    more = LONG * 4 + "依据藏政发〔2025〕3号文件和藏政办发〔2026〕12号文件。"
    save(db, rules, outcome("http://www.cinic.org.cn/a/2.html", more, site="cinic"))
    save(db, rules, outcome("http://www.tibet.cn/a/3.html", more, site="tibet_cn"))
    assert causes(db).count("document_number") == 2
    keys = [row["cause_key"] for row in db.rows("SELECT cause_key FROM notices_v1 WHERE cause = 'document_number'")]
    assert sorted(keys, reverse=True) == ["1:藏政发〔2025〕3号", "1:藏政办发〔2026〕12号"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("根据藏政办发[2021]7号", ("藏政办发〔2021〕7号",)),
        ("（藏政发〔2021〕12号）和（藏政发﹝2021﹞ 012 号）", ("藏政发〔2021〕12号",)),
        ("共12号楼，2021年", ()),
    ],
)
def test_a_document_number_has_one_spelling(text: str, numbers: tuple[str, ...]) -> None:
    assert document_numbers(text) == numbers


def test_old_news_under_a_new_date_is_told_when_it_spreads(db: Database, rules: NoticeRules) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 6, day="2024-01-05"))
    save(db, rules, outcome("http://www.cinic.org.cn/a/2.html", LONG * 6, site="cinic"))
    assert causes(db) == []
    save(db, rules, outcome("http://www.tibet.cn/a/3.html", LONG * 6, site="tibet_cn"))
    assert causes(db) == ["stale_reprint"]
    assert payload(db, "stale_reprint")["told_before"] == "2024-01-05"


def test_a_site_that_turns_is_told_with_the_run_that_saw_it(db: Database, rules: NoticeRules) -> None:
    def run(day: int, *, is_blocked: bool = False) -> None:
        at = AT + timedelta(days=day)
        id_ = db.start_run("ce", "crawl", at=at)
        look = Look(at=at, lists=1, links=20, new=3, pages=3, articles=3)
        if is_blocked:
            look = Look(at=at, failures=1, blocked=1)
        db.end_run(id_, "ok", None, {}, at=at)
        examine(db, "ce", id_, {"": look, "list": look}, at=at, judges=True, notices=rules)

    for day in range(6):
        run(day)
    run(6, is_blocked=True)
    run(7, is_blocked=True)
    run(8)
    assert causes(db) == ["source", "source"]
    states = [
        turn["now"] for row in db.rows("SELECT payload FROM notices_v1") for turn in json.loads(row["payload"])["turns"]
    ]
    assert states[0] == "blocked"
    assert states[-1] == "ok"


# --- what is not ------------------------------------------------------------------------------------------------


def test_what_is_dated_long_ago_is_not_told(db: Database, rules: NoticeRules) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, day="2026-11-05"))
    assert causes(db) == []
    save(db, rules, outcome("http://www.ce.cn/a/2.shtml", OTHER * 4, day="2026-11-06"))
    assert causes(db) == ["story"]
    assert is_recent(None, AT, 14)


def test_the_first_crawl_of_a_site_tells_nothing(tmp_path: Path, rules: NoticeRules) -> None:
    db = Database.open(tmp_path / "empty.db")
    run = db.start_run("ce", "crawl", at=AT)
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, figure(2e10, "200亿元")))
    db.end_run(run, "ok", None, {}, at=AT)
    assert causes(db) == []
    save(db, rules, outcome("http://www.ce.cn/a/2.shtml", OTHER * 4))
    assert causes(db) == ["story"]
    db.close()


def test_a_walk_back_to_a_day_tells_nothing(db: Database, rules: NoticeRules) -> None:
    found = outcome("http://www.ce.cn/a/1.shtml", LONG * 4)
    db.take_in("ce", "list", [FoundLink(url=found.page.link)], is_backfill=True, at=AT)
    store.save(db, found, publishers(), at=AT, notices=rules)
    assert causes(db) == []


def test_what_a_person_hands_in_and_what_no_rules_are_given_for_tells_nothing(db: Database, rules: NoticeRules) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4, site=""))
    save(db, None, outcome("http://www.ce.cn/a/2.shtml", OTHER * 4))
    assert causes(db) == []


def test_matching_anew_tells_nothing(db: Database, rules: NoticeRules) -> None:
    save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4))
    before = told(db)
    db._write("UPDATE documents SET fingerprint_version = 0")
    (article,) = db.matched_by(after=0, limit=10)
    rematch.bring_up(db, article, publishers(), at=AT, is_settled=False)
    assert told(db) == before


def test_a_notice_is_written_with_its_cause_or_not_at_all(
    db: Database, rules: NoticeRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise sqlite3.IntegrityError("in the middle")

    monkeypatch.setattr(Database, "place_of", fails)  # the last thing that the transaction does
    with pytest.raises(sqlite3.IntegrityError):
        save(db, rules, outcome("http://www.ce.cn/a/1.shtml", LONG * 4))
    assert (causes(db), list(db.rows("SELECT id FROM articles_v1"))) == ([], [])


def test_a_cause_has_one_notice_however_often_it_is_found(db: Database, rules: NoticeRules) -> None:
    for _ in range(3):
        db.notify("story", "1", "all", {}, ("desk",), at=AT)
    assert len(told(db)) == 1


# --- asked of the whole sample ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_conflicts_and_targets_near_an_article_are_those_of_the_views(
    tmp_path: Path, crawl_of_the_sample: Path
) -> None:
    with_all = Database.open(copy(crawl_of_the_sample / "demo.db", tmp_path / "news.db"))
    ids = [row["id"] for row in with_all.rows("SELECT id FROM articles_v1")]
    near = {(row["kind"], row["figure_id"], row["other_id"]) for id_ in ids for row in with_all.conflicts_with(id_)}
    kinds = ("sources", "copies", "magnitude", "percentage")
    all_ = {
        (row["kind"], row["figure_id"], row["other_id"])
        for row in with_all.rows("SELECT * FROM conflicts_v1")
        if row["kind"] in kinds
    }
    assert near == all_ and len(all_) > 2
    settled = {row["id"] for id_ in ids for row in with_all.targets_settled_by(id_)}
    views = {row["id"] for row in with_all.rows("SELECT id FROM targets_v1 WHERE state IN ('met', 'missed')")}
    assert settled == views and len(views) > 3
    assert "targets_v1" in SERIES_VIEWS
    with_all.close()


@pytest.mark.slow
def test_a_replay_tells_nothing(crawl_of_the_sample: Path) -> None:
    db = Database.open(crawl_of_the_sample / "demo.db", readonly=True)
    assert causes(db) == []
    db.close()


# --- the rule file ----------------------------------------------------------------------------------------------


def test_as_it_comes_no_channel_is_on(tmp_path: Path) -> None:
    rules = load_notices(DOCS.parent / "data" / "notices.toml")
    assert not rules.channels
    assert {word for rule in rules.rules for word in rule.tell} >= {"story", "figure", "conflict", "target", "source"}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('url_env = "NEWS_DESK_URL"', 'url_env = "https://u:hunter2@example.com"', "channel[1].url_env"),
        ('secret_env = "NEWS_DESK_KEY"', "", "channel[1].secret_env"),
        ('kind = "mail"', 'kind = "pigeon"', "channel[2].kind"),
        ('kind = "mail"', 'kind = "mail"\nquiet = "25:00-07:00"', "channel[2].quiet"),
        ('kind = "mail"', 'kind = "mail"\nper_hour = 0', "channel[2].per_hour"),
        ('kind = "mail"', 'kind = "mail"\ndigests = ["hourly"]', "channel[2].digests"),
        ('channels = ["figures-only"]', 'channels = ["nobody"]', "rule[2].channels"),
        ('tell = ["figure"]', 'tell = ["weather"]', "rule[2].tell"),
        ("stories = [1]", "", "rule[3].stories"),
        ("stories = [1]", 'stories = ["1"]', "rule[3].stories"),
        ("age_days = 14", "age_days = -1", "age_days"),
        ("age_days = 14", 'age_days = 14\n[digest]\nweekly = "Someday"', "digest.weekly"),
        ("age_days = 14", "age_day = 14", "age_day"),
    ],
)
def test_a_wrong_file_is_one_sentence_with_its_key_and_no_secret(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parsed(tmp_path, RULES.replace(old, new, 1))
    assert caught.value.key == key
    assert "hunter2" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_nothing_is_told_where_no_rule_asks(db: Database) -> None:
    save(db, NoticeRules(), outcome("http://www.ce.cn/a/1.shtml", LONG * 4))
    assert causes(db) == []
    assert telling.NoticeRules is NoticeRules
