"""What contradicts what: every kind of conflict with both its sides, and none where the prints agree."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import Figure
from pipelines import flow, store
from pipelines.database import Database, FoundLink
from tests.documents import DOCS
from tests.sample import pages
from tests.stored import AT
from tests.telling import RETAIL, STATIONS, amount, group, rate, tell, write

DATA = DOCS.parent / "data"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def test_two_stories_that_state_two_values_are_shown_side_by_side(db: Database) -> None:
    tell(db, "甲网", "2020-07-29", amount("171.3亿元", "2020-H1"))
    tell(db, "乙网", "2020-07-30", amount("177.3亿元", "2020-H1"))
    (conflict,) = conflicts(db)
    assert (conflict["kind"], conflict["indicator"], conflict["period"]) == (
        "sources",
        "digital_economy_size",
        "2020-H1",
    )
    assert as_stated(conflict) == [
        "171.3亿元, as stated by 甲网 on 2020-07-29",
        "177.3亿元, as stated by 乙网 on 2020-07-30",
    ]
    (series,) = db.rows("SELECT points FROM series_v1")
    points = json.loads(series["points"])
    assert [(point["printed"], point["disputed"]) for point in points] == [("171.3亿元", True), ("177.3亿元", True)]


def test_a_total_is_held_against_a_total_however_it_is_said(db: Database) -> None:
    tell(db, "甲网", "2022-02-28", amount("4515个", "asof:2021-12-31", STATIONS))
    tell(db, "乙网", "2022-03-01", amount("6527个", "asof:2021-12-31", STATIONS, measure="cumulative"))
    tell(db, "丙网", "2022-03-02", amount("3000个", "2021", STATIONS, measure="increment"))
    assert kinds(db) == ["sources"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (amount("171.3亿元", "2020-H1"), amount("165亿元", "2020-H2")),
        (amount("171.3亿元", "2020-H1"), amount("165亿元", "2020-H1", status="target")),
        (amount("171.3亿元", "2020-H1"), amount("361亿元", "2020")),
        (amount("90亿元", "2020-Q3"), amount("260亿元", "2020-Q1..Q3")),
        (amount("171.3亿元", "2020-H1"), amount("12亿元", "2020-H1", region="拉萨")),
        (amount("171.3亿元", "2020-H1"), amount("20亿元", "2020-H1", RETAIL)),
        (amount("171.3亿元", "2020-H1"), amount("170亿元", "2020-H1", qualifier="超")),
        (amount("171.3亿元", "2020-H1"), amount("171亿元", "2020-H1")),
        (amount("5亿元", "2020", "investment"), amount("9亿元", "2020", "investment")),
    ],
    ids=[
        "halves",
        "a target",
        "half and year",
        "quarter and three",
        "regions",
        "indicators",
        "headline",
        "rounded",
        "mixed",
    ],
)
def test_what_is_not_the_same_or_agrees_is_no_conflict(db: Database, one: Figure, other: Figure) -> None:
    tell(db, "甲网", "2021-01-01", one)
    tell(db, "乙网", "2021-01-02", other)
    assert not conflicts(db)
    assert not any(
        point["disputed"] for row in db.rows("SELECT points FROM series_v1") for point in json.loads(row["points"])
    )


def test_a_rounding_takes_no_side(db: Database) -> None:
    tell(db, "甲网", "2020-07-29", amount("170亿元", "2020-H1", qualifier="超"))
    tell(db, "乙网", "2020-07-30", amount("171.3亿元", "2020-H1"))
    tell(db, "丙网", "2020-07-31", amount("177.3亿元", "2020-H1"))
    (conflict,) = conflicts(db)
    assert [side["value"] for side in json.loads(conflict["sides"])] == [171.3e8, 177.3e8]


def test_an_article_that_states_two_values_of_one_thing_claims_nothing(db: Database) -> None:
    tell(db, "甲网", "2023-07-20", *(amount(f"{n}个", "2023-H1", STATIONS, measure="increment") for n in (210, 95)))
    tell(db, "乙网", "2023-07-21", amount("405个", "2023-H1", STATIONS, measure="increment"))
    assert kinds(db) == ["article"]
    (series,) = db.rows("SELECT points FROM series_v1")
    assert [point["printed"] for point in json.loads(series["points"])] == ["405个"]


def test_copies_of_one_story_that_print_different_numbers_name_both_articles(db: Database) -> None:
    a = write(db, "甲网", "2020-07-29", amount("171.3亿元", "2020-H1"), amount("997个", "asof:2020-07-29", STATIONS))
    b = write(db, "乙网", "2020-07-30", amount("177.3亿元", "2020-H1"), amount("997个", "asof:2020-07-29", STATIONS))
    group(db, a, "甲网", b)
    (conflict,) = conflicts(db)
    assert conflict["kind"] == "copies"
    assert [side["article_id"] for side in json.loads(conflict["sides"])] == [a, b]


def test_a_copy_of_an_unclear_article_is_no_further_conflict(db: Database) -> None:
    told = [amount(f"{n}个", "2023-H1", STATIONS, measure="increment") for n in (210, 95)]
    a, b = (write(db, name, "2023-07-20", *told) for name in ("甲网", "乙网"))
    group(db, a, "甲网", b)
    assert kinds(db) == ["article"]


def test_what_a_copy_lost_is_found_though_it_is_flagged(db: Database) -> None:
    lost = amount("18元", "2020-H2", "informatisation_investment", flags=("magnitude",))
    a = write(db, "甲网", "2020-07-29", amount("18亿元", "2020-H2", "informatisation_investment"))
    b = write(db, "乙网", "2020-07-30", lost)
    group(db, a, "甲网", b)
    assert kinds(db) == ["copies"]


@pytest.mark.parametrize(
    ("base", "level", "is_conflict"),
    [
        ("140.1亿元", amount("171.3亿元", "2020-H1", growth_percent=22.3, growth_base="yoy"), False),
        ("140亿元", amount("171.3亿元", "2020-H1", growth_percent=22.3, growth_base="yoy"), False),
        ("150.1亿元", amount("171.3亿元", "2020-H1", growth_percent=22.3, growth_base="yoy"), True),
        ("150.1亿元", amount("171.3亿元", "2020-H1", growth_percent=22.3), False),
    ],
    ids=["agrees", "agrees as printed", "contradicts", "against nothing said"],
)
def test_a_level_is_its_base_and_its_growth(db: Database, base: str, level: Figure, is_conflict: bool) -> None:
    tell(db, "甲网", "2019-07-29", amount(base, "2019-H1"))
    tell(db, "乙网", "2020-07-29", level)
    assert kinds(db) == ["growth"] * is_conflict


def test_a_contradiction_that_many_repeat_is_told_once(db: Database) -> None:
    tell(db, "甲网", "2019-07-29", amount("150.1亿元", "2019-H1"))
    for name in ("乙网", "丙网"):
        tell(db, name, "2020-07-29", amount("171.3亿元", "2020-H1", growth_percent=22.3, growth_base="yoy"))
    assert kinds(db) == ["growth"]


def test_growth_in_points_is_added(db: Database) -> None:
    share, grown = "user_share_5g", {"growth_points": 14.2, "growth_base": "yoy"}
    tell(db, "甲网", "2022-01-01", amount("22.6%", "asof:2021-12-31", share))
    tell(db, "乙网", "2023-01-01", amount("36.8%", "asof:2022-12-31", share, **grown))
    assert not conflicts(db)
    tell(db, "丙网", "2023-01-02", amount("36.8%", "asof:2022-12-31", share, **{**grown, "growth_points": 12.0}))
    assert kinds(db) == ["growth"]


def test_growth_against_the_month_before(db: Database) -> None:
    tell(db, "甲网", "2020-06-20", amount("10亿元", "2020-05", RETAIL))
    tell(db, "乙网", "2020-07-20", amount("15亿元", "2020-06", RETAIL, growth_percent=10.0, growth_base="mom"))
    assert kinds(db) == ["growth"]


def test_growth_stated_alone_is_held_against_both_levels(db: Database) -> None:
    tell(db, "甲网", "2022-01-20", amount("100亿元", "2021", RETAIL))
    tell(db, "乙网", "2023-01-20", amount("120亿元", "2022", RETAIL))
    tell(db, "丙网", "2023-01-21", rate(20.0, "2022", RETAIL))
    assert not conflicts(db)
    tell(db, "丁网", "2023-01-22", rate(35.0, "2022", RETAIL))
    (conflict,) = conflicts(db)
    assert as_stated(conflict) == [
        "120亿元, as stated by 乙网 on 2023-01-20",
        "100亿元, as stated by 甲网 on 2022-01-20",
        "35% (35.0 % yoy), as stated by 丁网 on 2023-01-22",
    ]


@pytest.mark.parametrize(("share", "is_conflict"), [("1.9%", False), ("2.9%", True)])
def test_a_share_is_its_part_of_the_whole(db: Database, share: str, is_conflict: bool) -> None:
    tell(db, "甲网", "2023-02-01", amount("41亿元", "2022", "digital_core_value_added"))
    tell(db, "乙网", "2023-02-02", amount("2132.6亿元", "2022", "gdp"))
    tell(db, "丙网", "2023-02-03", amount(share, "2022", "digital_core_gdp_share"))
    assert kinds(db) == ["share"] * is_conflict


def test_a_jump_is_one_until_the_next_point_confirms_it(db: Database) -> None:
    tell(db, "甲网", "2021-01-20", amount("100亿元", "2020", RETAIL))
    tell(db, "乙网", "2022-01-20", amount("120亿元", "2021", RETAIL))
    assert not conflicts(db)
    tell(db, "丙网", "2023-01-20", amount("900亿元", "2022", RETAIL))
    (conflict,) = conflicts(db)
    assert conflict["kind"] == "jump"
    assert [side["value"] for side in json.loads(conflict["sides"])] == [900e8, 120e8]
    tell(db, "丁网", "2024-01-20", amount("1000亿元", "2023", RETAIL))
    assert not conflicts(db)


def test_a_spike_stays_a_jump(db: Database) -> None:
    for year, printed in ((2020, "100亿元"), (2021, "1200亿元"), (2022, "130亿元")):
        tell(db, f"{year}", f"{year + 1}-01-20", amount(printed, f"{year}", RETAIL))
    assert [(row["kind"], row["period"]) for row in conflicts(db)] == [("jump", "2021"), ("jump", "2022")]


def test_what_was_added_may_leap_and_a_disputed_value_is_no_jump(db: Database) -> None:
    tell(db, "甲网", "2021-01-20", amount("10个", "2020", STATIONS, measure="increment"), amount("10亿元", "2020"))
    tell(db, "乙网", "2022-01-20", amount("900个", "2021", STATIONS, measure="increment"), amount("12亿元", "2021"))
    tell(db, "丙网", "2022-01-21", amount("900亿元", "2021"))
    assert kinds(db) == ["sources"]


def test_a_state_may_grow_more_in_more_years_and_a_half_is_no_fall_from_a_year(db: Database) -> None:
    tell(db, "甲网", "2020-08-01", amount("997个", "asof:2020-07-29", STATIONS))
    tell(db, "乙网", "2023-01-01", amount("8056个", "asof:2022-12-31", STATIONS))
    tell(db, "丙网", "2021-01-01", amount("361亿元", "2020"), amount("40亿元", "2021-01"))
    assert not conflicts(db)


def test_what_cannot_be_is_shown_with_its_one_side(db: Database) -> None:
    tell(db, "甲网", "2020-07-29", amount("18元", "2020-H2", "informatisation_investment", flags=("magnitude",)))
    tell(db, "乙网", "2020-07-29", amount("120%", "2020", "telemedicine_rate", flags=("magnitude",)))
    tell(db, "丙网", "2020-07-29", amount("1亿元", "2020", RETAIL, growth_percent=-120.0))
    assert sorted(kinds(db)) == ["magnitude", "percentage", "percentage"]
    assert all(len(as_stated(conflict)) == 1 for conflict in conflicts(db))


def test_a_conflict_goes_with_what_made_it(db: Database) -> None:
    """A page that is revised, and stories that turn out to be one: nothing is left behind."""
    a = tell(db, "甲网", "2020-07-29", amount("171.3亿元", "2020-H1"))
    b = tell(db, "乙网", "2020-07-30", amount("177.3亿元", "2020-H1"))
    assert kinds(db) == ["sources"]
    group(db, a, "甲网", b)
    assert kinds(db) == ["copies"]
    db.save_figures(b, [amount("171.3亿元", "2020-H1")], "revised", at=AT)
    assert not conflicts(db)


@pytest.mark.slow
def test_series_and_conflicts_are_the_same_in_whatever_order_the_articles_came(tmp_path: Path) -> None:
    rules = flow.load_rules(DATA / "topics.toml", DATA / "publishers.toml", DATA / "indicators.toml")
    outcomes = [(page, flow.process(page.page, rules)) for page in pages()]
    seen = []
    for turn in range(3):
        db = Database.open(tmp_path / f"{turn}.db")
        for page, outcome in random.Random(turn).sample(outcomes, len(outcomes)):
            db.take_in(page.page.site.key, "list", [FoundLink(url=page.page.link)], at=AT)
            store.save(db, outcome, rules.publishers, at=AT)
        seen.append([free_of_ids(db, view) for view in ("series_v1", "conflicts_v1", "targets_v1")])
        db.close()
    assert all(seen[0])
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]


def free_of_ids(db: Database, view: str) -> list[str]:
    """Return a view's rows without what depends on when each row was stored."""
    rows = []
    for row in db.rows(f"SELECT * FROM {view}"):
        plain = {key: value for key, value in row.items() if not key.endswith("id")}
        for column in plain.keys() & {"points", "sides"}:
            plain[column] = [
                {
                    key: len(value) if key == "stories" else value
                    for key, value in each.items()
                    if not key.endswith("_id")
                }
                for each in json.loads(plain[column])
            ]
        rows.append(json.dumps(plain, ensure_ascii=False, sort_keys=True))
    return sorted(rows)


def conflicts(db: Database) -> list[dict[str, Any]]:
    return list(db.rows("SELECT * FROM conflicts_v1 ORDER BY kind, period, figure_id, other_id"))


def kinds(db: Database) -> list[str]:
    return [conflict["kind"] for conflict in conflicts(db)]


def as_stated(conflict: dict[str, Any]) -> list[str]:
    return [side["as_stated"] for side in json.loads(conflict["sides"])]
