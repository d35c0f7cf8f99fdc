"""Labelled figures go in, precision and recall of the real filter come out: `python -m tests.benchmarks.figures`.

    python -m tests.benchmarks.figures tuning --misses     # what is wrong, by id
    python -m tests.benchmarks.figures untouched           # sums alone; no case of these parts is ever shown
    python -m tests.benchmarks.figures --write             # both tables into docs/figures.md, and the report's

A figure is right when indicator (or its family), value, unit, period, status and measure all are. Three hands labelled
the cases; where they write one thing in two ways, `_key` makes it one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.halfyear import DAY, TEXT, TITLE

ROOT: Final = Path(__file__).resolve().parents[2]
LABELLED: Final = ROOT / "tests" / "labelled"
DOCUMENT: Final = ROOT / "docs" / "figures.md"
INDICATORS: Final = ROOT / "data" / "indicators.toml"
PARTS: Final = ("tuning", "untouched")
SETS: Final = {"first set": "figures", "second set": "figures_b", "third set": "figures_c"}
"""By name, and how its files begin: each was written by another hand."""
TUNING_SETS: Final = SETS | {
    "fourth set": "figures_d",
    "fifth set": "figures_e",
    "sixth set": "figures_f",
    "seventh set": "figures_g",
    "eighth set": "figures_h",
    "ninth set": "figures_i",
}
"""Only to tune on: the fourth in the manner of the first's hand, the fifth of shapes that no other has, the sixth in
that of bulletins, the seventh of features, speeches and English agencies, the eighth of bulletins, work reports and
releases, the ninth of features, county news and round-ups; the last four by hands that knew no rule."""
LABELS: Final = frozenset((
    "digital_economy_size", "digital_economy_revenue", "digital_economy_value_added", "digital_core_revenue",
    "digital_economy_gdp_share", "base_stations_5g", "base_stations_5g_per_10k", "base_stations_4g", "fibre_km",
    "broadband_users", "gigabit_users", "mobile_users", "users_5g", "online_retail", "online_retail_goods",
    "rural_online_retail", "e_commerce_transactions", "cross_border_e_commerce", "software_revenue",
    "telecom_revenue", "telecom_volume", "firms", "projects", "investment", "jobs", "computing_power", "racks",
    "data_centre_investment", "villages_covered_share", "parcels", "livestreams",
))  # fmt: skip
"""What the labels tell apart; anything else is unnamed in them."""
STOCKS: Final = frozenset((
    "base_stations_5g", "base_stations_4g", "fibre_km", "broadband_users", "gigabit_users", "mobile_users", "users_5g",
    "firms", "computing_power", "racks",
))  # fmt: skip
"""What stands: the first set calls its sum (累计达到163.8万户) cumulative, the others a level."""
SAME_UNIT: Final = {"P": "PFLOPS"}
STATIONS: Final = ("base_stations_5g", "base_stations_4g", "base_stations_5g_per_10k")
"""Counted in 座 or 个 alike, as 就业岗位 are in 个 or 人."""
SAME_MONTHS: Final = {"01..06": "H1", "07..12": "H2", "01..03": "Q1", "01..09": "Q1..Q3"}
SAME_PERIOD: Final = {"FYP12": "2011..2015", "FYP13": "2016..2020", "FYP14": "2021..2025", "FYP15": "2026..2030"}
SHAPES: Final = (
    (1, "plain"), (19, "growth"), (39, "decline"), (51, "points"), (61, "ranges"), (71, "multiples"), (83, "lists"),
    (97, "two in a sentence"), (109, "increment beside total"), (123, "targets"), (147, "gdp share"),
    (157, "per ten thousand"), (165, "numerals"), (183, "qualifiers"), (195, "headline rounding"), (205, "english"),
    (235, "traditional"), (251, "damaged"), (257, "other regions"), (281, "hard negative"),
)  # fmt: skip
"""The first number of each shape in the first set, whose f034 is of the shape that begins at 19; later rows say it."""

Row = dict[str, Any]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How many figures are labelled, were found, and are both, by shape, set and in all; and what is not, by case."""

    labelled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)
    """Of the right ones, those whose growth (percent, points, base) is right too."""
    misses: list[str] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Return one row of the table."""
        labelled, found, right = self.labelled[name], self.found[name], self.right[name]
        precision, recall = f"{right / found:.3f}" if found else "", f"{right / labelled:.3f}" if labelled else ""
        return f"| {name} | {labelled} | {found} | {right} | {precision} | {recall} |"

    def table(self, part: str) -> str:
        """Return the table: sums alone of what is untouched, so that its shapes lead nobody."""
        head = ["| | labelled | found | right | precision | recall |", "|---|---|---|---|---|---|"]
        shapes = [shape for _, shape in SHAPES] if part == "tuning" else []
        return "\n".join([*head, *map(self.row, (*shapes, *_sets(part), "all"))])


def score(part: str) -> Score:
    """Run the filter on one part of every set and compare."""
    families, result = _families(), Score()
    for name, begins in _sets(part).items():
        cases = [json.loads(line) for line in (LABELLED / f"{begins}_{part}.jsonl").read_text("utf-8").splitlines()]
        for case, answer in zip(cases, answers(cases), strict=True):
            _compare(case, answer["figures"], (_shape(case), name, "all"), families, result)
    return result


def answers(cases: Sequence[Row]) -> list[Row]:
    """Ask the filter, without the labels."""
    takes = ("id", "title", "published_at", "source", "text")
    lines = "".join(json.dumps({key: case[key] for key in takes}, ensure_ascii=False) + "\n" for case in cases)
    words = [sys.executable, "-m", "pipelines.figures"]
    done = subprocess.run(words, cwd=ROOT, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _sets(part: str) -> Mapping[str, str]:
    return TUNING_SETS if part == "tuning" else SETS


def _shape(case: Row) -> str:
    if "shape" in case:
        return str(case["shape"]).replace("_", " ")
    return SHAPES[bisect_right([first for first, _ in SHAPES], int(case["id"][1:])) - 1][1]


def _families() -> Mapping[str, str]:
    tables = tomllib.loads(INDICATORS.read_text("utf-8"))["indicator"]
    return {table["key"]: table.get("family", table["key"]) for table in tables}


def _compare(
    case: Row, figures: Sequence[Row], names: Sequence[str], families: Mapping[str, str], result: Score
) -> None:
    wanted, given = ([(_key(one, families), one) for one in side] for side in (case["figures"], figures))
    for name in names:
        result.labelled[name] += len(wanted)
        result.found[name] += len(given)
    rest = list(given)
    for key, label in wanted:
        match = next((one for one in rest if one[0] == key), None)
        if match is None:
            result.misses.append(f"{case['id']} not found: {_said(key, label)}")
            continue
        rest.remove(match)
        for name in names:
            result.right[name] += 1
            result.grown[name] += _growth(match[1]) == _growth(label)
        if _growth(match[1]) != _growth(label):
            result.misses.append(f"{case['id']} growth: {_growth(match[1])} should be {_growth(label)}")
    result.misses.extend(f"{case['id']} found: {_said(*one)}" for one in rest)


def _key(one: Row, families: Mapping[str, str]) -> Key:
    """What must agree. Of a growth without a level the growth is the value."""
    name = families.get(one["indicator"], one["indicator"])
    alone = (one["growth_percent"], one["growth_points"]) if one["value"] is None else None
    value = tuple(None if each is None else float(f"{each:.9g}") for each in (one["value"], one["value_max"]))
    measure = "level" if name in STOCKS and one["measure"] == "cumulative" else one["measure"]
    unit = "个" if name in STATIONS and one["unit"] == "座" else SAME_UNIT.get(one["unit"], one["unit"])
    unit = "人" if name == "jobs" and unit == "个" else unit
    period = SAME_PERIOD.get(one["period"], one["period"] or "")
    period = f"{period[:5]}{SAME_MONTHS.get(period[5:], period[5:])}"
    return (name if name in LABELS else None, value, alone, unit, period, one["status"], measure)


def _growth(one: Row) -> tuple[object, ...]:
    return one["growth_percent"], one["growth_points"], one["growth_base"]


def _said(key: Key, one: Row) -> str:
    return " ".join(map(str, (*key, one["printed"])))


def written(results: Mapping[str, Score]) -> Iterator[str]:
    """Yield the lines of the tables of both parts."""
    for part, result in results.items():
        right, grown = result.right["all"], result.grown["all"]
        yield f"The {part} parts; of {right} right figures {grown} have their growth and its base right too:\n"
        yield result.table(part) + "\n"


def report() -> Iterator[str]:
    """Yield the table of all that the half-year report states."""
    asked = {"id": 1, "title": TITLE, "published_at": DAY, "source": None, "text": TEXT}
    columns = ("printed", "indicator", "value", "unit", "period", "status", "measure", "qualifier", "flags")
    yield "| printed | indicator | value | unit | period | status | measure | qualifier | growth | flags |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in answers([asked])[0]["figures"]:
        cells = {key: "" if one[key] is None else one[key] for key in columns}
        cells["value"], cells["flags"] = f"{one['value']:,.0f}", ", ".join(one["flags"])
        growth = "" if one["growth_percent"] is None else f"{one['growth_percent']:+g} % {one['growth_base']}"
        yield f"| {' | '.join(map(str, (*list(cells.values())[:-1], growth, cells['flags'])))} |"


def write(results: Mapping[str, Score]) -> None:
    """Put the tables between their markers in the document."""
    text = DOCUMENT.read_text("utf-8")
    for name, lines in (("scores", written(results)), ("report", report())):
        head, found, rest = text.partition(f"<!-- {name} -->\n")
        _, closed, tail = rest.partition(f"<!-- /{name} -->")
        if not (found and closed):
            sys.exit(f"{DOCUMENT.name}: no <!-- {name} --> and <!-- /{name} --> to write between")
        text = head + found + "\n".join(lines).strip() + "\n" + closed + tail
    DOCUMENT.write_text(text, "utf-8")


def main() -> int:
    words = argparse.ArgumentParser(description="Score the figures filter on the labelled cases.")
    words.add_argument("part", nargs="?", choices=PARTS, help="one part of every set alone; without it both")
    words.add_argument("--misses", action="store_true", help="what is wrong, by id: of the tuning parts only")
    words.add_argument("--write", action="store_true", help="put the tables of both parts into the document")
    asked = words.parse_args()
    results = {part: score(part) for part in ([asked.part] if asked.part else PARTS)}
    print("\n".join(written(results)))
    if asked.write and len(results) == len(PARTS):
        write(results)
    if asked.misses and "tuning" in results:
        print("\n".join(results["tuning"].misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
