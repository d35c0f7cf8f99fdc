"""What the print of a figure allows, in which slot it stands, and which figures are points of one series."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from crawlers.errors import DefinitionError
from crawlers.items import Article, Figure
from pipelines.database import Database
from pipelines.database.migrations import APPLICATION_ID, MIGRATIONS
from pipelines.figures import figures, load_indicators
from tests.halfyear import DAY, TEXT, TITLE
from tests.telling import INDICATORS, RETAIL, SIZE, STATIONS, amount, group, indicators, rate, tell, write


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


@pytest.mark.parametrize(
    ("printed", "value", "qualifier", "low", "high"),
    [
        ("171.3亿元", 171.3e8, None, 171.25e8, 171.35e8),
        ("997个", 997, None, 996.5, 997.5),
        ("1.2万人", 12000, None, 11500, 12500),
        ("１，０３４家", 1034, None, 1033.5, 1034.5),
        ("17.13 billion yuan", 17.13e9, None, 17.125e9, 17.135e9),
        ("300家", 300, "近", 294, 306),
        ("31亿元", 31e8, "约", 30.38e8, 31.62e8),
        ("170亿元", 170e8, "超", 170e8, 187e8),
        ("8000个", 8000, "超", 8000, 9000),
        ("10家以上", 10, "以上", 10, 20),
        ("百亿元", 100e8, "突破", 100e8, 200e8),
        ("3%以内", 3, "以内", 2, 3),
        ("两万三千条", 23000, None, 22500, 23500),
        ("百分之九十", 90, None, 89.5, 90.5),
        ("八成", 80, None, 75, 85),
    ],
)
def test_a_value_is_known_as_far_as_it_is_printed(
    printed: str, value: float, qualifier: str | None, low: float, high: float
) -> None:
    found = amount("1个", "2020", value=value, printed=printed, qualifier=qualifier)
    assert (found.low, found.high) == (low, high)


def test_a_range_is_known_from_its_low_end_to_its_high_end() -> None:
    found = amount("1个", "2020", value=3.0, value_max=5.0, printed="3至5个", unit="个")
    assert (found.low, found.high) == (2.5, 5.5)


@pytest.mark.parametrize(
    ("percent", "sentence", "low", "high"),
    [
        (22.3, "同比增长22.3%", 22.25, 22.35),
        (22.3, "同比增长约22.3%", 21.854, 22.746),
        (41.0, "同比增长41%", 40.5, 41.5),
        (-3.5, "同比下降3.5%", -3.55, -3.45),
        (15.0, "同比增长超15%", 15.0, 16.5),
    ],
)
def test_growth_is_known_as_far_as_it_is_printed(percent: float, sentence: str, low: float, high: float) -> None:
    found = amount("1亿元", "2020", growth_percent=percent, growth_base="yoy", sentence=sentence)
    assert (found.growth_low, found.growth_high) == (low, high)


@pytest.mark.parametrize(
    ("period", "base", "slot", "base_slot", "ends_on"),
    [
        ("2020", "yoy", "2020", "2019", "2020-12-31"),
        ("2020-H1", "yoy", "2020-H1", "2019-H1", "2020-06-30"),
        ("2020-H2", None, "2020-H2", None, "2020-12-31"),
        ("2020-Q1..Q3", "yoy", "2020-Q1..Q3", "2019-Q1..Q3", "2020-09-30"),
        ("2020-01..09", None, "2020-Q1..Q3", None, "2020-09-30"),
        ("2020-01..05", "yoy", "2020-01..05", "2019-01..05", "2020-05-31"),
        ("2020-Q1", "mom", "2020-Q1", "2019-Q4", "2020-03-31"),
        ("2020-02", "mom", "2020-02", "2020-01", "2020-02-29"),
        ("2020-Q1..Q3", "mom", "2020-Q1..Q3", None, "2020-09-30"),
        ("FYP14-end", None, "2025", None, "2025-12-31"),
        ("2016..2020", None, "2016..2020", None, "2020-12-31"),
        ("2016..asof", None, None, None, None),
        ("2020-01..asof", None, None, None, None),
        ("asof:2020-07-29", None, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_an_amount_stands_in_the_slot_of_its_span(
    period: str, base: str | None, slot: str | None, base_slot: str | None, ends_on: str | None
) -> None:
    found = amount("171.3亿元", period, growth_base=base)
    assert (found.slot, found.base_slot, found.ends_on) == (slot, base_slot, ends_on)


@pytest.mark.parametrize(
    ("period", "base", "slot", "base_slot"),
    [
        ("asof:2020-02-29", "yoy", "asof:2020-02-29", "asof:2019-02-28"),
        ("asof:2021-02-28", "mom", "asof:2021-02-28", "asof:2021-01-31"),
        ("asof:2020-01-30", "mom", "asof:2020-01-30", "asof:2019-12-30"),
        ("FYP14-end", None, "asof:2025-12-31", None),
    ],
)
def test_a_state_stands_on_its_day(period: str, base: str | None, slot: str, base_slot: str | None) -> None:
    found = amount("997个", period, STATIONS, growth_base=base)
    assert (found.slot, found.base_slot) == (slot, base_slot)


@pytest.mark.parametrize(
    "figure",
    [
        amount("5亿元", "2020", None),
        amount("5亿元", "2020", "investment"),
        amount("5个", "asof:2020-12-31", "jobs"),
        amount("171.3亿元", "2020", region=None),
        amount("18元", "2020", "informatisation_investment", flags=("magnitude",)),
        amount("997个", "asof:2020-07-29", STATIONS, confidence="low"),
        amount("41个", "asof:2020-07-29", STATIONS, measure="increment"),
    ],
    ids=["unnamed", "mixed", "mixed jobs", "no region", "flagged", "its time guessed", "added on a day"],
)
def test_what_cannot_be_compared_makes_no_series_and_stays_a_figure(db: Database, figure: Figure) -> None:
    tell(db, "甲网", "2020-08-01", figure)
    assert not lines(db)
    assert len(list(db.rows("SELECT * FROM figures_v1"))) == 1


def test_a_series_never_joins_two_definitions_measures_or_regions(db: Database) -> None:
    tell(db, "甲网", "2023-01-01", amount("8056个", "asof:2022-12-31", STATIONS))
    tell(db, "乙网", "2023-01-02", amount("3541个", "2022", STATIONS, measure="increment"))
    tell(db, "丙网", "2023-01-03", amount("8000个", "asof:2022-12-31", STATIONS, region="拉萨"))
    tell(db, "丁网", "2023-01-04", amount("8001个", "asof:2022-12-31", STATIONS, definition="5G宏基站"))
    assert len(lines(db)) == 4
    assert not list(db.rows("SELECT * FROM conflicts_v1"))


def test_halves_quarters_and_the_year_are_points_of_their_own(db: Database) -> None:
    printed = {
        "2020-H1": "171.3亿元",
        "2020-H2": "190亿元",
        "2020-Q3": "90亿元",
        "2020-Q1..Q3": "260亿元",
        "2020": "361亿元",
    }
    for period, amount_ in printed.items():
        tell(db, period, "2021-01-01", amount(amount_, period))
    ((points),) = lines(db).values()
    assert {point["period"]: point["printed"] for point in points} == printed
    assert [point["cycle"] for point in points] == ["H1", "Q1..Q3", "Q3", "year", "H2"]
    assert not list(db.rows("SELECT * FROM conflicts_v1"))


def test_targets_are_no_points(db: Database) -> None:
    tell(
        db, "甲网", "2020-07-29", amount("165亿元", "2020-H2", status="target"), amount("5亿元", "2020", status="plan")
    )
    assert not lines(db)


def test_a_headlines_rounding_is_one_more_story_behind_the_point(db: Database) -> None:
    tell(db, "甲网", "2020-07-28", amount("170亿元", "2020-H1", qualifier="超"))
    tell(db, "乙网", "2020-07-29", amount("171.3亿元", "2020-H1"))
    tell(db, "丙网", "2020-07-30", amount("171亿元", "2020-H1", qualifier="约"))
    (point,) = lines(db)[SIZE, "level"]
    assert (point["printed"], point["stated_by"], point["disputed"]) == ("171.3亿元", "乙网", False)
    assert (sorted(point["stories"]), point["independent_origins"]) == ([1, 2, 3], 3)


def test_copies_are_no_further_witnesses(db: Database) -> None:
    said = amount("171.3亿元", "2020-H1")
    a, b, c = (write(db, name, "2020-07-29", said) for name in ("甲网", "乙网", "丙网"))
    group(db, a, "甲网", b, c)
    tell(db, "甲网", "2020-08-01", said)
    (point,) = lines(db)[SIZE, "level"]
    assert (point["stories"], point["independent_origins"], point["stated_at"]) == ([1, 2], 1, "2020-07-29")


def test_two_names_of_one_house_are_one_origin(db: Database) -> None:
    for name, house in (("新华社", "新华社"), ("新华网", "新华社"), ("西藏日报", "西藏日报")):
        group(db, write(db, name, "2020-07-29", amount("171.3亿元", "2020-H1")), name, house=house)
    (point,) = lines(db)[SIZE, "level"]
    assert (sorted(point["stories"]), point["independent_origins"]) == ([1, 2, 3], 2)


def test_a_rewrite_is_no_further_witness_and_of_what_it_alone_states_the_only_one(db: Database) -> None:
    """The department's text has a sentence on jobs that the release did not."""
    said = amount("171.3亿元", "2020-H1")
    release = tell(db, "经济日报", "2020-07-29", said)
    told = write(db, "商务厅", "2020-08-07", said, amount("997个", "asof:2020-06-30", STATIONS))
    group(db, told, "商务厅", retold=release)
    found = lines(db)
    assert [(one["stories"], one["independent_origins"]) for one in found[SIZE, "level"]] == [([1, 2], 1)]
    assert [(one["stories"], one["independent_origins"]) for one in found[STATIONS, "level"]] == [([2], 1)]


