"""What was aimed at, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import Figure
from pipelines.database import Database
from tests.telling import RETAIL, STATIONS, amount, group, rate, tell, write


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


@pytest.mark.parametrize(
    ("target", "outcome", "state"),
    [
        (amount("165亿元", "2020-H2"), amount("170亿元", "2020-H2"), "met"),
        (amount("165亿元", "2020-H2"), amount("160亿元", "2020-H2"), "missed"),
        (amount("165亿元", "2020-H2"), amount("164.9亿元", "2020-H2"), "met"),
        (amount("165亿元", "2020-H2"), amount("171.3亿元", "2020-H1"), "unknown"),
        (amount("165亿元", "2020-H2"), amount("361亿元", "2020"), "unknown"),
        (amount("361亿元", "2020"), amount("165亿元", "2020-H2"), "unknown"),
        (amount("165亿元", "2020-H2"), amount("170亿元", "2020-H2", region="拉萨"), "unknown"),
        (amount("600亿元", "FYP13-end"), amount("610亿元", "2020"), "met"),
        (amount("20000个", "2022", STATIONS), amount("8056个", "asof:2022-12-31", STATIONS), "missed"),
        (
            amount("8000个", "asof:2022-12-31", STATIONS),
            amount("8056个", "asof:2022-12-31", STATIONS, measure="cumulative"),
            "met",
        ),
        (
            amount("2000个", "2022", STATIONS, measure="increment"),
            amount("8056个", "asof:2022-12-31", STATIONS),
            "unknown",
        ),
        (amount("3%", "2020", "user_share_5g", qualifier="以内"), amount("5%", "2020", "user_share_5g"), "missed"),
        (rate(15.0, "2022", RETAIL), amount("1亿元", "2022", RETAIL, growth_percent=8.7, growth_base="yoy"), "missed"),
        (rate(15.0, "2022", RETAIL), rate(16.1, "2022", RETAIL), "met"),
        (rate(15.0, "2022", RETAIL), rate(16.1, "2022", RETAIL, growth_base="mom"), "unknown"),
    ],
)
def test_a_target_is_held_against_the_outcome_of_its_own_period(
    db: Database, target: Figure, outcome: Figure, state: str
) -> None:
    tell(db, "甲网", "2019-07-29", aimed(target))
    tell(db, "乙网", "2023-01-29", outcome)
    (row,) = targets(db)
    assert row["state"] == state
    assert (row["outcome_stated_by"] == "乙网") == (state != "unknown")


def test_a_target_whose_day_is_yet_to_come_is_open(db: Database) -> None:
    tell(db, "甲网", "2020-01-01", aimed(amount("900亿元", "2999")))
    assert [row["state"] for row in targets(db)] == ["open"]


def test_where_outcomes_contradict_each_other_nobody_knows(db: Database) -> None:
    tell(db, "甲网", "2020-07-29", aimed(amount("165亿元", "2020-H2")))
    tell(db, "乙网", "2021-01-29", amount("170亿元", "2020-H2"))
    tell(db, "丙网", "2021-01-30", amount("150亿元", "2020-H2"))
    assert [(row["state"], row["outcomes"]) for row in targets(db)] == [("unknown", 2)]


def test_who_set_a_target_and_when_is_told_once_a_story(db: Database) -> None:
    a, b = (write(db, name, "2020-07-29", aimed(amount("165亿元", "2020-H2"))) for name in ("甲网", "乙网"))
    group(db, a, "甲网", b)
    tell(db, "丙网", "2020-08-01", aimed(amount("165亿元", "2020-H2")))
    assert [(row["stated_by"], row["stated_at"]) for row in targets(db)] == [
        ("甲网", "2020-07-29"),
        ("丙网", "2020-08-01"),
    ]


def aimed(figure: Figure) -> Figure:
    return replace(figure, status="target")


def targets(db: Database) -> list[dict[str, Any]]:
    return list(db.rows("SELECT * FROM targets_v1 ORDER BY id"))
