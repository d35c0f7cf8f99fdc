"""What may be one line in a chart, where its points lie, and what is written beside them; and the tables it is from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.database import Database
from tests.telling import RETAIL, SIZE, STATIONS, amount, rate, tell
from web.chart import Chart, charts
from web.drawing import Drawing, draw, spark
from web.figured import Sheet, sheet, summaries
from web.periods import period
from web.scales import amounts, days


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def shown(db: Database, indicator: str = SIZE) -> Sheet:
    found = sheet(db, indicator)
    assert found
    return found


def only(db: Database, indicator: str = SIZE) -> tuple[Chart, Drawing]:
    (one,) = shown(db, indicator).charts
    return one.chart, one.drawing


def test_two_definitions_regions_or_measures_are_never_one_line(db: Database) -> None:
    tell(db, "甲网", "2023-01-01", amount("8056个", "asof:2022-12-31", STATIONS))
    tell(db, "乙网", "2023-01-02", amount("3541个", "2022", STATIONS, measure="increment"))
    tell(db, "丙网", "2023-01-03", amount("8000个", "asof:2022-12-31", STATIONS, region="拉萨"))
    tell(db, "丁网", "2023-01-04", amount("8001个", "asof:2022-12-31", STATIONS, definition="5G宏基站"))
    found = [one.chart for one in shown(db, STATIONS).charts]
    assert len(found) == 4
    assert {(one.definition, one.region, one.measure) for one in found} == {
        ("5G基站", "西藏", "level"),
        ("5G基站", "西藏", "increment"),
        ("5G基站", "拉萨", "level"),
        ("5G宏基站", "西藏", "level"),
    }
    assert all(len(one.points) == 1 for one in found)


def test_yuan_and_dollars_share_no_axis(db: Database) -> None:
    tell(db, "甲网", "2021-01-01", amount("361亿元", "2020"))
    tell(db, "乙网", "2021-01-02", amount("50亿元", "2019", unit="美元", printed="50亿美元"))
    assert sorted(one.chart.unit for one in shown(db).charts) == ["元", "美元"]


def test_a_line_joins_halves_with_halves_and_years_with_years(db: Database) -> None:
    for slot, printed in (("2019-H1", "140亿元"), ("2019", "300亿元"), ("2020-H1", "171.3亿元"), ("2020", "361亿元")):
        tell(db, slot, "2021-01-01", amount(printed, slot))
    chart, drawing = only(db)
    assert len(chart.points) == 4
    marks = {point.slot: f"{mark.x},{mark.y}" for point, mark in zip(chart.points, drawing.marks, strict=True)}
    assert sorted(drawing.lines) == sorted(
        [f"{marks['2019-H1']} {marks['2020-H1']}", f"{marks['2019']} {marks['2020']}"]
    )


def test_a_point_lies_where_its_period_ends_with_the_span_before_it(db: Database) -> None:
    tell(db, "甲网", "2021-01-01", amount("171.3亿元", "2020-H1"))
    tell(db, "乙网", "2021-01-02", amount("190亿元", "2020-H2"))
    _, drawing = only(db)
    first, second = drawing.marks
    assert first.x_begin == drawing.left
    assert second.x_begin is not None
    assert first.x < second.x_begin < second.x
    assert second.x_begin - first.x < 1.5  # a day


def test_a_state_has_no_span(db: Database) -> None:
    tell(db, "甲网", "2020-08-01", amount("997个", "asof:2020-07-29", STATIONS))
    _, drawing = only(db, STATIONS)
    assert drawing.marks[0].x_begin is None
    assert "span" not in drawing.shapes


def test_what_is_aimed_at_is_hollow_and_on_no_line(db: Database) -> None:
    tell(db, "甲网", "2020-07-29", amount("165亿元", "2020-H2", status="target"))
    tell(db, "乙网", "2021-01-01", amount("150亿元", "2019-H2"), amount("170亿元", "2020-H2"))
    tell(db, "丙网", "2021-01-02", amount("400亿元", "2021", status="plan"))
    _, drawing = only(db)
    assert sorted(mark.shape for mark in drawing.marks) == ["actual", "actual", "plan", "target"]
    (line,) = drawing.lines
    done = [f"{mark.x},{mark.y}" for mark in drawing.marks if mark.shape == "actual"]
    assert line == " ".join(done)


def test_a_conflict_shows_both_values_and_no_line_goes_through_either(db: Database) -> None:
    for year, printed in (("2018", "200亿元"), ("2019", "250亿元"), ("2021", "400亿元"), ("2022", "450亿元")):
        tell(db, year, f"{int(year) + 1}-01-01", amount(printed, year))
    tell(db, "甲网", "2021-01-02", amount("300亿元", "2020"))
    tell(db, "乙网", "2021-01-03", amount("361亿元", "2020"))
    _, drawing = only(db)
    disputed = [mark for mark in drawing.marks if mark.shape == "disputed"]
    assert len(disputed) == 2
    assert drawing.ties == ((disputed[0].x, disputed[1].y, disputed[0].y),)
    assert {"300亿元", "361亿元"} <= {label.text for label in drawing.labels}
    through = " ".join(drawing.lines)
    assert len(drawing.lines) == 2
    assert not any(f"{mark.x},{mark.y}" in through for mark in disputed)


def test_a_range_is_a_bar_and_no_line_chooses_a_value_in_it(db: Database) -> None:
    tell(db, "甲网", "2020-01-01", amount("200亿元", "2019"))
    tell(db, "乙网", "2021-01-01", amount("300亿元", "2020", value_max=350e8, printed="300亿至350亿元"))
    _, drawing = only(db)
    bar = drawing.marks[1]
    assert bar.y_max is not None
    assert bar.y_max < bar.y
    assert drawing.lines == ()
    assert "range" in drawing.shapes


def test_a_growth_alone_is_listed_and_not_drawn(db: Database) -> None:
    tell(db, "甲网", "2021-01-01", amount("361亿元", "2020"))
    tell(db, "乙网", "2022-01-01", rate(12.8, "2021"))
    found = shown(db)
    assert [len(one.chart.points) for one in found.charts] == [1]
    assert [row["grew"] for row in found.growths] == ["+12.8% yoy"]


def test_one_value_alone_is_told_to_show_no_course(db: Database) -> None:
    tell(db, "甲网", "2021-01-01", amount("361亿元", "2020"))
    chart, drawing = only(db)
    assert drawing.is_single
    assert drawing.lines == ()
    assert spark(chart)[0] == []


def test_what_cannot_be_is_shown_apart_and_in_no_chart(db: Database) -> None:
    tell(db, "甲网", "2020-07-29", amount("18元", "2020-H2", "informatisation_investment", flags=("magnitude",)))
    found = shown(db, "informatisation_investment")
    assert found.charts == ()
    assert [(row["said"], row["flags"]) for row in found.flagged] == [("18元", ["magnitude"])]


def test_a_chart_draws_its_last_periods_and_says_how_many_it_left_out(db: Database) -> None:
    dates = [f"{year}-{month:02}" for year in range(2010, 2021) for month in range(1, 13)]
    tell(db, "甲网", "2021-01-01", *(amount("5亿元", date, RETAIL) for date in dates))
    _, drawing = only(db, RETAIL)
    assert (len(drawing.marks), drawing.left_out) == (120, len(dates) - 120)


def test_a_page_of_more_figures_than_it_reads_says_so(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.figured.DAYS", 2)
    for year in (2018, 2019, 2020):
        tell(db, str(year), f"{year + 1}-01-01", amount("361亿元", str(year)))
    found = shown(db)
    assert found.is_cut
    assert [point.slot for point in found.charts[0].chart.points] == ["2019", "2020"]


def test_picked_figures_make_the_conflicts_and_targets_of_the_views(db: Database) -> None:
    tell(db, "甲网", "2021-01-02", amount("300亿元", "2020"), amount("400亿元", "2021", status="target"))
    tell(db, "乙网", "2021-01-03", amount("361亿元", "2020", growth_percent=20.0, growth_base="yoy"))
    tell(db, "丙网", "2020-01-03", amount("100亿元", "2019"))
    tell(db, "丁网", "2022-01-03", amount("410亿元", "2021"), amount("18元", "2021", flags=("magnitude",)))
    ids = [*db.newest_figures(SIZE, "西藏", days=9, most=100), *db.unplaced_figures(SIZE, "西藏", 100)]

    def rows(found: Iterator[dict[str, object]] | list[dict[str, object]]) -> list[str]:
        return sorted(json.dumps(row, sort_keys=True) for row in found)

    conflicts, targets = list(db.rows("SELECT * FROM conflicts_v1")), list(db.rows("SELECT * FROM targets_v1"))
    assert {row["kind"] for row in conflicts} == {"sources", "growth", "magnitude"}
    assert [row["state"] for row in targets] == ["met"]
    assert rows(db.conflicts(ids, most=100)) == rows(conflicts)
    assert rows(db.targets(ids)) == rows(targets)


def test_the_list_shows_the_home_region_and_of_a_region_only_its_own(db: Database) -> None:
    tell(db, "甲网", "2021-01-01", amount("361亿元", "2020"))
    tell(db, "乙网", "2022-01-01", amount("100亿元", "2021", region="拉萨"))
    tell(db, "丙网", "2022-01-01", amount("9000个", "asof:2021-12-31", STATIONS))
    found = {one.indicator: one for one in summaries(db)}
    assert list(found) == [SIZE, STATIONS]
    size = found[SIZE].chart
    assert size
    assert (size.region, [point.printed for point in size.latest]) == ("西藏", ["361亿元"])
    (lhasa,) = summaries(db, "拉萨")
    assert lhasa.chart
    assert (lhasa.indicator, lhasa.chart.region) == (SIZE, "拉萨")


def test_the_last_value_is_all_values_where_they_contradict_each_other(db: Database) -> None:
    tell(db, "甲网", "2021-01-02", amount("300亿元", "2020"))
    tell(db, "乙网", "2021-01-03", amount("361亿元", "2020"))
    (one,) = summaries(db)
    assert one.chart
    assert [point.printed for point in one.chart.latest] == ["300亿元", "361亿元"]


@pytest.mark.parametrize(
    ("slot", "ends_on", "begins_on", "zh", "en"),
    [
        ("2023-11-01..2023-11-11", "2023-11-11", "2023-11-01", "2023-11-01至2023-11-11", "2023-11-01 to 2023-11-11"),
        ("2020", "2020-12-31", "2020-01-01", "2020年", "2020"),
        ("2020-H2", "2020-12-31", "2020-07-01", "2020年下半年", "2020-H2"),
        ("2020-Q1..Q3", "2020-09-30", "2020-01-01", "2020年前三季度", "2020-Q1 to Q3"),
        ("2020-01..05", "2020-05-31", "2020-01-01", "2020年1—5月", "2020-01 to 05"),
        ("2020-02", "2020-02-29", "2020-02-01", "2020年2月", "2020-02"),
        ("2016..2020", "2020-12-31", "2016-01-01", "2016—2020年", "2016 to 2020"),
        ("asof:2020-07-29", "2020-07-29", "2020-07-29", "截至2020-07-29", "as of 2020-07-29"),
        ("2020-?", "2020-12-31", "2020-12-31", "2020-?", "2020-?"),
    ],
)
def test_a_slot_lies_in_time_and_is_written_in_both_languages(
    slot: str, ends_on: str, begins_on: str, zh: str, en: str
) -> None:
    found = period(slot, ends_on)
    assert (str(found.begins_on), str(found.ends_on), found.zh, found.en) == (begins_on, ends_on, zh, en)


@pytest.mark.parametrize(
    ("values", "unit", "zh", "en", "labels"),
    [
        ([171.3e8, 413.6e8], "元", "亿元", "100 million yuan", ["0", "200", "400", "600"]),
        ([997, 20316], "个", "万个", "10,000", ["0", "1", "2", "3"]),
        ([23], "个", "个", "", ["0", "10", "20", "30"]),
        ([97.4, 98], "%", "%", "%", ["0", "25", "50", "75", "100"]),
        ([1.9], "%", "%", "%", ["0", "0.5", "1", "1.5", "2"]),
        ([-5e8, 10e8], "元", "亿元", "100 million yuan", ["-5", "0", "5", "10"]),
        ([0], "个", "个", "", ["0", "1"]),
        ([3], "个", "个", "", ["0", "1", "2", "3"]),
    ],
)
def test_the_axis_of_values_begins_at_zero_in_units_that_people_say(
    values: list[float], unit: str, zh: str, en: str, labels: list[str]
) -> None:
    axis = amounts(values, unit)
    assert (axis.zh, axis.en, [tick.label for tick in axis.ticks]) == (zh, en, labels)
    assert all(0 <= axis.part(value) <= 1 for value in values)


@pytest.mark.parametrize(
    ("begin", "end", "labels"),
    [
        ("2020-07-29", "2020-07-29", ["2020-07", "2021-01"]),
        ("2020-01-01", "2020-12-31", ["2020-01", "2020-07", "2021-01"]),
        ("2018-01-01", "2021-12-31", ["2018", "2019", "2020", "2021"]),
        ("2001-01-01", "2021-12-31", ["2005", "2010", "2015", "2020"]),
        ("0001-01-01", "2998-12-31", ["1000", "2000"]),
        ("2020-01-01", "9999-12-31", ["4000", "8000"]),
        ("9999-01-01", "9999-12-31", ["9999-01", "9999-07"]),
    ],
)
def test_the_axis_of_time_names_years_or_half_years(begin: str, end: str, labels: list[str]) -> None:
    axis = days(date.fromisoformat(begin), date.fromisoformat(end))
    found = [tick.label for tick in axis.ticks if tick.label]
    assert [label for label in labels if label not in found] == []
    assert len(found) <= 10
    assert all(0 <= tick.at <= 1 for tick in axis.ticks)


def test_no_points_make_no_chart() -> None:
    assert charts([]) == []


def test_everything_lies_within_the_drawing(db: Database) -> None:
    for year in range(2015, 2026):
        tell(db, str(year), f"{year}-02-01", amount(f"{year - 2000}亿元", str(year - 1), SIZE))
    tell(db, "甲网", "2026-01-01", amount("9999亿元", "2030", status="target"))
    chart, drawing = only(db)
    assert drawing == draw(chart)
    for mark in drawing.marks:
        assert drawing.left <= mark.x <= drawing.right
        assert drawing.top <= mark.y <= drawing.bottom