def test_a_story_whose_origin_was_never_seen_speaks_through_its_earliest_copy(db: Database) -> None:
    late = write(db, "乙网", "2020-08-02", amount("172亿元", "2020-H1"))
    early = write(db, "甲网", "2020-08-01", amount("171.3亿元", "2020-H1"))
    group(db, late, "日报", early, is_seen=False)
    (point,) = lines(db)[SIZE, "level"]
    assert (point["printed"], point["stated_by"]) == ("171.3亿元", "日报")


def test_counts_agree_in_whatever_they_are_counted_and_currencies_do_not(db: Database) -> None:
    tell(db, "甲网", "2020-08-01", amount("997个", "asof:2020-07-29", STATIONS))
    tell(db, "乙网", "2020-08-02", amount("997个", "asof:2020-07-29", STATIONS, unit="座"))
    tell(db, "丙网", "2020-08-03", amount("5亿元", "2020", "cross_border_e_commerce"))
    tell(db, "丁网", "2020-08-04", amount("1亿元", "2020", "cross_border_e_commerce", unit="美元"))
    assert [len(points) for points in lines(db).values()] == [1, 2]
    assert not list(db.rows("SELECT * FROM conflicts_v1"))


def test_growth_alone_is_no_point(db: Database) -> None:
    tell(db, "甲网", "2020-08-01", rate(17.0, "2020-H1", RETAIL))
    assert not lines(db)


