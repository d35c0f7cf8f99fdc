"""A chart comes in; its drawing goes out, as places, titles and links for a template.

Time runs to the right, and a point lies where its period ends, with the span that it is of drawn before it. What was
aimed at is hollow. A line joins values of the same length of period, a year with a year and a half with a half; where
stories contradict each other, or a range was stated, there is no one value: the line breaks, and all that was said is
shown. Nothing is averaged or smoothed, and the axis of values begins at zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from web.chart import Chart, Point, Status
from web.scales import Amounts, Days, Tick, amounts, days

WIDTH, HEIGHT = 440, 250
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 34, 30
DRAWN = 120
"""Points in a chart, those whose periods ended last; the table has the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A point on the drawing; also what it leads to and what it says."""

    x: float
    y: float
    x_begin: float | None
    """Where its span begins; None for a day."""
    y_max: float | None
    """The head of a range."""
    shape: Literal["actual", "target", "plan", "disputed"]
    title: str
    story_id: int


@dataclass(frozen=True, slots=True)
class Label:
    """A value written beside its mark."""

    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A chart with every place worked out, in the units of its viewBox."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    unit_zh: str
    unit_en: str
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    lines: tuple[str, ...]
    """The `points` of a polyline each."""
    ties: tuple[tuple[float, float, float], ...]
    """x, y and y: what joins the values that contradict each other."""
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    is_single: bool
    """One value alone shows no course of things."""
    left_out: int
    shapes: frozenset[str]
    """What its legend must explain."""


def draw(chart: Chart) -> Drawing:
    """Work out where everything of a chart lies."""
    points = chart.points[-DRAWN:]
    heights = [value for point in points for value in (point.value, point.value_max) if value is not None]
    across, up = _days(points), amounts(heights, chart.unit)
    ties = tuple(_ties(points, across, up))
    return Drawing(
        unit_zh=up.zh,
        unit_en=up.en,
        y_ticks=tuple(Tick(_y(up, tick.at), tick.label) for tick in up.ticks),
        x_ticks=tuple(Tick(_across(tick.at), tick.label, tick.is_line) for tick in across.ticks),
        lines=tuple(_lines(points, across, up)),
        ties=ties,
        marks=tuple(_mark(point, across, up) for point in points),
        labels=tuple(_labels(points, across, up)),
        is_single=len(chart.actual) == 1,
        left_out=len(chart.points) - len(points),
        shapes=frozenset(
            {_shape(point) for point in points}
            | {"span" for point in points if not point.period.is_day}
            | {"range" for point in points if point.value_max is not None}
        ),
    )


def spark(chart: Chart, *, width: int = 120, height: int = 34) -> tuple[list[str], tuple[float, float] | None]:
    """Draw a line small: the values of the latest point's length of period, from 0, and where the last lies."""
    latest = chart.latest[-1]
    points = [point for point in chart.actual if point.cycle == latest.cycle][-DRAWN:]
    if not points:
        return [], None
    first, last = points[0].period.ends_on, points[-1].period.ends_on
    greatest = max(max(point.value for point in points), 0.0)
    least = min(min(point.value for point in points), 0.0)

    def place(point: Point) -> tuple[float, float]:
        along = (point.period.ends_on - first) / (last - first) if last > first else 1.0
        up = (point.value - least) / ((greatest - least) or 1.0)
        return round(4 + along * (width - 8), 1), round(height - 4 - up * (height - 8), 1)

    runs = (list(run) for is_one, run in groupby(points, lambda point: point.is_one_value) if is_one)
    return [" ".join(f"{x},{y}" for x, y in map(place, run)) for run in runs if len(run) > 1], place(points[-1])


def _days(points: Sequence[Point]) -> Days:
    return days(min(point.period.begins_on for point in points), max(point.period.ends_on for point in points))


def _across(part: float) -> float:
    return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)


def _x(across: Days, point: Point) -> float:
    return _across(across.part(point.period.ends_on))


def _y(up: Amounts, value: float) -> float:
    return round(HEIGHT - BOTTOM - up.part(value) * (HEIGHT - BOTTOM - TOP), 1)


def _shape(point: Point) -> Literal["actual", "target", "plan", "disputed"]:
    return "disputed" if point.is_disputed and point.status == "actual" else point.status


def _mark(point: Point, across: Days, up: Amounts) -> Mark:
    return Mark(
        x=_x(across, point),
        y=_y(up, point.value),
        x_begin=None if point.period.is_day else _across(across.part(point.period.begins_on)),
        y_max=None if point.value_max is None else _y(up, point.value_max),
        shape=_shape(point),
        title=_title(point),
        story_id=point.story_id,
    )


def _title(point: Point) -> str:
    words = {"actual": "", "target": "目标 target", "plan": "计划 plan"}[point.status]
    disputed = "各方说法不一 disputed" if point.is_disputed else ""
    said = f"{point.stated_by or '来源不详 unknown'} {point.stated_at}".strip()
    parts = (f"{point.period.zh} {point.period.en}", point.printed, words, disputed, said, point.sentence)
    return " · ".join(part for part in parts if part)


def _lines(points: Sequence[Point], across: Days, up: Amounts) -> Iterator[str]:
    """Join neighbours of one length of period; what is no one value parts them."""
    for cycle in dict.fromkeys(point.cycle for point in points):
        done = [point for point in points if point.cycle == cycle and point.status == "actual"]
        for is_one, run in groupby(done, lambda point: point.is_one_value):
            places = [f"{_x(across, point)},{_y(up, point.value)}" for point in run]
            if is_one and len(places) > 1:
                yield " ".join(places)


def _disputed(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the points of each slot of which several values were stated."""
    sides: dict[tuple[str, Status], list[Point]] = {}
    for point in points:
        if point.is_disputed:
            sides.setdefault((point.slot, point.status), []).append(point)
    yield from (side for side in sides.values() if len(side) > 1)


def _ties(points: Sequence[Point], across: Days, up: Amounts) -> Iterator[tuple[float, float, float]]:
    for sides in _disputed(points):
        heights = [_y(up, point.value) for point in sides]
        yield _x(across, sides[0]), min(heights), max(heights)


def _labels(points: Sequence[Point], across: Days, up: Amounts) -> Iterator[Label]:
    """Write the last value, and of the last disputed period the highest and the lowest."""
    done = [point for point in points if point.status == "actual"] or list(points)
    *_, sides = (None, *_disputed(done))
    if sides:
        yield _label(max(sides, key=lambda point: point.value), across, up, above=True)
        yield _label(min(sides, key=lambda point: point.value), across, up, above=False)
    if not done[-1].is_disputed and (sides is None or _x(across, done[-1]) - _x(across, sides[0]) > WIDTH / 3):
        yield _label(done[-1], across, up, above=True)


def _label(point: Point, across: Days, up: Amounts, *, above: bool) -> Label:
    x, y = _x(across, point), _y(up, point.value if point.value_max is None else point.value_max)
    anchor: Literal["start", "middle", "end"] = "middle"
    if x > WIDTH * 0.8:
        anchor = "end"
    elif x < WIDTH * 0.3:
        anchor = "start"
    if not above and y + 22 > HEIGHT - BOTTOM:  # at the foot there is no room below
        return Label(x - 10, y + 4, "end", point.printed)
    return Label(x, y - 10 if above else y + 20, anchor, point.printed)
