"""What extraction reaches on real pages (where ../shared/bench is) and on our own: not below tests/floors.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.quality import BENCH, NAMES, SETS, floors, is_below, own, raised, scored

FLOORS = floors()
ENTRY: dict[str, Any] = {
    "hand": {
        "f1": 0.988,
        "exact": 0.75,
        "leak": 2 / 62,
        "noise": 0.01,
        "misses": {"title": 1, "day": 1, "minute": 2, "source": 4, "author": 4, "editor": 2, "none": 2},
    },
    "zh": {"f1": 0.968, "exact": 0.55},
    "en": {"f1": 0.965},
}
"""What the project set out with: a floor may not lie below it."""


@pytest.mark.slow
@pytest.mark.parametrize("which", SETS)
def test_real_pages_are_read_no_worse_than_before(which: str, tmp_path: Path) -> None:
    if not BENCH.exists():
        pytest.skip("no real pages here: ../shared/bench is not beside this repository")
    result, floor = scored(which, tmp_path), FLOORS[which]
    assert result["pages"] == floor["pages"]
    assert not [page["id"] for page in result["per_page"] if page["error"]]
    worse = {name: result[name] for name in NAMES if is_below(name, result[name], floor[name])}
    worse |= {
        field: count for field, count in result["misses"].items() if count > floor.get("misses", {}).get(field, count)
    }
    assert not worse


@pytest.mark.parametrize("which", SETS)
def test_no_floor_lies_below_what_the_project_set_out_with(which: str) -> None:
    entry, floor = ENTRY[which], FLOORS[which]
    low = {name: floor[name] for name in entry if name != "misses" and is_below(name, floor[name], entry[name])}
    most = entry.get("misses", {})
    low |= {field: floor["misses"].get(field) for field in most if floor["misses"].get(field, 99) > most[field]}
    assert not low


def test_our_own_pages_are_read_no_worse_than_before() -> None:
    shares, wrong = own()
    assert shares.keys() == FLOORS["own"].keys()
    assert not {name: wrong[name] for name, share in shares.items() if is_below(name, share, FLOORS["own"][name])}


def test_floors_are_raised_and_never_lowered() -> None:
    floor = {"pages": 62, "f1": 0.99, "leak": 0.02, "misses": {"title": 1, "day": 0}}
    got = {"f1": 0.995, "leak": 0.03, "misses": {"title": 0, "day": 2}}
    assert raised(floor, got) == {"pages": 62, "f1": 0.995, "leak": 0.02, "misses": {"title": 0, "day": 0}}