def test_the_half_year_report_makes_its_series_and_no_other(db: Database) -> None:
    told = figures(Article(url="", title=TITLE, text=TEXT, published_at=DAY), indicators())
    tell(db, "中国经济网", DAY, *told)
    points = {
        (indicator, measure): [(point["period"], point["printed"]) for point in points]
        for (indicator, measure), points in lines(db).items()
    }
    assert points[SIZE, "level"] == [("2020-H1", "171.3亿元")]
    assert points[STATIONS, "level"] == [("asof:2020-07-29", "997个")]
    assert (STATIONS, "increment") not in points, "the stations still to be built"
    assert points["industrial_digital_projects", "increment"] == [("2020-H1", "23个")]
    assert not any(indicator == "informatisation_investment" for indicator, _ in points)
    conflicts = [(row["kind"], row["indicator"]) for row in db.rows("SELECT * FROM conflicts_v1")]
    assert conflicts == [("magnitude", "informatisation_investment")]


def test_figures_of_an_older_database_stay_and_enter_a_series_when_they_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    old = sqlite_utils.Database(path)
    for step in MIGRATIONS[:3]:
        step(old)
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute("PRAGMA user_version = 3")
    article = {
        "url": "http://甲网.test/2020-07-29",
        "text": "…",
        "reasons": "[]",
        "flags": "[]",
        "extractor_version": "1",
    }
    old.table("articles").insert({"id": 1, **article, "first_seen_at": "2020", "fetched_at": "2020"})
    said = {"value": 171.3e8, "unit": "元", "printed": "171.3亿元", "sentence": "…", "sentence_at": 0, "flags": "[]"}
    old.table("figures").insert({"article_id": 1, **said, "status": "actual", "measure": "level", "confidence": "high"})
    old.close()
    db = Database.open(path)
    assert [(row["printed"], row["slot"]) for row in db.rows("SELECT * FROM figures_v1")] == [("171.3亿元", None)]
    assert not lines(db)
    tell(db, "甲网", "2020-07-29", amount("171.3亿元", "2020-H1"))
    assert [row["slot"] for row in db.rows("SELECT * FROM figures_v1")] == ["2020-H1"]
    assert [point["printed"] for point in lines(db)[SIZE, "level"]] == ["171.3亿元"]
    db.close()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('whole = "gdp"', "", "whole: a share relates two"),
        ('whole = "gdp"', 'whole = "gpd"', "whole: gpd is no indicator of an amount"),
        ('whole = "gdp"', 'whole = "investment"', "whole: investment is no indicator of an amount that makes a series"),
        ("\nseries = false", '\nseries = "no"', "series: write true or false"),
        ('key = "gdp"', 'key = "gdp"\npart = "gdp"\nwhole = "gdp"', "part: only an indicator in % is a share"),
    ],
)
def test_a_share_of_what_nothing_measures_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "indicators.toml"
    whole = INDICATORS.read_text("utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError, match=says):
        load_indicators(path)


def lines(db: Database) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the points of every series, by indicator and measure, as far as the case has no more."""
    rows = list(db.rows("SELECT * FROM series_v1 ORDER BY indicator, measure"))
    found = {(row["indicator"], row["measure"]): json.loads(row["points"]) for row in rows}
    return found if len(found) == len(rows) else {(str(n), ""): json.loads(row["points"]) for n, row in enumerate(rows)}
